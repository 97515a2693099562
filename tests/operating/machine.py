"""A machine to administer: this one's system, under a layer that takes every change and is thrown
away. In a mount namespace of its own, so nothing of it is seen outside."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.repository import ROOT

READY_SECONDS = 60
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LAYERED = """
mount -t overlay overlay -o lowerdir=/,upperdir={0}/upper,workdir={0}/work {0}/root
mount --rbind /dev {0}/root/dev
mount -t proc proc {0}/root/proc
mount -t tmpfs tmpfs {0}/root/run
echo ready
exec cat
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """`holder`: the process whose mount namespace it is."""

    root: Path
    holder: int

    def runs(self, script: str, folder: str = "/opt/new") -> str:
        """What a script prints, run by root; it has to end well, line by line."""
        done = subprocess.run(
            [*self._inside(), "sh", "-eu", "-c", f"cd {folder}\n{script}"],
            capture_output=True, text=True, check=False, env=self._environment(),
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def write(self, path: str, text: str) -> None:
        """A file of the machine."""
        subprocess.run(
            [*self._inside(), "sh", "-c", f"mkdir -p $(dirname {path}); cat > {path}"],
            input=text, text=True, check=True, env=self._environment(),
        )  # fmt: skip

    def put(self, path: Path, folder: str) -> None:
        """A copy of a file from outside."""
        inside = [*self._inside(), "sh", "-c", f"mkdir -p {folder}; cat > {folder}/{path.name}"]
        with path.open("rb") as file:
            subprocess.run(inside, stdin=file, check=True, env=self._environment())

    @contextlib.contextmanager
    def service(self, unit: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
        """What systemd would start of a unit: its command, by its user, with its settings."""
        wanted = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
        script = (
            f"umask {wanted['UMask']}; cd /; set -a; . {wanted['EnvironmentFile']};"
            f" exec runuser -u {wanted['User']} -- {wanted['ExecStart']}"
        )
        process = subprocess.Popen(
            [*self._inside(), "sh", "-c", script],
            env=self._environment(), stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _until_ready(process, port)
            yield process
        finally:
            process.terminate()
            process.wait(20)

    def _inside(self) -> list[str]:
        return ["nsenter", "--mount", f"--target={self.holder}", "chroot", str(self.root)]

    def _environment(self) -> dict[str, str]:
        """How packages are reached is this machine's matter; systemd is not there to be asked."""
        reached = {name: text for name, text in os.environ.items() if name.startswith("PIP_")}
        return {**reached, "PATH": _PATH, "HOME": "/root", "SYSTEMD_OFFLINE": "1"}


@contextlib.contextmanager
def layered(folder: Path) -> Iterator[Machine]:
    """The machine; skips the test where nobody may make one."""
    if os.geteuid() != 0 or sys.platform != "linux" or shutil.which("nsenter") is None:
        pytest.skip("only root can lay a layer over this machine")
    for name in ("upper", "work", "root"):
        (folder / name).mkdir()
    apart = ["unshare", "--mount", "--propagation", "private"]
    holder = subprocess.Popen(
        [*apart, "sh", "-eu", "-c", _LAYERED.format(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        if holder.stdout.readline() != "ready\n":
            pytest.skip("this machine lets nobody lay a layer over it")
        yield Machine(folder / "root", holder.pid)
    finally:
        # At the end of its input it ends, and with it the namespace and all that is mounted there.
        holder.communicate()
        # A whole environment of packages, thrice.
        shutil.rmtree(folder, ignore_errors=True)


def wheel(folder: Path) -> list[Path]:
    """What `make build` makes: the wheel, and what was tested with it."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--outdir",
        folder,
        ROOT,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(ROOT / "requirements" / "run.txt", folder / "requirements.txt")
    return [next(folder.glob("*.whl")), folder / "requirements.txt"]


def _until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        with contextlib.suppress(httpx2.TransportError):
            if httpx2.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                return
        time.sleep(0.1)
