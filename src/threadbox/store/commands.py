"""Exactly once: a command's client id with its outcome, in a unique index, for ever.

The same id from another actor or in another conversation is another command. What a command
answered before is found by `meeting.py`.
"""

from threadbox.domain.outcomes import Outcome
from threadbox.store.encoding import encoded
from threadbox.store.statements import insert_rows
from threadbox.store.tables import commands
from threadbox.store.transaction import Transaction

_INSERT = insert_rows(commands)


def remember(
    tx: Transaction, conversation: int, actor: str, client_id: str, outcome: Outcome
) -> None:
    """Keeps the answer. The unique index refuses a second one."""
    tx.shelf.answers[conversation, actor, client_id] = outcome
    tx.later(_INSERT, (conversation, actor, client_id, encoded(outcome)))
