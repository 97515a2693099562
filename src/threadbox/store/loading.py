"""Where every command begins: its conversation, the thread it goes on in, and an earlier answer.

One statement finds all three. On PostgreSQL, where each question costs a round trip, the
commands of a transaction are asked about together, ahead (`prefetch`).

These questions do not wait for what earlier actions of the transaction left to be written:
that is in its buffer, which is looked at first.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, Text, and_, bindparam, func, select

from threadbox.domain.outcomes import Outcome
from threadbox.store.conversations import COLUMNS as CONVERSATION
from threadbox.store.conversations import ConversationRow
from threadbox.store.conversations import new as new_conversation
from threadbox.store.conversations import row_from as conversation_from
from threadbox.store.idempotency import CommandId, outcome_from
from threadbox.store.statements import Row, Session, given
from threadbox.store.tables import commands, conversations, threads
from threadbox.store.threads import COLUMNS as THREAD
from threadbox.store.threads import ThreadRow
from threadbox.store.threads import row_from as thread_from
from threadbox.store.transaction import Transaction
from threadbox.store.write_buffer import WriteBuffer

Loaded = tuple[ConversationRow, dict[int, ThreadRow]]
"""A conversation's working copy, and those of its threads loaded so far, by number."""


def _loading(
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


_LOAD = _loading(conversations, given("actor"), given("client_id")).where(
    conversations.c.id == given("conversation")
)
_WANTED = (
    func.unnest(*(bindparam(name, type_=ARRAY(Text)) for name in CommandId._fields))
    .table_valued(*CommandId._fields)
    .render_derived(name="wanted")
)
_LOAD_ALL = _loading(
    _WANTED.join(conversations, conversations.c.id == _WANTED.c.conversation),
    _WANTED.c.actor,
    _WANTED.c.client_id,
).add_columns(_WANTED.c.actor, _WANTED.c.client_id)
# Where the conversation's id, the thread and the outcome stand in a row.
_ID = CONVERSATION.index(conversations.c.id)
_THREAD, _OUTCOME = len(CONVERSATION), len(CONVERSATION) + len(THREAD)


def load(tx: Transaction, command: CommandId) -> tuple[Loaded | None, Outcome | None]:
    """The conversation, None if there is none; and what this very command answered before."""
    buffer = tx.buffer
    loaded: Loaded | None = buffer.loaded.get((tx.website.key, command.conversation))
    if loaded is None or (loaded[0].key, *command[1:]) not in buffer.outcomes:
        session = Session(buffer.cursor, buffer.compiler)
        row = session.first(_LOAD, website=tx.website.key, **command._asdict())
        if row is None:
            return None, None
        loaded = _keep(buffer, tx.website.key, row, command)
    outcome = buffer.outcomes[loaded[0].key, command.actor, command.client_id]
    return loaded, None if outcome is None else replace(outcome, duplicate=True)


def begin(tx: Transaction, conversation: str) -> Loaded:
    """A conversation without a row yet; those after this action will find it."""
    loaded: Loaded = (new_conversation(tx, conversation), {})
    tx.buffer.loaded[tx.website.key, conversation] = loaded
    return loaded


def prefetch(buffer: WriteBuffer, website: int, wanted: Sequence[CommandId]) -> None:
    """Loads all that commands of one website will ask for. PostgreSQL only."""
    lists = {name: [getattr(each, name) for each in wanted] for name in CommandId._fields}
    session = Session(buffer.cursor, buffer.compiler)
    for row in session.all(_LOAD_ALL, website=website, **lists):
        _keep(buffer, website, row, CommandId(row[_ID], row[-2], row[-1]))


def _keep(buffer: WriteBuffer, website: int, row: Row, command: CommandId) -> Loaded:
    where = website, command.conversation
    loaded: Loaded | None = buffer.loaded.get(where)
    if loaded is None:
        thread = None if row[_THREAD] is None else thread_from(row[_THREAD:_OUTCOME])
        known = {} if thread is None else {thread.number: thread}
        loaded = buffer.loaded[where] = (conversation_from(row[:_THREAD]), known)
    outcome = None if row[_OUTCOME] is None else outcome_from(row[_OUTCOME])
    buffer.outcomes.setdefault((loaded[0].key, command.actor, command.client_id), outcome)
    return loaded
