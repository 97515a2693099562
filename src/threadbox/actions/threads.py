"""Starting, ending, reopening, renaming and choosing threads: the same for page, operator
and backend, but for what each may (threads.md rule 4). What follows is decided in
`domain/threads.py`."""

from threadbox.domain import ids, threads, topics
from threadbox.domain.actors import Visitor
from threadbox.domain.commands import (
    AssignThread,
    EndThread,
    RenameThread,
    ReopenThread,
    SelectThread,
    StartThread,
)
from threadbox.domain.conversations import Thread
from threadbox.domain.outcomes import Decision
from threadbox.domain.refusals import Refusal
from threadbox.domain.topics import Wish
from threadbox.store import operators, timeline, websites
from threadbox.store.threads import ThreadRow, as_thread
from threadbox.store.work import Work


def start_thread(work: Work, command: StartThread) -> Decision:
    """Raises `invalid` with `thread_…`, `conflict`/`chatbox_not_opened`, `too_many`/
    `threads_too_many_open`, and `forbidden`/`signature_required` where the website demands that
    the external ids of what pages start are signed."""
    wish = topics.wish(command.topic, command.external_id, command.data, verified=command.verified)
    _require_active(work)
    _require_signature(work, wish)
    known = _as_thread(_meant_by(work, wish))
    new_id = ids.thread_id(work.tx.new_uuid())
    return threads.start(work.stamp(work.page), work.standing, known, wish, new_id)


def end_thread(work: Work, command: EndThread) -> Decision:
    """A blank topic is no name and no absence of one. Raises `thread_not_found`, `thread_ended`,
    `thread_topic_empty`, `conflict`/`chatbox_not_opened`."""
    outcome = topics.outcome(command.outcome)
    _require_active(work)
    if command.thread is None and command.external_id is None and command.topic is None:
        meant = work.current()
        if meant is None:
            return Decision()
    else:
        meant = _named(work, command)
    running = threads.require_open(_as_thread(meant))
    # Of another one that ends nobody has to look at the rest.
    rest = work.open_threads() if running.id == work.row.current_thread else ()
    return threads.end(work.stamp(work.page), work.standing, running, rest, outcome)


def reopen_thread(work: Work, command: ReopenThread) -> Decision:
    """What an operator ended by a slip goes on as if it had not been ended (rule 16).

    Raises `thread_not_found`, `thread_open`, `too_many`/`threads_too_many_open`."""
    row, thread = work.row, _as_thread(work.by_id(command.thread))
    is_newest = thread is not None and thread.episode.ended_seq == row.last_seq
    newest = timeline.at(work.tx, row.key, row.last_seq) if is_newest else None
    return threads.reopen(work.stamp(work.page), work.standing, thread, newest)


def rename_thread(work: Work, command: RenameThread) -> Decision:
    """Raises `thread_not_found`, and `invalid` with `thread_topic_…`."""
    topic = topics.topic(command.topic)
    return threads.rename(work.stamp(work.page), _as_thread(work.by_id(command.thread)), topic)


def assign_thread(work: Work, command: AssignThread) -> Decision:
    """Raises `thread_not_found`, and `not_found`/`operator_elsewhere` for somebody who does not
    answer for this website."""
    if command.operator is not None:
        team = operators.of_website(work.tx, work.tx.website.id)
        if all(record.id != command.operator for record in team):
            raise Refusal("not_found", "operator_elsewhere", field="operator")
    thread = _as_thread(work.by_id(command.thread))
    return threads.assign(work.stamp(work.author), thread, command.operator)


def select_thread(work: Work, command: SelectThread) -> Decision:
    """Raises `thread_not_found`, `thread_ended`."""
    thread = None if command.main else threads.require_open(_as_thread(_named(work, command)))
    return threads.select(work.stamp(work.page), work.standing, thread)


def _require_active(work: Work) -> None:
    """A page may start and end only once the chatbox has been opened (rule 4)."""
    if isinstance(work.actor, Visitor) and work.row.opened_at is None:
        raise Refusal("conflict", "chatbox_not_opened")


def _require_signature(work: Work, wish: Wish) -> None:
    by_page = isinstance(work.actor, Visitor)
    if by_page and not wish.verified and websites.locked_website(work.tx).signed_threads_required:
        raise Refusal("forbidden", "signature_required", field="signature")


def _meant_by(work: Work, wish: Wish) -> ThreadRow | None:
    """The thread a start means: of its external id or, without one, the open one of its topic."""
    if wish.external_id is not None:
        return work.by_external_id(wish.external_id)
    known = work.by_topic(topics.topic_key(wish.topic))
    return known if known is not None and known.is_open else None


def _named(work: Work, command: EndThread | SelectThread) -> ThreadRow | None:
    """The thread with this id, external id or topic; id goes before external id before topic."""
    if command.thread is not None:
        return work.by_id(command.thread)
    if command.external_id is not None:
        return work.by_external_id(command.external_id.strip())
    return None if command.topic is None else work.by_topic(topics.topic_named(command.topic))


def _as_thread(row: ThreadRow | None) -> Thread | None:
    return None if row is None else as_thread(row)
