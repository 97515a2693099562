"""Every JavaScript example of docs/embed.md, run as a web developer would who copied it."""

import re

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.browser import wait_until
from tests.conftest import NewContext
from tests.host_page import HostSite
from tests.repository import ROOT
from tests.stories.people import visitor

pytestmark = pytest.mark.browser

FENCE = re.compile(r"^( *)```js\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
# The thread that the examples speak of is open, so that those which end or choose it find it.
BEFORE = """
$crisp.push(["do", "chat:open"]);
$crisp.push(["do", "message:thread:start", [
  { topic: "Customer server offline (Ticket #1929383)", external_id: "1929383" }
]]);
"""
# Commands keep their order, so when this one is done, so are those before it.
AFTER = """new Promise((done) => {
  $crisp.push(["on", "message:sent", (message) => message.content === "done" && done()]);
  $crisp.push(["do", "message:send", ["text", "done"]]);
})"""


def test_every_example_runs_without_a_complaint(site: HostSite, new_context: NewContext) -> None:
    complaints = {}
    for example in _examples():
        page = visitor(new_context(), site.url).page
        said = _run(page, example)
        page.context.close()
        if said:
            complaints[example] = said
    assert not complaints


def _examples() -> list[str]:
    text = (ROOT / "docs" / "embed.md").read_text()
    return [code for _, code in FENCE.findall(text)]


def _run(page: Page, example: str) -> list[str]:
    """Runs an example, and returns what the console complained of meanwhile."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            said.append(message.text)

    page.on("console", hear)
    wait_until(page, "window.$crisp?.is")
    for code in (BEFORE, AFTER, example, AFTER):
        page.evaluate(code)
    return said
