"""Sending and reading messages."""

from collections.abc import Sequence
from dataclasses import replace

from threadbox.actions.access import Undertaking, undertake
from threadbox.actions.files import with_its_file
from threadbox.actions.unread import read_everywhere, read_one, unread_in, unread_in_all
from threadbox.domain import limits
from threadbox.domain.actors import Actor, Visitor, side_of
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

    Reading again, or less, changes nothing; so no client id needs to be kept for it. Of very many
    lines several facts tell, some in each.
    """
    work = undertake(tx, actor, conversation, client_id)
    row, side = work.held.row, side_of(work.author)
    upto = max(0, min(seq, row.last_seq))
    if thread == "all":
        mark = max(row.read_mark(side), upto)
        lines = read_everywhere(work, side, mark)
    else:
        mark = row.read_mark(side)
        lines = read_one(work, side, upto, thread)
    changes = [line.unread - unread_in(work, line.thread, side) for line in lines]
    unread = unread_in_all(work, side)
    if lines and unread + sum(changes) == 0:
        mark = max(mark, *(line.read for line in lines))
    if not lines and mark == row.read_mark(side):
        return Outcome(position=tx.turn.head)
    facts = []
    for first in range(0, max(1, len(lines)), limits.READ_LINES):
        some = slice(first, first + limits.READ_LINES)
        unread += sum(changes[some])
        facts.append(_read_up_to(work, mark, unread, lines[some]))
    return Outcome(position=record(work.held, *facts))


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


def _read_up_to(
    work: Undertaking, mark: int, unread: int, lines: Sequence[LineUnread]
) -> MessagesRead:
    return MessagesRead(
        conversation=work.held.row.id,
        at=work.tx.now,
        by=work.author,
        side=side_of(work.author),
        seq=mark,
        unread=unread,
        lines=tuple(lines),
    )


def _updated(work: Undertaking, message: Message) -> MessageUpdated:
    row = work.held.row
    return MessageUpdated(conversation=row.id, at=work.tx.now, by=work.author, message=message)


def _other_content(actor: Actor, content: object, *, has_text: bool) -> Content:
    if has_text:
        raise Refusal("invalid", "content_beside_text", field="content")
    return content_from(content, by_visitor=isinstance(actor, Visitor))


def _message(work: Undertaking, content: Content, wanted: str) -> Message:
    line, follows = _line_for(work, wanted)
    seq, fingerprint = work.held.next_place()
    return Message(
        seq=seq,
        fingerprint=fingerprint,
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
