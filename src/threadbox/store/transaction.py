"""What an action or a view is given: a session, a time, and on the write side a website."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from threadbox.store.statements import Compiler, Cursor, Many, Session
from threadbox.store.write_buffer import WriteBuffer

# What share of a row written anew is counted: one in so many bytes.
REWRITTEN_PART = 8


class LockedWebsite:
    """A website whose row a batch holds: meanwhile nobody else writes in it.

    `head` is the position of its newest log line, kept here during a batch and written back
    before the commit. Contiguous in commit order, so `position > mine` is a safe read.
    `conversations` is the highest number that a conversation was given. `lines` are those the batch
    has appended (`log.Written`). `epoch` names the history that
    positions are of; `has_new_epoch`: this batch is the first of another one.
    """

    __slots__ = ("_stored_head", "conversations", "epoch", "has_new_epoch", "id", "key", "lines")

    def __init__(
        self,
        key: int,
        id: str,  # noqa: A002
        epoch: str,
        head: int,
        conversations: int,
    ) -> None:
        self.key = key
        self.id = id
        self.epoch = epoch
        self.has_new_epoch = False
        self.conversations = conversations
        self.lines: list[Any] = []
        self._stored_head = head

    @property
    def head(self) -> int:
        return self._stored_head + len(self.lines)

    def begin_epoch(self, epoch: str) -> None:
        """The history went back: readers' positions mean nothing in this one."""
        self.epoch = epoch
        self.has_new_epoch = True

    def next_conversation(self) -> int:
        """A number that no conversation of the website has had."""
        self.conversations += 1
        return self.conversations

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

    `now` (ms) is the same for the whole action. `website` is there when the action was written
    for a website; an action on no website (creating one) has none. `buffer` is shared with the
    actions before and after it in the same transaction. Ends with `settle` or `undo`.
    """

    def __init__(
        self,
        buffer: WriteBuffer,
        now: int,
        website: LockedWebsite | None,
        new_uuid: Callable[[], UUID],
    ) -> None:
        super().__init__(buffer.cursor, buffer.compiler)
        self.buffer = buffer
        self.now = now
        self.new_uuid = new_uuid
        # Bytes of the texts in the rows that the action has left: of those added all, of those
        # written anew a part, because their place on the disk is used again.
        self.weight = 0
        self._website = website
        self._head = 0 if website is None else website.head
        self._left: list[tuple[Many, tuple[Any, ...]]] = []
        self._has_savepoint = False

    @property
    def website(self) -> LockedWebsite:
        if self._website is None:
            raise LookupError("this action needs a website: pass its id to write()")
        return self._website

    def later(self, statement: Many, row: tuple[Any, ...]) -> None:
        """Writes a row, together with those of other actions, before anybody can miss it."""
        self._left.append((statement, row))
        size = sum(len(part.encode()) for part in row if isinstance(part, str))
        self.weight += size if statement.adds else size // REWRITTEN_PART

    def settle(self) -> None:
        """The action is done: what it wrote stays."""
        self._leave()
        if self._has_savepoint:
            self._cursor.execute("RELEASE SAVEPOINT action")

    def undo(self) -> None:
        """The action failed: it never happened."""
        if self._has_savepoint:
            self._cursor.execute("ROLLBACK TO SAVEPOINT action")
            self._cursor.execute("RELEASE SAVEPOINT action")
        if self._website is not None:
            self._website.go_back(self._head)
        self.buffer.forget()

    def _before(self) -> None:
        """The database is asked directly: what came before is there, and can be kept apart."""
        if not self._has_savepoint:
            self.buffer.flush()
            self._cursor.execute("SAVEPOINT action")
            self._has_savepoint = True
        if self._left:
            self._leave()
            self.buffer.flush()

    def _leave(self) -> None:
        for statement, row in self._left:
            self.buffer.add(statement, row)
        self._left = []
