"""Sending and reading messages."""

from collections.abc import Sequence
from dataclasses import replace

from threadbox.actions.access import Undertaking, undertake
from threadbox.actions.files import with_its_file
from threadbox.domain import ids, limits
from threadbox.domain.actors import Actor, Side, Visitor, side_of
from threadbox.domain.contents import answered, content_from
from threadbox.domain.conversations import State
from threadbox.domain.facts import (
    Fact,
    LineUnread,
    MessagesDelivered,
    MessageSent,
    MessagesRead,
    MessageUpdated,
    StateChanged,
)
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import message_text
from threadbox.domain.timeline import Content, Message, Note, Text
from threadbox.store import timeline
from threadbox.store.record import record
from threadbox.store.threads import ThreadRow
from threadbox.store.transaction import Transaction


def send(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    text: str | None = None,
    content: object = None,
    thread: str = "current",
    note: bool = False,
    client_id: str,
) -> Outcome:
    """Stores a message, or an operators' note, in a thread or on the main line.

    It holds `text`, or `content` (`domain/contents.py`); a note holds text. `thread`: "current",
    "main", or a thread's id. A message for a thread that has ended goes to the main line and is
    marked as following it (threads.md rule 11).
    Raises `invalid` (`message_empty`, `message_too_long`, `content_…`), `not_found`/
    `thread_not_found` and `file_not_found`.
    """
    if note and isinstance(actor, Visitor):
        raise Refusal("forbidden", "note_by_visitor")
    if content is None:
        checked = message_text(text, field="message", most=limits.MESSAGE_CHARACTERS)
        given: Content = Note(text=checked) if note else Text(text=checked)
    else:
        given = _other_content(actor, content, has_text=text is not None or note)
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    if content is not None:
        given = with_its_file(work, given)
    message = _message(work, given, thread)
    sent = MessageSent(conversation=conversation, at=tx.now, by=work.author, message=message)
    return work.finish(
        sent,
        *_state_after(work, message),
        seq=message.seq,
        fingerprint=message.fingerprint,
        thread=message.thread,
    )


def read(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    seq: int,
    thread: str = "all",
    client_id: str,
) -> Outcome:
    """Marks the other side's messages up to `seq` as read: in "all" lines, in "main", or in
    the thread of that id.

    Reading again, or less, changes nothing; so no client id needs to be kept for it.
    """
    work = undertake(tx, actor, conversation, client_id)
    row, side = work.held.row, side_of(work.author)
    upto = max(0, min(seq, row.last_seq))
    if thread == "all":
        mark = max(row.read_mark(side), upto)
        lines = _read_everywhere(work, side, mark)
    else:
        mark = row.read_mark(side)
        lines = _read_one(work, side, upto, thread)
    unread = _unread_in_all(work, side) - sum(_unread_in(work, line.thread, side) for line in lines)
    unread += sum(line.unread for line in lines)
    if unread == 0 and lines:
        mark = max(mark, *(line.read for line in lines))
    if not lines and mark == row.read_mark(side):
        return Outcome(position=tx.turn.head)
    fact = MessagesRead(
        conversation=conversation,
        at=tx.now,
        by=work.author,
        side=side,
        seq=mark,
        unread=unread,
        lines=lines,
    )
    return Outcome(position=record(work.held, fact))


def delivered(
    tx: Transaction, actor: Actor, conversation: str, *, seq: int, client_id: str
) -> Outcome:
    """Everything up to `seq` has reached a screen of the actor's side.

    Said again, or less, it changes nothing; so no client id needs to be kept for it.
    """
    work = undertake(tx, actor, conversation, client_id)
    row, side = work.held.row, side_of(work.author)
    upto = min(seq, row.last_seq)
    if upto <= row.delivered_mark(side):
        return Outcome(position=tx.turn.head)
    fact = MessagesDelivered(
        conversation=conversation, at=tx.now, by=work.author, side=side, seq=upto
    )
    return Outcome(position=record(work.held, fact))


def answer(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    seq: int,
    choices: Sequence[str] | None = None,
    value: str | None = None,
    client_id: str,
) -> Outcome:
    """Answers the picker or the field at `seq`, in that very message.

    Raises `not_found`/`message_not_found`, `conflict`/`answer_without_question`, and `invalid`
    with `answer_…`.
    """
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    row = work.held.row
    asked = timeline.at(tx, row.key, seq) if 0 < seq <= row.last_seq else None
    if not isinstance(asked, Message) or isinstance(asked.content, Note):
        raise Refusal("not_found", "message_not_found", field="seq")
    given = replace(asked, content=answered(asked.content, choices, value))
    told = () if given == asked else (_updated(work, given),)
    return work.finish(*told, seq=seq, fingerprint=asked.fingerprint, thread=asked.thread)


def _updated(work: Undertaking, message: Message) -> MessageUpdated:
    row = work.held.row
    return MessageUpdated(conversation=row.id, at=work.tx.now, by=work.author, message=message)


def _other_content(actor: Actor, content: object, *, has_text: bool) -> Content:
    if has_text:
        raise Refusal("invalid", "content_beside_text", field="content")
    return content_from(content, by_visitor=isinstance(actor, Visitor))


def _message(work: Undertaking, content: Content, wanted: str) -> Message:
    line, follows = _line_for(work, wanted)
    seq = work.held.row.last_seq + 1
    return Message(
        seq=seq,
        fingerprint=ids.fingerprint(work.held.row.created_at, seq),
        at=work.tx.now,
        by=work.author,
        thread=None if line is None else line.id,
        content=content,
        client_id=work.client_id,
        follows=None if isinstance(content, Note) else follows,
    )


def _line_for(work: Undertaking, wanted: str) -> tuple[ThreadRow | None, str | None]:
    """The thread to write into, and the ended thread the message follows, if any."""
    held = work.held
    if wanted == "current":
        line = held.current()
    elif wanted == "main":
        line = None
    else:
        line = held.by_id(wanted)
        if line is None:
            raise Refusal("not_found", "thread_not_found")
        if not line.is_open:
            return None, line.id
    return line, _recently_ended(work) if line is None else None


def _recently_ended(work: Undertaking) -> str | None:
    """The thread a visitor's main-line message probably goes on about: it ended a while ago."""
    row = work.held.row
    if not isinstance(work.actor, Visitor) or row.ended_at is None:
        return None
    late = work.tx.now - row.ended_at <= limits.FOLLOWS_MILLISECONDS
    return row.ended_thread if late else None


def _state_after(work: Undertaking, message: Message) -> tuple[Fact, ...]:
    """A visitor's message opens a resolved conversation again; the first reply takes it on."""
    row = work.held.row
    if isinstance(message.content, Note):
        return ()
    wanted: State
    if side_of(message.by) == "operator":
        wanted = "unresolved" if row.state == "pending" else row.state
    else:
        wanted = (
            ("unresolved" if row.replied else "pending") if row.state == "resolved" else row.state
        )
    if wanted == row.state:
        return ()
    return (StateChanged(conversation=row.id, at=message.at, by=message.by, state=wanted),)


def _read_everywhere(work: Undertaking, side: Side, mark: int) -> tuple[LineUnread, ...]:
    """Every line that has something unread, as it is once all up to `mark` is read."""
    held = work.held
    if _unread_in_all(work, side) == 0:
        return ()
    left = timeline.unread_after(held.tx, held.row.key, mark, _other(side))
    lines = [
        _line(thread.id, thread.number, max(mark, thread.read_mark(side)), left)
        for thread in held.with_unread(side)
    ]
    if _unread_in(work, None, side):
        own_mark = max(mark, held.row.main_read_mark(side))
        lines.insert(0, _line(None, None, own_mark, left))
    return tuple(line for line in lines if line.unread != _unread_in(work, line.thread, side))


def _read_one(work: Undertaking, side: Side, upto: int, wanted: str) -> tuple[LineUnread, ...]:
    """The one line read, unless nothing in it changes."""
    held = work.held
    if wanted == "main":
        thread, own_mark = None, held.row.main_read_mark(side)
    else:
        thread = held.by_id(wanted)
        if thread is None:
            raise Refusal("not_found", "thread_not_found")
        own_mark = max(thread.read_mark(side), held.row.read_mark(side))
    if upto <= own_mark:
        return ()
    left = timeline.unread_after(held.tx, held.row.key, upto, _other(side))
    if thread is None:
        return (_line(None, None, upto, left),)
    return (_line(thread.id, thread.number, upto, left),)


def _line(
    id: str | None,  # noqa: A002
    number: int | None,
    mark: int,
    left: Sequence[tuple[int | None, int]],
) -> LineUnread:
    unread = sum(1 for thread, seq in left if thread == number and seq > mark)
    return LineUnread(thread=id, read=mark, unread=unread)


def _unread_in_all(work: Undertaking, side: Side) -> int:
    row = work.held.row
    return row.unread_visitor if side == "visitor" else row.unread_operator


def _unread_in(work: Undertaking, line: str | None, side: Side) -> int:
    if line is None:
        row = work.held.row
        return row.main_unread_visitor if side == "visitor" else row.main_unread_operator
    thread = work.held.by_id(line)
    return 0 if thread is None else thread.unread(side)


def _other(side: Side) -> Side:
    return "operator" if side == "visitor" else "visitor"
