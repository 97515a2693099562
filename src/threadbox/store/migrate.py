"""Brings a database's schema to the newest version, and says where it stands.

Works from an installed wheel: the migrations are part of the package. Each runs in a
transaction, so a database is before a migration or after it, never between.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from threadbox.store.reaching import conninfo
from threadbox.store.tables import metadata

# Between two reports of how far a long migration has come.
PROGRESS_SECONDS = 1.0

_log = logging.getLogger("threadbox.store")
_FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Standing:
    """`current` is None for an empty database; the schema is up to date when it is `head`.

    `is_known`: this program has the migration that led there; a newer one made it otherwise.
    """

    current: str | None
    head: str
    is_known: bool = True

    @property
    def is_current(self) -> bool:
        return self.current == self.head


def upgrade(url: str, to: str = "head", progress: Callable[[str], None] | None = None) -> None:
    """Runs every migration the database has not seen, up to the one named. Safe to repeat.

    `progress` is told about every second how far a long one has come.
    """
    with _connection(url) as connection:
        config = _config(connection)
        config.attributes["progress"] = _Progress(progress or _log.info)
        command.upgrade(config, to)


class _Progress:
    """Passes on what it is told, not more often than anybody can read it."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._next = time.monotonic() + PROGRESS_SECONDS

    def __call__(self, text: str) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + PROGRESS_SECONDS
            self._tell(f"bringing the database up to date: {text}")


def standing(url: str) -> Standing:
    """Where the database's schema stands. Raises if the database cannot be reached."""
    with _connection(url) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return Standing(current, head(), is_known=current is None or current in _revisions())


def head() -> str:
    """The newest migration of this version."""
    return _revisions()[0]


def _revisions() -> list[str]:
    """All migrations of this version, the newest first."""
    return [
        script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()
    ]


def tables_in(url: str) -> list[str]:
    """The tables of a database, whoever made them."""
    with _connection(url) as connection:
        return list(inspect(connection).get_table_names())


def schema_faults(url: str) -> list[str]:
    """Which tables and columns of this version the database lacks; nothing when all are there."""
    with _connection(url) as connection:
        there = inspect(connection)
        known = {
            table: {column["name"] for column in there.get_columns(table)}
            for table in there.get_table_names()
        }
    return [
        f"there is no {table.name}.{column.name}" if table.name in known else f"no {table.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name not in known.get(table.name, ())
    ]


def engine_to_migrate(url: str) -> Engine:
    """An SQLAlchemy engine; the running server does not use one."""
    if url.startswith(("postgresql://", "postgres://")):
        # libpq reads the URL, as for the running server: SQLAlchemy knows no several hosts.
        return create_engine(
            "postgresql+psycopg://",
            creator=lambda: psycopg.connect(conninfo(url)),
            poolclass=NullPool,
        )
    engine = create_engine(url, poolclass=NullPool)
    # The driver would commit before each DDL statement; migrations are to be all or nothing.
    event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    engine = engine_to_migrate(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
