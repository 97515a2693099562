"""Programs of Debian packages that tests run, unpacked into `.cache` and never installed.

An installed nginx would start to serve. So nothing is started, and nobody has to be root.
Without one of them, the tests of the docs' blocks for it are skipped.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".cache" / "unpacked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program, the packages it comes in with what few machines have, and where it is there."""

    packages: tuple[str, ...]
    path: str


PROGRAMS = {
    "nginx": Program(packages=("nginx",), path="usr/sbin/nginx"),
    "caddy": Program(packages=("caddy",), path="usr/bin/caddy"),
    # Of prometheus (19 MB) only what looks at rules.
    "promtool": Program(packages=("prometheus",), path="usr/bin/promtool"),
    "pgbouncer": Program(
        packages=("pgbouncer", "libevent-2.1-7", "libc-ares2"), path="usr/sbin/pgbouncer"
    ),
    "fail2ban-regex": Program(packages=("fail2ban",), path="usr/bin/fail2ban-regex"),
}


def find(name: str) -> Path | None:
    """The program, unpacked or installed."""
    unpacked = FOLDER / name / PROGRAMS[name].path
    installed = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    return unpacked if unpacked.exists() else Path(installed) if installed else None


def environment(name: str) -> dict[str, str]:
    """What it needs to find its own parts."""
    root = FOLDER / name
    return {
        "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin",
        "LD_LIBRARY_PATH": ":".join(map(str, (root / "usr/lib").glob("*-linux-gnu"))),
        "PYTHONPATH": str(root / "usr/lib/python3/dist-packages"),
    }


def missing() -> list[str]:
    return [name for name in PROGRAMS if find(name) is None]


def fetch(names: Iterable[str]) -> None:
    """Unpacks them, on Debian and its kin; `missing` says what could not be had."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            if _download(PROGRAMS[name].packages, folder):
                for package in Path(folder).glob("*.deb"):
                    FOLDER.mkdir(parents=True, exist_ok=True)
                    _run(["dpkg-deb", "--extract", package, FOLDER / name], folder)


def hint(names: Iterable[str]) -> str:
    """One line on what is not tested without them."""
    return f"Not tested, as this machine lacks them: docs/operating.md with {' '.join(names)}."


def _download(packages: Iterable[str], folder: str) -> bool:
    command = ["apt-get", "--quiet=2", "download", *packages]
    if _run(command, folder):
        return True
    # The lists of a fresh machine are empty or old, and only root renews them.
    is_renewed = os.geteuid() == 0 and _run(["apt-get", "--quiet=2", "update"], folder)
    return is_renewed and _run(command, folder)


def _run(command: Sequence[object], folder: str) -> bool:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode == 0
