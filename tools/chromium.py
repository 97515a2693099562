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

# The engine without the desktop browser around it, in a package of its own.
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BUNDLES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Fonts, so that pages have letters to measure.
PACKAGES = ("chromium", SHELL, "fonts-liberation", "fonts-noto-core")
# Where dpkg says that Debian's package is installed; other systems have no shell to put beside.
DEBIANS = Path("/var/lib/dpkg/info/chromium.list")
HELP = """\
The browser tests need Chromium or Chrome, and this machine has none that make could find.
  Debian:  apt install chromium
  Ubuntu:  snap install chromium
  macOS:   brew install --cask chromium
  or name one:  make CHROMIUM=/path/to/chrome test"""


def find(*, shell: bool = False) -> str | None:
    """The program named by CHROMIUM, or the first that is installed. `shell`: rather the engine
    alone. A page's tests need no more, and take half the processor time."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    names = (*([SHELL] if shell else []), *NAMES, *BUNDLES)
    installed = (shutil.which(name) for name in names)
    return next((program for program in installed if program), None)


def packages() -> list[str]:
    """The Debian packages to install: all without a browser, the shell beside Debian's own, none
    if one is named."""
    if "CHROMIUM" in os.environ:
        return []
    if find() is None:
        return list(PACKAGES)
    return [SHELL] if DEBIANS.exists() and shutil.which(SHELL) is None else []


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
