"""Files on their way in: read piece by piece into a place of their own, never more than allowed.

Nothing of a file is trusted here, its length included: what was said is refused at once when it
is too much, and what comes is counted.
"""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from threadbox import private_files
from threadbox.domain.refusals import Refusal
from threadbox.gateways import limits
from threadbox.gateways.auth import header

# Written to the disk in pieces of this size, beside the event loop.
_PIECE_BYTES = 1024 * 1024
# Everybody together, among those that uploads are counted by.
_ALL = ""
# In the scope of a request: a function that gives it this many seconds to arrive (`patience.py`).
MORE_TIME = "threadbox.more_time"


class Arrivals:
    """The folder they are read into, and how many come at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_whose: Counter[str] = Counter()

    @asynccontextmanager
    async def place(self, *whose: str) -> AsyncIterator[tuple[Path, Path]]:
        """Two new paths, to read into and to draw a picture at; gone after the block.

        `whose`: by whom uploads at the same time are counted. Raises `too_many`/
        `files_at_once_too_many`, and `unavailable`/`files_busy` when it is everybody together.
        """
        if self._by_whose[_ALL] >= limits.UPLOADS_AT_ONCE:
            raise Refusal("unavailable", "files_busy", retry_after=limits.FULL_RETRY_SECONDS)
        if any(self._by_whose[each] >= limits.UPLOADS_AT_ONCE_OF_ONE for each in whose):
            raise Refusal(
                "too_many",
                "files_at_once_too_many",
                limit=limits.UPLOADS_AT_ONCE_OF_ONE,
                retry_after=limits.FULL_RETRY_SECONDS,
            )
        counted = (_ALL, *whose)
        self._by_whose.update(counted)
        name = secrets.token_hex(16)
        paths = (self._folder / name, self._folder / f"{name}-drawn")
        try:
            await asyncio.to_thread(private_files.make_folder, self._folder)
            yield paths
        finally:
            self._by_whose.subtract(counted)
            self._by_whose += Counter()  # forgets who has none
            for path in paths:
                await asyncio.to_thread(path.unlink, missing_ok=True)

    def sweep(self) -> None:
        """Takes away what processes that died left behind."""
        before = time.time() - 2 * limits.UPLOAD_SECONDS
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # it arrived just now
                if path.stat().st_mtime < before:
                    path.unlink()


def require_length(scope: Any, most: int) -> None:
    """Refuses a body that says itself that it is too long, before any of it is read."""
    said = header(scope, b"content-length")
    if said is not None and said.isdecimal() and int(said) > most:
        raise Refusal("too_large", "file_too_large", limit=most)


async def read_into(path: Path, scope: Any, receive: Callable[[], Any], most: int) -> int:
    """Reads the body of a request into a new file; returns its length in bytes.

    Raises `too_large`/`file_too_large` with the limit as soon as it is reached, `invalid`/
    `file_empty` and `file_unfinished`.
    """
    if (more_time := scope.get(MORE_TIME)) is not None:
        more_time(limits.UPLOAD_SECONDS)
    length = 0
    pieces = bytearray()
    file = await asyncio.to_thread(path.open, "xb")
    try:
        while True:
            event = await receive()
            if event["type"] != "http.request":
                raise Refusal("invalid", "file_unfinished")
            pieces += event.get("body", b"")
            is_last = not event.get("more_body", False)
            if length + len(pieces) > most:
                raise Refusal("too_large", "file_too_large", limit=most)
            if is_last or len(pieces) >= _PIECE_BYTES:
                length += await asyncio.to_thread(file.write, bytes(pieces))
                pieces.clear()
            if is_last:
                break
    finally:
        await asyncio.to_thread(file.close)
    if length == 0:
        raise Refusal("invalid", "file_empty")
    return length
