"""Starts programs by forking a process that has imported all they need.

A start then costs a fork instead of a second of imports. What is started is a whole process: its
own standard streams, environment, working folder and umask, no socket or file of anybody else's,
signals by its pid, an exit code, and an end as any interpreter's. There is one such process for
each entry point, started on first use. It knows no end but that of its socket, which closes when
the run ends, however it ends; then it kills what still runs.

An order is a line of JSON with four descriptors: the three standard streams, and the pipe on which
the pid is told, and later the exit code.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.repository import ROOT

# A pid, or an exit code as `subprocess` counts them.
NUMBER = struct.Struct("i")
# A terminal may send these to all of a run. What forks waits for the end of its socket anyway.
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Streams:
    """Files, or descriptors. Without an input there is nothing to read."""

    output: IO[Any] | int
    errors: IO[Any] | int
    input: IO[Any] | None = None


class ForkedProcess:
    """What was started, as `subprocess.Popen` would have it."""

    def __init__(self, pid: int, ending: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ending = ending

    def poll(self) -> int | None:
        """The exit code, or `None` while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises `subprocess.TimeoutExpired` after `timeout` seconds."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            ending = select.poll()
            ending.register(self._ending, select.POLLIN)
            if ending.poll(None if timeout is None else timeout * 1000):
                self.returncode = _number(self._ending)
                os.close(self._ending)
        return self.returncode


class ForkServer:
    """Starts processes in which `entry` (`module:function`) is called, with the arguments."""

    def __init__(self, entry: str) -> None:
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, entry, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
            )
        self._one_at_a_time = threading.Lock()
        atexit.register(self.close)

    def start(
        self,
        arguments: Sequence[str],
        streams: Streams,
        environment: Mapping[str, str],
        folder: Path | None = None,
    ) -> ForkedProcess:
        """`folder`: where it works, by default where we do."""
        order = {
            "arguments": arguments,
            "environment": dict(environment),
            "folder": str(folder or Path.cwd()),
            "umask": _umask(),
        }
        reading, telling = os.pipe()
        with open(os.devnull, "rb") as nothing, self._one_at_a_time:  # noqa: PTH123
            given = [streams.input or nothing, streams.output, streams.errors]
            descriptors = [each if isinstance(each, int) else each.fileno() for each in given]
            line = json.dumps(order).encode() + b"\n"
            sent = socket.send_fds(self._orders, [line], [*descriptors, telling])
            self._orders.sendall(line[sent:])
            os.close(telling)
            return ForkedProcess(_number(reading), reading)

    def close(self) -> None:
        """Kills what still runs."""
        atexit.unregister(self.close)
        self._orders.close()
        self._process.wait()


@functools.cache
def shared(entry: str) -> ForkServer:
    """The one of this run for an entry point."""
    return ForkServer(entry)


def _number(pipe: int) -> int:
    told = os.read(pipe, NUMBER.size)
    if len(told) < NUMBER.size:
        raise RuntimeError("the process that forks is gone; its last words are among our errors")
    number: int = NUMBER.unpack(told)[0]
    return number


def _umask() -> int:
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


# --- the process that forks ---------------------------------------------------------------------


@dataclass(slots=True)
class _Parent:
    """`running`: by pid, the pipe on which the end of the process is told."""

    orders: socket.socket
    wakeup: tuple[int, int]
    running: dict[int, int]

    def next_child(self) -> bool:
        """Returns once in every child, ready to run, with `True`; here at the end, with `False`."""
        while True:
            ready, _, _ = select.select([self.orders.fileno(), self.wakeup[0]], [], [])
            if self.wakeup[0] in ready:
                os.read(self.wakeup[0], MOST_BYTES)
                self._tell_ends()
            if self.orders.fileno() in ready:
                order, descriptors = _received(self.orders)
                if not descriptors:
                    return False
                pid = os.fork()
                if pid == 0:
                    self._leave()
                    _become(order, descriptors)
                    return True
                for each in descriptors[:3]:
                    os.close(each)
                self.running[pid] = descriptors[3]
                _tell(descriptors[3], pid)

    def end(self) -> None:
        for pid, pipe in self.running.items():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(pipe)

    def _tell_ends(self) -> None:
        for pid in list(self.running):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                pipe = self.running.pop(pid)
                _tell(pipe, os.waitstatus_to_exitcode(status))
                os.close(pipe)

    def _leave(self) -> None:
        """In the child: nothing of the parent's is open or in force any more."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number in IGNORED:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for each in (self.orders.detach(), *self.wakeup, *self.running.values()):
            os.close(each)


def _received(orders: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """An order and its descriptors; none at the end of the run."""
    line, descriptors, _, _ = socket.recv_fds(orders, MOST_BYTES, 4)
    while line and not line.endswith(b"\n"):
        line += orders.recv(MOST_BYTES)
    return (json.loads(line) if line else {}), list(descriptors)


def _tell(pipe: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever started it does not want to know
        os.write(pipe, NUMBER.pack(number))


def _become(order: dict[str, Any], descriptors: list[int]) -> None:
    """In the child: what a new interpreter finds at its start."""
    for number, each in enumerate(descriptors[:3]):
        os.dup2(each, number)
    for each in descriptors:
        os.close(each)
    os.umask(order["umask"])
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["arguments"]
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(  # noqa: SIM115
        2, "w", buffering=1, errors="backslashreplace", closefd=False
    )


def _main(entry: str, orders: int) -> int:
    module, _, function = entry.partition(":")
    run: Callable[[], int] = getattr(importlib.import_module(module), function)
    wakeup = os.pipe()
    os.set_blocking(wakeup[1], False)
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup[1], warn_on_full_buffer=False)
    # What was imported stays: no child walks through it, which would copy every page of it.
    gc.collect()
    gc.freeze()
    parent = _Parent(socket.socket(fileno=orders), wakeup, {})
    if parent.next_child():
        return run()
    parent.end()
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], int(sys.argv[2])))
