"""A baseline as a process of its own: it prints the port it listens on, and asks for no hello."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.sockets import Client, Hear, connected

STOP_SECONDS = 10


class Baseline:
    """A running baseline."""

    def __init__(self, pid: int, port: int) -> None:
        self.pids: Sequence[int] = (pid,)
        self._url = f"ws://127.0.0.1:{port}"

    async def visitor(self, hear: Hear) -> Client:
        return await connected(f"{self._url}/visitor", hear)

    async def operator(self, hear: Hear) -> Client:
        return await connected(f"{self._url}/operator", hear)


@contextmanager
def running(command: Sequence[str], folder: Path | None = None) -> Iterator[Baseline]:
    """Starts `command` in `folder`, and stops it at the end."""
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Baseline(process.pid, int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
