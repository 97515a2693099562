"""A read is told in facts of a bounded size, however many lines it reads."""

import pytest

from tests.box import Box
from threadbox.actions import messages
from threadbox.domain.facts import MessagesRead


def _told(box: Box, after: int) -> list[MessagesRead]:
    facts = [line.fact for line in box.lines(after)]
    return [fact for fact in facts if isinstance(fact, MessagesRead)]


@pytest.mark.bound("READ_LINES")
def test_a_read_of_many_lines_is_told_by_several_facts(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threadbox.domain.limits.READ_LINES", 3)
    box.open_chat()
    box.say("on the main line", thread="main")
    for number in range(7):
        box.say("hello", thread=box.start(f"Topic {number}"))
    head = box.say("one more", thread="main").position
    box.do(messages.read, box.ada, seq=box.see().last_seq)
    told = _told(box, head)
    assert [len(fact.lines) for fact in told] == [3, 3, 2]
    assert [fact.unread for fact in told] == [5, 2, 0], "each is true once it is told"
    seen = box.see()
    assert (seen.unread.operator, seen.main_unread.operator) == (0, 0)
    assert not any(thread.unread.operator for thread in seen.threads)


def test_what_one_thread_leaves_unread_is_counted_line_by_line(box: Box) -> None:
    box.open_chat()
    first, second = box.start("First"), box.start("Second")
    for line in (first, second, "main", first, second, "main"):
        box.say("hello", thread=line)
    upto = box.see().items[-4].seq
    box.do(messages.read, box.ada, seq=upto, thread=first)
    assert [box.thread(id_).unread.operator for id_ in (first, second)] == [1, 2]
    box.do(messages.read, box.ada, seq=upto)
    assert [box.thread(id_).unread.operator for id_ in (first, second)] == [1, 1]
    seen = box.see()
    assert (seen.main_unread.operator, seen.unread.operator) == (1, 3)
