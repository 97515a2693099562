"""PostgreSQL as the page sets it up: a role and a database, a standby, both forms of two hosts."""

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed

from tests import servers
from tests.gateways.front_door import assemble
from tests.operating.conftest import Needs
from tests.operating.page import under
from tests.servers import Postgres
from tests.threadbox_server import ThreadboxServer
from threadbox.cli import main
from threadbox.store.database import Database
from threadbox.store.postgres import PostgresEngine
from threadbox.store.reaching import conninfo
from tools import unpacked

pytestmark = pytest.mark.postgres

STANDBY = "threadbox_standby"
PATIENCE_SECONDS = 60
RESTART = 1012


@pytest.fixture
def primary() -> Iterator[Postgres]:
    """With what the page's `postgresql.conf` says, and its role and database."""
    settings = dict(re.findall(r"^(\w+) = (.+)$", under("A standby", "conf")[0], re.MULTILINE))
    at_the_start = [f"{name}={settings[name]}" for name in ("wal_level", "max_wal_senders")]
    with servers.postgres((*servers.FOR_TESTS, *at_the_start)) as cluster:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            for statement in under("PostgreSQL", "sql")[0].split(";"):
                if statement.strip():
                    connection.execute(statement.encode())
        yield cluster


@pytest.fixture
def standby(primary: Postgres) -> Iterator[Postgres]:
    """That the primary waits for, from when it is there."""
    settings = dict(re.findall(r"^(\w+) = (.+)$", under("A standby", "conf")[0], re.MULTILINE))
    with servers.standby(primary, STANDBY) as cluster:
        with psycopg.connect(primary.url("postgres"), autocommit=True) as connection:
            for name in ("synchronous_standby_names", "synchronous_commit"):
                value = settings[name].strip("'")
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")
            _until(lambda: _is_synchronous(connection))
        yield cluster


def _is_synchronous(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    found = connection.execute("SELECT application_name, sync_state FROM pg_stat_replication")
    return found.fetchall() == [(STANDBY, "sync")]


def _url(form: int, first: Postgres, second: Postgres) -> str:
    """One of the page's two forms, with these hosts in this order."""
    (said,) = re.findall(r"'(postgresql://[^']+)'", under("A standby", "sh")[0].splitlines()[form])
    return (
        str(said)
        .replace("db1:5432,db2:5432", f"127.0.0.1:{first.port},127.0.0.1:{second.port}")
        .replace("host=db1,db2", "host=127.0.0.1,127.0.0.1")
        .replace("port=5432,5432", f"port={first.port},{second.port}")
    )


@pytest.mark.slow
@pytest.mark.parametrize("form", [0, 1])
def test_a_standby_takes_over_and_nothing_that_was_acknowledged_is_lost(
    primary: Postgres, standby: Postgres, tmp_path: Path, form: int
) -> None:
    # The one that cannot be written stands first, and is no trap.
    url = _url(form, standby, primary)
    server = ThreadboxServer(tmp_path, url)
    server.start()
    try:
        database = Database.open(url)
        door = assemble(server.port, database)
        database.close()
        assert len(server.cli("list-websites")["websites"]) == 2
        with door.visitor() as linus:
            acknowledged = [str(number) for number in range(20)]
            for text in acknowledged:
                linus.do("send", text=text)
            assert primary.process is not None
            primary.process.stop()
            with psycopg.connect(standby.url("postgres"), autocommit=True) as connection:
                connection.execute("SELECT pg_promote()")
            # Nobody can tell from here that it has everything, so everybody starts over once.
            with contextlib.suppress(ConnectionClosed):
                while True:
                    linus.ask("send", text="meanwhile")
            assert linus.close_code() == RESTART
        with door.visitor(linus.token) as linus:
            _until(lambda: linus.ask("send", text="after")["type"] == "done")
            said = [item["content"]["text"] for item in linus.ask("history", limit=100)["items"]]
            assert said[:20] == acknowledged
            assert said[-1] == "after"
        assert len(server.cli("list-operators")["operators"]) == 3
    finally:
        server.stop()


@pytest.mark.parametrize("form", [0, 1])
def test_the_doctor_takes_either_form(
    primary: Postgres,
    standby: Postgres,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    form: int,
) -> None:
    url = _url(form, standby, primary)
    assert main(["migrate", "--data", str(tmp_path), "--database-url", url]) == 0
    capsys.readouterr()
    main(["doctor", "--data", str(tmp_path), "--database-url", url])
    printed = capsys.readouterr().out
    assert "ok   schema" in printed
    assert "pooler" not in printed


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("off", "on"),
        ("local", "on"),
        ("remote_write", "on"),
        ("on", "on"),
        ("remote_apply", "remote_apply"),
    ],
)
def test_no_administrators_wish_for_safety_is_weakened(
    postgres: Postgres, migrated_postgres: str, wanted: str, kept: str
) -> None:
    url = f"{postgres.url(migrated_postgres)}?options=-c%20synchronous_commit%3D{wanted}"
    with PostgresEngine(url).writer() as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == (kept,)


def test_what_an_address_leaves_open_is_settled_and_what_it_says_is_heeded() -> None:
    text = conninfo("postgresql://me@one,two/name")
    assert "tcp_user_timeout=10000" in text
    assert "target_session_attrs=read-write" in text
    text = conninfo("postgresql://me@one/name?tcp_user_timeout=1&target_session_attrs=any")
    assert "tcp_user_timeout=1 " in f"{text} "
    assert "target_session_attrs=any" in text


@pytest.mark.parametrize(("mode", "is_bad"), [("transaction", True), ("session", False)])
def test_a_transaction_pooler_is_noticed(
    postgres: Postgres,
    migrated_postgres: str,
    needs: Needs,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    mode: str,
    is_bad: bool,
) -> None:
    program = needs("pgbouncer")
    name = postgres.create_database(migrated_postgres)
    with servers.pgbouncer(program, postgres, mode, **unpacked.environment("pgbouncer")) as pooled:
        main(["doctor", "--data", str(tmp_path), "--database-url", pooled.url(name)])
        assert ("BAD  pooler" in capsys.readouterr().out) is is_bad
    postgres.drop_database(name)


def _until(is_so: object) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.1)
