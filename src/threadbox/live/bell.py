"""The doorbell between processes: "website W has news up to position N", and nothing else.

Every ring may be lost, doubled or late; readers only wake by it and read the log. Rings of
one website that nobody has listened to yet become one, with the highest head, so a bell
never holds more than one entry per website. What travels is JSON; nothing received is
ever more than a name and a number.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple, Protocol

import msgspec


class Ring(NamedTuple):
    """There is a line at `head` in the log of `website`."""

    website: str
    head: int


class Bell(Protocol):
    """`ring` may be called from any thread and never waits; `rings` is listened to by one."""

    async def open(self) -> None: ...

    def ring(self, website: str, head: int) -> None: ...

    def rings(self) -> AsyncIterator[Ring]: ...

    async def close(self) -> None: ...


class Pending:
    """Rings not yet taken: the highest head per website. Filled from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._heads: dict[str, int] = {}
        self._some = asyncio.Event()

    def put_from_any_thread(self, website: str, head: int) -> None:
        """Harmless after the loop has closed: then nobody listens any more."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.put, website, head)

    def put(self, website: str, head: int) -> None:
        self._heads[website] = max(head, self._heads.get(website, 0))
        self._some.set()

    async def take(self) -> list[Ring]:
        """Waits for the first ring and takes all there are."""
        await self._some.wait()
        self._some.clear()
        heads, self._heads = self._heads, {}
        return [Ring(website, head) for website, head in heads.items()]


class InProcessBell:
    """The bell of a single process."""

    async def open(self) -> None:
        self._pending = Pending()

    def ring(self, website: str, head: int) -> None:
        self._pending.put_from_any_thread(website, head)

    async def rings(self) -> AsyncIterator[Ring]:
        while True:
            for ring in await self._pending.take():
                yield ring

    async def close(self) -> None:
        """Nothing is held."""


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    """What travels between processes."""

    website: str
    head: int


_DECODER = msgspec.json.Decoder(_Message)


def written(ring: Ring) -> str:
    """A ring as the text that travels."""
    return msgspec.json.encode(_Message(ring.website, ring.head)).decode()


def understood(text: str | bytes) -> Ring | None:
    """The ring that a text means; None for anything else, which is nobody's news."""
    try:
        message = _DECODER.decode(text)
    except msgspec.DecodeError:
        return None
    return Ring(message.website, message.head)
