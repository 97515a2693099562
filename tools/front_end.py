"""Brings src/threadbox/static/, the built front ends, up to date with the sources in web/.

Run by `make` and, for sdist and wheel, by hatch_build.py. Does nothing when the recorded hash
of the last build equals that of the sources, so a build from an sdist needs no Node.
The hash follows the rule written in web/sources.mjs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STATIC = ROOT / "src" / "threadbox" / "static"
SOURCE_HASH = STATIC / ".vite" / "source-hash"
INSTALLED_FROM = WEB / "node_modules" / ".installed-from"
LEFT_OUT = {"node_modules", "tests", "e2e", "test-results", "threadbox-web"}
# `artifacts` takes only what exists: without this check a wheel could ship silently without its UI.
NEEDED = (".vite/manifest.json", "l.js", "inbox/index.html")


class FrontEndError(Exception):
    """The front ends are not there and cannot be built. The message says what to do."""


def bring_up_to_date() -> None:
    """Builds what changed since the last build; afterwards everything in `NEEDED` exists."""
    if _recorded(SOURCE_HASH) != source_hash():
        install_packages()
        _say("front end: building")
        _npm("run", "--silent", "build")
    missing = [name for name in NEEDED if not (STATIC / name).is_file()]
    if missing:
        raise FrontEndError(f"the front-end build left out {', '.join(missing)}")


def install_packages() -> None:
    """Puts exactly the packages of web/package-lock.json into web/node_modules."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if _recorded(INSTALLED_FROM) == wanted:
        return
    _say("front end: installing the packages of web/package-lock.json")
    # No package may run a script of its own here; none of ours needs to.
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    INSTALLED_FROM.write_text(wanted + "\n")


def source_hash() -> str:
    """The hash of everything that can change what a build gives."""
    lines = (
        f"{hashlib.sha256((WEB / path).read_bytes()).hexdigest()}  {path}\n" for path in _sources()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _sources() -> list[str]:
    found = []
    for folder, folders, names in os.walk(WEB):
        folders[:] = [name for name in folders if name not in LEFT_OUT and name[0] != "."]
        found += [
            Path(folder, name).relative_to(WEB).as_posix()
            for name in names
            if name[0] != "." and not name.endswith(".tsbuildinfo")
        ]
    return sorted(found)


def _recorded(path: Path) -> str | None:
    return path.read_text().strip() if path.is_file() else None


def _npm(*arguments: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise FrontEndError("building the front ends needs Node 20.19 or newer, with npm")
    environment = {**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}
    try:
        subprocess.run([npm, *arguments], cwd=WEB, env=environment, check=True)
    except subprocess.CalledProcessError as failed:
        raise FrontEndError(f"`npm {' '.join(arguments)}` failed in web/") from failed


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    try:
        install_packages() if "--packages" in sys.argv else bring_up_to_date()
    except FrontEndError as missing:
        sys.exit(f"front end: {missing}")
