"""Files on their way in: read piece by piece into files of their own, never more than allowed.

Nothing of a file is trusted here, its length included: what was said is refused at once when it
is too much, and what comes is counted. Slots are few: who holds one sends at a least rate, and
who holds the most gives one up to whoever comes with none (`fair_slots.py`). Operators have places
apart. A disk that is nearly full takes no files, so that messages find room.
"""

import asyncio
import secrets
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from threadbox import private_files
from threadbox.domain.refusals import Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.auth import header
from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.security.fair_slots import NoSlot, Slot, Slots
from threadbox.gateways.server.http_protocol import MORE_TIME

# Written to the disk in pieces of this size, beside the event loop; as much waits in memory.
_PIECE_BYTES = 256 * 1024
RETRY_SECONDS = 5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploader:
    """Whom uploads at the same time are counted by. `own`: a visitor's conversation, or an
    operator's id."""

    own: str
    address: ClientAddress | None
    is_operator: bool


class Arrival:
    """One upload: a new path to read into, another to draw a picture at, and its patience."""

    def __init__(self, folder: Path) -> None:
        name = secrets.token_hex(16)
        self.raw, self.drawn = folder / name, folder / f"{name}-drawn"
        self.received = 0
        self.slot: Slot | None = None
        self._patience: asyncio.Timeout | None = None
        self._has_to_go = False

    def give_way(self) -> None:
        """Somebody else gets its slot."""
        self._has_to_go = True
        if self._patience is not None and not self._patience.expired():
            self._patience.reschedule(asyncio.get_running_loop().time())

    async def read(self, scope: Any, receive: Callable[[], Any], most: int) -> None:
        """Reads the body of a request into `raw`.

        Raises `too_large`/`file_too_large` with the limit as soon as it is reached, `invalid`/
        `file_empty`, `file_unfinished`, `file_too_slow`, and `unavailable`/`storage_full` and
        `files_busy`: somebody else got the slot.
        """
        file = await asyncio.to_thread(self.raw.open, "xb")
        try:
            async with asyncio.timeout(rate_limits.UPLOAD_GRACE_SECONDS) as self._patience:
                if self._has_to_go:
                    raise _busy()
                await self._read(file, _pieces(scope, receive), most)
        except TimeoutError:
            raise (_busy() if self._has_to_go else _too_slow()) from None
        finally:
            self._patience = None
            if self.slot is not None:
                self.slot.give_way = None  # what is left to do is ours, and soon done
            await asyncio.to_thread(file.close)
        if self.received == 0:
            raise Refusal("invalid", "file_empty")

    async def _read(self, file: BinaryIO, pieces: AsyncIterator[bytes], most: int) -> None:
        held = bytearray()
        async for piece in pieces:
            self.received += len(piece)
            self._wait_for_more(len(piece))
            if self.received > most:
                raise Refusal("too_large", "file_too_large", limit=most)
            held += piece
            if len(held) >= _PIECE_BYTES:
                await asyncio.to_thread(_write, file, bytes(held), self.raw)
                held.clear()
        await asyncio.to_thread(_write, file, bytes(held), self.raw)

    def _wait_for_more(self, length: int) -> None:
        """What has come earns time, but never more than the grace: nobody sends in advance."""
        if self._patience is None or (until := self._patience.when()) is None or self._has_to_go:
            return
        now = asyncio.get_running_loop().time()
        earned = until + length / rate_limits.UPLOAD_BYTES_PER_SECOND_LEAST
        self._patience.reschedule(min(earned, now + rate_limits.UPLOAD_GRACE_SECONDS))


class Arrivals:
    """The folder they are read into, and how many come at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_whose: Counter[str] = Counter()
        self._visitors = Slots(rate_limits.UPLOADS_AT_ONCE)
        self._operators = Slots(rate_limits.OPERATOR_UPLOADS_AT_ONCE)

    @asynccontextmanager
    async def slot(self, uploader: Uploader) -> AsyncIterator[Arrival]:
        """A slot for one upload; what it left is gone after the block.

        Raises `too_many`/`files_at_once_too_many`, `unavailable`/`files_busy` when there is no
        slot, and `storage_unavailable` when the disk fails, also inside the block.
        """
        whose = self._counted(uploader)
        arrival = Arrival(self._folder)
        slots = self._operators if uploader.is_operator else self._visitors
        try:
            arrival.slot = slots.take(uploader.address, arrival.give_way)
        except NoSlot:
            raise _busy() from None
        self._by_whose.update(whose)
        try:
            with _told_as_refusal():
                await asyncio.to_thread(private_files.make_folder, self._folder)
                await asyncio.to_thread(require_room, self._folder)
                yield arrival
        finally:
            slots.leave(arrival.slot)
            self._by_whose.subtract(whose)
            self._by_whose += Counter()  # forgets who has none
            await asyncio.to_thread(_remove, arrival)

    def sweep(self) -> None:
        """Takes away what processes that died left behind."""
        before = time.time() - rate_limits.UPLOAD_LEFT_SECONDS
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # it arrived just now
                if path.stat().st_mtime < before:
                    path.unlink()

    def _counted(self, uploader: Uploader) -> list[str]:
        """By whom it is counted: the uploader, and each network."""
        most = {uploader.own: rate_limits.UPLOADS_AT_ONCE_OF_ONE}
        if uploader.address is not None:
            for network, times in uploader.address.counted:
                most[network] = rate_limits.UPLOADS_AT_ONCE_OF_ONE * times
        for whose, limit in most.items():
            if self._by_whose[whose] >= limit:
                raise Refusal(
                    "too_many", "files_at_once_too_many", limit=limit,
                    retry_after=rate_limits.FULL_RETRY_SECONDS,
                )  # fmt: skip
        return list(most)


def require_length(scope: Any, most: int) -> None:
    """Refuses a body that says itself that it is too long, before any of it is read."""
    said = header(scope, b"content-length")
    if said is not None and said.isdecimal() and int(said) > most:
        raise Refusal("too_large", "file_too_large", limit=most)


def require_room(folder: Path) -> None:
    """Raises `unavailable`/`storage_full` when the disk under `folder` has little room left."""
    if shutil.disk_usage(folder).free < rate_limits.DISK_BYTES_KEPT_FREE:
        raise Refusal("unavailable", "storage_full", retry_after=rate_limits.DISK_RETRY_SECONDS)


async def _pieces(scope: Any, receive: Callable[[], Any]) -> AsyncIterator[bytes]:
    """The body of a request as it comes. Raises `invalid`/`file_unfinished`."""
    more_time = scope.get(MORE_TIME)
    is_last = False
    while not is_last:
        # Who is turned away as too slow is answered, and then cut off.
        if more_time is not None:
            more_time(2 * rate_limits.UPLOAD_GRACE_SECONDS)
        event = await receive()
        if event["type"] != "http.request":
            raise Refusal("invalid", "file_unfinished")
        is_last = not event.get("more_body", False)
        yield event.get("body", b"")


def _write(file: BinaryIO, piece: bytes, path: Path) -> None:
    require_room(path.parent)
    file.write(piece)
    file.flush()


def _remove(arrival: Arrival) -> None:
    for path in (arrival.raw, arrival.drawn):
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            log.warning("upload_left_behind", path=str(path), why=str(fault))


@contextmanager
def _told_as_refusal() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        log.warning("upload_not_kept", why=str(fault))
        raise Refusal("unavailable", "storage_unavailable", retry_after=RETRY_SECONDS) from fault


def _busy() -> Refusal:
    return Refusal("unavailable", "files_busy", retry_after=rate_limits.FULL_RETRY_SECONDS)


def _too_slow() -> Refusal:
    least = rate_limits.UPLOAD_BYTES_PER_SECOND_LEAST
    return Refusal("invalid", "file_too_slow", limit=least)
