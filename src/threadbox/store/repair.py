"""Stored texts that cannot be read any more: found, and set aside.

Each costs only itself wherever it is shown (`encoding.py`); this is for whoever looks after the
data. What is set aside is handed out as it stood, and replaced by what is shown in its place.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, and_, select, tuple_, update

from threadbox.domain.actors import Author
from threadbox.domain.conversations import Episode, Preview
from threadbox.domain.facts import LineLost
from threadbox.domain.outcomes import Outcome
from threadbox.domain.people import Profile, SessionEvent, Value
from threadbox.store.json_codec import UnreadableText, decoded, encoded, fact_from
from threadbox.store.statements import Row, Session
from threadbox.store.tables import commands, conversations, log, threads, timeline
from threadbox.store.timeline import ItemRow, readable, text_of, whole
from threadbox.store.transaction import Transaction

# Which thread an item is in stands in a column, and does not matter for whether it can be read.
_ANY_THREAD = ""
# Rows read at once.
_PORTION = 1_000


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that cannot be read. `key` names its row, column by column; `instead` is what takes
    its place, None for nothing at all."""

    table: str
    column: str
    key: dict[str, Any]
    text: str
    instead: str | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """A column of texts: which others its reading needs, how it is read, what stands instead."""

    column: Column[Any]
    read: Callable[[Row, str], object]
    instead: Callable[[Row, str], str | None]
    beside: Sequence[Column[Any]] = ()

    @property
    def table(self) -> Table:
        table: Table = self.column.table
        return table


def _as(shape: Any) -> Callable[[Row, str], object]:
    return lambda _, text: decoded(text, shape)


def _always(instead: str | None) -> Callable[[Row, str], str | None]:
    return lambda _row, _text: instead


def _episodes(text: str) -> object:
    episodes = decoded(text, tuple[Episode, ...])
    if not episodes:
        raise UnreadableText("no episode")
    return episodes


def _first_episode(row: Row, _: str) -> str:
    nobody = Author(kind="backend", id="")
    return encoded((Episode(seq=row[0], at=0, by=nobody, number=1),))


def _lost(row: Row, _: str) -> str:
    nobody = Author(kind="backend", id="")
    return encoded(LineLost(conversation=row[1] or "", at=0, by=nobody))


def _item_row(row: Row, text: str) -> ItemRow:
    seq, fingerprint, at, kind, side = row
    return ItemRow(seq, fingerprint, at, _ANY_THREAD, kind, side, text)


_KINDS = (
    _Kind(
        timeline.c.item_json,
        read=lambda row, text: whole(_item_row(row, text)),
        instead=lambda row, text: text_of(readable(_item_row(row, text))),
        beside=(
            timeline.c.seq,
            timeline.c.fingerprint,
            timeline.c.at,
            timeline.c.kind,
            timeline.c.side,
        ),
    ),
    _Kind(
        log.c.fact_json,
        read=lambda row, text: fact_from(row[0], text),
        instead=_lost,
        beside=(log.c.type, conversations.c.id),
    ),
    _Kind(conversations.c.profile_json, _as(Profile), _always("{}")),
    _Kind(conversations.c.data_json, _as(dict[str, Value]), _always("{}")),
    _Kind(conversations.c.segments_json, _as(tuple[str, ...]), _always("[]")),
    _Kind(conversations.c.events_json, _as(tuple[SessionEvent, ...]), _always("[]")),
    _Kind(conversations.c.preview_json, _as(Preview), _always(None)),
    _Kind(threads.c.data_json, _as(dict[str, Value]), _always("{}")),
    _Kind(
        threads.c.episodes_json,
        read=lambda _, text: _episodes(text),
        instead=_first_episode,
        beside=(threads.c.opened_seq,),
    ),
    _Kind(commands.c.outcome_json, _as(Outcome), _always(encoded(Outcome(position=0)))),
)


def unread(rx: Session) -> Iterator[Unread]:
    """Every stored text that cannot be read. Reads all there are."""
    for kind in _KINDS:
        for row in _rows(rx, kind):
            keys = len(kind.table.primary_key.columns)
            key, text, beside = row[:keys], row[keys], row[keys + 1 :]
            if text is None:
                continue
            try:
                kind.read(beside, text)
            except UnreadableText:
                names = [column.name for column in kind.table.primary_key.columns]
                yield Unread(
                    kind.table.name,
                    kind.column.name,
                    dict(zip(names, key, strict=True)),
                    text,
                    kind.instead(beside, text),
                )


def set_aside(tx: Transaction, found: Unread) -> None:
    """An action: puts what stands instead into the place of a text, if it is still that text."""
    kind = next(kind for kind in _KINDS if _is_of(kind, found))
    where = and_(
        *(kind.table.c[name] == value for name, value in found.key.items()),
        kind.column == found.text,
    )
    values: dict[str, object] = {found.column: found.instead}
    if kind.table is log:
        values["type"] = "line_lost"
    tx.change(update(kind.table).where(where).values(**values))


def _is_of(kind: _Kind, found: Unread) -> bool:
    return (kind.table.name, kind.column.name) == (found.table, found.column)


def _rows(rx: Session, kind: _Kind) -> Iterator[Row]:
    """Key, text, and what is beside, of every row; in portions, in the order of the key."""
    keys = list(kind.table.primary_key.columns)
    source = kind.table
    statement = select(*keys, kind.column, *kind.beside)
    if kind.table is log:
        joined = source.outerjoin(
            conversations,
            and_(
                conversations.c.website == log.c.website,
                conversations.c.number == log.c.conversation,
            ),
        )
        statement = statement.select_from(joined)
    statement = statement.order_by(*keys).limit(_PORTION)
    last: Row | None = None
    while True:
        portion = statement if last is None else statement.where(_after(keys, last))
        rows = rx.select(portion)
        yield from rows
        if len(rows) < _PORTION:
            return
        last = rows[-1][: len(keys)]


def _after(keys: Sequence[Column[Any]], last: Row) -> Any:
    return tuple_(*keys) > tuple(last)
