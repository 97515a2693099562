"""The only way to obtain a conversation to change: by an actor who may.

A visitor has exactly one conversation, the one their token names, and it comes into being
with their first command. Operators and backends reach every conversation of the website
they act in, and no other. Who reaches for anything else is told that it does not exist.
"""

from threadbox.domain.actors import Actor, Visitor, author_of, key_of
from threadbox.domain.facts import ConversationCreated, ConversationFact
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.store.idempotency import CommandId
from threadbox.store.loading import begin, load
from threadbox.store.transaction import Transaction
from threadbox.store.work import Work


def obtain(
    tx: Transaction, actor: Actor, conversation: str, client_id: str
) -> tuple[Work, Outcome | None]:
    """The conversation for `actor`, and what this very command was answered before.

    Raises `Refusal("not_found", "conversation_not_found")`, and `conflict`/`conversation_merged`
    with where its history went on (`into`).
    """
    if actor.website != tx.website.id:
        raise Refusal("not_found", "conversation_not_found")
    if isinstance(actor, Visitor) and actor.conversation != conversation:
        raise Refusal("not_found", "conversation_not_found")
    loaded, earlier = load(tx, CommandId(conversation, key_of(actor), client_id))
    if loaded is None:
        if not isinstance(actor, Visitor):
            raise Refusal("not_found", "conversation_not_found")
        # Its id was made by the server, and is proven by the visitor's token.
        loaded = begin(tx, conversation)
    work = Work(tx, actor, client_id, *loaded)
    if work.row.merged_into is not None and earlier is None:
        raise Refusal("conflict", "conversation_merged", into=work.row.merged_into)
    return work, earlier


def begun(work: Work) -> tuple[ConversationFact, ...]:
    """The first fact of a conversation that has no row yet; of any other nothing."""
    if work.row.is_stored:
        return ()
    by = author_of(work.actor)
    return (ConversationCreated(conversation=work.row.id, at=work.tx.now, by=by),)
