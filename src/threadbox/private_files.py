"""Folders and files for us alone, whatever the umask of whoever started us."""

import os
from pathlib import Path
from typing import BinaryIO

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


def make_folder(path: Path) -> None:
    """The folder and those above it that are missing, each for us alone.

    `Path.mkdir(parents=True)` would give those above the umask's rights.
    """
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent)
    try:
        path.mkdir(mode=_FOLDER_MODE)
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        # A umask such as 0277 takes rights even from us.
        path.chmod(_FOLDER_MODE)


def open_lock(path: Path) -> BinaryIO:
    """A file to be locked, made if need be. Who else could open it could hold it against us."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _FILE_MODE)
    os.fchmod(handle, _FILE_MODE)
    return os.fdopen(handle, "r+b")


def create(path: Path, text: str) -> None:
    """A new file, on the disk when this returns. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(handle, "w") as file:
        os.fchmod(handle, _FILE_MODE)
        file.write(text)
        file.flush()
        os.fsync(handle)
    _sync(path.parent)


def replace(path: Path, text: str) -> None:
    """Puts another text in the file's place; whoever reads it finds the old or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    create(beside, text)
    beside.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Which files the folder has is on the disk after this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
