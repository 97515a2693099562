"""Finds the Firefox of this machine: the extended support release, which Debian has.

Nobody needs it to work on Threadbox: without it, no test is run in it.
"""

import os
import shutil

from tools.chromium import works

NAMES = ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")


def find() -> str | None:
    """The program named by FIREFOX, or the first that is installed and starts."""
    named = os.environ.get("FIREFOX")
    if named:
        return shutil.which(named)
    installed = (shutil.which(name) for name in NAMES)
    return next((program for program in installed if program and works(program)), None)


def missing() -> list[str]:
    """The program, if this machine has it not."""
    return [] if find() else ["firefox-esr"]


def packages(programs: list[str]) -> list[str]:
    """The Debian packages to install: none if somebody named a program."""
    return [] if "FIREFOX" in os.environ else programs


def hint(_programs: list[str]) -> str:
    """One line on what is not tested, and how to get it."""
    return (
        "Not tested, as this machine lacks it: Firefox. Debian: apt install firefox-esr; "
        "macOS: brew install --cask firefox; or name one: make FIREFOX=/path/to/firefox test"
    )
