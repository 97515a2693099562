"""A tab with a page that embeds the chatbox, seen from the page's own JavaScript."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

from tests.browser import wait_until
from tests.stories.people import PATIENCE_MILLISECONDS, VisitorScreen

READY = "window.$crisp && $crisp.is && $crisp.get('session:identifier')"


@dataclass
class ShopPage(VisitorScreen):
    """`said`: what the chatbox told the console. `sent`, `received`: the frames on its sockets."""

    said: list[str] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)

    def push(self, *entry: object) -> None:
        """The page pushes one entry, made of JSON."""
        self.run(f"void $crisp.push({json.dumps(entry)})")

    def get(self, name: str, key: str | None = None) -> Any:
        return self.page.evaluate("([name, key]) => $crisp.get(name, key)", [name, key])

    def is_(self, *names: str) -> list[bool]:
        answers: list[bool] = self.page.evaluate("names => names.map(it => $crisp.is(it))", names)
        return answers

    def listen(self, *events: str) -> None:
        """Keeps what listeners of these events are called with."""
        self.page.evaluate(
            """events => {
                window.heard ??= {};
                for (const name of events) {
                    window.heard[name] = [];
                    $crisp.push(["on", name, (...told) => window.heard[name].push(told)]);
                }
            }""",
            events,
        )

    def heard(self, event: str, times: int = 1) -> list[list[Any]]:
        """What the listener of an event was called with, once it was called so often."""
        self.wait_until(f"window.heard[{json.dumps(event)}].length >= {times}")
        calls: list[list[Any]] = self.page.evaluate("name => window.heard[name]", event)
        return calls

    @property
    def shows_frames(self) -> bool:
        """Whether `sent` and `received` are filled: WebDriver BiDi tells nothing of sockets."""
        browser = self.page.context.browser
        return browser is not None and browser.browser_type.name == "chromium"

    @property
    def welcomes(self) -> list[dict[str, Any]]:
        return [frame for frame in self.received if frame["type"] == "welcome"]

    def commands(self, type: str) -> list[dict[str, Any]]:  # noqa: A002
        """The frames of one type that the page has sent."""
        return [frame for frame in self.sent if frame["type"] == type]

    def until_sent(self, type: str, times: int = 1) -> list[dict[str, Any]]:  # noqa: A002
        """The same, once there are so many."""
        waited = 0
        while len(self.commands(type)) < times:
            assert waited < PATIENCE_MILLISECONDS, f"{type} was never sent: {self.sent}"
            self.page.wait_for_timeout(20)
            waited += 20
        return self.commands(type)

    def until_said(self, words: str) -> None:
        """Waits until the console was told something with these words."""
        waited = 0
        while not any(words in line for line in self.said):
            assert waited < PATIENCE_MILLISECONDS, f"nobody said {words!r}: {self.said}"
            self.page.wait_for_timeout(20)
            waited += 20

    def reload(self) -> None:
        self.page.reload()
        wait_until(self.page, READY)

    @property
    def host(self) -> Locator:
        return self.page.locator("threadbox-chat")

    @property
    def any_launcher(self) -> Locator:
        """The launcher, also when it is hidden."""
        return self.page.locator("threadbox-chat button.launcher")


def visit(context: BrowserContext, url: str, before: str = "", *, ready: bool = True) -> ShopPage:
    """Somebody opens a page of the website; `before` runs ahead of everything on each page."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    shop = ShopPage(page)
    page.on("console", lambda line: _keep(line.text, shop))
    page.on("websocket", lambda socket: _watch(socket, shop))
    if before:
        page.add_init_script(before)
    page.goto(url)
    if ready:
        wait_until(page, READY, PATIENCE_MILLISECONDS / 1000)
    return shop


def _keep(line: str, shop: ShopPage) -> None:
    # Pictures of addresses that lead nowhere are said by the browser.
    if line.startswith(("Threadbox:", "$crisp:")):
        shop.said.append(line)


def _watch(socket: WebSocket, shop: ShopPage) -> None:
    shop.sockets.append(socket.url)
    socket.on("framesent", lambda text: shop.sent.append(json.loads(text)))
    socket.on("framereceived", lambda text: shop.received.append(json.loads(text)))


def expect_style(locator: Locator, name: str, value: str) -> None:
    expect(locator).to_have_css(name, value)


def bounds(page: Page, locator: Locator) -> tuple[float, float]:
    """How far a thing is from the left and from the right edge of the window, in pixels."""
    box, size = locator.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    return box["x"], size["width"] - box["x"] - box["width"]
