"""Two people chat over a network that loses frames and breaks connections."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests import host_page
from tests.conftest import NewContext
from tests.stories.flaky import BREAKS, flaky_network
from tests.stories.people import operator, visitor
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

SEED = 20261122
EACH = 18
TOPIC = "Server offline (Ticket #1929383)"
SAID = re.compile(r"\b(?:Mira|Olga) \d\d\b")
FOR_MIRA = [f"Olga {number:02}" for number in range(EACH)]
FOR_OLGA = [f"Mira {number:02}" for number in range(EACH)]


def test_nothing_is_lost_or_doubled_and_both_see_the_same_order(
    new_server: Callable[..., ThreadboxServer], new_context: NewContext
) -> None:
    server = new_server()
    server.start()
    created = server.cli("create-website", "--name", "Acme", "--domain", "localhost")
    who = ("--email", "olga@acme.example", "--name", "Olga", "--password-stdin")
    server.cli(
        "create-operator", "--website", created["website_id"], *who, typed="three quiet otters\n"
    )
    with (
        flaky_network(server.port, SEED) as network,
        host_page.serve(network, created["website_id"]) as site,
    ):
        mira = visitor(new_context(), site.url)
        olga = operator(new_context(), network.url)
        olga.sign_in("olga@acme.example", "three quiet otters")
        mira.run(
            "heard = {sent: [], received: []};"
            "for (const way in heard)"
            " $crisp.push(['on', 'message:' + way, ({content}) => heard[way].push(content)])"
        )
        mira.open_chat()
        mira.say(FOR_OLGA[0])
        olga.open(FOR_OLGA[0])
        olga.reply(FOR_MIRA[0])
        for number in range(1, EACH):
            if number == EACH // 3:
                mira.run(f'$crisp.push(["do", "message:thread:start", ["{TOPIC}"]])')
            mira.say(FOR_OLGA[number])
            olga.reply(FOR_MIRA[number])
            if number == EACH * 2 // 3:
                mira.run(f'$crisp.push(["do", "message:thread:end", ["{TOPIC}"]])')
        network.calm_down()
        for place in (mira.panel, olga.timeline):
            for text in (FOR_MIRA[-1], FOR_OLGA[-1]):
                expect(place.get_by_text(text, exact=True)).to_be_visible()
        print(network.losses)
