"""What an action or a view is given: a session, a time, and on the write side a website's turn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from threadbox.store.statements import Compiler, Cursor, Session


class Turn:
    """A website's turn: while it is held, nobody else writes in this website.

    `head` is the position of its newest log line, kept here during a batch and written back
    before the commit. Contiguous in commit order, so `position > mine` is a safe read.
    `lines` are those the batch has appended (`log.Written`).
    """

    __slots__ = ("_stored_head", "epoch", "id", "key", "lines")

    def __init__(self, key: int, id: str, epoch: str, head: int) -> None:  # noqa: A002
        self.key = key
        self.id = id
        self.epoch = epoch
        self.lines: list[Any] = []
        self._stored_head = head

    @property
    def head(self) -> int:
        return self._stored_head + len(self.lines)

    def append(self, line: Any) -> None:
        """Takes the next position for `line`."""
        self.lines.append(line)

    def go_back(self, head: int) -> None:
        """Forgets the lines after `head`: the action that appended them is undone."""
        del self.lines[head - self._stored_head :]


class Reading(Session):
    """One read transaction: everything read in it is true at the same moment."""

    def __init__(self, cursor: Cursor, compiler: Compiler, now: int) -> None:
        super().__init__(cursor, compiler)
        self.now = now


class Transaction(Session):
    """One action's view of the writing transaction.

    `now` (ms) is the same for the whole action. `turn` is there when the action was written
    for a website; an action on no website (creating one) has none.
    """

    def __init__(
        self,
        cursor: Cursor,
        compiler: Compiler,
        now: int,
        turn: Turn | None,
        new_uuid: Callable[[], UUID],
    ) -> None:
        super().__init__(cursor, compiler)
        self.now = now
        self.new_uuid = new_uuid
        self._turn = turn

    @property
    def turn(self) -> Turn:
        if self._turn is None:
            raise LookupError("this action needs a website's turn: pass the website to write()")
        return self._turn
