"""Where every command begins: its conversation, the thread it goes on in, and an earlier answer.

One statement finds all three. On PostgreSQL, where each question costs a round trip, the
commands of a transaction are asked about together, ahead (`read_ahead`).

These questions do not wait for what earlier actions of the transaction left to be written:
that is on its shelf, which is looked at first.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, Text, and_, bindparam, func, select

from threadbox.domain.outcomes import Outcome
from threadbox.store.commands import answer_from
from threadbox.store.conversations import COLUMNS as CONVERSATION
from threadbox.store.conversations import ConversationRow
from threadbox.store.conversations import new as new_conversation
from threadbox.store.conversations import row_from as conversation_from
from threadbox.store.held import Held
from threadbox.store.shelf import Shelf
from threadbox.store.statements import Row, Session, given
from threadbox.store.tables import commands, conversations, threads
from threadbox.store.threads import COLUMNS as THREAD
from threadbox.store.threads import ThreadRow
from threadbox.store.threads import row_from as thread_from
from threadbox.store.transaction import Transaction


class Command(NamedTuple):
    """What a command is known by: where, whose (`actors.key_of`), and its client id."""

    conversation: str
    actor: str
    client_id: str


Met = tuple[ConversationRow, dict[int, ThreadRow]]
"""A conversation's working copy, and those of its threads met so far, by number."""


def _meeting(
    start: FromClause, actor: ColumnElement[Any], client_id: ColumnElement[Any]
) -> Select[Any]:
    current = and_(
        threads.c.website == conversations.c.website,
        threads.c.conversation == conversations.c.number,
        threads.c.id == conversations.c.current_thread,
    )
    the_same = and_(
        commands.c.website == conversations.c.website,
        commands.c.conversation == conversations.c.number,
        commands.c.actor == actor,
        commands.c.client_id == client_id,
    )
    return (
        select(*CONVERSATION, *THREAD, commands.c.outcome_json)
        .select_from(start.outerjoin(threads, current).outerjoin(commands, the_same))
        .where(conversations.c.website == given("website"))
    )


_MEET = _meeting(conversations, given("actor"), given("client_id")).where(
    conversations.c.id == given("conversation")
)
_WANTED = (
    func.unnest(*(bindparam(name, type_=ARRAY(Text)) for name in Command._fields))
    .table_valued(*Command._fields)
    .render_derived(name="wanted")
)
_MEET_ALL = _meeting(
    _WANTED.join(conversations, conversations.c.id == _WANTED.c.conversation),
    _WANTED.c.actor,
    _WANTED.c.client_id,
).add_columns(_WANTED.c.actor, _WANTED.c.client_id)
# Where the conversation's id, the thread and the answer stand in a row.
_ID = CONVERSATION.index(conversations.c.id)
_THREAD, _ANSWER = len(CONVERSATION), len(CONVERSATION) + len(THREAD)


def meet(tx: Transaction, command: Command) -> tuple[Held | None, Outcome | None]:
    """The conversation, None if there is none; and what this very command answered before."""
    shelf = tx.shelf
    met: Met | None = shelf.met.get((tx.turn.key, command.conversation))
    if met is None or (met[0].key, command.actor, command.client_id) not in shelf.answers:
        session = Session(shelf.cursor, shelf.compiler)
        row = session.one(_MEET, website=tx.turn.key, **command._asdict())
        if row is None:
            return None, None
        met = _put_by(shelf, tx.turn.key, row, command)
    answer = shelf.answers[met[0].key, command.actor, command.client_id]
    return Held(tx, *met), None if answer is None else replace(answer, duplicate=True)


def begin(tx: Transaction, conversation: str) -> Held:
    """A conversation without a row yet; those after this action will meet it."""
    met: Met = (new_conversation(tx, conversation), {})
    tx.shelf.met[tx.turn.key, conversation] = met
    return Held(tx, *met)


def read_ahead(shelf: Shelf, website: int, wanted: Sequence[Command]) -> None:
    """Meets all that commands of one website will ask for. PostgreSQL only."""
    lists = {name: [getattr(each, name) for each in wanted] for name in Command._fields}
    session = Session(shelf.cursor, shelf.compiler)
    for row in session.all(_MEET_ALL, website=website, **lists):
        _put_by(shelf, website, row, Command(row[_ID], row[-2], row[-1]))


def _put_by(shelf: Shelf, website: int, row: Row, command: Command) -> Met:
    place = website, command.conversation
    met: Met | None = shelf.met.get(place)
    if met is None:
        thread = None if row[_THREAD] is None else thread_from(row[_THREAD:_ANSWER])
        threads_met = {} if thread is None else {thread.number: thread}
        met = shelf.met[place] = (conversation_from(row[:_THREAD]), threads_met)
    answer = None if row[_ANSWER] is None else answer_from(row[_ANSWER])
    shelf.answers.setdefault((met[0].key, command.actor, command.client_id), answer)
    return met
