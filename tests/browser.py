"""Chromium and Firefox for tests: the system's own, headless, talking to nobody but the server
under test. WebKit is in `tests/webkit/`.
"""

import contextlib
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests import firefox
from tools import chromium
from tools import firefox as firefox_program

FEATURES = (
    "OptimizationHints",
    "MediaRouter",
    "Translate",
    "CertificateTransparencyComponentUpdater",
    # Pages that a test plays by https may load from the server on this machine.
    "LocalNetworkAccessChecks",
)
# What a browser does on the network for itself has no place in a test.
QUIET = (
    "--no-sandbox",  # root has no sandbox to give; the pages are ours
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES)}",
    "--disable-dev-shm-usage",  # containers give /dev/shm 64 MB
    # Sites of tests have names as real ones do, and lie on this machine.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
)


@contextlib.contextmanager
def launch() -> Iterator[Browser]:
    """One Chromium."""
    with sync_playwright() as playwright, opened(playwright) as browser:
        yield browser


@contextlib.contextmanager
def opened(
    playwright: Playwright, name: str = "chromium", *, shell: bool = False
) -> Iterator[Browser]:
    """One browser process; each test takes contexts of its own from it. `shell`: Chromium without
    the desktop browser around its engine, where there is such a program. It has no tabs: all of
    its pages are in front."""
    if name == "firefox":
        browser = playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=firefox_program.find(),
            firefox_user_prefs=firefox.PREFERENCES,
        )
    else:
        program = chromium.find(shell=shell)
        if program is None:
            raise RuntimeError(chromium.HELP)
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
    yield browser
    browser.close()


def keep_uncaught(context: BrowserContext, kept: list[str]) -> None:
    """Adds to `kept` what the pages of a context throw and nobody catches."""

    def keep(text: str) -> None:
        if not text.startswith(firefox.NOTICES):
            kept.append(text)

    context.on("weberror", lambda thrown: keep(str(thrown.error)))


def wait_until(page: Page, expression: str, seconds: float = 15) -> None:
    """Waits until a JavaScript expression is true.

    Playwright's own `wait_for_function` needs `unsafe-eval`, which our pages do not allow.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(f"Boolean({expression})"):
        assert time.monotonic() < deadline, f"never became true: {expression}"
        page.wait_for_timeout(20)
