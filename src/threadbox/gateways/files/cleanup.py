"""Takes away uploads that were given up: files that no message has after a day.

The row goes first, in one step with the look whether a message has the file by now; the bytes
follow. So no message ever names bytes that were swept away.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from threadbox.actions.files import forget_files
from threadbox.domain import limits
from threadbox.domain.refusals import Refusal
from threadbox.gateways.files.blob_storage import Storage, StorageFault
from threadbox.gateways.files.receiving import Arrivals
from threadbox.store.database import Database
from threadbox.views.files import abandoned

# After the start nothing is in a hurry; later once an hour is often enough for a limit of a day.
FIRST_SECONDS = 60.0
SWEEP_SECONDS = 60.0 * 60.0
# Forgotten in one commit.
FILES_AT_ONCE = 100

log = structlog.get_logger(__name__)


@asynccontextmanager
async def sweeping(database: Database, storage: Storage, arrivals: Arrivals) -> AsyncIterator[None]:
    """Sweeps now and then while the block lasts."""
    task = asyncio.create_task(_now_and_then(database, storage, arrivals), name="sweeping")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def sweep(database: Database, storage: Storage) -> int:
    """Takes away what was given up; returns how many files."""
    count = 0
    while files := await database.read(
        abandoned, older_than=limits.ABANDONED_MILLISECONDS, most=FILES_AT_ONCE
    ):
        for website, ids in files.items():
            gone = await database.write(website, forget_files, ids=ids)
            for each in gone:
                await _remove(storage, each)
            count += len(gone)
    return count


async def _remove(storage: Storage, id: str) -> None:  # noqa: A002
    try:
        await asyncio.to_thread(storage.remove, id)
    except StorageFault as fault:
        # Nothing leads to these bytes any more; somebody may take them away by hand.
        log.warning("file_left_behind", file=id, where=storage.where, why=str(fault))


async def _now_and_then(database: Database, storage: Storage, arrivals: Arrivals) -> None:
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        try:
            await asyncio.to_thread(arrivals.sweep)
            if count := await sweep(database, storage):
                log.info("swept", files=count)
        except (Refusal, OSError) as fault:
            log.warning("not_swept", why=str(fault))
        await asyncio.sleep(SWEEP_SECONDS)
