"""Whether the storage is well: can it write, is it whole, what time does it think it is."""

import random
import sqlite3
import string
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import func, select, update

from threadbox.store.reaching import conninfo
from threadbox.store.statements import Session, given
from threadbox.store.tables import conversations, log, storage, websites
from threadbox.store.transaction import Transaction

StorageFault = psycopg.Error

# As much as a long message takes, its log line and its indexes: less may find room where a message
# does not, in what the database has on the disk already.
_PROBE_CHARACTERS = 128 * 1024
_PROBE = update(storage).where(storage.c.key == 1).values(probe=given("text"))

_ANY = select(websites.c.key).limit(1)
_ANY_CONVERSATION = select(conversations.c.number).limit(1)
# The newest line by the primary key, website by website: nothing is scanned.
_HEADS = select(
    websites.c.id,
    websites.c.head,
    select(func.max(log.c.position)).where(log.c.website == websites.c.key).scalar_subquery(),
)


def probe(tx: Transaction) -> None:
    """An action that writes what nobody reads; it fails when writing a message does."""
    # Random, so that no layer below can keep it small.
    letters = random.choices(string.ascii_letters, k=_PROBE_CHARACTERS)  # noqa: S311
    tx.run(_PROBE, text="".join(letters))


def answers(rx: Session) -> bool:
    """A view that reads next to nothing; it fails when reading does."""
    rx.first(_ANY)
    return True


def has_conversations(rx: Session) -> bool:
    """A view: has anybody said anything yet?"""
    return rx.first(_ANY_CONVERSATION) is not None


def integrity_faults(path: Path) -> list[str]:
    """SQLite's own check of a file, nothing when it is whole. Reads all of it, changes nothing."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            said = [str(row[0]) for row in connection.execute("PRAGMA quick_check(5)")]
        finally:
            connection.close()
    except sqlite3.Error as fault:
        return [str(fault)]
    return [] if said == ["ok"] else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A PostgreSQL server. `clock_ahead_seconds`: by how much its clock is ahead of ours."""

    version: str
    clock_ahead_seconds: float
    is_replica: bool
    syncs_commits: bool


def server(url: str) -> Server:
    """Asks a PostgreSQL server about itself. Raises `StorageFault`."""
    # Also a replica answers: it is to be told of.
    with psycopg.connect(conninfo(url, target_session_attrs="any")) as connection:
        before = time.time()
        row = connection.execute(
            "SELECT extract(epoch FROM clock_timestamp())::float8, pg_is_in_recovery(),"
            " current_setting('server_version'), current_setting('fsync') = 'on'"
        ).fetchone()
        middle = (before + time.time()) / 2
    if row is None:
        raise LookupError("the server answered with nothing")
    clock, is_replica, version, syncs = row
    return Server(
        version=version,
        clock_ahead_seconds=clock - middle,
        is_replica=is_replica,
        syncs_commits=syncs,
    )


def is_pooled(url: str) -> bool:
    """Whether two connections of ours can be one session of the server: a pooler lends it to each
    transaction anew. Raises `StorageFault`."""
    with psycopg.connect(conninfo(url), autocommit=True) as one:
        first = one.execute("SELECT pg_backend_pid()").fetchone()
        with psycopg.connect(conninfo(url)) as other:
            second = other.execute("SELECT pg_backend_pid()").fetchone()
    return first == second


def heads_and_logs(rx: Session) -> list[tuple[str, int, int]]:
    """For each website its id, the head it claims, and the position of its newest log line."""
    return [(row[0], int(row[1]), int(row[2] or 0)) for row in rx.all(_HEADS)]
