"""Whether the other end is still there is answered at once, whatever else waits."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.gateways.front_door import FrontDoor, Wire, opened

# As `JSON.stringify` writes it in a browser.
PING = json.dumps({"type": "ping"}, separators=(",", ":"))


@contextmanager
def storage_that_hangs(folder: Path) -> Iterator[None]:
    """Another program holds the database's write lock: no commit gets through."""
    with closing(sqlite3.connect(folder / "threadbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_ping_is_answered_while_the_storage_hangs(tmp_path: Path) -> None:
    with opened(tmp_path) as door, door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="before")
        for wire, where in ((linus, {}), (ada, {"conversation": linus.session})):
            with storage_that_hangs(tmp_path):
                wire.say(type="send", id="command-hangs", text="waits", **where)
                wire.connection.send(PING)
                assert _first(wire, "pong", "done", "refused") == "pong"
            wire.answer("command-hangs")


@pytest.mark.parametrize("text", [PING, json.dumps({"type": "ping"}), '{ "type" : "ping" }'])
def test_a_ping_in_any_spelling_is_answered(door: FrontDoor, text: str) -> None:
    with door.visitor() as linus, door.operator() as ada:
        for wire in (linus, ada):
            wire.connection.send(text)
            assert _first(wire, "pong", "refused") == "pong"


def _first(wire: Wire, *types: str) -> str:
    """The type of the next frame that is one of these."""
    while (frame := wire.next())["type"] not in types:
        pass
    return str(frame["type"])
