"""The test build: Threadbox itself, with knobs that only this entry point honours.

The package knows nothing of them: they are applied here, from outside, before its command
line is entered. What is installed from the wheel has no such door.

- `THREADBOX_SABOTAGE`: names of planted bugs (`tests/gauntlet/sabotage`), separated by commas.
- `THREADBOX_FAILPOINT`: `step:count[:hold]`: the process kills itself at the count-th time it
  comes to `step` (`failpoints.STEPS`), after holding still for `hold` seconds. With a count
  of 0 it lives, and holds still each time.
- `THREADBOX_CLOCK`: a file with eight bytes: milliseconds by which the wall clock is off.
- `THREADBOX_CHECKPOINT`: pages of a SQLite log before it is copied into the file.
- `THREADBOX_READS`: seconds that whatever is read from the database is late, and so perhaps stale.
- `THREADBOX_TICK`: seconds of the feeds' slow tick, to tell a ring from a tick.
- `THREADBOX_BROKEN`: how many broken frames end a socket.
- `THREADBOX_PACE`: `off`: clients may send as fast as they can; limits have a check of their own.
"""

import asyncio
import mmap
import os
import struct
import sys
import time
from pathlib import Path
from typing import Any

from tests.gauntlet import failpoints, sabotage
from threadbox.cli import main
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.command_rates import Pace
from threadbox.live import feed
from threadbox.store import sqlite
from threadbox.store.database import Database


def run() -> int:
    """`threadbox …` with what the environment asks for; returns its exit code."""
    environment = os.environ
    if clock := environment.get("THREADBOX_CLOCK"):
        _bend_time(Path(clock))
    if pages := environment.get("THREADBOX_CHECKPOINT"):
        sqlite.CHECKPOINT_PAGES = int(pages)
    if seconds := environment.get("THREADBOX_READS"):
        _read_late(float(seconds))
    if tick := environment.get("THREADBOX_TICK"):
        feed.TICK_SECONDS = float(tick)
    if environment.get("THREADBOX_PACE") == "off":
        Pace._require = Pace.require_query = lambda *_: None  # type: ignore[assignment, method-assign]
    if broken := environment.get("THREADBOX_BROKEN"):
        rate_limits.BROKEN_FRAMES = int(broken)
    if point := environment.get("THREADBOX_FAILPOINT"):
        failpoints.arm(point)
    for name in filter(None, environment.get("THREADBOX_SABOTAGE", "").split(",")):
        sabotage.plant(name)
    return main()


def _read_late(seconds: float) -> None:
    genuine = Database.read

    async def read(self: Database, view: Any, *arguments: Any, **named: Any) -> Any:
        result = await genuine(self, view, *arguments, **named)
        await asyncio.sleep(seconds)
        return result

    Database.read = read  # type: ignore[method-assign]


def _bend_time(path: Path) -> None:
    """The time of day goes wrong by what stands in the file; the harness writes to it."""
    with path.open("r+b") as file:
        offset = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
    genuine = time.time_ns

    def bent() -> int:
        milliseconds: int = struct.unpack("<q", offset[:8])[0]
        return genuine() + milliseconds * 1_000_000

    time.time_ns = bent
    time.time = lambda: bent() / 1e9


if __name__ == "__main__":
    sys.exit(run())
