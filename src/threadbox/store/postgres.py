"""PostgreSQL: for when one machine's file is outgrown. A website's row lock orders its writes."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg
from sqlalchemy.dialects.postgresql import psycopg as dialect
from sqlalchemy.engine import Dialect

from threadbox.store.continuity import renew_epochs
from threadbox.store.reaching import conninfo

Connection = psycopg.Connection[Any]

# Statements a connection has run this often are prepared on the server; ours all repeat.
PREPARE_AFTER_RUNS = 2
# Who waits for a lock longer than this is told to come back; and whoever holds one and sleeps
# (a stopped process) loses it, so that nobody else waits for a process that may never wake.
# What is acknowledged is on the disk: `synchronous_commit` is raised where it is less, and left
# where an administrator wants more (`remote_apply`).
_WRITERS_SETTINGS = (
    "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '5s';"
    " SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')"
)
# Views take milliseconds; one that takes this long would hold up all others.
_READERS_SETTINGS = "SET statement_timeout = '10s'"
_LOST = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.IdleInTransactionSessionTimeout,
    psycopg.errors.ReadOnlySqlTransaction,
)
# Of two transactions that stood in each other's way, the server gave up ours. All of it is undone,
# and the same may be done at once.
_GAVE_WAY = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


_log = logging.getLogger("threadbox.store")


class PostgresEngine:
    """Opens connections to one PostgreSQL database, given by its URL."""

    name = "postgresql"
    writers = 2
    begin_write = "BEGIN"
    # A connection whose server went away fails at its next begin; another may be had at once.
    begins_anew = True
    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    # Each question costs a round trip, so a batch asks once for all.
    reads_ahead = True

    def __init__(self, url: str) -> None:
        self._url = url
        self.dialect: Dialect = dialect.dialect(paramstyle="format")  # type: ignore[no-untyped-call]

    def writer(self) -> Connection:
        return self._set_up(_begin_writing)

    def reader(self) -> Connection:
        return self._set_up(lambda connection: connection.execute(_READERS_SETTINGS))

    def require_same_file(self) -> None:
        """A server's storage has an identity of its own, looked at with each new connection."""

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        """Statements whose results nobody needs are sent without waiting for one another."""
        return connection.pipeline()

    def lost(self, error: Exception) -> bool:
        """Did the storage fail, rather than we? Server gone, out of room, a replica."""
        return isinstance(error, _LOST)

    def gave_way(self, error: Exception) -> bool:
        """Was our transaction undone for another's sake?"""
        return isinstance(error, _GAVE_WAY)

    def _set_up(self, begin: Callable[[Connection], object]) -> Connection:
        """A new connection, closed again if it cannot be set up."""
        connection = psycopg.connect(conninfo(self._url), autocommit=True)
        connection.prepare_threshold = PREPARE_AFTER_RUNS
        try:
            begin(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _begin_writing(connection: Connection) -> None:
    connection.execute(_WRITERS_SETTINGS)
    if renew_epochs(connection):
        _log.warning("this is not the storage that was written last: new epochs begin")
