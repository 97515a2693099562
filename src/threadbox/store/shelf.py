"""What the actions of one transaction put by, for one another and for its end.

Most of what an action writes is read by nobody before the commit. So it is *left*: collected,
and written for all actions together, each statement once with many rows. Conversations that
an action meets stay here for those after it, as the working copies that they are.

- Before anything else is asked of the database, what was left is written out; nobody can see
  that it was not there yet.
- Rows are only left for tables whose rows are added and never changed, or changed in rows
  that exist already: so the order among statements does not matter.
- After an action was undone nothing that was met is trusted any more: it is read anew.
"""

from typing import Any

from threadbox.domain.outcomes import Outcome
from threadbox.store.keys import ConversationKey
from threadbox.store.statements import Compiler, Cursor, Many

Answered = tuple[ConversationKey, str, str]
"""A command: the key of its conversation, whose it is, its client id."""


class NotWritten(Exception):  # noqa: N818 (the cause is the error)
    """What actions had left could not be written; which action's it was, nobody can tell."""


class Shelf:
    """Of one transaction, on `cursor`.

    `met`: conversations (`meeting.Met`) by website's key and public id. `answers`: of commands
    looked up or answered in this transaction; None: never answered before.
    """

    __slots__ = ("_left", "answers", "compiler", "cursor", "met")

    def __init__(self, cursor: Cursor, compiler: Compiler) -> None:
        self.cursor = cursor
        self.compiler = compiler
        self.met: dict[tuple[int, str], Any] = {}
        self.answers: dict[Answered, Outcome | None] = {}
        self._left: dict[Many, list[tuple[Any, ...]]] = {}

    def leave(self, statement: Many, row: tuple[Any, ...]) -> None:
        """Takes a row to be written with the others."""
        rows = self._left.get(statement)
        if rows is None:
            self._left[statement] = [row]
        else:
            rows.append(row)

    def write_out(self) -> None:
        """Writes all that was left. Raises `NotWritten`."""
        if not self._left:
            return
        left, self._left = self._left, {}
        try:
            for statement, rows in left.items():
                self.cursor.executemany(self.compiler.many(statement), rows)
        except Exception as error:
            raise NotWritten from error

    def forget(self) -> None:
        """An action was undone: what it may have changed is read anew."""
        self.write_out()
        self.met.clear()
        self.answers.clear()
