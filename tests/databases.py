"""Databases of PostgreSQL that are equal to a template, lent to one test after the other.

Making one copies hundreds of files and dropping it removes them; emptying it deletes a few rows.
A database is emptied when it is lent again, since whoever had it may write until the very end of
their test. If there is any doubt that it is as new then, it is dropped and another one made.
"""

import contextlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.servers import Postgres

# So many are laid aside before the first is lent again: its connections are closed by then.
RESTING = 3
# Rows that were deleted still take room. A test that wrote much leaves a database apart.
GROWN_BYTES = 4 * 1024 * 1024

TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
SEQUENCES = """
    SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = 'public'
"""
SCHEMA = """
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT (attrelid, attname, atttypid, attnotnull, atthasdef)::text
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL SELECT (relname, relkind, relpersistence)::text
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT (conname, pg_get_constraintdef(oid))::text
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT pg_get_indexdef(indexrelid) || indisvalid
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT (tgrelid, tgname, tgenabled)::text FROM pg_trigger
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast_temp)_'
        UNION ALL SELECT (setrole, setconfig)::text FROM pg_db_role_setting
        JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
        UNION ALL SELECT (datallowconn, datconnlimit)::text
        FROM pg_database WHERE datname = current_database()
    ) AS parts (part)
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend'
"""
SIZE = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True, slots=True)
class _New:
    """A database just made. `contents`: of each table with rows, as COPY writes them."""

    schema: str
    size: int
    contents: dict[str, bytes]
    sequences: list[tuple[Any, ...]]


@dataclass(slots=True)
class Databases:
    cluster: Postgres
    template: str
    _new: _New | None = None
    _used: deque[str] = field(default_factory=deque)

    @contextlib.contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of a database equal to the template."""
        name = self._used_one() or self._new_one()
        try:
            yield self.cluster.url(name)
        finally:
            self._used.append(name)

    def _used_one(self) -> str | None:
        while len(self._used) >= RESTING:
            name = self._used.popleft()
            with contextlib.suppress(psycopg.Error):
                if self._is_emptied(name):
                    return name
            self.cluster.drop_database(name)
        return None

    def _new_one(self) -> str:
        name = self.cluster.create_database(self.template)
        if self._new is None:
            with self._connected(name) as connection:
                self._new = _described(connection)
        return name

    def _is_emptied(self, name: str) -> bool:
        """Empties it, unless it is in use, has another schema, or has grown."""
        new = self._new
        assert new is not None
        with self._connected(name) as connection:
            if (
                _the(connection, OTHERS) > 0
                or _the(connection, SCHEMA) != new.schema
                or _the(connection, SIZE) > new.size + GROWN_BYTES
            ):
                return False
            with connection.transaction():
                _empty(connection, new)
        return True

    def _connected(self, name: str) -> psycopg.Connection[Any]:
        # Whoever holds a lock does not hold up the next test.
        return psycopg.connect(
            self.cluster.url(name), autocommit=True, options="-c lock_timeout=1000"
        )


def _described(connection: psycopg.Connection[Any]) -> _New:
    contents = {table: _copied(connection, table) for table in _tables(connection)}
    return _New(
        schema=_the(connection, SCHEMA),
        size=_the(connection, SIZE),
        contents={table: rows for table, rows in contents.items() if rows},
        sequences=connection.execute(SEQUENCES).fetchall(),
    )


def _empty(connection: psycopg.Connection[Any], new: _New) -> None:
    # References hold again when all tables are filled; until then nobody looks.
    connection.execute("SET LOCAL session_replication_role = replica")
    for table in _tables(connection):
        connection.execute(f"DELETE FROM {table}".encode())
    for table, rows in new.contents.items():
        with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            copy.write(rows)
    for sequence in new.sequences:
        connection.execute("SELECT setval(%s::regclass, %s, %s)", sequence)


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    return [name for (name,) in connection.execute(TABLES)]


def _copied(connection: psycopg.Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(copy)


def _the(connection: psycopg.Connection[Any], statement: str) -> Any:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row[0]
