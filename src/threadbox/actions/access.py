"""The only ways to obtain a conversation to change: by an actor who may.

A visitor has exactly one conversation, the one their token names, and it comes into being
with their first command. Operators and backends reach every conversation of the website
they act in, and no other. Who reaches for anything else is told that it does not exist.
"""

from dataclasses import dataclass

from threadbox.domain.actors import Actor, Author, Visitor, author_of, key_of
from threadbox.domain.facts import ConversationCreated, Fact
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.store import commands
from threadbox.store.held import Held
from threadbox.store.meeting import Command, begin, meet
from threadbox.store.record import record
from threadbox.store.transaction import Transaction


@dataclass(slots=True)
class Undertaking:
    """One command under way: who, in which conversation, under which client id.

    `earlier` is set when this very command has been answered before; then nothing is to be
    done but to give that answer again.
    """

    actor: Actor
    held: Held
    author: Author
    client_id: str
    earlier: Outcome | None

    @property
    def tx(self) -> Transaction:
        return self.held.tx

    def as_page(self) -> Author:
        """The author of what the page's code does, rather than the person in front of it."""
        return author_of(self.actor, as_page=True, nickname=self.author.name)

    def finish(
        self,
        *facts: Fact,
        seq: int | None = None,
        fingerprint: int | None = None,
        thread: str | None = None,
        topic_ignored: bool = False,
    ) -> Outcome:
        """Records the facts, remembers the outcome under the client id, and returns it."""
        head = record(self.held, *facts) if facts else self.tx.turn.head
        outcome = Outcome(
            position=head,
            seq=seq,
            fingerprint=fingerprint,
            thread=thread,
            topic_ignored=topic_ignored,
        )
        commands.remember(self.tx, self.held.row.key, key_of(self.actor), self.client_id, outcome)
        return outcome


def undertake(tx: Transaction, actor: Actor, conversation: str, client_id: str) -> Undertaking:
    """Obtains the conversation for `actor` and looks whether the command was answered before.

    Raises `Refusal("not_found", "conversation_not_found")`, and `conflict`/`conversation_merged`
    with where its history went on (`into`).
    """
    if actor.website != tx.turn.id:
        raise Refusal("not_found", "conversation_not_found")
    if isinstance(actor, Visitor) and actor.conversation != conversation:
        raise Refusal("not_found", "conversation_not_found")
    held, earlier = meet(tx, Command(conversation, key_of(actor), client_id))
    if held is None:
        held = _first_command(tx, actor)
    elif held.row.merged_into is not None and earlier is None:
        raise Refusal("conflict", "conversation_merged", into=held.row.merged_into)
    nickname = held.row.profile.nickname if isinstance(actor, Visitor) else None
    return Undertaking(
        actor=actor,
        held=held,
        author=author_of(actor, nickname=nickname),
        client_id=client_id,
        earlier=earlier,
    )


def _first_command(tx: Transaction, visitor: Actor) -> Held:
    """The conversation begins; its id was made by the server and proven by the token."""
    if not isinstance(visitor, Visitor):
        raise Refusal("not_found", "conversation_not_found")
    held = begin(tx, visitor.conversation)
    author = author_of(visitor)
    record(
        held,
        ConversationCreated(conversation=visitor.conversation, at=tx.now, by=author),
    )
    return held
