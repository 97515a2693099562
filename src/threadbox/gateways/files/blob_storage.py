"""Where the bytes of uploaded files are kept: a folder here, or S3-compatible storage.

Files are kept under their ids, which we made at random; what somebody called a file is a label
in the database and never part of a path. Both kinds hold bytes and nothing else: with what type
and which headers they are handed out is decided when they are.

All of it blocks; callers run it beside the event loop.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol, cast
from urllib.parse import parse_qs, urlsplit

import urllib3
from minio import Minio
from minio.credentials.providers import EnvAWSProvider
from minio.error import MinioException

from threadbox import private_files
from threadbox.config import BadSetting, Config
from threadbox.domain.contents import FILE_ID

# An answer of the storage: longer, and callers are told to come back.
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
# Some of these at once; each download and upload under way holds one.
S3_CONNECTIONS = 32
S3_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
REGION = "us-east-1"


class StorageFault(Exception):  # noqa: N818 (said to a person)
    """The storage does not do what it is there for; the text says why."""


class Storage(Protocol):
    """Both kinds. Each raises `StorageFault`."""

    @property
    def where(self) -> str:
        """For people: where the files are."""

    def put(self, id: str, path: Path) -> None:  # noqa: A002
        """Keeps the bytes of the file at `path`, durably, under this id; it may be gone after."""

    def read(self, id: str) -> BinaryIO | None:  # noqa: A002
        """The bytes to be read, and closed; None when there are none."""

    def remove(self, id: str) -> None:  # noqa: A002
        """Takes the bytes away; nothing when there are none."""

    def sizes(self) -> Iterator[tuple[str, int]]:
        """Every id that there are bytes of, and how many."""

    def check(self) -> None:
        """Finds out whether writing works, and leaves nothing behind."""


def storage_for(config: Config) -> Storage:
    """The storage that the settings name. Raises `BadSetting`."""
    if config.files_url is None:
        return LocalStorage(config.files_folder)
    try:
        return S3Storage(config.files_url)
    except ValueError as fault:
        raise BadSetting(f"--files-url cannot be used: {fault}.") from fault


class LocalStorage:
    """`<folder>/ab/cd/file_abcd…`, readable by us alone, and never served as a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def where(self) -> str:
        return str(self._folder.resolve())

    def put(self, id: str, path: Path) -> None:  # noqa: A002
        target = self._place(id)
        with _told_as_fault():
            private_files.make_folder(target.parent)
            _sync(path)
            path.chmod(0o600)
            path.replace(target)
            _sync(target.parent)

    def read(self, id: str) -> BinaryIO | None:  # noqa: A002
        with _told_as_fault():
            try:
                return self._place(id).open("rb")
            except FileNotFoundError:
                return None

    def remove(self, id: str) -> None:  # noqa: A002
        with _told_as_fault():
            self._place(id).unlink(missing_ok=True)

    def sizes(self) -> Iterator[tuple[str, int]]:
        with _told_as_fault():
            for path in self._folder.glob("??/??/file_*"):
                with suppress(FileNotFoundError):  # it was swept away just now
                    yield path.name, path.stat().st_size

    def check(self) -> None:
        nearest = next(
            path for path in (self._folder, *self._folder.resolve().parents) if path.exists()
        )
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            raise StorageFault(f"{nearest} cannot be written")

    def _place(self, id: str) -> Path:  # noqa: A002
        digits = _known(id).partition("_")[2]
        return self._folder / digits[:2] / digits[2:4] / id


class S3Storage:
    """Objects of a bucket: `s3://bucket/prefix?endpoint=https://host:port&region=…`.

    The keys are those of the environment, where every S3 program looks for them. Raises
    ValueError.
    """

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        endpoint = urlsplit(asked.get("endpoint", "https://s3.amazonaws.com"))
        if not all(map(os.environ.get, S3_KEYS)):
            raise ValueError(f"it needs {' and '.join(S3_KEYS)} in the environment")
        if address.scheme != "s3" or not address.hostname:
            raise ValueError("it names no bucket: s3://bucket?endpoint=https://…")
        if endpoint.scheme not in ("http", "https") or not endpoint.hostname or endpoint.path:
            raise ValueError("its endpoint must be an origin such as https://s3.example.com")
        self.where = f"{endpoint.scheme}://{endpoint.netloc}/{address.hostname}"
        self._bucket = address.hostname
        self._prefix = address.path.strip("/")
        self._client = Minio(
            endpoint.netloc,
            credentials=EnvAWSProvider(),
            secure=endpoint.scheme == "https",
            region=asked.get("region", REGION),
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS),
                maxsize=S3_CONNECTIONS,
                retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[502, 503]),
            ),
        )

    def put(self, id: str, path: Path) -> None:  # noqa: A002
        with _told_as_fault(), path.open("rb") as file:
            # Bytes and nothing else: should anybody open the bucket to the world, no browser
            # takes an object for a page.
            self._client.put_object(
                self._bucket,
                self._name(id),
                file,
                path.stat().st_size,
                content_type="application/octet-stream",
            )

    def read(self, id: str) -> BinaryIO | None:  # noqa: A002
        with _told_as_fault():
            try:
                found = self._client.get_object(self._bucket, self._name(id))
            except MinioException as fault:
                if getattr(fault, "code", None) == "NoSuchKey":
                    return None
                raise
            return cast(BinaryIO, found)  # it reads and closes as a file does

    def remove(self, id: str) -> None:  # noqa: A002
        with _told_as_fault():
            self._client.remove_object(self._bucket, self._name(id))

    def sizes(self) -> Iterator[tuple[str, int]]:
        prefix = f"{self._prefix}/" if self._prefix else ""
        with _told_as_fault():
            for found in self._client.list_objects(self._bucket, prefix):
                name = (found.object_name or "").removeprefix(prefix)
                if FILE_ID.match(name):
                    yield name, found.size or 0

    def check(self) -> None:
        name = f"{self._prefix}/probe".lstrip("/")
        with _told_as_fault():
            self._client.put_object(self._bucket, name, io.BytesIO(b"probe"), len(b"probe"))
            self._client.remove_object(self._bucket, name)

    def _name(self, id: str) -> str:  # noqa: A002
        return f"{self._prefix}/{_known(id)}" if self._prefix else _known(id)


def _known(id: str) -> str:  # noqa: A002
    """The same id; whatever is not one of ours never becomes part of a path."""
    if not FILE_ID.match(id):
        raise ValueError(f"no id of a file: {id!r}")
    return id


@contextmanager
def _told_as_fault() -> Iterator[None]:
    try:
        yield
    except (OSError, MinioException, urllib3.exceptions.HTTPError) as fault:
        raise StorageFault(str(fault)) from fault


def _sync(path: Path) -> None:
    """What was written to a file, or which files a folder has, is on the disk after this."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
