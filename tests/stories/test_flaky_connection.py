"""Two people chat over a network that loses frames and breaks connections."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests import host_page
from tests.conftest import NewContext
from tests.stories.flaky import BREAKS, flaky_network
from tests.stories.people import OperatorScreen, VisitorScreen, marker, operator, visitor
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

SEED = 20261122
EACH = 18
TOPIC = "Server offline (Ticket #1929383)"
BY_MIRA = [f"mira says {number:02}" for number in range(EACH)]
BY_OLGA = [f"olga says {number:02}" for number in range(EACH)]
SAID = re.compile(r"(?:mira|olga) says \d\d")
PENDING = re.compile("Sending|Not sent|Could not", re.IGNORECASE)

LISTEN = """
window.heard = {sent: [], received: [], started: [], ended: []};
for (const way of ["sent", "received"])
    $crisp.push(["on", "message:" + way, message => heard[way].push(message.content)]);
for (const way of ["started", "ended"])
    $crisp.push(["on", "message:thread:" + way, thread => heard[way].push(thread.topic)]);
"""
START = f'$crisp.push(["do", "message:thread:start", ["{TOPIC}"]])'
END = f'$crisp.push(["do", "message:thread:end", ["{TOPIC}"]])'


def test_nothing_is_lost_or_doubled_and_both_see_the_same_order(
    new_server: Callable[..., ThreadboxServer], new_context: NewContext
) -> None:
    server = new_server()
    server.start()
    website = _website(server)
    with flaky_network(server.port, SEED) as network, host_page.serve(network, website) as site:
        mira = visitor(new_context(), site.url)
        olga = operator(new_context(), network.url)
        olga.sign_in("olga@acme.example", "three quiet otters")
        mira.run(LISTEN)
        mira.open_chat()
        _chat(mira, olga)
        network.calm_down()
        said = _settled(mira, olga)
        assert network.losses.breaks["/visitor"] == BREAKS, "the network was flaky indeed"
        assert network.losses.breaks["/operator"] > 1
        assert network.losses.news > 0
        heard = mira.page.evaluate("heard")
        assert heard == {"sent": BY_MIRA, "received": BY_OLGA, "started": [TOPIC], "ended": [TOPIC]}
        for screen in (mira, olga):
            screen.page.reload()
        mira.wait_until("$crisp.is")
        mira.run('$crisp.push(["do", "chat:open"])')
        assert _settled(mira, olga) == said, "the same after a reload"


def _website(server: ThreadboxServer) -> str:
    created = server.cli("create-website", "--name", "Acme", "--domain", "localhost")
    website: str = created["website_id"]
    who = ("--email", "olga@acme.example", "--name", "Olga", "--password-stdin")
    server.cli("create-operator", "--website", website, *who, typed="three quiet otters\n")
    return website


def _chat(mira: VisitorScreen, olga: OperatorScreen) -> None:
    """Both write, nobody waits; in the middle the page starts a thread and ends it."""
    mira.say(BY_MIRA[0])
    olga.open(BY_MIRA[0])
    olga.reply(BY_OLGA[0])
    for number in range(1, EACH):
        if number == EACH // 3:
            mira.run(START)
        mira.say(BY_MIRA[number])
        if number == EACH * 2 // 3:
            mira.run(END)
            # Whoever writes to a thread that ends meanwhile is asked where it is to go.
            expect(marker(olga.timeline, TOPIC, "ended").first).to_be_attached()
        olga.reply(BY_OLGA[number])


def _settled(mira: VisitorScreen, olga: OperatorScreen) -> list[str]:
    """What both screens show once all has arrived: every message once, in the same order."""
    places = (mira.page.get_by_role("log"), olga.timeline)
    for place in places:
        _unfold(place)
        for text in (*BY_MIRA, *BY_OLGA):
            expect(place.get_by_text(text, exact=True)).to_have_count(1)
        expect(place.get_by_text(PENDING)).to_have_count(0)
        for word in ("started", "ended"):
            expect(marker(place, TOPIC, word).first).to_be_attached()
    # What lies beyond the screen's edge is in the page, though not drawn.
    shown, also = (SAID.findall(place.text_content() or "") for place in places)
    assert shown == also
    assert [text for text in shown if text in BY_MIRA] == BY_MIRA
    assert [text for text in shown if text in BY_OLGA] == BY_OLGA
    return shown


def _unfold(place: Locator) -> None:
    """An ended thread that is read may have folded, as the reader likes it."""
    ended = re.compile(rf"{re.escape(TOPIC)}.*\bended\b", re.IGNORECASE)
    folded = place.get_by_role("button", name=ended, expanded=False)
    expect(folded.or_(marker(place, TOPIC, "ended")).first).to_be_attached()
    if folded.count():
        folded.first.click()
