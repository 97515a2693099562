"""Takes a backup, beside a server that may be running."""

import contextlib
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from threadbox import __version__
from threadbox.backup import archive, databases
from threadbox.backup.archive import Writing
from threadbox.backup.manifest import (
    DATABASE,
    FILES,
    FORMAT,
    NAME,
    SECRET,
    Entry,
    Manifest,
    encoded,
)
from threadbox.config import SECRET_FILE, BadSetting, Config
from threadbox.data_folder import require_database, standing_of
from threadbox.secret_key import Keys, make
from threadbox.store import continuity, files, websites
from threadbox.store.database import Database
from threadbox.store.health import has_conversations
from threadbox.store.key_check import key_check
from threadbox.store.statements import Session


@dataclass(frozen=True, slots=True)
class _Contents:
    """What the copied database says: files that messages have, websites, log lines, and whether
    it goes with a key."""

    files: list[str]
    websites: int
    lines: int
    has_key: bool


def take(config: Config, path: Path) -> Manifest:
    """Writes a backup of everything to `path`, a new folder or a new `.tar` file.

    The database first: files that it speaks of are there already. Raises `BadSetting`.
    """
    require_database(config)
    schema = standing_of(config).head
    with (
        tempfile.TemporaryDirectory(prefix="threadbox-backup-", dir=_beside(path)) as name,
        archive.written(path) as copy,
    ):
        dumped = Path(name) / DATABASE
        databases.dump(config, dumped)
        contents = _contents(config, dumped)
        entries = {DATABASE: copy.add(DATABASE, dumped)}
        if config.secret is None:
            entries[SECRET] = copy.add(SECRET, _secret(config, contents))
        missing = _add_files(config, copy, contents.files, entries)
        manifest = Manifest(
            format=FORMAT,
            threadbox=__version__,
            made_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            engine="sqlite" if config.is_sqlite else "postgresql",
            schema=schema,
            websites=contents.websites,
            lines=contents.lines,
            key="included" if config.secret is None else "set",
            files_kept_at=config.files_url,
            missing=missing,
            entries=entries,
        )
        copy.put(NAME, encoded(manifest))
    return manifest


def _secret(config: Config, contents: _Contents) -> Path:
    path = config.data / SECRET_FILE
    if not path.is_file() and not contents.has_key:
        # No server has started here yet: it gets the key that the first start would make.
        with contextlib.suppress(FileExistsError):
            make(path, Keys.new())
    if not path.is_file():
        raise BadSetting(
            f"{path} is missing: without it visitors' browsers lose their conversations, after a"
            " restore too. Put it back, or name the key with --secret, and take the backup again."
        )
    return path


def _beside(path: Path) -> Path:
    """The folder that the backup is going to be in; what is written on the way stays there too."""
    if not path.parent.is_dir():
        raise BadSetting(f"there is no folder {path.parent}.")
    return path.parent


def _contents(config: Config, dumped: Path) -> _Contents:
    """Of SQLite the copy is asked; of PostgreSQL the database, a moment later."""
    asked = replace(config, data=dumped.parent) if config.is_sqlite else config
    url = f"sqlite:///{dumped}" if config.is_sqlite else asked.database
    with closing(Database.open(url, owner=False)) as database:
        return database.read_now(_read_contents)


def _read_contents(rx: Session) -> _Contents:
    has_key = key_check(rx) is not None or has_conversations(rx)
    return _Contents(files.sent(rx), len(websites.every(rx)), continuity.lines(rx), has_key)


def _add_files(
    config: Config, copy: Writing, ids: Sequence[str], entries: dict[str, Entry]
) -> list[str]:
    """Adds the bytes of files kept in the data folder; returns those that are not there."""
    missing = []
    if config.files_url is None:
        for id_ in ids:
            digits = id_.partition("_")[2]
            inside = f"{digits[:2]}/{digits[2:4]}/{id_}"
            try:
                entries[FILES + inside] = copy.add(FILES + inside, config.files_folder / inside)
            except FileNotFoundError:
                missing.append(id_)
    return missing
