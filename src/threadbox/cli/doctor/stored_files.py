"""Whether the bytes of uploaded files and the rows that speak of them belong together.

Read in an order that a running server cannot upset: a row is there before its bytes, and goes
before them. So rows, bytes, and rows again, and what only passes between two looks is no finding.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from threadbox.cli.doctor.findings import Finding, Verdict
from threadbox.config import BadSetting, Config
from threadbox.data_folder import sqlite_path, standing_of
from threadbox.gateways.files.blob_storage import Storage, StorageFault
from threadbox.store.database import Database
from threadbox.views.files import Kept, kept_files

# Enough to see which.
FILES_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Ids of files, in order. `missing`: a message or an upload without its bytes; `damaged`: as
    many bytes as nobody uploaded; `extra`: bytes that nothing leads to."""

    rows: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    extra: tuple[str, ...]


def stored_files(config: Config, storage: Storage) -> Iterator[Finding]:
    """For the doctor: each file that a message has is there, and nothing else is."""
    if not _has_database(config):
        return
    try:
        found = compared(config, storage)
    except StorageFault as fault:
        yield Finding(about="uploads", verdict="bad", says=f"they cannot be listed: {fault}")
        return
    again = "bring them back from a copy"
    findings = [
        *_named(found.missing, "bad", "have lost their bytes", again),
        *_named(found.damaged, "bad", "have other bytes than were uploaded", again),
        *_named(found.extra, "note", "are there and nothing leads to them", "take them away"),
    ]
    yield from findings
    if not findings:
        says = f"{found.rows} files, each with its bytes"
        yield Finding(about="uploads", verdict="good", says=says)


def _named(ids: tuple[str, ...], verdict: Verdict, what: str, advice: str) -> Iterator[Finding]:
    if ids:
        named = ", ".join(ids[:FILES_NAMED]) + (", …" if len(ids) > FILES_NAMED else "")
        says = f"{len(ids)} files {what}; {advice}: {named}"
        yield Finding(about="uploads", verdict=verdict, says=says)


def _has_database(config: Config) -> bool:
    """Whether there is one that this version reads; what it lacks is said elsewhere."""
    if config.is_sqlite and not sqlite_path(config).exists():
        return False
    try:
        return standing_of(config).is_current
    except BadSetting:
        return False


def compared(config: Config, storage: Storage) -> Comparison:
    """Raises `StorageFault`."""
    with closing(Database.open(config.database, owner=False)) as database:
        before: Mapping[str, Kept] = database.read_now(kept_files)
        there = dict(storage.sizes())
        after: Mapping[str, Kept] = database.read_now(kept_files)
    # Of an upload that no message has yet, the bytes may be on their way.
    missing = (
        id_ for id_ in before.keys() & after.keys() - there.keys() if after[id_].is_in_a_message
    )
    damaged = (id_ for id_ in after.keys() & there.keys() if after[id_].bytes != there[id_])
    return Comparison(
        rows=len(after),
        missing=tuple(sorted(missing)),
        damaged=tuple(sorted(damaged)),
        extra=tuple(sorted(there.keys() - before.keys() - after.keys())),
    )
