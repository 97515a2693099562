"""Exactly once: a command's client id with its outcome, in a unique index, for ever.

The same id from another actor or in another conversation is another command.
"""

from dataclasses import replace

from sqlalchemy import select

from threadbox.domain.outcomes import Outcome
from threadbox.store.encoding import decoded, encoded
from threadbox.store.statements import Session, given, insert_row
from threadbox.store.tables import commands
from threadbox.store.transaction import Transaction

_FIND = select(commands.c.outcome_json).where(
    commands.c.conversation == given("conversation"),
    commands.c.actor == given("actor"),
    commands.c.client_id == given("client_id"),
)
_INSERT = insert_row(commands)


def earlier(session: Session, conversation: int, actor: str, client_id: str) -> Outcome | None:
    """What this very command answered before, marked as a duplicate."""
    row = session.one(_FIND, conversation=conversation, actor=actor, client_id=client_id)
    return None if row is None else replace(decoded(row[0], Outcome), duplicate=True)


def remember(
    tx: Transaction, conversation: int, actor: str, client_id: str, outcome: Outcome
) -> None:
    """Keeps the answer. The unique index refuses a second one."""
    tx.run(
        _INSERT,
        conversation=conversation,
        actor=actor,
        client_id=client_id,
        outcome_json=encoded(outcome),
    )
