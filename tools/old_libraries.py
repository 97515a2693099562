"""Finds the old JavaScript libraries beside which the chatbox is tried, from Debian's packages.

Magento 1 and Joomla 2.5 brought them, and pages with them are still about; no package registry
has the builds for browsers. Nobody needs them to work on Threadbox: without one, the tests of
pages that use it are skipped.
"""

from pathlib import Path

FOLDER = Path("/usr/share/javascript")
# The file that a page loads, each with its package.
PACKAGES = {
    FOLDER / "prototype" / "prototype.js": "libjs-prototype",
    FOLDER / "mootools" / "mootools.js": "libjs-mootools",
}


def missing() -> list[Path]:
    """The files that this machine has not."""
    return [path for path in PACKAGES if not path.exists()]


def packages(paths: list[Path]) -> list[str]:
    """The Debian packages of these files."""
    return [PACKAGES[path] for path in paths]


def hint(paths: list[Path]) -> str:
    """One line on what is not tested without these files, and how to get them."""
    debian = " ".join(packages(paths))
    return (
        "Not tested, as this machine lacks them: pages with Prototype.js or MooTools. "
        f"Debian, Ubuntu: apt install {debian}"
    )
