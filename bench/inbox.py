"""How quickly the inbox answers a hand, on a slow processor, in conversations of some length.

`python -m bench.inbox [--slowdown 4]` takes about two minutes. As `bench/screens.py` does for the
chatbox: real Chromium on a real server, slowed down by the browser itself; what is told is the
browser's own Event Timing, from the press to the next painted frame.
"""

import argparse
import itertools
import tempfile
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from bench.screens import ROUNDS, Hand
from tests.box import command
from tests.browser import launch
from tests.threadbox_server import PROGRAMS, ThreadboxServer
from threadbox.actions.messages import send
from threadbox.actions.threads import end_thread, start_thread
from threadbox.domain.actors import Operator, Visitor
from threadbox.store.database import Database

DESK: ViewportSize = {"width": 1440, "height": 900}
EMAIL, PASSWORD = "olga@acme.example", "three quiet otters"
SAID = "Since this morning the server of ticket 1929383 does not answer. **Could** you have a look?"
ENDED, OPEN = "Invoice 8812", ("Customer server offline", "Delivery address")
CONVERSATIONS = 3
# An ended thread that unfolds to this many rows at once.
ENDED_MESSAGES, OPEN_MESSAGES = 200, 40

_WATCH = """
window.presses = [];
new PerformanceObserver(list => {
    for (const { interactionId, duration, name } of list.getEntries())
        if (interactionId) presses.push([interactionId, duration, name]);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""


def main() -> None:
    asked = _asked()
    with (
        tempfile.TemporaryDirectory(prefix="threadbox-bench-inbox-") as folder,
        launch() as browser,
    ):
        server = ThreadboxServer(Path(folder), programs=PROGRAMS)
        # The first start makes the database, and the key that conversations need.
        server.start()
        server.stop()
        _fill(server)
        server.start()
        try:
            _run(browser, server, asked.slowdown)
        finally:
            server.stop()


def _run(browser: Browser, server: ThreadboxServer, slowdown: int) -> None:
    page = browser.new_context(viewport=DESK, locale="en-GB").new_page()
    page.add_init_script(_WATCH)
    page.goto(f"{server.url}/inbox/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(_rows(page)).to_have_count(CONVERSATIONS)
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    print(
        f"{CONVERSATIONS} conversations of {ENDED_MESSAGES + 2 * OPEN_MESSAGES} messages,"
        f" processor {slowdown} times slower\n\n"
        f"  {'presses':<34} {'n':>4} {'median':>8} {'worst':>8}   ms"
    )
    hand = Hand(page)
    _presses(hand)
    for figure in hand.figures:
        print(figure.told())


def _presses(hand: Hand) -> None:
    page = hand.page
    timeline = page.get_by_label("Timeline")
    # What the machine itself needs for a press that changes next to nothing.
    hand.measure("a press on the heading", lambda: hand.click(page.locator("h1")))
    for number in range(ROUNDS):
        row = _rows(page).nth(number % CONVERSATIONS)
        hand.measure("open a conversation", lambda one=row: hand.click(one), rounds=1)  # type: ignore[misc]
        expect(timeline).to_be_visible()
    for number in range(ROUNDS):
        thread = page.locator(".outline-jump").filter(has_text=OPEN[number % 2])
        hand.measure("go to a thread", lambda one=thread: hand.click(one), rounds=1)  # type: ignore[misc]
    _fold(hand)
    for _ in range(ROUNDS):
        search = page.locator(".list-palette")
        hand.measure("find anything", lambda: hand.click(search), rounds=1)  # noqa: B023
        page.keyboard.press("Escape")
    reply = page.get_by_role("textbox", name="Reply")
    reply.focus()
    hand.measure("type a letter", lambda: page.keyboard.press("x"))


def _fold(hand: Hand) -> None:
    """The ended thread, by its row and by the button at its start."""
    page = hand.page
    thread = page.locator(".outline-jump").filter(has_text=ENDED)
    thread.click()
    for _ in range(ROUNDS // 2):
        fold = page.get_by_role("button", name=f"Fold {ENDED}")
        fold.scroll_into_view_if_needed()
        hand.measure(f"fold {ENDED_MESSAGES} messages", lambda: hand.click(fold), rounds=1)  # noqa: B023
        row = page.locator(".folded-open")
        hand.measure(f"unfold {ENDED_MESSAGES} messages", lambda: hand.click(row), rounds=1)  # noqa: B023


def _rows(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Conversations").get_by_role("link")


def _fill(server: ThreadboxServer) -> None:
    """A website with its operator, and the conversations, by the real actions."""
    website = server.cli("create-website", "--name", "Acme", "--domain", "localhost")["website_id"]
    who = ("--email", EMAIL, "--name", "Olga", "--password-stdin")
    made = server.cli("create-operator", "--website", website, *who, typed=f"{PASSWORD}\n")
    olga = Operator(website=website, id=made["operator_id"], name="Olga")
    store = Database.open(f"sqlite:///{server.data / 'threadbox.db'}")
    try:
        for number in range(CONVERSATIONS):
            session = f"session_{UUID(int=number, version=4)}"
            _talk(store, olga, Visitor(website=website, conversation=session), session)
    finally:
        store.close()


def _talk(store: Database, olga: Operator, mira: Visitor, session: str) -> None:
    numbers = itertools.count(1)
    own = session[-8:]

    def say(lines: int, threads: list[str]) -> None:
        for number in itertools.islice(numbers, lines):
            store.write_now(
                olga.website, command, send, mira if number % 3 == 1 else olga, session,
                text=f"{number} {SAID}", thread=threads[number % len(threads)],
                client_id=f"{own}-{number}",
            )  # fmt: skip

    def start(topic: str) -> str:
        client_id = f"{own}-start-{next(numbers)}"
        started = store.write_now(
            olga.website, command, start_thread, olga, session, topic=topic, client_id=client_id
        )
        return str(started.thread)

    say(10, ["main"])
    ended = start(ENDED)
    say(ENDED_MESSAGES, [ended])
    client_id = f"{own}-end"
    store.write_now(
        olga.website, command, end_thread, olga, session, thread=ended, client_id=client_id
    )
    say(2 * OPEN_MESSAGES, [start(topic) for topic in OPEN])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--slowdown", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    main()
