"""Bells between processes: PostgreSQL NOTIFY and Redis or Valkey pub/sub.

Both ring their own process at once, without the detour, and the others through the server.
They use connections of their own, after the commit: NOTIFY inside the writing transaction
would take a lock that all databases of the server share. While the server is away rings are
dropped and connecting is tried again: the feeds' slow tick carries the news meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import psycopg
import structlog
from psycopg import sql
from redis.asyncio import Redis

from threadbox.live.bell import Bell, InProcessBell, Pending, Ring, understood, written

CHANNEL = "threadbox_bell"
# Between two tries to reach a server that is away.
RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


def bell_for(url: str | None) -> Bell:
    """The bell that `--bell-url` names; without one, the bell of a single process."""
    if url is None:
        return InProcessBell()
    if url.startswith("postgresql:"):
        return PostgresBell(url)
    return RedisBell(url.replace("valkey://", "redis://", 1))


class _DistantBell:
    """What both have in common: an own mailbox, one task that sends and one that listens."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        self._arrived = Pending()
        self._to_send = Pending()
        self._listening = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._kept_up(self._listen), name="bell listens"),
            asyncio.create_task(self._kept_up(self._send), name="bell rings"),
        ]

    async def listening(self) -> None:
        """Waits until rings of others arrive here; for tests and for a clean start."""
        await self._listening.wait()

    def ring(self, website: str, head: int) -> None:
        self._arrived.put_from_any_thread(website, head)
        self._to_send.put_from_any_thread(website, head)

    async def rings(self) -> AsyncIterator[Ring]:
        while True:
            for ring in await self._arrived.take():
                yield ring

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self, text: str | bytes) -> None:
        ring = understood(text)
        if ring is not None:
            self._arrived.put(*ring)

    async def _kept_up(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception as fault:  # noqa: BLE001 (whatever the driver raises, try again)
                log.warning("bell_away", fault=type(fault).__name__)
            self._listening.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        raise NotImplementedError

    async def _send(self) -> None:
        raise NotImplementedError


class PostgresBell(_DistantBell):
    """LISTEN/NOTIFY."""

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self._listening.set()
            async for notice in connection.notifies():
                self._hear(notice.payload)

    async def _send(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            while True:
                for ring in await self._to_send.take():
                    await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, written(ring)))


class RedisBell(_DistantBell):
    """Pub/sub; Valkey is the same on the wire."""

    async def _listen(self) -> None:
        async with Redis.from_url(self._url) as server, server.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            self._listening.set()
            async for message in subscription.listen():
                if message["type"] == "message":
                    self._hear(message["data"])

    async def _send(self) -> None:
        async with Redis.from_url(self._url) as server:
            while True:
                for ring in await self._to_send.take():
                    with suppress(TimeoutError):
                        await server.publish(CHANNEL, written(ring))
