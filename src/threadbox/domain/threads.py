"""What starting, ending, reopening, renaming and choosing a thread decide: the facts that follow.

Pure: given where the conversation stands, the thread that is meant and a wish, each function
returns a `Decision` or raises `Refusal`. Rules are cited from `docs/threads.md`.

Of a thread that is known already a fact tells what changes, its newest episode, and nothing that
grows with what went before. From which page somebody acted stands in the mark alone: a thread with
many episodes would repeat it in every view.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from threadbox.domain import limits
from threadbox.domain.actors import Author
from threadbox.domain.conversations import Episode, Thread
from threadbox.domain.facts import (
    ThreadAssigned,
    ThreadChosen,
    ThreadEnded,
    ThreadRenamed,
    ThreadReopened,
    ThreadStarted,
)
from threadbox.domain.outcomes import Decision
from threadbox.domain.refusals import Refusal
from threadbox.domain.stamps import Stamp
from threadbox.domain.timeline import Ended, Item, Renamed, Reopened, Started, Undone
from threadbox.domain.topics import Wish, topic_key

# Within this time an operator's reopening takes an end back as if it had not been (rule 16).
SLIP_MILLISECONDS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a conversation stands, as far as threads go. `current`: the id of the current thread,
    None on the main line; `threads`: how many there are, `open_threads`: how many are open."""

    current: str | None
    threads: int
    open_threads: int


def start(
    stamp: Stamp, standing: Standing, known: Thread | None, wish: Wish, new_id: str
) -> Decision:
    """A thread is started, or the one that is meant made current or reopened (rules 5–7).

    `known` is the thread of the wish's external id or, without one, the open thread of its topic.
    Raises `too_many`/`threads_too_many_open` when a new one would be one too many.
    """
    if known is None:
        _require_room(standing)
        return _started(stamp, standing, wish, new_id)
    is_ignored = topic_key(known.topic) != topic_key(wish.topic)
    if known.is_open:
        return replace(select(stamp, standing, known), topic_ignored=is_ignored)
    _require_room(standing)
    return replace(_reopened(stamp, known), topic_ignored=is_ignored)


def end(
    stamp: Stamp,
    standing: Standing,
    thread: Thread | None,
    open_threads: Iterable[Thread],
    outcome: str | None = None,
) -> Decision:
    """An open thread ends; who is current then, rule 6 says. `open_threads`: all of them, when it
    is the current one that ends. Raises `thread_not_found`, `thread_ended`."""
    running = require_open(thread)
    by = _anywhere(stamp.by)
    episode = replace(
        running.episode, ended_seq=stamp.seq, ended_at=stamp.at, ended_by=by, outcome=outcome
    )
    mark = Ended(
        **stamp.item,
        thread=running.id,
        topic=running.topic,
        seconds=max(0, stamp.at - episode.at) // 1000,
        messages=episode.messages,
        outcome=outcome,
    )
    ended = ThreadEnded(
        **stamp.fact,
        thread=replace(running, state="ended", episodes=(episode,), data={}),
        mark=mark,
        current=_current_after(running, standing.current, open_threads),
    )
    return Decision(facts=(ended,), item=mark, thread=running.id)


def reopen(
    stamp: Stamp, standing: Standing, thread: Thread | None, newest: Item | None
) -> Decision:
    """An ended thread goes on; what an operator ended by a slip, as if it had not been ended
    (rule 16). `newest`: the newest item of the timeline. Raises `thread_not_found`, `thread_open`,
    `threads_too_many_open`."""
    ended = _require_ended(thread)
    _require_room(standing)
    if newest is not None and _is_slip(stamp, ended, newest):
        return _undone(stamp, ended, newest)
    return _reopened(stamp, ended)


def rename(stamp: Stamp, thread: Thread | None, topic: str) -> Decision:
    """A thread, open or ended, has another topic. Ids and links stay (rule 1).

    Raises `thread_not_found`."""
    known = _require(thread)
    if known.topic == topic:
        return Decision(thread=known.id)
    mark = Renamed(**stamp.item, thread=known.id, topic=topic, previous=known.topic)
    renamed = ThreadRenamed(**stamp.fact, thread=known.id, topic=topic, mark=mark)
    return Decision(facts=(renamed,), item=mark, thread=known.id)


def assign(stamp: Stamp, thread: Thread | None, owner: str | None) -> Decision:
    """An operator, or nobody, answers for a thread, open or ended. Raises `thread_not_found`."""
    known = _require(thread)
    if known.owner == owner:
        return Decision(thread=known.id)
    return Decision(
        facts=(ThreadAssigned(**stamp.fact, thread=known.id, owner=owner),), thread=known.id
    )


def select(stamp: Stamp, standing: Standing, thread: Thread | None) -> Decision:
    """An open thread becomes the current one; None: the main line (rule 6)."""
    id_ = None if thread is None else require_open(thread).id
    if id_ == standing.current:
        return Decision(thread=id_)
    return Decision(facts=(ThreadChosen(**stamp.fact, thread=id_),), thread=id_)


def require_open(thread: Thread | None) -> Thread:
    """The thread, if it is there and open. Reasons: `thread_not_found`, `thread_ended`."""
    known = _require(thread)
    if not known.is_open:
        raise Refusal("conflict", "thread_ended", thread=known.id)
    return known


def episodes_after(known: Sequence[Episode], told: Sequence[Episode]) -> tuple[Episode, ...]:
    """The episodes known, with those a fact tells in their place or behind them.

    Of more than `limits.EPISODES_KEPT` the first and the newest stay.
    """
    kept = (*(each for each in known if each.seq < told[0].seq), *told)
    newest = limits.EPISODES_KEPT - 1
    return kept if len(kept) <= limits.EPISODES_KEPT else (kept[0], *kept[-newest:])


def _started(stamp: Stamp, standing: Standing, wish: Wish, new_id: str) -> Decision:
    thread = Thread(
        id=new_id,
        number=standing.threads + 1,
        topic=wish.topic,
        state="open",
        episodes=(Episode(seq=stamp.seq, at=stamp.at, by=_anywhere(stamp.by), number=1),),
        external_id=wish.external_id,
        verified=wish.verified,
        data=wish.data,
        last_seq=stamp.seq,
    )
    mark = Started(**stamp.item, thread=new_id, topic=wish.topic)
    started = ThreadStarted(**stamp.fact, thread=thread, mark=mark)
    return Decision(facts=(started,), item=mark, thread=new_id)


def _reopened(stamp: Stamp, ended: Thread) -> Decision:
    """With a new episode."""
    number = ended.episode.number + 1
    episode = Episode(seq=stamp.seq, at=stamp.at, by=_anywhere(stamp.by), number=number)
    thread = replace(ended, state="open", episodes=(episode,), data={})
    mark = Reopened(**stamp.item, thread=ended.id, topic=ended.topic)
    reopened = ThreadReopened(**stamp.fact, thread=thread, mark=mark)
    return Decision(facts=(reopened,), item=mark, thread=ended.id)


def _undone(stamp: Stamp, ended: Thread, newest: Item) -> Decision:
    """The end, which is the newest item, is taken back: the episode runs on."""
    running = replace(ended.episode, ended_seq=None, ended_at=None, ended_by=None, outcome=None)
    at_its_place = replace(stamp, seq=newest.seq, fingerprint=newest.fingerprint)
    place = Undone(**at_its_place.item, thread=ended.id)
    thread = replace(ended, state="open", episodes=(running,), data={})
    reopened = ThreadReopened(**stamp.fact, thread=thread, mark=None, undone=place)
    return Decision(facts=(reopened,), thread=ended.id)


def _is_slip(stamp: Stamp, ended: Thread, newest: Item) -> bool:
    """Whether the same operator or backend ended it a moment ago, with nothing in between."""
    episode = ended.episode
    return (
        stamp.by.kind in ("operator", "backend")
        and episode.ended_by is not None
        and (episode.ended_by.kind, episode.ended_by.id) == (stamp.by.kind, stamp.by.id)
        and episode.ended_seq == newest.seq
        and episode.ended_at is not None
        and stamp.at - episode.ended_at <= SLIP_MILLISECONDS
    )


def _current_after(
    ended: Thread, current: str | None, open_threads: Iterable[Thread]
) -> str | None:
    """Who is current once `ended` has ended (rule 6).

    Ending another thread than the current one changes nothing. Otherwise: of the threads
    still open, the one started (or reopened) last before the ended one; else the main line.
    """
    if ended.id != current:
        return current
    earlier = [
        thread
        for thread in open_threads
        if thread.id != ended.id and thread.episode.seq < ended.episode.seq
    ]
    return max(earlier, key=lambda thread: thread.episode.seq).id if earlier else None


def _require(thread: Thread | None) -> Thread:
    if thread is None:
        raise Refusal("not_found", "thread_not_found")
    return thread


def _require_ended(thread: Thread | None) -> Thread:
    known = _require(thread)
    if known.is_open:
        raise Refusal("conflict", "thread_open", thread=known.id)
    return known


def _require_room(standing: Standing) -> None:
    if standing.open_threads >= limits.OPEN_THREADS:
        raise Refusal("too_many", "threads_too_many_open", limit=limits.OPEN_THREADS)


def _anywhere(by: Author) -> Author:
    """Who it was, without from which page."""
    return by if by.origin is None else replace(by, origin=None)
