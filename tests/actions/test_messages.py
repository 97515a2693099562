"""Sending, reading, and what they do to the conversation."""

import pytest

from tests.box import LINUS, Box, command
from threadbox.actions import conversations, messages
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Message, Note


def test_the_first_command_brings_the_conversation_into_being(box: Box) -> None:
    box.say("hello")
    assert [line.fact.type for line in box.lines()] == ["conversation_created", "message_sent"]
    assert box.see().state == "pending"


def test_a_reply_takes_the_conversation_on_and_a_message_reopens_a_resolved_one(box: Box) -> None:
    box.say("hello")
    box.say("hi", box.ada)
    assert box.see().state == "unresolved"
    box.do(conversations.set_state, box.ada, state="resolved")
    box.say("one more thing")
    assert box.see().state == "unresolved"


def test_a_note_counts_nowhere_and_never_reaches_the_visitor(box: Box) -> None:
    box.say("hello")
    box.say("angry customer", box.ada, note=True)
    seen = box.see()
    assert seen.unread.visitor == 0
    assert seen.preview is not None
    assert seen.preview.text == "hello"
    note = seen.items[-1]
    assert isinstance(note, Message)
    assert isinstance(note.content, Note)
    assert box.kinds(box.linus) == ["message"]


def test_a_visitor_cannot_write_notes(box: Box) -> None:
    with pytest.raises(Refusal, match="note_by_visitor"):
        box.say("sneaky", note=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message_empty"),
        (" \n ", "message_empty"),
        ("x" * 10_001, "message_too_long"),
        ("\x00\u200b", "message_empty"),
    ],
)
def test_a_bad_message_is_refused_and_nothing_is_stored(box: Box, text: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        box.say(text)
    assert refused.value.reason == reason
    assert box.lines() == []


@pytest.mark.parametrize("note", [False, True])
def test_a_message_arrives_as_it_was_typed(box: Box, note: bool) -> None:
    box.say("hello")
    box.say("  first\r\nsecond\tcolumn\v\x1b[1mthird\n", box.ada, note=note)
    message = box.items()[1]
    assert isinstance(message, Message)
    assert message.content.text == "  first\nsecond\tcolumn\n[1mthird"  # type: ignore[attr-defined]


def test_the_same_client_id_twice_is_one_message_and_the_same_answer(box: Box) -> None:
    first = box.say("hello", client_id="same-id-1")
    again = box.say("hello", client_id="same-id-1")
    assert (again.seq, again.position, again.duplicate) == (first.seq, first.position, True)
    assert box.kinds() == ["message"]


def test_the_same_client_id_of_somebody_else_is_another_message(box: Box) -> None:
    box.say("hello", client_id="same-id-1")
    box.say("hi", box.ada, client_id="same-id-1")
    box.say("hey", box.grace, client_id="same-id-1")
    other = box.do(
        messages.send, box.mallory, box.mallory.conversation, client_id="same-id-1", text="yo"
    )
    assert not other.duplicate
    assert box.kinds() == ["message"] * 3


def test_reading_never_goes_backwards(box: Box) -> None:
    for text in ("one", "two", "three"):
        box.say(text)
    box.do(messages.read, box.ada, seq=2)
    assert (box.see().unread.operator, box.see().read.operator) == (1, 2)
    box.do(messages.read, box.ada, seq=1)
    assert (box.see().unread.operator, box.see().read.operator) == (1, 2)
    before = box.lines()
    box.do(messages.read, box.ada, seq=2)
    assert box.lines() == before, "reading again is no news"


def test_reading_each_line_alone_reads_the_whole(box: Box) -> None:
    box.open_chat()
    id_ = box.start("A")
    box.say("in the thread")
    box.say("on the main line", thread="main")
    box.do(messages.read, box.ada, seq=99, thread=id_)
    box.do(messages.read, box.ada, seq=99, thread="main")
    assert box.see().unread.operator == 0
    assert box.see().read.operator == 3


def test_operators_of_another_website_find_nothing(box: Box) -> None:
    box.say("hello")
    stranger = Operator(website="another", id="x", name="Eve")
    with pytest.raises(Refusal, match="conversation_not_found"):
        box.say("hi", stranger)


def test_an_operator_cannot_make_a_conversation_up(box: Box) -> None:
    with pytest.raises(Refusal, match="conversation_not_found"):
        box.say("hi", box.ada)


def test_a_visitor_of_an_unknown_website_is_refused(box: Box) -> None:
    nobody = Visitor(website="nowhere", conversation=LINUS)
    with pytest.raises(Refusal, match="website_not_found"):
        box.database.write_now(
            "nowhere", command, messages.send, nobody, LINUS, text="x", client_id="client-1"
        )


def test_a_clock_that_stands_still_or_jumps_back_changes_nothing_about_order(box: Box) -> None:
    box.say("first")
    for number in range(120):
        box.clock.now = 1_795_348_800_000 - number * 3_600_000 * (number % 2)
        box.say(f"message {number}")
    items = box.items()
    assert [item.seq for item in items] == list(range(62, 122))
    assert len({item.fingerprint for item in items}) == len(items)
