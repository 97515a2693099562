"""O: for as long as one likes, one fault after the other, chosen by chance."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from tests.gauntlet.ground import Ground
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge, judge_stored
from tests.gauntlet.proxy import Proxy, proxy
from tests.gauntlet.stored import stored

LOOK_EVERY = 10
HOUR_MILLISECONDS = 3_600_000


async def any_fault(ground: Ground) -> None:
    """G187 short: kills, stops, sleeps, cut cables, wrong clocks and hang-ups, in any order."""
    cables = await _cables(ground)
    ground.lend_clocks()
    await ground.start()
    crowd = Crowd(ground, visitors=4)
    await crowd.come()
    for count in range(1, 4 * ground.cycles + 1):
        name, fault = ground.random.choice(_faults(ground, crowd, cables))
        ground.ledger.keep()
        await fault()
        ground.notes.append(name)
        await asyncio.sleep(ground.random.uniform(0.05, 0.4))
        if count % LOOK_EVERY == 0:
            known = ground.ledger.so_far()
            judge_stored(await stored(ground.database_url, ground.cast.acme), known)
    ground.bend_time(0)
    await crowd.go()
    await judge(ground)
    counts = {name: ground.notes.count(name) for name in sorted(set(ground.notes))}
    ground.notes[:] = [f"{count} × {name}" for name, count in counts.items()]


async def _cables(ground: Ground) -> list[Proxy]:
    """Proxies before the database and the bell, as far as they are servers."""
    cables: list[Proxy] = []
    for option in ("--database-url", "--bell-url"):
        url = ground.server.options.get(option)
        if url is None or (ground.mode == "deaf" and option == "--bell-url"):
            continue
        port = int(url.rpartition(":")[2].partition("/")[0])
        cable: Proxy = await ground.also(proxy(port, ground.random))
        cables.append(cable)
        for server in ground.servers:
            server.options[option] = url.replace(f":{port}", f":{cable.port}")
    return cables


Fault = Callable[[], Awaitable[None]]


def _faults(ground: Ground, crowd: Crowd, cables: list[Proxy]) -> list[tuple[str, Fault]]:
    chance = ground.random
    server = chance.choice(ground.servers)

    async def kill() -> None:
        await server.kill()
        ground.kills += 1
        await server.start()

    async def stop() -> None:
        server.signal(signal.SIGTERM)
        await server.ended(10.0)
        await server.start()

    async def sleep() -> None:
        server.signal(signal.SIGSTOP)
        await asyncio.sleep(chance.uniform(0.1, 1.0))
        server.signal(signal.SIGCONT)

    async def clock() -> None:
        ground.bend_time(chance.randint(-24, 24) * HOUR_MILLISECONDS, only=server)

    async def hang_up() -> None:
        for person in crowd.people:
            person.hang_up()

    async def cut() -> None:
        cable = chance.choice(cables)
        cable.cut()
        await asyncio.sleep(chance.uniform(0.1, 1.0))
        cable.mend()

    faults: list[tuple[str, Fault]] = [
        ("kill", kill), ("stop", stop), ("sleep", sleep), ("clock", clock), ("hang-up", hang_up),
    ]  # fmt: skip
    return [*faults, ("cut", cut)] if cables else faults
