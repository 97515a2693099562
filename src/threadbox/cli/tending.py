"""`threadbox migrate` and `threadbox doctor`: bringing up to date, and looking for trouble."""

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from threadbox import __version__
from threadbox.app import STATIC, bring_up_to_date, sqlite_path, standing_of
from threadbox.cli.command import JSON, Command, Given, say, say_json
from threadbox.config import SECRET_FILE, Config

# Less free space than this and SQLite will soon refuse to write.
DISK_BYTES_LEAST = 200 * 1024 * 1024
DISK_BYTES_WANTED = 2 * 1024 * 1024 * 1024
# The first versions without the WAL-reset bug, per maintained line.
_SQLITE_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))

Verdict = Literal["good", "note", "bad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    about: str
    verdict: Verdict
    says: str


def _migrate(given: Given) -> int:
    before = standing_of(given.config)
    bring_up_to_date(given.config)
    after = standing_of(given.config)
    if given.wants_json:
        say_json({"before": before.current, "after": after.current})
    elif before.current == after.current:
        say(f"The database is up to date ({after.current}).")
    else:
        say(f"Migrated from {before.current or 'nothing'} to {after.current}.")
    return 0


def _doctor(given: Given) -> int:
    findings = [finding for look in _LOOKS for finding in look(given.config)]
    is_well = all(finding.verdict != "bad" for finding in findings)
    if given.wants_json:
        say_json({"is_well": is_well, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            say(f"{_MARKS[finding.verdict]} {finding.about:<10} {finding.says}")
    return 0 if is_well else 1


_MARKS: dict[Verdict, str] = {"good": "ok  ", "note": "note", "bad": "BAD "}


def _settings(config: Config) -> Iterator[Finding]:
    """Settings that are valid, and still not what a public server wants."""
    yield Finding(about="version", verdict="good", says=f"Threadbox {__version__}")
    if config.public_url is None:
        says = "--public-url is not set: right for this machine only."
        yield Finding(about="address", verdict="note", says=says)
    elif not config.is_https:
        says = f"{config.public_url} is not https: cookies and messages travel in the clear."
        yield Finding(about="address", verdict="note", says=says)
    else:
        yield Finding(about="address", verdict="good", says=config.public_url)


def _files(config: Config) -> Iterator[Finding]:
    if not config.data.is_dir():
        says = f"{config.data} does not exist yet; the first start creates it."
        yield Finding(about="data", verdict="note", says=says)
        return
    if not os.access(config.data, os.W_OK):
        yield Finding(about="data", verdict="bad", says=f"{config.data} cannot be written.")
    secret = config.data / SECRET_FILE
    if secret.exists():
        is_private = not stat.S_IMODE(secret.stat().st_mode) & 0o077
        says = "only we can read it" if is_private else f"others can read {secret}: chmod 600 it."
        yield Finding(about="secret", verdict="good" if is_private else "bad", says=says)


def _disk(config: Config) -> Iterator[Finding]:
    place = next(path for path in (config.data, *config.data.resolve().parents) if path.exists())
    free = shutil.disk_usage(place).free
    says = f"{free / 1024**3:.1f} GiB free"
    verdict: Verdict = "good" if free >= DISK_BYTES_WANTED else "note"
    yield Finding(about="disk", verdict="bad" if free < DISK_BYTES_LEAST else verdict, says=says)


def _clock(config: Config) -> Iterator[Finding]:  # noqa: ARG001
    """A clock before our own files were made is wrong; messages would be dated by it."""
    is_right = time.time() >= Path(__file__).stat().st_mtime
    says = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    if not is_right:
        says += ": that is before this version was installed; set the clock."
    yield Finding(about="clock", verdict="good" if is_right else "bad", says=says)


def _front_end(config: Config) -> Iterator[Finding]:  # noqa: ARG001
    is_built = (STATIC / "l.js").is_file() and (STATIC / "inbox" / "index.html").is_file()
    says = "built" if is_built else "not built: run `make build`, or install a release."
    yield Finding(about="front end", verdict="good" if is_built else "bad", says=says)


def _sqlite(config: Config) -> Iterator[Finding]:
    if not config.is_sqlite:
        return
    found = sqlite3.sqlite_version_info
    is_fixed = found >= _SQLITE_FIXED[0] or any(
        found[:2] == fixed[:2] and found >= fixed for fixed in _SQLITE_FIXED
    )
    says = f"SQLite {sqlite3.sqlite_version}"
    if not is_fixed:
        says += (
            " has the WAL-reset bug (fixed in 3.51.3, 3.50.7, 3.44.6). Threadbox is not hit by"
            " it: one connection writes and checkpoints. Do not let other programs write."
        )
    yield Finding(about="sqlite", verdict="good" if is_fixed else "note", says=says)


def _database(config: Config) -> Iterator[Finding]:
    path = sqlite_path(config) if config.is_sqlite else None
    if path is not None and not path.exists():
        says = "there is none yet; the first start creates it."
        yield Finding(about="database", verdict="note", says=says)
        return
    where = standing_of(config)
    if where.is_current:
        yield Finding(about="schema", verdict="good", says=f"up to date ({where.current})")
    else:
        says = f"at {where.current or 'nothing'}, wanted {where.head}: threadbox migrate"
        yield Finding(about="schema", verdict="bad", says=says)
    if path is not None:
        yield _integrity(path)


def _integrity(path: Path) -> Finding:
    """SQLite's own check of the file. Reads everything, changes nothing."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            faults = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
        finally:
            connection.close()
    except sqlite3.Error as fault:
        faults = [str(fault)]
    if faults == ["ok"]:
        return Finding(about="database", verdict="good", says=f"{path} is intact")
    return Finding(about="database", verdict="bad", says=f"{path}: {'; '.join(faults)}")


_LOOKS: tuple[Callable[[Config], Iterator[Finding]], ...] = (
    _settings,
    _files,
    _disk,
    _clock,
    _front_end,
    _sqlite,
    _database,
)

MIGRATE = Command(
    name="migrate",
    says="Bring the database's schema to this version.",
    more="`serve` does it by itself; this is for doing it beforehand. Safe to repeat.",
    examples="  threadbox migrate\n  threadbox migrate --database-url postgresql://…",
    run=_migrate,
    options=(JSON,),
)
DOCTOR = Command(
    name="doctor",
    says="Look for trouble: settings, disk, clock, database.",
    more="Changes nothing. Ends with exit code 1 when something is bad.",
    examples="  threadbox doctor\n  threadbox doctor --json",
    run=_doctor,
    options=(JSON,),
    settings=tuple(field.name for field in fields(Config)),
)
