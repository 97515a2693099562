"""Opening the chatbox for the first time; resolving and unresolving a conversation."""

from typing import Literal

from threadbox.actions.access import undertake
from threadbox.domain.actors import Actor
from threadbox.domain.facts import ChatOpened, StateChanged
from threadbox.domain.outcomes import Outcome
from threadbox.store.transaction import Transaction


def open_chat(tx: Transaction, actor: Actor, conversation: str, *, client_id: str) -> Outcome:
    """The chatbox was opened; the first time makes it active (threads.md rule 4)."""
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    if work.held.row.opened_at is not None:
        return Outcome(position=tx.turn.head)
    return work.finish(ChatOpened(conversation=conversation, at=tx.now, by=work.author))


def set_state(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    state: Literal["unresolved", "resolved"],
    client_id: str,
) -> Outcome:
    """Resolves or unresolves. Open threads stay open (rule 3)."""
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    if work.held.row.state == state:
        return work.finish()
    return work.finish(
        StateChanged(conversation=conversation, at=tx.now, by=work.author, state=state)
    )
