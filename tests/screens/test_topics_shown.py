"""How topics look: each is read whole, and its looks say what has become of it."""

import pytest
from playwright.sync_api import expect

from tests.screens.inbox_states import LONG
from tests.screens.looking import DESK
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_topic_offers_the_rest_of_itself_only_where_it_is_cut(scene: Scene) -> None:
    talk = scene.talk()
    # More than eighty characters, and yet two lines of the desk hold all of it.
    talk.start(LONG[:100].strip())
    page = talk.olga.page
    whole = page.get_by_role("button", name="Show the whole topic")
    expect(talk.olga.timeline.get_by_role("heading", name=LONG[:60])).to_be_visible()
    expect(whole).to_have_count(0)
    page.set_viewport_size({"width": 380, "height": 800})
    expect(whole).to_be_visible()
    cut = talk.olga.timeline.get_by_role("heading", name=LONG[:60]).locator("bdi")
    before = cut.evaluate("it => it.getBoundingClientRect().height")
    whole.click()
    less = page.get_by_role("button", name="Show less")
    expect(less).to_be_focused()
    assert cut.evaluate("it => it.getBoundingClientRect().height") > before
    less.click()
    page.set_viewport_size(DESK)
    expect(whole).to_have_count(0)


def test_a_reopened_topic_is_as_bold_as_an_open_one(scene: Scene) -> None:
    talk = scene.talk()
    for number in range(3):
        talk.start(f"Topic {number}", external_id=str(number))
    outline = talk.olga.page.locator(".outline-item")
    topics = outline.locator("bdi")
    is_open = topics.first.evaluate("it => getComputedStyle(it).fontWeight")
    for number in (1, 2, 0):
        talk.mira.push("do", "message:thread:end", [{"external_id": str(number)}])
        expect(outline.last).to_contain_text(f"Topic {number}")
        expect(outline.last).to_contain_text("ended")
        expect(topics.last).not_to_have_css("font-weight", is_open)
        talk.start(f"Topic {number}", external_id=str(number))
        expect(outline.first).to_contain_text(f"Topic {number}")
        expect(outline.last).not_to_contain_text("ended")
        for place in range(3):
            expect(topics.nth(place)).to_have_css("font-weight", is_open)


def test_open_topics_differ_in_colour_on_both_sides(scene: Scene) -> None:
    talk = scene.talk()
    for number in range(6):
        talk.start(f"Topic {number}")
    talk.end("Topic 2")
    talk.start("Topic 6")
    talk.mira.open_topics("Topic 6")
    sheet = talk.mira.page.get_by_role("list", name="Open").locator(".sign")
    outline = talk.olga.page.locator(".outline-item:not(:has(.outline-topic-ended)) .thread-sign")
    for signs in (sheet, outline):
        expect(signs).to_have_count(6)
        colours = signs.evaluate_all(
            "all => all.map(it => getComputedStyle(it).borderTopColor)",
        )
        assert len(set(colours)) == 6, colours


def test_the_whole_topic_stands_at_its_start_in_the_chat(scene: Scene) -> None:
    talk = scene.talk()
    topic = LONG[:254] + "."
    talk.start(topic)
    heading = talk.mira.panel.get_by_role("heading", name=topic)
    expect(heading).to_be_visible()
    cut = heading.locator("bdi")
    assert cut.evaluate("it => it.scrollHeight <= it.clientHeight + 1")
