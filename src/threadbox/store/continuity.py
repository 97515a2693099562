"""Whether the database still holds the history that was written last.

A restored copy, a standby that lagged behind, a folder in the place of another: then positions
mean other lines than readers remember. Each website gets a new epoch, and whoever comes back
starts over once. A false alarm costs a snapshot, so every doubt is one.

- PostgreSQL: the row of `storage` says which cluster, timeline, database and table were written
  last; each new writing connection compares (`renew_epochs`).
- SQLite: a file beside the database says which file it was, how many log lines it had, and when it
  was changed last (`LastSeen`). It is written with every commit and never synced: it may lag after
  a crash of the machine, and is then no worse than none.
- What goes back while a process runs, its writer notices (`writer.Heads`).
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from psycopg import Connection
from sqlalchemy import func, select, update

from threadbox.store.statements import Session, given
from threadbox.store.tables import websites
from threadbox.store.transaction import Transaction

_LINES = select(func.coalesce(func.sum(websites.c.head), 0))
_WEBSITES = select(websites.c.key)
_KEEP_EPOCH = (
    update(websites).where(websites.c.key == given("website")).values(epoch=given("new_epoch"))
)
# A rewrite of the table (VACUUM FULL) is a false alarm; a restore into it is not.
_IDENTITY = (
    "SELECT concat_ws('/',"
    " (SELECT system_identifier FROM pg_control_system()),"
    " substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8),"
    " (SELECT oid FROM pg_database WHERE datname = current_database()),"
    " pg_relation_filenode('websites'))"
)
_STORED = "SELECT identity FROM storage WHERE key = 1"
# More than the four numbers of `_Seen` need, so that each text covers the one before.
_SEEN_BYTES = 200


def begin_anew(tx: Transaction) -> None:
    """An action: every website's positions belong to a new history from now on."""
    for (key,) in tx.all(_WEBSITES):
        tx.run(_KEEP_EPOCH, website=key, new_epoch=str(tx.new_uuid()))


def lines(rx: Session) -> int:
    """A view: how many lines all logs together have ever had."""
    return int(rx.one(_LINES)[0])


def renew_epochs(connection: Connection[Any]) -> bool:
    """Begins new epochs if this is not the storage that was written last; says whether it did.

    One of several processes does it; the others find it done.
    """
    row = connection.execute(_IDENTITY).fetchone()
    stored = connection.execute(_STORED).fetchone()
    if row == stored:
        return False
    with connection.transaction():
        if connection.execute(f"{_STORED} FOR UPDATE").fetchone() == row:
            return False
        connection.execute("UPDATE websites SET epoch = gen_random_uuid()::text")
        connection.execute("UPDATE storage SET identity = %s WHERE key = 1", row)
    return True


@dataclass(frozen=True, slots=True)
class _Seen:
    """A SQLite file as it was: which file, log lines in it, and when it was changed last, if
    its server closed it."""

    device: int
    inode: int
    lines: int
    changed_at: int | None


class LastSeen:
    """What was last seen of a SQLite file, beside it."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(f"{database.name}.seen")
        self._handle: int | None = None
        self._seen = _Seen(0, 0, 0, None)

    def is_another(self) -> bool:
        """Whether the file was put there, or changed, since its server closed it. To be asked
        before anything is written to it."""
        seen = self._read()
        try:
            now = self._database.stat()
        except FileNotFoundError:
            return False
        if seen is None or (seen.device, seen.inode) != (now.st_dev, now.st_ino):
            return True
        return seen.changed_at is not None and seen.changed_at != now.st_ctime_ns

    def open(self, lines_now: int) -> bool:
        """From here on `keep` counts. Says whether the file has fewer lines than were seen."""
        seen, now = self._read(), self._database.stat()
        self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._write(_Seen(now.st_dev, now.st_ino, lines_now, None))
        return seen is not None and lines_now < seen.lines

    def keep(self, more: int) -> None:
        """A commit added so many lines."""
        if more:
            self._write(replace(self._seen, lines=self._seen.lines + more))

    def close(self) -> None:
        """The server has written its last; the file is not open any more."""
        if self._handle is None:
            return
        with suppress(FileNotFoundError):  # somebody took it away: it is another one next time
            self._write(replace(self._seen, changed_at=self._database.stat().st_ctime_ns))
        os.close(self._handle)
        self._handle = None

    def _write(self, seen: _Seen) -> None:
        self._seen = seen
        if self._handle is not None:
            os.pwrite(self._handle, json.dumps(asdict(seen)).ljust(_SEEN_BYTES).encode(), 0)

    def _read(self) -> _Seen | None:
        with suppress(OSError, ValueError, TypeError):
            return _Seen(**json.loads(self._path.read_text()))
        return None
