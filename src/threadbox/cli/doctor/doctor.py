"""`threadbox doctor`: looks for trouble in settings, disk, clock and database; changes nothing."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, fields
from pathlib import Path

from threadbox import __version__
from threadbox.app import STATIC
from threadbox.cli.command import JSON, Command, Given, Option, say, say_json
from threadbox.cli.doctor import access
from threadbox.cli.doctor.findings import Finding, Verdict
from threadbox.cli.doctor.interpreter import python
from threadbox.cli.doctor.stored_files import stored_files
from threadbox.cli.doctor.stored_texts import repaired, texts
from threadbox.config import BadSetting, Config
from threadbox.data_folder import require_schema, sqlite_path, standing_of
from threadbox.gateways.files.blob_storage import StorageFault as FilesFault
from threadbox.gateways.files.blob_storage import storage_for
from threadbox.store.database import Database
from threadbox.store.deletion import is_going
from threadbox.store.health import StorageFault, heads_and_logs, integrity_faults, server
from threadbox.store.sqlite import lacks_its_wal

# Less free space than this and SQLite will soon refuse to write.
DISK_BYTES_LEAST = 200 * 1024 * 1024
DISK_BYTES_WANTED = 2 * 1024 * 1024 * 1024
# The server checkpoints at 4 MiB; beyond this something keeps it from doing so.
WAL_BYTES_WANTED = 64 * 1024 * 1024
# What time servers keep machines within, generously.
CLOCK_SECONDS_MOST = 2.0
# The first versions without the WAL-reset bug, per maintained line.
_SQLITE_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def _doctor(given: Given) -> int:
    first = [repaired(given.config)] if "repair" in given.flags else []
    findings = [*first, *(finding for look in _LOOKS for finding in look(given.config))]
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


def _uploads(config: Config) -> Iterator[Finding]:
    """Where uploaded files are, and whether one could be kept now."""
    try:
        storage = storage_for(config)
        storage.check()
    except (BadSetting, FilesFault) as fault:
        yield Finding(about="files", verdict="bad", says=f"uploads cannot be kept: {fault}")
        return
    says = f"{storage.where}, up to {config.file_megabytes} MiB each"
    if config.workers > 1 and config.files_url is None:
        says += "; processes on other machines need the same folder, or --files-url."
    yield Finding(about="files", verdict="good", says=says)
    yield from stored_files(config, storage)


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


def _schema(config: Config, says: str) -> Finding:
    """Whether the tables are those that the database says it has."""
    try:
        require_schema(config)
    except BadSetting as fault:
        return Finding(about="schema", verdict="bad", says=str(fault))
    return Finding(about="schema", verdict="good", says=says)


def _database(config: Config) -> Iterator[Finding]:
    path = sqlite_path(config) if config.is_sqlite else None
    if path is not None and not path.exists():
        says = "there is none yet; the first start creates it."
        yield Finding(about="database", verdict="note", says=says)
        return
    try:
        where = standing_of(config)
    except BadSetting as fault:
        yield Finding(about="database", verdict="bad", says=str(fault))
        return
    if where.is_current:
        yield _schema(config, f"up to date ({where.current})")
    elif not where.is_known:
        says = (
            f"of a newer version ({where.current}; this one knows up to {where.head}): install"
            " that version, or restore a copy made before the upgrade."
        )
        yield Finding(about="schema", verdict="bad", says=says)
    else:
        says = f"at {where.current or 'nothing'}, wanted {where.head}: threadbox migrate"
        yield Finding(about="schema", verdict="bad", says=says)
    if path is not None:
        yield from _wal(path)
    if where.is_current:
        yield from _contents(config, path)


def _wal(path: Path) -> Iterator[Finding]:
    if lacks_its_wal(path):
        # A copied file left its server's lock file behind; in a folder that has one, a server may
        # have been killed, and a command of ours have tidied up after it.
        was_served_here = path.with_name(path.name + ".lock").exists()
        says = (
            f"{path} is a copy from under a running server. SQLite's own .backup makes a whole one;"
            f" of a file copied without its {path.name}-wal the newest messages are missing."
            " `threadbox backup` makes copies that leave no doubt."
        )
        if was_served_here:
            says = f"{path} was not closed by its server; if it is a copy, its WAL is missing."
        yield Finding(about="copy", verdict="note", says=says)
    wal = path.with_name(path.name + "-wal")
    size = wal.stat().st_size if wal.exists() else 0
    is_small = size <= WAL_BYTES_WANTED
    says = f"{size / 1024**2:.1f} MiB"
    if not is_small:
        says += ": it is not being checkpointed; something reads for very long."
    yield Finding(about="wal", verdict="good" if is_small else "note", says=says)


def _contents(config: Config, path: Path | None) -> Iterator[Finding]:
    """The file is whole, and the log of each website reaches the position it claims."""
    faults = integrity_faults(path) if path is not None else []
    if faults:
        yield Finding(about="database", verdict="bad", says=f"{path}: {'; '.join(faults)}")
        return
    if path is not None:
        yield Finding(about="database", verdict="good", says=f"{path} is intact")
    with closing(Database.open(config.database, owner=False)) as database:
        heads = database.read_now(heads_and_logs)
    heads = [each for each in heads if not is_going(each[0])]
    behind = [website for website, head, newest in heads if head != newest]
    says = f"{len(heads)} websites, {sum(head for _, head, _ in heads)} lines"
    if behind:
        says = f"the log of {', '.join(behind)} does not end where its website says."
    yield Finding(about="log", verdict="bad" if behind else "good", says=says)


def _server(config: Config) -> Iterator[Finding]:
    if config.is_sqlite:
        return
    try:
        found = server(config.database)
    except (StorageFault, ValueError) as fault:
        says = f"PostgreSQL does not answer: {str(fault).strip().splitlines()[0]}"
        yield Finding(about="postgres", verdict="bad", says=says)
        return
    says = f"PostgreSQL {found.version}"
    if found.is_replica:
        yield Finding(about="postgres", verdict="bad", says=f"{says} is a replica: read-only.")
    elif not found.syncs_commits:
        says += " runs with fsync=off: a crash of its machine loses what was acknowledged."
        yield Finding(about="postgres", verdict="bad", says=says)
    else:
        yield Finding(about="postgres", verdict="good", says=says)
    ahead = found.clock_ahead_seconds
    is_close = abs(ahead) <= CLOCK_SECONDS_MOST
    says = f"the database's clock is {abs(ahead):.1f} s {'ahead' if ahead > 0 else 'behind'}"
    if not is_close:
        says += ": messages would be dated by ours; set both by the same time server."
    yield Finding(about="skew", verdict="good" if is_close else "note", says=says)


def _bell(config: Config) -> Iterator[Finding]:
    """What a second process needs, before there is one."""
    if config.workers > 1 or config.bell_url:
        says = f"{config.workers} processes; they ring by {(config.bell or '').partition(':')[0]}"
        yield Finding(about="bell", verdict="good", says=says)
    if config.trusted_proxies is None and config.public_url is not None:
        says = (
            "--trusted-proxies is not set: behind a proxy all visitors look like one address, and"
            " limits per address do not tell them apart."
        )
        yield Finding(about="proxies", verdict="note", says=says)


_LOOKS: tuple[Callable[[Config], Iterator[Finding]], ...] = (
    _settings,
    python,
    _files,
    access.permissions,
    access.descriptors,
    _uploads,
    _disk,
    _clock,
    _front_end,
    _bell,
    _sqlite,
    _server,
    _database,
    texts,
    access.demo,
    access.pooler,
)

DOCTOR = Command(
    name="doctor",
    says="Look for trouble: settings, disk, clock, database.",
    more=(
        "Changes nothing, unless --repair says so. Ends with exit code 1 when something is bad.\n"
        "--repair sets aside what is stored and cannot be read, and keeps it in the data folder."
    ),
    examples="  threadbox doctor\n  threadbox doctor --json\n  threadbox doctor --repair",
    run=_doctor,
    options=(
        Option(name="repair", says="Set aside what cannot be read.", is_flag=True),
        JSON,
    ),
    settings=tuple(field.name for field in fields(Config)),
)
