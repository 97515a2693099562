"""The inbox list: newest activity first, filtered, paged, counted."""

from uuid import UUID

import pytest

from tests.box import LINUS, Box
from threadbox.actions import conversations, messages
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.refusals import Refusal
from threadbox.views import inbox
from threadbox.views.inbox import Filter, InboxPage


def _page(box: Box, state: Filter = "open", cursor: str | None = None) -> InboxPage:
    return box.database.read_now(inbox.page, box.ada, state, cursor)


def _visitor(box: Box, number: int) -> Visitor:
    return Visitor(website=box.website, conversation=f"session_{UUID(int=number)}")


def test_a_session_in_which_nothing_was_said_is_not_listed(box: Box) -> None:
    box.open_chat()
    assert _page(box).conversations == ()
    box.start("A topic is something to see")
    assert [row.id for row in _page(box).conversations] == [LINUS]


def test_rows_have_open_threads_and_the_last_message_and_no_items(box: Box) -> None:
    box.open_chat()
    box.start("Ended")
    box.end()
    box.start("Open")
    box.say("hello")
    (row,) = _page(box).conversations
    assert [thread.topic for thread in row.threads] == ["Open"]
    assert row.items == ()
    assert row.preview is not None
    assert row.preview.text == "hello"


def test_pages_show_every_conversation_once_newest_first(box: Box) -> None:
    for number in range(1, 121):
        visitor = _visitor(box, number)
        box.do(messages.send, visitor, visitor.conversation, text="hello")
    seen: list[str] = []
    page = _page(box)
    while True:
        seen += [row.id for row in page.conversations]
        if page.cursor is None:
            break
        page = _page(box, cursor=page.cursor)
    assert seen == [f"session_{UUID(int=number)}" for number in range(120, 0, -1)]


def test_lists_and_counts_tell_open_from_resolved(box: Box) -> None:
    box.say("hello")
    box.do(messages.send, box.mallory, box.mallory.conversation, text="hi")
    box.do(conversations.set_state, box.ada, state="resolved")
    assert [row.id for row in _page(box, "open").conversations] == [box.mallory.conversation]
    assert [row.id for row in _page(box, "resolved").conversations] == [LINUS]
    page = _page(box, "all")
    assert len(page.conversations) == 2
    assert (page.open, page.resolved, page.unread) == (1, 1, 1)


@pytest.mark.parametrize("cursor", ["x", "1", "1.x", "-1.2", f"{10**30}.1", "9" * 20 + ".1"])
def test_a_cursor_nobody_gave_out_is_refused(box: Box, cursor: str) -> None:
    with pytest.raises(Refusal, match="cursor_malformed"):
        _page(box, cursor=cursor)


def test_an_operator_of_another_website_sees_nothing(box: Box) -> None:
    stranger = Operator(website=str(UUID(int=99)), id="x", name="Eve")
    with pytest.raises(Refusal, match="website_not_found"):
        box.database.read_now(inbox.page, stranger, "all", None)
