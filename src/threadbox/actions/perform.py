"""The one way in which a command is done, whoever speaks: sockets, REST, importers.

`perform` obtains the conversation for the actor, gives a repeated command its earlier answer, asks
the command's action what follows, records it, and keeps the answer. An action decides and writes
nothing else; so none of this can be forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from threadbox.actions import conversations, messages, people, threads
from threadbox.actions.access import begun, obtain
from threadbox.domain import commands
from threadbox.domain.actors import Actor, Backend, Operator, Visitor
from threadbox.domain.commands import Command
from threadbox.domain.outcomes import Decision, Outcome
from threadbox.domain.refusals import Refusal
from threadbox.store import idempotency
from threadbox.store.record import record
from threadbox.store.transaction import Transaction
from threadbox.store.work import Work

EVERYBODY = (Visitor, Operator, Backend)
ANSWERING = (Operator, Backend)
PAGE = (Visitor, Backend)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a command does, and who may ask for it."""

    action: Callable[[Work, Any], Decision]
    by: tuple[type[Actor], ...]


RULES: Mapping[type[Command], Rule] = {
    commands.OpenChat: Rule(conversations.open_chat, (Visitor,)),
    commands.SendMessage: Rule(messages.send, EVERYBODY),
    commands.ReadMessages: Rule(messages.read, EVERYBODY),
    commands.DeliverMessages: Rule(messages.deliver, EVERYBODY),
    commands.AnswerQuestion: Rule(messages.answer, (Visitor,)),
    commands.StartThread: Rule(threads.start_thread, EVERYBODY),
    commands.EndThread: Rule(threads.end_thread, EVERYBODY),
    commands.ReopenThread: Rule(threads.reopen_thread, ANSWERING),
    commands.RenameThread: Rule(threads.rename_thread, ANSWERING),
    commands.AssignThread: Rule(threads.assign_thread, ANSWERING),
    commands.SelectThread: Rule(threads.select_thread, EVERYBODY),
    commands.SetState: Rule(conversations.set_state, ANSWERING),
    commands.ChangeProfile: Rule(people.change_profile, PAGE),
    commands.ChangeData: Rule(people.change_data, PAGE),
    commands.ChangeSegments: Rule(people.change_segments, PAGE),
    commands.PushEvent: Rule(people.push_event, PAGE),
}


@dataclass(frozen=True, slots=True)
class Performed:
    """What a command was answered, and how many bytes it stored (`Transaction.weight`): whoever
    asked is counted by that."""

    outcome: Outcome
    bytes: int


def perform(
    tx: Transaction, actor: Actor, conversation: str, client_id: str, command: Command
) -> Performed:
    """Does what `command` asks for, once.

    Raises `forbidden`/`command_not_allowed`, what `access.obtain` raises, and what the command's
    action raises.
    """
    rule = RULES[type(command)]
    if not isinstance(actor, rule.by):
        raise Refusal("forbidden", "command_not_allowed")
    work, earlier = obtain(tx, actor, conversation, client_id)
    if earlier is not None:
        return Performed(earlier, tx.weight)
    decision = rule.action(work, command)
    return Performed(finish(work, decision), tx.weight)


def finish(work: Work, decision: Decision) -> Outcome:
    """Records what was decided, and keeps the answer under the command's client id."""
    tx, item = work.tx, decision.item
    facts = (*begun(work), *decision.facts)
    outcome = Outcome(
        position=record(work, *facts) if facts else tx.website.head,
        seq=None if item is None else item.seq,
        fingerprint=None if item is None else item.fingerprint,
        thread=decision.thread,
        topic_ignored=decision.topic_ignored,
    )
    if decision.is_kept:
        _, actor, client_id = work.command_id
        idempotency.remember(tx, work.row.key, actor, client_id, outcome)
    return outcome
