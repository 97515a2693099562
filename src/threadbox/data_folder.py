"""The data folder and its database, before anybody is served: made, up to date, and ours alone."""

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import structlog

from threadbox.config import BadSetting, Config
from threadbox.store import continuity
from threadbox.store.continuity import LastSeen
from threadbox.store.database import Database
from threadbox.store.migrate import Standing, schema_faults, standing, upgrade
from threadbox.store.sqlite import lacks_its_wal, mark_in_use

log = structlog.get_logger(__name__)


def bring_up_to_date(config: Config) -> None:
    """Makes the data folder and brings the database's schema to this version."""
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not standing_of(config).is_current:
        upgrade(config.database)
    require_schema(config)
    if config.is_sqlite:
        # Everybody's messages: for us alone, also in a folder that others may look into.
        # SQLite gives its files beside it the same rights.
        sqlite_path(config).chmod(0o600)


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
    except Exception as fault:
        first = (str(fault).strip() or type(fault).__name__).splitlines()[0]
        raise BadSetting(f"the database cannot be opened: {first}") from fault


@contextmanager
def sole_owner(config: Config) -> Iterator[None]:
    """Holds a SQLite file for one server: only one process may write and checkpoint it.

    The lock is the kernel's and ends with the process, however that ends.
    """
    if not config.is_sqlite:
        yield
        return
    path = Path(f"{sqlite_path(config)}.lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSetting(
                f"another Threadbox serves {path.parent} already; stop it, or use another --data."
            ) from None
        yield


@contextmanager
def last_seen(config: Config) -> Iterator[LastSeen | None]:
    """What the server last saw of its SQLite file; told of the end when the block is left."""
    if not config.is_sqlite:
        yield None
        return
    path = sqlite_path(config)
    if path.exists() and lacks_its_wal(path):
        log.warning(
            "wal_missing",
            says="the database was not closed by its server, and its WAL is not there: if it is a"
            " copy, the newest messages may be missing",
        )
    with closing(LastSeen(path)) as seen:
        yield seen


def settle_history(database: Database, seen: LastSeen, *, is_another: bool) -> None:
    """New epochs, if the file does not go on where its server left it. `is_another`: it is another
    file, or was changed since."""
    went_back = seen.open(database.read_now(continuity.lines))
    if is_another or went_back:
        log.warning("history_changed", is_another=is_another, went_back=went_back)
        database.write_now(None, continuity.begin_anew)


@contextmanager
def marked_in_use(config: Config) -> Iterator[None]:
    """While the block lasts, a SQLite file says of itself that a server has it open."""
    if not config.is_sqlite:
        yield
        return
    mark_in_use(sqlite_path(config), is_in_use=True)
    yield
    mark_in_use(sqlite_path(config), is_in_use=False)
