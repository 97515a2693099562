"""The systemd unit of the page: understood, closed, and with every system call that we make."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateways.front_door import assemble
from tests.gateways.uploading import PDF, png, upload
from tests.operating.page import block
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database

HEADING = "As a service"
# Of 10; what the page says.
EXPOSURE_MOST = 2.0
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(?:<\.\.\. )?(\w+)(?:\(| resumed)", re.MULTILINE)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The page's, in a system that has what it names."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("this machine has no systemd-analyze")
    folder = tmp_path / "etc" / "systemd" / "system"
    folder.mkdir(parents=True)
    program = tmp_path / "threadbox"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = block(HEADING, "ini").replace("/opt/threadbox/current/bin/threadbox", str(program))
    path = folder / "threadbox.service"
    path.write_text(text.replace("User=threadbox", "User=daemon"))  # every system has one
    return path


def test_systemd_understands_every_line(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "threadbox" in line]
    assert not ours
    assert done.returncode == 0, done.stderr


def test_little_of_the_system_is_open_to_it(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    overall = re.search(r"Overall exposure level for threadbox\.service: ([\d.]+)", done.stdout)
    assert overall is not None, done.stdout
    assert float(overall[1]) < EXPOSURE_MOST, done.stdout


def test_it_comes_back_however_long_the_database_was_away() -> None:
    text = block(HEADING, "ini")
    assert "Restart=always" in text
    assert re.search(r"\[Unit\][^\[]*StartLimitIntervalSec=0", text)


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[tuple[ThreadboxServer, Path]]:
    """A server whose system calls are written down."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("this machine has no strace")
    calls = tmp_path / "calls"
    server = ThreadboxServer(tmp_path, under=[strace, "-D", "-f", "-o", str(calls)])
    server.start()
    yield server, calls
    server.stop()


def test_no_system_call_of_ours_is_filtered(
    unit: Path, traced: tuple[ThreadboxServer, Path]
) -> None:
    server, calls = traced
    database = Database.open(f"sqlite:///{server.data / 'threadbox.db'}", owner=False)
    door = assemble(server.port, database)
    database.close()
    with door.visitor() as linus, door.operator() as ada:
        linus.do("open")
        linus.do("send", text="hello")
        for body, media in ((PDF, "application/pdf"), (png(), "image/png")):
            assert upload(door, linus.token, body, media).status_code == 201
        ada.do("send", conversation=linus.session, text="good morning")
    server.stop()
    made = set(_CALL.findall(calls.read_text(errors="replace")))
    assert {"accept4", "fsync", "execve"} <= made, "they were written down"
    wanted = re.search(r"^SystemCallFilter=(\S+)$", unit.read_text(), re.MULTILINE)
    assert wanted is not None
    assert not made - _allowed(wanted[1])


def _allowed(group: str) -> set[str]:
    """The system calls of a group, and of the groups in it."""
    done = subprocess.run(
        ["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True
    )
    names = {line.strip() for line in done.stdout.splitlines()[1:] if line.strip()}
    names = {name for name in names if not name.startswith("#")}
    groups = {name for name in names if name.startswith("@")}
    return (names - groups).union(*(_allowed(each) for each in groups))
