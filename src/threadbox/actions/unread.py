"""What a read leaves unread, line by line: of each thread, and of the main line."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from threadbox.actions.access import Undertaking
from threadbox.domain.actors import Side
from threadbox.domain.facts import LineUnread
from threadbox.domain.refusals import Refusal
from threadbox.store import timeline


def read_everywhere(work: Undertaking, side: Side, mark: int) -> list[LineUnread]:
    """Every line that has something unread, as it is once all up to `mark` is read."""
    held = work.held
    if unread_in_all(work, side) == 0:
        return []
    left = _Left(timeline.unread_after(held.tx, held.row.key, mark, _other(side)))
    lines = [
        left.line(thread.id, thread.number, max(mark, thread.read_mark(side)))
        for thread in held.with_unread(side)
    ]
    if unread_in(work, None, side):
        lines.insert(0, left.line(None, None, max(mark, held.row.main_read_mark(side))))
    return [line for line in lines if line.unread != unread_in(work, line.thread, side)]


def read_one(work: Undertaking, side: Side, upto: int, wanted: str) -> list[LineUnread]:
    """The one line read ("main", or a thread's id), unless nothing in it changes.

    Raises `not_found`/`thread_not_found`.
    """
    held = work.held
    if wanted == "main":
        thread, own_mark = None, held.row.main_read_mark(side)
    else:
        thread = held.by_id(wanted)
        if thread is None:
            raise Refusal("not_found", "thread_not_found")
        own_mark = max(thread.read_mark(side), held.row.read_mark(side))
    if upto <= own_mark:
        return []
    left = _Left(timeline.unread_after(held.tx, held.row.key, upto, _other(side)))
    if thread is None:
        return [left.line(None, None, upto)]
    return [left.line(thread.id, thread.number, upto)]


def unread_in_all(work: Undertaking, side: Side) -> int:
    row = work.held.row
    return row.unread_visitor if side == "visitor" else row.unread_operator


def unread_in(work: Undertaking, line: str | None, side: Side) -> int:
    """`line` None: the main line."""
    if line is None:
        row = work.held.row
        return row.main_unread_visitor if side == "visitor" else row.main_unread_operator
    thread = work.held.by_id(line)
    return 0 if thread is None else thread.unread(side)


class _Left:
    """The messages above a mark, by line: each line is counted without looking at the others."""

    def __init__(self, messages: Iterable[tuple[int | None, int]]) -> None:
        self._seqs: dict[int | None, list[int]] = {}
        for number, seq in messages:
            self._seqs.setdefault(number, []).append(seq)

    def line(self, id: str | None, number: int | None, mark: int) -> LineUnread:  # noqa: A002
        """A line once it is read up to `mark`."""
        seqs: Sequence[int] = self._seqs.get(number, ())
        return LineUnread(thread=id, read=mark, unread=len(seqs) - bisect_right(seqs, mark))


def _other(side: Side) -> Side:
    return "operator" if side == "visitor" else "visitor"
