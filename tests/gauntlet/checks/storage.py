"""B and C: the storage fails: full, broken, damaged, exhausted, locked, in somebody's way."""

import asyncio
import contextlib
import resource
import shutil
from pathlib import Path

import psycopg

from tests.gauntlet import strace
from tests.gauntlet.ground import Ground, Server, asked, require, until
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge, judge_stored
from tests.gauntlet.people import connected, operator, visitor
from tests.gauntlet.stage import PAGE
from tests.gauntlet.stored import stored

HEAL_SECONDS = 5.0
ROOM_BYTES = 64 * 1024


async def damaged_log(ground: Ground) -> None:
    """G017: a copy whose write-ahead log is cut short or has wrong bits serves what came before."""
    await ground.start()
    crowd = Crowd(ground, visitors=2)
    await crowd.come()
    await until(lambda: crowd.fault or ground.ledger.has_grown(200), "a crowd at work")
    await crowd.go()
    whole = await judge(ground)
    ground.ledger.keep()
    await ground.kill(and_start=False)
    unheard = ground.ledger.so_far()
    unheard.acks = {}
    for number in range(2 * ground.cycles):
        copy = ground.folder / f"copy-{number}"
        copy.mkdir()
        for name in ("threadbox.db", "threadbox.db-wal"):
            shutil.copyfile(ground.folder / name, copy / name)
        _damage(copy / "threadbox.db-wal", ground, is_cut=number % 2 == 0)
        url = f"sqlite:///{copy / 'threadbox.db'}"
        server = Server(ground.stage, copy, url, number)
        try:
            await server.start()
            seen = await stored(url, ground.cast.acme)
        finally:
            await server.kill()
        judge_stored(seen, unheard)
        require(seen.lines == whole.lines[: len(seen.lines)], "I3 another past", len(seen.lines))


def _damage(log: Path, ground: Ground, *, is_cut: bool) -> None:
    size = log.stat().st_size
    place = ground.random.randrange(size // 4, size)
    with log.open("r+b") as file:
        if is_cut:
            file.truncate(place)
            return
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << ground.random.randrange(8)]))


async def disk_full(ground: Ground) -> None:
    """G020: the disk is full under load, and freed: refused, still read, healed without restart."""
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    ada = await operator(ground)
    server = ground.server
    # For this process alone, files may not grow (EFBIG where a full disk says ENOSPC).
    _, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    for _ in range(ground.cycles):
        size = max(path.stat().st_size for path in ground.folder.glob("threadbox.db*"))
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size + ROOM_BYTES, hard))
        before = sum(person.put_off for person in crowd.people)
        await until(lambda: sum(p.put_off for p in crowd.people) > before, "a refusal")  # noqa: B023
        health = await asked(server.port, "GET", "/healthz")
        require(health.status == 200, "what reads goes on", health)
        await ada.see(crowd.sessions[0])
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))
        linus = await visitor(ground)
        waiting = asyncio.create_task(linus.ask("send", text="room again"))
        await until(waiting.done, "work again", HEAL_SECONDS)
        await waiting
    await crowd.go()
    await judge(ground)


async def failing_syncs(ground: Ground) -> None:
    """G023: the N-th sync of the disk fails, N = 1, 2, 3 …; nothing of that commit is acknowledged,
    and nothing acknowledged is lost."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    tabs = [linus, ada]
    for number in range(1, 1 + ground.cycles):
        async with strace.failing(ground.server.pid, ground.folder, nth=number) as failed:
            where = {"conversation": linus.session}
            for count in range(number + 2):
                await linus.do("send", text=f"{number}.{count}")
                await ada.do("send", text=f"{number}.{count} to you", **where)
        require(failed.count, "no sync has failed", number)
    require(sum(person.put_off for person in tabs) > 0, "acknowledged without a sync")
    await ground.kill()
    await judge(ground)


async def no_descriptors(ground: Ground) -> None:
    """G024: the process may open no more files: newcomers wait or are refused, others go on."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    await linus.do("send", text="before")
    pid = ground.server.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (_open_files(pid) + 8, hard))
    url = f"ws://127.0.0.1:{ground.server.port}/visitor"
    guests = [asyncio.create_task(connected(url, lambda _: None, Origin=PAGE)) for _ in range(40)]
    for number in range(10):
        await linus.do("send", text=f"{number} meanwhile")
    came = await asyncio.gather(*guests, return_exceptions=True)
    refused = [each for each in came if isinstance(each, ConnectionError)]
    require(refused, "R forty sockets, and room for eight")
    for line in came:
        if not isinstance(line, BaseException):
            line.transport.disconnect(graceful=False)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))
    mira = await visitor(ground)
    await mira.do("send", text="there is room again")
    require(not ground.server.is_over() and ground.server.pid == pid, "B the process died")
    require(len(ada.welcomes) == 1, "others are not concerned", ada.welcomes)
    await judge(ground)


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def no_connection_left(ground: Ground) -> None:
    """G034: PostgreSQL has no connection left for us; then our website's row is locked."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    hogs: list[psycopg.Connection[object]] = []
    try:
        await asyncio.to_thread(_take_all_connections, ground, hogs)
        waiting = asyncio.create_task(linus.ask("send", text="when there is a connection"))
        await until(lambda: linus.put_off or waiting.done(), "a refusal")
        require(not waiting.done(), "acknowledged without a connection")
        require(not ground.server.is_over(), "a server gave up")
    finally:
        for hog in hogs:
            hog.close()
    await until(waiting.done, "work again", HEAL_SECONDS)
    await waiting
    with psycopg.connect(ground.database_url) as holder:
        holder.execute("SELECT * FROM websites FOR UPDATE")
        waiting = asyncio.create_task(linus.ask("send", text="when you can"))
        # Readers never wait for a writer.
        await ada.see(linus.session)
        if ground.is_full:
            before = linus.put_off
            await until(lambda: linus.put_off > before, "told to come back", 10.0)
        require(not waiting.done(), "acknowledged while it could not be written")
    await waiting
    await judge(ground)


def _take_all_connections(ground: Ground, hogs: list[psycopg.Connection[object]]) -> None:
    """Every connection of ours is ended, and every one there is taken by somebody else."""
    name = ground.database_url.rpartition("/")[2]
    elsewhere = ground.database_url.removesuffix(name) + "postgres"
    hogs.append(psycopg.connect(elsewhere, autocommit=True))
    # Nobody of ours gets back in before the last one is taken.
    hogs[0].execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
    hogs[0].execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )
    with contextlib.suppress(psycopg.OperationalError):
        while True:
            hogs.append(psycopg.connect(elsewhere, autocommit=True))
    hogs[0].execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


async def in_the_way(ground: Ground) -> None:
    """G035: transactions that cannot be put in order, and deadlocks: run again, and stored once."""
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    with psycopg.connect(ground.database_url, autocommit=True) as other:
        other.execute(_UNDOES_SOME.encode())
        for _ in range(ground.cycles if ground.is_full else 1):
            await asyncio.to_thread(_deadlock, ground.database_url)
        known = len(ground.ledger.acks)
        await until(lambda: crowd.fault or ground.ledger.has_grown(known + 200), "work")
        await crowd.go()
        row = other.execute("SELECT last_value FROM undone").fetchone()
        assert row is not None
        ground.notes.append(f"{row[0] // EVERY} undone")
        require(row[0] > EVERY, "somebody was in the way")
        other.execute("DROP TRIGGER undo ON log")
    put_off = sum(person.put_off for person in crowd.people)
    require(put_off == 0, "I1 retried inside, and nobody is told to come back", put_off)
    await judge(ground)


EVERY = 40
# A sequence is not undone with the transaction that took from it.
_UNDOES_SOME = f"""
CREATE SEQUENCE undone;
CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('undone') % {EVERY} = 0 THEN
    RAISE EXCEPTION 'too late' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER undo AFTER INSERT ON log FOR EACH STATEMENT EXECUTE FUNCTION undo();
"""


def _deadlock(url: str) -> None:
    """Holds the conversations and then wants the website, while a server has it the other way
    round. It is the server that gives way: this side would wait for a minute."""
    with psycopg.connect(url) as other, psycopg.connect(url, autocommit=True) as watching:
        other.execute("SET deadlock_timeout = '60s'")
        other.execute("SELECT * FROM conversations FOR UPDATE")
        while not watching.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
        ).fetchone():
            pass
        other.execute("UPDATE websites SET name = name")
