"""Files, questions and answers as messages, and what has reached the other side's screens."""

import pytest

from tests.box import Box
from tests.protocol.story import CAROUSEL, FIELD, FILE, PICKER
from threadbox.actions import messages
from threadbox.domain.conversations import Conversation, Unread
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Field, Message, Picker


def newest(conversation: Conversation) -> Message:
    item = conversation.items[-1]
    assert isinstance(item, Message)
    return item


def test_a_file_is_a_message_like_any_other(box: Box) -> None:
    box.open_chat()
    thread = box.start("Refund")
    box.do(messages.send, box.linus, content=FILE)
    seen = box.see()
    assert (newest(seen).content.type, newest(seen).thread) == ("file", thread)
    assert seen.preview is not None
    assert seen.preview.text == "error.log"
    assert seen.unread == Unread(visitor=0, operator=1)


def test_a_message_has_a_text_or_a_content_and_never_both(box: Box) -> None:
    box.open_chat()
    for wanted in ({"text": "x", "content": FILE}, {"content": FILE, "note": True}):
        with pytest.raises(Refusal, match="content_beside_text"):
            box.do(messages.send, box.ada, **wanted)
    with pytest.raises(Refusal, match="message_not_text"):
        box.do(messages.send, box.linus)
    assert not box.items()


def test_a_visitor_asks_no_questions(box: Box) -> None:
    for content in (PICKER, FIELD, CAROUSEL):
        with pytest.raises(Refusal, match="content_by_visitor"):
            box.do(messages.send, box.linus, content=content)
    box.say("hello")
    for by in (box.ada, box.shop):
        box.do(messages.send, by, content=PICKER)


def test_an_answer_stands_in_the_question_and_makes_nothing_unread(box: Box) -> None:
    box.say("hello")
    asked = box.do(messages.send, box.ada, content=PICKER)
    before = box.see()
    answer = box.do(messages.answer, box.linus, seq=asked.seq, choices=["now"])
    after = box.see()
    assert (answer.seq, answer.fingerprint) == (asked.seq, asked.fingerprint)
    content = newest(after).content
    assert isinstance(content, Picker)
    assert [choice.value for choice in content.choices if choice.selected] == ["now"]
    assert (after.unread, after.last_seq, after.active_at, after.preview) == (
        before.unread, before.last_seq, before.active_at, before.preview,
    )  # fmt: skip
    assert newest(after).at == newest(before).at


def test_the_same_answer_again_is_no_news_and_another_one_takes_its_place(box: Box) -> None:
    box.say("hello")
    asked = box.do(messages.send, box.ada, content=FIELD)
    box.do(messages.answer, box.linus, seq=asked.seq, value="one")
    head = box.lines()[-1].position
    box.do(messages.answer, box.linus, seq=asked.seq, value=" one ")
    assert box.lines()[-1].position == head
    box.do(messages.answer, box.linus, seq=asked.seq, value="two")
    content = newest(box.see(box.linus)).content
    assert isinstance(content, Field)
    assert content.value == "two"


@pytest.mark.parametrize("seq", [0, -1, 1, 3, 99, 2**70, -(2**70)])
def test_only_a_question_can_be_answered(box: Box, seq: int) -> None:
    box.say("hello")
    box.do(messages.send, box.ada, content=PICKER)
    box.say("a note", box.ada, note=True)
    with pytest.raises(Refusal, match=r"message_not_found|answer_without_question"):
        box.do(messages.answer, box.linus, seq=seq, choices=["now"])


def test_nobody_answers_in_a_conversation_of_somebody_else(box: Box) -> None:
    box.say("hello")
    asked = box.do(messages.send, box.ada, content=PICKER)
    with pytest.raises(Refusal, match="conversation_not_found"):
        box.do(messages.answer, box.mallory, seq=asked.seq, choices=["now"])


def test_what_was_delivered_is_news_once_and_never_taken_back(box: Box) -> None:
    box.say("one")
    box.say("two")
    box.do(messages.deliver, box.ada, seq=1)
    box.do(messages.deliver, box.grace, seq=99)
    head = box.lines()[-1].position
    for seq in (-5, 0, 1, 2, 99):
        box.do(messages.deliver, box.ada, seq=seq)
    assert box.lines()[-1].position == head
    assert box.see().delivered == Unread(visitor=0, operator=2)


def test_reading_is_having_received(box: Box) -> None:
    box.say("one")
    box.say("two", box.ada)
    box.do(messages.read, box.ada, seq=1)
    assert box.see().delivered == Unread(visitor=0, operator=1)
    box.do(messages.deliver, box.linus, seq=2)
    seen = box.see(box.linus)
    assert (seen.delivered, seen.unread.visitor) == (Unread(visitor=2, operator=1), 1)
