"""What is read and written without the `websockets` library means the same to it."""

import os
import random
import socket
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from websockets.frames import Frame, Opcode

from tests.gateways.front_door import FrontDoor
from threadbox.domain.actors import Author
from threadbox.domain.facts import ChatOpened, Fact, Line, MessageSent
from threadbox.domain.timeline import Message, Note, Text
from threadbox.gateways.server.websocket_frames import text_frame
from threadbox.gateways.sockets.encoding import FOR_OPERATORS, FOR_VISITORS
from threadbox.store.json_codec import encoded
from threadbox.store.log import Written
from threadbox.wire import frames

BY = Author(kind="visitor", id="session_linus")


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
def test_a_frame_is_written_as_the_library_would(length: int) -> None:
    payload = b"x" * length
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


def facts() -> list[Fact]:
    message = Message(
        seq=1, fingerprint=2, at=3, by=BY, thread=None, content=Text(text='"ü\n</'), follows="t"
    )
    note = Message(seq=2, fingerprint=3, at=4, by=BY, thread=None, content=Note(text="psst"))
    return [
        ChatOpened(conversation="c", at=1, by=BY),
        MessageSent(conversation="c", at=1, by=BY, message=message),
        MessageSent(conversation="c", at=1, by=BY, message=note),
    ]


def lines() -> list[Written]:
    return [
        Written(position, "c", fact.type, encoded(fact), fact)
        for position, fact in enumerate(facts(), start=5)
    ]


def shown(encoding: Any) -> Any:
    told = [(line.position, text) for line in lines() if (text := encoding.show(line)) is not None]
    return msgspec.json.decode(encoding.facts(4, told)[4:])


def test_lines_put_together_are_the_frame_that_the_contract_says() -> None:
    told = [Line(position=line.position, fact=line.fact) for line in lines()]
    whole = msgspec.json.decode(frames.ENCODER.encode(frames.Facts(after=4, lines=told)))
    assert shown(FOR_OPERATORS) == whole


def test_a_visitor_is_sent_no_note_and_nothing_that_only_helps_operators() -> None:
    frame = shown(FOR_VISITORS)
    assert [line["position"] for line in frame["lines"]] == [5, 6]
    assert frame["lines"][1]["fact"]["message"]["follows"] is None


def masked(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin=fin).serialize(mask=True)


def send(number: int, text: str = "hi") -> bytes:
    return frames_text({"type": "send", "id": f"command-{number:04}", "text": text})


def frames_text(frame: dict[str, Any]) -> bytes:
    return msgspec.json.encode(frame)


@pytest.fixture
def raw(door: FrontDoor) -> Iterator[tuple[Any, socket.socket]]:
    """A visitor's connection, and its naked socket to write bytes to."""
    with door.visitor() as linus:
        naked = linus.connection.socket
        naked.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield linus, naked


def test_frames_that_arrive_in_any_pieces_are_read_once_and_in_order(raw: Any) -> None:
    linus, naked = raw
    chance = random.Random(7)
    stream = b""
    for number in range(30):
        whole = send(number, "ü" * chance.choice([1, 40, 70, 9_000]))
        if chance.random() < 0.3:
            cut = chance.randrange(1, len(whole))
            stream += masked(Opcode.TEXT, whole[:cut], fin=False)
            stream += masked(Opcode.PING, os.urandom(4))
            stream += masked(Opcode.CONT, whole[cut:])
        else:
            stream += masked(Opcode.TEXT, whole)
    while stream:
        piece = chance.choice([1, 2, 5, 9, 500, 60_000])
        naked.sendall(stream[:piece])
        stream = stream[piece:]
    for number in range(30):
        assert linus.answer(f"command-{number:04}")["type"] == "done"
    assert linus.is_alive()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (masked(Opcode.TEXT, b'"\xff\xfe"'), 1007),
        (masked(Opcode.TEXT, b"\xff" * 65_536), 1007),
        (masked(Opcode.TEXT, b'"\xff', fin=False) + masked(Opcode.CONT, b'\xfe"'), 1007),
        (Frame(Opcode.TEXT, b'{"type": "open", "id": "not-masked"}').serialize(mask=False), 1002),
        (masked(Opcode.TEXT, b"{", fin=False) + masked(Opcode.TEXT, send(1)), 1002),
        (masked(Opcode.CONT, send(1)), 1002),
        (b"\xc1\x80\x00\x00\x00\x00", 1002),
    ],
    ids=[
        "not UTF-8",
        "long and not UTF-8",
        "in pieces and not UTF-8",
        "not masked",
        "a message inside another",
        "the end of nothing",
        "compressed",
    ],
)
def test_what_breaks_the_protocol_ends_the_socket_as_the_library_says(
    raw: Any, broken: bytes, code: int
) -> None:
    linus, naked = raw
    naked.sendall(broken)
    assert linus.close_code() == code


def test_answers_written_just_before_the_end_still_arrive(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.say(type="send", id="command-last", text="bye")
        for _ in range(60):
            linus.connection.send("nonsense")
        assert linus.answer("command-last")["type"] == "done"
        assert linus.close_code() == 4400
        assert [frame["type"] for frame in linus.heard].count("refused") >= 50
