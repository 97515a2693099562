"""Frames nobody should send: refused with a stable reason, nothing stored, the socket alive."""

import json
from typing import Any

import pytest

from tests.gateways.front_door import PAGE, FrontDoor, is_message
from threadbox.domain.limits import FRAME_BYTES
from threadbox.gateways.security import rate_limits

UNREADABLE = [
    ("", "frame_not_json"),
    ("hello", "frame_not_json"),
    ("{", "frame_not_json"),
    ('{"type": "send", "id": "command-x", "text": NaN}', "frame_not_json"),
    ('{"type": "data", "id": "command-x", "data": {"a": ' + "[" * 30_000, "frame_not_json"),
    ("[]", "frame_not_json"),
    ("null", "frame_not_json"),
    ('"send"', "frame_not_json"),
    ("{}", "frame_unknown"),
    ('{"type": null}', "frame_unknown"),
    ('{"type": ["send"]}', "frame_unknown"),
    ('{"type": "__class__"}', "frame_unknown"),
    ('{"type": "rename_thread", "id": "command-x"}', "frame_unknown"),
    ('{"type": "facts", "after": 0, "lines": []}', "frame_unknown"),
    ('{"type": "read", "id": "command-x"}', "frame_invalid"),
    ('{"type": "send", "id": "command-x"}', "message_not_text"),
    ('{"type": "send", "id": "command-x", "content": []}', "frame_invalid"),
    ('{"type": "send", "id": "command-x", "text": 5}', "frame_invalid"),
    ('{"type": "send", "id": 5, "text": "x"}', "frame_invalid"),
    ('{"type": "data", "id": "command-x", "data": {"a": ' + "1" * 5_000 + "}}", "frame_invalid"),
]


@pytest.mark.parametrize(("text", "reason"), UNREADABLE)
def test_an_unreadable_frame_is_refused_and_the_socket_lives(
    door: FrontDoor, text: str, reason: str
) -> None:
    with door.visitor() as linus:
        linus.connection.send(text)
        refused = linus.hear("refused")
        assert refused["reason"] == reason
        assert refused["code"] == "invalid"
        assert refused["message"]
        assert linus.is_alive()


@pytest.mark.parametrize(
    "unknown", [{"from": "operator"}, {"note": True}, {"verified": True}, {"at": 5, "mood": {}}]
)
def test_a_field_that_this_version_does_not_know_is_left_aside(
    door: FrontDoor, unknown: dict[str, Any]
) -> None:
    """As from a tab that is newer than the server; it gives nobody another's rights."""
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="hello", **unknown)
        fact = linus.lines_until(is_message("hello"))[-1]["fact"]
        message = ada.lines_until(is_message("hello"))[-1]["fact"]["message"]
        assert (message["by"]["kind"], message["content"]["type"]) == ("visitor", "text")
        assert message["at"] == fact["at"] > 5


def test_a_refusal_names_the_field_that_is_wrong(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.say(type="page", page={"url": 5})
        assert linus.hear("refused")["data"]["field"] == "page.url"
        linus.say(type="read", id="command-x")
        assert linus.hear("refused")["data"]["field"] == "seq"


def test_a_refusal_carries_the_id_of_the_frame_if_it_had_one(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.say(type="send", id="my-own-id", text=None)
        assert linus.hear("refused")["id"] == "my-own-id"
        linus.say(type="nonsense", id="x" * 1000)
        assert linus.hear("refused")["id"] is None


def test_binary_frames_are_refused(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.connection.send(b'{"type": "open", "id": "command-x"}')
        assert linus.hear("refused")["reason"] == "frame_not_json"
        assert linus.is_alive()


def test_a_frame_over_the_limit_is_refused_and_the_socket_lives(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.say(type="send", id="command-x", text="x" * FRAME_BYTES)
        refused = linus.hear("refused")
        assert (refused["code"], refused["reason"]) == ("too_large", "frame_too_large")
        assert refused["data"]["limit"] == FRAME_BYTES
        assert linus.is_alive()


def test_a_frame_far_over_the_limit_ends_only_its_own_socket(door: FrontDoor) -> None:
    with door.visitor() as linus, door.visitor() as other:
        linus.say(type="send", id="command-x", text="x" * 1_100_000)
        assert linus.close_code() == 1009
        assert other.is_alive()


def test_a_longest_message_of_four_byte_characters_fits(door: FrontDoor) -> None:
    with door.visitor() as linus:
        frame = {"type": "send", "id": "command-emoji", "text": "😀" * 10_000}
        linus.connection.send(json.dumps(frame, ensure_ascii=False))
        assert linus.answer("command-emoji")["type"] == "done"


COMMANDS_BEFORE_HELLO: list[dict[str, Any]] = [
    {"type": "send", "id": "command-x", "text": "hi"},
    {"type": "history", "id": "query-x"},
    {"type": "resume", "position": 0},
    {"type": "typing", "typing": True},
]


@pytest.mark.parametrize("frame", COMMANDS_BEFORE_HELLO)
def test_a_frame_before_the_hello_is_refused(door: FrontDoor, frame: dict[str, Any]) -> None:
    token = door.boot().json()["token"]
    with door.knock("/visitor") as linus:
        linus.say(**frame)
        assert linus.hear("refused")["reason"] == "hello_expected"
        linus.say(type="hello", version=1, website=door.website, token=token)
        assert linus.hear("welcome")["conversation"] is None


def test_a_second_hello_is_refused(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.say(type="hello", version=1, website=door.website, token=linus.token)
        assert linus.hear("refused")["reason"] == "hello_repeated"
        ada.say(type="hello", version=1)
        assert ada.hear("refused")["reason"] == "hello_repeated"
        assert linus.is_alive()
        assert ada.is_alive()


@pytest.mark.parametrize("name", ["", "short", "with space", "x" * 65, "ümlaut-id", "id\n-line"])
def test_a_malformed_client_id_is_refused(door: FrontDoor, name: str) -> None:
    with door.visitor() as linus:
        assert linus.ask("send", id=name or " ", text="hi")["reason"] == "client_id_malformed"
        assert linus.is_alive()


@pytest.mark.bound("BROKEN_FRAMES")
def test_fifty_broken_frames_are_endured_and_the_next_ends_the_socket(door: FrontDoor) -> None:
    with door.visitor() as linus:
        for _ in range(rate_limits.BROKEN_FRAMES):
            linus.connection.send("nonsense")
            linus.hear("refused")
        assert linus.is_alive()
        linus.connection.send("nonsense")
        assert linus.close_code() == 4400


def test_ordinary_refusals_do_not_count_as_broken_frames(door: FrontDoor) -> None:
    with door.visitor() as linus:
        for _ in range(rate_limits.BROKEN_FRAMES + 5):
            assert linus.ask("end_thread", thread="thread_x")["type"] == "refused"
        assert linus.is_alive()


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("", "thread_topic_empty"),
        ("  \t ", "thread_topic_empty"),
        ("\u200b\u200b", "thread_topic_empty"),
        (None, "thread_topic_not_text"),
        (0, "thread_topic_not_text"),
        (True, "thread_topic_not_text"),
        (["x"], "thread_topic_not_text"),
        ({"topic": "x"}, "thread_topic_not_text"),
        ("x" * 256, "thread_topic_too_long"),
        ("a\u0000b", "thread_topic_control_characters"),
        ("a\u0085b", "thread_topic_control_characters"),
    ],
)
def test_a_bad_topic_is_refused_and_stores_nothing(
    door: FrontDoor, topic: object, reason: str
) -> None:
    with door.visitor() as linus:
        linus.do("open")
        answer = linus.ask("start_thread", topic=topic)
        assert (answer["type"], answer["code"], answer["reason"]) == ("refused", "invalid", reason)
        page = linus.ask("history", id="query-1")
        assert page["items"] == []


def test_ending_a_thread_that_is_not_there_is_refused(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("open")
        assert linus.ask("end_thread", topic="Nowhere")["reason"] == "thread_not_found"
        assert linus.ask("end_thread", thread="thread_\0")["reason"] == "thread_not_found"
        linus.do("start_thread", topic="Here")
        thread = linus.do("end_thread", topic="Here")["thread"]
        assert linus.ask("end_thread", thread=thread)["reason"] == "thread_ended"


@pytest.mark.parametrize("blank", ["", "   ", "\u200b"])
def test_an_end_with_a_blank_topic_is_refused_and_ends_nothing(door: FrontDoor, blank: str) -> None:
    with door.visitor() as linus:
        linus.do("open")
        linus.do("start_thread", topic="Somebody else's topic")
        answer = linus.ask("end_thread", topic=blank)
        assert (answer["code"], answer["reason"]) == ("invalid", "thread_topic_empty")
        assert answer["data"]["field"] == "thread_topic"
        linus.do("end_thread", topic="Somebody else's topic")


def test_a_visitor_cannot_reach_another_conversation(door: FrontDoor) -> None:
    with door.visitor() as linus, door.visitor() as mallory:
        linus.do("send", text="private")
        page = mallory.ask("history", id="query-1", conversation=linus.session)
        assert page["type"] == "refused" or page["items"] == []
        assert "private" not in str(mallory.heard)


@pytest.mark.bound("HELLO_SECONDS")
def test_who_says_nothing_is_closed_to_come_back(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "HELLO_SECONDS", 0.05)
    with door.knock("/visitor") as wire:
        assert wire.close_code() == 4510


def test_another_protocol_version_is_turned_away(door: FrontDoor) -> None:
    with door.knock("/visitor") as wire:
        wire.say(type="hello", version=2, website=door.website, token=door.boot().json()["token"])
        assert wire.close_code() == 4426
    with door.knock("/operator", origin=door.url, cookie=door.cookie()) as wire:
        wire.say(type="hello", version=2)
        assert wire.close_code() == 4426


def test_an_unknown_socket_address_is_refused(door: FrontDoor) -> None:
    with pytest.raises(Exception, match="403"), door.knock("/nowhere", origin=PAGE):
        pass
