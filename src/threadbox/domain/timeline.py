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
    """What stands in the timeline at `seq`; one subclass per `kind`.

    `fingerprint` is what it is known by outside, whatever its place. `at`: when it happened (ms).
    `thread`: the id of its thread, None on the main line.
    """

    __slots__ = ()

    kind: str
    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed(Item):
    """The fields that all items have. `Item` itself has none: a stored one says its class."""

    seq: int
    fingerprint: int
    at: int
    by: Author
    thread: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(_Placed):
    """Something that happened to a thread."""

    thread: str


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
class File(Content):
    """A file to look at or to take. `file` is the id of one that is stored here, and `url` then
    its path on this server; else None, and `url` an address somewhere else.

    `media` is the MIME type. `bytes`, and an image's `width` and `height` in pixels, are known of
    files stored here.
    """

    name: str
    url: str
    media: str
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    file: str | None = None
    type: Literal["file"] = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Animation(Content):
    """A moving picture, such as a GIF, at an address somewhere else."""

    url: str
    media: str
    type: Literal["animation"] = "animation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio(Content):
    """Something spoken; `seconds` long, if that is known. `file` and `url` as in `File`."""

    url: str
    media: str
    seconds: int | None = None
    file: str | None = None
    type: Literal["audio"] = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceAction:
    """What choosing opens: an address in a frame of the page, or as a link."""

    type: Literal["frame", "link"]
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a picker's choices. `icon` is an emoji."""

    value: str
    label: str
    icon: str | None = None
    selected: bool = False
    action: ChoiceAction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker(Content):
    """A question with choices. The visitor's answer is `selected`, in this same message."""

    id: str
    text: str
    choices: tuple[Choice, ...]
    required: bool = False
    type: Literal["picker"] = "picker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Content):
    """A question with a line to fill in. `value` is None until the visitor has answered."""

    id: str
    text: str
    explain: str | None = None
    value: str | None = None
    required: bool = False
    type: Literal["field"] = "field"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetAction:
    """A button of a carousel's card: a link."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A card of a carousel. `image` is the address of a picture."""

    title: str
    description: str
    image: str | None = None
    actions: tuple[TargetAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carousel(Content):
    """A row of cards."""

    text: str
    targets: tuple[Target, ...]
    type: Literal["carousel"] = "carousel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Content):
    """Stands where something is stored that this version cannot read, so that the rest of the
    timeline can be. Nobody can send it. `internal`: it stands for what only operators see."""

    internal: bool = False
    type: Literal["unreadable"] = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(_Placed):
    """`thread` is None on the main line. It is decided when the message is stored (rule 9).

    `follows` names the ended thread a late message seems to continue (rule 11); operators
    only. `client_id` lets the sender's screen recognise its own message.
    """

    content: Content
    client_id: str | None = None
    follows: str | None = None
    kind: Literal["message"] = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Mark):
    """The ring at the top of a thread."""

    topic: str
    kind: Literal["started"] = "started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Mark):
    """The half-filled ring where an ended thread goes on; a new episode begins."""

    topic: str
    kind: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Mark):
    """The dot at the end of an episode. `seconds` and `messages` count this episode."""

    topic: str
    seconds: int
    messages: int
    outcome: str | None = None
    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed(Mark):
    """The trace of a rename. Operators only: visitors see the result (rule 10)."""

    topic: str
    previous: str
    kind: Literal["renamed"] = "renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Mark):
    """Keeps the place of a mark that was taken back as a slip (rule 16). Nobody draws it."""

    kind: Literal["undone"] = "undone"


CONTENTS: dict[str, type[Content]] = {
    "text": Text,
    "note": Note,
    "file": File,
    "animation": Animation,
    "audio": Audio,
    "picker": Picker,
    "field": Field,
    "carousel": Carousel,
    "unreadable": Unreadable,
}
ITEMS: dict[str, type[Item]] = {
    "message": Message,
    "started": Started,
    "reopened": Reopened,
    "ended": Ended,
    "renamed": Renamed,
    "undone": Undone,
}
