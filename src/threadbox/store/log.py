"""The log: every fact of a website at its position, contiguous from 1 in commit order.

A line is encoded once, when it is appended. Its text is what is stored, and what is sent to
everybody who may see all of it.
"""

from sqlalchemy import func, select

from threadbox.domain.facts import Fact
from threadbox.store.encoding import encoded, fact_from
from threadbox.store.statements import Session, given, insert_rows
from threadbox.store.tables import conversations, log, websites
from threadbox.store.transaction import Transaction

_INSERT = insert_rows(log)
_LINE = (log.c.position, conversations.c.id, log.c.type, log.c.fact_json)
_OF_WEBSITE = (
    select(*_LINE)
    .join(websites, websites.c.key == log.c.website)
    .join(conversations, conversations.c.key == log.c.conversation)
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


class Written:
    """A line as it stands in the log: `text` is the JSON of its fact, `conversation` the public
    id. What was read from the log is decoded when somebody asks for the `fact`."""

    __slots__ = ("_fact", "_kind", "conversation", "position", "text")

    def __init__(
        self, position: int, conversation: str, kind: str, text: str, fact: Fact | None = None
    ) -> None:
        self.position = position
        self.conversation = conversation
        self.text = text
        self._kind = kind
        self._fact = fact

    @property
    def fact(self) -> Fact:
        if self._fact is None:
            self._fact = fact_from(self._kind, self.text)
        return self._fact


def append(tx: Transaction, conversation: int, fact: Fact) -> None:
    """Adds a fact at the website's next position."""
    text = encoded(fact)
    line = Written(tx.turn.head + 1, fact.conversation, fact.type, text, fact)
    tx.turn.append(line)
    tx.later(_INSERT, (tx.turn.key, line.position, conversation, fact.type, text))


def lines_after(session: Session, website: str, position: int, limit: int) -> list[Written]:
    """The website's (public id) lines after `position`, in order, at most `limit`."""
    rows = session.all(_OF_WEBSITE, website=website, position=position, most=limit)
    return [Written(*row) for row in rows]


def conversation_lines_after(
    session: Session, conversation: str, position: int, limit: int
) -> list[Written]:
    """The lines of one conversation (public id) after `position`; notes and all."""
    rows = session.all(_OF_CONVERSATION, conversation=conversation, position=position, most=limit)
    return [Written(*row) for row in rows]


def oldest(session: Session, website: str) -> int:
    """The position of the oldest line kept; 0 when there is none."""
    row = session.one(_OLDEST, website=website)
    return int(row[0]) if row is not None and row[0] is not None else 0
