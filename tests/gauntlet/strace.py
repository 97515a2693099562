"""The order of a process's system calls: what reached the disk before what reached a peer."""

import asyncio
import contextlib
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.gauntlet.ground import until

CALLS = "pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync"
_SYNC = re.compile(r"(?:fdatasync|fsync)\(\d+\)\s+= 0|<\.\.\. (?:fdatasync|fsync) resumed>.*= 0")


def is_here() -> bool:
    return shutil.which("strace") is not None


@dataclass(slots=True)
class Calls:
    """The lines that strace wrote, in the order things happened."""

    lines: list[str] = field(default_factory=list)

    def order_of(self, id_: str) -> tuple[int, int, int]:
        """Line numbers, from 1: the command `id_` written to the log of the database, the end of
        the next sync, and its answer on a socket. 0: not seen."""
        written = synced = told = 0
        for number, line in enumerate(self.lines, 1):
            if id_ in line:
                if not written and "pwrite64(" in line:
                    written = number
                if not told and "done" in line and "pwrite64(" not in line:
                    told = number
            elif written and not synced and _SYNC.search(line):
                synced = number
        return written, synced, told


@contextlib.asynccontextmanager
async def attached(pid: int, folder: Path) -> AsyncIterator[Calls]:
    """Looks over the shoulder of a process; the calls are there once the block is left."""
    calls = Calls()
    async with _tracing(pid, folder, calls, "-s", "8192", "-e", f"trace={CALLS}"):
        yield calls


@dataclass(slots=True)
class Failed:
    """How many syncs have failed, known once the block is left."""

    count: int = 0


@contextlib.asynccontextmanager
async def failing(pid: int, folder: Path, *, nth: int) -> AsyncIterator[Failed]:
    """The `nth` sync from now on fails as a broken disk's does, and is not done."""
    calls, failed = Calls(), Failed()
    fault = f"inject=fdatasync,fsync:error=EIO:when={nth}"
    async with _tracing(pid, folder, calls, "-e", "trace=fdatasync,fsync", "-e", fault):
        yield failed
    failed.count = sum("INJECTED" in line for line in calls.lines)


@contextlib.asynccontextmanager
async def killing(pid: int, folder: Path, *, nth: int) -> AsyncIterator[None]:
    """The process dies at its `nth` write into a database file from now on."""
    fault = f"inject=pwrite64:signal=KILL:when={nth}"
    async with _tracing(pid, folder, Calls(), "-e", "trace=pwrite64", "-e", fault):
        yield


@contextlib.asynccontextmanager
async def _tracing(pid: int, folder: Path, calls: Calls, *options: str) -> AsyncIterator[None]:
    output = folder / "strace"
    tracer = await asyncio.create_subprocess_exec(
        "strace", "-f", *options, "-o", output, "-p", str(pid),
        stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert tracer.stderr is not None
    said = await tracer.stderr.readline()
    assert b"attached" in said, said
    try:
        yield
    finally:
        if not _is_dead(pid):  # else it ends by itself, and is not to be reaped by two
            tracer.terminate()
        await tracer.communicate()
        await until(output.exists, "what strace wrote")
        calls.lines += output.read_text(errors="replace").splitlines()


def _is_dead(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] in "ZX"
    except FileNotFoundError:
        return True
