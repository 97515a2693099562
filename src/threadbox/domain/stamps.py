"""Where and when something happens, and who does it: what all facts of one command share."""

from dataclasses import dataclass
from typing import TypedDict

from threadbox.domain.actors import Author


class Happened(TypedDict):
    """The fields that every fact of a conversation begins with."""

    conversation: str
    at: int
    by: Author


class Placed(TypedDict):
    """The fields that every item begins with, but for its thread."""

    seq: int
    fingerprint: int
    at: int
    by: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """`seq` and `fingerprint` are those of the next item of the timeline. `at` in milliseconds."""

    conversation: str
    at: int
    by: Author
    seq: int
    fingerprint: int

    @property
    def fact(self) -> Happened:
        return {"conversation": self.conversation, "at": self.at, "by": self.by}

    @property
    def item(self) -> Placed:
        return {"seq": self.seq, "fingerprint": self.fingerprint, "at": self.at, "by": self.by}
