"""One conversation in full, and pages of its timeline and of its threads.

Each has a bound in bytes beside the one in items (`domain/limits.py`): whatever visitors stored,
an answer stays one that a slow line and a small server can take.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from threadbox.domain import limits
from threadbox.domain.actors import Actor, Visitor
from threadbox.domain.conversations import Conversation, Thread
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Item
from threadbox.store import conversations, threads, timeline
from threadbox.store.conversations import ConversationRow
from threadbox.store.thread_pages import as_threads, briefly, bytes_of, size_of
from threadbox.store.threads import as_thread
from threadbox.store.timeline import Stored, within
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadsPage:
    """Threads at length, descending by number, and whether there are more."""

    position: int
    threads: tuple[Thread, ...]
    has_more: bool


def conversation(rx: Reading, actor: Actor, id: str) -> Conversation:  # noqa: A002
    """The full view: threads, and the newest page of the timeline.

    Raises `Refusal("not_found", "conversation_not_found")`.
    """
    return whole(rx, actor, shared_conversation(rx, actor, id))


def whole(rx: Reading, actor: Actor, row: ConversationRow) -> Conversation:
    """The full view of a row that the actor may see."""
    items, has_older = _older(rx, actor, row, row.last_seq + 1, _WHOLE)
    items.reverse()
    known = {thread.number: thread for thread in threads.in_view(rx, row.key)}
    named = {thread.id for thread in known.values()}
    for thread in _threads_of(rx, row, [item for item in items if item.thread not in named]):
        known[thread.number] = thread
    seen = conversations.as_conversation(
        row,
        position=website_of(rx, actor).head,
        threads=as_threads(list(known.values()), row.current_thread),
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
    """A page below `before`, above `after`, or on both sides of `around`; else the newest. Its
    threads are brief.

    Raises `invalid`/`history_one_place` when more than one place is named.
    """
    if sum(place is not None for place in (before, after, around)) > 1:
        raise Refusal("invalid", "history_one_place", field="before")
    row = shared_conversation(rx, actor, id)
    most = max(1, min(limit or limits.PAGE_ITEMS, limits.PAGE_ITEMS_MOST))
    shown = _Threads(rx, row)
    older: list[Item] = []
    newer: list[Item] = []
    if after is not None:
        newer, has_newer = shown.fitting(*_newer(rx, actor, row, after, _Room(most)))
        has_older = after > 0 and bool(_older(rx, actor, row, after + 1, _ONE)[0])
    elif around is not None:
        below, above = _Room(most // 2 + 1, _HALF_BYTES), _Room(most // 2, _HALF_BYTES)
        older, has_older = shown.fitting(*_older(rx, actor, row, around + 1, below))
        newer, has_newer = shown.fitting(*_newer(rx, actor, row, around, above))
    else:
        edge = row.last_seq + 1 if before is None else before
        older, has_older = shown.fitting(*_older(rx, actor, row, edge, _Room(most)))
        has_newer = bool(_newer(rx, actor, row, edge - 1, _ONE)[0])
    return History(
        position=website_of(rx, actor).head,
        items=(*reversed(older), *newer),
        threads=shown.as_seen_by(actor),
        has_older=has_older,
        has_newer=has_newer,
    )


def threads_before(
    rx: Reading,
    actor: Actor,
    id: str,  # noqa: A002
    *,
    before: int | None = None,
    limit: int | None = None,
) -> ThreadsPage:
    """The threads numbered below `before`, the newest first; without it from the newest on."""
    row = shared_conversation(rx, actor, id)
    most = max(1, min(limit or limits.PAGE_THREADS, limits.PAGE_THREADS))
    number = row.threads + 1 if before is None else min(before, row.threads + 1)
    shown: list[Thread] = []
    size = 0
    rows = threads.before(rx, row.key, number, most + 1)
    for each in rows[:most]:
        size += size_of(each)
        if shown and size > limits.PAGE_BYTES:
            break
        shown.append(as_thread(each))
    return ThreadsPage(
        position=website_of(rx, actor).head,
        threads=tuple(map(thread_for_visitor, shown) if isinstance(actor, Visitor) else shown),
        has_more=len(rows) > len(shown),
    )


@dataclass(frozen=True, slots=True)
class _Room:
    """How much a page may hold."""

    items: int
    size: int = limits.PAGE_BYTES


_WHOLE = _Room(limits.PAGE_ITEMS)
_ONE = _Room(1)
_HALF_BYTES = limits.PAGE_BYTES // 2


class _Threads:
    """The threads that a page's items belong to, in brief, as far as `limits.THREADS_BYTES` go."""

    def __init__(self, rx: Reading, row: ConversationRow) -> None:
        self._rx = rx
        self._row = row
        self._shown: dict[str, Thread] = {}
        self._size = 0

    def fitting(self, items: list[Item], has_more: bool) -> tuple[list[Item], bool]:
        """As many of the items, the first ones, as there is room for their threads; one always
        fits. And whether there are more."""
        unknown = {each.id: each for each in _threads_of(self._rx, self._row, items)}
        for number, item in enumerate(items):
            if item.thread in self._shown or item.thread not in unknown:
                continue
            thread = briefly(as_thread(unknown[item.thread]))
            self._size += bytes_of(thread)
            if self._shown and self._size > limits.THREADS_BYTES:
                return items[:number], True
            self._shown[thread.id] = thread
        return items, has_more

    def as_seen_by(self, actor: Actor) -> tuple[Thread, ...]:
        """By number."""
        shown = sorted(self._shown.values(), key=lambda thread: thread.number)
        return tuple(map(thread_for_visitor, shown) if isinstance(actor, Visitor) else shown)


def _older(
    rx: Reading, actor: Actor, row: ConversationRow, seq: int, room: _Room
) -> tuple[list[Item], bool]:
    """The items that the actor may see below `seq`, newest first, and whether there are more."""
    return within(_seen_by(actor, timeline.before(rx, row.key, seq)), room.items, room.size)


def _newer(
    rx: Reading, actor: Actor, row: ConversationRow, seq: int, room: _Room
) -> tuple[list[Item], bool]:
    """The first items that the actor may see above `seq`, and whether there are more."""
    return within(_seen_by(actor, timeline.after(rx, row.key, seq)), room.items, room.size)


def _seen_by(actor: Actor, found: Iterator[Stored]) -> Iterator[Stored]:
    if not isinstance(actor, Visitor):
        yield from found
        return
    for item, size in found:
        if (seen := item_for_visitor(item)) is not None:
            yield Stored(seen, size)


def _threads_of(
    rx: Reading, row: ConversationRow, items: Sequence[Item]
) -> list[threads.ThreadRow]:
    return threads.with_ids(rx, row.key, {item.thread for item in items if item.thread})
