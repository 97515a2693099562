"""The data folder and its database, before anybody is served: made, up to date, and ours alone."""

import fcntl
import os
import pwd
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from threadbox import private_files
from threadbox.config import BadSetting, Config
from threadbox.store.migrate import Standing, schema_faults, standing, upgrade
from threadbox.store.sqlite import mark_in_use

# Under which address the folder was served last, for commands that print addresses.
ADDRESS_FILE = "address"
# What a restore writes into before it is done.
UNFINISHED_RESTORE = ".restoring"


def bring_up_to_date(config: Config) -> None:
    """Makes the data folder and brings the database's schema to this version.

    Raises `BadSetting` when that cannot be: a folder that is not ours, a newer database.
    """
    make_data_folder(config)
    before = standing_of(config)
    _require_known(before)
    if not before.is_current:
        upgrade(config.database)
    require_schema(config)
    if config.files_folder.is_dir():
        with told_as_setting(config.files_folder):
            config.files_folder.chmod(0o700)
    if config.is_sqlite:
        # Everybody's messages: for us alone, also in a folder that others may look into.
        # SQLite gives its files beside it the same rights.
        with told_as_setting(sqlite_path(config)):
            sqlite_path(config).chmod(0o600)


def has_database(config: Config) -> bool:
    """Whether there is a database of Threadbox. Makes nothing.

    Raises `BadSetting` when it is a newer one, or cannot be reached.
    """
    if config.is_sqlite:
        path = sqlite_path(config)
        with told_as_setting(path):
            if not path.exists():
                return False
        _require_ours(path)
    found = standing_of(config)
    _require_known(found)
    return found.current is not None


def require_database(config: Config) -> None:
    """Raises `BadSetting` unless there is a database of this very version. Makes nothing."""
    if not has_database(config):
        where = f" at {sqlite_path(config)}" if config.is_sqlite else " of Threadbox there"
        raise BadSetting(
            f"there is no database{where}: `threadbox serve` or `threadbox migrate` makes one;"
            " or is --data another one?"
        )
    found = standing_of(config)
    if not found.is_current:
        raise BadSetting(
            f"the database is of an earlier version ({found.current}, wanted {found.head}):"
            " start the server of this version, or run threadbox migrate."
        )


def make_data_folder(config: Config) -> None:
    """The folder, if it is not there; raises `BadSetting` when we could not keep data in it."""
    with told_as_setting(config.data):
        private_files.make_folder(config.data)
        if (config.data / UNFINISHED_RESTORE).exists():
            raise BadSetting(f"a restore into {config.data} did not end: run it again.")
    if not os.access(config.data, os.R_OK | os.W_OK | os.X_OK):
        raise BadSetting(_not_ours(config.data))
    if config.is_sqlite:
        path = sqlite_path(config)
        for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", ".lock"))):
            if each.exists():
                _require_ours(each)


def require_schema(config: Config) -> None:
    """Raises `BadSetting` when the tables are not those of this version, whatever the database
    says of its version: that was so of versions that were never released."""
    faults = schema_faults(config.database)
    if faults:
        raise BadSetting(
            f"the database is not one of this version: {'; '.join(faults[:3])}. Keep a copy, and"
            " start with an empty data folder or database, or with the version that made it."
        )


def sqlite_path(config: Config) -> Path:
    """The file that a SQLite URL names."""
    return Path(config.database.partition(":///")[2])


def standing_of(config: Config) -> Standing:
    """Where the database's schema stands. Raises `BadSetting` when it cannot be reached."""
    try:
        return standing(config.database)
    except ValueError as fault:
        raise BadSetting(f"--database-url cannot be used: {fault}.") from fault
    except Exception as fault:
        first = (str(fault).strip() or type(fault).__name__).splitlines()[0]
        raise BadSetting(f"the database cannot be opened: {first}") from fault


def remember_address(config: Config, address: str) -> None:
    """Keeps the address that this folder is served under."""
    path = config.data / ADDRESS_FILE
    with told_as_setting(path):
        private_files.replace(path, f"{address}\n")


def address_served(config: Config) -> str | None:
    """The address under which the folder was served last; None when it never was."""
    try:
        return (config.data / ADDRESS_FILE).read_text().strip() or None
    except OSError:
        return None


@contextmanager
def sole_owner(config: Config) -> Iterator[None]:
    """Holds a SQLite file for one server: only one process may write and checkpoint it.

    The lock is the kernel's and ends with the process, however that ends.
    """
    if not config.is_sqlite:
        yield
        return
    make_data_folder(config)
    path = Path(f"{sqlite_path(config)}.lock")
    with told_as_setting(path):
        file = private_files.open_lock(path)
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSetting(
                f"another Threadbox serves {path.parent} already; stop it, or use another --data."
            ) from None
        yield


@contextmanager
def marked_in_use(config: Config) -> Iterator[None]:
    """While the block lasts, a SQLite file says of itself that a server has it open."""
    if not config.is_sqlite:
        yield
        return
    try:
        mark_in_use(sqlite_path(config), is_in_use=True)
    except sqlite3.Error as fault:
        raise BadSetting(f"the database cannot be written: {fault}") from fault
    yield
    mark_in_use(sqlite_path(config), is_in_use=False)


@contextmanager
def told_as_setting(path: Path) -> Iterator[None]:
    """What the system has against `path` becomes one line for whoever chose it."""
    try:
        yield
    except PermissionError as fault:
        raise BadSetting(_not_ours(path)) from fault
    except OSError as fault:
        what = fault.strerror or str(fault)
        raise BadSetting(f"{fault.filename or path} cannot be used: {what}.") from fault


def _require_ours(path: Path) -> None:
    if not path.is_file():
        raise BadSetting(f"{path} is in the way: it is no file.")
    if not os.access(path, os.R_OK | os.W_OK):
        raise BadSetting(_not_ours(path))


def _require_known(found: Standing) -> None:
    if not found.is_known:
        raise BadSetting(
            f"the database was written by a newer version of Threadbox (schema {found.current};"
            f" this one knows up to {found.head}): install that version, or restore a copy made"
            " before the upgrade."
        )


def _not_ours(path: Path) -> str:
    """What is not to be read or written, whose it is, and what to do."""
    try:
        owner = _name(path.stat().st_uid)
    except OSError:
        return f"{path} cannot be used by {_name(os.geteuid())}: permission denied."
    who = _name(os.geteuid())
    if owner == who:
        return f"{path} cannot be written: it is read-only."
    return (
        f"{path} belongs to {owner} and is closed to {who}: run this as {owner}"
        f" (sudo -u {owner} threadbox …), or give it to {who} (chown)."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
