"""Finds the interpreters that run the signing examples of docs/embed.md, other than our own.

Nobody needs them to work on Threadbox: without one, the tests of its examples are skipped.
"""

import shutil
from collections.abc import Iterable

# Programs, each with its Debian package; Homebrew's formulas are called like the programs.
# Go is the heaviest with 81 MB. `gccgo` saves nothing: it brings GCC along and comes to 94 MB.
PACKAGES = {"php": "php-cli", "ruby": "ruby", "go": "golang-go"}


def missing() -> list[str]:
    """The programs that this machine has not."""
    return [program for program in PACKAGES if shutil.which(program) is None]


def packages(programs: Iterable[str]) -> list[str]:
    """The Debian packages of these programs."""
    return [PACKAGES[program] for program in programs]


def hint(programs: Iterable[str]) -> str:
    """One line on what is not tested without these programs, and how to get them."""
    names, debian = " ".join(programs), " ".join(packages(programs))
    return (
        f"Not tested, as this machine lacks them: the examples of docs/embed.md in {names}. "
        f"Debian, Ubuntu: apt install {debian}; macOS: brew install {names}"
    )
