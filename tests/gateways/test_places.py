"""Places in the log: snapshots, resuming, starting over, and nothing missed in between."""

import threading
from pathlib import Path

import pytest

from tests.gateways.front_door import FrontDoor, Wire, is_message, opened
from threadbox.live import realtime


@pytest.fixture(scope="module")
def door(either_door: FrontDoor) -> FrontDoor:
    return either_door


def test_a_newcomer_starts_from_a_snapshot(door: FrontDoor) -> None:
    with door.visitor() as linus:
        assert linus.welcome["conversation"] is None
        linus.do("open")
        linus.do("start_thread", topic="Snapshot")
        linus.do("send", text="before the reload")
        with door.visitor(linus.token) as again:
            welcome = again.welcome
            assert welcome["resumed"] is False
            assert welcome["session"] == linus.session
            items = welcome["conversation"]["items"]
            assert [item["kind"] for item in items] == ["started", "message"]
            assert welcome["conversation"]["opened"] is True
            linus.lines_until(is_message("before the reload"))
            assert welcome["position"] >= linus.lines[-1]["position"]


def test_a_reader_resumes_from_its_place(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("send", text="first")
        place = linus.lines_until(is_message("first"))[-1]["position"]
        epoch = linus.welcome["epoch"]
        linus.do("send", text="second")
        with door.visitor(linus.token, epoch=epoch, position=place) as again:
            assert again.welcome["resumed"] is True
            assert again.welcome["position"] == place
            assert again.welcome["conversation"] is None
            facts = again.hear("facts")
            assert facts["after"] <= place
            assert [line["fact"]["message"]["content"]["text"] for line in facts["lines"]] == [
                "second"
            ]
            again.do("send", text="third")
            lines = again.lines_until(is_message("third"))
            assert len(lines) == 2


def test_an_operator_resumes_from_their_place(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="one")
        place = ada.lines_until(is_message("one"))[-1]["position"]
        linus.do("send", text="two")
        linus.do("send", text="three")
        epoch = ada.welcome["epoch"]
        with door.operator("grace", epoch=epoch, position=place) as grace:
            assert grace.welcome["resumed"] is True
            lines = grace.lines_until(is_message("three"))
            assert [line["position"] for line in lines] == [place + 1, place + 2]


def test_a_reader_of_another_epoch_or_from_the_future_gets_a_snapshot(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("send", text="hello")
        epoch = linus.welcome["epoch"]
        for hello in (
            {"epoch": "another", "position": 1},
            {"epoch": None, "position": 1},
            {"epoch": epoch, "position": 1_000_000},
            {"epoch": epoch, "position": -5},
        ):
            with door.visitor(linus.token, **hello) as again:
                assert again.welcome["resumed"] is False
                assert again.welcome["conversation"]["items"]
            with door.operator(**hello) as ada:
                assert ada.welcome["resumed"] is False


def test_resume_in_the_middle_tells_what_was_missed(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="alpha")
        place = ada.lines_until(is_message("alpha"))[-1]["position"]
        linus.do("send", text="beta")
        ada.lines_until(is_message("beta"))
        for wire in (linus, ada):
            wire.say(type="resume", position=place)
            missed = wire.hear("facts", after=place)
            assert is_message("beta")(missed["lines"][-1]["fact"])
            wire.say(type="resume", position=9_999_999)
            assert wire.hear("start_over")


def test_what_is_sent_links_to_what_was_sent_before(door: FrontDoor) -> None:
    """`after` never exceeds what the reader has, though other conversations write between."""
    with door.visitor() as linus, door.visitor() as other, door.operator() as ada:
        for number in range(10):
            other.do("send", text=f"noise {number}")
            linus.do("send", text=f"signal {number}")
        for wire, last in ((linus, "signal 9"), (other, "noise 9"), (ada, "signal 9")):
            wire.lines_until(is_message(last))
            _require_linked(wire)
        texts = [
            line["fact"]["message"]["content"]["text"]
            for line in linus.lines
            if line["fact"]["type"] == "message_sent"
        ]
        assert texts == [f"signal {number}" for number in range(10)]


def test_nothing_is_missed_or_doubled_while_joining_a_busy_website(tmp_path: Path) -> None:
    """Operators and tabs come while somebody writes; each sees every line after its snapshot."""
    enough = threading.Event()

    def write(door: FrontDoor, token: str) -> None:
        with door.visitor(token) as writer:
            while not enough.is_set():
                writer.do("send", text="and on it goes")

    with opened(tmp_path, sends_per_second=0) as door:
        token = door.boot().json()["token"]
        writer = threading.Thread(target=write, args=(door, token))
        writer.start()
        try:
            for _ in range(8):
                with door.operator() as ada:
                    _require_gapless(ada)
                with door.visitor(token) as tab:
                    _require_gapless(tab)
        finally:
            enough.set()
            writer.join()


def _require_gapless(wire: Wire) -> None:
    """Nobody else writes, so this audience's positions have no gaps."""
    while len(wire.lines) < 10:
        wire.next()
    positions = [line["position"] for line in wire.lines]
    start = wire.welcome["position"] + 1
    assert positions == list(range(start, start + len(positions)))


def test_heartbeats_tell_the_place_soon_after_news(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert realtime.FRESH_BEAT_SECONDS + realtime.PULSE_SECONDS <= 5
    monkeypatch.setattr(realtime, "FRESH_BEAT_SECONDS", 0.1)
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="beat, please")
        for wire in (linus, ada):
            place = wire.lines_until(is_message("beat, please"))[-1]["position"]
            assert wire.hear("beat")["head"] == place


def test_positions_and_acks_survive_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path, secret="s" * 32) as door, door.visitor() as linus:
        first = linus.ask("send", id="same-command", text="once")
        token = linus.token
    with opened(tmp_path, secret="s" * 32) as door, door.knock("/visitor") as wire:
        wire.say(type="hello", version=1, website=door.website, token=token)
        welcome = wire.hear("welcome")
        assert len(welcome["conversation"]["items"]) == 1
        second = wire.ask("send", id="same-command", text="once")
        assert second["duplicate"] is True
        assert second["seq"] == first["seq"]
        assert second["position"] == first["position"]


def _require_linked(wire: Wire) -> None:
    """As a client would: no `facts` or `beat` speaks of a place beyond what was received."""
    place = wire.welcome["position"]
    for frame in wire.heard:
        if frame["type"] == "facts":
            assert frame["after"] <= place
            for line in frame["lines"]:
                assert line["position"] > place
                place = line["position"]
        elif frame["type"] == "beat":
            assert frame["head"] <= place
