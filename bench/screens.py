"""How quickly the chatbox answers a hand, on a slow phone's processor, in a long conversation.

`python -m bench.screens [--messages 5000] [--slowdown 4]` takes some five minutes. Real Chromium on
a real server; the processor is slowed down by the browser itself. What is told is what the browser
measured: Event Timing from the press to the next painted frame (the unit of INP, in steps of
8 ms); and, while the whole history is scrolled through from its end to its beginning, the frames of
each part of it, and what is kept of it at the end.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests import host_page
from tests.box import command
from tests.browser import launch, wait_until
from tests.threadbox_server import PROGRAMS, ThreadboxServer
from threadbox.actions.messages import send
from threadbox.actions.threads import start_thread
from threadbox.domain.actors import Operator, Visitor
from threadbox.store.database import Database

INP_AIM_MILLISECONDS = 100
ROUNDS = 12
# Nobody reads at this speed; but so the whole history passes within minutes.
WHEEL_PIXELS = 1_800
SCROLL_SECONDS_MOST = 240
STILL_TURNS = 60
PARTS = 5
SMOOTH_MILLISECONDS = 50
PHONE: ViewportSize = {"width": 390, "height": 780}
SAID = "Since this morning the server of ticket 1929383 does not answer. **Could** you have a look?"
TOPICS = ("Customer server offline", "Delivery address", "Invoice 8812")

# Everything the browser tells of presses and of slow frames, from the first moment of the page.
_WATCH = """
window.presses = []; window.slow = []; window.since = 0;
new PerformanceObserver(list => {
    for (const { interactionId, duration, name, startTime } of list.getEntries())
        if (interactionId && startTime >= since) presses.push([interactionId, duration, name]);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
new PerformanceObserver(list => {
    for (const { duration, blockingDuration } of list.getEntries())
        slow.push([duration, blockingDuration]);
}).observe({ type: "long-animation-frame", buffered: true });
// Without a screen the browser presents what has changed only when it likes to, and a press counts
// until then: frames are kept coming, as on a page on which something moves.
const frame = () => requestAnimationFrame(frame); frame();
"""
_FRAMES = """() => {
    window.frames_ = []; let last = performance.now();
    const frame = now => { frames_.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
}"""
# Whether it is scrolled to the very top with nothing older to come, and the messages drawn. It is
# asked after every turn of the wheel, so it looks at nothing that it need not look at.
_PLACE = """() => {
    const root = document.querySelector("threadbox-chat").shadowRoot;
    const box = root.querySelector(".timeline");
    const runs = [...box.lastElementChild.children];
    const chunks = runs.flatMap(({ children }) => [...children]);
    return [box.scrollTop === 0 && box.childElementCount === 1,
        chunks.reduce((sum, { childElementCount }) => sum + childElementCount, 0)];
}"""


@dataclass
class Figure:
    """Milliseconds of one kind of interaction."""

    name: str
    values: list[float]

    def told(self) -> str:
        worst, middle = max(self.values), statistics.median(self.values)
        verdict = "✓" if worst <= INP_AIM_MILLISECONDS else "✗"
        return (
            f"{verdict} {self.name:<34} {len(self.values):>4} {middle:>8.0f} {worst:>8.0f}"
            f"   (aim {INP_AIM_MILLISECONDS})"
        )


class Hand:
    """A visitor's hand, and what the browser says of each press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.figures: list[Figure] = []

    def measure(self, name: str, act: Callable[[], None], rounds: int = ROUNDS) -> None:
        """The longest press of each round."""
        values = []
        for _ in range(rounds):
            self._forget()
            act()
            values.append(self._longest())
        known = next((figure for figure in self.figures if figure.name == name), None)
        if known is None:
            self.figures.append(Figure(name, values))
        else:
            known.values += values

    def _forget(self) -> None:
        self.page.wait_for_timeout(200)
        self.page.evaluate("presses.length = 0; window.since = performance.now()")

    def _longest(self) -> float:
        """A press that was too quick to be told (under 16 ms) counts as that."""
        self.page.wait_for_timeout(400)  # Entries come some frames later.
        told: list[list[Any]] = self.page.evaluate("presses")
        return max([16.0, *(float(duration) for _, duration, _ in told)])

    def click(self, what: Locator) -> None:
        """At its place, found beforehand: what looks for it would be measured with it."""
        box = what.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def main() -> None:
    asked = _asked()
    with (
        tempfile.TemporaryDirectory(prefix="threadbox-bench-screens-") as folder,
        launch() as browser,
    ):
        server = ThreadboxServer(Path(folder), programs=PROGRAMS)
        server.start()
        website, operator = _created(server)
        try:
            with host_page.serve(server, website) as site:
                _run(browser, server, site, _Place(website, operator), asked)
        finally:
            server.stop()


@dataclass
class _Place:
    website: str
    operator: str


def _run(
    browser: Browser,
    server: ThreadboxServer,
    site: host_page.HostSite,
    place: _Place,
    asked: argparse.Namespace,
) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(site.url)
    wait_until(page, "$crisp.is && $crisp.get('session:identifier')")
    page.evaluate("$crisp.push(['do', 'chat:open'])")
    page.evaluate("$crisp.push(['do', 'message:send', ['text', 'hello']])")
    expect(page.get_by_text("Sent")).to_be_visible()
    session = page.evaluate("$crisp.get('session:identifier')")
    page.evaluate("$crisp.push(['do', 'chat:close'])")
    server.stop()
    _fill(server, place, session, asked.messages)
    server.start()
    page.goto(site.url)
    wait_until(page, "$crisp.is && $crisp.get('session:identifier')")
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": asked.slowdown})
    print(
        f"a conversation of {asked.messages} messages, processor {asked.slowdown} times slower\n\n"
        f"  {'presses':<34} {'n':>4} {'median':>8} {'worst':>8}   ms"
    )
    hand = Hand(page)
    _presses(hand)
    for figure in hand.figures:
        print(figure.told())
    _scroll(page, asked.messages)
    hand = Hand(page)
    _send(hand, "send, with all of it loaded")
    print("\n" + hand.figures[0].told())
    context.close()


def _presses(hand: Hand) -> None:
    page = hand.page
    panel = page.locator("#threadbox-panel")
    sheet = page.locator(".sheet")
    # What the machine itself needs for a press that changes next to nothing.
    hand.measure("a press on the bare page", lambda: hand.click(page.locator("h1")))
    hand.measure("open, the first time", lambda: hand.click(page.locator(".launcher")), rounds=1)
    for _ in range(ROUNDS):
        page.locator(".close").click()
        expect(panel).to_be_hidden()
        hand.measure("open", lambda: hand.click(page.locator(".launcher")), rounds=1)
        expect(panel).to_be_visible()
    _send(hand, "send")
    for number in range(ROUNDS):
        hand.measure("open the topic sheet", lambda: hand.click(page.locator(".target")), rounds=1)
        topic = sheet.get_by_role("button", name=TOPICS[number % len(TOPICS)])
        hand.measure("switch thread", lambda one=topic: hand.click(one), rounds=1)  # type: ignore[misc]
        expect(sheet).to_be_hidden()


def _send(hand: Hand, name: str) -> None:
    page = hand.page
    page.locator("#threadbox-panel textarea").focus()

    for _ in range(ROUNDS):
        page.keyboard.type("it is down", delay=80)
        page.wait_for_timeout(500)
        hand.measure(name, lambda: page.keyboard.press("Enter"), rounds=1)


def _scroll(page: Page, messages: int) -> None:
    """Wheels up through everything, as fast as older messages come."""
    page.get_by_role("log").hover()
    page.evaluate(_FRAMES)
    head = f"  {'scrolled up through rows':<24} {'seconds':>8} {'frames':>7} {'median':>7}"
    print(f"\n{head} {'p99':>6} {'worst':>6} {'over 50 ms':>11}   ms")
    ends = time.monotonic() + SCROLL_SECONDS_MOST
    frames: list[float] = []
    for part in range(1, PARTS + 1):
        frames += _scroll_to(page, messages * part // PARTS, ends)
    _told_of_frames("all", SCROLL_SECONDS_MOST - (ends - time.monotonic()), frames)
    drawn, heap, nodes = _kept(page)
    print(
        f"  at the end: {drawn} rows of {messages} messages drawn, {nodes} nodes,"
        f" {heap / 1e6:.0f} MB of JavaScript's memory"
    )


def _scroll_to(page: Page, loaded: int, ends: float) -> list[float]:
    """Until so many messages are there, or nothing older comes; the frames on the way."""
    began = time.monotonic()
    page.evaluate("frames_.length = 0")
    still = rows = 0
    # At the top, older ones may be on their way, or being drawn: it is the top once it stays so.
    while still < STILL_TURNS and rows < loaded and time.monotonic() < ends:
        is_top, rows = page.evaluate(_PLACE)
        still = still + 1 if is_top else 0
        page.mouse.wheel(0, -WHEEL_PIXELS)
        page.wait_for_timeout(16)
    frames: list[float] = page.evaluate("frames_")
    _told_of_frames(str(rows), time.monotonic() - began, frames)
    return frames


def _told_of_frames(name: str, seconds: float, frames: list[float]) -> None:
    ordered = sorted(frames) or [0.0]
    p99 = ordered[len(ordered) * 99 // 100]
    late = sum(frame > SMOOTH_MILLISECONDS for frame in ordered)
    print(
        f"  {name:<24} {seconds:>8.0f} {len(ordered):>7} {statistics.median(ordered):>7.0f}"
        f" {p99:>6.0f} {ordered[-1]:>6.0f} {late:>5} ({100 * late / len(ordered):.1f} %)"
    )


def _kept(page: Page) -> tuple[int, float, int]:
    """Rows in the document, bytes of JavaScript's heap after a collection, nodes."""
    tools = page.context.new_cdp_session(page)
    tools.send("HeapProfiler.collectGarbage")
    tools.send("Performance.enable")
    told = {each["name"]: each["value"] for each in tools.send("Performance.getMetrics")["metrics"]}
    _, drawn = page.evaluate(_PLACE)
    return drawn, told["JSHeapUsedSize"], int(told["Nodes"])


def _fill(server: ThreadboxServer, place: _Place, session: str, messages: int) -> None:
    """Three open threads, and messages of both sides, by the real actions."""
    store = Database.open(f"sqlite:///{server.data / 'threadbox.db'}")
    visitor = Visitor(website=place.website, conversation=session, page_path="/support")
    olga = Operator(website=place.website, id=place.operator, name="Olga")
    starts = {messages * part // 4: topic for part, topic in enumerate(TOPICS, 1)}
    try:
        for number in range(messages):
            if number in starts:
                store.write_now(
                    place.website, command, start_thread, visitor, session,
                    topic=starts[number], client_id=f"start-{number}",
                )  # fmt: skip
            who = olga if number % 3 == 1 else visitor
            store.write_now(
                place.website, command, send, who, session,
                text=f"{number} {SAID}" * (1 + number % 3), client_id=f"filled-{number}",
            )  # fmt: skip
    finally:
        store.close()


def _created(server: ThreadboxServer) -> tuple[str, str]:
    """A website on `localhost` and its operator, by their ids."""
    made = server.cli("create-website", "--name", "Acme Hosting", "--domain", "localhost")
    website: str = made["website_id"]
    who = ("--email", "olga@acme.example", "--name", "Olga", "--password-stdin")
    operator = server.cli("create-operator", "--website", website, *who, typed="three otters\n")
    return website, str(operator["operator_id"])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--slowdown", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    main()
