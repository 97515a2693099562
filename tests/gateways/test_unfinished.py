"""Messages that do not come to an end, are too long, or come too many at once: little is held for
them, and not for long."""

import json
import socket
import time

import pytest
from websockets.frames import CloseCode, Frame, Opcode

from tests.gateways.front_door import FrontDoor
from threadbox.domain.limits import FRAME_BYTES
from threadbox.gateways.security import rate_limits
from threadbox.gateways.server.websocket_protocol import LineProtocol
from threadbox.wire.problems import CLOSE_SILENT


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MESSAGE_SECONDS", 0.3)
    monkeypatch.setattr(rate_limits, "CLOSE_SECONDS", 0.3)


def masked(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin=fin).serialize(mask=True)


def question(name: str) -> bytes:
    return json.dumps({"type": "history", "id": name, "limit": 1}).encode()


WHOLE = masked(Opcode.TEXT, b"x" * 60_000)
LONG = masked(Opcode.TEXT, b"x" * 100_000)
PIECE = masked(Opcode.TEXT, b"{", fin=False)
BEGUN = {
    "a byte": b"\x81",
    "a head": WHOLE[:4],
    "half a frame": WHOLE[:30_000],
    "half a long frame": LONG[:70_000],
    "half a message": masked(Opcode.TEXT, b"x" * 50_000, fin=False),
    "half a message of bytes": masked(Opcode.BINARY, b"x" * 50_000, fin=False),
    "half a message, and a sign of life": PIECE + masked(Opcode.PING, b"here"),
    "half a sign of life": masked(Opcode.PING, b"here")[:8],
    "a message, and half of the next": masked(Opcode.TEXT, question("first")) + WHOLE[:100],
    "empty pieces": PIECE + 50 * masked(Opcode.CONT, b"", fin=False),
}


@pytest.mark.bound("MESSAGE_SECONDS")
@pytest.mark.usefixtures("_hasty")
@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN.keys())
def test_a_message_that_has_begun_comes_to_an_end_or_the_socket_does(
    door: FrontDoor, begun: bytes
) -> None:
    with door.visitor() as linus, door.visitor() as grace:
        linus.connection.socket.sendall(begun)
        assert linus.close_code() == CLOSE_SILENT, "it may come back"
        assert grace.is_alive(), "who says nothing at all is not timed"


def test_each_message_has_its_own_time(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    """For long there is always one under way, and each comes to its end."""
    monkeypatch.setattr(rate_limits, "MESSAGE_SECONDS", 1.0)
    with door.visitor() as linus:
        naked = linus.connection.socket
        naked.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        frame = masked(Opcode.TEXT, question("under-way"))
        begun = time.monotonic()
        naked.sendall(frame[:7])
        while time.monotonic() - begun < 3 * rate_limits.MESSAGE_SECONDS:
            naked.sendall(frame[7:] + frame[:7])
            linus.answer("under-way")
        naked.sendall(frame[7:])
        linus.answer("under-way")
        assert linus.is_alive()


@pytest.mark.bound("SOCKET_MESSAGE_BYTES", "MESSAGE_PIECES")
@pytest.mark.parametrize(
    "too_much",
    [
        masked(Opcode.TEXT, b"x" * (rate_limits.SOCKET_MESSAGE_BYTES + 1)),
        masked(Opcode.TEXT, b"x" * 100_000, fin=False) + masked(Opcode.CONT, b"x" * 40_000),
        PIECE + 2_000 * masked(Opcode.CONT, b"x", fin=False),
        PIECE + 2_000 * masked(Opcode.CONT, b"", fin=False),
    ],
    ids=["whole", "two pieces", "crumbs", "nothings"],
)
def test_a_message_that_is_too_long_or_in_too_many_pieces_ends_the_socket(
    door: FrontDoor, too_much: bytes
) -> None:
    with door.visitor() as linus:
        linus.connection.socket.sendall(too_much)
        assert linus.close_code() == CloseCode.MESSAGE_TOO_BIG


@pytest.mark.bound("FRAME_BYTES", "SOCKET_MESSAGE_BYTES")
def test_up_to_that_it_is_refused_and_the_socket_stays(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.connection.send("x" * rate_limits.SOCKET_MESSAGE_BYTES)
        assert linus.answer(None)["reason"] == "frame_too_large"
        linus.connection.send("x" * FRAME_BYTES)
        assert linus.answer(None)["reason"] == "frame_not_json"
        assert linus.is_alive()


@pytest.mark.bound("FRAMES_WAITING", "WAITING_BYTES")
def test_of_what_comes_all_at_once_a_few_frames_wait_and_all_are_answered_in_order(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quarter of a megabyte in tiny frames would be ten times that as messages."""
    waited: list[tuple[int, int]] = []
    hand_on = LineProtocol._hand_on

    def noted(line: LineProtocol, text: str) -> None:
        hand_on(line, text)
        waited.append((line.queue.qsize(), line._waiting))

    monkeypatch.setattr(LineProtocol, "_hand_on", noted)
    names = [f"question-{number:05}" for number in range(4_000)]
    with door.visitor() as linus:
        tiny = b"".join(masked(Opcode.TEXT, question(name)) for name in names)
        linus.connection.socket.sendall(tiny)
        heard = [linus.answer(name)["id"] for name in names]
        assert heard == names
        for _ in range(4):
            linus.connection.socket.sendall(3 * WHOLE)
            for _ in range(3):
                assert linus.answer(None)["reason"] == "frame_not_json"
    assert max(frames for frames, _ in waited) <= rate_limits.FRAMES_WAITING
    assert max(held for _, held in waited) < rate_limits.WAITING_BYTES + FRAME_BYTES
