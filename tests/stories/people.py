"""The people of the stories, at their screens: what each does, by the names on the screen.

They find things as a person or a screen reader does, by role and name; nothing here knows
about classes or frames.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import wait_until

# Two busy cores, a cold start, pauses that grow while a server keeps dying: beyond it is a failure.
PATIENCE_MILLISECONDS = 45_000


@dataclass
class VisitorScreen:
    """A browser tab with a page that embeds the chatbox."""

    page: Page

    def open_chat(self) -> None:
        self.launcher.click()
        expect(self.composer).to_be_visible()

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()

    def run(self, command: str) -> None:
        """Runs a line of JavaScript in the page, as the page's own code would."""
        self.page.evaluate(command)

    def wait_until(self, expression: str) -> None:
        """Waits for a JavaScript expression to hold."""
        wait_until(self.page, expression, PATIENCE_MILLISECONDS / 1000)

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile("^Chat"))

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Write a message")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")


@dataclass
class OperatorScreen:
    """A browser tab with the inbox."""

    page: Page
    url: str

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto(f"{self.url}/inbox/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.conversations).to_be_visible()

    def open(self, name: str) -> None:
        """Opens the conversation with somebody."""
        self.conversations.get_by_text(name).first.click()
        expect(self.timeline).to_be_visible()

    def reply(self, text: str) -> None:
        self.composer.fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()

    @property
    def conversations(self) -> Locator:
        return self.page.get_by_role("navigation", name="Conversations")

    @property
    def timeline(self) -> Locator:
        return self.page.get_by_label("Timeline")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Reply")


def visitor(context: BrowserContext, url: str) -> VisitorScreen:
    """Somebody opens a page of the website."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    page.goto(url)
    return VisitorScreen(page)


def operator(context: BrowserContext, url: str) -> OperatorScreen:
    """Somebody opens a tab for the inbox."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    return OperatorScreen(page, url)


def marker(place: Locator, topic: str, word: str) -> Locator:
    """The start or end marker of a topic: text with the topic and `started` or `ended`."""
    return place.get_by_text(
        re.compile(rf"{re.escape(topic)}.*\b{word}\b|\b{word}\b.*{re.escape(topic)}")
    )
