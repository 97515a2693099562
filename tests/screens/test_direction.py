"""What is written from right to left stands at the right, beside what is not."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.screens.looking import settle
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.firefox, pytest.mark.slow]

# Darker than the ground, as hints and words are.
DARK = 160
# The first line makes the room in which the second one has to choose a side.
ARABIC = "كل صفحات الموقع تجيب بالخطأ نفسه منذ عشر دقائق\nشكرا\n- عنصر أول في القائمة\n- ثان"
# Lines that end away from the right edge of their block, by their tops.
LEFT_OF_THE_EDGE = """blocks => blocks.flatMap(block => {
    const range = document.createRange();
    range.selectNodeContents(block);
    const lines = new Map();
    for (const { top, right } of range.getClientRects())
        lines.set(Math.round(top / 8), Math.max(right, lines.get(Math.round(top / 8)) ?? 0));
    const { paddingRight } = getComputedStyle(block);
    const edge = block.getBoundingClientRect().right - parseFloat(paddingRight);
    return [...lines.values()].filter(right => right < edge - 4)
        .map(right => `${block.textContent}: ${edge - right}`);
})"""


def test_arabic_lines_end_at_the_right_edge_of_their_bubble_on_both_sides(scene: Scene) -> None:
    talk = scene.talk("hello")
    talk.mira.say(ARABIC)
    for place in (talk.mira.panel, talk.olga.timeline):
        blocks = _last_words(place).locator("> div, li")
        expect(blocks).to_have_count(3)
        assert blocks.evaluate_all(LEFT_OF_THE_EDGE) == []


def test_an_arabic_composer_begins_at_the_right_while_it_is_empty(scene: Scene) -> None:
    mira = scene.customer()
    mira.push("config", "locale", ["ar"])
    mira.launcher_of_any_name.click()
    composer = mira.panel.get_by_role("textbox", name="كتابة رسالة")
    settle(mira.page)
    left, right = _ink(composer)
    assert left == 0
    assert right > 0
    composer.fill("ticket 1929383")
    left, right = _ink(composer)
    assert left > 0


def _ink(field: Locator) -> tuple[int, int]:
    """How many dark pixels the left and the right half of a field have."""
    shot = Image.open(io.BytesIO(field.screenshot())).convert("L")
    middle, right, bottom = shot.width // 2, shot.width, shot.height
    halves = shot.crop((0, 0, middle, bottom)), shot.crop((middle, 0, right, bottom))
    left_ink, right_ink = (sum(half.histogram()[:DARK]) for half in halves)
    return left_ink, right_ink


def _last_words(place: Locator) -> Locator:
    words = place.locator(".words").filter(has_text="شكرا")
    expect(words).to_have_count(1)
    return words
