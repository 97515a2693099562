"""The load: visitors who send and operators who watch, cheap enough that the server is measured.

One driver for every server: a server is whatever has visitors and operators (`Served`). All of
them speak the same frames: a visitor's `send` is answered by `done` with its `id`, and what
operators are told names that id as `client_id`. Nothing is decoded that need not be.
"""

import asyncio
import re
import secrets
import time
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.figures import Bench
from bench.processes import cpu_seconds

# What people write in one go, give or take.
TEXT = b"Since this morning the server of ticket 1929383 does not answer, could you have a look?"
# A round that has not finished by then has hung; a slow one would have been told by its figures.
PATIENCE_SECONDS = 120.0
# What a connection keeps ready for reading; ten thousand of them should fit into the driver.
READ_BUFFER_BYTES = 4_096
# Handshakes under way at once, where their time is not taken.
AT_ONCE = 100

DONE = b'{"type":"done"'
FACTS = b'{"type":"facts"'
REFUSED = b'{"type":"refused"'
_ARRIVED = re.compile(rb'"client_id":"([^"]+)"')

Hear = Callable[[bytes], None]


class Refused(Exception):  # noqa: N818 (the server's word for it)
    """The server did not do what it was asked; the text is its answer."""


class Client(WSListener):
    """A connection that hands each text frame to `hear`, but for answers that are waited for."""

    def __init__(self, hear: Hear) -> None:
        self.hear = hear
        self.transport: WSTransport
        self.is_open = False
        self._answer: tuple[bytes, asyncio.Future[bytes]] | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.is_open = True

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        self.is_open = False

    def on_ws_frame(self, _transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        if self._answer is None:
            self.hear(payload)
            return
        beginning, answer = self._answer
        if payload.startswith(beginning):
            self._answer = None
            answer.set_result(payload)
        elif payload.startswith(REFUSED):
            self._answer = None
            answer.set_exception(Refused(payload.decode()))
        else:
            self.hear(payload)

    def say(self, frame: bytes) -> None:
        self.transport.send(WSMsgType.TEXT, frame)

    async def ask(self, frame: bytes, kind: str) -> bytes:
        """Says `frame` and returns the next frame of type `kind`. Raises `Refused`."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._answer = (f'{{"type":"{kind}"'.encode(), answer)
        self.say(frame)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await answer


async def connected(url: str, hear: Hear, headers: Mapping[str, str] | None = None) -> Client:
    """A connection to `url` (ws://…)."""
    _, client = await ws_connect(
        lambda: Client(hear),
        url,
        extra_headers=dict(headers or {}),
        read_buffer_init_size=READ_BUFFER_BYTES,
        # Two thousand at once wait for one another.
        websocket_handshake_timeout=PATIENCE_SECONDS,
    )
    assert isinstance(client, Client)
    return client


async def all_of(coroutines: Iterable[Coroutine[Any, Any, object]]) -> None:
    """Awaits all of them, `AT_ONCE` at a time."""
    left = iter(coroutines)

    async def work() -> None:
        for coroutine in left:
            await coroutine

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def ignored(_payload: bytes) -> None:
    """For who need not listen."""


class Served(Protocol):
    """A server under load."""

    @property
    def pids(self) -> Sequence[int]:
        """Its processes, which do the work that is measured."""

    async def visitor(self, hear: Hear) -> Client:
        """One more visitor, who may send at once."""

    async def operator(self, hear: Hear) -> Client:
        """One more operator, who is told of every message."""


@dataclass(slots=True)
class Sent:
    """One round: seconds from sending to the answer, and to the operator, for each message."""

    acked: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Messages answered, and at the operator."""
        return len(self.acked) / self.seconds

    @property
    def cpu_micros(self) -> float:
        """The server's CPU time per message."""
        return self.cpu_seconds / len(self.acked) * 1e6


Contender = Callable[[], Awaitable[Sent]]
"""One round of one contender."""


class Crowd:
    """Visitors who each send, wait for the answer, and send again; one operator watches."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._senders: list[_Sender] = []
        self._clients: list[Client] = []
        self._begin()

    async def gather(self, visitors: int) -> "Crowd":
        """Everybody connects."""
        self._clients.append(await self._served.operator(self._watch))
        for _ in range(visitors):
            sender = _Sender(self)
            sender.client = await self._served.visitor(sender.hear)
            self._senders.append(sender)
            self._clients.append(sender.client)
        return self

    async def send_for(self, seconds: float) -> Sent:
        """A round of about so many seconds; every message of it is answered and has arrived."""
        self._begin()
        pids = list(self._served.pids)
        cpu, begun = cpu_seconds(pids), time.perf_counter()
        self.until = begun + seconds
        for sender in self._senders:
            sender.send()
        async with asyncio.timeout(seconds + PATIENCE_SECONDS):
            await self._over
        self.sent.seconds = time.perf_counter() - begun
        self.sent.cpu_seconds = cpu_seconds(pids) - cpu
        return self.sent

    def leave(self) -> None:
        for client in self._clients:
            client.transport.disconnect()

    def _begin(self) -> None:
        self.sent = Sent()
        self.until = 0.0
        self.sent_at: dict[bytes, float] = {}
        self.sending = len(self._senders)
        self._over: asyncio.Future[None] = asyncio.Future()

    def _watch(self, payload: bytes) -> None:
        now = time.perf_counter()
        for id_ in _ARRIVED.findall(payload):
            if (sent_at := self.sent_at.pop(id_, None)) is not None:
                self.sent.arrived.append(now - sent_at)
        self.look()

    def look(self, fault: Exception | None = None) -> None:
        """Is it over?"""
        if self._over.done():
            return
        if fault is not None:
            self._over.set_exception(fault)
        elif not self.sending and not self.sent_at:
            self._over.set_result(None)


@asynccontextmanager
async def crowds(
    bench: Bench, servers: Mapping[str, Served], visitors: int
) -> AsyncIterator[dict[str, Contender]]:
    """A crowd at each server, warmed up; what is given lets each of them send for one round."""
    gathered = {name: await Crowd(served).gather(visitors) for name, served in servers.items()}
    for crowd in gathered.values():
        await crowd.send_for(bench.size.warm_up_seconds)
    yield {name: partial(crowd.send_for, bench.size.seconds) for name, crowd in gathered.items()}
    for crowd in gathered.values():
        crowd.leave()


class _Sender:
    """One visitor of a crowd."""

    def __init__(self, crowd: Crowd) -> None:
        self.client: Client
        self._crowd = crowd
        # Of no other run on the same data: the same id would be the same message.
        self._name = secrets.token_hex(8).encode()
        self._number = 0
        self._sent_at = 0.0

    def send(self) -> None:
        self._number += 1
        id_ = b"%b-%d" % (self._name, self._number)
        self._sent_at = self._crowd.sent_at[id_] = time.perf_counter()
        self.client.say(b'{"type":"send","id":"%b","text":"%b"}' % (id_, TEXT))

    def hear(self, payload: bytes) -> None:
        if payload.startswith(DONE):
            now = time.perf_counter()
            self._crowd.sent.acked.append(now - self._sent_at)
            if now < self._crowd.until:
                self.send()
            else:
                self._crowd.sending -= 1
                self._crowd.look()
        elif payload.startswith(REFUSED):
            self._crowd.look(Refused(payload.decode()))
