"""What the doctor sees of who and what can get in: rights of files, a demo's account, a pooler in
front of the database, room for sockets."""

import os
import resource
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from threadbox.cli.doctor.findings import Finding
from threadbox.config import SECRET_FILE, BadSetting, Config
from threadbox.data_folder import has_database, sqlite_path, standing_of
from threadbox.demo.account import has_demo_account
from threadbox.demo.seed import EMAIL
from threadbox.gateways.security.passwords import opens
from threadbox.gateways.security.rate_limits import FILES_WANTED
from threadbox.secret_key import read
from threadbox.store.database import Database
from threadbox.store.health import StorageFault, is_pooled

_OTHERS = 0o077


def permissions(config: Config) -> Iterator[Finding]:
    """Whether we can write, and whether others can read."""
    if not config.data.is_dir():
        return
    if not os.access(config.data, os.W_OK | os.X_OK):
        yield Finding(about="data", verdict="bad", says=f"{config.data} cannot be written.")
    elif _is_open(config.data):
        says = f"others can look into {config.data}: chmod 700 it (StateDirectoryMode=0700)."
        yield Finding(about="data", verdict="note", says=says)
    database = sqlite_path(config) if config.is_sqlite else None
    kept = [config.files_folder, *([] if database is None else _of_sqlite(database))]
    if found := [str(path) for path in kept if path.exists() and _is_open(path)]:
        says = f"others can read {', '.join(found)}: chmod go= them, or start the server anew."
        yield Finding(about="rights", verdict="bad", says=says)
    yield from _secret(config, config.data / SECRET_FILE)


def _of_sqlite(path: Path) -> list[Path]:
    return [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", ".lock"))]


def _secret(config: Config, path: Path) -> Iterator[Finding]:
    if config.secret is not None or not path.exists():
        return
    if _is_open(path):
        says = f"others can read {path}: chmod 600 it, then threadbox rotate-secret."
        yield Finding(about="secret", verdict="bad", says=says)
        return
    try:
        keys = read(path)
    except BadSetting as fault:
        yield Finding(about="secret", verdict="bad", says=str(fault))
        return
    says = "only we can read it"
    if keys.former:
        says += f"; {len(keys.former)} former key is accepted until rotate-secret --drop"
    yield Finding(about="secret", verdict="good", says=says)


def descriptors(config: Config) -> Iterator[Finding]:  # noqa: ARG001
    """A socket is an open file; the limit is the shell's here, and the service's own there."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= most < FILES_WANTED:
        says = (
            f"at most {most} files may be open here, sockets among them: raise ulimit -n, or"
            " LimitNOFILE of the service."
        )
        yield Finding(about="sockets", verdict="note", says=says)


def demo(config: Config) -> Iterator[Finding]:
    """An account whose password was printed on a screen."""
    try:
        if not has_database(config) or not standing_of(config).is_current:
            return
    except BadSetting:
        return  # said by whoever looks at the database
    with closing(Database.open(config.database, owner=False)) as database:
        if has_demo_account(database, opens):
            says = (
                f"{EMAIL} is a demo's, with a password that was printed: threadbox remove-operator"
                f" --email {EMAIL}"
            )
            yield Finding(about="demo", verdict="bad", says=says)


def pooler(config: Config) -> Iterator[Finding]:
    """A pooler that hands out another session for each transaction takes LISTEN, prepared
    statements and settings from us."""
    if config.is_sqlite:
        return
    try:
        is_bad = is_pooled(config.database)
    except (StorageFault, ValueError):
        return  # said by whoever looks at the server
    if is_bad:
        says = (
            "a transaction pooler stands before PostgreSQL: connect to the server itself, or set"
            " the pooler to pool_mode = session."
        )
        yield Finding(about="pooler", verdict="bad", says=says)


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)
