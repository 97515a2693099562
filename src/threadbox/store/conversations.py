"""Conversations as rows: found, listed, and kept by `record.py`.

`ConversationRow` is the working copy an action changes through `record`; views turn rows
into `domain.conversations.Conversation`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update

from threadbox.domain.actors import SIDES, Side
from threadbox.domain.conversations import Conversation, Preview, State, Thread, Unread
from threadbox.domain.people import Profile, SessionEvent, Value
from threadbox.domain.timeline import Item
from threadbox.store.json_codec import decoded_or
from threadbox.store.keys import ConversationKey
from threadbox.store.statements import Many, Row, Session, given, insert_row
from threadbox.store.tables import conversations, websites
from threadbox.store.transaction import Transaction


@dataclass(slots=True)
class SideMarks:
    """What one side has before it. `unread`: messages not read, `main_unread`: of the main line;
    `read` and `main_read`: up to which seq all of them are; `delivered`: up to which seq all has
    reached a screen."""

    unread: int = 0
    main_unread: int = 0
    read: int = 0
    main_read: int = 0
    delivered: int = 0

    @property
    def main_read_mark(self) -> int:
        """The main line is read up to this seq."""
        return max(self.main_read, self.read)

    def deliver(self, seq: int) -> None:
        """Nothing that has reached a screen is taken back from it."""
        self.delivered = max(self.delivered, seq)


@dataclass(slots=True)
class ConversationRow:
    """A row of `conversations`, its columns in the order of `COLUMNS`. Mutable: the working copy.

    `is_stored`: there is a row of it yet.
    """

    website: int
    number: int
    id: str
    created_at: int
    active_at: int
    opened_at: int | None = None
    state: State = "pending"
    listed: bool = False
    replied: bool = False
    current_thread: str | None = None
    threads: int = 0
    open_threads: int = 0
    last_seq: int = 0
    last_fingerprint: int = 0
    ended_thread: str | None = None
    ended_at: int | None = None
    preview_json: str | None = None
    profile_json: str = "{}"
    data_json: str = "{}"
    segments_json: str = "[]"
    events_json: str = "[]"
    merged_into: str | None = None
    visitor: SideMarks = field(default_factory=SideMarks)
    operator: SideMarks = field(default_factory=SideMarks)
    is_stored: bool = True

    def side(self, side: Side) -> SideMarks:
        return self.visitor if side == "visitor" else self.operator

    @property
    def key(self) -> ConversationKey:
        return ConversationKey(self.website, self.number)

    @property
    def profile(self) -> Profile:
        if self.profile_json == "{}":
            return _NOBODY
        return decoded_or(self.profile_json, Profile, _NOBODY)

    @property
    def data(self) -> dict[str, Value]:
        return decoded_or(self.data_json, dict[str, Value], {})

    @property
    def segments(self) -> tuple[str, ...]:
        return decoded_or(self.segments_json, tuple[str, ...], ())

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        return decoded_or(self.events_json, tuple[SessionEvent, ...], ())

    @property
    def preview(self) -> Preview | None:
        return decoded_or(self.preview_json or "null", Preview | None, None)  # type: ignore[arg-type]


_MARKS = [field.name for field in fields(SideMarks)]
# Each column with the place of its value in a working copy: those of the sides come last.
_PLACES = {
    field.name: field.name
    for field in fields(ConversationRow)
    if field.name not in ("visitor", "operator", "is_stored")
}
_PLAIN = len(_PLACES)
_PLACES |= {f"{mark}_{side}": f"{side}.{mark}" for side in SIDES for mark in _MARKS}
COLUMNS = [conversations.c[name] for name in _PLACES]
_NOBODY = Profile()
_KEPT = [
    column.name
    for column in conversations.columns
    if column.name not in ("website", "number", "id", "created_at")
]
_kept_values = attrgetter(*(_PLACES[name] for name in _KEPT), "website", "number")

_FIND = select(*COLUMNS).where(
    conversations.c.id == given("id"), conversations.c.website == given("website")
)
_WEBSITES_OF = (
    select(websites.c.id)
    .join(conversations, conversations.c.website == websites.c.key)
    .where(conversations.c.id == given("id"))
)
_INSERT = insert_row(conversations)
_KEEP = Many(
    update(conversations)
    .where(
        conversations.c.website == given("row_website"),
        conversations.c.number == given("row_number"),
    )
    .values({name: given(name) for name in _KEPT}),
    (*_KEPT, "row_website", "row_number"),
)
_COUNTS = (
    select(
        conversations.c.state,
        func.count(),
        func.sum(case((conversations.c.unread_operator > 0, 1), else_=0)),
    )
    .where(conversations.c.website == given("website"), conversations.c.listed)
    .group_by(conversations.c.state)
)


def find(session: Session, website: int, id: str) -> ConversationRow | None:  # noqa: A002
    """The conversation of this website (its key) with this public id."""
    row = session.first(_FIND, website=website, id=id)
    return None if row is None else row_from(row)


def websites_of(session: Session, id: str) -> list[str]:  # noqa: A002
    """The public ids of the websites that have a conversation with this id: for requests that do
    not name their website."""
    return [row[0] for row in session.all(_WEBSITES_OF, id=id)]


def new(tx: Transaction, id: str) -> ConversationRow:  # noqa: A002
    """A working copy without a row yet, in the locked website."""
    return ConversationRow(
        website=tx.website.key,
        number=tx.website.next_conversation(),
        id=id,
        created_at=tx.now,
        active_at=tx.now,
        is_stored=False,
    )


def create(tx: Transaction, row: ConversationRow) -> None:
    """Adds the row, at once: what `keep` leaves for later has to find it."""
    tx.run(_INSERT, **{name: attrgetter(place)(row) for name, place in _PLACES.items()})
    row.is_stored = True


def keep(tx: Transaction, row: ConversationRow) -> None:
    """Writes the working copy back."""
    tx.later(_KEEP, _kept_values(row))


def take_over(row: ConversationRow, planned: ConversationRow) -> None:
    """Makes a working copy what another one is, but for the conversation that it is of."""
    for each in fields(ConversationRow):
        if each.name not in ("website", "number", "id", "created_at", "is_stored"):
            setattr(row, each.name, getattr(planned, each.name))


def page(
    session: Session,
    website: int,
    *,
    states: Sequence[State],
    before: tuple[int, int] | None,
    limit: int,
) -> list[ConversationRow]:
    """Listed conversations, newest activity first, after the place `before` (active_at, number)."""
    statement = (
        select(*COLUMNS)
        .where(
            conversations.c.website == website,
            conversations.c.listed,
            conversations.c.state.in_(states),
        )
        .order_by(conversations.c.active_at.desc(), conversations.c.number.desc())
        .limit(limit)
    )
    if before is not None:
        active_at, number = before
        statement = statement.where(
            or_(
                conversations.c.active_at < active_at,
                and_(conversations.c.active_at == active_at, conversations.c.number < number),
            )
        )
    return [row_from(row) for row in session.select(statement)]


def counts(session: Session, website: int) -> tuple[int, int, int]:
    """Listed conversations of a website: open, resolved, and open with something unread."""
    rows = session.all(_COUNTS, website=website)
    opened = sum(count for state, count, _ in rows if state != "resolved")
    resolved = sum(count for state, count, _ in rows if state == "resolved")
    unread = sum(int(unread) for state, _, unread in rows if state != "resolved")
    return opened, resolved, unread


def as_conversation(
    row: ConversationRow,
    *,
    position: int,
    threads: Sequence[Thread],
    items: Sequence[Item] = (),
    has_older: bool = False,
) -> Conversation:
    """The row as everybody sees it, true at log position `position`."""
    return Conversation(
        id=row.id,
        position=position,
        created_at=row.created_at,
        active_at=row.active_at,
        opened=row.opened_at is not None,
        state=row.state,
        profile=row.profile,
        data=row.data,
        segments=row.segments,
        events=row.events,
        threads=tuple(threads),
        current=row.current_thread,
        unread=Unread(visitor=row.visitor.unread, operator=row.operator.unread),
        main_unread=Unread(visitor=row.visitor.main_unread, operator=row.operator.main_unread),
        read=Unread(visitor=row.visitor.read, operator=row.operator.read),
        delivered=Unread(visitor=row.visitor.delivered, operator=row.operator.delivered),
        preview=row.preview,
        last_seq=row.last_seq,
        items=tuple(items),
        has_older=has_older,
        merged_into=row.merged_into,
        open_threads=row.open_threads,
    )


def row_from(values: Row) -> ConversationRow:
    """A whole row of `conversations` as a working copy."""
    between = _PLAIN + len(_MARKS)
    sides = [SideMarks(*values[_PLAIN:between]), SideMarks(*values[between:])]
    parts: list[Any] = [*values[:_PLAIN], *sides]
    row = ConversationRow(*parts)
    row.listed = bool(row.listed)
    row.replied = bool(row.replied)
    return row
