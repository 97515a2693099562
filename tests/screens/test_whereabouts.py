"""The header of a conversation says on which page the visitor is, and goes on saying so."""

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.screens.attention import look_at, take_turns
from tests.screens.people import PASSWORD, Talk
from tests.screens.scene import Scene, email_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser(desktop_browser: Browser) -> Browser:
    """One with tabs."""
    return desktop_browser


def test_the_page_is_known_after_a_reload_a_sign_in_and_a_new_connection(scene: Scene) -> None:
    talk = scene.talk()
    talk.mira.run("history.pushState(null, '', '/client/servers/4')")
    expect(_header(talk)).to_have_text("online, on /client/servers/4")
    talk.olga.page.reload()
    expect(_header(talk)).to_have_text("online, on /client/servers/4")
    scene.server.stop()
    expect(_header(talk)).to_have_count(0)
    scene.server.start()
    expect(_header(talk)).to_have_text("online, on /client/servers/4")
    somebody = scene.somebody(for_now=True)
    somebody.sign_in(email_of("Olga"), PASSWORD)
    somebody.open(talk.mira.name)
    expect(_header(Talk(talk.mira, somebody))).to_have_text("online, on /client/servers/4")


def test_a_route_in_the_fragment_is_a_page(scene: Scene) -> None:
    talk = scene.talk()
    talk.mira.run("location.hash = '#/settings'")
    expect(_header(talk)).to_have_text("online, on /#/settings")
    talk.mira.run("location.hash = '#access_token=12345'")
    expect(_header(talk)).to_have_text("online, on /")


def test_of_two_tabs_the_one_that_is_used_says_where_the_visitor_is(scene: Scene) -> None:
    talk = scene.talk()
    second = talk.mira.page.context.new_page()
    second.goto(f"{scene.site.url}other")
    expect(_header(talk)).to_have_text("online, on /other")
    take_turns(talk.mira.page, second)
    talk.mira.push("do", "message:send", ["text", "sent by the first tab"])
    expect(_header(talk)).to_have_text("online, on /")
    for tab, path in ((talk.mira.page, "/"), (second, "/other"), (talk.mira.page, "/")):
        look_at(tab)
        expect(_header(talk)).to_have_text(f"online, on {path}")


def _header(talk: Talk) -> Locator:
    pane = talk.olga.page.get_by_role("main", name="Conversation")
    return pane.locator("header").get_by_text(re.compile("^(online|offline)"))
