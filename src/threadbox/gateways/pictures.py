"""Uploaded pictures are drawn anew, each in a process of its own (`drawing.py`).

A few at a time: pictures wait for one another, and nothing else waits for them.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threadbox.domain import limits
from threadbox.domain.refusals import Refusal
from threadbox.gateways.limits import FULL_RETRY_SECONDS

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
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._here = 0

    async def redraw(self, source: Path, target: Path) -> Drawn:
        """Writes `target`. Raises `unsupported`/`file_picture_broken`, `too_large`/
        `file_picture_too_large`, `unavailable`/`files_busy`."""
        async with self._place():
            told = await _drawn(source, target)
        refused = told.get("refused")
        if refused == "too_large":
            raise Refusal("too_large", "file_picture_too_large", limit=limits.PICTURE_PIXELS)
        if refused is not None:
            raise Refusal("unsupported", "file_picture_broken")
        return Drawn(media=told["media"], width=told["width"], height=told["height"])

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._here >= AT_ONCE + WAITING:
            raise Refusal("unavailable", "files_busy", retry_after=FULL_RETRY_SECONDS)
        self._here += 1
        try:
            async with self._turn:
                yield
        finally:
            self._here -= 1


async def _drawn(source: Path, target: Path) -> dict[str, Any]:
    """What the drawing process says; a broken picture if it died or took too long."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "threadbox.gateways.drawing"),
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
