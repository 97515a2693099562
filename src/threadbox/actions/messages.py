"""Sending, reading and answering messages."""

from collections.abc import Sequence
from dataclasses import replace

from threadbox.actions.files import with_its_file
from threadbox.actions.unread import read_everywhere, read_one, unread_in
from threadbox.domain import limits
from threadbox.domain.actors import Backend, Visitor, side_of
from threadbox.domain.commands import AnswerQuestion, DeliverMessages, ReadMessages, SendMessage
from threadbox.domain.contents import answered, content_from
from threadbox.domain.conversations import LineUnread, State
from threadbox.domain.facts import (
    ConversationFact,
    MessagesDelivered,
    MessageSent,
    MessagesRead,
    MessageUpdated,
    StateChanged,
)
from threadbox.domain.outcomes import Decision
from threadbox.domain.refusals import Refusal
from threadbox.domain.stamps import Stamp
from threadbox.domain.text import message_text
from threadbox.domain.timeline import Content, Message, Note, Text
from threadbox.store import timeline
from threadbox.store.threads import ThreadRow
from threadbox.store.work import Work


def send(work: Work, command: SendMessage) -> Decision:
    """Stores a message, or an operators' note, in a thread or on the main line.

    A message for a thread that has ended goes to the main line and is marked as following it
    (threads.md rule 11). Raises `invalid` (`message_empty`, `message_too_long`, `content_…`,
    `fingerprint_…`, `at_…`), `not_found`/`thread_not_found` and `file_not_found`,
    `conflict`/`fingerprint_taken`, `forbidden`/`note_by_visitor`.
    """
    content = _content(work, command)
    message = _message(work, _stamp(work, command), content, command.thread)
    sent = MessageSent(**work.stamp(work.author).fact, message=message)
    return Decision(facts=(sent, *_state_after(work, message)), item=message, thread=message.thread)


def read(work: Work, command: ReadMessages) -> Decision:
    """Marks the other side's messages as read.

    Reading again, or less, changes nothing; so no client id needs to be kept for it. Of very many
    lines several facts tell, some in each.
    """
    side = side_of(work.author)
    own = work.row.side(side)
    upto = max(0, min(command.seq, work.row.last_seq))
    if command.thread == "all":
        mark = max(own.read, upto)
        lines = read_everywhere(work, side, mark)
    else:
        mark = own.read
        lines = read_one(work, side, upto, command.thread)
    changes = [line.unread - unread_in(work, line.thread, side) for line in lines]
    unread = own.unread
    if lines and unread + sum(changes) == 0:
        mark = max(mark, *(line.read for line in lines))
    if not lines and mark == own.read:
        return Decision(is_kept=False)
    facts = []
    for first in range(0, max(1, len(lines)), limits.READ_LINES):
        some = slice(first, first + limits.READ_LINES)
        unread += sum(changes[some])
        facts.append(_read_up_to(work, mark, unread, lines[some]))
    return Decision(facts=tuple(facts), is_kept=False)


def deliver(work: Work, command: DeliverMessages) -> Decision:
    """Everything up to a seq has reached a screen of the actor's side.

    Said again, or less, it changes nothing; so no client id needs to be kept for it.
    """
    side = side_of(work.author)
    upto = min(command.seq, work.row.last_seq)
    if upto <= work.row.side(side).delivered:
        return Decision(is_kept=False)
    delivered = MessagesDelivered(**work.stamp(work.author).fact, side=side, seq=upto)
    return Decision(facts=(delivered,), is_kept=False)


def answer(work: Work, command: AnswerQuestion) -> Decision:
    """Answers the picker or the field at a seq, in that very message.

    Raises `not_found`/`message_not_found`, `conflict`/`answer_without_question`, and `invalid`
    with `answer_…`.
    """
    row, seq = work.row, command.seq
    asked = timeline.at(work.tx, row.key, seq) if 0 < seq <= row.last_seq else None
    if not isinstance(asked, Message) or isinstance(asked.content, Note):
        raise Refusal("not_found", "message_not_found", field="seq")
    content = answered(asked.content, command.choices, command.value)
    given = replace(asked, content=content)
    facts = () if given == asked else (_updated(work, given),)
    return Decision(facts=facts, item=asked, thread=asked.thread)


def _content(work: Work, command: SendMessage) -> Content:
    by_visitor = isinstance(work.actor, Visitor)
    if command.note and by_visitor:
        raise Refusal("forbidden", "note_by_visitor")
    if command.content is None:
        text = message_text(command.text, field="message", most=limits.MESSAGE_CHARACTERS)
        return Note(text=text) if command.note else Text(text=text)
    if command.text is not None or command.note:
        raise Refusal("invalid", "content_beside_text", field="content")
    return with_its_file(work, content_from(command.content, by_visitor=by_visitor))


def _stamp(work: Work, command: SendMessage) -> Stamp:
    """Now and by the next number, unless a backend says otherwise."""
    stamp = work.stamp(work.author)
    if command.fingerprint is None and command.at is None:
        return stamp
    if not isinstance(work.actor, Backend):
        raise Refusal("forbidden", "fingerprint_by_person", field="fingerprint")
    if command.at is not None:
        if not 0 <= command.at <= stamp.at:
            raise Refusal("invalid", "at_out_of_range", field="at", limit=stamp.at)
        stamp = replace(stamp, at=command.at)
    if command.fingerprint is not None:
        if not 0 < command.fingerprint <= limits.INTEGER_MOST:
            most = limits.INTEGER_MOST
            raise Refusal("invalid", "fingerprint_out_of_range", field="fingerprint", limit=most)
        if timeline.known_by(work.tx, work.row.key, command.fingerprint) is not None:
            raise Refusal("conflict", "fingerprint_taken", field="fingerprint")
        stamp = replace(stamp, fingerprint=command.fingerprint)
    return stamp


def _message(work: Work, stamp: Stamp, content: Content, wanted: str) -> Message:
    thread, follows = _thread_for(work, wanted)
    return Message(
        **stamp.item,
        thread=None if thread is None else thread.id,
        content=content,
        client_id=work.client_id,
        follows=None if isinstance(content, Note) else follows,
    )


def _thread_for(work: Work, wanted: str) -> tuple[ThreadRow | None, str | None]:
    """The thread to write into, and the ended thread the message follows, if any."""
    if wanted == "current":
        thread = work.current()
    elif wanted == "main":
        thread = None
    else:
        thread = work.by_id(wanted)
        if thread is None:
            raise Refusal("not_found", "thread_not_found")
        if not thread.is_open:
            return None, thread.id
    return thread, _recently_ended(work) if thread is None else None


def _recently_ended(work: Work) -> str | None:
    """The thread a visitor's main-line message probably goes on about: it ended a while ago."""
    row = work.row
    if not isinstance(work.actor, Visitor) or row.ended_at is None:
        return None
    late = work.tx.now - row.ended_at <= limits.FOLLOWS_MILLISECONDS
    return row.ended_thread if late else None


def _state_after(work: Work, message: Message) -> tuple[ConversationFact, ...]:
    """A visitor's message opens a resolved conversation again; the first reply takes it on."""
    row = work.row
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
    return (StateChanged(**work.stamp(message.by).fact, state=wanted),)


def _read_up_to(work: Work, mark: int, unread: int, lines: Sequence[LineUnread]) -> MessagesRead:
    by = work.author
    return MessagesRead(
        **work.stamp(by).fact, side=side_of(by), seq=mark, unread=unread, lines=tuple(lines)
    )


def _updated(work: Work, message: Message) -> MessageUpdated:
    return MessageUpdated(**work.stamp(work.author).fact, message=message)
