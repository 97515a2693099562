"""What was acknowledged, written down where no kill can reach it.

The harness is another process than the servers it kills, and `keep` puts on disk what it
was told so far, before each fault. A ledger is only ever appended to.
"""

import json
import os
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """A command, and the first answer its sender got."""

    id: str
    by: str
    conversation: str
    type: str
    asked: dict[str, Any]
    done: dict[str, Any]

    @property
    def outcome(self) -> dict[str, Any]:
        """What must be the same for ever."""
        return {name: self.done[name] for name in ("position", "seq", "fingerprint", "thread")}


class Ledger:
    """Commands asked, and commands acknowledged, in the order they were."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self.acks: dict[tuple[str, str, str], Ack] = {}
        # Every command that left a client, acknowledged or not.
        self.asked: dict[tuple[str, str, str], dict[str, Any]] = {}
        # Ids of messages per sender, in the order they were sent.
        self.order: dict[tuple[str, str], list[str]] = {}

    def ask(self, key: tuple[str, str, str], frame: dict[str, Any], sender: str) -> None:
        """A command is about to be sent for the first time. `key`: conversation, actor, id."""
        if key in self.asked:
            return
        self.asked[key] = frame
        if frame["type"] == "send":
            self.order.setdefault((key[0], sender), []).append(key[2])

    def ack(self, key: tuple[str, str, str], frame: dict[str, Any], done: dict[str, Any]) -> Ack:
        """It was acknowledged; returns what was noted at the first time."""
        if key not in self.acks:
            conversation, by, id_ = key
            ack = Ack(
                id=id_, by=by, conversation=conversation, type=frame["type"], asked=frame, done=done
            )
            self.acks[key] = ack
            json.dump({"id": id_, "by": by, "in": conversation, "done": done}, self._file)
            self._file.write("\n")
        return self.acks[key]

    def so_far(self) -> "Ledger":
        """What was acknowledged by now: to be found in what is read from here on. What is asked
        meanwhile is shared, for it may be stored already."""
        frozen = copy(self)
        frozen.acks = dict(self.acks)
        return frozen

    def has_grown(self, count: int) -> bool:
        """Whether there are more than `count` acknowledgements by now."""
        return len(self.acks) > count

    def keep(self) -> None:
        """Everything noted so far is on disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self.keep()
        self._file.close()
