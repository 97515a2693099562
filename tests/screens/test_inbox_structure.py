"""What the inbox is made of for somebody who does not see it, or who has it translated."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests import axe
from tests.screens.looking import DESK, PHONE, settle
from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPICS = ("Delivery address", "Customer server offline")
# Beyond WCAG's own: every content in a landmark, one `h1`, no level left out, and the like.
PRACTICES = ["best-practice"]
_RUN = """async tags => {
    const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${id}: ${html.slice(0, 300)}`));
}"""
# As browsers translate: each text in an element of its own, but for what asks to be left alone.
_TRANSLATE = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    for (const text of found) {
        const asked = text.parentElement?.closest("[translate]")?.getAttribute("translate");
        if (asked === "no" || !text.data.trim()) continue;
        const font = document.createElement("font");
        font.textContent = `«${text.data}»`;
        text.replaceWith(font);
    }
}"""


def _practices(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.SCRIPT.read_text())
    found: list[str] = page.evaluate(_RUN, PRACTICES)
    return found


def _talk(scene: Scene) -> Talk:
    talk = scene.talk()
    for topic in TOPICS:
        talk.start(topic)
    talk.ask("my site is down")
    talk.ask("since about ten minutes")
    talk.answer("I see it.")
    return talk


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_all_of_it_lies_in_landmarks_under_headings(size: dict[str, int], scene: Scene) -> None:
    page = _talk(scene).olga.page
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    settle(page)
    found = _practices(page)
    if size is PHONE:
        page.get_by_role("button", name="Details").click()
        found += _practices(page)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Back").click()
        settle(page)
        found += _practices(page)
    assert not found, "\n".join(found)


def test_headings_go_down_step_by_step(scene: Scene) -> None:
    page = _talk(scene).olga.page
    headings = page.get_by_role("heading").all()
    levels = [int(heading.evaluate("it => it.tagName[1]")) for heading in headings]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_the_first_stop_leads_past_the_list(scene: Scene) -> None:
    talk = _talk(scene)
    page = talk.olga.page
    page.goto(page.url)
    expect(talk.olga.timeline).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("button", name="Skip to the conversation")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("heading", name=talk.mira.name)).to_be_focused()


def test_every_message_says_who_and_when_also_where_it_is_not_drawn(scene: Scene) -> None:
    talk = _talk(scene)
    for text in ("my site is down", "since about ten minutes"):
        row = talk.olga.timeline.get_by_role("listitem").filter(has_text=text)
        expect(row).to_contain_text(talk.mira.name)
        expect(row).to_contain_text(re.compile(r"\d{2}:\d{2}"))


def test_a_row_of_the_list_is_read_as_who_when_and_what(scene: Scene) -> None:
    talk = _talk(scene)
    row = talk.olga.conversations.get_by_role("link", name=talk.mira.name)
    expect(row).to_have_accessible_name(
        re.compile(rf"^{talk.mira.name}.*You: I see it\..*$", re.DOTALL)
    )


def test_translated_by_the_browser_it_still_says_where_a_message_goes(scene: Scene) -> None:
    talk = _talk(scene)
    first, second = TOPICS
    page = talk.olga.page
    page.evaluate(_TRANSLATE)
    # What people wrote is translated; what the inbox says is left as it is, and goes on changing.
    expect(talk.olga.timeline.get_by_text("«my site is down»")).to_be_visible()
    target = page.get_by_role("button", name=re.compile("^Goes to"))
    expect(target).to_have_text(second)
    talk.end(second)
    expect(target).to_have_text(first)
    talk.start("Refund of order 551")
    expect(target).to_have_text("Refund of order 551")
    talk.answer("to the refund")
    talk.ask("thank you so much")
    expect(talk.olga.timeline.get_by_text("thank you so much")).to_be_visible()
    page.evaluate(_TRANSLATE)
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.get_by_text(f"Resolved: {talk.mira.name} · 2 threads stay open")).to_be_visible()


def test_a_target_whose_words_were_replaced_is_drawn_anew(scene: Scene) -> None:
    """Some translators ask nobody."""
    talk = _talk(scene)
    first, second = TOPICS
    target = talk.olga.page.get_by_role("button", name=re.compile("^Goes to"))
    expect(target).to_have_text(second)
    target.locator(".target-topic").evaluate("""it => {
        const font = document.createElement("font");
        font.textContent = "Der Server des Kunden ist aus";
        it.replaceChildren(font);
    }""")
    talk.end(second)
    expect(target).to_have_text(first)
