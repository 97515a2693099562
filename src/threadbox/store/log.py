"""The log: every fact of a website at its position, contiguous from 1 in commit order."""

from sqlalchemy import func, select

from threadbox.domain.facts import Fact, Line
from threadbox.store.encoding import encoded, fact_from
from threadbox.store.statements import Session, given, insert_row
from threadbox.store.tables import conversations, log, websites
from threadbox.store.transaction import Transaction

_INSERT = insert_row(log)
_LINE = (log.c.position, log.c.type, log.c.fact_json)
_OF_WEBSITE = (
    select(*_LINE)
    .join(websites, websites.c.key == log.c.website)
    .where(websites.c.id == given("website"), log.c.position > given("position"))
    .order_by(log.c.position)
    .limit(given("most"))
)
_OF_CONVERSATION = (
    select(*_LINE)
    .join(conversations, conversations.c.key == log.c.conversation)
    .where(
        conversations.c.id == given("conversation"),
        log.c.position > given("position"),
    )
    .order_by(log.c.position)
    .limit(given("most"))
)
_OLDEST = (
    select(func.min(log.c.position))
    .join(websites, websites.c.key == log.c.website)
    .where(websites.c.id == given("website"))
)


def append(tx: Transaction, conversation: int, fact: Fact) -> int:
    """Adds a fact at the website's next position and returns it."""
    position = tx.turn.next_position()
    tx.run(
        _INSERT,
        website=tx.turn.key,
        position=position,
        conversation=conversation,
        type=fact.type,
        fact_json=encoded(fact),
    )
    return position


def lines_after(session: Session, website: str, position: int, limit: int) -> list[Line]:
    """The website's (public id) lines after `position`, in order, at most `limit`."""
    rows = session.all(_OF_WEBSITE, website=website, position=position, most=limit)
    return [Line(position=row[0], fact=fact_from(row[1], row[2])) for row in rows]


def conversation_lines_after(
    session: Session, conversation: str, position: int, limit: int
) -> list[Line]:
    """The lines of one conversation (public id) after `position`; notes and all."""
    rows = session.all(_OF_CONVERSATION, conversation=conversation, position=position, most=limit)
    return [Line(position=row[0], fact=fact_from(row[1], row[2])) for row in rows]


def oldest(session: Session, website: str) -> int:
    """The position of the oldest line kept; 0 when there is none."""
    row = session.one(_OLDEST, website=website)
    return int(row[0]) if row is not None and row[0] is not None else 0
