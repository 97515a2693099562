"""Where servers are born: one process that has imported everything, and forks.

A kill cycle then costs a fork, not a second of imports. Every child is a whole server with
sockets, threads and files of its own, and dies as any process does. The nursery reads one
JSON object per line (`arguments`, `environment`, `log`), answers with the pid, and kills its
children when its input ends: nothing outlives the harness.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from tests.gauntlet import testbuild
from tests.repository import ROOT


class Nursery:
    """The harness's end."""

    def __init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if name[:10] != "THREADBOX_"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.gauntlet.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=kept,
        )

    def born(self, arguments: list[str], environment: dict[str, str], log: Path) -> int:
        """Starts `threadbox …` and returns its pid."""
        order = {"arguments": arguments, "environment": environment, "log": str(log)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _live() -> None:
    children: set[int] = set()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _grow_up(order)
        children = {child for child in children if not _is_over(child)} | {pid}
        print(pid, flush=True)  # noqa: T201 (the answer)
    for child in children:
        if not _is_over(child):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _is_over(child: int) -> bool:
    return os.waitpid(child, os.WNOHANG)[0] == child


def _grow_up(order: dict[str, Any]) -> None:
    """The child: a server, until it ends."""
    code = 1
    try:
        log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, target in ((0, nothing), (1, log), (2, log)):
            os.dup2(target, number)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = testbuild.run(order["arguments"], order["environment"])
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001 (it ends here, and is told in the log)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _live()
