"""The timeline of a conversation: places numbered by `seq`, read in pages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_type_hints

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, insert, select, update

from threadbox.domain.actors import Author, Side, side_of
from threadbox.domain.timeline import ITEMS, Item, Message, Note, Unreadable
from threadbox.store.json_codec import (
    UnreadableText,
    bytes_in,
    encoded,
    item_from,
    loosely_decoded,
)
from threadbox.store.keys import ConversationKey, of_conversation
from threadbox.store.statements import Session, given, insert_rows
from threadbox.store.tables import threads, timeline
from threadbox.store.transaction import Transaction

# Kinds of rows that visitors do not see.
_INTERNAL = ("note", "renamed", "undone")
# Read at once: a screen or two. Items may be long, and who asked may have enough soon.
_PORTION_ITEMS = 50

_INSERT = insert_rows(timeline)
# What the columns say of an item, and its text does not.
_IN_COLUMNS = ("seq", "fingerprint", "at", "thread")
_IN_TEXT = {
    shape: [name for name in get_type_hints(shape) if name not in _IN_COLUMNS]
    for shape in ITEMS.values()
}
COLUMNS = (
    timeline.c.seq,
    timeline.c.fingerprint,
    timeline.c.at,
    threads.c.id,
    timeline.c.kind,
    timeline.c.side,
    timeline.c.item_json,
)
WITH_THREADS = timeline.outerjoin(
    threads,
    and_(
        threads.c.website == timeline.c.website,
        threads.c.conversation == timeline.c.conversation,
        threads.c.number == timeline.c.thread,
    ),
)
_ITEMS = select(*COLUMNS).select_from(WITH_THREADS).where(of_conversation(timeline))
_BEFORE = (
    _ITEMS.where(timeline.c.seq < given("seq")).order_by(timeline.c.seq.desc()).limit(given("most"))
)
_AFTER = _ITEMS.where(timeline.c.seq > given("seq")).order_by(timeline.c.seq).limit(given("most"))
_AT = _ITEMS.where(timeline.c.seq == given("seq"))
_REPLACE = (
    update(timeline)
    .where(
        timeline.c.website == given("row_website"),
        timeline.c.conversation == given("row_conversation"),
        timeline.c.seq == given("row_seq"),
    )
    .values(kind=given("row_kind"), at=given("row_at"), item_json=given("item"))
)
_RENUMBER = (
    update(timeline)
    .where(
        timeline.c.website == given("row_website"),
        timeline.c.conversation == given("row_conversation"),
        timeline.c.fingerprint == given("former"),
    )
    .values(fingerprint=given("new"))
)
_BY_FINGERPRINT = _ITEMS.where(timeline.c.fingerprint == given("fingerprint"))
_OTHER = timeline.alias("other")


def _number(name: str) -> ColumnElement[int]:
    return cast(given(name), BigInteger)


_COPY = insert(timeline).from_select(
    [column.name for column in timeline.columns],
    select(
        _OTHER.c.website,
        _number("target"),
        _OTHER.c.seq + _number("offset"),
        _OTHER.c.kind,
        _OTHER.c.side,
        _OTHER.c.thread + _number("threads"),
        _OTHER.c.fingerprint,
        _OTHER.c.at,
        _OTHER.c.item_json,
    ).where(_OTHER.c.website == _number("website"), _OTHER.c.conversation == _number("source")),
)
_SHARED = (
    select(timeline.c.fingerprint)
    .join(
        _OTHER,
        and_(
            _OTHER.c.website == timeline.c.website,
            _OTHER.c.fingerprint == timeline.c.fingerprint,
        ),
    )
    .where(of_conversation(timeline), _OTHER.c.conversation == given("source"))
    .order_by(timeline.c.fingerprint)
)
_UNREAD = (
    select(timeline.c.thread, timeline.c.seq)
    .where(
        of_conversation(timeline),
        timeline.c.seq > given("seq"),
        timeline.c.kind == "message",
        timeline.c.side == given("side"),
    )
    .order_by(timeline.c.seq)
)


def append(tx: Transaction, key: ConversationKey, item: Item, thread: int | None) -> None:
    """Stores an item at its `seq`. `thread` is the thread's number."""
    kind, side = _kind_of(item), side_of(item.by)
    tx.later(
        _INSERT,
        (*key, item.seq, kind, side, thread, item.fingerprint, item.at, text_of(item)),
    )


def replace(tx: Transaction, key: ConversationKey, item: Item) -> None:
    """Puts an item in the place of the one with its `seq`, which is of the same side and thread,
    and known by the same fingerprint."""
    tx.run(
        _REPLACE,
        row_website=key.website,
        row_conversation=key.conversation,
        row_seq=item.seq,
        row_kind=_kind_of(item),
        row_at=item.at,
        item=text_of(item),
    )


def copy(
    tx: Transaction,
    *,
    source: ConversationKey,
    target: ConversationKey,
    offset: int,
    threads: int,
    renumbered: Mapping[int, int],
) -> None:
    """Copies all items of one conversation behind those of another: every `seq` grows by `offset`,
    every thread's number by `threads`. Fingerprints stay, but for those `renumbered` (`shared`).

    In one statement, whatever the length.
    """
    for former, new in renumbered.items():
        tx.run(
            _RENUMBER,
            row_website=source.website,
            row_conversation=source.conversation,
            former=former,
            new=new,
        )
    tx.run(
        _COPY,
        website=source.website,
        source=source.conversation,
        target=target.conversation,
        offset=offset,
        threads=threads,
    )


def shared(session: Session, key: ConversationKey, other: ConversationKey) -> list[int]:
    """The fingerprints that both of two conversations of a website have, ascending."""
    found = session.all(_SHARED, **key._asdict(), source=other.conversation)
    return [int(row[0]) for row in found]


def at(session: Session, key: ConversationKey, seq: int) -> Item | None:
    """The item at `seq`."""
    row = session.first(_AT, **key._asdict(), seq=seq)
    return None if row is None else readable(ItemRow(*row))


def known_by(session: Session, key: ConversationKey, fingerprint: int) -> Item | None:
    """The item with this fingerprint."""
    row = session.first(_BY_FINGERPRINT, **key._asdict(), fingerprint=fingerprint)
    return None if row is None else readable(ItemRow(*row))


class Stored(NamedTuple):
    """An item, and how many bytes it takes where it is stored, and about as many on the wire."""

    item: Item
    size: int


def before(session: Session, key: ConversationKey, seq: int) -> Iterator[Stored]:
    """The items below `seq`, the newest first; read as they are asked for."""
    return _portions(session, _BEFORE, key, seq)


def after(session: Session, key: ConversationKey, seq: int) -> Iterator[Stored]:
    """The items above `seq`, ascending; read as they are asked for."""
    return _portions(session, _AFTER, key, seq)


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
    session: Session, key: ConversationKey, seq: int, by: Side
) -> Sequence[tuple[int | None, int]]:
    """(thread number, seq) of each message by side `by` above `seq`, ascending."""
    return [(row[0], row[1]) for row in session.all(_UNREAD, **key._asdict(), seq=seq, side=by)]


def _portions(
    session: Session, statement: Select[Any], key: ConversationKey, seq: int
) -> Iterator[Stored]:
    while True:
        rows = session.all(statement, **key._asdict(), seq=seq, most=_PORTION_ITEMS)
        for row in rows:
            yield Stored(readable(ItemRow(*row)), bytes_in(row[-1]))
        if len(rows) < _PORTION_ITEMS:
            return
        seq = rows[-1][0]


class ItemRow(NamedTuple):
    """A row of `COLUMNS`. `thread` is the public id."""

    seq: int
    fingerprint: int
    at: int
    thread: str | None
    kind: str
    side: Side
    text: str


def readable(row: ItemRow) -> Item:
    """The item of a row; what cannot be read is replaced, so that it takes nothing with it."""
    try:
        return whole(row)
    except UnreadableText:
        return Message(
            seq=row.seq,
            fingerprint=row.fingerprint,
            at=row.at,
            by=_author_in(row.text, row.side),
            thread=row.thread,
            content=Unreadable(internal=row.kind in _INTERNAL),
        )


def whole(row: ItemRow) -> Item:
    """The item that columns and text make together. Raises `UnreadableText`."""
    seq, fingerprint, at, thread, _, _, text = row
    named = "null" if thread is None else encoded(thread)
    columns = f'{{"seq":{seq},"fingerprint":{fingerprint},"at":{at},"thread":{named},'
    return item_from(columns + text[1:] if text[:1] == "{" else text)


def text_of(item: Item) -> str:
    """The JSON of what no column says."""
    return encoded({name: getattr(item, name) for name in _IN_TEXT[type(item)]})


def _kind_of(item: Item) -> str:
    is_note = isinstance(item, Message) and isinstance(item.content, Note)
    return "note" if is_note else item.kind


def _author_in(text: str, side: Side) -> Author:
    """Who can still be made out of a text that cannot be read."""
    try:
        return msgspec.convert(loosely_decoded(text).get("by"), Author)
    except msgspec.ValidationError:
        return Author(kind=side, id="")
