"""The inbox: pages of conversations, newest activity first, and their counts."""

from dataclasses import dataclass, replace
from typing import Literal

from threadbox.domain import limits
from threadbox.domain.actors import Operator
from threadbox.domain.conversations import Conversation, State
from threadbox.domain.refusals import Refusal
from threadbox.store import conversations, threads
from threadbox.store.conversations import ConversationRow
from threadbox.store.json_codec import bytes_in
from threadbox.store.thread_pages import briefly, size_of
from threadbox.store.threads import ThreadRow, as_thread
from threadbox.store.transaction import Reading
from threadbox.views.access import website_of

Filter = Literal["open", "resolved", "all"]
# Ids, names of fields and counters of a row on the wire.
_FIELDS_BYTES = 900

_STATES: dict[Filter, tuple[State, ...]] = {
    "open": ("pending", "unresolved"),
    "resolved": ("resolved",),
    "all": ("pending", "unresolved", "resolved"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """Rows hold some of the open threads, in brief, and neither items, data nor events. `cursor`
    leads to the next page; None at the end.
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
    numbers = [row.number for row in rows[: limits.LIST_CONVERSATIONS]]
    open_threads = threads.open_by_conversation(rx, website.key, numbers, limits.ROW_THREADS)
    shown = _within_page(rows[: limits.LIST_CONVERSATIONS], open_threads)
    opened, resolved, unread = conversations.counts(rx, website.key)
    return InboxPage(
        position=website.head,
        conversations=tuple(
            _as_row(row, open_threads[row.number], position=website.head) for row in shown
        ),
        cursor=f"{shown[-1].active_at}.{shown[-1].number}" if len(rows) > len(shown) else None,
        open=opened,
        resolved=resolved,
        unread=unread,
    )


def _within_page(
    rows: list[ConversationRow], open_threads: dict[int, list[ThreadRow]]
) -> list[ConversationRow]:
    """As many rows as one page has room for, one at least."""
    size = 0
    for number, row in enumerate(rows):
        texts = (row.profile_json, row.segments_json, row.preview_json or "")
        size += _FIELDS_BYTES + sum(map(bytes_in, texts))
        size += sum(map(size_of, open_threads[row.number]))
        if number and size > limits.PAGE_BYTES:
            return rows[:number]
    return rows


def _as_row(row: ConversationRow, open_threads: list[ThreadRow], *, position: int) -> Conversation:
    whole = conversations.as_conversation(
        row,
        position=position,
        threads=[briefly(as_thread(thread)) for thread in open_threads],
        has_older=row.last_seq > 0,
    )
    return replace(whole, data={}, events=())


def _place(cursor: str) -> tuple[int, int]:
    active_at, _, number = cursor.partition(".")
    # Digits only, and few enough for a column of eight bytes.
    if not (active_at.isdecimal() and number.isdecimal() and len(cursor) <= 32):
        raise Refusal("invalid", "cursor_malformed", field="cursor")
    place = (int(active_at), int(number))
    if max(place) > limits.INTEGER_MOST:
        raise Refusal("invalid", "cursor_malformed", field="cursor")
    return place
