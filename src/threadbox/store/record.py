"""THE write: what a fact changes in the tables, and its line in the log, together.

`record` is the only way anything in a conversation changes, so nobody can forget to
announce, announce too early, or lose an announcement. What each fact does to a
conversation is the table in `docs/protocol.md`; `web/client/src/connection/replay.ts` is its
twin, and a law test holds the two together.
"""

from collections.abc import Callable
from typing import Any

from threadbox.domain import ids
from threadbox.domain.actors import Side, other_side, side_of
from threadbox.domain.contents import preview_of
from threadbox.domain.conversations import Preview, Thread
from threadbox.domain.facts import (
    ChatOpened,
    ConversationCreated,
    ConversationFact,
    ConversationMerged,
    DataChanged,
    EventPushed,
    HistoryBrought,
    MessagesDelivered,
    MessageSent,
    MessagesRead,
    MessageUpdated,
    ProfileChanged,
    SegmentsChanged,
    StateChanged,
    ThreadAssigned,
    ThreadChosen,
    ThreadEnded,
    ThreadRenamed,
    ThreadReopened,
    ThreadStarted,
)
from threadbox.domain.limits import EVENTS_KEPT
from threadbox.domain.threads import episodes_after
from threadbox.domain.timeline import Item, Message, Note
from threadbox.domain.topics import topic_key
from threadbox.store import conversations, log, merging, threads, timeline
from threadbox.store.json_codec import encoded
from threadbox.store.keys import ConversationKey
from threadbox.store.threads import ThreadRow
from threadbox.store.work import Work


def record(work: Work, *facts: ConversationFact) -> int:
    """Applies `facts` in order and appends them to the log; returns the log's head."""
    for fact in facts:
        _WRITES[fact.type](work, fact)
        log.append(work.tx, fact, work.row)
    conversations.keep(work.tx, work.row)
    for row in work.with_numbers(work.touched):
        threads.keep(work.tx, row)
    work.touched.clear()
    return work.tx.website.head


def _conversation_created(work: Work, _fact: ConversationCreated) -> None:
    conversations.create(work.tx, work.row)


def _chat_opened(work: Work, fact: ChatOpened) -> None:
    work.row.opened_at = fact.at


def _message_sent(work: Work, fact: MessageSent) -> None:
    message = fact.message
    thread = None if message.thread is None else work.by_id(message.thread)
    _place(work, message, thread)
    if isinstance(message.content, Note):
        return
    _seen(work, fact)
    work.row.preview_json = encoded(
        Preview(text=preview_of(message.content), by=message.by, at=message.at)
    )
    side = side_of(message.by)
    _count_unread(work, thread, by=side)
    if thread is not None:
        _count_in_thread(thread, message, by=side)
    if side == "operator":
        work.row.replied = True


def _thread_started(work: Work, fact: ThreadStarted) -> None:
    row = _new_thread_row(work.row.key, fact.thread)
    threads.create(work.tx, row)
    work.adopt(row)
    _place(work, fact.mark, row)
    _seen(work, fact)
    work.row.threads = max(work.row.threads, row.number)
    work.row.open_threads += 1
    work.row.current_thread = row.id


def _thread_reopened(work: Work, fact: ThreadReopened) -> None:
    row = _known(work, fact.thread.id)
    row.is_open = True
    _keep_episode(row, fact.thread)
    if fact.mark is not None:
        _place(work, fact.mark, row)
        _seen(work, fact)
    if fact.undone is not None:
        timeline.replace(work.tx, work.row.key, fact.undone)
        work.touched.add(row.number)
    work.row.open_threads += 1
    work.row.current_thread = row.id
    if work.row.ended_thread == row.id:
        work.row.ended_thread = work.row.ended_at = None


def _thread_ended(work: Work, fact: ThreadEnded) -> None:
    row = _known(work, fact.thread.id)
    row.is_open = False
    _keep_episode(row, fact.thread)
    _place(work, fact.mark, row)
    _seen(work, fact)
    work.row.open_threads -= 1
    work.row.current_thread = fact.current
    work.row.ended_thread = row.id
    work.row.ended_at = fact.at


def _thread_renamed(work: Work, fact: ThreadRenamed) -> None:
    row = _known(work, fact.thread)
    row.topic = fact.topic
    row.topic_key = topic_key(fact.topic)
    if fact.mark is not None:
        _place(work, fact.mark, row)


def _thread_assigned(work: Work, fact: ThreadAssigned) -> None:
    row = _known(work, fact.thread)
    row.owner = fact.owner
    work.touched.add(row.number)


def _thread_chosen(work: Work, fact: ThreadChosen) -> None:
    work.row.current_thread = fact.thread


def _messages_read(work: Work, fact: MessagesRead) -> None:
    marks = work.row.side(fact.side)
    marks.read = fact.seq
    marks.unread = fact.unread
    marks.deliver(fact.seq)
    for line in fact.lines:
        if line.thread is None:
            marks.main_read, marks.main_unread = line.read, line.unread
        else:
            thread = _known(work, line.thread)
            own = thread.side(fact.side)
            own.read, own.unread = line.read, line.unread
            work.touched.add(thread.number)


def _messages_delivered(work: Work, fact: MessagesDelivered) -> None:
    work.row.side(fact.side).deliver(fact.seq)


def _message_updated(work: Work, fact: MessageUpdated) -> None:
    timeline.replace(work.tx, work.row.key, fact.message)


def _state_changed(work: Work, fact: StateChanged) -> None:
    work.row.state = fact.state


def _profile_changed(work: Work, fact: ProfileChanged) -> None:
    work.row.profile_json = encoded(fact.profile)


def _data_changed(work: Work, fact: DataChanged) -> None:
    work.row.data_json = encoded(fact.data)


def _segments_changed(work: Work, fact: SegmentsChanged) -> None:
    work.row.segments_json = encoded(fact.segments)


def _event_pushed(work: Work, fact: EventPushed) -> None:
    work.row.events_json = encoded((*work.row.events, fact.event)[-EVENTS_KEPT:])


def _conversation_merged(work: Work, fact: ConversationMerged) -> None:
    work.row.merged_into = fact.into
    work.row.listed = False


def _history_brought(work: Work, fact: HistoryBrought) -> None:
    source = conversations.find(work.tx, work.tx.website.key, fact.source)
    if source is None:
        raise LookupError(f"a fact speaks of {fact.source}, which does not exist")
    merging.apply(work, source, merging.plan(work.tx, work.row, source))


# A fact without a row here cannot be recorded; a test demands one for each.
_WRITES: dict[str, Callable[[Work, Any], None]] = {
    "conversation_created": _conversation_created,
    "chat_opened": _chat_opened,
    "message_sent": _message_sent,
    "thread_started": _thread_started,
    "thread_reopened": _thread_reopened,
    "thread_ended": _thread_ended,
    "thread_renamed": _thread_renamed,
    "thread_assigned": _thread_assigned,
    "thread_chosen": _thread_chosen,
    "messages_read": _messages_read,
    "messages_delivered": _messages_delivered,
    "message_updated": _message_updated,
    "state_changed": _state_changed,
    "profile_changed": _profile_changed,
    "data_changed": _data_changed,
    "segments_changed": _segments_changed,
    "event_pushed": _event_pushed,
    "conversation_merged": _conversation_merged,
    "history_brought": _history_brought,
}


def _place(work: Work, item: Item, thread: ThreadRow | None) -> None:
    """Puts an item at the end of the timeline."""
    timeline.append(work.tx, work.row.key, item, None if thread is None else thread.number)
    work.row.last_seq = item.seq
    work.row.last_fingerprint = ids.counted_fingerprint(
        work.row.last_fingerprint, item.fingerprint, work.tx.now
    )
    if thread is not None:
        work.touched.add(thread.number)


def _seen(work: Work, fact: ConversationFact) -> None:
    """Something both sides see happened: the conversation moves up, and into the inbox."""
    work.row.active_at = fact.at
    work.row.listed = True


def _count_unread(work: Work, thread: ThreadRow | None, *, by: Side) -> None:
    other = other_side(by)
    marks = work.row.side(other)
    marks.unread += 1
    if thread is None:
        marks.main_unread += 1
    else:
        thread.side(other).unread += 1


def _count_in_thread(thread: ThreadRow, message: Message, *, by: Side) -> None:
    thread.messages += 1
    thread.episode_messages += 1
    thread.last_seq = message.seq
    if by == "operator":
        thread.last_reply_at = message.at
        if thread.first_reply_at is None:
            thread.first_reply_at = message.at


def _keep_episode(row: ThreadRow, told: Thread) -> None:
    threads.set_episodes(row, episodes_after(threads.episodes_of(row), told.episodes))


def _new_thread_row(key: ConversationKey, thread: Thread) -> ThreadRow:
    row = ThreadRow(
        website=key.website,
        conversation=key.conversation,
        number=thread.number,
        id=thread.id,
        topic=thread.topic,
        topic_key=topic_key(thread.topic),
        external_id=thread.external_id,
        is_open=thread.is_open,
        verified=thread.verified,
        data_json=encoded(thread.data),
        episodes_json="[]",
        opened_seq=0,
        last_seq=thread.last_seq,
    )
    threads.set_episodes(row, thread.episodes)
    return row


def _known(work: Work, id: str) -> ThreadRow:  # noqa: A002
    row = work.by_id(id)
    if row is None:
        raise LookupError(f"a fact speaks of {id}, which conversation {work.row.id} does not have")
    return row
