"""What follows when a thread starts, ends, is reopened, or an end is taken back: the facts.

Of a thread that is known already a fact tells what changes, its newest episode, and nothing that
grows with what went before. From which page somebody acted stands in the mark alone: a thread with
many episodes would repeat it in every view.
"""

from dataclasses import replace

from threadbox.domain import ids, threads
from threadbox.domain.actors import Author
from threadbox.domain.conversations import Episode, Thread
from threadbox.domain.facts import ThreadEnded, ThreadReopened, ThreadStarted
from threadbox.domain.threads import Wish
from threadbox.domain.timeline import Ended, Reopened, Started, Undone
from threadbox.store import timeline
from threadbox.store.held import Held
from threadbox.store.threads import as_thread


def started(held: Held, wish: Wish, by: Author) -> ThreadStarted:
    """A new thread, behind all others."""
    row, now = held.row, held.tx.now
    seq, fingerprint = held.next_place()
    thread = Thread(
        id=ids.thread_id(held.tx.new_uuid()),
        number=row.threads + 1,
        topic=wish.topic,
        state="open",
        episodes=(Episode(seq=seq, at=now, by=_anywhere(by), number=1),),
        external_id=wish.external_id,
        verified=wish.verified,
        data=wish.data,
        last_seq=seq,
    )
    mark = Started(
        seq=seq,
        fingerprint=fingerprint,
        at=now,
        by=by,
        thread=thread.id,
        topic=wish.topic,
    )
    return ThreadStarted(conversation=row.id, at=now, by=by, thread=thread, mark=mark)


def reopened(held: Held, ended: Thread, by: Author) -> ThreadReopened:
    """An ended thread goes on, with a new episode."""
    row, now = held.row, held.tx.now
    seq, fingerprint = held.next_place()
    episode = Episode(seq=seq, at=now, by=_anywhere(by), number=ended.episode.number + 1)
    thread = replace(ended, state="open", episodes=(episode,), data={})
    mark = Reopened(
        seq=seq,
        fingerprint=fingerprint,
        at=now,
        by=by,
        thread=thread.id,
        topic=thread.topic,
    )
    return ThreadReopened(conversation=row.id, at=now, by=by, thread=thread, mark=mark)


def undone(held: Held, ended: Thread, by: Author) -> ThreadReopened:
    """The thread's end, which is the newest item, is taken back: the episode runs on."""
    row, now = held.row, held.tx.now
    # The place is that of the end, and so is what it is known by.
    end = timeline.at(held.tx, row.key, row.last_seq)
    running = replace(ended.episode, ended_seq=None, ended_at=None, ended_by=None, outcome=None)
    place = Undone(
        seq=row.last_seq,
        fingerprint=held.next_place()[1] if end is None else end.fingerprint,
        at=now,
        by=by,
        thread=ended.id,
    )
    thread = replace(ended, state="open", episodes=(running,), data={})
    return ThreadReopened(
        conversation=row.id, at=now, by=by, thread=thread, mark=None, undone=place
    )


def ended(held: Held, running: Thread, by: Author, outcome: str | None = None) -> ThreadEnded:
    """An open thread ends; who is current then, rule 6 says."""
    row, now = held.row, held.tx.now
    seq, fingerprint = held.next_place()
    episode = replace(
        running.episode, ended_seq=seq, ended_at=now, ended_by=_anywhere(by), outcome=outcome
    )
    mark = Ended(
        seq=seq,
        fingerprint=fingerprint,
        at=now,
        by=by,
        thread=running.id,
        topic=running.topic,
        seconds=max(0, now - episode.at) // 1000,
        messages=episode.messages,
        outcome=outcome,
    )
    current = row.current_thread
    # Of another one that ends nobody has to look at the rest.
    rest = [as_thread(other) for other in held.open_threads()] if running.id == current else ()
    return ThreadEnded(
        conversation=row.id,
        at=now,
        by=by,
        thread=replace(running, state="ended", episodes=(episode,), data={}),
        mark=mark,
        current=threads.current_after_end(running, current, rest),
    )


def _anywhere(by: Author) -> Author:
    return by if by.origin is None else replace(by, origin=None)
