"""Finds WebKitGTK with its driver, and a screen for it where there is none.

Debian has them as `webkit2gtk-driver` and `xvfb`; on other systems there is no WebKit that a
driver could start. Nobody needs it to work on Threadbox: without it, its tests are skipped.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
# The small browser that comes with the driver lies where only the driver looks.
BROWSERS = ("lib/*/webkit2gtk-4*/MiniBrowser", "libexec/webkit2gtk-4*/MiniBrowser")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebKit:
    """The three programs."""

    driver: str
    browser: str
    screen: str


def find() -> WebKit | None:
    """All three, or nothing."""
    driver, screen = (shutil.which(program) for program in PACKAGES)
    browsers = [found for pattern in BROWSERS for found in Path("/usr").glob(pattern)]
    if driver is None or screen is None or not browsers:
        return None
    return WebKit(driver=driver, browser=str(max(browsers)), screen=screen)


def missing() -> list[str]:
    """The programs that this machine has not."""
    return [program for program in PACKAGES if shutil.which(program) is None]


def packages(programs: list[str]) -> list[str]:
    """The Debian packages of these programs."""
    return [PACKAGES[program] for program in programs]


def hint(programs: list[str]) -> str:
    """One line on what is not tested without these programs, and how to get them."""
    debian = " ".join(packages(programs))
    return (
        "Not tested, as this machine lacks it: WebKitGTK (Safari's engine). "
        f"Debian, Ubuntu: apt install {debian}"
    )
