"""What is forked is a whole process, and ends with the run."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from tests import fork_server
from tests.fork_server import ForkedProcess, ForkServer, Streams
from tests.repository import ROOT

ENTRY = "tests.test_fork_server:look_around"
PATIENCE_SECONDS = 30
RUN = f"""
import sys, time
from tests import fork_server
from tests.fork_server import Streams
pipe = open(int(sys.argv[1]), "wb")
fork_server.shared({ENTRY!r}).start(["wait"], Streams(pipe, pipe), {{}})
pipe.close()
time.sleep({PATIENCE_SECONDS})
"""


def look_around() -> int:
    """What a process that was forked runs here."""
    if sys.argv[1:] == ["wait"]:
        print("started", flush=True)  # noqa: T201
        signal.pause()
    seen = {
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "input": sys.stdin.read(),
        "files": sorted(int(name) for name in os.listdir("/dev/fd")),  # noqa: PTH208
        "signals": [signal.getsignal(number) is signal.SIG_DFL for number in SIGNALS],
    }
    print(json.dumps(seen))  # noqa: T201
    sys.stderr.write("it went wrong\n")
    raise SystemExit(3)


SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


@pytest.fixture(scope="module")
def forking() -> ForkServer:
    return fork_server.shared(ENTRY)


def test_it_has_streams_settings_folder_and_exit_code_of_its_own(
    forking: ForkServer, tmp_path: Path
) -> None:
    with TemporaryFile() as keys, TemporaryFile() as said, TemporaryFile() as errors:
        keys.write("größer\n".encode())
        keys.seek(0)
        forked = forking.start(["a", "b c"], Streams(said, errors, keys), {"A": "1"}, tmp_path)
        assert forked.wait(PATIENCE_SECONDS) == 3
        seen = _said(said)
        assert _text(errors) == "it went wrong\n"
    assert seen["arguments"] == ["a", "b c"]
    assert seen["environment"] == {"A": "1"}
    assert seen["folder"] == str(tmp_path)
    assert seen["input"] == "größer\n"
    assert seen["signals"] == [True, True, True]


def test_it_holds_nothing_of_others(forking: ForkServer) -> None:
    """Neither orders nor the ends of those that were started before."""
    with waiting(forking), TemporaryFile() as said, TemporaryFile() as errors:
        forking.start([], Streams(said, errors), {}).wait(PATIENCE_SECONDS)
        *files, looking = _said(said)["files"]
        assert files == [0, 1, 2]
        assert looking == 3, "that of /dev/fd itself"


def test_it_dies_of_a_signal_as_any_process(forking: ForkServer) -> None:
    with waiting(forking) as forked:
        assert forked.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            forked.wait(0)
        forked.terminate()
        assert forked.wait(PATIENCE_SECONDS) == -signal.SIGTERM
        forked.kill()
        assert forked.poll() == -signal.SIGTERM


def test_it_is_killed_when_the_run_ends_however_it_ends() -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "-c", RUN, str(writing)]
    with subprocess.Popen(command, cwd=ROOT, pass_fds=[writing]) as run:
        os.close(writing)
        assert os.read(reading, 100) == b"started\n"
        run.kill()
    # Its output is closed by its death alone.
    closed, _, _ = select.select([reading], [], [], PATIENCE_SECONDS)
    assert closed
    assert os.read(reading, 100) == b""
    os.close(reading)


@contextlib.contextmanager
def waiting(forking: ForkServer) -> Iterator[ForkedProcess]:
    """One that has started, and waits."""
    with TemporaryFile() as said:
        forked = forking.start(["wait"], Streams(said, said), {})
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _text(said):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield forked
        forked.kill()
        forked.wait(PATIENCE_SECONDS)


def _text(file: Any) -> str:
    file.seek(0)
    text: str = file.read().decode()
    return text


def _said(file: Any) -> Any:
    return json.loads(_text(file))
