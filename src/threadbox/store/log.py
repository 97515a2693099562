"""The log: every fact of a website at its position, contiguous from 1 in commit order.

A line is encoded once, when it is appended. Its text is what is stored, and what is sent to
everybody who may see all of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, select, union_all

from threadbox.domain.facts import Fact
from threadbox.store.conversations import ConversationRow
from threadbox.store.json_codec import encoded, fact_from, require_json
from threadbox.store.keys import ConversationKey
from threadbox.store.statements import Session, given, insert_rows
from threadbox.store.tables import conversations, log, websites
from threadbox.store.transaction import Transaction

# Read at once: lines may be long, and who asked may have enough soon.
_PORTION_LINES = 100

_INSERT = insert_rows(log)
_LINE = (log.c.position, conversations.c.id, log.c.type, log.c.fact_json)
# One row at least for a website that exists, so that its epoch and head are always told.
_OF_LINE = and_(
    conversations.c.website == log.c.website, conversations.c.number == log.c.conversation
)
_STRETCH = (
    select(websites.c.epoch, websites.c.head, *_LINE)
    .select_from(
        websites.outerjoin(
            log, and_(log.c.website == websites.c.key, log.c.position > given("position"))
        ).outerjoin(conversations, _OF_LINE)
    )
    .where(websites.c.id == given("website"))
    .order_by(log.c.position)
    .limit(given("most"))
)
_OF_WEBSITE = (
    select(*_LINE)
    .join(websites, websites.c.key == log.c.website)
    .outerjoin(conversations, _OF_LINE)
    .where(websites.c.id == given("website"), log.c.position > given("position"))
    .order_by(log.c.position)
    .limit(given("most"))
)


def _of_both(*where: ColumnElement[bool], newest: bool = False) -> CompoundSelect[Any]:
    """Lines of one conversation and of the website itself, in order: each is read by an index of
    its own."""
    order = log.c.position.desc() if newest else log.c.position
    lines = select(*_LINE).outerjoin(conversations, _OF_LINE)
    each = [
        lines.where(log.c.website == given("website"), about, *where)
        .order_by(order)
        .limit(given("most"))
        .subquery()
        for about in (log.c.conversation == given("conversation"), log.c.conversation.is_(None))
    ]
    both = union_all(*(select(one) for one in each))
    position = both.selected_columns.position
    return both.order_by(position.desc() if newest else position).limit(given("most"))


_OF_CONVERSATION = _of_both(log.c.position > given("position"))
_NEWEST_FOR_CONVERSATION = _of_both(newest=True)
_NEWEST = (
    select(*_LINE)
    .join(websites, websites.c.key == log.c.website)
    .outerjoin(conversations, _OF_LINE)
    .where(websites.c.id == given("website"))
    .order_by(log.c.position.desc())
    .limit(1)
)
_OLDEST = (
    select(func.min(log.c.position))
    .join(websites, websites.c.key == log.c.website)
    .where(websites.c.id == given("website"))
)


class Written:
    """A line as it stands in the log: `text` is the JSON of its fact, `conversation` the public id,
    None for a line about the website itself. What was read from the log is decoded when somebody
    asks for the `fact`.

    `fact` and `sound_text` raise `UnreadableText` for a line that cannot be read.
    """

    __slots__ = ("_fact", "_is_sound", "_kind", "conversation", "position", "text")

    def __init__(
        self,
        position: int,
        conversation: str | None,
        kind: str,
        text: str,
        fact: Fact | None = None,
    ) -> None:
        self.position = position
        self.conversation = conversation
        self.text = text
        self._kind = kind
        self._fact = fact
        self._is_sound = fact is not None

    @property
    def fact(self) -> Fact:
        if self._fact is None:
            self._fact = fact_from(self._kind, self.text)
        return self._fact

    @property
    def sound_text(self) -> str:
        """The text, once it is known to be JSON: whoever sends it inside a frame of several lines
        must not break the others."""
        if not self._is_sound:
            require_json(self.text)
            self._is_sound = True
        return self.text


class Stretch(NamedTuple):
    """Some lines of a website's log, and of which history: its epoch and its newest position."""

    epoch: str
    head: int
    lines: Sequence[Written]


def append(tx: Transaction, fact: Fact, conversation: ConversationRow | None) -> None:
    """Adds a fact at the website's next position; `conversation`: what it is about, None for the
    website itself."""
    text, website = encoded(fact), tx.website
    id_, number = (None, None) if conversation is None else (conversation.id, conversation.number)
    line = Written(website.head + 1, id_, fact.type, text, fact)
    website.append(line)
    tx.later(_INSERT, (website.key, line.position, number, fact.type, text))


def stretch_after(session: Session, website: str, position: int, limit: int) -> Stretch:
    """The website's (public id) lines after `position`, in order, at most `limit`; of a website
    that does not exist (any more) an empty history."""
    rows = session.all(_STRETCH, website=website, position=position, most=limit)
    if not rows:
        return Stretch("", 0, ())
    lines = [Written(*row[2:]) for row in rows if row[2] is not None]
    return Stretch(rows[0][0], int(rows[0][1]), lines)


def lines_after(session: Session, website: str, position: int) -> Iterator[Written]:
    """The website's (public id) lines after `position`, in order; read as they are asked for."""
    return _portions(session, _OF_WEBSITE, position, website=website)


def conversation_lines_after(
    session: Session, key: ConversationKey, position: int
) -> Iterator[Written]:
    """The lines of one conversation and of its website itself after `position`; notes and all."""
    return _portions(session, _OF_CONVERSATION, position, **key._asdict())


def _portions(
    session: Session, statement: Select[Any] | CompoundSelect[Any], position: int, **whose: Any
) -> Iterator[Written]:
    while True:
        rows = session.all(statement, position=position, most=_PORTION_LINES, **whose)
        yield from (Written(*row) for row in rows)
        if len(rows) < _PORTION_LINES:
            return
        position = rows[-1][0]


def newest(session: Session, website: str) -> Written | None:
    """The website's newest line."""
    row = session.first(_NEWEST, website=website)
    return None if row is None else Written(*row)


def newest_for_conversation(session: Session, key: ConversationKey) -> Written | None:
    """The newest line of one conversation, or of its website itself."""
    row = session.first(_NEWEST_FOR_CONVERSATION, **key._asdict(), most=1)
    return None if row is None else Written(*row)


def oldest(session: Session, website: str) -> int:
    """The position of the oldest line kept; 0 when there is none."""
    row = session.first(_OLDEST, website=website)
    return int(row[0]) if row is not None and row[0] is not None else 0
