# ruff: noqa: FBT003 -- these are the arguments of JavaScript functions
"""Crisp's own wrapper, npm `crisp-sdk-web`, unmodified: every public method and its effect."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import wait_until
from tests.conftest import NewContext
from tests.crisp.desk import Desk
from tests.crisp.shop_page import READY, ShopPage, bounds, visit
from tests.crisp.test_chat import ASKED, CONTENTS
from tests.host_page import HostSite
from tests.stories.people import PATIENCE_MILLISECONDS, marker
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

TOPIC = "Customer server offline (Ticket #1929383)"
# 160 bits from a customer's server.
TOKEN_ID = "9f2c4ab86d1e47f3a05bc7d8e9f0613254b87a90"
EVENTS = {
    "chat": ("ChatInitiated", "ChatOpened", "ChatClosed", "HelpdeskQueried"),
    "message": ("MessageSent", "MessageReceived", "MessageComposeSent", "MessageComposeReceived"),
    "session": ("Loaded",),
    "user": ("EmailChanged", "PhoneChanged", "NicknameChanged", "AvatarChanged"),
}


class Sdk(ShopPage):
    """A page that knows nothing of `$crisp`, only of the wrapper."""

    def call(self, method: str, *arguments: object) -> Any:
        """`Crisp.<method>(...)`."""
        given = ", ".join(json.dumps(argument) for argument in arguments)
        return self.page.evaluate(f"Crisp.Crisp.{method}({given})")

    def listens(self) -> None:
        """Every `on…` of the wrapper keeps what it is called with."""
        for part, names in EVENTS.items():
            for name in names:
                self.run(
                    f"(window.heard ??= {{}}).{name} = [];"
                    f"Crisp.Crisp.{part}.on{name}((...told) => window.heard.{name}.push(told))"
                )
        self.run(
            "window.heard.Availability = [];"
            "Crisp.Crisp.onWebsiteAvailabilityChanged("
            "(...told) => window.heard.Availability.push(told))"
        )

    def forgets(self) -> None:
        for part, names in EVENTS.items():
            for name in names:
                self.call(f"{part}.off{name}")
        self.call("offWebsiteAvailabilityChanged")


@pytest.fixture
def sdk(site: HostSite, acme: ThreadboxServer, website: str, new_context: NewContext) -> Sdk:
    """The wrapper, configured with everything that does not change how the chatbox behaves."""
    shop = visit(new_context(), f"{site.url}sdk", ready=False)
    page = Sdk(shop.page, shop.said, shop.sent, shop.received, shop.sockets)
    options = {
        "clientUrl": f"{acme.url}/l.js",
        "sessionMerge": True,
        "locale": "en",
        "disableFullview": True,
        "cookieExpire": 3600,
        "autoload": False,
    }
    page.call("configure", website, options)
    page.call("setTokenId", None)
    page.call("load")
    wait_until(page.page, READY, PATIENCE_MILLISECONDS / 1000)
    return page


def test_chat(sdk: Sdk) -> None:
    sdk.listens()
    assert sdk.call("isCrispInjected") is True
    assert [sdk.call("chat.isChatOpened"), sdk.call("chat.isVisible")] == [False, True]
    assert sdk.call("chat.unreadCount") == 0
    sdk.call("chat.open")
    expect(sdk.composer).to_be_visible()
    assert sdk.call("chat.isChatOpened") is True
    sdk.call("chat.close")
    expect(sdk.composer).to_be_hidden()
    sdk.call("chat.hide")
    expect(sdk.any_launcher).to_be_hidden()
    assert sdk.call("chat.isVisible") is False
    sdk.call("chat.show")
    expect(sdk.launcher).to_be_visible()
    for event in ("ChatInitiated", "ChatOpened", "ChatClosed"):
        assert sdk.heard(event) == [[]]
    search = sdk.page.get_by_role("searchbox")
    sdk.call("chat.setHelpdeskView")
    expect(search).to_be_visible()
    sdk.call("chat.openHelpdeskArticle", "en", "first-steps")
    sdk.call("chat.queryHelpdesk", "refund")
    expect(search).to_have_value("refund")
    assert sdk.heard("HelpdeskQueried") == [[[]]]
    sdk.run("Crisp.Crisp.chat.setOverlayView(() => { window.overlaid = true })")
    sdk.wait_until("window.overlaid && $crisp.is('overlay:opened')")
    sdk.forgets()
    sdk.call("chat.close")
    sdk.wait_until("$crisp.is('chat:closed')")
    assert len(sdk.heard("ChatClosed")) == 1
    assert sdk.said == []


def test_threads_with_and_without_a_name(sdk: Sdk) -> None:
    # Some pages end before every start.
    sdk.call("message.endThread")
    sdk.call("chat.open")
    sdk.call("message.endThread")
    sdk.call("message.startThread", TOPIC)
    expect(marker(sdk.panel, TOPIC, "started").first).to_be_visible()
    sdk.call("message.startThread", "Refund")
    sdk.call("message.startThread", TOPIC)
    sdk.wait_until("$crisp.get('message:threads').length === 2")
    sdk.call("message.endThread", "Refund")
    expect(marker(sdk.panel, "Refund", "ended").first).to_be_visible()
    sdk.call("message.endThread")
    expect(marker(sdk.panel, TOPIC, "ended").first).to_be_visible()
    assert [line for line in sdk.said if "waits until" not in line] == []


def test_messages(sdk: Sdk, ada: Desk) -> None:
    sdk.listens()
    sdk.call("message.setMessageText", "I need help")
    sdk.call("chat.open")
    expect(sdk.composer).to_have_value("I need help")
    sdk.call("message.send", "text", "one")
    sdk.call("message.sendText", "two")
    for type_, content in CONTENTS.items():
        sdk.call(f"message.send{type_.capitalize()}", content)
    told = [message for [message] in sdk.heard("MessageSent", 5)]
    assert [message["content"] for message in told] == ["one", "two", *CONTENTS.values()]
    sdk.call("message.show", "text", "three")
    sdk.call("message.showText", "four")
    for type_, content in {**CONTENTS, **ASKED}.items():
        sdk.call(f"message.show{type_.capitalize()}", content)
    for words in ("three", "four", "Which size?", "Which order?", "Our plans"):
        expect(sdk.panel.get_by_text(words).first).to_be_visible()
    sdk.composer.fill("typing")
    [[composed], *_] = sdk.heard("MessageComposeSent")
    assert composed["type"] == "start"
    sdk.call("chat.close")
    session = sdk.call("session.getIdentifier")
    ada.type(session, typing=True)
    [[composed], *_] = sdk.heard("MessageComposeReceived")
    assert composed["user"]["nickname"] == "Ada"
    ada.do("send", session, text="Hi!")
    [[received]] = sdk.heard("MessageReceived")
    assert received["content"] == "Hi!"
    sdk.wait_until("Crisp.Crisp.chat.unreadCount() === 1")
    sdk.call("message.markAsRead")
    sdk.wait_until("Crisp.Crisp.chat.unreadCount() === 0")
    assert sdk.said == []


def test_user_and_session(sdk: Sdk) -> None:
    sdk.listens()
    told = {
        "Email": "mira@solbakery.example",
        "Phone": "+351211234567",
        "Nickname": "Mira Sol",
        "Avatar": "https://acme.example/mira.png",
    }
    for field, value in told.items():
        sdk.call(f"user.set{field}", value)
        assert sdk.heard(f"{field}Changed") == [[value]]
        assert sdk.call(f"user.get{field}") == value
    assert sdk.call("user.getCompany") is None
    about = {"employment": {"title": "Owner", "role": "Baker"}, "geolocation": {"country": "PT"}}
    sdk.call("user.setCompany", "Sol Bakery", about)
    company = sdk.call("user.getCompany")
    assert [company["employment"], company["geolocation"]] == [["Owner", "Baker"], ["PT"]]
    sdk.call("session.setData", {"plan": "pro", "servers": 2, "trial": False, "none": None})
    assert sdk.call("session.getData", "servers") == 2
    sdk.call("session.setSegments", ["customer"])
    sdk.call("session.setSegments", ["hosting"], True)
    sdk.call("session.pushEvent", "order placed", {"amount": 49}, "green")
    segments = sdk.until_sent("segments", 2)
    assert [frame["overwrite"] for frame in segments] == [False, True]
    assert sdk.until_sent("event")[0]["data"] == {"amount": 49}
    [[session]] = sdk.heard("Loaded")
    assert session == sdk.call("session.getIdentifier")
    sdk.call("session.reset")
    assert sdk.heard("Loaded", 2)[1] != [session]
    assert sdk.call("user.getEmail") is None
    assert sdk.said == []


def test_looks_and_parts_that_are_not_there(sdk: Sdk) -> None:
    sdk.call("setPosition", "left")
    left, right = bounds(sdk.page, sdk.launcher)
    assert left < right
    sdk.call("setPosition", "right")
    sdk.call("setColorTheme", "green")
    expect(sdk.any_launcher).to_have_css("background-color", "rgb(68, 170, 68)")
    sdk.call("setZIndex", 10)
    expect(sdk.host).to_have_css("z-index", "10")
    sdk.call("setHideOnMobile", True)
    sdk.page.set_viewport_size({"width": 390, "height": 800})
    expect(sdk.any_launcher).to_be_hidden()
    sdk.call("setHideOnMobile", False)
    sdk.call("setHideOnAway", False)
    sdk.call("setAvailabilityTooltip", True)
    sdk.call("setVacationMode", False)
    sdk.call("muteSound", True)
    sdk.call("toggleOperatorCount", True)
    sdk.call("chat.open")
    expect(sdk.composer).to_be_visible()
    expect(sdk.panel.get_by_role("button", name="Sound")).to_be_hidden()
    sdk.run("Crisp.Crisp.hugo.onTool('refund', () => 'done')")
    sdk.call("hugo.offTool", "refund")
    assert sdk.said == []
    sdk.call("trigger.run", "greet")
    sdk.call("scenario.run", "welcome", {"plan": "pro"})
    sdk.until_said("bot scenarios")
    assert len(sdk.said) == 2
    sdk.call("setSafeMode", True)
    sdk.call("scenario.run", "another")
    sdk.call("message.sendText", "")
    sdk.call("message.sendText", "last")
    sdk.until_sent("send")
    assert len(sdk.said) == 2


def test_the_locks_and_the_token_of_the_configuration(
    site: HostSite, acme: ThreadboxServer, website: str, new_context: NewContext
) -> None:
    shop = visit(new_context(), f"{site.url}sdk", ready=False)
    page = Sdk(shop.page, shop.said, shop.sent, shop.received, shop.sockets)
    scripts: list[str] = []
    page.page.on("request", lambda it: scripts.append(it.url) if it.url.endswith("/l.js") else None)
    locks = {"lockMaximized": True, "lockFullview": True, "safeMode": True, "tokenId": TOKEN_ID}
    options = {"clientUrl": f"{acme.url}/l.js", "cookieDomain": "localhost", **locks}
    page.call("configure", website, options)
    expect(page.composer).to_be_visible()
    page.call("chat.close")
    assert page.call("chat.isChatOpened") is True
    assert bounds(page.page, page.panel) == (0, 0)
    assert scripts == [f"{acme.url}/l.js"]
    page.call("createSingletonIfNecessary")
    page.call("autoInjectIfNecessary")
    assert page.said == []


def test_every_public_method_is_driven(sdk: Sdk) -> None:
    """A method that a later version of the wrapper brings is noticed here."""
    from pathlib import Path

    source = Path(__file__).read_text()
    methods = sdk.page.evaluate(
        """() => {
            const own = it => Object.getOwnPropertyNames(Object.getPrototypeOf(it));
            const parts = ["chat", "session", "user", "message", "trigger", "scenario", "hugo"];
            return [...own(Crisp.Crisp), ...parts.flatMap(part =>
                own(Crisp.Crisp[part]).map(name => `${part}.${name}`))]
                .filter(name => !/constructor|isValidDataValue|deferredLoading/.test(name));
        }"""
    )
    families = ("on", "off", "user.set", "user.get", "message.send", "message.show")
    named = [m for m in methods if f'"{m}"' in source or f"Crisp.{m}(" in source]
    listed = {f"{part}.{verb}{name}" for part, names in EVENTS.items()
              for name in names for verb in ("on", "off")}  # fmt: skip
    left = {
        method
        for method in set(methods) - set(named) - listed
        if not method.startswith(families[2:])
    }
    assert left == set()
