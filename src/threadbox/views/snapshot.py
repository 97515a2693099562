"""What a visitor's chatbox starts from, and the position it is true at."""

from dataclasses import dataclass

from threadbox.domain.actors import Visitor
from threadbox.domain.conversations import Conversation
from threadbox.store.transaction import Reading
from threadbox.views.access import find_conversation, find_even_merged, website_of
from threadbox.views.resume import Last, last_for_visitor
from threadbox.views.timeline import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class BootState:
    """What a launcher needs to know. All False and 0 for a visitor who did nothing yet.

    `exists`: something was done in this session; `is_merged`: and it went on in another one.
    """

    exists: bool = False
    is_merged: bool = False
    opened: bool = False
    ongoing: bool = False
    threads_open: bool = False
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Start from it, then read every line after `position`."""

    epoch: str
    position: int
    last: Last | None
    conversation: Conversation | None


def boot(rx: Reading, visitor: Visitor) -> BootState:
    """The launcher's view of the visitor's session."""
    row = find_even_merged(rx, visitor, visitor.conversation)
    if row is None:
        return BootState()
    if row.merged_into is not None:
        return BootState(exists=True, is_merged=True)
    return BootState(
        exists=True,
        opened=row.opened_at is not None,
        ongoing=row.preview_json is not None,
        threads_open=row.open_threads > 0,
        unread=row.visitor.unread,
    )


def visitor_snapshot(rx: Reading, visitor: Visitor) -> Snapshot:
    """The visitor's conversation; None in it when nothing has happened yet."""
    website = website_of(rx, visitor)
    row = find_conversation(rx, visitor, visitor.conversation)
    return Snapshot(
        epoch=website.epoch,
        position=website.head,
        last=last_for_visitor(rx, visitor),
        conversation=None if row is None else whole(rx, visitor, row),
    )
