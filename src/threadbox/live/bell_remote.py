"""Bells between processes: PostgreSQL NOTIFY and Redis or Valkey pub/sub.

Both ring their own process at once, without the detour, and the others through the server.
They use connections of their own, after the commit: NOTIFY inside the writing transaction
would take a lock that all databases of the server share. While the server is away rings and
signals are dropped and connecting is tried again, with growing pauses: the feeds' slow tick
carries the news meanwhile, and presence is said anew once the others can be reached.
"""

import asyncio
import random
import secrets
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

import psycopg
import structlog
from psycopg import sql
from redis.asyncio import Redis

from threadbox.domain.secrets import SecretSource
from threadbox.live.bell import Bell, Ear, InProcessBell, Pending, Ring, Tally, from_any_thread
from threadbox.live.bell_codec import TEXT_BYTES_MOST, BellCodec
from threadbox.live.signals import Signal
from threadbox.store.reaching import conninfo

CHANNEL = "threadbox_bell"
# Between two tries to reach a server that is away: doubling, with jitter, so that a hundred
# processes do not come back in step. The longest is below the five seconds promised for healing.
RETRY_SECONDS_LEAST = 0.25
RETRY_SECONDS_MOST = 4.0
# Signals that wait for a slow server. Older ones are dropped first: they are stale soonest.
SIGNALS_WAITING = 2_000
# What the last words of a process that ends get to leave it.
LAST_WORDS_SECONDS = 1.0

log = structlog.get_logger(__name__)


def bell_for(url: str | None, secret: bytes | SecretSource) -> Bell:
    """The bell that `--bell-url` names; without one, the bell of a single process."""
    if url is None:
        return InProcessBell()
    if url.startswith(("postgresql:", "postgres:")):
        return PostgresBell(url, secret)
    return RedisBell(url.replace("valkey://", "redis://", 1), secret)


class _DistantBell(ABC):
    """What both have in common: an own mailbox, one task that sends and one that listens."""

    def __init__(self, url: str, secret: bytes | SecretSource) -> None:
        self.tally = Tally(is_away=True)
        self._url = url
        self._codec = BellCodec(secret)
        self._node = secrets.token_hex(8)
        self._tasks: list[asyncio.Task[None]] = []
        self._is_ending = False

    async def open(self, ear: Ear | None = None) -> None:
        self._ear = ear
        self._loop = asyncio.get_running_loop()
        self._arrived = Pending()
        self._to_send = Pending()
        self._signals: deque[str] = deque(maxlen=SIGNALS_WAITING)
        self._listening = asyncio.Event()
        self._sending = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._kept_up(self._listen, self._listening), name="bell listens"),
            asyncio.create_task(self._kept_up(self._send, self._sending), name="bell rings"),
        ]

    async def listening(self) -> None:
        """Waits until rings of others arrive here, and ours leave; for tests."""
        await self._listening.wait()
        await self._sending.wait()

    def ring(self, website: str, head: int) -> None:
        from_any_thread(self._loop, self._rung, website, head)

    def tell(self, signal: Signal) -> None:
        text = self._codec.sealed(self._node, signal)
        if self.tally.is_away or len(text.encode()) > TEXT_BYTES_MOST:
            self.tally.lost += 1
            return
        self._signals.append(text)
        self._to_send.wake()

    async def rings(self) -> AsyncIterator[Ring]:
        while True:
            for ring in await self._arrived.take():
                yield ring

    async def close(self) -> None:
        """Lets what was said last go out, if it goes out at once."""
        self._is_ending = True
        self._to_send.wake()
        await asyncio.wait(self._tasks[1:], timeout=LAST_WORDS_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _rung(self, website: str, head: int) -> None:
        self.tally.rung += 1
        self._arrived.put(website, head)
        self._to_send.put(website, head)

    def _hear(self, text: str | bytes) -> None:
        letter = self._codec.opened(text)
        if letter is None:
            self.tally.ignored += 1
            log.debug("bell_ignored", length=len(text))
            return
        node, what = letter
        if node == self._node:
            return
        self.tally.heard += 1
        if isinstance(what, Ring):
            self._arrived.put(*what)
        elif self._ear is not None:
            self._ear.hear(node, what)

    async def _outgoing(self) -> list[str]:
        """Waits for something to say, and takes all of it, sealed."""
        rings = await self._to_send.take()
        texts = [self._codec.sealed(self._node, ring) for ring in rings]
        while self._signals:
            texts.append(self._signals.popleft())
        return texts

    async def _kept_up(self, work: Callable[[], Awaitable[None]], up: asyncio.Event) -> None:
        pause = RETRY_SECONDS_LEAST
        while True:
            try:
                await work()
            except Exception as fault:  # noqa: BLE001 (whatever the driver raises, try again)
                self.tally.lost += 1
                if up.is_set() or pause == RETRY_SECONDS_LEAST:
                    log.warning("bell_away", fault=type(fault).__name__)
            if up.is_set():
                pause = RETRY_SECONDS_LEAST
            up.clear()
            self.tally.is_away = True
            if self._is_ending:
                return
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 (jitter)
            pause = min(pause * 2, RETRY_SECONDS_MOST)

    def _is_up(self, up: asyncio.Event) -> None:
        """One of the two connections stands; with both, the others can be told and heard."""
        up.set()
        if self._listening.is_set() and self._sending.is_set():
            self.tally.is_away = False
            log.info("bell_reached")
            if self._ear is not None:
                self._ear.reached()

    @abstractmethod
    async def _listen(self) -> None:
        """Hears what others say until the connection is lost."""

    @abstractmethod
    async def _send(self) -> None:
        """Says what is waiting until the connection is lost."""


class PostgresBell(_DistantBell):
    """LISTEN/NOTIFY."""

    async def _listen(self) -> None:
        async with await self._connection() as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self._is_up(self._listening)
            async for notice in connection.notifies():
                self._hear(notice.payload)

    async def _send(self) -> None:
        async with await self._connection() as connection:
            self._is_up(self._sending)
            while not self._is_ending:
                texts = await self._outgoing()
                await connection.execute(
                    "SELECT pg_notify(%s, text) FROM unnest(%s::text[]) AS text", (CHANNEL, texts)
                )

    async def _connection(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        return await psycopg.AsyncConnection.connect(conninfo(self._url), autocommit=True)


class RedisBell(_DistantBell):
    """Pub/sub; Valkey is the same on the wire."""

    async def _listen(self) -> None:
        async with self._server() as server, server.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            self._is_up(self._listening)
            async for message in subscription.listen():
                if message["type"] == "message":
                    self._hear(message["data"])

    async def _send(self) -> None:
        async with self._server() as server:
            await server.ping()
            self._is_up(self._sending)
            while not self._is_ending:
                texts = await self._outgoing()
                async with server.pipeline(transaction=False) as together:
                    for text in texts:
                        together.publish(CHANNEL, text)
                    await together.execute()

    def _server(self) -> Redis:
        return Redis.from_url(self._url, socket_keepalive=True, socket_connect_timeout=5)
