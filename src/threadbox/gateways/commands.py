"""From a command frame to its action, and from the action's outcome to `done`.

A table turns the frame's class into the action; the frame's fields are the action's keyword
arguments, by name. `tests/gateways/test_commands.py` holds the two to each other.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from threadbox.actions import conversations, messages, people, threads
from threadbox.actions.measured import measured
from threadbox.domain.actors import Actor
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.gateways.doors import Doors
from threadbox.gateways.reading import require_client_id
from threadbox.wire import frames

Action = Callable[..., Outcome]

ACTIONS: Mapping[type[frames.Command], Action] = {
    frames.VisitorOpen: conversations.open_chat,
    frames.VisitorSend: messages.send,
    frames.VisitorStartThread: threads.start_thread,
    frames.VisitorEndThread: threads.end_thread,
    frames.VisitorSelectThread: threads.select_thread,
    frames.VisitorRead: messages.read,
    frames.VisitorDelivered: messages.delivered,
    frames.VisitorAnswer: messages.answer,
    frames.VisitorProfile: people.change_profile,
    frames.VisitorData: people.change_data,
    frames.VisitorSegments: people.change_segments,
    frames.VisitorEvent: people.push_event,
    frames.OperatorSend: messages.send,
    frames.OperatorStartThread: threads.start_thread,
    frames.OperatorEndThread: threads.end_thread,
    frames.OperatorReopenThread: threads.reopen_thread,
    frames.OperatorRenameThread: threads.rename_thread,
    frames.OperatorSelectThread: threads.select_thread,
    frames.OperatorRead: messages.read,
    frames.OperatorDelivered: messages.delivered,
    frames.OperatorSetState: conversations.set_state,
}

# Fields that say which conversation and which command, or prove who; not what to do.
_ADDRESS = ("id", "conversation", "signature")


async def perform(
    doors: Doors, actor: Actor, conversation: str, command: frames.Command, **proofs: bool
) -> tuple[frames.Done, int]:
    """Does what the frame asks for; answers once it is durable, with how many bytes it stored.
    Raises `Refusal`.

    `proofs`: what a signature in the frame was found to prove (`identity.py`).
    """
    require_client_id(command)
    _require_possible(command, conversation)
    outcome, size = await doors.write(
        actor.website,
        measured,
        actor,
        conversation,
        does=ACTIONS[type(command)],
        client_id=command.id,
        **arguments(command),
        **proofs,
    )
    done = frames.Done(
        id=command.id,
        position=outcome.position,
        duplicate=outcome.duplicate,
        seq=outcome.seq,
        fingerprint=outcome.fingerprint,
        thread=outcome.thread,
        topic_ignored=outcome.topic_ignored,
    )
    return done, size


def arguments(command: frames.Command) -> dict[str, Any]:
    """What the frame says, as the action's keyword arguments."""
    said = {
        name: value
        for name, value in msgspec.structs.asdict(command).items()
        if name not in _ADDRESS and value is not UNSET
    }
    match command:
        case frames.VisitorProfile():
            return {"changes": said}
        case frames.OperatorSelectThread(thread=None):
            return {"main": True}
        case _:
            return said


def _require_possible(command: frames.Command, conversation: str) -> None:
    """Refuses names that nothing can have; PostgreSQL would not even take them as a question."""
    if "\0" in conversation:
        raise Refusal("not_found", "conversation_not_found")
    names = [getattr(command, "thread", None)]
    if isinstance(command, frames.VisitorEndThread | frames.VisitorSelectThread):
        names += [command.external_id, command.topic]
    if any(isinstance(name, str) and "\0" in name for name in names):
        raise Refusal("not_found", "thread_not_found")
