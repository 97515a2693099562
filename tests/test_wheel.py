"""The wheel alone is enough: an empty environment, no Node on the path, and the demo runs."""

import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.repository import ROOT
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make build` makes it: sdist first, and the wheel from that."""
    folder = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT])
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadboxServer]:
    """The demo, run from a new environment that has the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    pip: list[str | Path] = [folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
    _run([*pip, "--require-hashes", "--requirement", ROOT / "requirements" / "run.txt"])
    _run([*pip, "--no-deps", wheel])
    server = ThreadboxServer(folder, programs=folder / "venv" / "bin")
    server.start("demo")
    yield server
    server.stop()


def test_it_holds_the_front_ends_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"threadbox/static/l.js", "threadbox/static/inbox/index.html"} <= set(names)
    assert not [name for name in names if "node_modules" in name or name.endswith((".map", ".ts"))]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"threadbox"}


@pytest.mark.parametrize("path", ["/healthz", "/demo/", "/l.js", "/inbox/"])
def test_the_demo_runs_from_it(installed: ThreadboxServer, path: str) -> None:
    assert httpx2.get(installed.url + path).status_code == httpx2.codes.OK


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
