"""A server is lost and its backup restored: some have the chat open, others come back later."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests import host_page
from tests.conftest import NewContext
from tests.stories.people import OperatorScreen, VisitorScreen, marker, operator, visitor
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

TOPIC = "Server offline (Ticket #1929383)"
START = f'$crisp.push(["do", "message:thread:start", ["{TOPIC}"]])'
END = f'$crisp.push(["do", "message:thread:end", ["{TOPIC}"]])'
PENDING = re.compile("Sending|Not sent|Could not", re.IGNORECASE)
LOST = re.compile("lost")


def test_a_restored_backup_goes_on_for_everybody_and_loses_nothing_unsent(
    new_server: Callable[..., ThreadboxServer], new_context: NewContext, tmp_path: Path
) -> None:
    server = new_server()
    server.start()
    with host_page.serve(server, _website(server)) as site:
        mira, noa, pim = (_who_says(new_context, site.url, name) for name in ("mira", "noa", "pim"))
        mira.run(START)
        expect(marker(_log(mira), TOPIC, "started").first).to_be_visible()
        olga = operator(new_context(), server.url)
        olga.sign_in("olga@acme.example", "three quiet otters")
        olga.open("mira before")
        olga.reply("olga before")
        expect(_log(mira).get_by_text("olga before")).to_be_visible()

        server.cli("backup", str(tmp_path / "copy.tar"))
        for screen in (mira, noa, pim):
            _say(screen, "this will be lost")
        expect(olga.timeline.get_by_text(LOST)).to_be_visible()
        for away in (noa, pim):
            away.page.goto("about:blank")
        server.stop()
        mira.say("mira unsent")
        shutil.move(server.data, tmp_path / "burnt")
        server.cli("restore", str(tmp_path / "copy.tar"))
        server.start()

        _agree(mira, olga, ["mira before", "olga before", "mira unsent"])
        expect(marker(olga.timeline, TOPIC, "started").first).to_be_visible()
        _comes_back(noa, site.url, "noa")
        # The new history passes the place at which pim left the old one.
        for number in range(12):
            _say(mira, f"mira after {number}")
        _comes_back(pim, site.url, "pim")
        _say(pim, "pim after")
        olga.open("pim after")
        expect(olga.timeline.get_by_text("pim before")).to_be_visible()
        expect(olga.timeline.get_by_text(LOST)).to_have_count(0)
        mira.run(END)
        expect(marker(_log(mira), TOPIC, "ended").first).to_be_attached()


def _website(server: ThreadboxServer) -> str:
    created = server.cli("create-website", "--name", "Acme", "--domain", "localhost")
    website: str = created["website_id"]
    who = ("--email", "olga@acme.example", "--name", "Olga", "--password-stdin")
    server.cli("create-operator", "--website", website, *who, typed="three quiet otters\n")
    return website


def _who_says(new_context: NewContext, url: str, name: str) -> VisitorScreen:
    """A visitor who has said something before the backup."""
    screen = visitor(new_context(), url)
    screen.open_chat()
    _say(screen, f"{name} before")
    return screen


def _say(screen: VisitorScreen, text: str) -> None:
    """Says it, and sees that it is sent."""
    screen.say(text)
    expect(_log(screen).get_by_text(text, exact=True)).to_be_visible()
    expect(_log(screen).get_by_text(PENDING)).to_have_count(0)


def _comes_back(screen: VisitorScreen, url: str, name: str) -> None:
    """In the same browser, with whatever it remembers; what was lost is not shown any more."""
    screen.page.goto(url)
    screen.wait_until("window.$crisp && $crisp.is")
    screen.run('$crisp.push(["do", "chat:open"])')
    expect(_log(screen).get_by_text(f"{name} before")).to_be_visible()
    expect(_log(screen).get_by_text(LOST)).to_have_count(0)


def _agree(mira: VisitorScreen, olga: OperatorScreen, texts: list[str]) -> None:
    """Both show exactly this, in this order, and nothing is on its way."""
    for place in (_log(mira), olga.timeline):
        for text in texts:
            expect(place.get_by_text(text, exact=True)).to_be_visible()
        expect(place.get_by_text(LOST)).to_have_count(0)
        expect(place.get_by_text(PENDING)).to_have_count(0)
        shown = place.text_content() or ""
        assert list(re.findall("|".join(texts), shown)) == texts


def _log(screen: VisitorScreen) -> Locator:
    return screen.page.get_by_role("log")
