"""One conversation in an action's hands: its row, and the thread rows met so far.

Each thread is loaded once and shared, so that everything an action decides and everything
`record` writes speaks of the same working copy; the actions of a batch share them too.
"""

from dataclasses import dataclass, field

from threadbox.domain import ids
from threadbox.domain.actors import Side
from threadbox.store import threads
from threadbox.store.conversations import ConversationRow
from threadbox.store.threads import ThreadRow
from threadbox.store.transaction import Transaction


@dataclass(slots=True)
class Held:
    """The working copy. `touched` holds the numbers of threads that `record` has to keep."""

    tx: Transaction
    row: ConversationRow
    _threads: dict[int, ThreadRow] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def next_place(self) -> tuple[int, int]:
        """The `seq` and the fingerprint of an item at the end of the timeline."""
        row = self.row
        fingerprint = ids.next_fingerprint(row.last_fingerprint, self.tx.now, row.number)
        return row.last_seq + 1, fingerprint

    def by_id(self, id: str) -> ThreadRow | None:  # noqa: A002
        if (number := self._numbers.get(id)) is not None:
            return self._threads[number]
        return self.met(threads.by_id(self.tx, self.row.key, id))

    def by_external_id(self, external_id: str) -> ThreadRow | None:
        return self.met(threads.by_external_id(self.tx, self.row.key, external_id))

    def by_topic(self, topic_key: str) -> ThreadRow | None:
        return self.met(threads.by_topic(self.tx, self.row.key, topic_key))

    def open_threads(self) -> list[ThreadRow]:
        found = threads.open_threads(self.tx, self.row.key)
        return [self._known(row) for row in found]

    def with_unread(self, side: Side) -> list[ThreadRow]:
        found = threads.with_unread(self.tx, self.row.key, side)
        return [self._known(row) for row in found]

    def current(self) -> ThreadRow | None:
        return None if self.row.current_thread is None else self.by_id(self.row.current_thread)

    def with_numbers(self, numbers: set[int]) -> list[ThreadRow]:
        missing = numbers - self._threads.keys()
        if missing:
            for row in threads.with_numbers(self.tx, self.row.key, missing):
                self._known(row)
        return [self._threads[number] for number in sorted(numbers)]

    def met(self, row: ThreadRow | None) -> ThreadRow | None:
        """The working copy of a thread just read or made."""
        return None if row is None else self._known(row)

    def _known(self, row: ThreadRow) -> ThreadRow:
        self._numbers[row.id] = row.number
        return self._threads.setdefault(row.number, row)
