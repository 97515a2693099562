"""Bare loops on the same disk: what a program reaches that has nothing else to do.

One SQLite file, WAL, `synchronous=FULL`; no sockets, nothing decided, nothing told to anybody.
`per_second` commits in groups, as Threadbox does: one row per message, or all that a message
leaves in Threadbox's tables. `commit_seconds` commits one row by one.
"""

import asyncio
import queue
import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

# About what one message costs us: its place in the timeline and its log line.
ROW_TEXT = "x" * 600
GROUP_MOST = 128

_INSERT = "INSERT INTO lines (body) VALUES (?)"
_Waiting = queue.SimpleQueue["tuple[int, asyncio.Future[None]] | None"]

_TABLES = """
CREATE TABLE IF NOT EXISTS lines (id INTEGER PRIMARY KEY, body TEXT);
CREATE TABLE IF NOT EXISTS conversations (
  id INTEGER PRIMARY KEY, name TEXT UNIQUE, active_at INTEGER, last_seq INTEGER, body TEXT);
CREATE INDEX IF NOT EXISTS by_activity ON conversations (active_at, id);
CREATE TABLE IF NOT EXISTS timeline (
  conversation INTEGER, seq INTEGER, body TEXT,
  PRIMARY KEY (conversation, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
  position INTEGER PRIMARY KEY, conversation INTEGER, body TEXT);
CREATE INDEX IF NOT EXISTS by_conversation ON log (conversation, position);
CREATE TABLE IF NOT EXISTS commands (
  conversation INTEGER, client_id TEXT, body TEXT,
  PRIMARY KEY (conversation, client_id)) WITHOUT ROWID;
"""


class Rows(ABC):
    """What a group of messages leaves: `write` is called inside the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @abstractmethod
    def write(self, senders: Sequence[int]) -> None:
        """A message of each of `senders`."""


class OneRow(Rows):
    def write(self, senders: Sequence[int]) -> None:
        self.connection.executemany(_INSERT, [(ROW_TEXT,) for _ in senders])


class RowsOfASend(Rows):
    """A place in the timeline, a log line, an answer kept, a conversation found and moved up."""

    _position = 0

    def write(self, senders: Sequence[int]) -> None:
        run, run_many = self.connection.execute, self.connection.executemany
        half = ROW_TEXT[: len(ROW_TEXT) // 2]
        first = self._position + 1
        self._position += len(senders)
        numbered = list(enumerate(senders, first))
        run_many(
            "INSERT OR IGNORE INTO conversations VALUES (?, ?, 0, 0, '')",
            [(sender, f"session_{sender}") for sender in set(senders)],
        )
        for sender in senders:
            run("SELECT * FROM conversations WHERE name = ?", (f"session_{sender}",)).fetchone()
        run_many(
            "INSERT INTO timeline VALUES (?, ?, ?)",
            [(sender, position, half) for position, sender in numbered],
        )
        run_many(
            "INSERT INTO log VALUES (?, ?, ?)",
            [(position, sender, half) for position, sender in numbered],
        )
        run_many(
            "INSERT INTO commands VALUES (?, ?, ?)",
            [(sender, f"client-id-{position}", "{}") for position, sender in numbered],
        )
        run_many(
            "UPDATE conversations SET active_at = ?, last_seq = ?, body = ? WHERE id = ?",
            [(position, position, half, sender) for position, sender in numbered],
        )


async def per_second(folder: Path, kind: type[Rows], senders: int, seconds: float) -> float:
    """Durable messages per second with `senders` of them, each waiting for its commit."""
    waiting: _Waiting = queue.SimpleQueue()
    loop = asyncio.get_running_loop()
    path = folder / f"{kind.__name__}.db"
    path.unlink(missing_ok=True)
    writer = threading.Thread(target=_write, args=(path, kind, waiting, loop))
    writer.start()
    begun = time.perf_counter()
    rows = 0

    async def send(sender: int) -> None:
        nonlocal rows
        while time.perf_counter() - begun < seconds:
            stored = loop.create_future()
            waiting.put((sender, stored))
            await stored
            rows += 1

    await asyncio.gather(*(send(number) for number in range(senders)))
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


def _write(
    path: Path, kind: type[Rows], waiting: _Waiting, loop: asyncio.AbstractEventLoop
) -> None:
    connection = _opened(path)
    rows = kind(connection)
    while (first := waiting.get()) is not None:
        group = [first]
        while len(group) < GROUP_MOST and not waiting.empty():
            if (another := waiting.get()) is not None:
                group.append(another)
        connection.execute("BEGIN IMMEDIATE")
        rows.write([sender for sender, _ in group])
        connection.execute("COMMIT")
        loop.call_soon_threadsafe(_answer, [stored for _, stored in group])
    connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(_TABLES)
    return connection


def _answer(group: "list[asyncio.Future[None]]") -> None:
    for stored in group:
        stored.set_result(None)
