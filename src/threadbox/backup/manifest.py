"""What a backup says of itself."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, Literal

import msgspec

from threadbox.config import BadSetting

NAME = "manifest.json"
DATABASE = "database"
SECRET = "secret.key"  # noqa: S105 (a name)
FILES = "files/"
FORMAT = 1
# A manifest of a hundred thousand files; what is longer is none of ours.
MANIFEST_BYTES_MOST = 64 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024

Engine = Literal["sqlite", "postgresql"]


class Entry(msgspec.Struct, frozen=True):
    """One file of the backup: its length, and its SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`schema`: the newest migration the database has. `lines`: how many log lines there are, all
    websites together. `key`: whether `secret.key` is in it, or the key came from a setting.
    `files_kept_at`: where uploaded files are, when they are not in it. `missing`: files that
    messages have and that were not there any more.
    """

    format: int
    threadbox: str
    made_at: str
    engine: Engine
    schema: str
    websites: int
    lines: int
    key: Literal["included", "set"]
    files_kept_at: str | None
    missing: list[str]
    entries: dict[str, Entry]


def encoded(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decoded(data: bytes) -> Manifest:
    """Raises `BadSetting` for what is no manifest, or one of a newer program."""
    try:
        known = msgspec.json.decode(data, type=_Format)
        if known.format > FORMAT:
            raise BadSetting(
                f"this backup was made by a newer Threadbox ({known.threadbox}); use that one."
            )
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError:
        raise BadSetting(f"{NAME} of this backup cannot be read: it is damaged.") from None


class _Format(msgspec.Struct):
    format: int
    threadbox: str


def chunks(source: BinaryIO) -> Iterator[bytes]:
    """The rest of a file, in pieces."""
    while chunk := source.read(_CHUNK_BYTES):
        yield chunk


def entry_of(source: BinaryIO) -> Entry:
    """What a file amounts to; reads it to its end."""
    digest, length = hashlib.sha256(), 0
    for chunk in chunks(source):
        digest.update(chunk)
        length += len(chunk)
    return Entry(length, digest.hexdigest())
