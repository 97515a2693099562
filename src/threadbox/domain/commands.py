"""What can be asked for in a conversation: one class per command, as its sender gave it.

Whoever speaks for a person or a program (a socket, the REST interface, an importer) makes one of
these; `actions/perform.py` does what it asks. Fields typed `object` are checked by the action,
whose refusal says what is wrong with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChat(Command):
    """The chatbox was opened; the first time makes it active (threads.md rule 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage(Command):
    """A message, or an operators' note. It holds `text`, or `content` (`domain/contents.py`).

    `thread`: "current", "main", or a thread's id. `fingerprint`: what the message is to be known
    by, and `at`: when it was said (ms), if that is not now; both from backends alone.
    """

    text: str | None = None
    content: object = None
    thread: str = "current"
    note: bool = False
    fingerprint: int | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessages(Command):
    """The other side's messages up to `seq` are read: in "all" lines, in "main", or in the thread
    of that id."""

    seq: int
    thread: str = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverMessages(Command):
    """Everything up to `seq` has reached a screen of the actor's side."""

    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(Command):
    """The answer to the picker (`choices`) or the field (`value`) at `seq`, in that message."""

    seq: int
    choices: Sequence[str] | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartThread(Command):
    """Starts a thread, or makes the one that is meant current, or reopens it (rules 5–7).

    `verified`: the external id was signed by the customer's backend.
    """

    topic: object
    external_id: object = None
    data: object = None
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndThread(Command):
    """Ends the thread named by id, external id or topic; without a name the current one, and if
    there is none, nothing (rule 8). `outcome` is shown at the end marker."""

    thread: str | None = None
    external_id: str | None = None
    topic: str | None = None
    outcome: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenThread(Command):
    """Opens an ended thread again; it becomes the current one."""

    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameThread(Command):
    """Gives a thread, open or ended, another topic. Ids and links stay (rule 1)."""

    thread: str
    topic: object


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignThread(Command):
    """An operator (their id) answers for a thread, open or ended, from now on; None: nobody."""

    thread: str
    operator: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectThread(Command):
    """Makes an open thread the current one, or with `main` the main line (rule 6)."""

    thread: str | None = None
    external_id: str | None = None
    topic: str | None = None
    main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetState(Command):
    """Resolves or unresolves the conversation. Open threads stay open (rule 3)."""

    state: Literal["unresolved", "resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProfile(Command):
    """Changes the fields given; None forgets one. `verified`: the e-mail was signed by the
    customer's backend."""

    changes: Mapping[str, object]
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeData(Command):
    """Merges entries into the session's data; None removes a key."""

    data: object


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSegments(Command):
    """Adds labels, or with `overwrite` replaces them all."""

    segments: Sequence[object]
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PushEvent(Command):
    """Something happened on the page."""

    text: object
    data: object = None
    color: object = None
