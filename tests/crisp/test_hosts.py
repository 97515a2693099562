"""G139 and its neighbours: pages that make life hard for whoever embeds itself in them."""

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.conftest import OpenPage
from tests.crisp.shop_page import ShopPage, visit
from tests.host_page import HEAR_VIOLATIONS, STRICT_CSP, HostSite
from tests.threadbox_server import ThreadboxServer

pytestmark = [pytest.mark.browser, pytest.mark.firefox]

# Added as a page's own style sheet would be, ahead of everything.
HOSTILE_CSS = """
    * { all: unset !important; display: block !important; color: red !important;
        font: 40px/3 cursive !important; transform: rotate(3deg) !important;
        position: static !important; visibility: visible !important; opacity: 0.5 !important }
    html { font-size: 40px !important; direction: rtl; scrollbar-width: none !important }
    body { transform: translateX(50px); filter: blur(0) }
    threadbox-chat { display: none !important; pointer-events: none !important }
"""
STYLED = f"""
    document.addEventListener("DOMContentLoaded", () => {{
        const sheet = new CSSStyleSheet();
        sheet.replaceSync({HOSTILE_CSS!r});
        document.adoptedStyleSheets = [sheet];
        document.documentElement.dir = "rtl";
    }});
"""


LATER = ["setTimeout", "setInterval", "requestAnimationFrame", "queueMicrotask"]


def patches(event: str, *names: str) -> str:
    """What scripts of some pages do to the browser, once `event` happens: these functions, JSON
    and what is thought of as random no longer work, and what was to happen later never does."""
    return f"""
    addEventListener("{event}", () => {{
        const broken = () => {{ throw new Error("patched by the page"); }};
        for (const name of {list(names)})
            window[name] = broken;
        for (const name of {LATER})
            window[name] = () => 0;
        Object.assign(JSON, {{ parse: broken, stringify: broken }});
        Date.now = Math.random = () => 0;
    }}, {{ once: true, capture: true }});
    """


NO_STORAGE = """
    const refuse = () => { throw new DOMException("no", "SecurityError") };
    for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get: refuse });
    Object.defineProperty(document, "cookie", { get: refuse, set: refuse });
    window.BroadcastChannel = class { constructor() { refuse() } };
"""


def chats(shop: ShopPage, words: str = "hello there") -> None:
    """Everything that matters works: opening, writing, the server's answer."""
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    shop.say(words)
    shop.wait_until("$crisp.is('session:ongoing')")
    expect(shop.panel.get_by_text(words).first).to_be_visible()


def test_a_strict_policy_is_kept_without_a_word(open_page: OpenPage) -> None:
    shop = open_page(HEAR_VIOLATIONS)
    chats(shop)
    assert "unsafe-inline" not in STRICT_CSP
    assert shop.page.evaluate("window.violations") == []
    assert shop.said == []


def test_hostile_styles_a_huge_root_font_and_right_to_left_do_not_meet_the_chat(
    open_page: OpenPage,
) -> None:
    plain = open_page()
    plain_box = plain.launcher.bounding_box()
    shop = open_page(STYLED)
    assert shop.launcher.bounding_box() == plain_box
    for screen in (plain, shop):
        chats(screen)
    looks = """it => {
        const { fontSize, color, opacity, transform } = getComputedStyle(it);
        return [fontSize, color, opacity, transform];
    }"""
    for part in ("composer", "panel"):
        assert getattr(shop, part).evaluate(looks) == getattr(plain, part).evaluate(looks)
    boxes = [screen.panel.bounding_box() for screen in (plain, shop)]
    assert boxes[0] == boxes[1]


@pytest.mark.chromium_only("WebDriver BiDi makes no double clicks in Firefox")
def test_what_the_page_patches_after_loading_is_its_own_affair(open_page: OpenPage) -> None:
    shop = open_page(patches("dblclick", "fetch", "WebSocket", "XMLHttpRequest"))
    shop.open_chat()
    # From here on nothing may be evaluated: Playwright itself would meet the patches.
    shop.page.get_by_role("heading", name="Acme Hosting", level=1).dblclick()
    shop.say("unharmed")
    expect(shop.panel.get_by_text("unharmed").first).to_be_visible()
    expect(shop.panel.get_by_text("Sent")).to_be_visible()
    assert shop.said == []


def test_what_the_page_patches_before_the_chat_is_opened_is_its_own_affair_too(
    open_page: OpenPage,
) -> None:
    shop = open_page(patches("keydown", "fetch", "WebSocket", "XMLHttpRequest"))
    shop.launcher.focus()
    shop.page.keyboard.press("Enter")
    shop.say("still unharmed")
    expect(shop.panel.get_by_text("still unharmed").first).to_be_visible()
    expect(shop.panel.get_by_text("Sent")).to_be_visible()
    assert shop.said == []


def test_where_storage_and_cookies_are_forbidden_the_chat_works_and_forgets(
    open_page: OpenPage,
) -> None:
    shop = open_page(NO_STORAGE)
    chats(shop)
    session = shop.get("session:identifier")
    shop.reload()
    assert shop.get("session:identifier") != session
    assert shop.said == []


def test_a_page_of_another_site_is_refused_with_one_clear_warning(
    site: HostSite, new_context: NewContext
) -> None:
    shop = visit(new_context(), f"http://127.0.0.1:{site.port}/", ready=False)
    shop.until_said("the chat does not start")
    assert len(shop.said) == 1
    assert "http://127.0.0.1" in shop.said[0]
    expect(shop.host).to_have_count(0)
    assert shop.sockets == []
    assert shop.page.evaluate("Array.isArray($crisp) && !$crisp.is")


def test_whoever_never_opens_the_chat_costs_one_script_and_one_small_request(
    new_context: NewContext, site: HostSite, acme: ThreadboxServer
) -> None:
    context = new_context()
    asked: list[str] = []
    context.on("request", lambda it: asked.append(it.url) if it.url.startswith(acme.url) else None)
    shop = visit(context, site.url, "window.CRISP_RUNTIME_CONFIG = { locale: 'de' }")
    for entry in (
        ("config", "color:theme", ["green"]),
        ("config", "position:reverse", [True]),
    ):
        shop.push(*entry)
    assert shop.is_("chat:closed") == [True]
    assert [address.removeprefix(acme.url) for address in asked[:2]] == ["/l.js", "/visitor/boot"]
    assert asked[2:] == []
    assert shop.sockets == []


def test_the_website_may_stand_in_the_address_of_the_script(
    acme: ThreadboxServer, website: str, site: HostSite, new_context: NewContext
) -> None:
    shop = visit(new_context(), f"{site.url}sdk", ready=False)
    shop.run(
        "window.$crisp = []; const script = document.createElement('script');"
        f"script.src = '{acme.url}/l/{website}.js'; document.head.append(script)"
    )
    shop.wait_until("$crisp.is && $crisp.get('session:identifier')")
    chats(shop)


def test_the_page_puts_attributes_on_the_element(open_page: OpenPage) -> None:
    shop = open_page(
        "window.CRISP_INCLUDE_ATTRS = { 'data-turbo-permanent': '', nonce: 'r4nd0m', '1 bad': 2 }"
    )
    expect(shop.host).to_have_attribute("data-turbo-permanent", "")
    chats(shop)


def test_a_robot_gets_no_chat_and_the_page_is_told_once(
    site: HostSite, new_context: NewContext
) -> None:
    robot = new_context(user_agent="Mozilla/5.0 (compatible; Examplebot/2.1)")
    shop = visit(robot, site.url, ready=False)
    shop.until_said("robot")
    expect(shop.host).to_have_count(0)
    assert len(shop.said) == 1


@pytest.mark.parametrize("width", [200, 256, 279])
def test_a_window_of_any_width_has_a_chat(
    site: HostSite, new_context: NewContext, width: int
) -> None:
    small = new_context(viewport={"width": width, "height": 300})
    shop = visit(small, site.url)
    expect(shop.launcher).to_be_in_viewport(ratio=1)
    chats(shop)
    for part in (shop.composer, shop.page.get_by_role("button", name="Close chat").last):
        expect(part).to_be_in_viewport(ratio=1)
