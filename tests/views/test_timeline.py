"""Pages of history: complete, in order, from every direction."""

import pytest

from tests.box import LINUS, Box
from threadbox.actions import conversations, messages
from threadbox.domain.refusals import Refusal
from threadbox.views import resume, timeline
from threadbox.views.timeline import History


def _page(box: Box, **place: int) -> History:
    return box.database.read_now(timeline.history, box.ada, LINUS, **place)


def _say_many(box: Box, count: int) -> None:
    for number in range(1, count + 1):
        box.say(f"message {number}")


def test_a_conversation_opens_at_its_newest_page(box: Box) -> None:
    _say_many(box, 70)
    seen = box.see()
    assert [item.seq for item in seen.items] == list(range(11, 71))
    assert seen.has_older


def test_pages_before_lead_to_the_first_message_without_a_gap(box: Box) -> None:
    _say_many(box, 25)
    collected: list[int] = []
    before = 26
    while True:
        page = _page(box, before=before, limit=10)
        collected = [*(item.seq for item in page.items), *collected]
        if not page.has_older:
            break
        before = page.items[0].seq
    assert collected == list(range(1, 26))


def test_a_page_around_a_place_has_it_and_both_its_neighbours(box: Box) -> None:
    _say_many(box, 25)
    page = _page(box, around=12, limit=6)
    assert [item.seq for item in page.items] == [9, 10, 11, 12, 13, 14, 15]
    assert page.has_older
    assert page.has_newer


def test_a_page_after_a_place_ends_at_the_newest(box: Box) -> None:
    _say_many(box, 5)
    page = _page(box, after=3)
    assert [item.seq for item in page.items] == [4, 5]
    assert (page.has_older, page.has_newer) == (True, False)


def test_a_page_brings_every_thread_its_items_belong_to(box: Box) -> None:
    box.open_chat()
    id_ = box.start("A")
    box.end()
    page = _page(box, before=99)
    assert [thread.id for thread in page.threads] == [id_]


def test_naming_two_places_is_refused(box: Box) -> None:
    _say_many(box, 1)
    with pytest.raises(Refusal, match="history_one_place"):
        _page(box, before=2, after=1)


def test_visitors_get_full_pages_although_notes_stand_between(box: Box) -> None:
    for number in range(10):
        box.say(f"message {number}")
        box.say(f"note {number}", box.ada, note=True)
    page = box.database.read_now(timeline.history, box.linus, LINUS, before=99, limit=8)
    assert len(page.items) == 8
    assert page.has_older


def test_a_reader_resumes_with_exactly_what_it_missed(box: Box) -> None:
    box.say("one")
    place = box.lines()[-1].position
    box.say("two")
    box.do(conversations.open_chat, box.mallory, box.mallory.conversation)
    missed = box.database.read_now(resume.lines_for_operator, box.ada, box.place(place))
    assert [line.position for line in missed.lines] == [place + 1, place + 2, place + 3]
    own = box.database.read_now(resume.lines_for_visitor, box.linus, box.place(place))
    assert [line.position for line in own.lines] == [place + 1]
    assert own.head == place + 3


@pytest.mark.parametrize("position", [-1, 99])
def test_a_place_that_never_was_means_starting_over(box: Box, position: int) -> None:
    box.say("one")
    assert box.database.read_now(resume.lines_for_operator, box.ada, box.place(position)).start_over


@pytest.mark.bound("RESUME_FACTS")
def test_a_reader_too_far_behind_starts_over(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threadbox.domain.limits.RESUME_FACTS", 3)
    _say_many(box, 5)
    assert box.database.read_now(resume.lines_for_operator, box.ada, box.place(0)).start_over
    assert box.database.read_now(resume.lines_for_visitor, box.linus, box.place(0)).start_over
    assert not box.database.read_now(resume.lines_for_operator, box.ada, box.place(4)).start_over


def test_positions_are_contiguous_and_so_are_the_places_of_a_timeline(box: Box) -> None:
    _say_many(box, 3)
    box.do(messages.send, box.mallory, box.mallory.conversation, text="x")
    assert [line.position for line in box.lines()] == [1, 2, 3, 4, 5, 6]
    assert [item.seq for item in box.items()] == [1, 2, 3]
