"""The timeline of a conversation: places numbered by `seq`, read in pages."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from threadbox.domain import ids
from threadbox.domain.actors import Author, Side, side_of
from threadbox.domain.limits import INTEGER_MOST
from threadbox.domain.timeline import Item, Message, Note, Unreadable
from threadbox.store.encoding import (
    UnreadableText,
    bytes_in,
    encoded,
    item_from,
    loosely_decoded,
)
from threadbox.store.statements import Session, given, insert_rows
from threadbox.store.tables import timeline
from threadbox.store.transaction import Transaction

# Kinds of rows that visitors do not see.
_INTERNAL = ("note", "renamed", "undone")
# Read at once: a screen or two. Items may be long, and who asked may have enough soon.
_PORTION_ITEMS = 50

_INSERT = insert_rows(timeline)
_COLUMNS = (timeline.c.seq, timeline.c.kind, timeline.c.side, timeline.c.item_json)
_ITEMS = select(*_COLUMNS).where(timeline.c.conversation == given("conversation"))
_BEFORE = (
    _ITEMS.where(timeline.c.seq < given("seq")).order_by(timeline.c.seq.desc()).limit(given("most"))
)
_AFTER = _ITEMS.where(timeline.c.seq > given("seq")).order_by(timeline.c.seq).limit(given("most"))
_AT = _ITEMS.where(timeline.c.seq == given("seq"))
_REPLACE = (
    update(timeline)
    .where(timeline.c.conversation == given("row_conversation"), timeline.c.seq == given("row_seq"))
    .values(kind=given("row_kind"), item_json=given("item"))
)
_BROUGHT = timeline.alias("brought")


def _beginning(seq: ColumnElement[Any], created: ColumnElement[Any]) -> ColumnElement[str]:
    """How the JSON of an item begins: fields stand in the order of the class. Inside a text its
    quotation marks would be escaped, so it stands nowhere else."""
    numbers = (cast(number, Text) for number in (seq, created + seq))
    seq_text, fingerprint_text = numbers
    return (
        literal('{"seq":') + seq_text + literal(',"fingerprint":') + fingerprint_text + literal(",")
    )


def _number(name: str) -> ColumnElement[int]:
    return cast(given(name), BigInteger)


_BRING = insert(timeline).from_select(
    [column.name for column in timeline.columns],
    select(
        _number("target"),
        _BROUGHT.c.seq + _number("offset"),
        _BROUGHT.c.kind,
        _BROUGHT.c.side,
        _BROUGHT.c.thread + _number("threads"),
        func.replace(
            _BROUGHT.c.item_json,
            _beginning(_BROUGHT.c.seq, _number("source_created")),
            _beginning(_BROUGHT.c.seq + _number("offset"), _number("target_created")),
        ),
    ).where(_BROUGHT.c.conversation == _number("source")),
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
    row = (conversation, item.seq, _kind_of(item), side_of(item.by), thread, encoded(item))
    tx.later(_INSERT, row)


def replace(tx: Transaction, conversation: int, item: Item) -> None:
    """Puts an item in the place of the one with its `seq`, which is of the same side and thread."""
    tx.run(
        _REPLACE,
        row_conversation=conversation,
        row_seq=item.seq,
        row_kind=_kind_of(item),
        item=encoded(item),
    )


class Place(NamedTuple):
    """A conversation by its key, and when it was created, which its fingerprints are built on."""

    conversation: int
    created_at: int


def bring(tx: Transaction, *, source: Place, target: Place, offset: int, threads: int) -> None:
    """Copies all items of one conversation behind those of another: every `seq` grows by `offset`,
    every thread's number by `threads`.

    In one statement, whatever the length: the texts stay as they are, but for the two numbers
    they begin with.
    """
    tx.run(
        _BRING,
        source=source.conversation,
        target=target.conversation,
        source_created=source.created_at * ids.FINGERPRINTS,
        target_created=target.created_at * ids.FINGERPRINTS,
        offset=offset,
        threads=threads,
    )


def at(session: Session, conversation: int, seq: int) -> Item | None:
    """The item at `seq`."""
    row = session.one(_AT, conversation=conversation, seq=seq)
    return None if row is None else readable(*row)


class Stored(NamedTuple):
    """An item, and how many bytes it takes where it is stored, and about as many on the wire."""

    item: Item
    size: int


def before(session: Session, conversation: int, seq: int) -> Iterator[Stored]:
    """The items below `seq`, the newest first; read as they are asked for."""
    return _portions(session, _BEFORE, conversation, seq)


def after(session: Session, conversation: int, seq: int) -> Iterator[Stored]:
    """The items above `seq`, ascending; read as they are asked for."""
    return _portions(session, _AFTER, conversation, seq)


def within(found: Iterator[Stored], most: int, most_bytes: int) -> tuple[list[Item], bool]:
    """The first items that there is room for, one at least; and whether there are more."""
    taken: list[Item] = []
    size = 0
    for item, its_size in found:
        size += its_size
        if len(taken) >= most or (taken and size > most_bytes):
            return taken, True
        taken.append(item)
    return taken, False


def unread_after(
    session: Session, conversation: int, seq: int, by: Side
) -> Sequence[tuple[int | None, int]]:
    """(thread number, seq) of each message by side `by` above `seq`, ascending."""
    return [
        (row[0], row[1])
        for row in session.all(_UNREAD, conversation=conversation, seq=seq, side=by)
    ]


def _portions(
    session: Session, statement: Select[Any], conversation: int, seq: int
) -> Iterator[Stored]:
    while True:
        rows = session.all(statement, conversation=conversation, seq=seq, most=_PORTION_ITEMS)
        for row in rows:
            yield Stored(readable(*row), bytes_in(row[-1]))
        if len(rows) < _PORTION_ITEMS:
            return
        seq = rows[-1][0]


def readable(seq: int, kind: str, side: Side, text: str) -> Item:
    """The item of a row; what cannot be read is replaced, so that it takes nothing with it."""
    try:
        return item_from(text)
    except UnreadableText:
        return _placeholder(seq, kind, side, text)


def _kind_of(item: Item) -> str:
    is_note = isinstance(item, Message) and isinstance(item.content, Note)
    return "note" if is_note else item.kind


def _placeholder(seq: int, kind: str, side: Side, text: str) -> Message:
    """What the row itself says of the item, and what can still be made out of its text."""
    known = loosely_decoded(text)
    thread = known.get("thread")
    try:
        by = msgspec.convert(known.get("by"), Author)
    except msgspec.ValidationError:
        by = Author(kind=side, id="")
    return Message(
        seq=seq,
        fingerprint=_whole(known.get("fingerprint"), instead=seq),
        at=_whole(known.get("at"), instead=0),
        by=by,
        thread=thread if isinstance(thread, str) else None,
        content=Unreadable(internal=kind in _INTERNAL),
    )


def _whole(found: object, *, instead: int) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        return instead
    return found if 0 <= found <= INTEGER_MOST else instead
