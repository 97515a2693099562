"""The inbox: pages of conversations, newest activity first, and their counts."""

from dataclasses import dataclass
from typing import Literal

from threadbox.domain import limits
from threadbox.domain.actors import Operator
from threadbox.domain.conversations import Conversation, State
from threadbox.domain.refusals import Refusal
from threadbox.store import conversations, threads
from threadbox.store.threads import as_thread
from threadbox.store.transaction import Reading
from threadbox.views.access import website_of

Filter = Literal["open", "resolved", "all"]

_STATES: dict[Filter, tuple[State, ...]] = {
    "open": ("pending", "unresolved"),
    "resolved": ("resolved",),
    "all": ("pending", "unresolved", "resolved"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """Rows hold open threads and no items. `cursor` leads to the next page; None at the end.
    `open`, `resolved`, `unread` count the website's conversations, whatever the filter."""

    position: int
    conversations: tuple[Conversation, ...]
    cursor: str | None
    open: int
    resolved: int
    unread: int


def page(rx: Reading, operator: Operator, state: Filter, cursor: str | None) -> InboxPage:
    """One page of the operator's website. Raises `invalid`/`cursor_malformed`."""
    website = website_of(rx, operator)
    rows = conversations.page(
        rx,
        website.key,
        states=_STATES[state],
        before=None if cursor is None else _place(cursor),
        limit=limits.LIST_CONVERSATIONS + 1,
    )
    shown = rows[: limits.LIST_CONVERSATIONS]
    open_threads = threads.open_by_conversation(rx, [row.key for row in shown])
    opened, resolved, unread = conversations.counts(rx, website.key)
    return InboxPage(
        position=website.head,
        conversations=tuple(
            conversations.as_conversation(
                row,
                position=website.head,
                threads=[as_thread(thread) for thread in open_threads[row.key]],
                has_older=row.last_seq > 0,
            )
            for row in shown
        ),
        cursor=f"{shown[-1].active_at}.{shown[-1].key}" if len(rows) > len(shown) else None,
        open=opened,
        resolved=resolved,
        unread=unread,
    )


def _place(cursor: str) -> tuple[int, int]:
    active_at, _, key = cursor.partition(".")
    # Digits only, and few enough for a column of eight bytes.
    if not (active_at.isdecimal() and key.isdecimal() and len(cursor) <= 32):
        raise Refusal("invalid", "cursor_malformed", field="cursor")
    place = (int(active_at), int(key))
    if max(place) > limits.INTEGER_MOST:
        raise Refusal("invalid", "cursor_malformed", field="cursor")
    return place
