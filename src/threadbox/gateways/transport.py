"""Writing to a WebSocket without waiting: frames encoded once, written as they are.

A small subclass of uvicorn's protocol hands itself to the application through the ASGI scope.
A server's WebSocket frames are not masked, so one encoding is right for every socket; writing
those bytes to the transports is several times cheaper than a `send` per socket.

Policy of the queue: the transport's own buffer is the queue. Who has more than
`limits.UNSENT_BYTES` unsent is too slow: closed with 4508, to come back and resume.

This is the one file that knows uvicorn's inside; its version is pinned, and
`tests/gateways/test_sockets.py` would notice a change.
"""

from typing import Any, Protocol, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from threadbox.gateways import limits
from threadbox.wire.problems import CLOSE_TOO_SLOW

_EXTENSION = "threadbox.line"


def text_frame(payload: bytes) -> bytes:
    """`payload` (UTF-8) as the bytes of one WebSocket text frame from a server."""
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


class Line(Protocol):
    """The far end of one socket."""

    def write(self, frame: bytes) -> None:
        """Writes a whole frame, made by `text_frame`. Never waits, never raises."""

    def hang_up(self, code: int, reason: str = "") -> None:
        """Closes with `code`; what was written before is still delivered if the peer reads."""


def line_of(scope: Any) -> Line:
    """The line that `LineProtocol` put into this socket's scope."""
    return cast(Line, scope["extensions"][_EXTENSION])


class LineProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol as a `Line`."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the handshake is right, so there is a scope
            extensions = cast("dict[str, Any]", self.scope["extensions"])
            extensions[_EXTENSION] = self

    def write(self, frame: bytes) -> None:
        if self._is_over():
            return
        if self.transport.get_write_buffer_size() > limits.UNSENT_BYTES:
            self.hang_up(CLOSE_TOO_SLOW)
        else:
            self.transport.write(frame)

    def hang_up(self, code: int, reason: str = "") -> None:
        if self._is_over():
            return
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
        return (
            self.close_sent
            or self.disconnected
            or self.transport.is_closing()
            or self.conn.state is not State.OPEN
        )
