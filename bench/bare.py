"""Bare loops on the same disk: what a program reaches that has nothing else to do.

One row per message in one SQLite file, WAL, `synchronous=FULL`; no sockets, no threads of
messages, no log. `rows_per_second` commits in groups, as Threadbox does; `commit_seconds` one
by one.
"""

import asyncio
import queue
import sqlite3
import threading
import time
from pathlib import Path

# About what one message costs us: its place in the timeline and its log line.
ROW_TEXT = "x" * 600
GROUP_MOST = 128

_INSERT = "INSERT INTO lines (body) VALUES (?)"
_Waiting = queue.SimpleQueue["asyncio.Future[None] | None"]


async def rows_per_second(folder: Path, senders: int, seconds: float) -> float:
    """Durable rows per second with `senders` of them, each waiting for its commit."""
    waiting: _Waiting = queue.SimpleQueue()
    loop = asyncio.get_running_loop()
    writer = threading.Thread(target=_write, args=(folder / "group.db", waiting, loop))
    writer.start()
    begun = time.perf_counter()
    rows = 0

    async def send() -> None:
        nonlocal rows
        while time.perf_counter() - begun < seconds:
            stored = loop.create_future()
            waiting.put(stored)
            await stored
            rows += 1

    await asyncio.gather(*(send() for _ in range(senders)))
    waiting.put(None)
    await asyncio.to_thread(writer.join)
    return rows / (time.perf_counter() - begun)


def commit_seconds(folder: Path, seconds: float) -> list[float]:
    """How long single commits took, one row each, for about so many seconds."""
    connection = _opened(folder / "single.db")
    taken = []
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        connection.execute(_INSERT, (ROW_TEXT,))
        taken.append(time.perf_counter() - begun)
    connection.close()
    return taken


def _write(path: Path, waiting: _Waiting, loop: asyncio.AbstractEventLoop) -> None:
    connection = _opened(path)
    while (first := waiting.get()) is not None:
        group = [first]
        while len(group) < GROUP_MOST and not waiting.empty():
            if (another := waiting.get()) is not None:
                group.append(another)
        connection.execute("BEGIN IMMEDIATE")
        for _ in group:
            connection.execute(_INSERT, (ROW_TEXT,))
        connection.execute("COMMIT")
        loop.call_soon_threadsafe(_answer, group)
    connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS lines (id INTEGER PRIMARY KEY, body TEXT)")
    return connection


def _answer(group: "list[asyncio.Future[None]]") -> None:
    for stored in group:
        stored.set_result(None)
