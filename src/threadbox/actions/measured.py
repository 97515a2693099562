"""A command, and how heavy it was to store: whoever asked for it is counted by that."""

from collections.abc import Callable
from typing import Any

from threadbox.domain.actors import Actor
from threadbox.domain.outcomes import Outcome
from threadbox.store.transaction import Transaction


def measured(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    does: Callable[..., Outcome],
    client_id: str,
    **said: Any,
) -> tuple[Outcome, int]:
    """Does what `does` does; the outcome, and its weight in bytes (`Transaction.weight`)."""
    outcome = does(tx, actor, conversation, client_id=client_id, **said)
    return outcome, tx.weight
