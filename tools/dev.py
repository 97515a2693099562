"""`make dev`: the demo, started again whenever a source file changes.

A change in web/ rebuilds the front ends first; a change in src/ only restarts the server. What
does not build or start stays visible, and the next change tries again.
"""

import subprocess
import sys
import time
from pathlib import Path

from tools import front_end

PACKAGE = front_end.ROOT / "src" / "threadbox"
LOOK_SECONDS = 0.5
STOP_SECONDS = 5


def main() -> None:
    server = _start()
    seen_code, seen_web = _python_state(), front_end.source_hash()
    try:
        while True:
            time.sleep(LOOK_SECONDS)
            code, web = _python_state(), front_end.source_hash()
            if (code, web) == (seen_code, seen_web):
                continue
            if web != seen_web:
                _build()
            seen_code, seen_web = code, web
            _stop(server)
            server = _start()
    except KeyboardInterrupt:
        pass
    finally:
        _stop(server)


def _python_state() -> frozenset[tuple[Path, int]]:
    """Names and times of what the server is made of, but for the built front ends."""
    return frozenset(
        (path, path.stat().st_mtime_ns)
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and front_end.STATIC not in path.parents
    )


def _build() -> None:
    try:
        front_end.bring_up_to_date()
    except front_end.FrontEndError as failed:
        print(f"front end: {failed}", flush=True)


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
