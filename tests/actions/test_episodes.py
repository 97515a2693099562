"""A thread that is ended and started again without end: what is told of it does not grow."""

import pytest

from tests.box import Box
from threadbox.actions import threads
from threadbox.domain.limits import EPISODES_KEPT
from threadbox.store.json_codec import encoded

# What two facts may differ by: longer numbers.
DIGITS = 40


def _cycle(box: Box) -> None:
    box.end(outcome="x" * 1_000)
    box.start("Server offline", external_id="ticket-1")


@pytest.mark.bound("EPISODES_KEPT")
def test_a_thread_keeps_its_first_and_its_newest_episodes(box: Box) -> None:
    box.open_chat()
    id_ = box.start("Server offline", external_id="ticket-1")
    for _ in range(EPISODES_KEPT + 10):
        _cycle(box)
    episodes = box.thread(id_).episodes
    newest = EPISODES_KEPT + 11
    assert [each.number for each in episodes] == [1, *range(13, newest + 1)]
    assert len(episodes) == EPISODES_KEPT


def test_a_fact_of_a_thread_is_as_long_the_hundredth_time_as_the_second(box: Box) -> None:
    box.open_chat()
    box.start("Server offline", external_id="ticket-1")
    sizes: list[int] = []
    for _ in range(100):
        head = box.lines()[-1].position
        _cycle(box)
        sizes.append(sum(len(encoded(line.fact)) for line in box.lines(head)))
    assert max(sizes) <= sizes[1] + DIGITS


def test_from_which_page_a_thread_was_started_and_ended_is_told_once(box: Box) -> None:
    """The mark has it; episodes, which every view repeats, have not."""
    box.open_chat()
    box.start("Server offline", external_id="ticket-1")
    _cycle(box)
    box.end()
    (thread,) = box.see().threads
    for episode in thread.episodes:
        assert episode.by.origin is None
        assert episode.ended_by is not None
        assert episode.ended_by.origin is None
    assert {item.by.origin for item in box.items()} == {"/support/new"}


def test_reopening_by_an_operator_is_told_like_any_other(box: Box) -> None:
    box.open_chat()
    id_ = box.start("Server offline")
    sizes: list[int] = []
    for _ in range(40):
        box.end(box.ada)
        box.say("something between")
        head = box.lines()[-1].position
        box.do(threads.reopen_thread, box.ada, thread=id_)
        sizes.append(sum(len(encoded(line.fact)) for line in box.lines(head)))
    assert max(sizes) <= sizes[0] + DIGITS
