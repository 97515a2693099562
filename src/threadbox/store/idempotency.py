"""Exactly once: a command's client id with its outcome, in a unique index, for ever.

The same id from another actor or in another conversation is another command. What a command
answered before is found by `loading.py`.
"""

from typing import NamedTuple

from sqlalchemy import select

from threadbox.domain.outcomes import Outcome
from threadbox.store.json_codec import decoded_or, encoded
from threadbox.store.keys import ConversationKey, of_conversation
from threadbox.store.statements import Session, given, insert_rows
from threadbox.store.tables import commands
from threadbox.store.transaction import Transaction


class CommandId(NamedTuple):
    """What a command is known by: where, whose (`actors.key_of`), and its client id."""

    conversation: str
    actor: str
    client_id: str


_INSERT = insert_rows(commands)
_OF_CONVERSATION = of_conversation(commands)
_EVERY = select(commands.c.actor, commands.c.client_id, commands.c.outcome_json).where(
    _OF_CONVERSATION
)
_FIND = select(commands.c.client_id).where(
    _OF_CONVERSATION,
    commands.c.actor == given("actor"),
    commands.c.client_id == given("client_id"),
)


def every(session: Session, key: ConversationKey) -> list[tuple[str, str, Outcome]]:
    """All that were answered in a conversation: whose, client id, and the answer."""
    rows = session.all(_EVERY, **key._asdict())
    return [(row[0], row[1], outcome_from(row[2])) for row in rows]


def outcome_from(text: str) -> Outcome:
    """A stored answer. That there is one matters most: it keeps the effect from happening twice."""
    return decoded_or(text, Outcome, Outcome(position=0))


def is_answered(session: Session, key: ConversationKey, actor: str, client_id: str) -> bool:
    """Whether this command was answered before, in this conversation."""
    row = session.first(_FIND, **key._asdict(), actor=actor, client_id=client_id)
    return row is not None


def remember(
    tx: Transaction, key: ConversationKey, actor: str, client_id: str, outcome: Outcome
) -> None:
    """Keeps the answer. The unique index refuses a second one."""
    tx.buffer.outcomes[key, actor, client_id] = outcome
    tx.later(_INSERT, (*key, actor, client_id, encoded(outcome)))
