"""Finds the Chromium of this machine for browser tests, and installs it where that is easy.

Run by `make test`. No browser is ever downloaded but through the system's own packages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BUNDLES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HELP = """\
The browser tests need Chromium or Chrome, and this machine has none that make could find.
  Debian:  apt install chromium
  Ubuntu:  snap install chromium
  macOS:   brew install --cask chromium
  or name one:  make CHROMIUM=/path/to/chrome test"""


def find() -> str | None:
    """The program named by CHROMIUM, or the first that is installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    installed = (shutil.which(name) for name in (*NAMES, *BUNDLES))
    return next((program for program in installed if program), None)


def install() -> None:
    """On Debian and its kin, as root: by apt. Fonts, so that pages have letters to measure."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Chromium: installing it with apt-get", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ("chromium", "fonts-liberation", "fonts-noto-core")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "--quiet=2", *command],
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            print(done.stdout, file=sys.stderr)
            return


def works(program: str) -> bool:
    """Does it start? On Ubuntu a program of this name may only point at a missing snap."""
    asked = subprocess.run([program, "--version"], capture_output=True, check=False)
    return asked.returncode == 0 and Path(program).exists()


if __name__ == "__main__":
    if find() is None and "CHROMIUM" not in os.environ:
        install()
    found = find()
    if found is None or not works(found):
        sys.exit(HELP)
