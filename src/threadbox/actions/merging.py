"""Merging an anonymous session into the one that a page's token id leads to.

Somebody wrote before they signed in; once they have, it belongs to them. The history is brought
into the other conversation once and for all; the anonymous one stays as it was, leaves the inbox,
and says where its history went on. Nothing can be written into it any more.
"""

from threadbox.actions.access import Undertaking, undertake
from threadbox.domain import limits
from threadbox.domain.actors import Visitor, author_of, key_of
from threadbox.domain.facts import ConversationMerged, HistoryBrought
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.domain.sessions import is_bound
from threadbox.store import bringing, conversations, threads, timeline
from threadbox.store.conversations import ConversationRow
from threadbox.store.held import Held
from threadbox.store.meeting import Command, meet
from threadbox.store.record import record
from threadbox.store.threads import as_thread
from threadbox.store.transaction import Transaction


def merge(
    tx: Transaction, actor: Visitor, conversation: str, *, source: str, client_id: str
) -> Outcome:
    """Brings what the anonymous session `source` holds into `conversation`, if anything.

    Both were proven by whoever calls. Repeating it changes nothing. Raises `forbidden`/
    `session_bound` for a source that is not anonymous.
    """
    if is_bound(source) or source == conversation:
        raise Refusal("forbidden", "session_bound")
    left, _ = meet(tx, Command(source, key_of(actor), client_id))
    if left is None or left.row.merged_into is not None or not holds_something(left.row):
        return Outcome(position=tx.turn.head)
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    outcome = work.finish(_brought(work, left))
    by = author_of(Visitor(website=actor.website, conversation=source))
    head = record(
        left, ConversationMerged(conversation=source, at=tx.now, by=by, into=conversation)
    )
    return Outcome(position=head, seq=outcome.seq)


def holds_something(row: ConversationRow) -> bool:
    """Whether there is anything to bring: something said, or something known."""
    told = (row.profile_json, row.data_json, row.segments_json, row.events_json)
    return row.last_seq > 0 or told != ("{}", "{}", "[]", "[]")


def _brought(work: Undertaking, left: Held) -> HistoryBrought:
    """The fact, with the conversation as everybody sees it after."""
    tx, target, source = work.tx, work.held.row, left.row
    brought = bringing.planned(tx, target, source)
    edge = max(0, source.last_seq - limits.PAGE_ITEMS)
    newest = [
        bringing.shifted(item, target, brought.offset)
        for item in bringing.items_after(tx, source, edge)
    ][-limits.PAGE_ITEMS :]
    room = limits.PAGE_ITEMS - len(newest)
    before = timeline.before(tx, target.key, target.last_seq + 1, room) if room else []
    items = (*before, *newest)
    shown = [as_thread(each) for each in threads.in_view(tx, target.key)]
    shown += [as_thread(each) for each in brought.threads]
    after = conversations.as_conversation(
        brought.row,
        position=tx.turn.head + 1,
        threads=shown,
        items=items,
        has_older=bool(items) and items[0].seq > 1,
    )
    return HistoryBrought(
        conversation=target.id, at=tx.now, by=work.author, source=source.id, after=after
    )
