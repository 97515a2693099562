"""`threadbox backup`, `verify` and `restore`: a copy of everything, and back."""

from pathlib import Path

from threadbox.backup import restoration, snapshot
from threadbox.backup.manifest import Manifest
from threadbox.cli.command import JSON, WHERE, Command, Given, Option, say, say_json

_PATH = Option(
    name="path",
    says="The backup: a folder, or a file whose name ends in .tar.",
    is_needed=True,
    is_positional=True,
)


def _backup(given: Given) -> int:
    path = Path(given.texts["path"])
    manifest = snapshot.take(given.config, path)
    _tell(given, manifest, f"Everything is in {path}:")
    return 0


def _verify(given: Given) -> int:
    path = Path(given.texts["path"])
    _tell(given, restoration.verify(path), f"{path} is whole:")
    return 0


def _restore(given: Given) -> int:
    manifest = restoration.restore(Path(given.texts["path"]), given.config)
    _tell(given, manifest, f"{given.config.data} is restored, as of {manifest.made_at}:")
    return 0


def _tell(given: Given, manifest: Manifest, first: str) -> None:
    files = sum(name.startswith("files/") for name in manifest.entries)
    told = {
        "made_at": manifest.made_at,
        "threadbox": manifest.threadbox,
        "engine": manifest.engine,
        "schema": manifest.schema,
        "websites": manifest.websites,
        "lines": manifest.lines,
        "files": files,
        "files_kept_at": manifest.files_kept_at,
        "missing": manifest.missing,
        "bytes": sum(entry.bytes for entry in manifest.entries.values()),
    }
    if given.wants_json:
        say_json(told)
        return
    say(
        f"{first}\n\n"
        f"  database  {manifest.engine}, {manifest.websites} websites, {manifest.lines} log lines\n"
        f"  key       {'secret.key' if manifest.key == 'included' else 'not in it: it is set'}\n"
        f"  files     {manifest.files_kept_at or files}"
    )
    if manifest.missing:
        say(f"\nOf {len(manifest.missing)} files that messages have, the bytes were not there.")


BACKUP = Command(
    name="backup",
    says="Take a backup of everything, while the server runs.",
    more=(
        "The database as it is at one moment, uploaded files, and secret.key, with a checksum of\n"
        "each. PostgreSQL needs pg_dump. Files in S3-compatible storage stay there."
    ),
    examples=(
        "  threadbox backup /var/backups/threadbox-2026-11-28\n"
        "  threadbox backup /var/backups/threadbox.tar --data /var/lib/threadbox"
    ),
    run=_backup,
    options=(_PATH, JSON),
    settings=(*WHERE, "secret", "files_url"),
)
VERIFY = Command(
    name="verify",
    says="Read a backup to its last byte, and say whether it is whole.",
    more="Needs neither a server nor a data folder, and changes nothing.",
    examples="  threadbox verify /var/backups/threadbox-2026-11-28",
    run=_verify,
    options=(_PATH, JSON),
)
RESTORE = Command(
    name="restore",
    says="Make a data folder, and with PostgreSQL a database, from a backup.",
    more=(
        "Both have to be empty. Browsers and inboxes start over once, and send what they still\n"
        "have unsent; what was said after the backup is gone."
    ),
    examples=(
        "  threadbox restore /var/backups/threadbox-2026-11-28 --data /var/lib/threadbox\n"
        "  threadbox restore BACKUP --data DIR --database-url postgresql://…/new_database"
    ),
    run=_restore,
    options=(_PATH, JSON),
    settings=(*WHERE, "secret"),
)
