"""A conversation with very many topics: the newest at once, the older ones when asked for."""

import pytest
from playwright.sync_api import Page, expect

from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MANY = 14
# What the page tells of each is long: a view tells of six at once.
DATA = {f"field-{number}": "о" * 1_000 for number in range(5)}


@pytest.fixture(scope="module")
def talk(acme: Scene) -> Talk:
    """A customer whose topics are more than a view has room for."""
    talk = acme.talk("hello again, after many years")
    for number in range(1, MANY + 1):
        talk.mira.start(f"Topic {number} of many", data=DATA)
        if number < MANY:
            talk.mira.end(f"Topic {number} of many")
    talk.both_see(f"Topic {MANY} of many", "started")
    return talk


def test_the_inbox_shows_older_threads_when_asked(talk: Talk) -> None:
    page = _afresh(talk)
    outline = page.locator(".outline-jump")
    expect(outline.first).to_contain_text(f"Topic {MANY} ")
    assert outline.count() < MANY
    older = page.get_by_role("button", name="Show older threads")
    expect(older).to_have_text(f"Show older threads ({MANY - outline.count()})")
    older.click()
    expect(outline).to_have_count(MANY)
    expect(older).to_have_count(0)
    expect(outline.last).to_contain_text("Topic 1 ")
    outline.last.click()
    expect(talk.olga.timeline.get_by_text("Topic 1 of many").first).to_be_in_viewport()


def test_the_palette_finds_an_older_thread(talk: Talk) -> None:
    page = _afresh(talk)
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Find and do anything")
    search = palette.get_by_role("combobox")
    search.fill("older threads")
    page.keyboard.press("Enter")
    expect(palette).to_be_visible()
    search.fill("Topic 1 ")
    expect(palette.get_by_role("option").first).to_contain_text("Topic 1 ")


def test_a_link_to_a_thread_of_long_ago_leads_there(talk: Talk) -> None:
    page = _afresh(talk)
    page.get_by_role("button", name="Show older threads").click()
    expect(page.locator(".outline-jump")).to_have_count(MANY)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".outline-item").last.get_by_role("button", name="Actions for").click()
    page.get_by_role("menuitem", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(link)
    expect(talk.olga.timeline.get_by_text("Topic 1 of many").first).to_be_in_viewport()


def test_the_chatbox_shows_older_topics_when_asked(talk: Talk) -> None:
    mira = talk.mira
    # What the browser remembers of the conversation it has heard of line by line.
    mira.page.add_init_script("localStorage.clear()")
    mira.page.reload()
    mira.open_chat()
    sheet = mira.open_topics(f"Topic {MANY} of many")
    ended = sheet.get_by_role("list", name="Ended").get_by_role("listitem")
    older = sheet.get_by_role("button", name="Show older topics")
    expect(older).to_be_visible()
    older.click()
    expect(sheet.get_by_text("Topic 1 of many")).to_be_visible()
    expect(older).to_have_count(0)
    expect(ended).to_have_count(MANY - 1)


def _afresh(talk: Talk) -> Page:
    """The inbox as it is after a reload, with the conversation open."""
    page = talk.olga.page
    page.reload()
    expect(page.locator(".outline-jump").first).to_be_visible()
    return page
