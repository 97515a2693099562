"""Every example in plain JavaScript or HTML runs as printed, in a page of a customer's site."""

import json
import re

import pytest
from playwright.sync_api import ConsoleMessage

from tests import host_page
from tests.conftest import NewContext
from tests.docs.examples import Example, examples
from tests.docs.shop import Shop
from tests.host_page import EMBED
from tests.stories.people import VisitorScreen, visitor
from threadbox.domain.identity import signature_of

EXAMPLES = examples("js")
# What the examples take for granted: a customer has opened a ticket, and this is what the
# customer's server has signed.
TICKET = """
$crisp.push(["do", "chat:show"]);
$crisp.push(["do", "chat:open"]);
$crisp.push(["do", "message:thread:start",
  [{topic: "Customer server offline (Ticket #1929383)", external_id: "1929383"}]]);
"""
THREAD_IS_OPEN = "$crisp.is && $crisp.is('message:thread:ongoing')"
CHAT_TOKEN = "3f1c9d52-86b7-4e0a-b2d4-7a95c6e1f038"


@pytest.mark.browser
def test_every_example_runs_without_a_warning(shop: Shop, new_context: NewContext) -> None:
    secret = shop.server.cli("identity", "--website", shop.website)["secret"]
    signed = {
        "email": signature_of(secret, "email:mira@solbakery.example"),
        "ticket": signature_of(secret, "thread:1929383"),
        "chatToken": CHAT_TOKEN,
    }
    before = f"var signed = {json.dumps(signed)};\n"
    with host_page.serve(shop.server, shop.website, before=before) as site:
        mira = visitor(new_context(), site.url)
        said = _said(mira)
        for example in EXAMPLES:
            mira.run(TICKET)
            mira.wait_until(THREAD_IS_OPEN)
            mira.run(example.text)
            assert said == [], f"said by {example}:\n{example.text}"
        # Whatever the last one said is heard once something has come back from the server.
        mira.run(TICKET)
        mira.wait_until(THREAD_IS_OPEN)
        assert said == []


@pytest.mark.browser
@pytest.mark.parametrize("example", examples("html")[1:], ids=str)
def test_every_example_in_html_does_its_work_before_the_snippet(
    example: Example, shop: Shop, new_context: NewContext
) -> None:
    before = shop.filled_in(example.text).replace("<script>", "").replace("</script>", "")
    with host_page.serve(shop.server, shop.website, before=before) as site:
        mira = visitor(new_context(), site.url)
        said = _said(mira)
        mira.run(TICKET)
        mira.wait_until(THREAD_IS_OPEN)
        assert said == []


def test_every_documented_name_stands_in_an_example() -> None:
    """Every name in backquotes that looks like a command is also shown in use."""
    named = set(re.findall(r"`((?:chat|message|session|user|website):[a-z:]+)`", EMBED))
    shown = "\n".join(example.text for example in EXAMPLES)
    assert {name for name in named if f'"{name}"' not in shown} == set()


def _said(mira: VisitorScreen) -> list[str]:
    """The warnings and errors of the page, as they come."""
    said: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        # Pictures and recordings of the examples lie at addresses that nobody has.
        if line.type in ("warning", "error") and "ERR_NAME_NOT_RESOLVED" not in line.text:
            said.append(line.text)

    mira.page.on("pageerror", lambda error: said.append(f"threw {error}"))
    mira.page.on("console", hear)
    return said
