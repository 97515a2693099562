"""Finds the Chromium of this machine, and installs it where that is easy.

Run by `make pictures`; for `make test` see `programs.py`. No browser is ever downloaded but
through the system's own packages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import apt

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BUNDLES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Fonts, so that pages have letters to measure.
PACKAGES = ("chromium", "fonts-liberation", "fonts-noto-core")
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


def packages() -> list[str]:
    """The Debian packages to install, none if there is a browser or one is named."""
    return [] if find() or "CHROMIUM" in os.environ else list(PACKAGES)


def works(program: str) -> bool:
    """Does it start? On Ubuntu a program of this name may only point at a missing snap."""
    asked = subprocess.run([program, "--version"], capture_output=True, check=False)
    return asked.returncode == 0 and Path(program).exists()


def require() -> None:
    """Ends the program with the advice of `HELP`, unless there is a browser that starts."""
    found = find()
    if found is None or not works(found):
        sys.exit(HELP)


if __name__ == "__main__":
    apt.install(packages())
    require()
