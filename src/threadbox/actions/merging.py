"""Merging an anonymous session into the one that a page's token id leads to.

Somebody wrote before they signed in; once they have, it belongs to them. The history is brought
into the other conversation once and for all; the anonymous one stays as it was, leaves the inbox,
and says where its history went on. Nothing can be written into it any more.
"""

from dataclasses import replace
from itertools import chain

from threadbox.actions.access import begun, obtain
from threadbox.actions.perform import Performed, finish
from threadbox.domain import limits, threads
from threadbox.domain.actors import Visitor, key_of
from threadbox.domain.facts import ConversationMerged, HistoryBrought
from threadbox.domain.outcomes import Decision, Outcome
from threadbox.domain.people import Profile
from threadbox.domain.refusals import Refusal
from threadbox.domain.sessions import is_bound
from threadbox.store import conversations, merging, timeline
from threadbox.store import threads as thread_rows
from threadbox.store.conversations import ConversationRow
from threadbox.store.idempotency import CommandId
from threadbox.store.loading import load
from threadbox.store.record import record
from threadbox.store.thread_pages import as_threads
from threadbox.store.timeline import Stored
from threadbox.store.transaction import Transaction
from threadbox.store.work import Work


def merge(
    tx: Transaction, actor: Visitor, conversation: str, *, source: str, client_id: str
) -> Performed:
    """Brings what the anonymous session `source` holds into `conversation`, if anything.

    Both were proven by whoever calls. Repeating it changes nothing. Raises `forbidden`/
    `session_bound` for a source that is not anonymous, and `conflict`/`session_of_another` for
    one that belongs to somebody else, as far as their e-mail addresses tell.
    """
    if is_bound(source) or source == conversation:
        raise Refusal("forbidden", "session_bound")
    loaded, _ = load(tx, CommandId(source, key_of(actor), client_id))
    if loaded is None or loaded[0].merged_into is not None or not holds_something(loaded[0]):
        return Performed(Outcome(position=tx.website.head), tx.weight)
    left = Work(tx, Visitor(website=actor.website, conversation=source), client_id, *loaded)
    work, earlier = obtain(tx, actor, conversation, client_id)
    if earlier is not None:
        return Performed(earlier, tx.weight)
    if not _is_same_person(left.row.profile, work.row.profile):
        raise Refusal("conflict", "session_of_another")
    _end_surplus(left, work.row.open_threads)
    record(work, *begun(work))
    outcome = finish(work, Decision(facts=(_brought(work, left),)))
    # Whose history it is stands in the other conversation.
    by = replace(left.author, name=None)
    merged = ConversationMerged(**left.stamp(by).fact, into=conversation)
    return Performed(replace(outcome, position=record(left, merged)), tx.weight)


def holds_something(row: ConversationRow) -> bool:
    """Whether there is anything to bring: something said, or something known."""
    told = (row.profile_json, row.data_json, row.segments_json, row.events_json)
    return row.last_seq > 0 or told != ("{}", "{}", "[]", "[]")


def _is_same_person(anonymous: Profile, known: Profile) -> bool:
    """Two addresses are two people. A verified one is somebody's, whose history only goes to
    where the same address is verified too."""
    if anonymous.email is None:
        return True
    is_equal = known.email is not None and known.email.casefold() == anonymous.email.casefold()
    if anonymous.verified:
        return is_equal and known.verified
    return is_equal or known.email is None


def _end_surplus(left: Work, open_there: int) -> None:
    """Ends as many of the source's open threads, the oldest first, as the other conversation has
    no room for."""
    by = replace(left.author, name=None)
    surplus = left.row.open_threads + open_there - limits.OPEN_THREADS
    for thread in left.open_threads()[: max(0, surplus)]:
        rest = left.open_threads() if thread.id == left.row.current_thread else ()
        record(left, *threads.end(left.stamp(by), left.standing, thread, rest).facts)


def _brought(work: Work, left: Work) -> HistoryBrought:
    """The fact, with the conversation as everybody sees it after."""
    tx, target, source = work.tx, work.row, left.row
    plan = merging.plan(tx, target, source)
    newest = chain(
        (
            Stored(merging.shifted(item, plan), size)
            for item, size in timeline.before(tx, source.key, source.last_seq + 1)
        ),
        timeline.before(tx, target.key, target.last_seq + 1),
    )
    items, _ = timeline.within(newest, limits.PAGE_ITEMS, limits.PAGE_BYTES)
    items.reverse()
    after = conversations.as_conversation(
        plan.row,
        position=tx.website.head + 1,
        threads=as_threads(
            [*thread_rows.in_view(tx, target.key), *plan.threads], plan.row.current_thread
        ),
        items=items,
        has_older=bool(items) and items[0].seq > 1,
    )
    return HistoryBrought(**work.stamp(work.author).fact, source=source.id, after=after)
