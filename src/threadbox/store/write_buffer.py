"""Write buffer and identity map, shared by the actions of one transaction.

Most of what an action writes is read by nobody before the commit. So its rows are collected, and
written for all actions together, each statement once with many rows. Conversations that an action
loads stay here for those after it, as the working copies that they are.

- Before anything else is asked of the database, the buffer is flushed; nobody can see that the
  rows were not there yet.
- Rows are only buffered for tables whose rows are added and never changed, or changed in rows
  that exist already: so the order among statements does not matter.
- After an action was undone no working copy is trusted any more: it is read anew.
"""

from typing import Any

from threadbox.domain.outcomes import Outcome
from threadbox.store.keys import ConversationKey
from threadbox.store.statements import Compiler, Cursor, Many

Answered = tuple[ConversationKey, str, str]
"""A command: the key of its conversation, whose it is, its client id."""


class NotWritten(Exception):  # noqa: N818 (the cause is the error)
    """Buffered rows could not be written; which action's they were, nobody can tell."""


class WriteBuffer:
    """Of one transaction, on `cursor`.

    `loaded`: conversations (`loading.Loaded`) by website's key and public id. `outcomes`: of
    commands looked up or answered in this transaction; None: never answered before.
    """

    __slots__ = ("_rows", "compiler", "cursor", "loaded", "outcomes")

    def __init__(self, cursor: Cursor, compiler: Compiler) -> None:
        self.cursor = cursor
        self.compiler = compiler
        self.loaded: dict[tuple[int, str], Any] = {}
        self.outcomes: dict[Answered, Outcome | None] = {}
        self._rows: dict[Many, list[tuple[Any, ...]]] = {}

    def add(self, statement: Many, row: tuple[Any, ...]) -> None:
        """Takes a row to be written with the others."""
        rows = self._rows.get(statement)
        if rows is None:
            self._rows[statement] = [row]
        else:
            rows.append(row)

    def flush(self) -> None:
        """Writes all rows collected. Raises `NotWritten`."""
        if not self._rows:
            return
        collected, self._rows = self._rows, {}
        try:
            for statement, rows in collected.items():
                self.cursor.executemany(self.compiler.many(statement), rows)
        except Exception as error:
            raise NotWritten from error

    def forget(self) -> None:
        """An action was undone: what it may have changed is read anew."""
        self.flush()
        self.loaded.clear()
        self.outcomes.clear()
