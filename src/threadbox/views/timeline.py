"""One conversation in full, and pages of its timeline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from threadbox.domain import limits
from threadbox.domain.actors import Actor, Visitor
from threadbox.domain.conversations import Conversation, Thread
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Item
from threadbox.store import conversations, threads, timeline
from threadbox.store.conversations import ConversationRow
from threadbox.store.threads import as_thread
from threadbox.store.transaction import Reading
from threadbox.views.access import shared_conversation, website_of
from threadbox.views.audience import (
    conversation_for_visitor,
    item_for_visitor,
    thread_for_visitor,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Items ascending by `seq`, every thread they belong to, and whether there is more."""

    position: int
    items: tuple[Item, ...]
    threads: tuple[Thread, ...]
    has_older: bool
    has_newer: bool


def conversation(rx: Reading, actor: Actor, id: str) -> Conversation:  # noqa: A002
    """The full view: threads, and the newest page of the timeline.

    Raises `Refusal("not_found", "conversation_not_found")`.
    """
    return whole(rx, actor, shared_conversation(rx, actor, id))


def whole(rx: Reading, actor: Actor, row: ConversationRow) -> Conversation:
    """The full view of a row that the actor may see."""
    items, has_older = _older(rx, actor, row, row.last_seq + 1, limits.PAGE_ITEMS)
    known = {thread.number: thread for thread in threads.in_view(rx, row.key)}
    named = {thread.id for thread in known.values()}
    for thread in _threads_of(rx, row, [item for item in items if item.thread not in named]):
        known[thread.number] = thread
    seen = conversations.as_conversation(
        row,
        position=website_of(rx, actor).head,
        threads=[as_thread(known[number]) for number in sorted(known)],
        items=items,
        has_older=has_older,
    )
    return conversation_for_visitor(seen) if isinstance(actor, Visitor) else seen


def history(
    rx: Reading,
    actor: Actor,
    id: str,  # noqa: A002
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int | None = None,
) -> History:
    """A page below `before`, above `after`, or on both sides of `around`; else the newest.

    Raises `invalid`/`history_one_place` when more than one place is named.
    """
    if sum(place is not None for place in (before, after, around)) > 1:
        raise Refusal("invalid", "history_one_place", field="before")
    row = shared_conversation(rx, actor, id)
    most = max(1, min(limit or limits.PAGE_ITEMS, limits.PAGE_ITEMS_MOST))
    if after is not None:
        items, has_newer = _newer(rx, actor, row, after, most)
        has_older = after > 0 and bool(_older(rx, actor, row, after + 1, 1)[0])
    elif around is not None:
        older, has_older = _older(rx, actor, row, around + 1, most // 2 + 1)
        newer, has_newer = _newer(rx, actor, row, around, most // 2)
        items = [*older, *newer]
    else:
        edge = row.last_seq + 1 if before is None else before
        items, has_older = _older(rx, actor, row, edge, most)
        has_newer = bool(_newer(rx, actor, row, edge - 1, 1)[0])
    shown = [as_thread(thread) for thread in _threads_of(rx, row, items)]
    return History(
        position=website_of(rx, actor).head,
        items=tuple(items),
        threads=tuple(map(thread_for_visitor, shown) if isinstance(actor, Visitor) else shown),
        has_older=has_older,
        has_newer=has_newer,
    )


def _older(
    rx: Reading, actor: Actor, row: ConversationRow, seq: int, most: int
) -> tuple[list[Item], bool]:
    """Up to `most` items the actor may see below `seq`, and whether there are more."""
    found: list[Item] = []
    while len(found) <= most:
        batch = timeline.before(rx, row.key, seq, most + 1)
        found = [*_seen_by(actor, batch), *found]
        if len(batch) <= most:
            break
        seq = batch[0].seq
    return found[-most:], len(found) > most


def _newer(
    rx: Reading, actor: Actor, row: ConversationRow, seq: int, most: int
) -> tuple[list[Item], bool]:
    """Up to `most` items the actor may see above `seq`, and whether there are more."""
    found: list[Item] = []
    while len(found) <= most:
        batch = timeline.after(rx, row.key, seq, most + 1)
        found.extend(_seen_by(actor, batch))
        if len(batch) <= most:
            break
        seq = batch[-1].seq
    return found[:most], len(found) > most


def _seen_by(actor: Actor, items: Sequence[Item]) -> list[Item]:
    if not isinstance(actor, Visitor):
        return list(items)
    filtered: Callable[[Item], Item | None] = item_for_visitor
    return [item for item in map(filtered, items) if item is not None]


def _threads_of(
    rx: Reading, row: ConversationRow, items: Sequence[Item]
) -> list[threads.ThreadRow]:
    return threads.with_ids(rx, row.key, {item.thread for item in items if item.thread})
