"""Whatever has been written, a view has a bound in bytes, and what it leaves out can be reached."""

from uuid import UUID

import pytest

from tests.box import LINUS, Box
from threadbox.actions import conversations, messages, people, threads
from threadbox.domain import limits
from threadbox.domain.actors import Visitor
from threadbox.domain.conversations import Conversation, Thread
from threadbox.store.json_codec import encoded
from threadbox.views import inbox, resume, timeline
from threadbox.views.timeline import History

# Counters and names of fields around what is bounded.
FRAME = 4 * 1024
LONG = "😀" * limits.MESSAGE_CHARACTERS
WIDE = "😀" * (limits.DATA_VALUE_CHARACTERS // 4)
DATA = {f"key-{number}": WIDE for number in range(15)}


def size(value: object) -> int:
    return len(encoded(value).encode())


def _history(box: Box, **place: int) -> History:
    return box.database.read_now(timeline.history, box.ada, LINUS, **place)


def _start_many(box: Box, count: int) -> None:
    """Topics as long as they may be, with data and everything else that a thread may have."""
    box.open_chat()
    for number in range(count):
        topic = f"{number:04} ".ljust(limits.TOPIC_CHARACTERS, "😀")
        key = f"{number:04} ".ljust(limits.EXTERNAL_ID_CHARACTERS, "😀")
        box.start(topic, external_id=key, data=DATA)


@pytest.mark.bound("PAGE_BYTES", "PAGE_ITEMS_MOST")
@pytest.mark.parametrize("step", [-1, 1], ids=["backwards", "forwards"])
def test_pages_of_history_end_at_so_many_bytes_and_lead_through_all_of_it(
    box: Box, step: int
) -> None:
    for number in range(30):
        box.say(f"{number:02}{LONG[2:]}" if number % 3 else "short")
    seen: list[int] = []
    place = {"before": 31} if step < 0 else {"after": 0}
    while True:
        page = _history(box, **place, limit=limits.PAGE_ITEMS_MOST)
        assert page.items
        assert size(page) <= limits.PAGE_BYTES + FRAME
        found = [item.seq for item in page.items]
        seen = found + seen if step < 0 else seen + found
        if not (page.has_older if step < 0 else page.has_newer):
            break
        place = {"before": found[0]} if step < 0 else {"after": found[-1]}
    assert seen == list(range(1, 31))


@pytest.mark.bound("PAGE_BYTES")
def test_a_page_around_a_place_has_it_however_long_its_neighbours_are(box: Box) -> None:
    for _ in range(20):
        box.say(LONG)
    page = _history(box, around=10, limit=limits.PAGE_ITEMS_MOST)
    assert 10 in [item.seq for item in page.items]
    assert size(page) <= limits.PAGE_BYTES + FRAME
    assert (page.has_older, page.has_newer) == (True, True)


@pytest.mark.bound("PAGE_ITEMS", "PAGE_ITEMS_MOST")
def test_a_page_has_so_many_items_unless_asked_for_more_up_to_a_bound(box: Box) -> None:
    for number in range(limits.PAGE_ITEMS_MOST + 5):
        box.say(f"{number}")
    assert len(_history(box).items) == limits.PAGE_ITEMS == len(box.see().items)
    assert len(_history(box, limit=5).items) == 5
    assert len(_history(box, limit=10**9).items) == limits.PAGE_ITEMS_MOST


@pytest.mark.bound("THREADS_BYTES")
def test_the_threads_of_a_page_of_history_are_bounded_too_and_no_item_is_lost(box: Box) -> None:
    """Each item in a thread of its own."""
    _start_many(box, 60)
    seen: list[int] = []
    before = box.see().last_seq + 1
    while True:
        page = _history(box, before=before)
        assert size(page.threads) <= limits.THREADS_BYTES + FRAME
        named = {thread.id for thread in page.threads}
        assert {item.thread for item in page.items} <= named
        seen = [item.seq for item in page.items] + seen
        if not page.has_older:
            break
        before = page.items[0].seq
    assert seen == list(range(1, 61))
    middle = _history(box, around=30)
    assert size(middle.threads) <= limits.THREADS_BYTES + FRAME
    assert 30 in [item.seq for item in middle.items]


@pytest.mark.bound("THREADS_BYTES", "BRIEF_THREADS_BYTES")
def test_a_full_view_says_of_threads_what_there_is_room_for(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The current one first, then open ones; what is left out is counted, and asked for."""
    monkeypatch.setattr(limits, "BRIEF_THREADS_BYTES", 20_000)
    _start_many(box, 40)
    current = box.start("0000 ".ljust(limits.TOPIC_CHARACTERS, "😀"), external_id="first of all")
    view = box.see()
    long = [thread for thread in view.threads if not thread.brief]
    brief = [thread for thread in view.threads if thread.brief]
    assert view.open_threads == 41
    assert current == view.current
    assert current in {thread.id for thread in long}
    assert len(long) > 1
    assert len(brief) > 1
    assert size(long) <= limits.THREADS_BYTES + FRAME
    assert size(brief) <= limits.BRIEF_THREADS_BYTES + FRAME
    assert size(view) <= limits.PAGE_BYTES + limits.THREADS_BYTES + 20_000 + FRAME
    assert len(view.threads) < 41
    assert [thread.number for thread in _all_threads(box)] == list(range(41, 0, -1))


@pytest.mark.bound("PAGE_THREADS", "PAGE_BYTES")
def test_pages_of_threads_end_at_so_many_and_at_so_many_bytes(box: Box) -> None:
    _start_many(box, 20)
    for number in range(limits.PAGE_THREADS + 5):
        box.start(f"Short {number}")
    newest = box.database.read_now(timeline.threads_before, box.ada, LINUS, limit=10**9)
    assert (len(newest.threads), newest.has_more) == (limits.PAGE_THREADS, True)
    oldest = box.database.read_now(timeline.threads_before, box.ada, LINUS, before=21)
    assert size(oldest) <= limits.PAGE_BYTES + FRAME
    assert (1 < len(oldest.threads) < 20, oldest.has_more) == (True, True)
    assert len(_all_threads(box)) == limits.PAGE_THREADS + 25


def _all_threads(box: Box) -> list[Thread]:
    found: list[Thread] = []
    before = None
    while True:
        page = box.database.read_now(timeline.threads_before, box.ada, LINUS, before=before)
        found += page.threads
        if not page.has_more:
            return found
        before = found[-1].number


@pytest.mark.bound("THREADS_ENDED")
def test_a_full_view_has_the_newest_ended_threads_and_not_all(box: Box) -> None:
    box.open_chat()
    first = box.start("Open all the time")
    for number in range(limits.THREADS_ENDED + 5):
        box.end(thread=box.start(f"{number}"))
    view = box.see()
    assert len(view.threads) <= limits.THREADS_ENDED + 1
    assert first in {thread.id for thread in view.threads}
    assert len(_all_threads(box)) == limits.THREADS_ENDED + 6


@pytest.mark.bound("RESUME_BYTES")
def test_a_reader_who_is_too_many_bytes_behind_starts_over(box: Box) -> None:
    place = box.place(0)
    for number in range(limits.RESUME_BYTES // (size(LONG) + 1_000)):
        box.say(f"{number:03}{LONG[3:]}")
    for reader, missed in (
        (box.ada, resume.lines_for_operator),
        (box.linus, resume.lines_for_visitor),
    ):
        behind = box.database.read_now(missed, reader, place)
        assert not behind.start_over
        assert size(behind.lines) <= limits.RESUME_BYTES
    box.say(LONG)
    assert box.database.read_now(resume.lines_for_operator, box.ada, place).start_over
    assert box.database.read_now(resume.lines_for_visitor, box.linus, place).start_over
    assert box.see().last_seq > 1, "and a snapshot leads on"


def _fill(box: Box, number: int) -> None:
    """A conversation with everything that a row of the list could show."""
    who = Visitor(website=box.website, conversation=f"session_{UUID(int=number)}")
    id_ = who.conversation
    box.do(conversations.open_chat, who, id_)
    avatar = "https://acme.example/".ljust(limits.URL_CHARACTERS, "a")
    box.do(people.change_profile, who, id_, changes={"avatar": avatar})
    box.do(people.change_data, who, id_, data=DATA)
    box.do(people.push_event, who, id_, text="ordered", data={"x": "y" * 1_000})
    for topic in range(limits.ROW_THREADS + 3):
        topic_ = f"{topic} ".ljust(limits.TOPIC_CHARACTERS, "😀")
        box.do(threads.start_thread, who, id_, topic=topic_, data=DATA)


@pytest.mark.bound("PAGE_BYTES", "ROW_THREADS", "LIST_CONVERSATIONS")
def test_pages_of_the_list_end_at_so_many_rows_and_bytes_and_lead_to_all(box: Box) -> None:
    for number in range(20):
        _fill(box, number)
    for number in range(20, limits.LIST_CONVERSATIONS + 45):
        who = Visitor(website=box.website, conversation=f"session_{UUID(int=number)}")
        box.do(messages.send, who, who.conversation, text="hello")
    page = box.database.read_now(inbox.page, box.ada, "open", None)
    assert len(page.conversations) == limits.LIST_CONVERSATIONS
    seen: list[Conversation] = list(page.conversations)
    while page.cursor is not None:
        page = box.database.read_now(inbox.page, box.ada, "open", page.cursor)
        assert size(page.conversations) <= limits.PAGE_BYTES + FRAME
        seen += page.conversations
    assert [row.id for row in seen] == [
        f"session_{UUID(int=number)}" for number in reversed(range(limits.LIST_CONVERSATIONS + 45))
    ]
    for row in seen[-20:]:
        assert len(row.threads) == limits.ROW_THREADS
        assert row.open_threads == limits.ROW_THREADS + 3
        assert row.data == {}
        assert row.events == ()
