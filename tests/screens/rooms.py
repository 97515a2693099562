"""Little room: a page that is enlarged, a phone on its side, a keyboard over half of the screen.

What a person needs there is that what they read and press lies where they can see it: inside the
part of the screen that is visible, nothing cut off at its sides.
"""

import json
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.screens.looking import PHONE, Look, picture, settle, violations

# A message of two lines with its receipt.
LEAST_FOR_MESSAGES_PIXELS = 72


@dataclass(frozen=True)
class Room:
    """A screen, in CSS pixels. `visible`: how much a keyboard leaves, and from where."""

    name: str
    width: int
    height: int
    visible: tuple[int, int] | None = None


ROOMS = (
    # 1280 pixels across, enlarged by the browser: fewer of CSS's pixels.
    Room("enlarged-to-200", 640, 360),
    Room("enlarged-to-400", 320, 256),
    Room("sideways", 740, 360),
    Room("low-window", 1280, 420),
    # Where the keyboard makes the page smaller, and where it lies over it, as on an iPhone.
    Room("keyboard-below", 360, 320),
    Room("keyboard-above", PHONE["width"], PHONE["height"], visible=(320, 0)),
    Room("keyboard-scrolled", PHONE["width"], PHONE["height"], visible=(320, 180)),
    Room("tablet-keyboard", 820, 1180, visible=(640, 0)),
)

# The browser tells of a keyboard by the visual viewport alone, and none shows up without a screen.
_KEYBOARD = """([height, offsetTop]) => {
    for (const [name, value] of Object.entries({ height, offsetTop }))
        Object.defineProperty(visualViewport, name, { value, configurable: true });
    visualViewport.dispatchEvent(new Event("resize"));
}"""
_NO_KEYBOARD = """() => {
    delete visualViewport.height; delete visualViewport.offsetTop;
    visualViewport.dispatchEvent(new Event("resize"));
}"""
# Each selector's box, what is wider than its place, and how much of the timeline is left.
_MEASURED = """selectors => {
    const root = document.querySelector("threadbox-chat").shadowRoot;
    const box = element => {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        return { top, bottom, left, right };
    };
    return {
        boxes: selectors.flatMap(selector => [...root.querySelectorAll(selector)]
            .filter(element => element.checkVisibility({ visibilityProperty: true }))
            .map(element => ({ selector, ...box(element) }))),
        wide: [".panel", ".panel-body", ".timeline", ".sheet", ".emoji-grid"]
            .map(selector => [selector, root.querySelector(selector)])
            .filter(([, element]) => element && element.scrollWidth > element.clientWidth)
            .map(([selector]) => selector),
        // Whoever picks an emoji looks at those.
        messages: root.querySelector(".emoji") ? null
            : root.querySelector(".timeline")?.clientHeight ?? null,
    };
}"""


def faults(look: Look, name: str, needed: tuple[str, ...]) -> list[str]:
    """What is out of sight, cut off or against WCAG 2.2 AA in any room, a line each."""
    found = []
    for room in ROOMS:
        _enter(look.page, room)
        look.again()
        settle(look.page)
        wrong = _out_of_sight(look.page, room, needed) + violations(look.page)
        found += [f"{room.name}: {fault}" for fault in wrong]
        picture(look.page, f"{name}-{room.name}")
    return found


def _enter(page: Page, room: Room) -> None:
    page.evaluate(_NO_KEYBOARD)
    # No keyboard goes and comes within one frame.
    settle(page)
    page.set_viewport_size({"width": room.width, "height": room.height})
    if room.visible:
        page.evaluate(_KEYBOARD, list(room.visible))


def _out_of_sight(page: Page, room: Room, needed: tuple[str, ...]) -> list[str]:
    height, top = room.visible or (room.height, 0)
    measured = page.evaluate(_MEASURED, list(needed))
    found = [f"{selector} is wider than its place" for selector in measured["wide"]]
    missing = set(needed) - {box["selector"] for box in measured["boxes"]}
    found += [f"there is no {selector}" for selector in sorted(missing)]
    found += [
        f"{box['selector']} is out of sight: {json.dumps(box)}"
        for box in measured["boxes"]
        if box["top"] < top - 1
        or box["bottom"] > top + height + 1
        or box["left"] < -1
        or box["right"] > room.width + 1
    ]
    messages = measured["messages"]
    if messages is not None and messages < LEAST_FOR_MESSAGES_PIXELS:
        found.append(f"{messages} px are left for messages")
    return found
