"""What is exactly as long as it may be is kept, and one more is refused by field and limit."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.gateways.front_door import FrontDoor, Wire
from threadbox.domain import limits

Make = Callable[[int], dict[str, Any]]
# Four bytes each: counted as characters all the same.
WIDE = "😀"


def _address(length: int) -> str:
    return "https://acme.example/".ljust(length, "a")


def _data_of(size: int) -> dict[str, str]:
    """A map that takes so many bytes as JSON."""
    data: dict[str, str] = {}
    left = size - len("{}")
    while left > 0:
        key = f"k{len(data):02}"
        around = len(f'"{key}":"",') if data else len(f'"{key}":""')
        # No rest that is too short for an entry of its own.
        length = left - around if left < 900 else 800
        data[key] = "x" * length
        left -= around + length
    return data


def _picker(**changed: Any) -> dict[str, Any]:
    choices = [{"value": "a", "label": "A"}]
    return {"content": {"type": "picker", "id": "p", "text": "?", "choices": choices, **changed}}


def _choices(count: int) -> dict[str, Any]:
    return _picker(choices=[{"value": f"{n}", "label": "A"} for n in range(count)])


def _cards(targets: int, actions: int = 1) -> dict[str, Any]:
    button = {"label": "Go", "url": "https://acme.example/"}
    card = {"title": "T", "description": "D", "actions": [button] * actions}
    return {"content": {"type": "carousel", "text": "?", "targets": [card] * targets}}


def _file(**changed: Any) -> dict[str, Any]:
    link = "https://acme.example/x"
    return {"content": {"type": "file", "name": "x", "url": link, "media": "a/b", **changed}}


# By the name of the limit: the frame's type, and its fields with so much in it.
SAID: dict[str, tuple[str, Make]] = {
    "TOPIC_CHARACTERS": ("start_thread", lambda n: {"topic": WIDE * n}),
    "EXTERNAL_ID_CHARACTERS": ("start_thread", lambda n: {"topic": "t", "external_id": WIDE * n}),
    "MESSAGE_CHARACTERS": ("send", lambda n: {"text": WIDE * n}),
    "DATA_ENTRIES": ("data", lambda n: {"data": {f"k{each}": each for each in range(n)}}),
    "DATA_KEY_CHARACTERS": ("data", lambda n: {"data": {"k" * n: 1}}),
    "DATA_VALUE_CHARACTERS": ("data", lambda n: {"data": {"k": WIDE * n}}),
    "DATA_BYTES": ("data", lambda n: {"data": _data_of(n)}),
    "SEGMENTS": ("segments", lambda n: {"segments": [f"s{each}" for each in range(n)]}),
    "SEGMENT_CHARACTERS": ("segments", lambda n: {"segments": [WIDE * n]}),
    "EVENT_CHARACTERS": ("event", lambda n: {"text": WIDE * n}),
    "EVENT_DATA_BYTES": ("event", lambda n: {"text": "e", "data": _data_of(n)}),
    "EMAIL_CHARACTERS": ("profile", lambda n: {"email": "a@b".rjust(n, "x")}),
    "PHONE_CHARACTERS": ("profile", lambda n: {"phone": "1" * n}),
    "NICKNAME_CHARACTERS": ("profile", lambda n: {"nickname": WIDE * n}),
    "URL_CHARACTERS": ("profile", lambda n: {"avatar": _address(n)}),
    "COMPANY_CHARACTERS": ("profile", lambda n: {"company": {"name": WIDE * n}}),
    "INTEGER_MOST": ("data", lambda n: {"data": {"k": n}}),
    "FILE_NAME_CHARACTERS": ("send", lambda n: _file(name=WIDE * n)),
    "MEDIA_CHARACTERS": ("send", lambda n: _file(media="a/".ljust(n, "b"))),
    "AUDIO_SECONDS": (
        "send",
        lambda n: {"content": {"type": "audio", "url": _address(30), "seconds": n}},
    ),
}  # fmt: skip
# The same of operators.
ASKED: dict[str, tuple[str, Make]] = {
    "OUTCOME_CHARACTERS": ("end_thread", lambda n: {"outcome": WIDE * n}),
    "LABEL_CHARACTERS": ("send", lambda n: _picker(id=WIDE * n)),
    "ICON_CHARACTERS": (
        "send",
        lambda n: _picker(choices=[{"value": "a", "label": "A", "icon": WIDE * n}]),
    ),
    "QUESTION_CHARACTERS": ("send", lambda n: _picker(text=WIDE * n)),
    "CHOICES": ("send", _choices),
    "TARGETS": ("send", _cards),
    "TARGET_ACTIONS": ("send", lambda n: _cards(1, n)),
}


def _require_refused(wire: Wire, limit: int, frame: dict[str, Any]) -> None:
    refused = wire.ask(**frame)
    assert refused["type"] == "refused", refused
    assert refused["code"] == "invalid"
    assert refused["data"]["field"]
    named = refused["data"].get("limit")
    assert named == limit or refused["reason"].endswith("_out_of_range")


@pytest.mark.bound(
    "TOPIC_CHARACTERS", "EXTERNAL_ID_CHARACTERS", "MESSAGE_CHARACTERS", "DATA_ENTRIES",
    "DATA_KEY_CHARACTERS", "DATA_VALUE_CHARACTERS", "DATA_BYTES", "SEGMENTS", "SEGMENT_CHARACTERS",
    "EVENT_CHARACTERS", "EVENT_DATA_BYTES", "EMAIL_CHARACTERS", "PHONE_CHARACTERS",
    "NICKNAME_CHARACTERS", "URL_CHARACTERS", "COMPANY_CHARACTERS", "INTEGER_MOST",
    "FILE_NAME_CHARACTERS", "MEDIA_CHARACTERS", "AUDIO_SECONDS",
)  # fmt: skip
@pytest.mark.parametrize("name", SAID)
def test_what_a_visitor_says_fits_to_the_last_character(door: FrontDoor, name: str) -> None:
    limit = getattr(limits, name)
    kind, make = SAID[name]
    with door.visitor() as linus:
        linus.do("open")
        head = linus.do("send", text="hello")["position"]
        _require_refused(linus, limit, {"type": kind, **make(limit + 1)})
        assert linus.do("send", text="again")["position"] == head + 1, "nothing was stored of it"
        linus.do(kind, **make(limit))


@pytest.mark.bound(
    "OUTCOME_CHARACTERS", "LABEL_CHARACTERS", "ICON_CHARACTERS", "QUESTION_CHARACTERS", "CHOICES",
    "TARGETS", "TARGET_ACTIONS",
)  # fmt: skip
@pytest.mark.parametrize("name", ASKED)
def test_what_an_operator_asks_fits_to_the_last_character(door: FrontDoor, name: str) -> None:
    limit = getattr(limits, name)
    kind, make = ASKED[name]
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="hello")
        ada.do("start_thread", conversation=linus.session, topic="Delivery")
        there = {"type": kind, "conversation": linus.session}
        _require_refused(ada, limit, {**there, **make(limit + 1)})
        ada.do(**there, **make(limit))


@pytest.mark.bound("ANSWER_CHARACTERS")
def test_an_answer_fits_to_the_last_character(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="hello")
        question = {"type": "field", "id": "f", "text": "?"}
        seq = ada.do("send", conversation=linus.session, content=question)["seq"]
        too_long = WIDE * (limits.ANSWER_CHARACTERS + 1)
        answer = {"type": "answer", "seq": seq, "value": too_long}
        _require_refused(linus, limits.ANSWER_CHARACTERS, answer)
        linus.do("answer", seq=seq, value=too_long[1:])


@pytest.mark.bound("CLIENT_ID_CHARACTERS")
def test_a_client_id_fits_to_the_last_character(door: FrontDoor) -> None:
    with door.visitor() as linus:
        longest = "i" * limits.CLIENT_ID_CHARACTERS
        assert linus.ask("send", id=longest, text="hello")["type"] == "done"
        assert linus.ask("send", id=f"{longest}i", text="hello")["type"] == "refused"


@pytest.mark.bound("EVENTS_KEPT")
def test_of_events_the_newest_are_kept(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="hello")
        for number in range(limits.EVENTS_KEPT + 3):
            linus.do("event", text=f"{number}")
        seen = ada.ask("conversation", conversation=linus.session)["conversation"]
        kept = [f"{number}" for number in range(3, limits.EVENTS_KEPT + 3)]
        assert [event["text"] for event in seen["events"]] == kept


def test_the_tables_name_every_limit_that_they_are_marked_with() -> None:
    for test, table in (
        (test_what_a_visitor_says_fits_to_the_last_character, SAID),
        (test_what_an_operator_asks_fits_to_the_last_character, ASKED),
    ):
        marks = test.pytestmark  # type: ignore[attr-defined]
        (marked,) = (mark.args for mark in marks if mark.name == "bound")
        assert set(marked) == table.keys()
