"""Threads as far as a page has room for them: at length, in brief, or not at all."""

from collections.abc import Sequence
from dataclasses import replace

from threadbox.domain import limits
from threadbox.domain.conversations import Thread
from threadbox.store.json_codec import bytes_in, encoded
from threadbox.store.threads import ThreadRow, as_thread

# Ids, names of fields and counters of a thread on the wire.
_FIELDS_BYTES = 300


def briefly(thread: Thread) -> Thread:
    """The thread without what may be long."""
    first, *others = thread.episodes
    episodes = (first, *others[-1:])
    if not thread.data and len(episodes) == len(thread.episodes):
        return thread
    return replace(thread, episodes=episodes, data={}, brief=True)


def as_threads(rows: Sequence[ThreadRow], current: str | None) -> list[Thread]:
    """Rows as a full view shows them, by number: the current one comes first when room for length,
    `limits.THREADS_BYTES`, is given out, then the other open ones, then the newest. Of those it
    does not reach, open ones are brief as far as `limits.BRIEF_THREADS_BYTES` go; the others are
    left out."""
    shown: list[Thread] = []
    room, brief_room = limits.THREADS_BYTES, limits.BRIEF_THREADS_BYTES
    order = sorted(rows, key=lambda row: (row.id == current, row.is_open, row.number), reverse=True)
    for row in order:
        if (size := size_of(row)) <= room:
            room -= size
            shown.append(as_thread(row))
            continue
        room = 0
        if row.is_open:
            thread = briefly(as_thread(row))
            brief_room -= bytes_of(thread)
            if brief_room >= 0:
                shown.append(thread)
    return sorted(shown, key=lambda thread: thread.number)


def bytes_of(thread: Thread) -> int:
    """How many bytes the thread takes on the wire. Encodes it, so it is for brief ones."""
    return bytes_in(encoded(thread))


def size_of(row: ThreadRow) -> int:
    """About how many bytes the thread takes on the wire."""
    texts = (row.topic, row.external_id or "", row.data_json, row.episodes_json)
    return _FIELDS_BYTES + sum(map(bytes_in, texts))
