"""The Node baseline: installed once into the cache, and run.

`better-sqlite3` brings no compiled binary in its package. It is compiled on the spot, against the
headers that came with Node if they are there, so a C++ compiler is needed. Where it cannot be
had, `NotBuilt` says why, and the table says that the baseline is missing.
"""

import hashlib
import os
import shutil
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from bench.baselines.running import Baseline, running
from bench.figures import say

HERE = Path(__file__).parent

Mode = Literal["each", "group"]
"""One commit per message, or one for all that were read together."""


class NotBuilt(Exception):  # noqa: N818 (said to a person, on one line)
    """The baseline is not there, and why."""


def installed(cache: Path, *, may_build: bool) -> Path:
    """The folder with the baseline and its packages. Raises `NotBuilt`.

    `may_build`: it may be installed from npm and compiled, which takes a minute.
    """
    packages = (HERE / "package.json").read_bytes() + (HERE / "package-lock.json").read_bytes()
    folder = cache / f"node-{hashlib.sha256(packages).hexdigest()[:12]}"
    if not (folder / "complete").exists():
        if not may_build:
            raise NotBuilt("it is built by the first run that is not --quick")
        say("compiling the Node baseline, for this run and later ones")
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        _install(folder)
        (folder / "complete").touch()
    # Modules are looked for beside the file that imports them.
    shutil.copy(HERE / "store.mjs", folder)
    return folder


def _install(folder: Path) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotBuilt("it needs Node and npm")
    # Compiled, never downloaded: what is measured is what the lock file names.
    environment = os.environ | {"npm_config_build_from_source": "true"}
    prefix = Path(node).resolve().parent.parent
    if (prefix / "include" / "node" / "node.h").exists():
        environment["npm_config_nodedir"] = str(prefix)
    for command in (["ci", "--ignore-scripts"], ["rebuild", "better-sqlite3"]):
        done = subprocess.run(
            [npm, *command],
            cwd=folder,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            (folder / "npm.log").write_text(done.stdout)
            raise NotBuilt(f"npm {command[0]} failed: {folder / 'npm.log'} says why")


def node_server(installed_in: Path, database: Path, mode: Mode) -> AbstractContextManager[Baseline]:
    """A server that stores into the file `database`, stopped at the end."""
    return running(["node", "store.mjs", str(database), mode], installed_in)
