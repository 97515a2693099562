"""The inbox where there is little room, under fingers, and in the colours of the system."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.screens.looking import PHONE, picture, settle, violations
from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPIC = "Customer server offline (Ticket #1929383)"
# A window enlarged to 400 and 200 %, a phone on its side and one with its keyboard, a low window.
ROOMS: tuple[ViewportSize, ...] = (
    {"width": 320, "height": 256},
    {"width": 360, "height": 225},
    {"width": 480, "height": 300},
    {"width": 640, "height": 360},
    {"width": 740, "height": 360},
    {"width": 360, "height": 400},
    {"width": 1280, "height": 420},
)
# A finger's width, by WCAG 2.5.5; links inside of sentences are none of it.
FINGER_PIXELS = 44
# A line of a message.
LINE_PIXELS = 20

# Of each selector's last element: what of it is in sight, and what lies over it at its middle.
_SEEN = """selectors => selectors.map(selector => {
    const element = [...document.querySelectorAll(selector)]
        .filter(it => it.checkVisibility({ visibilityProperty: true })).at(-1);
    if (!element) return { selector, missing: true };
    const box = element.getBoundingClientRect();
    let [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
    const cut = element.closest(".timeline, .list-rows");
    if (cut) {
        const edge = cut.getBoundingClientRect();
        [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isFree = over && (element.contains(over) || over.contains(element));
    return {
        selector, whole: box.height, seen: bottom - top,
        sideways: box.left < -1 || box.right > innerWidth + 1,
        covered: isFree ? "" : over?.outerHTML.slice(0, 200) ?? "?",
    };
})"""
_SMALL = """least => [...document.querySelectorAll("button, a, [role^=menuitem], summary")]
    .filter(it => it.checkVisibility({ visibilityProperty: true }) && !it.closest("p, .bubble"))
    .map(it => [it, it.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 1 && (height < least - 0.5 || width < 24))
    .map(([it, { width, height }]) => `${it.outerHTML.slice(0, 120)}: ${width} × ${height}`)"""

CONVERSATION = (
    ".conversation-name",
    ".conversation-header .button:not(.start-button)",
    ".message .bubble",
    ".target-line",
    ".composer textarea",
    ".composer .button-primary",
)
LIST = (".list-rows li:first-child .row", ".list-tab", ".account-button")


@pytest.fixture
def talk(scene: Scene) -> Iterator[Talk]:
    talk = scene.talk()
    talk.start(TOPIC)
    talk.ask("my site is down since about ten minutes, and it answers 502")
    talk.answer("I see it. Looking into it now.")
    talk.come_back()
    yield talk
    talk.olga.page.emulate_media(forced_colors="none", color_scheme="light")


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: f"{room['width']}x{room['height']}")
def test_what_one_reads_and_presses_is_in_sight(room: ViewportSize, talk: Talk) -> None:
    page = talk.olga.page
    page.set_viewport_size(room)
    settle(page)
    found = _out_of_sight(page, CONVERSATION)
    picture(page, f"inbox-room-{room['width']}x{room['height']}")
    talk.olga.composer.fill("A text of several lines.\n" * 8)
    found += _out_of_sight(page, (".composer textarea", ".composer .button-primary"))
    talk.olga.composer.fill("")
    found += violations(page)
    if room["width"] < PHONE["width"] * 2:
        page.get_by_role("button", name="Back").click()
        expect(talk.olga.conversations).to_be_visible()
    found += _out_of_sight(page, LIST)
    picture(page, f"inbox-list-room-{room['width']}x{room['height']}")
    assert not found, "\n".join(found)


def test_on_a_phone_what_is_pressed_is_as_wide_as_a_finger(talk: Talk) -> None:
    page = talk.olga.page
    page.set_viewport_size(PHONE)
    settle(page)
    found = page.evaluate(_SMALL, FINGER_PIXELS)
    page.get_by_role("button", name="Details").click()
    settle(page)
    found += page.evaluate(_SMALL, FINGER_PIXELS)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Back").click()
    expect(talk.olga.conversations).to_be_visible()
    settle(page)
    found += page.evaluate(_SMALL, FINGER_PIXELS)
    assert not found, "\n".join(found)


def test_in_the_systems_colours_what_is_chosen_can_be_told_from_the_rest(
    scene: Scene, talk: Talk
) -> None:
    other = scene.customer()
    other.open_chat()
    other.say("me too")
    page = talk.olga.page
    page.emulate_media(forced_colors="active")
    rows = page.locator(".list-rows .row")
    expect(rows).not_to_have_count(1)
    pairs = (
        (".list-rows .row[aria-current]", ".list-rows .row:not([aria-current])"),
        (".list-tab[aria-pressed=true]", ".list-tab[aria-pressed=false]"),
        (".kind[aria-pressed=true]", ".kind[aria-pressed=false]"),
    )
    for chosen, others in pairs:
        looks = [page.locator(it).first.evaluate(_LOOK) for it in (chosen, others)]
        assert looks[0] != looks[1], f"{chosen} looks like {others}: {looks[0]}"
    # Faces, lines and bubbles keep an outline where every background is the same.
    for drawn in (".message .bubble", ".avatar", ".composer-box"):
        edge = page.locator(drawn).first.evaluate(_EDGE)
        assert edge, f"{drawn} has no edge"
    picture(page, "inbox-forced-colours")
    assert not violations(page)


_LOOK = """it => {
    const style = getComputedStyle(it);
    return ["backgroundColor", "color", "outlineStyle", "outlineWidth", "borderTopColor",
        "borderTopWidth"].map(name => style[name]).join();
}"""
_EDGE = """it => {
    const style = getComputedStyle(it);
    return ["borderTop", "outline"].some(edge =>
        parseFloat(style[`${edge}Width`]) > 0 && style[`${edge}Style`] !== "none");
}"""


def _out_of_sight(page: Page, needed: tuple[str, ...]) -> list[str]:
    settle(page)
    found = []
    for seen in page.evaluate(_SEEN, list(needed)):
        enough = min(seen.get("whole", 0) - 1, LINE_PIXELS)
        if seen.get("missing") or seen["seen"] < enough or seen["sideways"] or seen["covered"]:
            found.append(json.dumps(seen))
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{wide} px wider than the screen"] if wide > 0 else [])
