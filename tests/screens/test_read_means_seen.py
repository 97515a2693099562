"""*Read* means that it was on a screen that somebody looked at; *Delivered*, that it was on one."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens.attention import look_at, take_turns
from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = "\n".join(f"line {number} of a long log" for number in range(12))
SCROLL_UP = "box => { box.scrollTop = 0; }"
SCROLL_DOWN = "box => { box.scrollTop = box.scrollHeight; }"


@pytest.fixture(scope="module")
def browser(desktop_browser: Browser) -> Browser:
    """One with tabs."""
    return desktop_browser


@pytest.fixture
def talk(scene: Scene) -> Talk:
    """A conversation of several screens, all of it read by both."""
    talk = scene.talk()
    for number in range(4):
        talk.mira.say(f"{number} asked: {LONG}")
        expect(talk.olga.timeline.get_by_text(f"{number} asked")).to_be_visible()
        talk.olga.reply(f"{number} answered: {LONG}")
        expect(talk.mira.panel.get_by_text(f"{number} answered")).to_be_visible()
    visitor_has(talk, "Read")
    operator_has(talk, "Read")
    return talk


# --- what the visitor has read, as the operator is told ---


def test_the_visitor_has_not_read_what_came_below_while_they_read_back(talk: Talk) -> None:
    box = talk.mira.panel.locator(".timeline")
    box.evaluate(SCROLL_UP)
    talk.olga.reply("did you see this?")
    expect(talk.mira.panel.get_by_role("button", name="1 new")).to_be_visible()
    visitor_has(talk, "Delivered")
    box.evaluate(SCROLL_DOWN)
    visitor_has(talk, "Read")


def test_the_visitor_has_not_read_what_came_while_they_looked_elsewhere(talk: Talk) -> None:
    with_another_tab(talk.mira.page)
    talk.olga.reply("did you see this?")
    visitor_has(talk, "Delivered")
    look_at(talk.mira.page)
    visitor_has(talk, "Read")


def test_the_visitor_has_not_read_what_something_covers(talk: Talk) -> None:
    talk.start("Delivery address")
    sheet = talk.mira.open_topics("Delivery address")
    talk.olga.reply("did you see this?")
    visitor_has(talk, "Delivered")
    talk.mira.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    visitor_has(talk, "Read")


def test_the_visitor_reads_many_new_messages_one_screen_at_a_time(talk: Talk) -> None:
    talk.mira.close_chat()
    for number in range(4):
        talk.olga.reply(f"{number} new: {LONG}")
    visitor_has(talk, "Delivered")
    talk.mira.open_chat()
    expect(talk.mira.panel.get_by_text("0 new: line 0")).to_be_in_viewport()
    visitor_has(talk, "Delivered")
    talk.mira.panel.locator(".timeline").evaluate(SCROLL_DOWN)
    visitor_has(talk, "Read")


# --- what operators have read, as the visitor is told ---


def test_an_operator_has_not_read_what_came_below_while_they_read_back(talk: Talk) -> None:
    box = talk.olga.page.locator(".timeline")
    # By hand: what follows the end by itself would be back there at once.
    box.hover()
    talk.olga.page.mouse.wheel(0, -5_000)
    talk.mira.say("did you see this?")
    expect(talk.olga.page.get_by_role("button", name="1 new")).to_be_visible()
    operator_has(talk, "Delivered")
    box.evaluate(SCROLL_DOWN)
    operator_has(talk, "Read")


def test_an_operator_has_not_read_what_came_while_they_looked_elsewhere(talk: Talk) -> None:
    with_another_tab(talk.olga.page)
    talk.mira.say("did you see this?")
    operator_has(talk, "Delivered")
    expect(talk.olga.timeline.get_by_text("1 new")).to_be_visible()
    look_at(talk.olga.page)
    operator_has(talk, "Read")


def test_an_operator_has_not_read_what_a_dialog_covers(talk: Talk) -> None:
    talk.olga.page.keyboard.press("Control+k")
    palette = talk.olga.page.get_by_role("combobox")
    expect(palette).to_be_focused()
    talk.mira.say("did you see this?")
    operator_has(talk, "Delivered")
    palette.press("Escape")
    operator_has(talk, "Read")


def test_an_operator_who_comes_back_begins_where_they_stopped(talk: Talk) -> None:
    with_another_tab(talk.olga.page)
    for number in range(8):
        talk.mira.say(f"{number} new: {LONG}")
    operator_has(talk, "Delivered")
    look_at(talk.olga.page)
    expect(talk.olga.timeline.get_by_text("0 new: line 0")).to_be_in_viewport()
    expect(talk.olga.timeline.get_by_text("7 new: line 0")).not_to_be_in_viewport()
    operator_has(talk, "Delivered")
    talk.olga.page.locator(".timeline").evaluate(SCROLL_DOWN)
    operator_has(talk, "Read")


def visitor_has(talk: Talk, receipt: str) -> None:
    """Under the operator's newest message. *Read* would come before *Delivered* could be shown."""
    expect(talk.olga.timeline.locator(".receipt").get_by_text(receipt)).to_be_visible()


def operator_has(talk: Talk, receipt: str) -> None:
    """Under the visitor's newest message."""
    expect(talk.mira.panel.locator(".receipt").get_by_text(receipt)).to_be_attached()


def with_another_tab(page: Page) -> None:
    """Somebody looks at another tab of the same window."""
    other = page.context.new_page()
    take_turns(page, other)
    look_at(other)
