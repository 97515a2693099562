"""A running Acme: one server, one page that embeds the chatbox, one operator.

Each state brings a customer of its own, so states never see each other except as further rows
in the inbox's list.
"""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect

from tests import host_page
from tests.browser import keep_uncaught
from tests.host_page import HostSite
from tests.screens.looking import DESK, SHOP
from tests.screens.people import PASSWORD, Customer, Talk, names
from tests.stories.people import PATIENCE_MILLISECONDS, OperatorScreen, operator, visitor
from tests.threadbox_server import ThreadboxServer

expect.set_options(timeout=PATIENCE_MILLISECONDS)


class Scene:
    """What states are made with. `close_visits` after each one."""

    def __init__(self, browser: Browser, server: ThreadboxServer) -> None:
        self.browser = browser
        self.server = server
        self.website = _website(server, "Acme Hosting", "Olga")
        self.uncaught: list[str] = []
        self._names = names()
        self._visits: list[BrowserContext] = []
        self._desks: dict[str, OperatorScreen] = {}
        self._lonely: HostSite | None = None
        self._stack = contextlib.ExitStack()
        self.site: HostSite = self._stack.enter_context(host_page.serve(server, self.website))

    def quiet_desk(self) -> OperatorScreen:
        """An operator of a website on which nobody has written yet."""
        if "Quentin" not in self._desks:
            _website(self.server, "Quiet Gardens", "Quentin")
        return self.desk("Quentin")

    def colleague(self, name: str) -> OperatorScreen:
        """Somebody else who answers for Acme."""
        if name not in self._desks:
            _operator(self.server, self.website, name)
        return self.desk(name)

    def busy_desk(self) -> OperatorScreen:
        """An operator who answers for two websites."""
        if "Bella" not in self._desks:
            _website(self.server, "Mountains Ltd", "Bella")
            rivers = _website(self.server, "Rivers & Co", "Rita")
            self.server.cli("add-operator", "--website", rivers, "--email", email_of("Bella"))
        return self.desk("Bella")

    def customer_of_nobody(self) -> Customer:
        """A customer of a website whose operators are never there."""
        if self._lonely is None:
            lonely = _website(self.server, "Lonely Gardens", "Nobody")
            self._lonely = self._stack.enter_context(host_page.serve(self.server, lonely))
        return self.customer(site=self._lonely)

    def customer(self, name: str | None = None, site: HostSite | None = None) -> Customer:
        """Somebody new on the shop's page, with the chat still closed."""
        context = self._visit()
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = visitor(context, (site or self.site).url).page
        page.set_viewport_size(SHOP)
        customer = Customer(page, name or next(self._names))
        customer.push("set", "user:nickname", [customer.name])
        customer.wait_until("$crisp.is && $crisp.get('session:identifier')")
        return customer

    def desk(self, name: str = "Olga") -> OperatorScreen:
        """An operator at the inbox, with nothing opened. They sign in once."""
        if name not in self._desks:
            self._desks[name] = self.somebody()
            self._desks[name].sign_in(email_of(name), PASSWORD)
        screen = self._desks[name]
        screen.page.set_viewport_size(DESK)
        screen.page.goto(f"{self.server.url}/inbox/")
        expect(screen.conversations).to_be_visible()
        return screen

    def somebody(self, *, for_now: bool = False) -> OperatorScreen:
        """A browser at which nobody has signed in."""
        context = self._visit() if for_now else self._context()
        screen = operator(context, self.server.url)
        screen.page.set_viewport_size(DESK)
        return screen

    def talk(self, first: str = "hello, me again") -> Talk:
        """A customer has written, and Olga has it open."""
        mira = self.customer()
        mira.open_chat()
        mira.say(first)
        olga = self.desk()
        olga.open(mira.name)
        expect(olga.timeline.get_by_text(first)).to_be_visible()
        return Talk(mira, olga)

    def merged(self, topic: str) -> Talk:
        """Somebody wrote at their phone, signed in, and at this device, where they sign in now."""
        secret = secrets.token_hex(16)
        phone = self.customer("Mira Sol")
        phone.sign_in(secret)
        phone.open_chat()
        phone.start("Invoice 8812")
        phone.say("from the phone: my invoice is wrong")
        expect(phone.panel.get_by_text("Sent")).to_be_visible()
        talk = self.talk("do you have a minute?")
        talk.start(topic)
        talk.ask("my site is down since about ten minutes")
        talk.answer("I am looking at it")
        talk.mira.sign_in(secret)
        for place in (talk.olga.timeline, talk.mira.panel):
            for said in ("from the phone: my invoice is wrong", "I am looking at it"):
                expect(place.get_by_text(said)).to_be_visible()
        return talk

    def close_visits(self) -> None:
        """The customers leave, and a server that a state has stopped runs again."""
        for context in self._visits:
            context.close()
        self._visits.clear()
        if not self.server.is_running():
            self.server.start()

    def close(self) -> None:
        for screen in self._desks.values():
            screen.page.context.close()
        self._stack.close()

    def _visit(self) -> BrowserContext:
        self._visits.append(self._context())
        return self._visits[-1]

    def _context(self) -> BrowserContext:
        # Still pictures: half an animation has the contrast of neither of its ends.
        context = self.browser.new_context(reduced_motion="reduce", locale="en-GB")
        keep_uncaught(context, self.uncaught)
        return context


@contextlib.contextmanager
def running(browser: Browser, folder: Path) -> Iterator[Scene]:
    """A server with its scene, and both tidied away."""
    server = ThreadboxServer(folder)
    server.start()
    scene = Scene(browser, server)
    try:
        yield scene
    finally:
        scene.close_visits()
        scene.close()
        server.stop()


def email_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@acme.example"


def _website(server: ThreadboxServer, website: str, operator_name: str) -> str:
    """A website whose pages live on `localhost`, and who answers for it."""
    created = server.cli("create-website", "--name", website, "--domain", "localhost")
    website_id: str = created["website_id"]
    _operator(server, website_id, operator_name)
    return website_id


def _operator(server: ThreadboxServer, website: str, name: str) -> None:
    who = ("--email", email_of(name), "--name", name, "--password-stdin")
    server.cli("create-operator", "--website", website, *who, typed=f"{PASSWORD}\n")
