"""D: history goes back, or part of it cannot be read: those concerned notice, nobody else does."""

import asyncio
import contextlib
import shutil
import signal
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import text

from tests import servers
from tests.gauntlet.ground import Ground, require, together, until
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge, settled
from tests.gauntlet.people import operator, tab_of, visitor
from tests.servers import Postgres
from threadbox.store.migrate import engine_to_migrate

STANDBY = "gauntlet_standby"
# What is said while the standby, or the copy, does not hear of it.
LOST_MESSAGES = 30


async def standby_takes_over(ground: Ground) -> None:
    """G033: the primary dies under load, a standby takes over: one with all, one that lagged."""
    async with contextlib.AsyncExitStack() as clusters:

        async def follow(primary: Postgres) -> Postgres:
            standby = servers.standby(primary, STANDBY)
            stack = contextlib.ExitStack()
            clusters.push_async_callback(asyncio.to_thread, stack.close)
            return await asyncio.to_thread(stack.enter_context, standby)

        # A cluster of our own: the stage's goes on for others.
        primary = await follow(ground.stage.postgres())
        await _promote(primary)
        standby = await follow(primary)
        await _synchronous(primary)
        _use(ground, primary, standby)
        await ground.start()
        crowd = Crowd(ground, visitors=3)
        await crowd.come()
        await _says(ground, LOST_MESSAGES)
        await _fails_over(ground, primary, standby)
        await _says(ground, LOST_MESSAGES)
        await crowd.go()
        await judge(ground)

        lagging = await follow(standby)
        await ground.kill(and_start=False)
        _use(ground, standby, lagging)
        await ground.start()
        crowd = Crowd(ground, visitors=3)
        await crowd.come()
        await _loses(ground, lambda: _lags(ground, standby, lagging))
        await _takes_over(ground, lagging)
        await _says(ground, LOST_MESSAGES)
        await crowd.go()
        await _agrees(ground)


def _use(ground: Ground, *clusters: Postgres) -> None:
    """The servers know all of these, and may find any to be the one that can be written."""
    name = ground.database_url.rpartition("/")[2]
    hosts = ",".join(f"127.0.0.1:{cluster.port}" for cluster in clusters)
    for server in ground.servers:
        server.options["--database-url"] = f"postgresql://postgres@{hosts}/{name}"
    ground.database_url = clusters[0].url(name)


async def _fails_over(ground: Ground, primary: Postgres, standby: Postgres) -> None:
    assert primary.process is not None
    await asyncio.to_thread(primary.process.stop)
    await _takes_over(ground, standby)


async def _takes_over(ground: Ground, standby: Postgres) -> None:
    await _promote(standby)
    ground.database_url = standby.url(ground.database_url.rpartition("/")[2])


async def _promote(cluster: Postgres) -> None:
    await _run(cluster, "SELECT pg_promote()")


async def _synchronous(primary: Postgres) -> None:
    await _run(primary, f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
    await _run(primary, "SELECT pg_reload_conf()")
    state = "SELECT sync_state FROM pg_stat_replication"
    await _until_said(primary, state, [("sync",)])


async def _lags(ground: Ground, primary: Postgres, standby: Postgres) -> None:
    """What is written from now on does not reach the standby, until the primary is gone."""
    await _run(standby, "ALTER SYSTEM SET primary_conninfo = ''")
    await _run(standby, "SELECT pg_reload_conf()")
    await _until_said(standby, "SELECT status FROM pg_stat_wal_receiver", [])
    await _says(ground, LOST_MESSAGES)
    assert primary.process is not None
    await asyncio.to_thread(primary.process.stop)


async def _until_said(cluster: Postgres, question: str, answer: list[tuple[str]]) -> None:
    await until(lambda: _answer(cluster, question) == answer, question)


async def _run(cluster: Postgres, statement: str) -> None:
    await asyncio.to_thread(_answer, cluster, statement)


def _answer(cluster: Postgres, statement: str) -> list[tuple[str]]:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        found = connection.execute(statement.encode())
        return found.fetchall() if found.description else []


async def _says(ground: Ground, count: int) -> None:
    """Under load: so many more commands are acknowledged."""
    before = len(ground.ledger.acks)
    await until(lambda: ground.ledger.has_grown(before + count), "work")


async def _loses(ground: Ground, happens: Callable[[], Awaitable[None]]) -> None:
    """What is acknowledged while something `happens` is going to be lost, and need not be found."""
    before = set(ground.ledger.acks)
    await happens()
    for key in set(ground.ledger.acks) - before:
        del ground.ledger.acks[key]


async def _agrees(ground: Ground) -> None:
    """Everybody has begun anew, and from there on all is as promised."""
    await settled(ground)
    for person in ground.people:
        if person.stays:
            require(len(person.stretches) > 1, "I5 nobody told of another history", person.name)
        del person.stretches[:-1]
    await judge(ground)


async def put_back(ground: Ground) -> None:
    """G047: an earlier copy is put in the database's place; whoever was away does not miss it."""
    linus, ada = await visitor(ground), await operator(ground)
    away, late = await together(tab_of(linus), operator(ground))
    path, copy = ground.folder / "threadbox.db", ground.folder / "copy.db"
    await linus.do("send", text="in the copy")
    await judge(ground)
    await _stopped(ground)
    shutil.copyfile(path, copy)
    await ground.start()
    await _loses(ground, lambda: _say_all(linus.do, "lost", LOST_MESSAGES))
    await settled(ground)
    places = [person.place for person in (away, late)]
    for person in (away, late):
        await person.leave()
    await _stopped(ground)
    _replace(path, copy)
    await ground.start()
    # The new history passes the place of those who are away.
    await _say_all(linus.do, "after", 2 * LOST_MESSAGES)
    await settled(ground)
    require(linus.place > max(places), "the new history is longer")
    for person in (away, late):
        await person.come()
    await _agrees(ground)
    require(ada.is_there, "the inbox is back")


async def _say_all(do: Callable[..., Awaitable[object]], what: str, count: int) -> None:
    for number in range(count):
        await do("send", text=f"{what} {number}")


async def _stopped(ground: Ground) -> None:
    ground.server.signal(signal.SIGTERM)
    await ground.server.ended()


def _replace(path: Path, copy: Path) -> None:
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.copyfile(copy, path)


async def one_bad_row(ground: Ground) -> None:
    """G091: a line that cannot be read keeps nobody else's from them, and no list from anybody."""
    await ground.start()
    linus, mira = await visitor(ground), await visitor(ground)
    ada = await operator(ground)
    await linus.do("send", text="before")
    await mira.do("send", text="before")
    await judge(ground)
    closes = len(mira.closes)
    await asyncio.to_thread(_spoil, ground.database_url, linus.session)
    await mira.do("send", text="after")
    await until(lambda: "after" in str(mira.heard), "mira hears what she said")
    require(len(mira.closes) == closes, "another's fault closed a socket")
    await until(lambda: len(ada.stretches) > 1 and ada.is_there, "the inbox starts over")
    listed = await ada.ask("list", state="all")
    require(len(listed["conversations"]) == 2, "the list is whole", listed)
    await linus.do("send", text="after")
    seen = await ada.see(linus.session)
    require(seen["items"][-1]["content"]["text"] == "after", "the rest can be read", seen)


def _spoil(url: str, conversation: str) -> None:
    """Another program writes a line of its own into the log."""
    engine = engine_to_migrate(url)
    with closing(engine.connect()) as connection, connection.begin():
        site, number = connection.execute(
            text("SELECT website, number FROM conversations WHERE id = :id"), {"id": conversation}
        ).one()
        connection.execute(
            text("UPDATE websites SET head = head + 1 WHERE key = :site"), {"site": site}
        )
        connection.execute(
            text(
                "INSERT INTO log (website, position, conversation, type, fact_json)"
                " SELECT key, head, :number, 'message_sent', '{\"type\":\"message_sent\",'"
                " FROM websites WHERE key = :site"
            ),
            {"site": site, "number": number},
        )
    engine.dispose()
