"""What a command answers: durable, and the same for ever when the command is repeated."""

from dataclasses import dataclass


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
