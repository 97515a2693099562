"""Takes the pictures of the README anew: `make pictures`, then look at them before committing.

The demo runs on a data folder of its own; a customer submits the support form, the operator
answers, as anybody would who tries it.
"""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests import browser
from tests.stories.people import OperatorScreen, VisitorScreen, operator, visitor
from tests.threadbox_server import ThreadboxServer

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
MESSAGES = (
    ("olga", "I see it. Node 4 lost its disk; I am moving you to node 7 right now."),
    ("robin", "thank you for the quick answer"),
    ("robin", "it answers 502 now, every page"),
    ("olga", "That was the old address in the cache. All pages answer again."),
    ("robin", "wonderful, thank you!"),
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="threadbox-pictures-") as name:
        server = ThreadboxServer(Path(name))
        server.start("demo")
        try:
            with browser.launch() as launched:
                _take(launched, server)
        finally:
            server.stop()


def _take(launched: Browser, server: ThreadboxServer) -> None:
    at_desk = launched.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    at_home = launched.new_context(viewport={"width": 390, "height": 720}, locale="en-GB")
    robin = visitor(at_home, f"{server.url}/demo/")
    olga = operator(at_desk, server.url)
    _sign_in(olga, server)
    _submit(robin.page)
    olga.open("Robin Vale")
    _talk(robin, olga)
    olga.page.get_by_role("textbox", name="Reply").focus()
    _shoot(olga.page, "inbox")
    robin.run('$crisp.push(["do", "message:thread:end"])')
    expect(robin.panel.get_by_text("ended").first).to_be_attached()
    _shoot(robin.page, "chatbox")


def _sign_in(olga: OperatorScreen, server: ThreadboxServer) -> None:
    account = re.search(r"sign in as\s+(\S+)\s+password\s+(\S+)", server.output())
    if account is None:
        raise LookupError(f"the demo printed no sign-in:\n{server.output()}")
    olga.sign_in(account[1], account[2])


def _submit(page: Page) -> None:
    page.get_by_label("Message", exact=True).fill("my site is down since about ten minutes")
    page.get_by_role("button", name="Send request").click()


def _talk(robin: VisitorScreen, olga: OperatorScreen) -> None:
    for who, text in MESSAGES:
        (olga.reply if who == "olga" else robin.say)(text)
        for place in (robin.panel, olga.timeline):
            expect(place.get_by_text(text)).to_be_visible()


def _shoot(page: Page, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    page.wait_for_timeout(500)  # motion comes to rest
    page.screenshot(path=FOLDER / f"{name}-light.png")


if __name__ == "__main__":
    main()
