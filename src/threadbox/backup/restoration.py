"""Verifies a backup, and puts it back into an empty folder or database."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from threadbox import private_files
from threadbox.backup import archive, databases
from threadbox.backup.archive import Reading
from threadbox.backup.manifest import (
    DATABASE,
    FILES,
    MANIFEST_BYTES_MOST,
    NAME,
    SECRET,
    Manifest,
    chunks,
    decoded,
    entry_of,
)
from threadbox.config import SECRET_FILE, BadSetting, Config
from threadbox.data_folder import (
    UNFINISHED_RESTORE,
    bring_up_to_date,
    sqlite_path,
    told_as_setting,
)
from threadbox.secret_key import known_secret, require_same_key
from threadbox.store import continuity
from threadbox.store.database import Database
from threadbox.store.health import integrity_faults
from threadbox.store.key_check import key_check
from threadbox.store.migrate import head


def verify(path: Path) -> Manifest:
    """Reads a backup to its last byte, and its database as far as that goes without a server.

    Raises `BadSetting` with what is wrong, which is said of everything that is.
    """
    with archive.read(path) as copy:
        manifest = _manifest(copy)
        faults = _faults(copy, manifest)
        if faults:
            raise BadSetting(f"this backup is damaged: {'; '.join(faults[:5])}.")
        with tempfile.TemporaryDirectory(prefix="threadbox-verify-") as folder:
            database = Path(folder) / DATABASE
            _write(copy, DATABASE, database)
            _require_readable(database, manifest)
        return manifest


def restore(path: Path, config: Config) -> Manifest:
    """Makes `config.data`, and with PostgreSQL the database, from a backup. Every website begins a
    new epoch, so that whoever comes back starts over once.

    Raises `BadSetting`, and leaves what was there as it was, when the folder or database is not
    empty, the backup is damaged, or the key is not the one that it goes with.
    """
    _require_empty(config)
    manifest = verify(path)
    _require_fitting(manifest, config)
    with told_as_setting(config.data), _unfinished(config) as part:
        inside = replace(config, data=part)
        with archive.read(path) as copy:
            _write_files(copy, manifest, part)
            _write(copy, DATABASE, part / DATABASE)
        databases.load(inside, part / DATABASE)
        bring_up_to_date(inside)
        with closing(Database.open(inside.database)) as database:
            require_same_key(inside, known_secret(inside), database.read_now(key_check))
            database.write_now(None, continuity.begin_anew)
    return manifest


@contextmanager
def _unfinished(config: Config) -> Iterator[Path]:
    """A folder that becomes the data folder when the block ends well, and else vanishes.

    A data folder that is there already, such as a mounted disk, stays: what is in the other one
    is moved into it, the database last. Nobody serves it before that is done.
    """
    target, database = config.data.resolve(), sqlite_path(config).name
    if target.exists():
        part = target / UNFINISHED_RESTORE
        shutil.rmtree(part, ignore_errors=True)
    else:
        private_files.make_folder(target.parent)
        part = target.with_name(f"{target.name}.part-{uuid.uuid4().hex[:8]}")
    private_files.make_folder(part)
    try:
        yield part
        if part.parent == target:
            for each in sorted(part.iterdir(), key=lambda each: each.name.startswith(database)):
                each.rename(target / each.name)
            part.rmdir()
        else:
            part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _manifest(copy: Reading) -> Manifest:
    try:
        with copy.open(NAME) as file:
            return decoded(file.read(MANIFEST_BYTES_MOST))
    except KeyError:
        raise BadSetting(f"this is no backup of Threadbox: there is no {NAME} in it.") from None


def _faults(copy: Reading, manifest: Manifest) -> list[str]:
    """Files that are missing, that are too many, and that are not what they were."""
    there = set(copy.names()) - {NAME}
    wanted = manifest.entries.keys()
    faults = [f"{name} is missing" for name in sorted(wanted - there)]
    faults += [f"{name} does not belong to it" for name in sorted(there - wanted)]
    for name in sorted(wanted & there):
        with copy.open(name) as file:
            if entry_of(file) != manifest.entries[name]:
                faults.append(f"{name} is not what it was")
    if manifest.key == "included" and SECRET not in wanted:
        faults.append(f"{SECRET} is missing")
    return faults


def _require_readable(database: Path, manifest: Manifest) -> None:
    if manifest.engine == "sqlite":
        if faults := integrity_faults(database):
            raise BadSetting(f"the database in this backup is damaged: {'; '.join(faults)}.")
    elif shutil.which("pg_restore"):
        databases.require_whole(database)


def _require_fitting(manifest: Manifest, config: Config) -> None:
    """Raises `BadSetting` for a backup that cannot be served with these settings."""
    wanted = "sqlite" if config.is_sqlite else "postgresql"
    if manifest.engine != wanted:
        raise BadSetting(
            f"this backup is of {manifest.engine}, and the settings name {wanted}: the two cannot"
            " be changed into one another."
        )
    if manifest.schema > head():
        raise BadSetting(
            f"this backup is of a newer Threadbox ({manifest.threadbox}); restore it with that one."
        )
    if manifest.key == "included" and config.secret is not None:
        raise BadSetting(
            "this backup has a secret.key of its own, and --secret (THREADBOX_SECRET) names another"
            " key: visitors' sessions are signed by the one in the backup. Unset it."
        )
    if manifest.key == "set" and config.secret is None:
        raise BadSetting(
            "this backup was made with a key that was set as --secret (THREADBOX_SECRET): set the"
            " same one, or every visitor loses their conversation."
        )


def _require_empty(config: Config) -> None:
    data = config.data
    # What a restore that was killed has left is taken away by the next one.
    if data.exists() and not (data.is_dir() and _names(data) <= {UNFINISHED_RESTORE}):
        raise BadSetting(f"{data} is not empty; restore into a new folder, and keep the old one.")
    databases.require_empty(config)


def _names(folder: Path) -> set[str]:
    with told_as_setting(folder):
        return {each.name for each in folder.iterdir()}


def _write_files(copy: Reading, manifest: Manifest, folder: Path) -> None:
    for name in manifest.entries:
        if name == SECRET:
            _write(copy, name, folder / SECRET_FILE)
        elif name.startswith(FILES):
            _write(copy, name, folder / name)


def _write(copy: Reading, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with copy.open(name) as source, os.fdopen(handle, "wb") as file:
        for chunk in chunks(source):
            file.write(chunk)
        file.flush()
        os.fsync(handle)
