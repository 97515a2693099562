"""Uploaded pictures are drawn anew, each in a process of its own (`image_worker.py`).

A few at a time: pictures wait for one another, and nothing else waits for them. Operators' go
first, and visitors take turns by address.
"""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threadbox.domain import limits
from threadbox.domain.refusals import Refusal
from threadbox.gateways.files.receiving import RETRY_SECONDS, Uploader
from threadbox.gateways.security.fair_slots import FairQueue, NoSlot
from threadbox.gateways.security.rate_limits import FULL_RETRY_SECONDS

# More would only take turns on the cores that answer people.
AT_ONCE = 2
# Beyond, whoever comes is told to come back.
WAITING = 32
# By the clock, whatever the machine has to do besides; the drawing process also counts its own.
DRAW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a picture became: its MIME type, and its size in pixels."""

    media: str
    width: int
    height: int


class Pictures:
    """Draws pictures anew."""

    def __init__(self) -> None:
        self._turns = FairQueue(AT_ONCE, WAITING)

    async def redraw(self, source: Path, target: Path, uploader: Uploader) -> Drawn:
        """Writes `target`. Raises `unsupported`/`file_picture_broken`, `too_large`/
        `file_picture_too_large`, `unavailable`/`files_busy` and `storage_unavailable`."""
        try:
            async with self._turns.turn(uploader.address, is_first=uploader.is_operator):
                told = await _drawn(source, target)
        except NoSlot:
            raise Refusal("unavailable", "files_busy", retry_after=FULL_RETRY_SECONDS) from None
        refused = told.get("refused")
        if refused == "disk":
            raise Refusal("unavailable", "storage_unavailable", retry_after=RETRY_SECONDS)
        if refused == "too_large":
            raise Refusal("too_large", "file_picture_too_large", limit=limits.PICTURE_PIXELS)
        if refused is not None:
            raise Refusal("unsupported", "file_picture_broken")
        return Drawn(media=told["media"], width=told["width"], height=told["height"])


async def _drawn(source: Path, target: Path) -> dict[str, Any]:
    """What the drawing process says; a broken picture if it died or took too long."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "threadbox.gateways.files.image_worker"),
        *(str(source), str(target)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # Nothing of what this process was told.
        env={},
    )
    try:
        async with asyncio.timeout(DRAW_SECONDS):
            said, _ = await process.communicate()
        told: dict[str, Any] = json.loads(said)
    except (TimeoutError, ValueError):
        return {"refused": "broken"}
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return told
