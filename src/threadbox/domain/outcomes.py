"""What a command decides, and what it answers: durable, and the same for ever when repeated."""

from dataclasses import dataclass

from threadbox.domain.facts import ConversationFact
from threadbox.domain.timeline import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The facts that follow from a command, and what its answer says besides.

    `item`: what it wrote into the timeline, or changed there. `thread`: the one started, ended,
    chosen or written to. `is_kept`: the answer is kept under the command's client id; not needed
    where doing the same again changes nothing.
    """

    facts: tuple[ConversationFact, ...] = ()
    item: Item | None = None
    thread: str | None = None
    topic_ignored: bool = False
    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`position` is the log's head when the command was done. `seq` and `fingerprint` are of the
    item it wrote, `thread` is the thread started, ended, chosen or written to.

    `topic_ignored`: a start under a known external id came with another topic (rule 7).
    `duplicate` is True when this client id had been answered before.
    """

    position: int
    seq: int | None = None
    fingerprint: int | None = None
    thread: str | None = None
    topic_ignored: bool = False
    duplicate: bool = False
