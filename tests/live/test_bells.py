"""One suite for every bell: rings arrive, may become one, and carry a name and a number only."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import psycopg
import pytest
import redis

from threadbox.live.bell import Bell, Ring, understood, written
from threadbox.live.distant import CHANNEL, bell_for

DEADLINE_SECONDS = 20
DISTANT = [
    pytest.param("postgres", marks=pytest.mark.postgres),
    pytest.param("valkey", marks=pytest.mark.valkey),
]


@pytest.fixture(params=["in-process", *DISTANT])
def bell_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    yield from _url(request)


@pytest.fixture(params=DISTANT)
def distant_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The bells that reach other processes."""
    yield from _url(request)


def _url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    match request.param:
        case "postgres":
            cluster = request.getfixturevalue("postgres")
            name = cluster.create_database()
            yield cluster.url(name)
            cluster.drop_database(name)
        case "valkey":
            yield request.getfixturevalue("valkey_url")
        case _:
            yield None


def run(story: Coroutine[Any, Any, None]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await story

    asyncio.run(in_time())


async def opened(url: str | None) -> Bell:
    bell = bell_for(url)
    await bell.open()
    if url is not None:
        await bell.listening()  # type: ignore[attr-defined]
    return bell


async def first(bell: Bell, is_it: Callable[[Ring], object] = bool) -> Ring:
    async for ring in bell.rings():
        if is_it(ring):
            return ring
    raise AssertionError("the bell fell silent")


def test_a_ring_is_heard_where_it_was_rung(bell_url: str | None) -> None:
    async def story() -> None:
        bell = await opened(bell_url)
        bell.ring("acme", 7)
        assert await first(bell) == Ring("acme", 7)
        await bell.close()

    run(story())


def test_a_ring_from_another_thread_is_heard(bell_url: str | None) -> None:
    async def story() -> None:
        bell = await opened(bell_url)
        await asyncio.to_thread(bell.ring, "acme", 7)
        assert await first(bell) == Ring("acme", 7)
        await bell.close()

    run(story())


def test_rings_nobody_took_yet_become_the_highest(bell_url: str | None) -> None:
    async def story() -> None:
        bell = await opened(bell_url)
        for head in (3, 9, 5):
            bell.ring("acme", head)
        bell.ring("other", 1)
        await asyncio.sleep(0)
        heard = await first(bell, lambda ring: ring.website == "acme")
        assert heard.head == 9
        await bell.close()

    run(story())


def test_a_ring_reaches_the_other_processes(distant_url: str) -> None:
    async def story() -> None:
        here, there = await opened(distant_url), await opened(distant_url)
        here.ring("acme", 42)
        assert await first(there, lambda ring: ring.head == 42) == Ring("acme", 42)
        await here.close()
        await there.close()

    run(story())


def test_what_is_no_ring_is_not_heard(distant_url: str) -> None:
    async def story() -> None:
        bell = await opened(distant_url)
        for nonsense in (
            "",
            "x",
            "[]",
            '{"website": 5, "head": 1}',
            '{"website":"a","head":1,"x":2}',
        ):
            await asyncio.to_thread(_publish, distant_url, nonsense)
        await asyncio.to_thread(_publish, distant_url, written(Ring("acme", 1)))
        assert await first(bell) == Ring("acme", 1)
        await bell.close()

    run(story())


def test_a_bell_whose_server_is_away_still_rings_here() -> None:
    async def story() -> None:
        bell = bell_for("redis://127.0.0.1:1")
        await bell.open()
        bell.ring("acme", 7)
        assert await first(bell) == Ring("acme", 7)
        await bell.close()

    run(story())


def test_only_a_name_and_a_number_are_understood() -> None:
    assert understood(written(Ring("acme", 3))) == Ring("acme", 3)
    for text in (b"\x80\x04pickle", '{"website": "a"}', '{"website": "a", "head": "1"}', "null"):
        assert understood(text) is None


def _publish(url: str, text: str) -> None:
    if url.startswith("postgresql:"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
        return
    with redis.Redis.from_url(url) as server:
        server.publish(CHANNEL, text)
