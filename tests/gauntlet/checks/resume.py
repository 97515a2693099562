"""D: coming back: nothing missed, nothing twice, and those who do not read do no harm."""

import asyncio
import json
import socket
from pathlib import Path

from tests.gauntlet.ground import Ground, booted, busy, require, together, until
from tests.gauntlet.handshake import unmasked, upgrade
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge, settled
from tests.gauntlet.people import Client, Frame, connected, operator, tab_of, visitor
from tests.gauntlet.proxy import Proxy, proxy
from tests.gauntlet.stage import PAGE
from threadbox.domain.limits import RESUME_FACTS
from threadbox.gateways.security.rate_limits import CLOSE_SECONDS

NEWS_SECONDS = 5.0


async def random_reconnects(ground: Ground) -> None:
    """G044: everybody's connection breaks again and again while everybody works."""
    await ground.start()
    crowd = Crowd(ground, visitors=4)
    await crowd.come()
    for _ in range(30 * ground.cycles):
        ground.random.choice(crowd.people).hang_up()
        await asyncio.sleep(ground.random.uniform(0, 0.04))
    await crowd.go()
    await judge(ground)
    require(sum(len(person.welcomes) for person in crowd.people) > 20, "there were reconnects")


async def frames_lost(ground: Ground) -> None:
    """G045: one frame of facts in ten is lost on the way to everybody, others come twice."""
    await ground.start()
    crowd = Crowd(ground, visitors=3)
    await crowd.come()
    for person in crowd.people:
        person.loss, person.doubling = 0.10, 0.05
    await until(lambda: sum(person.lost for person in crowd.people) > 60, "frames get lost")
    await crowd.go()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await settled(ground, NEWS_SECONDS + 2.0)
    ground.notes.append(f"noticed in {loop.time() - begun:.1f} s")
    await judge(ground, settle=False)
    require(sum(person.resumes for person in crowd.people) > 5, "the loss was noticed")


async def unknown_places(ground: Ground) -> None:
    """G047: an unknown epoch, and a place beyond the end, start over; silence is no answer."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    for number in range(5):
        await linus.do("send", text=f"{number}")
    await judge(ground)
    for person in (linus, ada):
        for place, epoch in ((person.place, "another epoch"), (person.place + 1000, person.epoch)):
            await _returns_with(person, place, epoch)
            require(not person.welcomes[-1]["resumed"], "I5 resumed from nowhere", place, epoch)
        await _returns_with(person, person.place, person.epoch)
        require(person.welcomes[-1]["resumed"], "I5 a known place resumes")
    await judge(ground)


async def _returns_with(person: Client, place: int, epoch: str | None) -> None:
    count = len(person.welcomes)
    person.place, person.epoch = place, epoch
    person.hang_up()
    await until(lambda: len(person.welcomes) > count, "a welcome")


async def joining_meanwhile(ground: Ground) -> None:
    """G048: tabs join while messages pour in: between snapshot and first line nothing is lost."""
    # So that there is always a commit between what a newcomer is shown and what it hears first.
    await ground.start(reads="0.03")
    linus = await visitor(ground)
    stop = asyncio.Event()

    async def pour() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            await asyncio.gather(*(linus.do("send", text=f"{number}.{n}") for n in range(3)))

    pouring = asyncio.create_task(pour())
    for _ in range(3 * ground.cycles):
        await together(tab_of(linus), tab_of(linus), operator(ground))
        if len(ground.people) > 24:
            for person in ground.people[1:13]:
                await person.leave()
    stop.set()
    await pouring
    await judge(ground)


async def long_away(ground: Ground) -> None:
    """G049: far behind is caught up line by line; too far behind begins anew with a snapshot."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    tab = await tab_of(linus)
    for count, is_resumed in ((RESUME_FACTS // 2, True), (2 * RESUME_FACTS, False)):
        for reader in (tab, ada):
            await reader.leave()
        for start in range(0, count, 50):
            await asyncio.gather(
                *(linus.do("send", text=f"{count} {start + n}") for n in range(50))
            )
        for reader in (tab, ada):
            await reader.come()
            require(reader.welcomes[-1]["resumed"] == is_resumed, "I5", count, reader.name)
    await linus.do("send", text="and on it goes")
    await judge(ground)


async def slow_readers(ground: Ground) -> None:
    """G054: some do not read: they are closed, and can come back; others do not notice."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    deaf = [await _deaf(ground, linus.token) for _ in range(5)]
    big, count = "x" * 9_000, 0
    try:
        # The kernel's buffers take their share before a reader counts as slow.
        while count < 800 and not all(_is_dropped(ground, tab) for tab in deaf):
            await asyncio.gather(*(linus.do("send", text=f"{count + n} {big}") for n in range(10)))
            count += 10
        await until(
            lambda: all(_is_dropped(ground, tab) for tab in deaf),
            "R kept for those who do not read",
            CLOSE_SECONDS + 3.0,
        )
    finally:
        for tab in deaf:
            tab.close()
    await judge(ground)
    require(ada.place == linus.place, "others do not notice")


async def _deaf(ground: Ground, token: str) -> socket.socket:
    """A tab that says hello and then never reads."""
    loop, tab = asyncio.get_running_loop(), socket.socket()
    tab.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    tab.setblocking(False)  # noqa: FBT003 (the standard library's way)
    await loop.sock_connect(tab, ("127.0.0.1", ground.server.port))
    await loop.sock_sendall(tab, upgrade(ground.server.port, "/visitor"))
    require(b"101" in await loop.sock_recv(tab, 4096), "a handshake")
    hello = {"type": "hello", "version": 1, "website": ground.cast.acme, "token": token}
    await loop.sock_sendall(tab, unmasked(json.dumps(hello).encode()))
    return tab


def _is_dropped(ground: Ground, tab: socket.socket) -> bool:
    """Whether the server has closed its end: its socket is no longer among those established."""
    port = tab.getsockname()[1]
    theirs = f"{ground.server.port:04X}"
    for line in _connections():
        local, remote, state = line.split()[1:4]
        if local.endswith(f":{theirs}") and remote.endswith(f":{port:04X}"):
            return state != "01"
    return True


def _connections() -> list[str]:
    return Path("/proc/net/tcp").read_text().splitlines()[1:]


async def all_return_at_once(ground: Ground) -> None:
    """G055 small: a restart, and everybody is back within seconds, without a gap."""
    await ground.start()
    count = 400 if ground.is_full else 80
    linus = await visitor(ground)
    tabs = [linus]
    for _ in range(count // 20):
        tabs += await together(*(tab_of(linus) for _ in range(20)))
    for number in range(20):
        await linus.do("send", text=f"{number}")
    await ground.kill(and_start=False)
    await until(lambda: not any(tab.is_there for tab in tabs), "all are gone")
    sending = asyncio.create_task(linus.do("send", text="nobody hears this yet"))
    await ground.start()
    begun = asyncio.get_running_loop().time()
    await sending
    await judge(ground)
    seconds = asyncio.get_running_loop().time() - begun
    ground.notes.append(f"{count} back in {seconds:.1f} s")
    require(seconds < 30 * busy(), "back in time", seconds)


async def half_open(ground: Ground) -> None:
    """G056: a line on which nothing passes any more is noticed, and the visitor shown as gone."""
    await ground.start()
    cable: Proxy = await ground.also(proxy(ground.server.port, ground.random))
    ada = await operator(ground)
    token = await booted(ground.server, ground.cast.acme)
    line = await connected(f"ws://127.0.0.1:{cable.port}/visitor", _ignored, Origin=PAGE)
    line.say({"type": "hello", "version": 1, "website": ground.cast.acme, "token": token})
    session = token.partition(".")[0]

    def shown(*, online: bool) -> bool:
        return any(
            signal["type"] == "presence"
            and (signal["conversation"], signal["online"]) == (session, online)
            for signal in ada.signals
        )

    await until(lambda: shown(online=True), "the visitor is here")
    cable.stall()
    await until(lambda: shown(online=False), "the visitor is gone", 60.0)
    line.transport.disconnect(graceful=False)


def _ignored(_: Frame) -> None:
    """Nobody listens."""
