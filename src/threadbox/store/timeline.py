"""The timeline of a conversation: places numbered by `seq`, read in pages."""

from collections.abc import Sequence

from sqlalchemy import select, update

from threadbox.domain.actors import Side, side_of
from threadbox.domain.timeline import Item, Message, Note
from threadbox.store.encoding import encoded, item_from
from threadbox.store.statements import Session, given, insert_rows
from threadbox.store.tables import timeline
from threadbox.store.transaction import Transaction

_INSERT = insert_rows(timeline)
_ITEMS = select(timeline.c.seq, timeline.c.item_json).where(
    timeline.c.conversation == given("conversation")
)
_BEFORE = (
    _ITEMS.where(timeline.c.seq < given("seq")).order_by(timeline.c.seq.desc()).limit(given("most"))
)
_AFTER = _ITEMS.where(timeline.c.seq > given("seq")).order_by(timeline.c.seq).limit(given("most"))
_AT = select(timeline.c.item_json).where(
    timeline.c.conversation == given("conversation"), timeline.c.seq == given("seq")
)
_REPLACE = (
    update(timeline)
    .where(timeline.c.conversation == given("row_conversation"), timeline.c.seq == given("row_seq"))
    .values(item_json=given("item"))
)
_UNREAD = (
    select(timeline.c.thread, timeline.c.seq)
    .where(
        timeline.c.conversation == given("conversation"),
        timeline.c.seq > given("seq"),
        timeline.c.kind == "message",
        timeline.c.side == given("side"),
    )
    .order_by(timeline.c.seq)
)


def append(tx: Transaction, conversation: int, item: Item, thread: int | None) -> None:
    """Stores an item at its `seq`. `thread` is the thread's number."""
    is_note = isinstance(item, Message) and isinstance(item.content, Note)
    kind = "note" if is_note else item.kind
    row = (conversation, item.seq, kind, side_of(item.by), thread, encoded(item))
    tx.later(_INSERT, row)


def replace(tx: Transaction, conversation: int, item: Item) -> None:
    """Puts an item in the place of the one with its `seq`, which is of the same kind and side."""
    tx.run(_REPLACE, row_conversation=conversation, row_seq=item.seq, item=encoded(item))


def at(session: Session, conversation: int, seq: int) -> Item | None:
    """The item at `seq`."""
    row = session.one(_AT, conversation=conversation, seq=seq)
    return None if row is None else item_from(row[0])


def before(session: Session, conversation: int, seq: int, most: int) -> list[Item]:
    """Up to `most` items below `seq`, ascending."""
    rows = session.all(_BEFORE, conversation=conversation, seq=seq, most=most)
    return [item_from(row[1]) for row in reversed(rows)]


def after(session: Session, conversation: int, seq: int, most: int) -> list[Item]:
    """Up to `most` items above `seq`, ascending."""
    rows = session.all(_AFTER, conversation=conversation, seq=seq, most=most)
    return [item_from(row[1]) for row in rows]


def unread_after(
    session: Session, conversation: int, seq: int, by: Side
) -> Sequence[tuple[int | None, int]]:
    """(thread number, seq) of each message by side `by` above `seq`, ascending."""
    return [
        (row[0], row[1])
        for row in session.all(_UNREAD, conversation=conversation, seq=seq, side=by)
    ]
