"""Reading and writing a WebSocket: frames encoded once, written as they are, read in one step.

A small subclass of uvicorn's protocol hands itself to the application through the ASGI scope.
A server's WebSocket frames are not masked, so one encoding is right for every socket. What one
iteration of the event loop writes to a socket leaves in one system call: a message's answer and
its line in the log usually travel together. Many sockets cost the loop one callback.

A text frame that has arrived whole is unmasked and handed on here. Everything else (the
handshake, control frames, frames in pieces, whatever is wrong) goes to the `websockets`
library, which always sees whole frames from their first byte to their last. A `ping` is answered
here, since only here it need not wait for the frames before it.

Policy of the queues. Out: the transport's own buffer is the queue. Who would have more than
`rate_limits.UNSENT_BYTES` unsent is too slow: closed with 4508, to come back and resume. So is
whoever reads slowly when all sockets of one address, or all together, have too much. In: a few
frames wait, by number and by bytes; what came behind them stays as it came, and nothing more is
read. A message that has begun ends within `rate_limits.MESSAGE_SECONDS`, or the socket does (4510).

This is the one file that knows uvicorn's inside; its version is pinned, and
`tests/gateways/test_transport.py` would notice a change.
"""

from asyncio import TimerHandle
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame, apply_mask  # type: ignore[attr-defined]
from websockets.http11 import Request
from websockets.protocol import State

from threadbox.gateways import counters
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.server.connection import EXTENSION, PING, PONG
from threadbox.gateways.server.unsent_bytes import Unsent
from threadbox.gateways.server.websocket_frames import MASK_BYTES, frame_bytes, whole_text
from threadbox.wire.problems import CLOSE_SILENT, CLOSE_TOO_SLOW

# More headers, or longer ones, than the library reads.
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)


class FlushBatch:
    """The lines of one server that this iteration of its event loop has written to."""

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: list[LineProtocol] = []

    def add(self, line: "LineProtocol") -> None:
        """What the line has unsent is sent when the iteration ends."""
        if not self._lines:
            line.loop.call_soon(self._end)
        self._lines.append(line)

    def _end(self) -> None:
        lines, self._lines = self._lines, []
        for line in lines:
            try:
                line.flush()
            except Exception as fault:  # noqa: BLE001 (one bad socket must not silence the others)
                line.loop.call_exception_handler({"message": "a flush failed", "exception": fault})


class LineProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol as a `Line`."""

    # Of all sockets of one server, which `of_one_server` gives it.
    batch: FlushBatch
    unsent: Unsent
    # What this one adds to those, and by whose address.
    _counted: int = 0
    _counted_for: ClientAddress | None = None
    # What this iteration of the loop writes; None: nothing yet.
    _unsent: list[bytes] | None = None
    # What has arrived and is not read yet: the beginning of a frame too short to tell its length,
    # and whatever came behind the frames that wait. Read up to `_at`.
    _arrived: bytes = b""
    _at: int = 0
    # Bytes of a frame in pieces that `websockets` has begun to read and that are still to come.
    _owed: int = 0
    # Characters of the text frames that wait for the application.
    _waiting: int = 0
    # Ends the socket unless the message under way ends before; and whether one has just ended.
    _deadline: TimerHandle | None = None
    _has_ended_one: bool = False

    @classmethod
    def of_one_server(cls) -> "type[LineProtocol]":
        """A class of its own for each server, because servers need not share an event loop."""
        return type(cls.__name__, (cls,), {"batch": FlushBatch(), "unsent": Unsent()})

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the handshake is right, so there is a scope
            extensions = cast("dict[str, Any]", self.scope["extensions"])
            extensions[EXTENSION] = self
            self.transport.set_write_buffer_limits(high=rate_limits.UNCOUNTED_BYTES)

    # --- writing --------------------------------------------------------------------------

    def write(self, frame: bytes) -> None:
        if self._unsent is not None:
            self._unsent.append(frame)
        else:
            self._unsent = [frame]
            self.batch.add(self)

    def hang_up(self, code: int, reason: str = "") -> None:
        self.flush()
        if self.conn.state is State.CONNECTING:
            self.transport.abort()  # no frame can be sent yet
        elif not self._is_over():
            self._hang_up(code, reason)

    def shutdown(self) -> None:
        self.flush()
        super().shutdown()

    def flush(self) -> None:
        """Hands what is unsent to the transport; who reads too slowly is sent away."""
        unsent, self._unsent = self._unsent, None
        if unsent is None or self._is_over():
            return
        frames = unsent[0] if len(unsent) == 1 else b"".join(unsent)
        is_slow = not self.writable.is_set()
        waiting = self.transport.get_write_buffer_size()
        if waiting + len(frames) > rate_limits.UNSENT_BYTES or (
            is_slow and self._is_one_too_many()
        ):
            self._hang_up(CLOSE_TOO_SLOW)
            return
        self.transport.write(frames)
        if is_slow:
            self._count(self.transport.get_write_buffer_size())

    async def drained(self) -> None:
        self.flush()
        await self.writable.wait()

    def count_for(self, address: ClientAddress | None) -> None:
        self._count(0)
        self._counted_for = address

    def pause_writing(self) -> None:
        super().pause_writing()
        self._count(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        self._count(0)

    def _count(self, size: int) -> None:
        self.unsent.change(self._counted_for, size - self._counted)
        self._counted = size

    def _is_one_too_many(self) -> bool:
        self._count(self.transport.get_write_buffer_size())
        return self.unsent.is_too_much(self._counted_for)

    def _hang_up(self, code: int, reason: str = "") -> None:
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        # Without a timer the transport would close as soon as the application returns, and
        # the peer might never read the code. `connection_lost` cancels it.
        self.close_timer = self.loop.call_later(rate_limits.CLOSE_SECONDS, self.transport.abort)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # The peer's answer may be behind frames that nobody waits for any more.
        self.loop.call_soon(self._read)

    def _is_over(self) -> bool:
        # Whatever else ends a socket closes its transport.
        is_over: bool = self.close_sent or self.disconnected or self.transport.is_closing()
        return is_over

    # --- reading --------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:  # the request, whole: uvicorn has read it before
            super().data_received(data)
            if not self.handshake_initiated:  # `websockets` cannot read it, and would wait for ever
                self.transport.write(_TOO_LARGE)
                self.transport.close()
            return
        self._arrived = self._arrived[self._at :] + data
        self._at = 0
        self._read()

    def connection_lost(self, exc: Exception | None) -> None:
        self._count(0)
        self._arrived = b""
        self._time()
        super().connection_lost(exc)

    async def receive(self) -> Any:
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self._waiting = 0
            self.read_paused = False
            self.transport.resume_reading()
            self._read()
        return message

    def _read(self) -> None:
        """Reads what has arrived, up to the frames that have to wait."""
        data, end = self._arrived, len(self._arrived)
        while self._at < end and not self.read_paused:
            if self._owed == 0:
                if (after := self._whole_text(data, self._at)) is not None:
                    self._at = after
                    continue
                self._owed = frame_bytes(data, self._at)
                if self._owed == 0:
                    break
            piece = data[self._at : self._at + self._owed]
            self._at += len(piece)
            self._owed -= len(piece)
            super().data_received(piece)
        self._time()

    def _time(self) -> None:
        """A message under way has its time, from its first byte; who is not read has none."""
        has_more = self._at < len(self._arrived) or self._owed > 0 or bool(self.frames)
        is_under_way = has_more and not self.read_paused
        if self._deadline is not None and (self._has_ended_one or not is_under_way):
            self._deadline.cancel()
            self._deadline = None
        if self._deadline is None and is_under_way and not self._is_over():
            self._deadline = self.loop.call_later(rate_limits.MESSAGE_SECONDS, self._too_late)
        self._has_ended_one = False

    def _too_late(self) -> None:
        self._deadline = None
        counters.limit_hit("message_too_slow", "socket")
        self._break_off(CLOSE_SILENT)

    def _break_off(self, code: int) -> None:
        """Closes for what the peer did; what it has begun to say is of no use any more."""
        self.frames = []
        if not self._is_over():
            counters.closed(code)
            self.hang_up(code)

    def _whole_text(self, data: bytes, at: int) -> int | None:
        """Hands on the text frame at `at`, if it is a whole one that nothing is wrong with.

        Returns where the next frame begins; None leaves this one to `websockets`.
        """
        place = whole_text(data, at)
        if place is None or self.frames or self.conn.state is not State.OPEN:
            return None
        begin, end = place
        try:
            text = apply_mask(data[begin:end], data[begin - MASK_BYTES : begin]).decode()
        except UnicodeDecodeError:
            self._break_off(CloseCode.INVALID_DATA)
            return end
        if not self.close_sent:
            self._hand_on(text)
        return end

    def _hand_on(self, text: str) -> None:
        self._has_ended_one = True
        # At once, past what waits: a storage that hangs is not to be taken for a lost network.
        if text == PING:
            self.write(PONG)
            return
        self._waiting += len(text)
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        # uvicorn stops reading after each message; a few may wait, which spares system calls.
        is_much = self._waiting >= rate_limits.WAITING_BYTES
        if (is_much or self.queue.qsize() >= rate_limits.FRAMES_WAITING) and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= rate_limits.MESSAGE_PIECES:
            self._break_off(CloseCode.MESSAGE_TOO_BIG)
        elif not self.close_sent:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A message in pieces, or one of bytes, has arrived whole."""
        self._has_ended_one = True
        try:
            if self.curr_msg_data_type == "text":
                b"".join(self.frames).decode()
        except UnicodeDecodeError:
            self._break_off(CloseCode.INVALID_DATA)
        else:
            super().send_receive_event_to_app()
