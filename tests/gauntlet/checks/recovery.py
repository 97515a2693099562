"""B: wrong clocks, two owners of one file, being asked to stop, being put to sleep."""

import asyncio
import signal
from functools import partial
from pathlib import Path

from tests.gauntlet.ground import Ground, Server, require, until
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge
from tests.gauntlet.people import Client, operator, visitor

HOUR, YEAR = 3_600_000, 365 * 24 * 3_600_000


async def two_owners(ground: Ground) -> None:
    """G022: a second server on the same SQLite folder is refused, in one clear line."""
    await ground.start()
    second = Server(ground.stage, ground.folder, ground.database_url, 9)
    second.launch()
    try:
        await until(
            lambda: second.is_over() or "serves http" in second.output(), "what becomes of it"
        )
        said = second.output().strip()
        require(second.is_over(), "two processes serve one SQLite file", said)
        require(
            "another Threadbox serves" in said and len(said.splitlines()) == 1, "one line", said
        )
    finally:
        await second.kill()
    linus = await visitor(ground)
    await linus.do("send", text="the first one still serves")
    await judge(ground)


async def clock_jumps(ground: Ground) -> None:
    """G026: the clock goes wrong by an hour and by ten years, both ways, under load."""
    ground.lend_clocks()
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    for jump in (-HOUR, HOUR, -10 * YEAR, 10 * YEAR, 0):
        ground.bend_time(jump)
        before = len(ground.ledger.acks)
        await until(partial(_goes_on, crowd, before + 20), f"work at {jump} ms")
        require(crowd.fault is None, "work", repr(crowd.fault))
    await crowd.go()
    seen = await judge(ground)
    for conversation in seen.conversations.values():
        for thread in conversation["threads"]:
            marks = [item for item in conversation["items"] if item["kind"] == "ended"]
            require(all(mark["seconds"] >= 0 for mark in marks), "a negative time", thread)


async def clocks_apart(ground: Ground) -> None:
    """G027: the clocks of two processes differ by minutes, hours, years: one order all the same."""
    ground.lend_clocks()
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    for skew in (5 * 60_000, -HOUR, YEAR):
        ground.bend_time(skew, only=ground.servers[-1])
        before = len(ground.ledger.acks)
        await until(partial(_goes_on, crowd, before + 50), f"work {skew} ms apart")
        require(crowd.fault is None, "work", repr(crowd.fault))
    await crowd.go()
    await judge(ground)


def _goes_on(crowd: Crowd, count: int) -> bool:
    return crowd.fault is not None or crowd.ground.ledger.has_grown(count)


async def asked_to_stop(ground: Ground) -> None:
    """G028: SIGTERM under load: told to come back (1012), drained, and nothing acked is lost."""
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    for server in ground.servers:
        ground.ledger.keep()
        at_it = [person for person in crowd.people if person.is_there]
        before = {person.name: len(person.closes) for person in at_it}
        server.signal(signal.SIGTERM)
        await server.ended(10.0)
        least = 1 if len(ground.servers) > 1 else len(at_it)
        await until(partial(_are_told, at_it, before, least), "told to come back")
        await server.start()
    await crowd.go()
    await judge(ground)


def _are_told(people: list[Client], before: dict[str, int], least: int) -> bool:
    """Whether so many were told to come back since they had so many closes."""
    return sum(1012 in each.closes[before[each.name] :] for each in people) >= least


async def put_to_sleep(ground: Ground) -> None:
    """G029: one of two processes sleeps; the other goes on; nobody misses anything."""
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    asleep = ground.servers[-1]
    asleep.signal(signal.SIGSTOP)
    # Whoever was there goes elsewhere, as behind a balancer that notices.
    awake = f"ws://127.0.0.1:{ground.server.port}"
    for person in crowd.people:
        person.address = lambda: awake
        person.hang_up()
    before = len(ground.ledger.acks)
    await until(lambda: len(ground.ledger.acks) > before + 50, "work beside a sleeper")
    asleep.signal(signal.SIGCONT)
    for person in crowd.people:
        person.address = None
        person.hang_up()
    await asyncio.sleep(0.1)
    await crowd.go()
    await judge(ground)


async def lock_held_by_another(ground: Ground) -> None:
    """G034: on SQLite another program holds the write lock; it takes longer, and that is all."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    path = Path(ground.database_url.partition(":///")[2])
    holder = await asyncio.create_subprocess_exec(
        "python3", "-c",
        "import sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()\n",
        path, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdin is not None
    await holder.stdout.readline()
    sending = asyncio.create_task(linus.do("send", text="when you can"))
    # Readers never wait for a writer.
    await ada.see(linus.session)
    require(not sending.done(), "acknowledged while it could not be written")
    holder.stdin.close()
    await holder.wait()
    await sending
    await judge(ground)
