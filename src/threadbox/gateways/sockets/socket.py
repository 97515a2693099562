"""One WebSocket from accept to close: frames in, frames out, and when it has to end.

What cannot be read, or comes at the wrong time, is answered by `refused` and changes nothing;
the socket stays. Fifty of those within a minute end it (4400), and so does silence before
the hello (4510). Every fault of ours is logged once, with a short id that the client sees.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
import structlog

from threadbox.domain.refusals import Refusal
from threadbox.gateways import counters
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import counted_address
from threadbox.gateways.server.connection import line_of
from threadbox.gateways.sockets.decoding import Unreadable, id_of, read
from threadbox.gateways.sockets.encoding import encoded
from threadbox.wire import frames, problems

F = TypeVar("F")
H = TypeVar("H")

log = structlog.get_logger(__name__)


class NotAdmitted(Exception):  # noqa: N818 (it becomes a close code)
    """Whoever connected may not come in; the socket is closed with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Socket:
    """`push` and `say` never wait and never raise: a dead or slow peer is the line's business."""

    def __init__(self, scope: Any, receive: Any, send: Any, clock: Callable[[], float]) -> None:
        self._receive = receive
        self._send = send
        self._clock = clock
        self._line = line_of(scope)
        self._line.count_for(counted_address(scope))
        self._broken: deque[float] = deque(maxlen=rate_limits.BROKEN_FRAMES)
        self._is_closed = False
        self.push = self._line.write

    async def accept(self) -> None:
        await self._receive()  # websocket.connect
        await self._send({"type": "websocket.accept"})

    async def hello(self, decoder: msgspec.json.Decoder[Any], kind: type[H]) -> H | None:
        """The first frame, if it is a hello and comes in time; None once the socket is over."""
        try:
            async with asyncio.timeout(rate_limits.HELLO_SECONDS):
                while (frame := await self.next(decoder)) is not None:
                    if isinstance(frame, kind):
                        return frame
                    self.refuse_broken(id_of(frame), Refusal("invalid", "hello_expected"))
        except TimeoutError:
            self.close(problems.CLOSE_SILENT)
        return None

    async def next(self, decoder: msgspec.json.Decoder[F]) -> F | None:
        """The next readable frame; None once the socket is over."""
        while True:
            event = await self._receive()
            if self._is_closed or event["type"] == "websocket.disconnect":
                return None
            try:
                return read(event, decoder)
            except Unreadable as broken:
                self.refuse_broken(broken.client_id, broken.refusal)

    def say(self, frame: frames.Frame) -> None:
        self.push(encoded(frame))

    async def drained(self) -> None:
        """Waits until the peer has taken most of what was written: nothing long is worked out, or
        kept, for somebody who does not read."""
        await self._line.drained()

    def start_over(self) -> None:
        """Tells the peer that its past is gone. It comes back by itself, or is sent off."""
        self.say(frames.StartOver())
        self.close(problems.CLOSE_RESTART)

    def refuse(self, client_id: str | None, refusal: Refusal) -> None:
        self.say(problems.refused(client_id, counters.refused(refusal)))

    def refuse_broken(self, client_id: str | None, refusal: Refusal) -> None:
        """Refuses a frame that breaks the protocol; too many of them end the socket."""
        self.refuse(client_id, refusal)
        now = self._clock()
        full = len(self._broken) == rate_limits.BROKEN_FRAMES
        if full and now - self._broken[0] < rate_limits.BROKEN_FRAMES_SECONDS:
            self.close(problems.CLOSE_BROKEN_PROTOCOL)
        self._broken.append(now)

    def close(self, code: int) -> None:
        self._is_closed = True
        counters.closed(code)
        self._line.hang_up(code)

    async def come_in(self, visit: Awaitable[None]) -> None:
        """Serves an admitted peer to the end; if that fails, they may come back (4500)."""
        try:
            await visit
        except NotAdmitted as turned_away:
            self.close(turned_away.code)
        except Refusal as refusal:
            self.close(problems.close_code(counters.refused(refusal)))
        except Exception:
            counters.FAULTS.inc()
            log.exception("socket_failed", fault=secrets.token_hex(4))
            self.close(problems.CLOSE_FAULT)

    async def attend(self, frame: object, work: Awaitable[None]) -> None:
        """Does the work that a frame asks for; a refusal or a fault answers it."""
        try:
            await work
        except Refusal as refusal:
            self.refuse(id_of(frame), refusal)
        except Exception:
            fault = secrets.token_hex(4)
            counters.FAULTS.inc()
            log.exception("frame_failed", fault=fault, frame=type(frame).__name__)
            self.say(problems.internal(id_of(frame), fault))
