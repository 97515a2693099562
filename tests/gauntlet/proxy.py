"""A TCP proxy of our own before a server, a database or a bell: it cuts, stalls and delays."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

CHUNK_BYTES = 64 * 1024
# Passes on one direction of a line until it ends.
Way = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Proxy:
    """Passes on what it gets, as well as it is told to."""

    target: int
    random: Random
    port: int = 0
    # Seconds that every chunk is late, at most.
    delay_seconds: float = 0.0
    _lines: set[asyncio.Task[None]] = field(default_factory=set)
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _is_cut: bool = False
    _flows: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """All lines end at once, and nobody gets through any more."""
        self._is_cut = True
        for end in self._ends:
            end.transport.abort()
        for line in tuple(self._lines):
            line.cancel()

    def mend(self) -> None:
        self._is_cut = False
        self._flows.set()

    def stall(self) -> None:
        """Nothing passes in either direction, and nothing ends: a half-open connection."""
        self._flows.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        self._ends.add(writer)
        try:
            if not self._is_cut:
                await self._join(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # the line was cut, by one of them or by us
        finally:
            self._lines.discard(task)
            self._ends.discard(writer)
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", self.target)
        if self._is_cut:
            their_writer.transport.abort()
        self._ends.add(their_writer)
        up, down = self.ways()
        ways = [
            asyncio.ensure_future(up(reader, their_writer)),
            asyncio.ensure_future(down(their_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._ends.discard(their_writer)
            their_writer.transport.abort()

    def ways(self) -> tuple[Way, Way]:
        """How a new line passes on what the client says, and what it is answered."""
        return self.pass_on, self.pass_on

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK_BYTES):
            await self._flows.wait()
            if self.delay_seconds:
                await asyncio.sleep(self.random.uniform(0, self.delay_seconds))
            writer.write(data)
            await writer.drain()


@contextlib.asynccontextmanager
async def proxy(target: int, random: Random) -> AsyncIterator[Proxy]:
    """A proxy before the port `target`, on a free port."""
    made = Proxy(target, random)
    async with listening(made):
        yield made


@contextlib.asynccontextmanager
async def listening(made: Proxy) -> AsyncIterator[None]:
    """The same for a proxy of another kind, made by the caller."""
    made.mend()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()
        made.cut()
        await asyncio.sleep(0)
