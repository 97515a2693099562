"""A database as one file, true at one moment, while a server goes on writing; and back.

SQLite by its own backup interface, PostgreSQL by `pg_dump` and `pg_restore`, which have to be
installed and not older than the server.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from threadbox.config import BadSetting, Config
from threadbox.data_folder import sqlite_path
from threadbox.store.migrate import tables_in
from threadbox.store.reaching import conninfo

# What `pg_dump` and `pg_restore` may take in all; a hang is said rather than waited out.
_PROGRAM_SECONDS = 6 * 60 * 60


def dump(config: Config, target: Path) -> None:
    """Writes the database into a new file. Raises `BadSetting`."""
    if config.is_sqlite:
        _dump_sqlite(sqlite_path(config), target)
    else:
        # Owners and rights are those of whoever restores it.
        given = ("--format=custom", "--no-owner", "--no-acl", "--file", str(target))
        _run("pg_dump", *given, url=config.database)


def load(config: Config, source: Path) -> None:
    """Makes the database anew from such a file, which is used up: all of it or nothing.

    Raises `BadSetting`.
    """
    if config.is_sqlite:
        source.rename(sqlite_path(config))
        return
    given = ("--no-owner", "--no-acl", "--single-transaction", str(source))
    _run("pg_restore", *given, url=config.database)
    source.unlink()


def require_empty(config: Config) -> None:
    """Raises `BadSetting` when a PostgreSQL database has tables already."""
    if not config.is_sqlite and tables_in(config.database):
        raise BadSetting("the database is not empty; restore into a new one.")


def require_whole(source: Path) -> None:
    """Raises `BadSetting` for what `pg_dump` did not write, or not to its end."""
    _run("pg_restore", "--list", str(source))


def _dump_sqlite(path: Path, target: Path) -> None:
    """In one step: the writer is not waited for, nor does it wait, and what it adds meanwhile is
    not in the copy."""
    try:
        with (
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            # One file, without a WAL beside it, and no server has it open.
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("PRAGMA user_version = 0")
    except sqlite3.Error as fault:
        raise BadSetting(f"the database cannot be copied: {fault}.") from fault


def _run(program: str, *arguments: str, url: str | None = None) -> None:
    """Runs a program of PostgreSQL's. The password it learns from its environment, so that it does
    not stand in the list of processes."""
    found = shutil.which(program)
    if found is None:
        raise BadSetting(f"{program} is not installed; it comes with PostgreSQL's client programs.")
    where, password = _where(url)
    try:
        done = subprocess.run(  # noqa: S603 (a program of the administrator's, by its full path)
            [found, *where, *arguments],
            env={**os.environ, **password},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PROGRAM_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadSetting(f"{program} did not end in time.") from None
    if done.returncode != 0:
        said = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()
        raise BadSetting(f"{program} failed: {said[-1] if len(said) == 1 else ' '.join(said[:3])}")


def _where(url: str | None) -> tuple[list[str], dict[str, str]]:
    """How a program reaches the database, as we do: its arguments, and its environment."""
    if url is None:
        return [], {}
    known = conninfo_to_dict(conninfo(url))
    password = known.pop("password", None)
    return ["--dbname", make_conninfo("", **known)], {
        "PGPASSWORD": str(password)
    } if password else {}
