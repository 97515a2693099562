"""Both sides without a pointer: every step is a key, and the focus is where one goes on."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screens.people import PASSWORD
from tests.screens.scene import Scene, email_of
from tests.stories.people import marker

pytestmark = [pytest.mark.browser, pytest.mark.firefox, pytest.mark.slow]

TOPIC = "Customer server offline"


def test_the_chat_opens_with_enter_takes_the_words_and_esc_leads_back(scene: Scene) -> None:
    mira = scene.customer()
    tab_to(mira.page, "Chat with us")
    mira.page.keyboard.press("Enter")
    expect(mira.composer).to_be_focused()
    mira.page.keyboard.type("hello from the keyboard")
    mira.page.keyboard.press("Enter")
    expect(mira.panel.get_by_text("hello from the keyboard")).to_be_visible()
    expect(mira.composer).to_be_focused()
    mira.page.keyboard.press("Escape")
    expect(mira.panel).to_be_hidden()
    expect(mira.launcher).to_be_focused()


def test_the_topic_is_chosen_with_arrows_or_tab_and_esc_closes_the_sheet_alone(
    scene: Scene,
) -> None:
    mira = scene.customer()
    mira.open_chat()
    for topic in ("Delivery address", TOPIC):
        mira.start(topic)
    target = mira.target(TOPIC)
    expect(target).to_be_visible()
    target.focus()
    mira.page.keyboard.press("Enter")
    sheet = mira.page.get_by_role("dialog", name="Topics")
    expect(sheet.get_by_role("button", name=TOPIC)).to_be_focused()
    mira.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(target).to_be_focused()
    mira.page.keyboard.press("Enter")
    expect(sheet.get_by_role("button", name=TOPIC)).to_be_focused()
    mira.page.keyboard.press("Tab")
    mira.page.keyboard.press("Enter")
    expect(mira.target("Delivery address")).to_be_visible()


def test_an_operator_signs_in_answers_starts_and_ends_a_thread(scene: Scene) -> None:
    mira = scene.customer()
    mira.open_chat()
    mira.say("anybody there?")
    olga = scene.somebody(for_now=True)
    keys = olga.page.keyboard
    olga.page.goto(f"{scene.server.url}/inbox/")
    expect(olga.page.get_by_label("Email")).to_be_focused()
    for typed in (email_of("Olga"), PASSWORD):
        keys.type(typed)
        keys.press("Tab")
    keys.press("Enter")
    row = olga.conversations.get_by_role("link", name=mira.name)
    expect(row).to_be_visible()
    press_until_focused(olga.page, "j", row)
    keys.press("Enter")
    expect(olga.timeline.get_by_text("anybody there?")).to_be_visible()
    keys.press("r")
    expect(olga.composer).to_be_focused()
    keys.type("good morning, Olga here")
    keys.press("Enter")
    expect(mira.panel.get_by_text("good morning, Olga here")).to_be_visible()
    expect(olga.composer).to_be_focused()
    keys.press("Escape")
    expect(olga.composer).not_to_be_focused()
    keys.press("t")
    expect(olga.page.get_by_role("dialog").get_by_label("Topic")).to_be_focused()
    keys.type(TOPIC)
    keys.press("Enter")
    expect(olga.page.get_by_role("dialog")).to_be_hidden()
    expect(olga.composer).to_be_focused()
    for place in (olga.timeline, mira.panel):
        expect(marker(place, TOPIC, "started").first).to_be_attached()
    keys.press("Escape")
    keys.press("Shift+E")
    for place in (olga.timeline, mira.panel):
        expect(marker(place, TOPIC, "ended").first).to_be_attached()


def test_the_focus_is_in_what_is_shown_however_one_came_there(scene: Scene) -> None:
    first, second = scene.customer(), scene.customer()
    for customer in (first, second):
        customer.open_chat()
        customer.say("hello")
    olga = scene.desk()
    keys = olga.page.keyboard
    olga.open(first.name)
    row = olga.conversations.get_by_role("link", name=first.name)
    row.focus()
    keys.press("u")
    shown = olga.page.get_by_role("main").get_by_role("heading", name=second.name)
    expect(shown).to_be_focused()
    # One row looks chosen: none of the others keeps a ring.
    olga.conversations.get_by_role("link", name=second.name).focus()
    keys.press("Control+k")
    keys.type(first.name)
    keys.press("Enter")
    shown = olga.page.get_by_role("main").get_by_role("heading", name=first.name)
    expect(shown).to_be_focused()
    expect(row).to_have_attribute("aria-current", "page")
    # Where somebody went there by the row itself, it stays with the row.
    olga.conversations.get_by_role("link", name=second.name).focus()
    keys.press("Enter")
    expect(olga.timeline).to_be_visible()
    expect(olga.conversations.get_by_role("link", name=second.name)).to_be_focused()


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until a button of this name has the focus: nothing on the way may trap it."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_visible()
    press_until_focused(page, "Tab", button)


def press_until_focused(page: Page, key: str, wanted: Locator) -> None:
    """Somebody who wants to go there presses the key a few times; others' news may come between."""
    for _ in range(10):
        page.keyboard.press(key)
        if wanted.evaluate("it => it.matches(':focus')"):
            return
    raise AssertionError(f"{key} never reached {wanted}")
