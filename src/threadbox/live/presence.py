"""Who is here, by website: visitors by conversation and page, operators by id.

Somebody is here while at least one of their sockets is, and for a moment after the last one
went, so that a reload or a change of page is not a farewell. The moment is a timestamp that
passes: nobody has to say goodbye, and a socket that died unheard is closed by its pings.

Somebody may also be at another process of the same Threadbox, by that process's word. Its
word passes too unless repeated, so a process that died leaves nobody behind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

# A page change with a slow server behind it; longer would show people who have gone.
GRACE_SECONDS = 5.0

Where = TypeVar("Where")
Key = tuple[str, str]
"""A website, and who."""

_OURS = ""


@dataclass(slots=True)
class _Here(Generic[Where]):
    where: Where
    # Which process said where: a repetition by another one does not move them back and forth.
    said_by: str
    # How often they have moved, by the word that counts. Two processes may speak of one person at
    # the same moment, and a word that was on its way meanwhile must not move them back.
    moves: int = 1
    sockets: int = 0
    until: float | None = None
    elsewhere: dict[str, float] = field(default_factory=dict)

    def believes(self, node: str, moves: int | None, *, is_news: bool) -> bool:
        """Whether they are where `node` says, after so many moves."""
        if self.said_by == node:
            return True
        if self.said_by == _OURS:
            is_there_still = self.sockets > 0 or self.until is not None
        else:
            is_there_still = self.said_by in self.elsewhere
        return is_news and (moves is None or moves >= self.moves or not is_there_still)


class Presence(Generic[Where]):
    """Those of one kind who are here, with `where` they are."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._here: dict[str, dict[str, _Here[Where]]] = {}
        # Those whose presence may pass by itself.
        self._passing: set[Key] = set()

    # --- at this process ----------------------------------------------------------------

    def arrive(self, website: str, who: str, where: Where) -> bool:
        """One more socket. Says whether this is news: they were not here, or elsewhere.

        With another socket here already they stay where they are: a tab may open, or come back,
        behind the one that is looked at.
        """
        here = self._here.setdefault(website, {}).get(who)
        if here is None:
            self._here[website][who] = _Here(where, _OURS, sockets=1)
            return True
        here.sockets += 1
        here.until = None
        is_only = here.sockets == 1 and not here.elsewhere
        return is_only and self.move(website, who, where)

    def move(self, website: str, who: str, where: Where) -> bool:
        """They are somewhere else now. Says whether this is news."""
        here = self._here.get(website, {}).get(who)
        if here is None:
            return False
        is_news = here.where != where
        here.where, here.said_by = where, _OURS
        here.moves += is_news
        return is_news

    def depart(self, website: str, who: str) -> None:
        """One socket less. With the last one they stay for the grace time."""
        here = self._here.get(website, {}).get(who)
        if here is None or here.sockets <= 0:
            return
        here.sockets -= 1
        if here.sockets == 0:
            here.until = self._clock() + GRACE_SECONDS
            self._passing.add((website, who))

    def ours(self) -> dict[str, dict[str, Where]]:
        """Who is at this process, and where, by website."""
        return {
            website: ours
            for website, all_here in self._here.items()
            if (
                ours := {
                    who: here.where
                    for who, here in all_here.items()
                    if here.sockets or here.until is not None
                }
            )
        }

    def is_elsewhere(self, website: str, who: str) -> bool:
        """Whether they are connected to another process, too."""
        here = self._here.get(website, {}).get(who)
        return here is not None and bool(here.elsewhere)

    def is_ours(self, website: str, who: str) -> bool:
        """Whether they are at this process, or went only a moment ago."""
        here = self._here.get(website, {}).get(who)
        return here is not None and (here.sockets > 0 or here.until is not None)

    # --- at other processes -------------------------------------------------------------

    def heard(
        self,
        node: str,
        website: str,
        who: Mapping[str, tuple[Where, int | None]],
        seconds: float,
        *,
        is_news: bool,
    ) -> dict[str, Where]:
        """These are at `node` for so many seconds: where, and how often they have moved by its word
        (None: it does not say, and is believed). Returns where those are of whom that is news."""
        until = self._clock() + seconds
        all_here = self._here.setdefault(website, {})
        news = {}
        for name, (where, moved) in who.items():
            here = all_here.get(name)
            if here is None:
                here = all_here[name] = _Here(where, node, moved or 1)
                news[name] = where
            elif here.believes(node, moved, is_news=is_news):
                here.moves = max(here.moves, moved or 0)
                if here.where != where:
                    here.where = news[name] = where
                    here.said_by = node
            here.elsewhere[node] = until
            self._passing.add((website, name))
        if not all_here:
            del self._here[website]
        return news

    def heard_gone(self, node: str, website: str, who: list[str]) -> None:
        """These are not at `node` any more; `gone` will name those who are nowhere now."""
        for name in who:
            here = self._here.get(website, {}).get(name)
            if here is not None and node in here.elsewhere:
                here.elsewhere[node] = self._clock()

    # --- anywhere -----------------------------------------------------------------------

    def gone(self) -> tuple[list[Key], list[Key]]:
        """Forgets those whose time has passed. Names who is nowhere now, and who left here."""
        now = self._clock()
        nowhere: list[Key] = []
        left: list[Key] = []
        for key in tuple(self._passing):
            website, who = key
            here = self._here[website][who]
            here.elsewhere = {node: until for node, until in here.elsewhere.items() if until > now}
            if here.until is not None and here.until <= now:
                here.until = None
                left.append(key)
            if here.sockets or here.until is not None or here.elsewhere:
                if here.sockets and not here.elsewhere:
                    self._passing.discard(key)
                continue
            nowhere.append(key)
            self._forget(key)
        return nowhere, left

    def all_of(self, website: str) -> dict[str, Where]:
        """Who is here, and where."""
        return {who: here.where for who, here in self._here.get(website, {}).items()}

    def where(self, website: str, who: str) -> Where | None:
        """Where they are; None when they are not here."""
        here = self._here.get(website, {}).get(who)
        return None if here is None else here.where

    def moves(self, website: str, who: str) -> int:
        """How often they have moved, as far as this process knows."""
        here = self._here.get(website, {}).get(who)
        return 0 if here is None else here.moves

    def is_here(self, website: str, who: str) -> bool:
        return who in self._here.get(website, {})

    def is_anybody_here(self, website: str) -> bool:
        return bool(self._here.get(website))

    def _forget(self, key: Key) -> None:
        website, who = key
        self._passing.discard(key)
        del self._here[website][who]
        if not self._here[website]:
            del self._here[website]
