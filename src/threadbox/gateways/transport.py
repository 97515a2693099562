"""Reading and writing a WebSocket: frames encoded once, written as they are, read in one step.

A small subclass of uvicorn's protocol hands itself to the application through the ASGI scope.
A server's WebSocket frames are not masked, so one encoding is right for every socket. What one
turn of the event loop writes to a socket leaves in one system call: a message's answer and
its line in the log usually travel together. Many sockets cost the loop one callback.

A text frame that has arrived whole is unmasked and handed on here. Everything else (the
handshake, control frames, frames in pieces, whatever is wrong) goes to the `websockets`
library, which always sees whole frames from their first byte to their last. A `ping` is answered
here, since only here it need not wait for the frames before it.

Policy of the queue: the transport's own buffer is the queue. Who has more than
`limits.UNSENT_BYTES` unsent is too slow: closed with 4508, to come back and resume.

This is the one file that knows uvicorn's inside; its version is pinned, and
`tests/gateways/test_transport.py` would notice a change.
"""

from typing import Any, Final, Protocol, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]
from websockets.http11 import Request
from websockets.protocol import State

from threadbox.gateways import limits
from threadbox.wire import frames
from threadbox.wire.problems import CLOSE_TOO_SLOW

_EXTENSION = "threadbox.line"

# First byte of a text frame that is a whole message; the second byte's flag and length.
_WHOLE_TEXT: Final = 0x81
_MASKED: Final = 0x80
_LENGTH: Final = 0x7F
_LENGTH_IN_TWO_BYTES: Final = 126
_LENGTH_IN_EIGHT_BYTES: Final = 127
_MASK_BYTES: Final = 4


def text_frame(payload: bytes) -> bytes:
    """`payload` (UTF-8) as the bytes of one WebSocket text frame from a server."""
    length = len(payload)
    if length < _LENGTH_IN_TWO_BYTES:
        return bytes((_WHOLE_TEXT, length)) + payload
    if length < 1 << 16:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload


# As our own screens write it, and its answer. A ping in another spelling waits its turn.
_PING: Final = frames.ENCODER.encode(frames.Ping()).decode()
_PONG: Final = text_frame(frames.ENCODER.encode(frames.Pong()))


class Line(Protocol):
    """The far end of one socket."""

    def write(self, frame: bytes) -> None:
        """Writes a whole frame, made by `text_frame`. Never waits, never raises."""

    def hang_up(self, code: int, reason: str = "") -> None:
        """Closes with `code`; what was written before is still delivered if the peer reads."""


def line_of(scope: Any) -> Line:
    """The line that `LineProtocol` put into this socket's scope."""
    return cast(Line, scope["extensions"][_EXTENSION])


class Turn:
    """The lines of one server that this turn of its event loop has written to."""

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: list[LineProtocol] = []

    def add(self, line: "LineProtocol") -> None:
        """What the line has unsent is sent when the turn ends."""
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
    turn: Turn
    # What this turn of the loop writes; None: nothing yet.
    _unsent: list[bytes] | None = None
    # The beginning of a frame too short to tell its length.
    _beginning: bytes = b""
    # Bytes of a frame in pieces that `websockets` has begun to read and that are still to come.
    _owed: int = 0

    @classmethod
    def of_one_server(cls) -> "type[LineProtocol]":
        """A class of its own for each server, because servers need not share an event loop."""
        return type(cls.__name__, (cls,), {"turn": Turn()})

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the handshake is right, so there is a scope
            extensions = cast("dict[str, Any]", self.scope["extensions"])
            extensions[_EXTENSION] = self

    # --- writing --------------------------------------------------------------------------

    def write(self, frame: bytes) -> None:
        if self._unsent is not None:
            self._unsent.append(frame)
        else:
            self._unsent = [frame]
            self.turn.add(self)

    def hang_up(self, code: int, reason: str = "") -> None:
        self.flush()
        if not self._is_over():
            self._hang_up(code, reason)

    def shutdown(self) -> None:
        self.flush()
        super().shutdown()

    def flush(self) -> None:
        """Hands what is unsent to the transport; who reads too slowly is sent away."""
        unsent, self._unsent = self._unsent, None
        if unsent is None or self._is_over():
            return
        if self.transport.get_write_buffer_size() > limits.UNSENT_BYTES:
            self._hang_up(CLOSE_TOO_SLOW)
        else:
            self.transport.write(unsent[0] if len(unsent) == 1 else b"".join(unsent))

    def _hang_up(self, code: int, reason: str = "") -> None:
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        # Without a timer the transport would close as soon as the application returns, and
        # the peer might never read the code. `connection_lost` cancels it.
        self.close_timer = self.loop.call_later(limits.CLOSE_SECONDS, self.transport.abort)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def _is_over(self) -> bool:
        # Whatever else ends a socket closes its transport.
        is_over: bool = self.close_sent or self.disconnected or self.transport.is_closing()
        return is_over

    # --- reading --------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:  # the request, whole: uvicorn has read it before
            super().data_received(data)
            return
        if self._beginning:
            data, self._beginning = self._beginning + data, b""
        at, end = 0, len(data)
        while at < end:
            if self._owed == 0:
                if (after := self._whole_text(data, at)) is not None:
                    at = after
                    continue
                self._owed = _frame_bytes(data, at)
                if self._owed == 0:
                    self._beginning = data[at:]
                    return
            piece = data[at : at + self._owed]
            at += len(piece)
            self._owed -= len(piece)
            super().data_received(piece)

    def _whole_text(self, data: bytes, at: int) -> int | None:
        """Hands on the text frame at `at`, if it is a whole one that nothing is wrong with.

        Returns where the next frame begins; None leaves this one to `websockets`.
        """
        if len(data) < at + 2 or data[at] != _WHOLE_TEXT or not data[at + 1] & _MASKED:
            return None
        head = at + 2
        length = data[at + 1] & _LENGTH
        if length == _LENGTH_IN_TWO_BYTES:
            head += 2
            length = int.from_bytes(data[at + 2 : head], "big")
        elif length == _LENGTH_IN_EIGHT_BYTES:
            return None
        begin = head + _MASK_BYTES
        end = begin + length
        if end > len(data) or self.frames or self.conn.state is not State.OPEN:
            return None
        try:
            text = apply_mask(data[begin:end], data[head:begin]).decode()
        except UnicodeDecodeError:
            return None
        if not self.close_sent:
            self._hand_on(text)
        return end

    def _hand_on(self, text: str) -> None:
        # At once, past what waits: a storage that hangs is not to be taken for a lost network.
        if text == _PING:
            self.write(_PONG)
            return
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        # uvicorn stops reading after each message; a few may wait, which spares system calls.
        if self.queue.qsize() >= limits.FRAMES_WAITING and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()


def _frame_bytes(data: bytes, at: int) -> int:
    """How long the frame at `at` is, head and all; 0 while too little of it is there."""
    there = len(data) - at
    if there < 2:
        return 0
    mask = _MASK_BYTES if data[at + 1] & _MASKED else 0
    length = data[at + 1] & _LENGTH
    if length < _LENGTH_IN_TWO_BYTES:
        return 2 + mask + length
    size = 2 if length == _LENGTH_IN_TWO_BYTES else 8
    if there < 2 + size:
        return 0
    return 2 + size + mask + int.from_bytes(data[at + 2 : at + 2 + size], "big")
