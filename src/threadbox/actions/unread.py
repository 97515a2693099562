"""What a read leaves unread, line by line: of each thread, and of the main line."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from threadbox.domain.actors import Side, other_side
from threadbox.domain.conversations import LineUnread
from threadbox.domain.refusals import Refusal
from threadbox.store import timeline
from threadbox.store.work import Work


def read_everywhere(work: Work, side: Side, mark: int) -> list[LineUnread]:
    """Every line that has something unread, as it is once all up to `mark` is read."""
    own = work.row.side(side)
    if own.unread == 0:
        return []
    left = _Left(timeline.unread_after(work.tx, work.row.key, mark, other_side(side)))
    lines = [
        left.line(thread.id, thread.number, max(mark, thread.side(side).read))
        for thread in work.with_unread(side)
    ]
    if own.main_unread:
        lines.insert(0, left.line(None, None, max(mark, own.main_read_mark)))
    return [line for line in lines if line.unread != unread_in(work, line.thread, side)]


def read_one(work: Work, side: Side, upto: int, wanted: str) -> list[LineUnread]:
    """The one line read ("main", or a thread's id), unless nothing in it changes.

    Raises `not_found`/`thread_not_found`.
    """
    own = work.row.side(side)
    if wanted == "main":
        thread, own_mark = None, own.main_read_mark
    else:
        thread = work.by_id(wanted)
        if thread is None:
            raise Refusal("not_found", "thread_not_found")
        own_mark = max(thread.side(side).read, own.read)
    if upto <= own_mark:
        return []
    left = _Left(timeline.unread_after(work.tx, work.row.key, upto, other_side(side)))
    if thread is None:
        return [left.line(None, None, upto)]
    return [left.line(thread.id, thread.number, upto)]


def unread_in(work: Work, line: str | None, side: Side) -> int:
    """`line` None: the main line."""
    if line is None:
        return work.row.side(side).main_unread
    thread = work.by_id(line)
    return 0 if thread is None else thread.side(side).unread


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
