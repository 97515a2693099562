"""One suite for every bell: rings arrive, may become one, and carry a name and a number only."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import psycopg
import pytest
import redis

from tests import servers
from threadbox.live.bell import Bell, Ring
from threadbox.live.bell_codec import BellCodec
from threadbox.live.bell_remote import CHANNEL, bell_for
from threadbox.live.signals import Here, Signal, Typing, WhoIsHere

DEADLINE_SECONDS = 20
SECRET = b"the key that all processes share"
OURS = BellCodec(SECRET)
TYPING = Typing(website="acme", conversation="session_1", by=None, typing=True, thread=None)
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
    return await opened_for(url, None)


async def opened_for(url: str | None, ear: "Ear | None") -> Bell:
    bell = bell_for(url, SECRET)
    await bell.open(ear)
    if url is not None:
        await bell.listening()  # type: ignore[attr-defined]
    return bell


class Ear:
    """Keeps the signals of other processes."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Signal] = asyncio.Queue()

    def hear(self, node: str, signal: Signal) -> None:
        assert node
        self.heard.put_nowait(signal)

    def reached(self) -> None:
        """Nothing to say."""


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 (nobody says when)
        await asyncio.sleep(0.01)


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


def test_a_signal_reaches_the_other_processes_and_not_our_own(distant_url: str) -> None:
    async def story() -> None:
        here_ear, there_ear = Ear(), Ear()
        here = await opened_for(distant_url, here_ear)
        there = await opened_for(distant_url, there_ear)
        here.tell(TYPING)
        assert await there_ear.heard.get() == TYPING
        there.tell(WhoIsHere())
        assert await here_ear.heard.get() == WhoIsHere(), "and not the echo of our own"
        await here.close()
        await there.close()

    run(story())


def test_the_last_words_of_a_process_that_ends_are_heard(distant_url: str) -> None:
    async def story() -> None:
        ear = Ear()
        here, there = await opened(distant_url), await opened_for(distant_url, ear)
        here.tell(TYPING)
        await here.close()
        assert await ear.heard.get() == TYPING
        await there.close()

    run(story())


def test_what_is_not_ours_is_not_heard_and_counted(distant_url: str) -> None:
    async def story() -> None:
        bell = await opened(distant_url)
        nonsense = ["", "x", "[]", '{"website": 5, "head": 1}', "gASVCwAAAAAAAACMB3BpY2tsZZQu"]
        nonsense.append(BellCodec(b"another key").sealed("stranger", Ring("acme", 99)))
        for text in nonsense:
            await asyncio.to_thread(_publish, distant_url, text)
        await asyncio.to_thread(_publish, distant_url, OURS.sealed("other", Ring("acme", 1)))
        assert await first(bell) == Ring("acme", 1)
        assert bell.tally.ignored == len(nonsense)
        await bell.close()

    run(story())


def test_a_bell_whose_server_is_away_still_rings_here() -> None:
    async def story() -> None:
        bell = bell_for("redis://127.0.0.1:1", SECRET)
        await bell.open()
        bell.ring("acme", 7)
        bell.tell(TYPING)
        assert await first(bell) == Ring("acme", 7)
        assert bell.tally.is_away
        assert bell.tally.lost
        await bell.close()

    run(story())


@pytest.mark.valkey
def test_a_bell_that_was_gone_and_comes_back_empty_is_heard_again() -> None:
    async def story() -> None:
        with servers.valkey() as url:
            here, there = await opened(url), await opened(url)
        port = int(url.rpartition(":")[2].partition("/")[0])
        here.ring("acme", 1)
        await until(lambda: here.tally.is_away and there.tally.is_away)
        with servers.valkey(port):
            await until(lambda: not here.tally.is_away and not there.tally.is_away)
            here.ring("acme", 2)
            assert await first(there, lambda ring: ring.head == 2)
        await here.close()
        await there.close()

    run(story())


def test_only_signed_messages_of_known_form_are_understood() -> None:
    assert OURS.opened(OURS.sealed("a", Ring("acme", 3))) == ("a", Ring("acme", 3))
    here = Here(
        website="acme",
        kind="visitors",
        who={"session_1": ("https://acme.example/", "A", None), "session_2": None},
        for_seconds=3.0,
        is_news=True,
    )
    text = OURS.sealed("a", here)
    assert OURS.opened(text) == ("a", here)
    for forged in (text[:-1], text[1:], text.replace("acme", "evil"), text[22:], "\ud800" * 30):
        assert OURS.opened(forged.encode("utf-8", "surrogatepass")) is None
    for unknown in (
        b'{"node":"a","what":{"type":"run","code":"x"}}',
        b"\x80\x04pickle",
        b"[" * 9999,
    ):
        assert OURS.opened(OURS._mac(unknown).encode() + unknown) is None


def _publish(url: str, text: str) -> None:
    if url.startswith("postgresql:"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
        return
    with redis.Redis.from_url(url) as server:
        server.publish(CHANNEL, text)
