"""From a command frame to its command, and from the command's outcome to `done`.

A frame's fields are those of its command by the same names; `tests/gateways/test_commands.py` holds
them to each other, both ways.
"""

from collections.abc import Mapping
from dataclasses import fields

import msgspec
from msgspec import UNSET

from threadbox.actions.perform import perform as perform_command
from threadbox.domain import commands
from threadbox.domain.actors import Actor, key_of
from threadbox.domain.commands import Command
from threadbox.domain.refusals import Refusal
from threadbox.gateways.sockets.decoding import require_client_id
from threadbox.store.database import Database
from threadbox.store.idempotency import CommandId
from threadbox.wire import frames

COMMANDS: Mapping[type[frames.Command], type[Command]] = {
    frames.VisitorOpen: commands.OpenChat,
    frames.VisitorSend: commands.SendMessage,
    frames.VisitorStartThread: commands.StartThread,
    frames.VisitorEndThread: commands.EndThread,
    frames.VisitorSelectThread: commands.SelectThread,
    frames.VisitorRead: commands.ReadMessages,
    frames.VisitorDelivered: commands.DeliverMessages,
    frames.VisitorAnswer: commands.AnswerQuestion,
    frames.VisitorProfile: commands.ChangeProfile,
    frames.VisitorData: commands.ChangeData,
    frames.VisitorSegments: commands.ChangeSegments,
    frames.VisitorEvent: commands.PushEvent,
    frames.OperatorSend: commands.SendMessage,
    frames.OperatorStartThread: commands.StartThread,
    frames.OperatorEndThread: commands.EndThread,
    frames.OperatorReopenThread: commands.ReopenThread,
    frames.OperatorRenameThread: commands.RenameThread,
    frames.OperatorAssignThread: commands.AssignThread,
    frames.OperatorSelectThread: commands.SelectThread,
    frames.OperatorRead: commands.ReadMessages,
    frames.OperatorDelivered: commands.DeliverMessages,
    frames.OperatorSetState: commands.SetState,
}
# Fields that say which command, where, and who asks; not what to do.
ENVELOPE = ("id", "conversation", "signature")
_SHARED = {
    frame: [
        name
        for name in frame.__struct_fields__
        if name in {field.name for field in fields(command)}
    ]
    for frame, command in COMMANDS.items()
}


def command_in(frame: frames.Command, *, verified: bool = False) -> Command:
    """What the frame asks for. `verified`: its signature was found right (`identity.py`).

    Raises `client_id_malformed`, and `thread_not_found` for a name that no thread can have.
    """
    require_client_id(frame)
    match frame:
        case frames.VisitorProfile():
            return commands.ChangeProfile(changes=_given(frame), verified=verified)
        case frames.OperatorSelectThread(thread=None):
            return commands.SelectThread(main=True)
    said = {name: getattr(frame, name) for name in _SHARED[type(frame)]}
    if verified:
        said["verified"] = True
    command = COMMANDS[type(frame)](**said)
    _require_possible(command)
    return command


def _given(frame: frames.VisitorProfile) -> dict[str, object]:
    """The fields of the profile that the frame speaks of."""
    return {
        name: value
        for name, value in msgspec.structs.asdict(frame).items()
        if name not in ENVELOPE and value is not UNSET
    }


def _require_possible(command: Command) -> None:
    """PostgreSQL would not even take such a name as a question."""
    names = [getattr(command, "thread", None)]
    if isinstance(command, commands.EndThread | commands.SelectThread):
        names += [command.external_id, command.topic]
    if any(isinstance(name, str) and "\0" in name for name in names):
        raise Refusal("not_found", "thread_not_found")


async def perform(
    database: Database, actor: Actor, conversation: str, client_id: str, command: Command
) -> tuple[frames.Done, int]:
    """Does what the command asks for; answers once it is durable, with how many bytes it stored.
    Raises `Refusal`."""
    if "\0" in conversation:
        raise Refusal("not_found", "conversation_not_found")
    id_ = CommandId(conversation, key_of(actor), client_id)
    performed = await database.perform(
        actor.website, id_, perform_command, actor, conversation, client_id, command
    )
    outcome = performed.outcome
    done = frames.Done(
        id=client_id,
        position=outcome.position,
        duplicate=outcome.duplicate,
        seq=outcome.seq,
        fingerprint=outcome.fingerprint,
        thread=outcome.thread,
        topic_ignored=outcome.topic_ignored,
    )
    return done, performed.bytes
