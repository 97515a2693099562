"""What stands in a conversation's timeline: messages and markers, each with its `seq`.

These classes are also the stored and the sent form: the field names are the JSON keys.
`type` (of a content) and `kind` (of an item) say which class a stored object is.
"""

from dataclasses import dataclass
from typing import Literal

from threadbox.domain.actors import Author


class Content:
    """What a message holds; one subclass per `type`."""

    __slots__ = ()

    type: str


class Item:
    """A place in the timeline; one subclass per `kind`."""

    __slots__ = ()

    kind: str
    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Content):
    """What a person wrote. Shown as text with a small Markdown subset, never as HTML."""

    text: str
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Content):
    """A remark for operators only; no visitor ever receives it (`views/audience.py`)."""

    text: str
    type: Literal["note"] = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Item):
    """`thread` is None on the main line. It is decided when the message is stored (rule 9).

    `follows` names the ended thread a late message seems to continue (rule 11); operators
    only. `client_id` lets the sender's screen recognise its own message.
    """

    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str | None
    content: Content
    client_id: str | None = None
    follows: str | None = None
    kind: Literal["message"] = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Item):
    """The ring at the top of a thread."""

    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str
    topic: str
    kind: Literal["started"] = "started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Item):
    """The half-filled ring where an ended thread goes on; a new episode begins."""

    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str
    topic: str
    kind: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Item):
    """The dot at the end of an episode. `seconds` and `messages` count this episode."""

    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str
    topic: str
    seconds: int
    messages: int
    outcome: str | None = None
    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed(Item):
    """The trace of a rename. Operators only: visitors see the result (rule 10)."""

    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str
    topic: str
    previous: str
    kind: Literal["renamed"] = "renamed"


Mark = Started | Reopened | Ended | Renamed

CONTENTS: dict[str, type[Content]] = {"text": Text, "note": Note}
ITEMS: dict[str, type[Item]] = {
    "message": Message,
    "started": Started,
    "reopened": Reopened,
    "ended": Ended,
    "renamed": Renamed,
}
