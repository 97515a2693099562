"""What is stored and cannot be read any more costs itself, and nothing beside it.

The rows are broken behind the server's back, as a bad disk, or a fault of a former version, would.
"""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Table, and_, select, update

from tests.gateways.front_door import FrontDoor, Wire, is_message, opened
from threadbox.cli import main
from threadbox.store.tables import (
    commands,
    conversations,
    log,
    threads,
    timeline,
)

_ids = count(1)
# Each is no `Message` in another way: a bool for a number, half a text, another type, a number
# where an object stands, a nested object without end, a kind from the future.
BROKEN = [
    (
        '{"seq":1,"fingerprint":2,"at":3,"by":{"kind":"visitor","id":"x"},"thread":null,'
        '"content":{"type":"audio","url":"https://x/","media":"audio/mpeg","seconds":true},'
        '"client_id":null,"follows":null,"kind":"message"}'
    ),
    '{"seq":1,"fingerprint":2,"at":3,"by":{"kind":"visi',
    "",
    "[]",
    "7",
    "null",
    '{"kind":"message"}',
    '{"kind":"a kind of tomorrow","seq":1}',
    '{"kind":"message","seq":1,"content":{"type":"hologram"}}',
    '{"kind":["message"]}',
    "[" * 20_000,
]


@pytest.fixture(scope="module")
def door(either_door: FrontDoor) -> FrontDoor:
    return either_door


def _break_item(door: FrontDoor, session: str, seq: int, text: str) -> None:
    where = and_(*_of(timeline, session), timeline.c.seq == seq)
    _run(door, update(timeline).where(where).values(item_json=text))


def _break_line(door: FrontDoor, session: str, position: int, text: str) -> None:
    where = and_(*_of(log, session), log.c.position == position)
    _run(door, update(log).where(where).values(fact_json=text))


def _break_row(door: FrontDoor, session: str, table: Any, values: dict[str, str]) -> None:
    rows = [table.c.id == session] if table is conversations else _of(table, session)
    _run(door, update(table).where(*rows).values(**values))


def _of(table: Table, session: str) -> list[ColumnElement[bool]]:
    """The rows of a conversation."""
    of_session = conversations.c.id == session
    return [
        table.c.website == select(conversations.c.website).where(of_session).scalar_subquery(),
        table.c.conversation == select(conversations.c.number).where(of_session).scalar_subquery(),
    ]


def _run(door: FrontDoor, statement: Any) -> None:
    def change(tx: Any) -> None:
        sql, names, values = tx.buffer.compiler.assembled(statement)
        tx.buffer.cursor.execute(sql, [values[name] for name in names])

    door.database.write_now(None, change)


@contextmanager
def _two_visitors(door: FrontDoor) -> Iterator[tuple[Wire, Wire]]:
    with door.visitor() as linus, door.visitor() as other:
        for wire, name in ((linus, "linus"), (other, "other")):
            for number in range(3):
                wire.do("send", text=f"{name} {number}")
            wire.lines_until(is_message(f"{name} 2"))
        yield linus, other


def _texts(items: list[dict[str, Any]]) -> list[str]:
    return [item["content"].get("text", item["content"]["type"]) for item in items]


@pytest.mark.parametrize("text", BROKEN)
def test_an_item_that_cannot_be_read_is_replaced_by_a_placeholder(
    door: FrontDoor, text: str
) -> None:
    with _two_visitors(door) as (linus, other), door.operator() as ada:
        _break_item(door, linus.session, 2, text)
        shown = ["linus 0", "unreadable", "linus 2"]
        assert _texts(linus.ask("history", limit=9)["items"]) == shown
        page = ada.ask("history", conversation=linus.session, around=2)
        assert _texts(page["items"]) == shown
        whole = ada.ask("conversation", conversation=linus.session)["conversation"]
        assert _texts(whole["items"]) == shown
        assert [item["seq"] for item in whole["items"]] == [1, 2, 3]
        with door.visitor(linus.token) as again:
            assert _texts(again.welcome["conversation"]["items"]) == shown
        assert _texts(other.ask("history", limit=9)["items"]) == ["other 0", "other 1", "other 2"]
        linus.do("send", text="and it goes on")
        ada.lines_until(is_message("and it goes on"))


def test_a_note_that_cannot_be_read_is_still_for_operators_only(door: FrontDoor) -> None:
    with _two_visitors(door) as (linus, _), door.operator() as ada:
        done = ada.do("send", conversation=linus.session, text="a secret", note=True)
        _break_item(door, linus.session, done["seq"], '{"content":{"type":"text","text":"a sec')
        seen = linus.ask("history", limit=9)["items"]
        assert _texts(seen) == ["linus 0", "linus 1", "linus 2"]
        own = ada.ask("history", conversation=linus.session, limit=9)["items"]
        assert _texts(own)[-1] == "unreadable"


@pytest.mark.parametrize("text", [*BROKEN, '{"type":"message_sent"}'])
def test_a_line_that_cannot_be_read_takes_nobody_with_it(door: FrontDoor, text: str) -> None:
    """Who comes back over it starts from a snapshot, and is not sent away again and again."""
    with _two_visitors(door) as (linus, other), door.operator() as ada:
        ada.do("send", conversation=linus.session, text="seen by both")
        epoch = ada.welcome["epoch"]
        position = linus.lines_until(is_message("seen by both"))[-1]["position"]
        before = position - 1
        _break_line(door, linus.session, position, text)
        place = {"epoch": epoch, "position": before}
        with door.operator(**place) as back:
            assert back.welcome["resumed"] is False
            assert back.ask("conversation", conversation=linus.session)["conversation"]
        with door.visitor(linus.token, **place) as back:
            assert back.welcome["resumed"] is False
            assert back.welcome["conversation"]["items"]
        with door.visitor(other.token, **place) as back:
            assert back.welcome["resumed"] is True
        for wire in (ada, linus):
            wire.say(type="resume", position=before)
            assert wire.hear("start_over")
            assert wire.close_code() == 1012
        other.do("send", text="still here")
        with door.operator(epoch=epoch, position=position) as beyond:
            assert beyond.welcome["resumed"] is True
            beyond.lines_until(is_message("still here"))


ROWS = [
    (conversations, {"profile_json": '{"nickname":5}'}),
    (conversations, {"data_json": '{"plan":[]}'}),
    (conversations, {"segments_json": "{}"}),
    (conversations, {"events_json": '[{"text":1}]'}),
    (conversations, {"preview_json": '{"text":"cut of'}),
    (threads, {"data_json": "nonsense"}),
    (threads, {"episodes_json": "[]"}),
    (threads, {"episodes_json": '[{"seq":"one"}]'}),
    (commands, {"outcome_json": "{"}),
]


@pytest.mark.parametrize(("table", "values"), ROWS)
def test_a_row_that_cannot_be_read_leaves_the_list_and_the_conversation_usable(
    door: FrontDoor, table: Any, values: dict[str, str]
) -> None:
    with _two_visitors(door) as (linus, _), door.operator() as ada:
        linus.do("open")
        linus.do("profile", nickname="Linus")
        linus.do("data", data={"plan": "pro"})
        linus.do("start_thread", topic="Broken", external_id="7")
        done = linus.do("send", id=f"again-{next(_ids):04}", text="in it")
        _break_row(door, linus.session, table, values)
        page = ada.ask("list")
        assert linus.session in [row["id"] for row in page["conversations"]]
        assert ada.ask("conversation", conversation=linus.session)["type"] == "conversation"
        assert linus.ask("history")["type"] == "history"
        with door.visitor(linus.token) as again:
            again.do("send", text="goes on")
            again.do("start_thread", topic="Broken", external_id="7")
            again.do("end_thread")
            answer = again.ask("send", id=done["id"], text="in it")
            assert answer["type"] == "done"
            assert answer["duplicate"] is True


def test_doctor_finds_what_cannot_be_read_and_sets_it_aside(tmp_path: Path) -> None:
    """Beside a running server; what was there is kept as it stood."""
    with opened(tmp_path / "data") as door, _two_visitors(door) as (linus, _):
        linus.do("open")
        linus.do("start_thread", topic="T")
        done = linus.do("send", text="in it")
        position = linus.lines_until(is_message("in it"))[-1]["position"]
        assert _texts_of_doctor(tmp_path / "data")["verdict"] == "good"
        _break_item(door, linus.session, done["seq"], BROKEN[0])
        _break_line(door, linus.session, position, BROKEN[1])
        for table, values in ROWS:
            _break_row(door, linus.session, table, values)
        found = _texts_of_doctor(tmp_path / "data")
        assert found["verdict"] == "bad"
        assert "timeline.item_json" in found["says"]
        assert "log.fact_json" in found["says"]
        assert _texts_of_doctor(tmp_path / "data", "--repair")["verdict"] == "good"
        kept = next((tmp_path / "data").glob("set-aside-*.jsonl"))
        assert kept.stat().st_mode & 0o077 == 0
        texts = [json.loads(line)["text"] for line in kept.read_text().splitlines()]
        assert {BROKEN[0], BROKEN[1]} <= set(texts)
        items = linus.ask("history", limit=9)["items"]
        assert _texts([item for item in items if "content" in item])[-1] == "unreadable"
        with door.operator() as ada:
            assert linus.session in [row["id"] for row in ada.ask("list")["conversations"]]
        linus.do("send", text="and on")


def _texts_of_doctor(data: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    with redirect_stdout(out):
        main(["doctor", "--data", str(data), "--json", *options])
    findings = json.loads(out.getvalue())["findings"]
    found: dict[str, Any] = next(each for each in findings if each["about"] == "texts")
    return found
