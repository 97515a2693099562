"""Stored texts that cannot be read: what `threadbox doctor` says of them, and `--repair` does."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict

from threadbox.cli.doctor.findings import Finding
from threadbox.config import BadSetting, Config
from threadbox.data_folder import sqlite_path, standing_of
from threadbox.store import repair
from threadbox.store.database import Database


def texts(config: Config) -> Iterator[Finding]:
    """Everything that is stored can be read."""
    if not _is_served(config):
        return
    with closing(Database.open(config.database, owner=False)) as database:
        found = database.read_now(lambda rx: list(repair.unread(rx)))
    if not found:
        yield Finding(about="texts", verdict="good", says="everything that is stored can be read")
        return
    places = ", ".join(sorted({f"{each.table}.{each.column}" for each in found}))
    says = (
        f"{len(found)} stored texts cannot be read ({places}). Each is shown as such, and costs"
        " nothing else; `threadbox doctor --repair` sets them aside."
    )
    yield Finding(about="texts", verdict="bad", says=says)


def _is_served(config: Config) -> bool:
    """Whether there is a database of this version to look into."""
    if config.is_sqlite and not sqlite_path(config).exists():
        return False
    try:
        return standing_of(config).is_current
    except BadSetting:
        return False


def repaired(config: Config) -> Finding:
    """Keeps every text that cannot be read in a file of its own, and replaces it in the database,
    also while a server runs."""
    if not _is_served(config):
        return Finding(about="repair", verdict="bad", says="there is no database to repair.")
    path = config.data / time.strftime("set-aside-%Y%m%d-%H%M%S.jsonl", time.gmtime())
    with closing(Database.open(config.database, owner=False)) as database:
        found = database.read_now(lambda rx: list(repair.unread(rx)))
        if not found:
            return Finding(about="repair", verdict="good", says="nothing had to be set aside")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            for each in found:
                file.write(json.dumps(asdict(each)) + "\n")
            file.flush()
            os.fsync(handle)
        for each in found:
            database.write_now(None, repair.set_aside, each)
    says = f"{len(found)} texts are in {path} as they stood; what is shown instead took their place"
    return Finding(about="repair", verdict="good", says=says)
