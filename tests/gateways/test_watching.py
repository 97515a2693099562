"""`/metrics` and `/healthz`: what they say, and to whom."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.gateways.front_door import FrontDoor, is_message, opened
from tests.servers import free_port
from threadbox.gateways.http import health
from threadbox.store import sqlite

TOKEN = "a token that monitoring shows"
FIGURES = (
    "threadbox_writer_waiting",
    "threadbox_readers_waiting",
    "threadbox_commit_actions_bucket",
    "threadbox_commit_seconds_bucket",
    "threadbox_ack_seconds_bucket",
    "threadbox_sockets{",
    "threadbox_feed_lag_lines{",
    "threadbox_refusals_total{",
    "threadbox_limits_hit_total{",
    "threadbox_bell_rung_total",
    "threadbox_bell_lost_total",
    "threadbox_bell_ignored_total",
)


def _figures(door: FrontDoor) -> str:
    answer = httpx2.get(f"{door.url}/metrics")
    assert answer.status_code == 200
    return answer.text


def _value(figures: str, name: str) -> float:
    return sum(float(value) for value in re.findall(rf"^{re.escape(name)} (\S+)$", figures, re.M))


def test_the_figures_that_matter_are_there_and_move(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        before = _figures(door)
        linus.do("send", text="count me")
        ada.lines_until(is_message("count me"))
        assert linus.ask("send", text="")["type"] == "refused"
        for _ in range(60):
            linus.say(type="typing", typing=True)
        assert linus.is_alive()
        after = _figures(door)
    assert [name for name in FIGURES if name not in after] == []
    assert _value(after, 'threadbox_sockets{kind="visitor"}') == 1
    assert _value(after, 'threadbox_sockets{kind="operator"}') == 1
    for name, least in (
        ("threadbox_ack_seconds_count", 1),
        ("threadbox_commit_seconds_count", 1),
        ('threadbox_refusals_total{code="invalid",reason="message_empty"}', 1),
        ('threadbox_limits_hit_total{limit="signals",whose="own"}', 40),
    ):
        assert _value(after, name) - _value(before, name) >= least, name


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_the_figures_are_closed_to_whoever_comes_through_a_proxy(
    door: FrontDoor, header: str
) -> None:
    answer = httpx2.get(f"{door.url}/metrics", headers={header: "203.0.113.5"})
    assert answer.status_code == 404


def test_with_a_public_address_the_figures_need_a_token_or_their_own_port(tmp_path: Path) -> None:
    port = free_port()
    public = {"public_url": "https://chat.acme.example"}
    with opened(tmp_path, **public, metrics_port=port) as door:
        assert httpx2.get(f"{door.url}/metrics").status_code == 404
        own = httpx2.get(f"http://127.0.0.1:{port}/metrics")
        assert (own.status_code, "threadbox_sockets" in own.text) == (200, True)
        assert httpx2.get(f"http://127.0.0.1:{port}/healthz").status_code == 404
    with opened(tmp_path, **public, metrics_token=TOKEN) as door:
        for shown, status in (
            ({}, 404),
            ({"Authorization": TOKEN}, 404),
            ({"Authorization": f"Bearer {TOKEN}x"}, 404),
            ({"Authorization": f"Bearer {TOKEN}"}, 200),
        ):
            assert httpx2.get(f"{door.url}/metrics", headers=shown).status_code == status


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that is held is given up on soon, and writing is tried again at once."""
    monkeypatch.setattr(sqlite, "LOCK_WAIT_MILLISECONDS", 200)
    monkeypatch.setattr(health, "TRY_SECONDS", 0.0)


@pytest.mark.usefixtures("_hasty")
def test_another_program_that_holds_the_write_lock_degrades_and_nothing_is_acknowledged(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as door, door.visitor() as linus:
        linus.do("send", text="before")
        with closing(sqlite3.connect(tmp_path / "threadbox.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            refused = linus.ask("send", id="while-locked", text="while locked")
            assert (refused["type"], refused["code"]) == ("refused", "unavailable")
            assert refused["data"]["retry_after"] >= 1
            assert linus.ask("history", limit=5)["type"] == "history", "reading goes on"
            answer = httpx2.get(f"{door.url}/healthz")
            assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
            assert answer.json()["parts"] == {"writing": "storage_unavailable"}
            other.execute("ROLLBACK")
        healed = httpx2.get(f"{door.url}/healthz").json()
        assert (healed["status"], healed["parts"]) == ("ok", {})
        done = linus.do("send", id="while-locked", text="while locked")
        assert done["duplicate"] is False
        texts = [item["content"]["text"] for item in linus.ask("history", limit=5)["items"]]
        assert texts == ["before", "while locked"]


def test_a_bell_that_is_away_degrades_and_no_more(tmp_path: Path) -> None:
    with opened(tmp_path, bell_url="redis://127.0.0.1:1") as door:
        answer = httpx2.get(f"{door.url}/healthz")
        assert (answer.status_code, answer.json()["parts"]) == (200, {"bell": "bell_away"})
