"""The baseline of `send.py`: a bare group-commit loop on the same disk.

Senders wait, a thread writes whatever is waiting in one transaction, commits, and answers. One
row per message in one SQLite file, WAL, `synchronous=FULL`; no sockets, no threads, no log: what a
program does that has nothing else to do.
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

_Waiting = queue.SimpleQueue["asyncio.Future[None] | None"]


def rows_per_second(folder: Path, senders: int, seconds: float) -> float:
    """Durable rows per second with `senders` of them, each waiting for its commit."""
    return asyncio.run(_measure(folder, senders, seconds))


async def _measure(folder: Path, senders: int, seconds: float) -> float:
    waiting: _Waiting = queue.SimpleQueue()
    loop = asyncio.get_running_loop()
    writer = threading.Thread(target=_write, args=(folder / "bare.db", waiting, loop))
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


def _write(path: Path, waiting: _Waiting, loop: asyncio.AbstractEventLoop) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS lines (id INTEGER PRIMARY KEY, body TEXT)")
    while (first := waiting.get()) is not None:
        group = [first]
        while len(group) < GROUP_MOST and not waiting.empty():
            if (another := waiting.get()) is not None:
                group.append(another)
        connection.execute("BEGIN IMMEDIATE")
        for _ in group:
            connection.execute("INSERT INTO lines (body) VALUES (?)", (ROW_TEXT,))
        connection.execute("COMMIT")
        loop.call_soon_threadsafe(_answer, group)
    connection.close()


def _answer(group: "list[asyncio.Future[None]]") -> None:
    for stored in group:
        stored.set_result(None)
