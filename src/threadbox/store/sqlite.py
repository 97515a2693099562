"""SQLite: one file, one connection that writes and checkpoints, readers that only read.

Exactly one connection ever writes and checkpoints while the server runs. That is the
documented way around the WAL-reset bug of SQLite 3.7.0 to 3.51.2 (fixed in 3.44.6, 3.50.7
and 3.51.3): it needs two connections that write or checkpoint at once.
"""

import sqlite3
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.engine import Dialect

# A command-line change may hold the write lock for a moment; a server waits for it this long.
LOCK_WAIT_MILLISECONDS = 10_000
# Pages of 4 KiB in the write-ahead log before it is copied into the file. A conversation's pages
# are written again with each of its messages; the longer the log, the more often that is once.
CHECKPOINT_PAGES = 8_000
# Pages held in memory per connection, as SQLite counts them: negative is KiB.
CACHE_KIBIBYTES = 32 * 1024


class FileReplaced(sqlite3.OperationalError):
    """The database's file was taken away, or another one put in its place, while it was open."""


class SqliteEngine:
    """Opens connections to one SQLite file, which migrations have made."""

    name = "sqlite"
    writers = 1
    begin_write = "BEGIN IMMEDIATE"
    begin_read = "BEGIN"
    # Beginning fails when another program holds the lock, after a wait that nobody wants twice.
    begins_anew = False
    # A question costs no round trip here.
    reads_ahead = False

    def __init__(self, path: Path, *, owner: bool) -> None:
        self._path = path
        self._owner = owner
        # Which file the first connection opened.
        self._file: tuple[int, int] | None = None
        self.dialect: Dialect = dialect.dialect(paramstyle="qmark")

    def writer(self) -> sqlite3.Connection:
        """The connection that writes. One that is not the server's never checkpoints."""
        connection = self._connect(f"file:{_quoted(self._path)}?mode=rw")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        pages = CHECKPOINT_PAGES if self._owner else 0
        connection.execute(f"PRAGMA wal_autocheckpoint = {pages}")
        return connection

    def reader(self) -> sqlite3.Connection:
        """A connection that cannot write."""
        connection = self._connect(f"file:{_quoted(self._path)}?mode=ro")
        connection.execute("PRAGMA query_only = ON")
        return connection

    def require_same_file(self) -> None:
        """Raises `FileReplaced` when the path leads to another file than the one that is open: what
        is written to that one nobody would find again."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            raise FileReplaced(f"{self._path} is gone") from None
        if self._file is not None and self._file != (found.st_dev, found.st_ino):
            raise FileReplaced(f"{self._path} is another file than the one that was opened")

    def together(self, connection: sqlite3.Connection) -> AbstractContextManager[object]:  # noqa: ARG002
        """Statements are run as they come."""
        return nullcontext()

    def lost(self, error: Exception) -> bool:
        """Did the storage fail, rather than we? Disk full, lock held too long, file gone. A
        statement that SQLite does not understand (no such column) is ours."""
        if not isinstance(error, sqlite3.DatabaseError):
            return False
        is_ours = isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)
        return not is_ours and getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR

    def gave_way(self, error: Exception) -> bool:  # noqa: ARG002
        """Never: writers wait for one another before they begin."""
        return False

    def _connect(self, uri: str) -> sqlite3.Connection:
        if self._file is not None:
            self.require_same_file()
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_MILLISECONDS}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA foreign_keys = OFF")  # rows are only written by `record`
        if self._file is None:
            found = self._path.stat()
            self._file = (found.st_dev, found.st_ino)
        return connection


# In the file's header: a server had it open when the header was written. A file that says so and
# has no WAL beside it was copied from under a running server, and lacks its newest lines.
_IN_USE = 1
# Where `user_version` stands, by SQLite's file format (1.3). Read by hand: opening the file
# would make a WAL.
_HEADER_BYTES = 100
_USER_VERSION = slice(60, 64)


def mark_in_use(path: Path, *, is_in_use: bool) -> None:
    """Writes into the file itself, past the WAL, that a server has it open, or closed it."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_MILLISECONDS}")
        connection.execute(f"PRAGMA user_version = {_IN_USE if is_in_use else 0}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def lacks_its_wal(path: Path) -> bool:
    """Was this file copied from under a running server, without its WAL?"""
    if path.with_name(path.name + "-wal").exists():
        return False
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    return int.from_bytes(header[_USER_VERSION], "big") == _IN_USE


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
