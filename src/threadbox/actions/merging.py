"""Merging an anonymous session into the one that a page's token id leads to.

Somebody wrote before they signed in; once they have, it belongs to them. The history is brought
into the other conversation once and for all; the anonymous one stays as it was, leaves the inbox,
and says where its history went on. Nothing can be written into it any more.
"""

from itertools import chain

from threadbox.actions import thread_facts
from threadbox.actions.access import Undertaking, undertake
from threadbox.domain import limits
from threadbox.domain.actors import Author, Visitor, author_of, key_of
from threadbox.domain.facts import ConversationMerged, HistoryBrought
from threadbox.domain.outcomes import Outcome
from threadbox.domain.people import Profile
from threadbox.domain.refusals import Refusal
from threadbox.domain.sessions import is_bound
from threadbox.store import bringing, conversations, threads, timeline
from threadbox.store.conversations import ConversationRow
from threadbox.store.held import Held
from threadbox.store.meeting import Command, meet
from threadbox.store.record import record
from threadbox.store.threads import as_thread, as_threads
from threadbox.store.timeline import Stored
from threadbox.store.transaction import Transaction


def merge(
    tx: Transaction, actor: Visitor, conversation: str, *, source: str, client_id: str
) -> Outcome:
    """Brings what the anonymous session `source` holds into `conversation`, if anything.

    Both were proven by whoever calls. Repeating it changes nothing. Raises `forbidden`/
    `session_bound` for a source that is not anonymous, and `conflict`/`session_of_another` for
    one that belongs to somebody else, as far as their e-mail addresses tell.
    """
    if is_bound(source) or source == conversation:
        raise Refusal("forbidden", "session_bound")
    left, _ = meet(tx, Command(source, key_of(actor), client_id))
    if left is None or left.row.merged_into is not None or not holds_something(left.row):
        return Outcome(position=tx.turn.head)
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    if not _is_same_person(left.row.profile, work.held.row.profile):
        raise Refusal("conflict", "session_of_another")
    by = author_of(Visitor(website=actor.website, conversation=source))
    _end_surplus(left, by, work.held.row.open_threads)
    outcome = work.finish(_brought(work, left))
    head = record(
        left, ConversationMerged(conversation=source, at=tx.now, by=by, into=conversation)
    )
    return Outcome(position=head, seq=outcome.seq)


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


def _end_surplus(left: Held, by: Author, open_there: int) -> None:
    """Ends as many of the source's open threads, the oldest first, as the other conversation has
    no room for."""
    surplus = left.row.open_threads + open_there - limits.OPEN_THREADS
    for thread in left.open_threads()[: max(0, surplus)]:
        record(left, thread_facts.ended(left, as_thread(thread), by))


def _brought(work: Undertaking, left: Held) -> HistoryBrought:
    """The fact, with the conversation as everybody sees it after."""
    tx, target, source = work.tx, work.held.row, left.row
    brought = bringing.planned(tx, target, source)
    newest = chain(
        (
            Stored(bringing.shifted(item, brought), size)
            for item, size in timeline.before(tx, source.key, source.last_seq + 1)
        ),
        timeline.before(tx, target.key, target.last_seq + 1),
    )
    items, _ = timeline.within(newest, limits.PAGE_ITEMS, limits.PAGE_BYTES)
    items.reverse()
    after = conversations.as_conversation(
        brought.row,
        position=tx.turn.head + 1,
        threads=as_threads(
            [*threads.in_view(tx, target.key), *brought.threads], brought.row.current_thread
        ),
        items=items,
        has_older=bool(items) and items[0].seq > 1,
    )
    return HistoryBrought(
        conversation=target.id, at=tx.now, by=work.author, source=source.id, after=after
    )
