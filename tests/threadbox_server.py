"""A real `threadbox serve` as a process of its own: started, killed, and started again.

It has its own data folder and a free loopback port, which it keeps over a restart. Readiness is
asked for (`/healthz`), never waited out.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import httpx2

from tests import fork_server
from tests.fork_server import ForkedProcess, Streams
from tests.servers import free_port

READY_SECONDS = 30
# Draining takes up to ten seconds; whoever is not done by then is killed.
STOP_SECONDS = 15
PROGRAMS = Path(sys.executable).parent
ENTRY = "threadbox.cli:main"

Process = subprocess.Popen[bytes] | ForkedProcess


class ThreadboxServer:
    """One server: where it listens, what it stores, and how to stop it in every way.

    By default it is forked from a process that has imported all of it. An interpreter of its own
    is started for the `threadbox` in another folder, `programs`, and for a server that runs
    `under` a command, such as strace.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str | None = None,
        *options: str,
        programs: Path | None = None,
        under: Sequence[str] = (),
    ) -> None:
        self.port = free_port()
        self.data = folder / "data"
        self.log = folder / "server.log"
        self._where = ["--data", str(self.data)]
        if database_url is not None:
            self._where += ["--database-url", database_url]
        self._options = options
        self._program = (programs or PROGRAMS) / "threadbox"
        self._is_forked = programs is None and not under
        self._under = under
        # Nothing but our own programs is on the path: a server needs no other, Node least of all.
        self._environment = inherited() | {"PATH": str(self._program.parent)}
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, command: str = "serve") -> None:
        """Starts the server and returns once it answers."""
        # Tests find the front ends built (make does it), or do not look at them.
        arguments = [command, "--no-build", "--port", str(self.port), *self._where, *self._options]
        with self.log.open("ab") as output:
            self._process = self._launch(arguments, Streams(output, output), self._under)
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """As an administrator would: asks, and insists after a while."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut would: no goodbye, no last write."""
        self._end(signal.SIGKILL)

    def notify(self, number: signal.Signals) -> None:
        """As an administrator's `kill` would."""
        assert self._process is not None
        self._process.send_signal(number)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def cli(self, *arguments: str, typed: str | None = None) -> Any:
        """Runs `threadbox …` on this server's data and returns its JSON. `typed`: its input."""
        with ExitStack() as files:
            keys, said, errors = (files.enter_context(TemporaryFile("w+")) for _ in range(3))
            keys.write(typed or "")
            keys.seek(0)
            command = [*arguments, *self._where, "--json"]
            code = self._launch(command, Streams(said, errors, keys)).wait()
            said.seek(0)
            errors.seek(0)
            output, complaint = said.read(), errors.read()
        if code != 0:
            raise AssertionError(f"threadbox {' '.join(arguments)}:\n{output}{complaint}")
        return json.loads(output)

    def output(self) -> str:
        """Everything it has written, all starts together."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _launch(
        self, arguments: Sequence[str], streams: Streams, under: Sequence[str] = ()
    ) -> Process:
        if self._is_forked:
            return fork_server.shared(ENTRY).start(arguments, streams, self._environment)
        return subprocess.Popen(
            [*under, self._program, *arguments],
            stdin=streams.input or subprocess.DEVNULL,
            stdout=streams.output,
            stderr=streams.errors,
            env=self._environment,
        )

    def _wait_until_ready(self, process: Process) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if httpx2.get(f"{self.url}/healthz", timeout=1).status_code == httpx2.codes.OK:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.02)
        self.kill()
        raise AssertionError(f"the server did not become ready:\n{self.output()}")

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"it did not stop by {how.name}:\n{self.output()}") from None


def inherited() -> dict[str, str]:
    """This process's environment, without settings that would reach a server by the back door."""
    return {name: value for name, value in os.environ.items() if name[:10] != "THREADBOX_"}
