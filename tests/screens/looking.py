"""Looking at a state as everybody would: light and dark, on a desk and on a phone.

Each look runs axe with the rules of WCAG 2.2 AA, shadow roots included, and, when
`THREADBOX_PICTURES` names a folder, leaves a picture there for the eye to judge.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, ViewportSize

from tests import axe
from tests.browser import wait_until

DESK: ViewportSize = {"width": 1440, "height": 900}
SHOP: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 1024, "height": 768}
PHONE: ViewportSize = {"width": 360, "height": 740}

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PICTURES = os.environ.get("THREADBOX_PICTURES")

# Asks for violations alone: collecting what passes takes most of axe's time.
_RUN = """async tags => {
    const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(
        ({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} (${failureSummary})`));
}"""
# Spinners go on for ever; everything else has to have come to rest.
_MOVING = """[document, ...[...document.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot)]
    .flatMap(root => root?.getAnimations() ?? [])
    .some(({ playState, effect }) =>
        playState === "running" && effect.getComputedTiming().endTime !== Infinity)"""


@dataclass
class Look:
    """A screen in its state. `again` renews before each look what would pass by itself."""

    page: Page
    again: Callable[[], None] = lambda: None
    desk: ViewportSize | None = None


def faults(look: Look, desk: ViewportSize, name: str) -> list[str]:
    """What axe finds in the four looks, a line each."""
    found = []
    for device, size in (("desktop", look.desk or desk), ("phone", PHONE)):
        look.page.set_viewport_size(size)
        for scheme in SCHEMES:
            look.page.emulate_media(color_scheme=scheme)
            look.again()
            settle(look.page)
            picture(look.page, f"{name}-{scheme}-{device}")
            found += [f"{scheme} {device}: {fault}" for fault in violations(look.page)]
            found += _sideways(look.page, f"{scheme} {device}")
    look.page.emulate_media(color_scheme="light")
    return found


def settle(page: Page) -> None:
    """Until what the change of size or colours set off is drawn."""
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    wait_until(page, f"!({_MOVING})")


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        # Evaluated rather than added as a script: the page's security policy stays in force.
        page.evaluate(axe.SCRIPT.read_text())
    found: list[str] = page.evaluate(_RUN, TAGS)
    return found


def _sideways(page: Page, where: str) -> list[str]:
    """1.4.10: nothing is to be found by scrolling sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{where}: {wide} px wider than the screen"] if wide > 0 else []


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
