"""One server process as its supervisor sees it: started, heard, told, and killed when overdue."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

# From `exec` to the first answer; a slow disk and a cold cache included.
READY_SECONDS = 60.0
DRAIN_SECONDS = 10.0
# Two beats and a half: who is silent for longer does not accept either, or late.
ANSWERING_SECONDS = 1.5
# A process silent for this long hangs. A disk that stalls does not silence it, nor a database:
# the event loop waits for neither.
SILENT_SECONDS = 12.0
# More than a process writes while its supervisor sleeps for a minute.
_BEATS_AT_ONCE = 4096

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Child:
    """One server process, from its start to its end.

    `beats`: where it says, twice a second, that its event loop runs; -1 once closed.
    `heard_at`: when it last did (`time.monotonic`); `None` until it answers requests.
    """

    process: subprocess.Popen[bytes]
    beats: int
    started_at: float
    heard_at: float | None = None
    draining_since: float | None = None

    @classmethod
    def start(cls, number: int, listeners: Sequence[int], settings: bytes) -> "Child":
        """The process of place `number`. It may accept from every one of the `listeners`, since it
        may have to stand in for another."""
        reading, writing = os.pipe2(os.O_CLOEXEC)
        sockets = ",".join(str(each) for each in listeners)
        process = subprocess.Popen(  # noqa: S603 (ourselves)
            [
                sys.executable,
                "-m",
                "threadbox.cli.workers.worker",
                str(number),
                sockets,
                str(writing),
            ],
            stdin=subprocess.PIPE,
            pass_fds=(*listeners, writing),
        )
        os.close(writing)
        child = cls(process, reading, time.monotonic())
        child._write(settings)
        if process.stdin is not None:
            # From here on, one that hangs must not make us wait for it.
            os.set_blocking(process.stdin.fileno(), False)
        return child

    @property
    def is_ready(self) -> bool:
        return self.heard_at is not None

    def is_answering(self, now: float) -> bool:
        """It accepts connections, and its event loop runs."""
        is_heard = self.heard_at is not None and now - self.heard_at <= ANSWERING_SECONDS
        return is_heard and self.draining_since is None

    def hear(self) -> bool:
        """Takes its beats; `False` when the pipe is closed."""
        if not os.read(self.beats, _BEATS_AT_ONCE):
            return False
        self.heard_at = time.monotonic()
        return True

    def tell(self, verb: str, number: int) -> None:
        """An order, as `cli/workers/worker.py` understands them; one that ended needs none."""
        self._write(f"{verb} {number}\n".encode())

    def drain(self) -> None:
        if self.draining_since is None:
            self.draining_since = time.monotonic()
            self.process.terminate()

    def kill_if_overdue(self, now: float) -> None:
        """Kills it if it hangs, or has not started or ended in time."""
        if self.draining_since is not None:
            is_overdue = now - self.draining_since > DRAIN_SECONDS
        elif self.heard_at is not None:
            is_overdue = now - self.heard_at > SILENT_SECONDS
        else:
            is_overdue = now - self.started_at > READY_SECONDS
        if is_overdue:
            log.warning("worker_killed", pid=self.process.pid)
            self.process.kill()

    def close_beats(self) -> None:
        os.close(self.beats)
        self.beats = -1

    def _write(self, line: bytes) -> None:
        if self.process.stdin is None:
            return
        with contextlib.suppress(BrokenPipeError, BlockingIOError):
            self.process.stdin.write(line)
            self.process.stdin.flush()
