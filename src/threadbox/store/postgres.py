"""PostgreSQL: for when one machine's file is outgrown. A website's row lock orders its writes."""

from typing import Any

import psycopg
from sqlalchemy.dialects.postgresql import psycopg as dialect
from sqlalchemy.engine import Dialect

# Statements a connection has run this often are prepared on the server; ours all repeat.
PREPARE_AFTER_RUNS = 2


class PostgresEngine:
    """Opens connections to one PostgreSQL database, given by its URL."""

    name = "postgresql"
    writers = 2
    begin_write = "BEGIN"
    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, url: str) -> None:
        self._url = url
        self.dialect: Dialect = dialect.dialect()  # type: ignore[no-untyped-call]

    def writer(self) -> psycopg.Connection[Any]:
        connection = self._connect()
        connection.execute("SET synchronous_commit = on")
        return connection

    def reader(self) -> psycopg.Connection[Any]:
        return self._connect()

    def lost(self, error: Exception) -> bool:
        """Did the storage fail, rather than we? Server gone, out of room, deadlock."""
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)

    def _connect(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self._url, autocommit=True)
        connection.prepare_threshold = PREPARE_AFTER_RUNS
        return connection
