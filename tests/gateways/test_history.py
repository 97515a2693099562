"""A history that goes back is noticed, whichever way it went: everybody starts over, once.

What readers remember is then not what the database holds: a copy was restored, a folder replaced,
a standby that lagged behind took over. Nobody may be left with phantoms, or without what follows.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import delete, update

from tests.gateways.front_door import FrontDoor, Wire, assemble, is_message, opened
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database
from threadbox.store.tables import log, websites
from threadbox.store.transaction import Transaction

Copy = Callable[[Path, Path], object]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FrontDoor]:
    """A server of its own: its history is another one after each of these."""
    if request.param == "sqlite":
        with opened(tmp_path) as door:
            yield door
        return
    lend, template = map(request.getfixturevalue, ("lend", "migrated_postgres"))
    with lend(template) as url, opened(tmp_path, database_url=url) as door:
        yield door


def _copied_over(copy: Path, file: Path) -> None:
    """As `cp` does: the file stays the file, with other contents."""
    file.write_bytes(copy.read_bytes())


def _put_in_its_place(copy: Path, file: Path) -> None:
    file.unlink()
    shutil.copy2(copy, file)


def _backed_up(file: Path, copy: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _place(wire: Wire) -> dict[str, Any]:
    """Where a reader is that wrote down what docs/protocol.md says."""
    welcome, lines = wire.welcome, wire.lines
    last = welcome["last"]
    position = welcome["position"]
    if lines:
        position = lines[-1]["position"]
        last = {"position": position, "at": lines[-1]["fact"]["at"]}
    return {"epoch": welcome["epoch"], "position": position, "last": last}


def _door(server: ThreadboxServer) -> FrontDoor:
    with closing(Database.open(f"sqlite:///{server.data / 'threadbox.db'}", owner=False)) as data:
        return assemble(server.port, data)


def _texts(wire: Wire) -> list[str]:
    conversation = wire.welcome["conversation"] or {"items": []}
    return [item["content"]["text"] for item in conversation["items"] if "content" in item]


@pytest.mark.parametrize("restore", [_copied_over, _put_in_its_place])
@pytest.mark.parametrize("how", ["stopped", "killed"])
@pytest.mark.parametrize("is_late", [False, True], ids=["before head", "after head"])
def test_a_copy_put_back_by_hand_makes_browsers_start_over(
    new_server: Callable[..., ThreadboxServer], restore: Copy, how: str, is_late: bool
) -> None:
    """`is_late`: the browser comes back when the log has grown past its place again."""
    server = new_server(None, "--sends-per-second", "0")
    server.start()
    door = _door(server)
    file, copy = server.data / "threadbox.db", server.data.parent / "copy.db"
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="kept")
        _backed_up(file, copy)
        for number in range(5):
            linus.do("send", text=f"lost {number}")
        linus.lines_until(is_message("lost 4"))
        ada.lines_until(is_message("lost 4"))
        places = _place(linus), _place(ada)
        token = linus.token
    server.stop() if how == "stopped" else server.kill()
    for beside in ("-wal", "-shm"):
        Path(f"{file}{beside}").unlink(missing_ok=True)
    restore(copy, file)
    server.start()
    if is_late:
        with door.visitor() as somebody:
            for number in range(30):
                somebody.do("send", text=f"since {number}")
    with door.operator(**places[1]) as ada:
        assert ada.welcome["resumed"] is False
        ada.do("send", conversation=linus.session, text="an answer")
        with door.visitor(token, **places[0]) as back:
            assert back.welcome["resumed"] is False
            assert _texts(back) == ["kept", "an answer"]
            back.do("send", text="it goes on")
            ada.lines_until(is_message("it goes on"))
    with door.visitor(token, **_place(back)) as again:
        assert again.welcome["resumed"] is True, "once, and then as ever"
    server.stop()


def test_a_restart_alone_makes_nobody_start_over(
    new_server: Callable[..., ThreadboxServer],
) -> None:
    server = new_server(None)
    server.start()
    door = _door(server)
    with door.visitor() as linus:
        linus.do("send", text="hello")
        linus.lines_until(is_message("hello"))
    for end in (server.stop, server.kill, server.stop):
        end()
        server.start()
        with door.visitor(linus.token, **_place(linus)) as again:
            assert again.welcome["resumed"] is True
    server.stop()


def _go_back(door: FrontDoor, to: int) -> None:
    """The database loses its newest lines under a running server, as in a failover."""

    def lose(tx: Transaction) -> None:
        for statement in (
            delete(log).where(log.c.website == tx.website.key, log.c.position > to),
            update(websites).where(websites.c.key == tx.website.key).values(head=to),
        ):
            sql, names, values = tx.buffer.compiler.assembled(statement)
            tx.buffer.cursor.execute(sql, [values[name] for name in names])

    with closing(Database.open(door.database_url, owner=False)) as beside:
        beside.write_now(door.website, lose)


def test_a_log_that_goes_back_under_a_running_server_is_noticed_with_the_next_write(
    door: FrontDoor,
) -> None:
    with door.visitor() as linus, door.operator() as ada, door.operator("grace") as grace:
        linus.do("send", text="kept")
        kept = ada.lines_until(is_message("kept"))[-1]["position"]
        for number in range(20):
            linus.do("send", text=f"lost {number}")
        ada.lines_until(is_message("lost 19"))
        grace.lines_until(is_message("lost 19"))
        before = ada.welcome["epoch"]
        _go_back(door, kept)
        with door.visitor() as other:
            other.do("send", text="the first that is new")
            for wire in (ada, grace):
                assert wire.hear("start_over")
                assert wire.close_code() == 1012
        with door.operator(**_place(ada)) as back, door.visitor() as another:
            assert back.welcome["resumed"] is False
            assert back.welcome["epoch"] != before
            another.do("send", text="the second")
            back.lines_until(is_message("the second"))


def test_operators_who_only_listen_are_told_too(door: FrontDoor) -> None:
    """Nobody writes: the feed's own look finds that the log ends before its place."""
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="kept a while")
        kept = ada.lines_until(is_message("kept a while"))[-1]["position"]
        linus.do("send", text="lost")
        ada.lines_until(is_message("lost"))
        _go_back(door, kept)
        assert ada.hear("start_over")


def test_a_place_that_a_visitor_makes_up_makes_nobody_else_start_over(
    door: FrontDoor,
) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="hello")
        epoch = ada.welcome["epoch"]
        for last in ({"position": 1, "at": 1}, {"position": 9_999, "at": 5}):
            with door.visitor(linus.token, epoch=epoch, position=1, last=last) as odd:
                assert odd.welcome["resumed"] is False
                assert odd.welcome["epoch"] == epoch
        linus.do("send", text="still there")
        ada.lines_until(is_message("still there"))


def test_a_folder_that_is_taken_away_or_replaced_is_refused_and_said(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as door, door.visitor() as linus:
        linus.do("send", text="before")
        (tmp_path / "data").rename(tmp_path / "moved")
        message = {"id": "kept-and-sent-again", "text": "after"}
        refused = linus.ask("send", **message)
        assert (refused["code"], refused["reason"]) == ("unavailable", "storage_unavailable")
        assert httpx2.get(f"{door.url}/healthz").status_code == 503
        shutil.copytree(tmp_path / "moved", tmp_path / "data")
        assert linus.ask("send", **message)["code"] == "unavailable", "a stranger's file"
        assert httpx2.get(f"{door.url}/healthz").status_code == 503
        shutil.rmtree(tmp_path / "data")
        (tmp_path / "moved").rename(tmp_path / "data")
        linus.do("send", **message)
        texts = [item["content"]["text"] for item in linus.ask("history", limit=9)["items"]]
        assert texts == ["before", "after"]
