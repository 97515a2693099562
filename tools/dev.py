"""`make dev`: the demo, started again whenever a source file changes.

Starting brings the front ends up to date, when something in web/ changed. What does not build or
start stays visible, and the next change tries again.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path

from tools import front_end

PACKAGE = front_end.ROOT / "src" / "threadbox"
LOOK_SECONDS = 0.5
STOP_SECONDS = 5


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the server goes too
    server, seen = _start(), _state()
    try:
        while True:
            time.sleep(LOOK_SECONDS)
            now = _state()
            if now != seen:
                _stop(server)
                server, seen = _start(), now
    except KeyboardInterrupt:
        pass
    finally:
        _stop(server)


def _state() -> tuple[str, frozenset[tuple[Path, int]]]:
    """What the front ends and the server are made of."""
    return front_end.source_hash(), _python_state()


def _python_state() -> frozenset[tuple[Path, int]]:
    """Names and times of what the server is made of, but for the built front ends."""
    return frozenset(
        (path, path.stat().st_mtime_ns)
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and front_end.STATIC not in path.parents
    )


def _start() -> subprocess.Popen[bytes]:
    program = Path(sys.executable).parent / "threadbox"
    return subprocess.Popen([program, "demo", *sys.argv[1:]])


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
