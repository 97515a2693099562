"""The chatbox beside somebody's page: what it shows while closed, and what it leaves alone."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests import axe
from tests.screens.people import Customer, Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BEST_PRACTICE = ["landmark-no-duplicate-banner", "landmark-unique", "landmark-no-duplicate-main"]
_RUN = """async rules => (await axe.run(document, { runOnly: { type: "rule", values: rules } }))
    .violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])"""


def test_a_new_message_is_shown_beside_the_launcher_until_it_is_dismissed(scene: Scene) -> None:
    talk = _away(scene)
    page = talk.mira.page
    page.get_by_role("link", name="Other page").focus()
    talk.olga.reply("It was the **cable**")
    preview = _preview(talk.mira)
    expect(preview.get_by_role("button", name="Olga It was the cable")).to_be_visible()
    expect(page.get_by_role("link", name="Other page")).to_be_focused()
    assert page.evaluate("$crisp.is('chat:closed')")
    # By the keyboard: the next stop behind the launcher, and back to it afterwards.
    talk.mira.launcher.focus()
    page.keyboard.press("Tab")
    expect(preview.get_by_role("button", name="Olga It was the cable")).to_be_focused()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    expect(talk.mira.launcher).to_be_focused()
    expect(talk.mira.launcher).to_have_accessible_name(re.compile("1 unread"))
    page.reload()
    expect(talk.mira.launcher).to_have_accessible_name(re.compile("1 unread"))
    expect(preview).to_be_hidden()
    # The next one is another one.
    talk.olga.reply("All shops are up again")
    expect(preview.get_by_role("button", name="Olga All shops are up again")).to_be_visible()
    preview.get_by_role("button", name="Dismiss").click()
    expect(preview).to_be_hidden()


def test_the_message_beside_the_launcher_opens_the_chat_and_goes_when_it_is_read(
    scene: Scene,
) -> None:
    talk = _away(scene)
    talk.olga.reply("It was the cable")
    preview = _preview(talk.mira)
    preview.get_by_role("button", name="Olga It was the cable").click()
    expect(talk.mira.composer).to_be_focused()
    expect(preview).to_be_hidden()
    talk.mira.close_chat()
    expect(preview).to_be_hidden()
    # Read in another tab of the browser, it goes here too.
    talk.olga.reply("One more thing")
    expect(preview).to_be_visible()
    talk.mira.push("do", "message:read")
    expect(preview).to_be_hidden()


def test_a_page_that_hides_the_chat_or_the_message_hides_it(scene: Scene) -> None:
    talk = _away(scene)
    talk.mira.push("config", "hide:preview", [True])
    talk.olga.reply("It was the cable")
    expect(talk.mira.launcher).to_have_accessible_name(re.compile("1 unread"))
    expect(_preview(talk.mira)).to_be_hidden()
    talk.mira.push("config", "hide:preview", [False])
    expect(_preview(talk.mira)).to_be_visible()
    talk.mira.push("do", "chat:hide")
    expect(_preview(talk.mira)).to_be_hidden()
    talk.mira.push("do", "chat:show")
    expect(_preview(talk.mira)).to_be_visible()
    box = _preview(talk.mira).bounding_box()
    size = talk.mira.page.viewport_size
    assert box is not None
    assert size is not None
    assert box["width"] <= 280
    assert box["height"] <= 90
    talk.mira.push("config", "position:reverse", [True])
    expect(_preview(talk.mira)).to_have_css("left", "20px")


def test_the_chat_brings_no_landmarks_into_the_page(scene: Scene) -> None:
    talk = scene.talk()
    page = talk.mira.page
    page.evaluate("document.body.prepend(document.createElement('header'))")
    for number in range(2):
        talk.mira.start("Server offline", external_id=str(number))
        talk.ask(f"message {number}")
    talk.mira.open_topics("Server offline")
    page.evaluate(axe.SCRIPT.read_text())
    assert page.evaluate(_RUN, BEST_PRACTICE) == []
    within = talk.mira.panel.first
    for role in ("banner", "region", "contentinfo", "navigation", "complementary"):
        expect(within.get_by_role(role)).to_have_count(0)


def test_the_welcome_stays_above_the_first_message(scene: Scene) -> None:
    mira = scene.customer()
    mira.open_chat()
    welcome = mira.panel.get_by_text("Write to us, we answer right here.")
    expect(welcome).to_be_visible()
    mira.say("hello")
    expect(mira.panel.get_by_text("Sent")).to_be_visible()
    expect(welcome).to_be_visible()


def _away(scene: Scene) -> Talk:
    """The customer has closed the chat."""
    talk = scene.talk()
    talk.mira.close_chat()
    return talk


def _preview(mira: Customer) -> Locator:
    return mira.page.get_by_role("group", name="New message")
