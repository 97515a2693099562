"""THE write: what a fact changes in the tables, and its line in the log, together.

`record` is the only way anything in a conversation changes, so nobody can forget to
announce, announce too early, or lose an announcement. What each fact does to a
conversation is the table in `docs/protocol.md`; `web/client/src/replay.ts` is its twin, and
a law test holds the two together.
"""

from collections.abc import Callable
from typing import Any

from threadbox.domain import ids
from threadbox.domain.actors import Side, side_of
from threadbox.domain.contents import preview_of
from threadbox.domain.conversations import Preview, Thread
from threadbox.domain.facts import (
    ChatOpened,
    ConversationCreated,
    ConversationMerged,
    DataChanged,
    EventPushed,
    Fact,
    HistoryBrought,
    MessagesDelivered,
    MessageSent,
    MessagesRead,
    MessageUpdated,
    ProfileChanged,
    SegmentsChanged,
    StateChanged,
    ThreadChosen,
    ThreadEnded,
    ThreadRenamed,
    ThreadReopened,
    ThreadStarted,
)
from threadbox.domain.limits import EVENTS_KEPT
from threadbox.domain.threads import episodes_after, topic_key
from threadbox.domain.timeline import Item, Message, Note
from threadbox.store import bringing, conversations, log, threads, timeline
from threadbox.store.conversations import ConversationRow
from threadbox.store.encoding import encoded
from threadbox.store.held import Held
from threadbox.store.keys import ConversationKey
from threadbox.store.threads import ThreadRow


def record(held: Held, *facts: Fact) -> int:
    """Applies `facts` in order and appends them to the log; returns the log's head."""
    for fact in facts:
        _WRITES[fact.type](held, fact)
        log.append(held.tx, held.row.key, fact)
    conversations.keep(held.tx, held.row)
    for row in held.with_numbers(held.touched):
        threads.keep(held.tx, row)
    held.touched.clear()
    return held.tx.turn.head


def _conversation_created(held: Held, _fact: ConversationCreated) -> None:
    conversations.create(held.tx, held.row)


def _chat_opened(held: Held, fact: ChatOpened) -> None:
    held.row.opened_at = fact.at


def _message_sent(held: Held, fact: MessageSent) -> None:
    message = fact.message
    thread = None if message.thread is None else held.by_id(message.thread)
    _place(held, message, thread)
    if isinstance(message.content, Note):
        return
    _seen(held, fact)
    held.row.preview_json = encoded(
        Preview(text=preview_of(message.content), by=message.by, at=message.at)
    )
    side = side_of(message.by)
    _count_unread(held, thread, by=side)
    if thread is not None:
        _count_in_thread(thread, message, by=side)
    if side == "operator":
        held.row.replied = True


def _thread_started(held: Held, fact: ThreadStarted) -> None:
    row = _new_thread_row(held.row.key, fact.thread)
    threads.create(held.tx, row)
    held.met(row)
    _place(held, fact.mark, row)
    _seen(held, fact)
    held.row.threads = max(held.row.threads, row.number)
    held.row.open_threads += 1
    held.row.current_thread = row.id


def _thread_reopened(held: Held, fact: ThreadReopened) -> None:
    row = _known(held, fact.thread.id)
    row.is_open = True
    _keep_episode(row, fact.thread)
    if fact.mark is not None:
        _place(held, fact.mark, row)
        _seen(held, fact)
    if fact.undone is not None:
        timeline.replace(held.tx, held.row.key, fact.undone)
        held.touched.add(row.number)
    held.row.open_threads += 1
    held.row.current_thread = row.id
    if held.row.ended_thread == row.id:
        held.row.ended_thread = held.row.ended_at = None


def _thread_ended(held: Held, fact: ThreadEnded) -> None:
    row = _known(held, fact.thread.id)
    row.is_open = False
    _keep_episode(row, fact.thread)
    _place(held, fact.mark, row)
    _seen(held, fact)
    held.row.open_threads -= 1
    held.row.current_thread = fact.current
    held.row.ended_thread = row.id
    held.row.ended_at = fact.at


def _thread_renamed(held: Held, fact: ThreadRenamed) -> None:
    row = _known(held, fact.thread)
    row.topic = fact.topic
    row.topic_key = topic_key(fact.topic)
    if fact.mark is not None:
        _place(held, fact.mark, row)


def _thread_chosen(held: Held, fact: ThreadChosen) -> None:
    held.row.current_thread = fact.thread


def _messages_read(held: Held, fact: MessagesRead) -> None:
    row = held.row
    setattr(row, f"read_{fact.side}", fact.seq)
    setattr(row, f"unread_{fact.side}", fact.unread)
    _deliver(row, fact.side, fact.seq)
    for line in fact.lines:
        if line.thread is None:
            setattr(row, f"main_read_{fact.side}", line.read)
            setattr(row, f"main_unread_{fact.side}", line.unread)
        else:
            thread = _known(held, line.thread)
            setattr(thread, f"read_{fact.side}", line.read)
            setattr(thread, f"unread_{fact.side}", line.unread)
            held.touched.add(thread.number)


def _messages_delivered(held: Held, fact: MessagesDelivered) -> None:
    _deliver(held.row, fact.side, fact.seq)


def _message_updated(held: Held, fact: MessageUpdated) -> None:
    timeline.replace(held.tx, held.row.key, fact.message)


def _state_changed(held: Held, fact: StateChanged) -> None:
    held.row.state = fact.state


def _profile_changed(held: Held, fact: ProfileChanged) -> None:
    held.row.profile_json = encoded(fact.profile)


def _data_changed(held: Held, fact: DataChanged) -> None:
    held.row.data_json = encoded(fact.data)


def _segments_changed(held: Held, fact: SegmentsChanged) -> None:
    held.row.segments_json = encoded(fact.segments)


def _event_pushed(held: Held, fact: EventPushed) -> None:
    held.row.events_json = encoded((*held.row.events, fact.event)[-EVENTS_KEPT:])


def _conversation_merged(held: Held, fact: ConversationMerged) -> None:
    held.row.merged_into = fact.into
    held.row.listed = False


def _history_brought(held: Held, fact: HistoryBrought) -> None:
    source = conversations.find(held.tx, held.tx.turn.key, fact.source)
    if source is None:
        raise LookupError(f"a fact speaks of {fact.source}, which does not exist")
    bringing.bring(held, source, bringing.planned(held.tx, held.row, source))


# A fact without a row here cannot be recorded; a test demands one for each.
_WRITES: dict[str, Callable[[Held, Any], None]] = {
    "conversation_created": _conversation_created,
    "chat_opened": _chat_opened,
    "message_sent": _message_sent,
    "thread_started": _thread_started,
    "thread_reopened": _thread_reopened,
    "thread_ended": _thread_ended,
    "thread_renamed": _thread_renamed,
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


def _place(held: Held, item: Item, thread: ThreadRow | None) -> None:
    """Puts an item at the end of the timeline."""
    timeline.append(held.tx, held.row.key, item, None if thread is None else thread.number)
    held.row.last_seq = item.seq
    held.row.last_fingerprint = ids.counted_fingerprint(
        held.row.last_fingerprint, item.fingerprint, held.tx.now
    )
    if thread is not None:
        held.touched.add(thread.number)


def _deliver(row: ConversationRow, side: Side, seq: int) -> None:
    """Nothing that has reached a screen is taken back from it."""
    setattr(row, f"delivered_{side}", max(row.delivered_mark(side), seq))


def _seen(held: Held, fact: Fact) -> None:
    """Something both sides see happened: the conversation moves up, and into the inbox."""
    held.row.active_at = fact.at
    held.row.listed = True


def _count_unread(held: Held, thread: ThreadRow | None, *, by: Side) -> None:
    other = "visitor" if by == "operator" else "operator"
    names = [(held.row, f"unread_{other}")]
    line: tuple[Any, str] = (
        (held.row, f"main_unread_{other}") if thread is None else (thread, f"unread_{other}")
    )
    for row, name in (*names, line):
        setattr(row, name, getattr(row, name) + 1)


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


def _known(held: Held, id: str) -> ThreadRow:  # noqa: A002
    row = held.by_id(id)
    if row is None:
        raise LookupError(f"a fact speaks of {id}, which conversation {held.row.id} does not have")
    return row
