"""What a row of a conversation is found by: its website's key, and the conversation's number."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, and_

from threadbox.store.statements import given


class ConversationKey(NamedTuple):
    """A conversation where it is stored. Its fields are the names that statements bind."""

    website: int
    conversation: int


def of_conversation(table: Table) -> ColumnElement[bool]:
    """The rows of one conversation; a statement with it is run with `**key._asdict()`."""
    return and_(table.c.website == given("website"), table.c.conversation == given("conversation"))
