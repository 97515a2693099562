"""A database that hangs is told from one that is slow or away, and keeps nobody from ending."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2
import psycopg
import pytest

from tests import servers
from tests.gateways.front_door import FrontDoor, Wire, assemble
from tests.servers import Postgres
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database

pytestmark = pytest.mark.postgres

PATIENCE_SECONDS = 60


@pytest.mark.bound("writer.STUCK_SECONDS")
def test_a_commit_that_hangs_is_said_and_nothing_waits_for_it(tmp_path: Path) -> None:
    """A synchronous standby that is away: commits wait for it, for ever."""
    with servers.postgres() as cluster:
        url = cluster.url(cluster.create_database())
        server = ThreadboxServer(tmp_path, url)
        server.start()
        with closing(Database.open(url)) as database:
            door = assemble(server.port, database)
        with door.visitor() as linus, door.visitor() as mira, door.operator() as ada:
            linus.do("send", id="before-0001", text="before")
            _wait_for_a_standby(cluster, "nobody")
            linus.say(type="send", id="hanging-0001", text="nobody knows")
            _until(lambda: _health(door) == ("degraded", {"writing": "storage_slow"}))
            _until(lambda: mira.ask("send", text="now?").get("reason") == "storage_busy")
            assert int(mira.ask("send", text="now?")["data"]["retry_after"]) >= 1
            assert _texts(ada, linus.session) == ["before"], "reading goes on"
            # Fails if it has to be killed.
            server.stop()
        _wait_for_a_standby(cluster, "")
        server.start()
        with door.visitor(linus.token) as back:
            back.do("send", id="hanging-0001", text="nobody knows")
            said = _texts(back, linus.session)
            assert said == ["before", "nobody knows"], "once, whatever became of it"
            assert _health(door) == ("ok", {})
        server.stop()


def _texts(wire: Wire, conversation: str) -> list[str]:
    page = wire.ask("history", conversation=conversation, limit=9)
    return [item["content"]["text"] for item in page["items"]]


def _wait_for_a_standby(cluster: Postgres, name: str) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'".encode())
        connection.execute("SELECT pg_reload_conf()")
        shown = "SHOW synchronous_standby_names"
        _until(lambda: connection.execute(shown.encode()).fetchone() == (name,))


def _health(door: FrontDoor) -> tuple[str, dict[str, str]]:
    said = httpx2.get(f"{door.url}/healthz", timeout=PATIENCE_SECONDS).json()
    return said["status"], said.get("parts", {})


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
