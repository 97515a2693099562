"""C: the database or the bell is away, and comes back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

import psycopg
import redis

from tests import servers
from tests.gauntlet.ground import Broken, Ground, booted, require, until
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge
from tests.gauntlet.people import Client, Frame, Visitor, operator, visitor
from tests.gauntlet.proxy import Proxy, proxy
from tests.servers import free_port
from threadbox.live.bell_remote import CHANNEL

AWAY_SECONDS: dict[bool, float] = {False: 1.0, True: 60.0}
HEAL_SECONDS = 5.0
# Sooner than the feeds' slow tick would bring it.
RUNG_SECONDS = 1.5


async def database_away(ground: Ground) -> None:
    """G032: under load every connection to PostgreSQL breaks, then it is stopped and started."""
    port = _port_of(ground.database_url)
    cable: Proxy = await ground.also(proxy(port, ground.random))
    for server in ground.servers:
        url = ground.database_url.replace(f":{port}", f":{cable.port}")
        server.options["--database-url"] = url
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    for _ in range(ground.cycles if ground.is_full else 1):
        linus = await visitor(ground)
        cable.cut()
        waiting = await _is_silent(ground, linus)
        cable.mend()
        await _heals(waiting)
        await linus.leave()
    linus = await visitor(ground)
    process = ground.stage.postgres().process
    assert process is not None
    await asyncio.to_thread(process.stop)
    try:
        waiting = await _is_silent(ground, linus)
    finally:
        await asyncio.to_thread(process.start)
    await _heals(waiting)
    await crowd.go()
    await judge(ground)


async def order_kept(ground: Ground) -> None:
    """G036: connections to the database are ended under whoever sends without waiting: in order."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    for number in range(5 * ground.cycles):
        said = [asyncio.create_task(linus.ask("send", text=f"{number}.{n}")) for n in range(12)]
        said += [
            asyncio.create_task(ada.ask("send", text=f"{number}.{n}", conversation=linus.session))
            for n in range(12)
        ]
        await until(lambda said=said: any(each.done() for each in said), "the first answer")  # type: ignore[misc]
        await asyncio.to_thread(_end_connections, ground.database_url)
        await until(lambda said=said: all(each.done() for each in said), "all answers")  # type: ignore[misc]
        await asyncio.gather(*said)
    await judge(ground)


def _end_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def _is_silent(ground: Ground, linus: Client) -> asyncio.Task[Frame]:
    """What is asked from here on is not done: that would be without a database. What was sent
    before may be stored already, and its answer on the way."""
    waiting = asyncio.create_task(linus.ask("send", text="while it is away"))
    await asyncio.sleep(AWAY_SECONDS[ground.is_full])
    require(not waiting.done(), "acknowledged without a database")
    require(not any(each.is_over() for each in ground.servers), "a server gave up")
    return waiting


async def _heals(waiting: asyncio.Task[Frame]) -> None:
    """The database is back: soon what was asked is done."""
    await until(waiting.done, "work again", HEAL_SECONDS)
    await waiting


async def bell_away(ground: Ground) -> None:
    """G037: the bell is away under load: what is said at one process reaches the other."""
    cable = await _bell_cable(ground)
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    cable.cut()
    acked = len(ground.ledger.acks)
    await asyncio.sleep(AWAY_SECONDS[ground.is_full])
    require(len(ground.ledger.acks) > acked, "nothing is accepted without a bell")
    await crowd.go()
    await judge(ground)
    cable.mend()
    await _rings_across(ground)
    await judge(ground)


async def bell_returns_empty(ground: Ground) -> None:
    """G038: the bell's server is stopped under load, and a new one, empty, takes its place."""
    port = free_port()
    for server in ground.servers:
        server.options["--bell-url"] = f"redis://127.0.0.1:{port}/0"
    async with _valkey(port):
        await ground.start()
        crowd = Crowd(ground, visitors=3)
        await crowd.come()
    acked = len(ground.ledger.acks)
    await until(lambda: ground.ledger.has_grown(acked + 20), "work without a bell")
    async with _valkey(port):
        await crowd.go()
        await judge(ground)
        await _rings_across(ground)


@contextlib.asynccontextmanager
async def _valkey(port: int) -> AsyncIterator[None]:
    with contextlib.ExitStack() as parts:
        await asyncio.to_thread(parts.enter_context, servers.valkey(port))
        yield


async def bell_doubled(ground: Ground) -> None:
    """G039 and G041: rings of the past, of the future, twice, and things that are no rings."""
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    bell = redis.Redis.from_url(ground.servers[0].options["--bell-url"])
    nonsense = [
        b"\x80\x04\x95\x0e\x00\x00\x00.", b"", b"[]", b'{"website":5}', b"{" * 5000, b"\xff\xfe",
    ]  # fmt: skip
    for head in (0, 1, 1, 1 << 40, -5, 3):
        ring = b'{"website":"%s","head":%d}' % (ground.cast.acme.encode(), head)
        for message in (ring, *nonsense):
            await asyncio.to_thread(bell.publish, CHANNEL, message)
    await asyncio.to_thread(bell.close)
    acked = len(ground.ledger.acks)
    await until(lambda: len(ground.ledger.acks) > acked + 50, "work")
    await crowd.go()
    await judge(ground)


async def one_cut_from_the_bell(ground: Ground) -> None:
    """G040: one process is cut from the bell, not from the database, and killed meanwhile."""
    cable = await _bell_cable(ground, only_last=True)
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    for _ in range(ground.cycles):
        cable.cut()
        await asyncio.sleep(0.3)
        ground.ledger.keep()
        await ground.servers[-1].kill()
        ground.kills += 1
        await ground.servers[-1].start()
        cable.mend()
        await asyncio.sleep(0.3)
    await crowd.go()
    await judge(ground)


async def _rings_across(ground: Ground) -> None:
    """The bell works again: a line gets from one process to the other before the slow tick."""
    here, there = (f"ws://127.0.0.1:{server.port}" for server in ground.servers)
    linus = Visitor(ground, await booted(ground.server, ground.cast.acme))
    linus.address = lambda: here
    await linus.come()
    inbox = await operator(ground)
    inbox.address = lambda: there
    inbox.hang_up()
    await until(lambda: not inbox.is_there, "it goes")
    await until(lambda: inbox.is_there, "it comes back")
    loop = asyncio.get_running_loop()
    for _ in range(20):
        begun = loop.time()
        done = await linus.do("send", text="is the bell back?")
        await until(partial(inbox.has_heard, done["position"]), "the other process")
        if loop.time() - begun < RUNG_SECONDS:
            return
    raise Broken("the bell did not come back")


async def _bell_cable(ground: Ground, *, only_last: bool = False) -> Proxy:
    port = _port_of(ground.server.options["--bell-url"])
    cable: Proxy = await ground.also(proxy(port, ground.random))
    for server in ground.servers[-1:] if only_last else ground.servers:
        url = server.options["--bell-url"]
        server.options["--bell-url"] = url.replace(f":{port}", f":{cable.port}")
    return cable


def _port_of(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])
