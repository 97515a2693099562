"""A socket as the application sees it: the line to its far end."""

from typing import Any, Final, Protocol, cast

from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.server.websocket_frames import text_frame
from threadbox.wire import frames

# Where the scope of a socket has its line.
EXTENSION = "threadbox.line"
# A ping as our own screens write it, and its answer. One in another spelling waits its turn.
PING: Final = frames.ENCODER.encode(frames.Ping()).decode()
PONG: Final = text_frame(frames.ENCODER.encode(frames.Pong()))


class Line(Protocol):
    """The far end of one socket."""

    def write(self, frame: bytes) -> None:
        """Writes a whole frame, made by `text_frame`. Never waits, never raises."""

    async def drained(self) -> None:
        """Waits until the peer has taken most of what was written, or is gone."""

    def count_for(self, address: ClientAddress | None) -> None:
        """Whose unsent bytes these are; None: counted with all others only."""

    def hang_up(self, code: int, reason: str = "") -> None:
        """Closes with `code`; what was written before is still delivered if the peer reads."""


def line_of(scope: Any) -> Line:
    """The line that `LineProtocol` put into this socket's scope."""
    return cast(Line, scope["extensions"][EXTENSION])
