"""Whoever stores something, or costs something, is counted: by visitor, by address, by website.

Sessions cost nothing, and neither do other addresses of one's own IPv6 network. So for every
command and every question there is, a crowd of visitors is let loose that each do it once.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.box import command
from tests.gateways.front_door import FrontDoor, opened
from threadbox.actions.conversations import open_chat
from threadbox.domain.actors import Visitor
from threadbox.gateways.security import rate_limits
from threadbox.store.database import Database
from threadbox.wire import frames

# A crowd takes its time to come.
pytestmark = pytest.mark.slow

# What each thing that a visitor may say is asked with.
SAID: dict[str, dict[str, Any]] = {
    "open": {},
    "send": {"text": "hello"},
    "start_thread": {"topic": "Delivery"},
    "end_thread": {},
    "select_thread": {"topic": "Delivery"},
    "read": {"seq": 1},
    "delivered": {"seq": 1},
    "answer": {"seq": 1, "value": "x"},
    "profile": {"nickname": "Mira"},
    "data": {"data": {"plan": "pro"}},
    "segments": {"segments": ["customer"]},
    "event": {"text": "order placed"},
    "history": {"limit": 1},
    "threads": {"limit": 1},
}
# Not answered under a name: swallowed (tests/gateways/test_signals.py), part of the handshake, or
# answered without looking anything up.
OTHERS = {"hello", "page", "typing", "resume", "ping"}
ADDRESS, WEBSITE = 4, 20


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many at once, of one address and of the website; and they hardly come back."""
    for name in ("STARTS", "COMMANDS", "QUERIES"):
        for whose, most in (("ADDRESS", ADDRESS), ("WEBSITE", WEBSITE)):
            monkeypatch.setattr(rate_limits, f"{whose}_{name}_BURST", most)
            monkeypatch.setattr(rate_limits, f"{whose}_{name}_PER_SECOND", 0.001)
    monkeypatch.setattr(rate_limits, "SENDS_BURST_SECONDS", 4)
    monkeypatch.setattr(rate_limits, "ADDRESS_SENDS_PER_SECOND", ADDRESS // 4)
    monkeypatch.setattr(rate_limits, "WEBSITE_SENDS_PER_SECOND", WEBSITE // 4)


@pytest.fixture
def door(_small: None, tmp_path: Path) -> Iterator[FrontDoor]:
    with opened(tmp_path, trusted_proxies="127.0.0.1", sends_per_second=1) as door:
        yield door


def whose(answer: dict[str, Any]) -> str | None:
    """Whose limit an answer says was hit; None: it was done, or refused for another reason."""
    return answer["data"]["whose"] if answer.get("code") == "too_many" else None


def test_every_frame_of_a_visitor_is_known_here() -> None:
    known = {each.__struct_config__.tag for each in get_args(frames.VISITOR_FRAMES.type)}
    assert known == SAID.keys() | OTHERS


def hit_by(door: FrontDoor, kind: str, addresses: list[str]) -> list[str | None]:
    """Whose limit each of a crowd hits that are all there, and each say it once."""
    with ExitStack() as crowd:
        wires = [crowd.enter_context(door.visitor(address=address)) for address in addresses]
        return [whose(wire.ask(kind, **SAID[kind])) for wire in wires]


@pytest.mark.parametrize("kind", SAID)
def test_a_crowd_at_one_address_is_counted_as_one(door: FrontDoor, kind: str) -> None:
    """In one /64, with another address and another session each time."""
    hit = hit_by(door, kind, [f"2001:db8::{number:x}" for number in range(3 * ADDRESS)])
    assert hit[:ADDRESS] == [None] * ADDRESS
    assert "address" in hit[ADDRESS:]
    assert hit_by(door, kind, ["203.0.113.5"]) == [None], "elsewhere nobody notices"


@pytest.mark.parametrize("kind", SAID)
def test_a_crowd_from_everywhere_is_counted_by_website_and_operators_go_on(
    door: FrontDoor, kind: str
) -> None:
    hit = hit_by(door, kind, [f"203.0.113.{number}" for number in range(2 * WEBSITE)])
    assert hit[:WEBSITE] == [None] * WEBSITE
    assert "website" in hit[WEBSITE:]
    with door.operator() as ada, door.visitor(address="198.51.100.1") as linus:
        _make_a_conversation(door.database, door.website, linus.session)
        for name in ("send", "start_thread"):
            ada.do(name, conversation=linus.session, **SAID[name])
        assert ada.is_alive()
        assert ada.ask("list", state="all")["type"] == "conversations"


def _make_a_conversation(database: Database, website: str, session: str) -> None:
    actor = Visitor(website=website, conversation=session)
    database.write_now(website, command, open_chat, actor, session, client_id="made-by-hand")


@pytest.fixture
def _few_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "STORED_BYTES_AN_HOUR", 60_000)
    monkeypatch.setattr(rate_limits, "ADDRESS_STORED_BYTES_AN_HOUR", 200_000)
    monkeypatch.setattr(rate_limits, "WEBSITE_STORED_BYTES_AN_HOUR", 500_000)


# What stores much, and how often each of the crowd says it.
TIMES = {"event": 40, "send": 9, "start_thread": 9}
LARGE: dict[str, dict[str, Any]] = {
    "event": {"text": "e", "data": {f"key{n}": "x" * 200 for n in range(9)}},
    "send": {"text": "x" * 4_000},
    "start_thread": {"topic": "t", "data": {f"key{n}": "x" * 200 for n in range(50)}},
}


@pytest.mark.bound(
    "STORED_BYTES_AN_HOUR", "ADDRESS_STORED_BYTES_AN_HOUR", "WEBSITE_STORED_BYTES_AN_HOUR"
)
@pytest.mark.usefixtures("_few_bytes")
@pytest.mark.parametrize("kind", LARGE)
def test_what_a_crowd_has_stored_stays_near_what_is_allowed(tmp_path: Path, kind: str) -> None:
    """A visitor, an address with its sessions, and a website with its addresses."""
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door:
        hit: set[str | None] = set()
        for number in range(60):
            with door.visitor(address=f"203.0.113.{number // 6}") as anybody:
                opened_it = anybody.ask("open")
                hit.add(whose(opened_it))
                if opened_it["type"] == "done":
                    for each in range(TIMES[kind]):
                        topic = {"topic": f"{each}"} if kind == "start_thread" else {}
                        hit.add(whose(anybody.ask(kind, **{**LARGE[kind], **topic})))
        assert hit == {None, "own", "address", "website"}
        with door.operator() as ada:
            assert ada.is_alive()
    with closing(sqlite3.connect(tmp_path / "threadbox.db")) as stored:
        (logged,) = stored.execute("SELECT sum(length(fact_json)) FROM log").fetchone()
        (shown,) = stored.execute("SELECT sum(length(item_json)) FROM timeline").fetchone()
    # What the last one of each asked for when a little was left comes on top.
    assert logged + (shown or 0) < rate_limits.WEBSITE_STORED_BYTES_AN_HOUR + 3 * 60_000


@pytest.mark.usefixtures("_few_bytes")
def test_a_small_command_that_stores_much_is_counted_by_what_it_stores(tmp_path: Path) -> None:
    """Each change of the data is told with all of it."""
    with opened(tmp_path) as door, door.visitor() as linus:
        linus.do("data", data={f"key{n}": "x" * 500 for n in range(30)})
        hit = [whose(linus.ask("data", data={"count": number})) for number in range(6)]
        assert hit[0] is None
        assert hit[-1] == "own"


@pytest.mark.usefixtures("_few_bytes")
def test_what_is_said_again_is_stored_once_and_counted_once(tmp_path: Path) -> None:
    with opened(tmp_path) as door, door.visitor() as linus:
        for _ in range(30):
            answer = linus.ask("send", id="the-same-again", text="x" * 5_000)
            assert answer["type"] == "done"
