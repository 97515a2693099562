"""A backup as a folder, or as one tar file: files by their names, written once, read in any order.

What is written has another name until it is whole, and is on the disk by then.
"""

import io
import os
import re
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from threadbox.backup.manifest import Entry, chunks, entry_of
from threadbox.config import BadSetting

# The names we give: nothing that leads out of a folder, and nothing hidden.
_NAME = re.compile(r"[a-z0-9_]+(?:[./-][a-z0-9_]+)*\Z")
_TAR = (".tar",)


class Writing(Protocol):
    """A backup that is being made."""

    def add(self, name: str, path: Path) -> Entry:
        """Copies a file into it."""

    def put(self, name: str, data: bytes) -> None:
        """Adds a small file."""


class Reading(Protocol):
    """A backup that is there."""

    def names(self) -> list[str]:
        """Of all files in it. Raises `BadSetting` for what no backup has."""

    def open(self, name: str) -> BinaryIO:
        """A file in it; raises KeyError."""


@contextmanager
def written(path: Path) -> Iterator[Writing]:
    """A new backup at `path`, which is there when the block has been left without a fault.

    Raises `BadSetting` when something is there already, or it cannot be written.
    """
    _require_free(path)
    part = path.with_name(f"{path.name}.part-{uuid.uuid4().hex[:8]}")
    is_tar = path.suffix in _TAR
    try:
        try:
            if is_tar:
                with _private(part) as file, tarfile.open(fileobj=file, mode="w") as tar:
                    yield _TarWriting(tar)
            else:
                part.mkdir(mode=0o700, parents=True)
                yield _FolderWriting(part)
            _synced(part)
            part.rename(path)
            _synced(path.parent)
        except OSError as fault:
            raise BadSetting(f"the backup cannot be written: {fault}.") from fault
    finally:
        _remove(part)


@contextmanager
def read(path: Path) -> Iterator[Reading]:
    """The backup at `path`. Raises `BadSetting` when there is none."""
    try:
        if path.is_dir():
            yield _FolderReading(path)
            return
        with tarfile.open(path, mode="r:") as tar:
            yield _TarReading(tar)
    except FileNotFoundError:
        raise BadSetting(f"there is no backup at {path}.") from None
    except (tarfile.TarError, EOFError):
        raise BadSetting(
            f"{path} is no backup, or it is damaged: it is no whole tar file."
        ) from None
    except PermissionError as fault:
        raise BadSetting(f"the backup cannot be read: {fault}.") from None


class _FolderWriting:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, path: Path) -> Entry:
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("rb") as source, _private(target) as file:
            for chunk in chunks(source):
                file.write(chunk)
        # What the copy holds, and not what it was made from: that may have changed.
        with target.open("rb") as copied:
            return entry_of(copied)

    def put(self, name: str, data: bytes) -> None:
        with _private(self._folder / name) as file:
            file.write(data)


class _TarWriting:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, path: Path) -> Entry:
        with path.open("rb") as source:
            entry = entry_of(source)
            source.seek(0)
            info = tarfile.TarInfo(name)
            info.size, info.mode = entry.bytes, 0o600
            self._tar.addfile(info, source)
        return entry

    def put(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o600
        self._tar.addfile(info, io.BytesIO(data))


class _FolderReading:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        paths = (path for path in self._folder.rglob("*") if not path.is_dir() or path.is_symlink())
        return [_known(path.relative_to(self._folder).as_posix()) for path in paths]

    def open(self, name: str) -> BinaryIO:
        path = self._folder / _known(name)
        if path.is_symlink() or not path.is_file():
            raise KeyError(name)
        return path.open("rb")


class _TarReading:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = {_known(each.name): each for each in tar.getmembers()}

    def names(self) -> list[str]:
        return list(self._members)

    def open(self, name: str) -> BinaryIO:
        file = self._tar.extractfile(self._members[name])
        if file is None:
            raise KeyError(name)
        return file  # type: ignore[return-value]


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file, for us alone: it holds everybody's messages. On the disk when it is left."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as file:
        yield file
        file.flush()
        os.fsync(handle)


def _require_free(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
    if path.exists() or path.is_symlink():
        raise BadSetting(f"{path} is there already; a backup is never written over another.")


def _known(name: str) -> str:
    if not _NAME.match(name):
        raise BadSetting(f"this is no backup of Threadbox: it holds {name!r}.")
    return name


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
