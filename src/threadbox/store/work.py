"""One command at work in one conversation: who asks, the conversation's row, and its threads.

Each thread is loaded once and shared, so that everything an action decides and everything
`record` writes speaks of the same working copy; the actions of a transaction share them too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from threadbox.domain import ids
from threadbox.domain.actors import Actor, Author, Side, Visitor, author_of, key_of
from threadbox.domain.conversations import Thread
from threadbox.domain.stamps import Stamp
from threadbox.domain.threads import Standing
from threadbox.store import threads
from threadbox.store.conversations import ConversationRow
from threadbox.store.idempotency import CommandId
from threadbox.store.threads import ThreadRow, as_thread
from threadbox.store.transaction import Transaction


@dataclass(slots=True)
class Work:
    """The working copies. `touched` holds the numbers of threads that `record` has to keep."""

    tx: Transaction
    actor: Actor
    client_id: str
    row: ConversationRow
    _threads: dict[int, ThreadRow] = field(default_factory=dict)
    _numbers: dict[str, int] = field(init=False)
    touched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._numbers = {row.id: number for number, row in self._threads.items()}

    @property
    def command_id(self) -> CommandId:
        return CommandId(self.row.id, key_of(self.actor), self.client_id)

    @property
    def author(self) -> Author:
        """Whom history names for what is done."""
        return author_of(self.actor, nickname=self._nickname)

    @property
    def page(self) -> Author:
        """The author of what the page's code does, rather than the person in front of it."""
        return author_of(self.actor, as_page=True, nickname=self._nickname)

    @property
    def _nickname(self) -> str | None:
        return self.row.profile.nickname if isinstance(self.actor, Visitor) else None

    def stamp(self, by: Author) -> Stamp:
        """For facts that happen now, at the end of the timeline."""
        row, now = self.row, self.tx.now
        return Stamp(
            conversation=row.id,
            at=now,
            by=by,
            seq=row.last_seq + 1,
            fingerprint=ids.next_fingerprint(row.last_fingerprint, now, row.number),
        )

    @property
    def standing(self) -> Standing:
        row = self.row
        return Standing(
            current=row.current_thread, threads=row.threads, open_threads=row.open_threads
        )

    def by_id(self, id: str) -> ThreadRow | None:  # noqa: A002
        if (number := self._numbers.get(id)) is not None:
            return self._threads[number]
        return self.adopt(threads.by_id(self.tx, self.row.key, id))

    def by_external_id(self, external_id: str) -> ThreadRow | None:
        return self.adopt(threads.by_external_id(self.tx, self.row.key, external_id))

    def by_topic(self, topic_key: str) -> ThreadRow | None:
        return self.adopt(threads.by_topic(self.tx, self.row.key, topic_key))

    def open_threads(self) -> list[Thread]:
        return [as_thread(row) for row in self._all(threads.open_threads(self.tx, self.row.key))]

    def with_unread(self, side: Side) -> list[ThreadRow]:
        return self._all(threads.with_unread(self.tx, self.row.key, side))

    def current(self) -> ThreadRow | None:
        return None if self.row.current_thread is None else self.by_id(self.row.current_thread)

    def with_numbers(self, numbers: Iterable[int]) -> list[ThreadRow]:
        """The working copies of these threads, by number."""
        wanted = set(numbers)
        missing = wanted - self._threads.keys()
        if missing:
            self._all(threads.with_numbers(self.tx, self.row.key, missing))
        return [self._threads[number] for number in sorted(wanted)]

    def adopt(self, row: ThreadRow | None) -> ThreadRow | None:
        """The working copy of a thread just read or made."""
        return None if row is None else self._known(row)

    def _all(self, rows: Sequence[ThreadRow]) -> list[ThreadRow]:
        return [self._known(row) for row in rows]

    def _known(self, row: ThreadRow) -> ThreadRow:
        self._numbers[row.id] = row.number
        return self._threads.setdefault(row.number, row)
