"""The doorbell between processes: "website W has news up to position N", and signals beside it.

Every ring may be lost, doubled or late; readers only wake by it and read the log. Rings of
one website that nobody has listened to yet become one, with the highest head, so a bell
never holds more than one entry per website. Signals (`live/signals.py`) go to the other
processes only, and may be lost just as well.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from threadbox.live.signals import Signal


class Ring(NamedTuple):
    """There is a line at `head` in the log of `website`."""

    website: str
    head: int


@dataclass(slots=True)
class Tally:
    """What a bell has counted, for whoever watches."""

    rung: int = 0
    heard: int = 0
    lost: int = 0
    ignored: int = 0
    is_away: bool = False


class Ear(Protocol):
    """Who is told what other processes say. Called on the event loop's thread."""

    def hear(self, node: str, signal: Signal) -> None:
        """The process `node` said `signal`."""

    def reached(self) -> None:
        """The others can be heard from now on, or can be heard again."""


class Bell(Protocol):
    """`ring` may be called from any thread and never waits; `rings` is listened to by one."""

    tally: Tally

    async def open(self, ear: Ear | None = None) -> None: ...

    def ring(self, website: str, head: int) -> None: ...

    def tell(self, signal: Signal) -> None:
        """Says a signal to the other processes. On the loop's thread; never waits."""

    def rings(self) -> AsyncIterator[Ring]: ...

    async def close(self) -> None: ...


class Pending:
    """Rings not yet taken: the highest head per website."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}
        self._some = asyncio.Event()

    def put(self, website: str, head: int) -> None:
        self._heads[website] = max(head, self._heads.get(website, 0))
        self._some.set()

    def wake(self) -> None:
        """Ends a wait, though there may be no ring."""
        self._some.set()

    async def take(self) -> list[Ring]:
        """Waits for the first ring and takes all there are."""
        await self._some.wait()
        self._some.clear()
        heads, self._heads = self._heads, {}
        return [Ring(website, head) for website, head in heads.items()]


def from_any_thread(
    loop: asyncio.AbstractEventLoop, put: Callable[[str, int], None], website: str, head: int
) -> None:
    """Harmless after the loop has closed: then nobody listens any more."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(put, website, head)


class InProcessBell:
    """The bell of a single process: there are no others to signal to."""

    def __init__(self) -> None:
        self.tally = Tally()

    async def open(self, ear: Ear | None = None) -> None:  # noqa: ARG002
        self._loop = asyncio.get_running_loop()
        self._pending = Pending()

    def ring(self, website: str, head: int) -> None:
        self.tally.rung += 1
        from_any_thread(self._loop, self._pending.put, website, head)

    def tell(self, signal: Signal) -> None:
        """Nobody else is there."""

    async def rings(self) -> AsyncIterator[Ring]:
        while True:
            for ring in await self._pending.take():
                yield ring

    async def close(self) -> None:
        """Nothing is held."""
