"""Threads have one word for each thing everywhere, and keys go from one to the next."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.screens.people import Talk
from tests.screens.scene import Scene
from tests.stories.people import marker

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPICS = ("Delivery address", "Invoice 8812", "Customer server offline", "Refund of order 551")


def test_what_is_written_to_is_said_alike_wherever_it_is_said(scene: Scene) -> None:
    talk = scene.talk()
    for topic in TOPICS[:2]:
        talk.start(topic)
    chosen, current = TOPICS[:2]
    page = talk.olga.page
    outline = page.get_by_role("complementary", name="Details").get_by_role("listitem")
    goes_to = page.get_by_role("button", name=re.compile("^Goes to"))
    expect(goes_to).to_have_text(current)
    expect(outline.filter(has_text=current)).to_contain_text("current")
    expect(outline.filter(has_text="you write here")).to_have_count(0)
    _write_to(talk, chosen)
    expect(goes_to).to_have_text(chosen)
    expect(outline.filter(has_text="you write here")).to_contain_text(chosen)
    expect(outline.filter(has_text="current")).to_contain_text(current)
    # What the key ends is what is written to, and it is said with the same words.
    page.keyboard.press("Control+k")
    page.keyboard.type("end")
    expect(page.get_by_role("option", name=f"End thread: {chosen}")).to_be_visible()
    expect(page.get_by_role("option", name=f"End thread: {current}")).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Actions for {chosen}").first.click()
    end = page.get_by_role("menuitem", name=re.compile("^End thread"))
    expect(end).to_contain_text("E")
    page.keyboard.press("Escape")
    talk.olga.composer.press("Escape")
    page.keyboard.press("Shift+E")
    talk.both_see(chosen, "ended")
    expect(goes_to).to_have_text(current)
    expect(outline.filter(has_text=current)).not_to_contain_text("ended")


def test_the_keys_go_from_the_reader_to_the_thread_before_and_after(scene: Scene) -> None:
    talk = scene.talk()
    for topic in TOPICS:
        talk.start(topic)
        for number in range(6):
            talk.mira.say(f"{topic}: {number} " + "and more of it " * 20)
    _read_to_the_end(talk, f"{TOPICS[-1]}: 5")
    keys = talk.olga.page.keyboard
    talk.olga.composer.press("Escape")
    # From the end back to the first, and forward to the last: each once.
    for topic in reversed(TOPICS):
        keys.press("[")
        _has_start_in_sight(talk, topic)
    keys.press("[")
    _has_start_in_sight(talk, TOPICS[0])
    for topic in TOPICS[1:]:
        keys.press("]")
        _has_start_in_sight(talk, topic)
    # And from where somebody has scrolled to: what was gone to before is out of sight.
    talk.olga.timeline.get_by_text(f"{TOPICS[0]}: 3").scroll_into_view_if_needed()
    _is_out_of_sight(start_of(talk, TOPICS[-1]))
    keys.press("]")
    _has_start_in_sight(talk, TOPICS[1])


def start_of(talk: Talk, topic: str) -> Locator:
    return marker(talk.olga.timeline, topic, "started").first


def _has_start_in_sight(talk: Talk, topic: str) -> None:
    expect(start_of(talk, topic)).to_be_in_viewport()


def _read_to_the_end(talk: Talk, newest: str) -> None:
    last = talk.olga.timeline.get_by_text(newest)
    expect(last).to_be_attached()
    talk.olga.page.locator(".timeline").evaluate("it => { it.scrollTop = it.scrollHeight }")
    expect(last).to_be_in_viewport()
    talk.all_is_read()


def _is_out_of_sight(place: Locator) -> None:
    expect(place).not_to_be_in_viewport()


def _write_to(talk: Talk, topic: str) -> None:
    page = talk.olga.page
    page.get_by_role("button", name=re.compile("^Goes to")).first.click()
    page.get_by_role("menuitemradio", name=topic).click()


def test_a_thread_is_given_to_a_colleague_by_keyboard_and_both_see_whose_it_is(
    scene: Scene,
) -> None:
    scene.colleague("Grace")
    talk = scene.talk()
    talk.start(TOPICS[0])
    page = talk.olga.page
    outline = page.get_by_role("complementary", name="Details").get_by_role("listitem")
    talk.olga.composer.press("Escape")
    page.keyboard.press("a")
    who = page.get_by_role("dialog", name=f"Who answers for {TOPICS[0]}")
    expect(who.get_by_role("option").first).to_have_text("You")
    expect(who.get_by_role("option", name="Nobody")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(outline.filter(has_text=TOPICS[0])).to_contain_text("You ·")
    page.keyboard.press("a")
    expect(who.get_by_role("option", name="Nobody")).to_be_visible()
    page.keyboard.type("gra")
    page.keyboard.press("Enter")
    expect(outline.filter(has_text=TOPICS[0])).to_contain_text("Grace ·")
    page.get_by_role("button", name="Undo").last.click()
    expect(outline.filter(has_text=TOPICS[0])).to_contain_text("You ·")
    assert "Grace" not in talk.mira.page.content()
