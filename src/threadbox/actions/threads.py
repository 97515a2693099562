"""Starting, ending, reopening, renaming and choosing threads: the same for page, operator
and backend, but for what each may (threads.md rule 4)."""

from threadbox.actions import thread_facts
from threadbox.actions.access import Undertaking, undertake
from threadbox.domain import limits, threads
from threadbox.domain.actors import Actor, Author, Visitor
from threadbox.domain.conversations import Thread
from threadbox.domain.facts import (
    Fact,
    ThreadChosen,
    ThreadRenamed,
    ThreadStarted,
)
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.domain.threads import Wish
from threadbox.domain.timeline import Renamed
from threadbox.store import websites
from threadbox.store.threads import ThreadRow, as_thread
from threadbox.store.transaction import Transaction


def start_thread(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    topic: object,
    external_id: object = None,
    data: object = None,
    verified: bool = False,
    client_id: str,
) -> Outcome:
    """Starts a thread, or makes the one that is meant current, or reopens it (rules 5–7).

    `verified`: the external id was signed by the customer's backend. A website may require
    that of what pages start: `forbidden`/`signature_required`.
    """
    wish = threads.wish(topic, external_id, data, verified=verified)
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    _require_active(work)
    _require_signature(work, wish)
    known = _meant_by(work, wish)
    thread = None if known is None else as_thread(known)
    ignored = thread is not None and (
        threads.topic_key(thread.topic) != threads.topic_key(wish.topic)
    )
    row = work.held.row
    match threads.step_to_start(thread, row.current_thread, row.open_threads):
        case "start":
            return _finish_started(work, thread_facts.started(work.held, wish, work.as_page()))
        case "reopen" if thread is not None:
            return _finish_reopened(work, thread, topic_ignored=ignored)
        case step:
            id_ = None if thread is None else thread.id
            chosen = [_chosen(work, id_)] if step == "choose" else []
            return work.finish(*chosen, thread=id_, topic_ignored=ignored)


def end_thread(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    thread: str | None = None,
    external_id: str | None = None,
    topic: str | None = None,
    outcome: object = None,
    client_id: str,
) -> Outcome:
    """Ends the thread named by id, external id or topic; without a name the current one,
    and if there is none, nothing (rule 8). A blank topic is no name and no absence of one.
    Raises `thread_not_found`, `thread_ended`, `thread_topic_empty`."""
    note = threads.outcome(outcome)
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    _require_active(work)
    if thread is None and external_id is None and topic is None:
        meant = work.held.current()
        if meant is None:
            return work.finish()
    else:
        meant = _named(work, thread, external_id, topic)
    running = threads.require_open(_as_thread(meant))
    ended = thread_facts.ended(work.held, running, work.as_page(), note)
    return work.finish(
        ended, seq=ended.mark.seq, fingerprint=ended.mark.fingerprint, thread=ended.thread.id
    )


def reopen_thread(
    tx: Transaction, actor: Actor, conversation: str, *, thread: str, client_id: str
) -> Outcome:
    """Opens an ended thread again; it becomes the current one. What an operator ended by a slip
    goes on as if it had not been ended (rule 16). Raises `thread_open`."""
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    ended = threads.require_ended(_as_thread(work.held.by_id(thread)))
    if work.held.row.open_threads >= limits.OPEN_THREADS:
        raise Refusal("too_many", "threads_too_many_open", limit=limits.OPEN_THREADS)
    last_seq = work.held.row.last_seq
    if threads.is_slip(ended, by=work.author, now=tx.now, last_seq=last_seq):
        return work.finish(thread_facts.undone(work.held, ended, work.author), thread=thread)
    return _finish_reopened(work, ended)


def rename_thread(
    tx: Transaction, actor: Actor, conversation: str, *, thread: str, topic: object, client_id: str
) -> Outcome:
    """Gives a thread, open or ended, another topic. Ids and links stay (rule 1)."""
    wanted = threads.topic(topic)
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    row = work.held.by_id(thread)
    if row is None:
        raise Refusal("not_found", "thread_not_found")
    if row.topic == wanted:
        return work.finish(thread=thread)
    seq, fingerprint = work.held.next_place()
    mark = Renamed(
        seq=seq,
        fingerprint=fingerprint,
        at=tx.now,
        by=work.author,
        thread=thread,
        topic=wanted,
        previous=row.topic,
    )
    renamed = ThreadRenamed(
        conversation=conversation,
        at=tx.now,
        by=work.author,
        thread=thread,
        topic=wanted,
        mark=mark,
    )
    return work.finish(renamed, seq=seq, fingerprint=mark.fingerprint, thread=thread)


def select_thread(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    thread: str | None = None,
    external_id: str | None = None,
    topic: str | None = None,
    main: bool = False,
    client_id: str,
) -> Outcome:
    """Makes an open thread the current one, or with `main` the main line (rule 6)."""
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    chosen = None
    if not main:
        chosen = threads.require_open(_as_thread(_named(work, thread, external_id, topic))).id
    if chosen == work.held.row.current_thread:
        return work.finish(thread=chosen)
    return work.finish(_chosen(work, chosen), thread=chosen)


def _require_active(work: Undertaking) -> None:
    """A page may start and end only once the chatbox has been opened (rule 4)."""
    if isinstance(work.actor, Visitor) and work.held.row.opened_at is None:
        raise Refusal("conflict", "chatbox_not_opened")


def _require_signature(work: Undertaking, wish: Wish) -> None:
    by_page = isinstance(work.actor, Visitor)
    if by_page and not wish.verified and websites.of_turn(work.tx).signed_threads_required:
        raise Refusal("forbidden", "signature_required", field="signature")


def _meant_by(work: Undertaking, wish: Wish) -> ThreadRow | None:
    """The thread a start means: of its external id or, without one, the open one of its topic."""
    if wish.external_id is not None:
        return work.held.by_external_id(wish.external_id)
    known = work.held.by_topic(threads.topic_key(wish.topic))
    return known if known is not None and known.is_open else None


def _named(
    work: Undertaking, thread: str | None, external_id: str | None, topic: str | None
) -> ThreadRow | None:
    """The thread with this id, external id or topic; id goes before external id before topic."""
    if thread is not None:
        return work.held.by_id(thread)
    if external_id is not None:
        return work.held.by_external_id(external_id.strip())
    return None if topic is None else work.held.by_topic(threads.topic_named(topic))


def _as_thread(row: ThreadRow | None) -> Thread | None:
    return None if row is None else as_thread(row)


def _finish_started(work: Undertaking, started: ThreadStarted) -> Outcome:
    return work.finish(
        started,
        seq=started.mark.seq,
        fingerprint=started.mark.fingerprint,
        thread=started.thread.id,
    )


def _finish_reopened(work: Undertaking, ended: Thread, *, topic_ignored: bool = False) -> Outcome:
    fact = thread_facts.reopened(work.held, ended, work.as_page())
    return work.finish(
        fact,
        seq=None if fact.mark is None else fact.mark.seq,
        fingerprint=None if fact.mark is None else fact.mark.fingerprint,
        thread=ended.id,
        topic_ignored=topic_ignored,
    )


def _chosen(work: Undertaking, thread: str | None) -> Fact:
    by: Author = work.as_page()
    return ThreadChosen(conversation=work.held.row.id, at=work.tx.now, by=by, thread=thread)
