"""A network that loses things: WebSocket frames come late or never, and connections break.

It runs in a thread of its own, before a running server, and speaks bytes to both sides: nothing
in browser or server knows of it. What it does to a connection is drawn from a seed. A connection
breaks as they do in life: for a moment everything on its way vanishes, in both directions, and
only then do the two ends notice. A server's news may also be lost while the connection goes on;
the protocol promises that its readers notice (docs/protocol.md, "Places").
"""

import asyncio
import contextlib
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from random import Random

from tests.gauntlet.proxy import Proxy, Way, listening

# Seconds that a frame or a request is late, at most.
DELAY_SECONDS = 0.06
# A connection lives for so many frames, both directions counted together.
FRAMES = (5, 12)
# Seconds for which everything vanishes before the connection breaks.
LAST_MOMENT_SECONDS = (0.05, 0.3)
# One frame of news in so many is lost.
LOST_NEWS = 6
# Browsers pause longer after each break; with more of them the pauses take the time.
BREAKS = 3

HEAD_ENDS = b"\r\n\r\n"


@dataclass(slots=True)
class Losses:
    """What the network has done so far."""

    breaks: dict[str, int] = field(default_factory=dict)
    vanished: int = 0
    news: int = 0


@dataclass(slots=True)
class FlakyProxy(Proxy):
    """Breaks the first `BREAKS` WebSockets of each address; then it is only slow."""

    losses: Losses = field(default_factory=Losses)
    is_calm: bool = False

    def ways(self) -> tuple[Way, Way]:
        line = _Line(self)
        return line.up, line.down


class _Line:
    """One connection, and how many frames it has left."""

    def __init__(self, proxy: FlakyProxy) -> None:
        self._proxy = proxy
        self._left = proxy.random.randint(*FRAMES)
        self._path = ""
        self._is_dying = False
        self._ends: list[asyncio.StreamWriter] = []

    async def up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What the browser says: a request, and after an upgrade frames."""
        head = await reader.readuntil(HEAD_ENDS)
        self._path = head.split(b" ")[1].decode()
        await self._after(head, b"upgrade: websocket" in head.lower(), reader, writer)

    async def down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What it is answered."""
        head = await reader.readuntil(HEAD_ENDS)
        await self._after(head, head.startswith(b"HTTP/1.1 101 "), reader, writer)

    async def _after(
        self,
        head: bytes,
        is_socket: bool,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        writer.write(head)
        if not is_socket:
            await self._proxy.pass_on(reader, writer)
            return
        self._ends.append(writer)
        while True:
            frame = await _frame(reader)
            await asyncio.sleep(self._proxy.random.uniform(0, DELAY_SECONDS))
            if not self._is_lost(frame):
                writer.write(frame)
                await writer.drain()

    def _is_lost(self, frame: bytes) -> bool:
        """Decides about a frame, and about the whole connection."""
        proxy = self._proxy
        if proxy.is_calm:
            return False
        self._left -= 1
        losses = proxy.losses
        if self._left == 0 and losses.breaks.get(self._path, 0) < BREAKS:
            losses.breaks[self._path] = losses.breaks.get(self._path, 0) + 1
            self._is_dying = True
            moment = proxy.random.uniform(*LAST_MOMENT_SECONDS)
            asyncio.get_running_loop().call_later(moment, self._break)
        if self._is_dying:
            losses.vanished += 1
            return True
        if b'"type":"facts"' in frame and proxy.random.randrange(LOST_NEWS) == 0:
            losses.news += 1
            return True
        return False

    def _break(self) -> None:
        for end in self._ends:
            end.transport.abort()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """One whole WebSocket frame, as it is on the wire (RFC 6455, 5.2)."""
    head = await reader.readexactly(2)
    short = head[1] & 0x7F
    more = await reader.readexactly({126: 2, 127: 8}.get(short, 0))
    length = struct.unpack(">H" if short == 126 else ">Q", more)[0] if more else short
    mask = await reader.readexactly(4 if head[1] & 0x80 else 0)
    return head + more + mask + await reader.readexactly(length)


@dataclass(slots=True)
class FlakyNetwork:
    """The server as it is reached through the network; what `host_page.serve` asks of a server."""

    port: int
    losses: Losses
    _proxy: FlakyProxy
    _loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def calm_down(self) -> None:
        """From here on nothing is lost; whoever is connected has to connect again."""
        self._loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        self._proxy.is_calm = True
        self._proxy.cut()
        self._proxy.mend()


@contextlib.contextmanager
def flaky_network(port: int, seed: int) -> Iterator[FlakyNetwork]:
    """A flaky network before the server on `port`."""
    made = FlakyProxy(port, Random(seed), delay_seconds=DELAY_SECONDS)
    ends = asyncio.Event()
    listens: Future[asyncio.AbstractEventLoop] = Future()

    async def run() -> None:
        async with listening(made):
            listens.set_result(asyncio.get_running_loop())
            await ends.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    loop = listens.result()
    try:
        yield FlakyNetwork(made.port, made.losses, made, loop)
    finally:
        loop.call_soon_threadsafe(ends.set)
        thread.join()
