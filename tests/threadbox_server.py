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
from pathlib import Path
from typing import Any

import httpx2

from tests.servers import free_port

READY_SECONDS = 30
# Draining takes up to ten seconds; whoever is not done by then is killed.
STOP_SECONDS = 15
PROGRAMS = Path(sys.executable).parent


class ThreadboxServer:
    """One server: where it listens, what it stores, and how to stop it in every way.

    `programs` is the folder of the `threadbox` to run, by default the one under development;
    `under`: a command that runs it, such as strace.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str | None = None,
        *options: str,
        programs: Path = PROGRAMS,
        under: Sequence[str] = (),
    ) -> None:
        self.port = free_port()
        self.data = folder / "data"
        self.log = folder / "server.log"
        self._where = ["--data", str(self.data)]
        if database_url is not None:
            self._where += ["--database-url", database_url]
        self._options = options
        self._program = programs / "threadbox"
        self._under = under
        self._environment = _environment(programs)
        self._process: subprocess.Popen[bytes] | None = None

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
            self._process = subprocess.Popen(
                [*self._under, self._program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
            )
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
        done = subprocess.run(
            [self._program, *arguments, *self._where, "--json"],
            input=typed or "",
            capture_output=True,
            text=True,
            check=False,
            env=self._environment,
        )
        if done.returncode != 0:
            raise AssertionError(f"threadbox {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def output(self) -> str:
        """Everything it has written, all starts together."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
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


def _environment(programs: Path) -> dict[str, str]:
    """This process's, without settings that would reach the server by the back door, and with
    nothing on the path but our own programs: a server needs no other, Node least of all."""
    kept = {name: value for name, value in os.environ.items() if name[:10] != "THREADBOX_"}
    return kept | {"PATH": str(programs)}
