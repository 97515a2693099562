"""The only ways to obtain a conversation to show: by an actor who may.

The reading twin of `actions/access.py`: a visitor reaches the own conversation, operators
and backends those of the website they act in; anything else does not exist for them.
"""

from threadbox.domain.actors import Actor, Visitor
from threadbox.domain.refusals import Refusal
from threadbox.store import conversations, websites
from threadbox.store.conversations import ConversationRow
from threadbox.store.transaction import Reading
from threadbox.store.websites import Website


def website_of(rx: Reading, actor: Actor) -> Website:
    """The website the actor acts in. Raises `website_not_found`."""
    website = websites.find(rx, actor.website)
    if website is None:
        raise Refusal("not_found", "website_not_found")
    return website


def find_conversation(rx: Reading, actor: Actor, conversation: str) -> ConversationRow | None:
    """None when there is none, or none for this actor.

    Raises `conflict`/`conversation_merged` to the visitor of one whose history went on elsewhere.
    """
    row = find_even_merged(rx, actor, conversation)
    if row is not None and row.merged_into is not None and isinstance(actor, Visitor):
        raise Refusal("conflict", "conversation_merged", into=row.merged_into)
    return row


def find_even_merged(rx: Reading, actor: Actor, conversation: str) -> ConversationRow | None:
    """The same, to see only whether it was merged."""
    if isinstance(actor, Visitor) and actor.conversation != conversation:
        return None
    return conversations.find(rx, website_of(rx, actor).key, conversation)


def shared_conversation(rx: Reading, actor: Actor, conversation: str) -> ConversationRow:
    """Raises `Refusal("not_found", "conversation_not_found")`."""
    row = find_conversation(rx, actor, conversation)
    if row is None:
        raise Refusal("not_found", "conversation_not_found")
    return row
