"""Threads as rows: found by id, number, external id or topic; kept by `record.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true, update

from threadbox.domain import limits
from threadbox.domain.actors import SIDES, Author, Side
from threadbox.domain.conversations import Episode, Thread, Unread
from threadbox.domain.people import Value
from threadbox.store.json_codec import decoded_or, encoded
from threadbox.store.keys import ConversationKey, of_conversation
from threadbox.store.statements import Many, Row, Session, given, insert_row
from threadbox.store.tables import conversations, threads
from threadbox.store.transaction import Transaction


@dataclass(slots=True)
class ThreadMarks:
    """What one side has before it in a thread: messages not read, and up to which seq this thread
    alone is."""

    unread: int = 0
    read: int = 0


@dataclass(slots=True)
class ThreadRow:
    """A row of `threads`, its columns in the order of `COLUMNS`. Mutable: the working copy."""

    website: int
    conversation: int
    number: int
    id: str
    topic: str
    topic_key: str
    external_id: str | None
    is_open: bool
    verified: bool
    data_json: str
    episodes_json: str
    opened_seq: int
    last_seq: int
    messages: int = 0
    episode_messages: int = 0
    first_reply_at: int | None = None
    last_reply_at: int | None = None
    owner: str | None = None
    visitor: ThreadMarks = field(default_factory=ThreadMarks)
    operator: ThreadMarks = field(default_factory=ThreadMarks)

    def side(self, side: Side) -> ThreadMarks:
        return self.visitor if side == "visitor" else self.operator

    @property
    def key(self) -> ConversationKey:
        """Of its conversation."""
        return ConversationKey(self.website, self.conversation)


_MARKS = [field.name for field in fields(ThreadMarks)]
# Each column with the place of its value in a working copy: those of the sides come last.
_PLACES = {
    field.name: field.name
    for field in fields(ThreadRow)
    if field.name not in ("visitor", "operator")
}
_PLAIN = len(_PLACES)
_PLACES |= {f"{mark}_{side}": f"{side}.{mark}" for side in SIDES for mark in _MARKS}
COLUMNS = [threads.c[name] for name in _PLACES]
_KEPT = [
    column.name
    for column in threads.columns
    if column.name not in ("website", "conversation", "number", "id")
]
_kept_values = attrgetter(*(_PLACES[name] for name in _KEPT), "website", "conversation", "number")
_OF_CONVERSATION = select(*COLUMNS).where(of_conversation(threads))

_BY_ID = _OF_CONVERSATION.where(threads.c.id == given("id"))
_BY_EXTERNAL_ID = _OF_CONVERSATION.where(threads.c.external_id == given("external_id"))
_OPEN = _OF_CONVERSATION.where(threads.c.is_open == true()).order_by(threads.c.number)
_UNREAD: dict[Side, Select[Any]] = {
    "visitor": _OF_CONVERSATION.where(threads.c.unread_visitor > 0),
    "operator": _OF_CONVERSATION.where(threads.c.unread_operator > 0),
}
_BY_TOPIC = (
    _OF_CONVERSATION.where(threads.c.topic_key == given("topic_key"))
    .order_by(threads.c.is_open.desc(), threads.c.opened_seq.desc())
    .limit(1)
)
_EVERY = _OF_CONVERSATION.order_by(threads.c.number)
_NEWEST = _OF_CONVERSATION.order_by(threads.c.number.desc()).limit(limits.THREADS_ENDED)
_BEFORE = (
    _OF_CONVERSATION.where(threads.c.number < given("number"))
    .order_by(threads.c.number.desc())
    .limit(given("most"))
)
_INSERT = insert_row(threads)
_KEEP = Many(
    update(threads)
    .where(
        threads.c.website == given("row_website"),
        threads.c.conversation == given("row_conversation"),
        threads.c.number == given("row_number"),
    )
    .values({name: given(name) for name in _KEPT}),
    (*_KEPT, "row_website", "row_conversation", "row_number"),
)


def by_id(session: Session, key: ConversationKey, id: str) -> ThreadRow | None:  # noqa: A002
    return _first(session.first(_BY_ID, **key._asdict(), id=id))


def by_external_id(session: Session, key: ConversationKey, external_id: str) -> ThreadRow | None:
    return _first(session.first(_BY_EXTERNAL_ID, **key._asdict(), external_id=external_id))


def by_topic(session: Session, key: ConversationKey, topic_key: str) -> ThreadRow | None:
    """The open thread of this topic that was started last; without one, an ended one."""
    return _first(session.first(_BY_TOPIC, **key._asdict(), topic_key=topic_key))


def every(session: Session, key: ConversationKey) -> list[ThreadRow]:
    """All threads, by number."""
    return [row_from(row) for row in session.all(_EVERY, **key._asdict())]


def open_threads(session: Session, key: ConversationKey) -> list[ThreadRow]:
    """Every open thread, by number."""
    return [row_from(row) for row in session.all(_OPEN, **key._asdict())]


def with_unread(session: Session, key: ConversationKey, side: Side) -> list[ThreadRow]:
    """Every thread with messages that `side` has not read."""
    return [row_from(row) for row in session.all(_UNREAD[side], **key._asdict())]


def in_view(session: Session, key: ConversationKey) -> list[ThreadRow]:
    """Every open thread and the newest ended ones, by number."""
    newest = {row[2]: row_from(row) for row in session.all(_NEWEST, **key._asdict())}
    for row in open_threads(session, key):
        newest.setdefault(row.number, row)
    return [newest[number] for number in sorted(newest)]


def before(session: Session, key: ConversationKey, number: int, most: int) -> list[ThreadRow]:
    """Up to `most` threads below `number`, the newest first."""
    rows = session.all(_BEFORE, **key._asdict(), number=number, most=most)
    return [row_from(row) for row in rows]


def with_numbers(session: Session, key: ConversationKey, numbers: Iterable[int]) -> list[ThreadRow]:
    """The threads of these numbers, by number."""
    statement = (
        select(*COLUMNS)
        .where(*_is_of(key), threads.c.number.in_(sorted(set(numbers))))
        .order_by(threads.c.number)
    )
    return [row_from(row) for row in session.select(statement)]


def with_ids(session: Session, key: ConversationKey, ids: Iterable[str]) -> list[ThreadRow]:
    """The threads of these public ids, by number."""
    wanted = sorted(set(ids))
    if not wanted:
        return []
    statement = (
        select(*COLUMNS).where(*_is_of(key), threads.c.id.in_(wanted)).order_by(threads.c.number)
    )
    return [row_from(row) for row in session.select(statement)]


def open_by_conversation(
    session: Session, website: int, numbers: Sequence[int], most: int
) -> dict[int, list[ThreadRow]]:
    """Open threads of several conversations of a website (its key, and their numbers), for lists:
    the current one and the newest, `most` of each, by number."""
    found: dict[int, list[ThreadRow]] = {number: [] for number in numbers}
    if numbers:
        is_current = threads.c.id == conversations.c.current_thread
        first = (case((is_current, 1), else_=0).desc(), threads.c.number.desc())
        place = func.row_number().over(partition_by=threads.c.conversation, order_by=first)
        ranked = (
            select(*COLUMNS, place.label("place"))
            .join(
                conversations,
                and_(
                    conversations.c.website == threads.c.website,
                    conversations.c.number == threads.c.conversation,
                ),
            )
            .where(
                threads.c.website == website,
                threads.c.conversation.in_(numbers),
                threads.c.is_open == true(),
            )
            .subquery()
        )
        statement = (
            select(*(ranked.c[name] for name in _PLACES))
            .where(ranked.c.place <= most)
            .order_by(ranked.c.number)
        )
        for row in map(row_from, session.select(statement)):
            found[row.conversation].append(row)
    return found


def _is_of(key: ConversationKey) -> tuple[ColumnElement[bool], ...]:
    return threads.c.website == key.website, threads.c.conversation == key.conversation


def create(tx: Transaction, row: ThreadRow) -> None:
    """Adds the row, at once: what `keep` leaves for later has to find it."""
    tx.run(_INSERT, **{name: attrgetter(place)(row) for name, place in _PLACES.items()})


def keep(tx: Transaction, row: ThreadRow) -> None:
    """Writes the working copy back."""
    tx.later(_KEEP, _kept_values(row))


def as_thread(row: ThreadRow) -> Thread:
    """The row as everybody sees it; the running episode's counters are filled in."""
    episodes = episodes_of(row)
    running = replace(
        episodes[-1],
        messages=row.episode_messages,
        first_reply_at=row.first_reply_at,
        last_reply_at=row.last_reply_at,
    )
    return Thread(
        id=row.id,
        number=row.number,
        topic=row.topic,
        state="open" if row.is_open else "ended",
        episodes=(*episodes[:-1], running),
        external_id=row.external_id,
        verified=row.verified,
        data=decoded_or(row.data_json, dict[str, Value], {}),
        messages=row.messages,
        unread=Unread(visitor=row.visitor.unread, operator=row.operator.unread),
        last_seq=row.last_seq,
        owner=row.owner,
    )


def episodes_of(row: ThreadRow) -> tuple[Episode, ...]:
    """The episodes that are kept, each with its number; at least one."""
    episodes = decoded_or(row.episodes_json, tuple[Episode, ...], ())
    if not episodes:
        nobody = Author(kind="backend", id="")
        episodes = (Episode(seq=row.opened_seq, at=0, by=nobody),)
    return tuple(
        episode if episode.number else replace(episode, number=number)
        for number, episode in enumerate(episodes, 1)
    )


def set_episodes(row: ThreadRow, episodes: tuple[Episode, ...]) -> None:
    """Takes over `episodes`, the last one's counters into the row's columns."""
    row.episodes_json = encoded(episodes)
    row.episode_messages = episodes[-1].messages
    row.first_reply_at = episodes[-1].first_reply_at
    row.last_reply_at = episodes[-1].last_reply_at
    row.opened_seq = episodes[-1].seq


def _first(row: Row | None) -> ThreadRow | None:
    return None if row is None else row_from(row)


def row_from(values: Row) -> ThreadRow:
    """A whole row of `threads` as a working copy."""
    between = _PLAIN + len(_MARKS)
    sides = [ThreadMarks(*values[_PLAIN:between]), ThreadMarks(*values[between:])]
    parts: list[Any] = [*values[:_PLAIN], *sides]
    row = ThreadRow(*parts)
    row.is_open = bool(row.is_open)
    row.verified = bool(row.verified)
    return row
