"""Who is there is told to everybody, also when the storage was away at that moment."""

import asyncio
from collections.abc import Sequence

from tests.live.test_presence import Clock
from threadbox.domain.refusals import Refusal
from threadbox.live.bell import InProcessBell
from threadbox.live.hub import Encoding, Shown
from threadbox.live.presence import GRACE_SECONDS
from threadbox.live.realtime import Realtime
from threadbox.store.log import Stretch


def _facts(after: int, lines: Sequence[Shown]) -> bytes:
    return f"{after} {lines}".encode()


ENCODING = Encoding(show=lambda line: line.text, facts=_facts, beat=lambda head: b"%d" % head)


async def _read_after(*_: object) -> Stretch:
    return Stretch("epoch", 0, [])


def test_that_somebody_left_while_the_storage_was_away_is_told_once_it_is_back() -> None:
    asyncio.run(_leaves_while_it_is_away())


async def _leaves_while_it_is_away() -> None:
    clock, told = Clock(), list[str]()
    realtime = Realtime(
        operators=ENCODING,
        visitors=ENCODING,
        read_after=_read_after,
        bell=InProcessBell(),
        clock=clock,
    )
    is_away = True

    async def operators_changed(website: str) -> None:
        if is_away:
            raise Refusal("unavailable", "storage_unavailable", retry_after=1)
        told.append(website)

    realtime.operators_here.arrive("acme", "ada", None)
    realtime.operators_here.arrive("other", "grace", None)
    realtime.operators_changed = operators_changed
    realtime.operators_here.depart("acme", "ada")
    realtime.operators_here.depart("other", "grace")
    clock.now += GRACE_SECONDS + 0.1
    await realtime.beat_once()
    await realtime.beat_once()
    assert told == []
    is_away = False
    await realtime.beat_once()
    assert sorted(told) == ["acme", "other"]
    await realtime.beat_once()
    assert len(told) == 2, "once"
