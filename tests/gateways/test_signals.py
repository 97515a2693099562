"""Typing, presence, availability: told to those they concern, and to nobody else."""

import json
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.gateways.front_door import PAGE, FrontDoor, Wire, opened
from threadbox.gateways.security import rate_limits
from threadbox.live import presence
from threadbox.live.presence_throttle import MOVE_SECONDS


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are gone soon after they left, so that no test waits long for it."""
    monkeypatch.setattr(presence, "GRACE_SECONDS", 0.1)


@pytest.fixture(scope="module")
def door(either_door: FrontDoor) -> FrontDoor:
    return either_door


def test_operators_see_a_visitor_come_move_and_go(door: FrontDoor) -> None:
    with door.operator() as ada:
        with door.visitor(page={"url": f"{PAGE}/a?secret=1#top", "title": "A"}) as linus:
            here = ada.hear("presence", conversation=linus.session)
            assert here["online"] is True
            assert here["page"]["url"] == f"{PAGE}/a"
            linus.say(type="page", page={"url": f"{PAGE}/b", "title": "B\x00<b>"})
            moved = ada.hear("presence", conversation=linus.session)
            assert (moved["page"]["url"], moved["page"]["title"]) == (f"{PAGE}/b", "B<b>")
            with door.operator("grace") as grace:
                online = {entry["conversation"]: entry["page"] for entry in grace.welcome["online"]}
                assert online[linus.session]["url"] == f"{PAGE}/b"
        gone = ada.hear("presence", conversation=linus.session, online=False)
        assert gone["page"] is None


@pytest.mark.bound("ONLINE_BYTES")
def test_of_whom_a_welcome_has_no_room_for_operators_are_told_behind_it(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "ONLINE_BYTES", 500)
    monkeypatch.setattr(rate_limits, "UNCOUNTED_BYTES", 500)
    with ExitStack() as crowd:
        page = {"url": f"{PAGE}/a", "title": "A"}
        visitors = [crowd.enter_context(door.visitor(page=page)) for _ in range(12)]
        sessions = {wire.session for wire in visitors}
        assert all(wire.is_alive() for wire in visitors), "so they have arrived"
        with door.operator() as ada:
            named = ada.welcome["online"]
            assert 0 < len(json.dumps(named, separators=(",", ":"))) <= 500
            online = [each["conversation"] for each in named]
            assert online[0] == visitors[-1].session, "who came last goes first"
            assert ada.ask("list")["type"] == "conversations"
            while not sessions <= {*online, *_online(ada)}:
                ada.hear("presence")
            assert not _online(ada) & set(online), "of nobody twice"
            assert _pages_of(ada, visitors[0].session) == [f"{PAGE}/a"]
            crowd.close()
            while sessions & {*online, *_online(ada)}:
                gone = ada.hear("presence", online=False)["conversation"]
                online = [who for who in online if who != gone]


def _online(ada: Wire) -> set[str]:
    """Who is here, by what she was told since the welcome."""
    told = {
        frame["conversation"]: frame["online"] for frame in ada.heard if frame["type"] == "presence"
    }
    return {who for who, is_here in told.items() if is_here}


def _pages_of(ada: Wire, session: str) -> list[str]:
    return [
        frame["page"]["url"]
        for frame in ada.heard
        if frame["type"] == "presence" and frame["conversation"] == session and frame["page"]
    ]


def test_a_visitor_who_leafs_through_the_site_is_shown_once_a_second_at_the_newest_page(
    door: FrontDoor,
) -> None:
    with door.operator() as ada, door.visitor(page={"url": f"{PAGE}/0", "title": ""}) as linus:
        ada.hear("presence", conversation=linus.session)
        begun = time.monotonic()
        for number in range(1, 9):
            linus.say(type="page", page={"url": f"{PAGE}/{number}", "title": ""})
        while _pages_of(ada, linus.session)[-1] != f"{PAGE}/8":
            ada.hear("presence", conversation=linus.session)
        seconds = time.monotonic() - begun
        assert len(_pages_of(ada, linus.session)) <= 2 + seconds / MOVE_SECONDS


@pytest.mark.bound("ADDRESS_SIGNALS_BURST")
def test_a_crowd_at_one_address_tells_operators_no_more_than_they_can_look_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sessions cost nothing: what each of them may say, a thousand of them may not."""
    monkeypatch.setattr(rate_limits, "ADDRESS_SIGNALS_BURST", 6)
    monkeypatch.setattr(rate_limits, "ADDRESS_SIGNALS_PER_SECOND", 0.001)
    with (
        opened(tmp_path, trusted_proxies="127.0.0.1") as door,
        door.operator() as ada,
        ExitStack() as crowd,
    ):
        visitors = [
            crowd.enter_context(
                door.visitor(address=f"2001:db8::{n}", page={"url": f"{PAGE}/0", "title": ""})
            )
            for n in range(4)
        ]
        for wire in visitors:
            for number in range(1, 4):
                wire.say(type="page", page={"url": f"{PAGE}/{number}", "title": ""})
                wire.say(type="typing", typing=number % 2 == 1)
            wire.is_alive()
        with door.visitor(address="203.0.113.5", page={"url": PAGE, "title": ""}) as linus:
            assert ada.hear("presence", conversation=linus.session)["page"]["url"] == f"{PAGE}/"
            linus.say(type="page", page={"url": f"{PAGE}/new", "title": ""})
            while _pages_of(ada, linus.session)[-1] != f"{PAGE}/new":
                ada.hear("presence", conversation=linus.session)
        sessions = {wire.session for wire in visitors}
        told = [
            frame
            for frame in ada.heard
            if frame.get("conversation") in sessions
            and (frame["type"] == "typing" or frame.get("page"))
        ]
        ends = [frame for frame in told if frame.get("typing") is False]
        begun = [frame for frame in told if frame.get("typing") is True]
        assert len(told) - len(ends) <= 6
        assert len(ends) <= len(begun), "an end is told after its beginning alone"
        here = {frame["conversation"] for frame in ada.heard if frame["type"] == "presence"}
        assert sessions <= here, "that they are here is told of each"


def test_a_page_that_is_no_page_is_not_shown(door: FrontDoor) -> None:
    with door.operator() as ada:
        for url in ("javascript:alert(1)", "x" * 5000, "https://user:pw@acme.example/", "data:,x"):
            with door.visitor(page={"url": url}) as linus:
                assert ada.hear("presence", conversation=linus.session)["page"] is None


def test_both_sides_see_each_other_type(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada, door.operator("grace") as grace:
        linus.do("send", text="hi")
        linus.say(type="typing", typing=True, thread="main")
        for wire in (ada, grace):
            typing = wire.hear("typing")
            assert typing == {
                "type": "typing",
                "conversation": linus.session,
                "by": None,
                "typing": True,
                "thread": None,
            }
        ada.say(type="typing", typing=True, conversation=linus.session)
        for wire in (linus, grace):
            assert wire.hear("typing")["by"]["name"] == "Ada"
        ada.say(type="typing", typing=False, conversation=linus.session)
        assert linus.hear("typing")["typing"] is False


def test_what_is_sent_is_typed_no_more(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada, door.operator("grace") as grace:
        linus.do("send", text="hi")
        here = {"conversation": linus.session}
        linus.say(type="typing", typing=True)
        ada.say(type="typing", typing=True, **here)
        assert grace.hear("typing", by=None)["typing"] is True
        assert grace.hear("typing")["by"]["name"] == "Ada"
        linus.do("send", text="I mean: hello")
        assert grace.hear("typing")["by"] is None, "the visitor's ends, and no other"
        ada.do("send", text="hello", **here)
        for wire in (grace, linus):
            assert wire.hear("typing", typing=False)["by"]["name"] == "Ada"


def test_an_end_is_told_however_much_was_said_before(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="hi")
        for number in range(30):
            linus.say(type="typing", typing=True, thread=f"thread-{number}")
        linus.say(type="typing", typing=False)
        assert ada.hear("typing", typing=False)["by"] is None


def test_an_operator_of_another_website_cannot_signal_into_this_one(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator("mallory") as mallory:
        mallory.say(type="typing", typing=True, conversation=linus.session)
        assert mallory.is_alive()
        assert linus.is_alive()
        assert all(frame["type"] != "typing" for frame in linus.heard)


@pytest.mark.bound("TYPING_BURST")
def test_a_flood_of_typing_is_swallowed(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        for number in range(200):
            linus.say(type="typing", typing=number % 2 == 0)
        linus.do("send", text="done typing")
        ada.hear("facts")
        told = [frame["typing"] for frame in ada.heard if frame["type"] == "typing"]
        assert told.count(True) <= 10
        assert told.count(False) <= told.count(True), "an end without a beginning is no news"


def test_visitors_see_whether_somebody_is_there(door: FrontDoor) -> None:
    with door.visitor() as linus:
        if linus.welcome["available"]:  # those of the test before have not quite gone
            linus.hear("availability", available=False)
        with door.operator() as ada:
            signal = linus.hear("availability", available=True)
            assert {face["name"]: face["online"] for face in signal["operators"]}["Ada"] is True
            assert "email" not in str(signal)
            assert door.boot().json()["available"] is True
            assert ada.is_alive()
        assert linus.hear("availability", available=False)
        assert door.boot().json()["available"] is False
