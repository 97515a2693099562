"""Who is here, by website: visitors by conversation and page, operators by id.

Somebody is here while at least one of their sockets is, and for a moment after the last one
went, so that a reload or a change of page is not a farewell. The moment is a timestamp that
passes: nobody has to say goodbye, and a socket that died unheard is closed by its pings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

# A page change with a slow server behind it; longer would show people who have gone.
GRACE_SECONDS = 5.0

Where = TypeVar("Where")


@dataclass(slots=True)
class _Here(Generic[Where]):
    where: Where
    sockets: int
    until: float | None = None


class Presence(Generic[Where]):
    """Those of one kind who are here, with `where` they are."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._here: dict[str, dict[str, _Here[Where]]] = {}
        self._leaving: set[tuple[str, str]] = set()

    def arrive(self, website: str, who: str, where: Where) -> bool:
        """One more socket. Says whether this is news: they were not here, or elsewhere."""
        here = self._here.setdefault(website, {}).get(who)
        if here is None:
            self._here[website][who] = _Here(where, 1)
            return True
        here.sockets += 1
        here.until = None
        self._leaving.discard((website, who))
        return self.move(website, who, where)

    def move(self, website: str, who: str, where: Where) -> bool:
        """They are somewhere else now. Says whether this is news."""
        here = self._here.get(website, {}).get(who)
        if here is None or here.where == where:
            return False
        here.where = where
        return True

    def depart(self, website: str, who: str) -> None:
        """One socket less. With the last one they stay for the grace time."""
        here = self._here.get(website, {}).get(who)
        if here is None:
            return
        here.sockets -= 1
        if here.sockets <= 0:
            here.until = self._clock() + GRACE_SECONDS
            self._leaving.add((website, who))

    def gone(self) -> list[tuple[str, str]]:
        """Forgets, and names as (website, who), those whose time has passed."""
        now = self._clock()
        passed = [key for key in self._leaving if self._has_passed(key, now)]
        for website, who in passed:
            self._leaving.discard((website, who))
            del self._here[website][who]
            if not self._here[website]:
                del self._here[website]
        return passed

    def all_of(self, website: str) -> dict[str, Where]:
        """Who is here, and where."""
        return {who: here.where for who, here in self._here.get(website, {}).items()}

    def is_here(self, website: str, who: str) -> bool:
        return who in self._here.get(website, {})

    def is_anybody_here(self, website: str) -> bool:
        return bool(self._here.get(website))

    def _has_passed(self, key: tuple[str, str], now: float) -> bool:
        until = self._here[key[0]][key[1]].until
        return until is not None and until <= now
