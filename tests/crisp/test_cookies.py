"""Two people never meet: whose session a browser goes on with, whatever cookies it holds.

Sites of tests lie at `*.test`. A browser context is a person's device; `secret` is what nobody else
may ever read there.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests import host_page
from tests.conftest import NewContext
from tests.crisp.shop_page import READY, ShopPage, visit
from tests.host_page import HostSite
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

SECRET = "my card ends in 4242"
# What pages of the shop say, or do not say, ahead of the snippet.
NARROW = "window.CRISP_COOKIE_DOMAIN = 'shop.acme.test'"
SAME = "window.CRISP_COOKIE_DOMAIN = '.acme.test'"
TOO_WIDE = "window.CRISP_COOKIE_DOMAIN = 'test'"
ELSEWHERE = "window.CRISP_COOKIE_DOMAIN = 'blog.acme.test'"
NO_WISH = ""


@dataclass
class Sites:
    """A website and the hosts that its pages lie on."""

    website: str
    site: HostSite

    def at(self, context: BrowserContext, host: str, before: str = "") -> ShopPage:
        return visit(context, f"http://{host}:{self.site.port}/", before)

    def cookie(self, token: str, domain: str, path: str = "/") -> Any:
        """A cookie as the chatbox would set it, wherever that is."""
        return {
            "name": f"threadbox_{self.website}", "value": token, "domain": domain, "path": path,
        }  # fmt: skip


def _sites(server: ThreadboxServer, domain: str) -> Iterator[Sites]:
    website = server.cli("create-website", "--name", "Acme", "--domain", domain)["website_id"]
    with host_page.serve(server, website) as site:
        yield Sites(website, site)


@pytest.fixture(scope="module")
def acme_test(acme: ThreadboxServer) -> Iterator[Sites]:
    """A website with all of `acme.test`."""
    yield from _sites(acme, "acme.test")


@pytest.fixture(scope="module")
def customer(acme: ThreadboxServer) -> Iterator[Sites]:
    """A website on a host beside which others live."""
    yield from _sites(acme, "customer1.hosting.test")


def session_of(shop: ShopPage) -> str:
    session: str = shop.get("session:identifier")
    return session


def said(shop: ShopPage, text: str) -> str:
    """Says something there; gives the session it was said in."""
    shop.push("do", "message:send", ["text", text])
    shop.wait_until("$crisp.is('session:ongoing')")
    return session_of(shop)


def expect_nothing_of(shop: ShopPage, text: str) -> None:
    """Whoever opens the chat here does not read it."""
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    expect(shop.panel.get_by_text(text)).to_have_count(0)


# --- apart ------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["www first", "shop first", "shop without the setting first"])
@pytest.mark.parametrize("kept", ["cookies and storage", "cookies alone"])
def test_a_domain_of_its_own_keeps_a_sub_domain_apart(
    acme_test: Sites, new_context: NewContext, order: str, kept: str
) -> None:
    context = new_context()
    if order == "shop first":
        own = said(acme_test.at(context, "shop.acme.test", NARROW), SECRET)
    if order == "shop without the setting first":
        session_of(acme_test.at(context, "shop.acme.test"))
    www = said(acme_test.at(context, "www.acme.test"), "said on www")
    if kept == "cookies alone":
        context = new_context(storage_state={"cookies": context.cookies(), "origins": []})
    shop = acme_test.at(context, "shop.acme.test", NARROW)
    assert session_of(shop) != www
    assert order != "shop first" or session_of(shop) == own
    expect_nothing_of(shop, "said on www")
    again = acme_test.at(context, "www.acme.test")
    assert session_of(again) == www
    expect_nothing_of(again, SECRET)
    assert session_of(acme_test.at(context, "shop.acme.test", NARROW)) == session_of(shop)


@pytest.mark.parametrize("wish", [NO_WISH, SAME, TOO_WIDE])
def test_without_a_narrower_wish_all_sub_domains_share(
    acme_test: Sites, new_context: NewContext, wish: str
) -> None:
    context = new_context()
    shop = session_of(acme_test.at(context, "shop.acme.test", wish))
    assert session_of(acme_test.at(context, "www.acme.test", wish)) == shop
    assert {cookie["domain"] for cookie in context.cookies()} == {".acme.test"}


def test_a_setting_that_is_taken_away_again_loses_nobody(
    acme_test: Sites, new_context: NewContext
) -> None:
    context = new_context()
    narrow = session_of(acme_test.at(context, "shop.acme.test", NARROW))
    assert session_of(acme_test.at(context, "shop.acme.test")) == narrow
    assert session_of(acme_test.at(context, "www.acme.test")) == narrow


def test_two_settings_on_two_pages_of_one_host_have_a_session_each(
    acme_test: Sites, new_context: NewContext
) -> None:
    context = new_context()
    wide = session_of(acme_test.at(context, "shop.acme.test"))
    narrow = session_of(acme_test.at(context, "shop.acme.test", NARROW))
    assert narrow != wide
    for _ in range(2):
        assert session_of(acme_test.at(context, "shop.acme.test")) == wide
        assert session_of(acme_test.at(context, "shop.acme.test", NARROW)) == narrow


# --- reset ------------------------------------------------------------------------------------

BOTH, COOKIES, STORAGE = "cookies and storage", "cookies alone", "storage alone"
ALL = (ELSEWHERE, NARROW, NO_WISH, SAME)
# What was wished when somebody came before, what is wished where they reset, and what is left.
RESETS = [
    ((NO_WISH,), NO_WISH, BOTH),
    ((NO_WISH,), NARROW, BOTH),
    ((NARROW,), NO_WISH, BOTH),
    ((NARROW,), NARROW, BOTH),
    ((NO_WISH, NARROW), NARROW, BOTH),
    ((NARROW, NO_WISH), NO_WISH, BOTH),
    *(
        (ALL, wish, kept)
        for wish in (NO_WISH, NARROW, ELSEWHERE)
        for kept in (BOTH, COOKIES, STORAGE)
    ),
]


@pytest.mark.parametrize(("visits", "wish", "kept"), RESETS)
def test_a_reset_always_gives_a_new_session(
    acme_test: Sites, new_context: NewContext, visits: tuple[str, ...], wish: str, kept: str
) -> None:
    context = new_context()
    before = {said(acme_test.at(context, "shop.acme.test", each), SECRET) for each in visits}
    before.add(session_of(acme_test.at(context, "www.acme.test")))
    # A cookie of this host alone, as an earlier version or another setting may have left it.
    context.add_cookies(
        [acme_test.cookie(cookie["value"], domain="shop.acme.test") for cookie in context.cookies()]
    )
    state = context.storage_state()
    if kept == COOKIES:
        state["origins"] = []
    if kept == STORAGE:
        state["cookies"] = []
    context = new_context(storage_state=state)
    shop = acme_test.at(context, "shop.acme.test", wish)
    before.add(session_of(shop))
    shop.push("do", "session:reset")
    shop.wait_until(f"!{json.dumps(list(before))}.includes($crisp.get('session:identifier'))")
    shop.wait_until(READY)
    fresh = session_of(shop)
    expect_nothing_of(shop, SECRET)
    shop.reload()
    assert session_of(shop) == fresh
    expect_nothing_of(shop, SECRET)
    # Nor on any other page of this host, whatever it wishes.
    for other in (NO_WISH, NARROW, ELSEWHERE):
        page = acme_test.at(context, "shop.acme.test", other)
        assert session_of(page) not in before
        expect_nothing_of(page, SECRET)


def test_a_reset_on_one_sub_domain_counts_on_the_others_with_their_copies(
    acme_test: Sites, new_context: NewContext
) -> None:
    context = new_context()
    for host in ("shop.acme.test", "www.acme.test"):
        session = said(acme_test.at(context, host), SECRET)
    shop = acme_test.at(context, "shop.acme.test")
    shop.push("do", "session:reset")
    shop.wait_until(f"({READY}) && $crisp.get('session:identifier') !== {json.dumps(session)}")
    www = acme_test.at(context, "www.acme.test")
    assert session_of(www) == session_of(shop)
    expect_nothing_of(www, SECRET)


# --- others' cookies --------------------------------------------------------------------------


def test_the_token_does_not_leave_the_websites_own_domain(
    customer: Sites, new_context: NewContext
) -> None:
    context = new_context()
    customer.at(context, "shop.customer1.hosting.test", "window.CRISP_COOKIE_DOMAIN='hosting.test'")
    [cookie] = context.cookies()
    assert cookie["domain"] == ".customer1.hosting.test"


@pytest.mark.parametrize("path", ["/", "/index"])
@pytest.mark.parametrize("config", ["", "window.CRISP_RUNTIME_CONFIG = { session_merge: true };"])
@pytest.mark.parametrize("visited", [False, True], ids=["first visit", "came before"])
def test_a_cookie_that_a_neighbour_has_planted_is_nobodys_session(
    acme: ThreadboxServer, customer: Sites, new_context: NewContext,
    visited: bool, config: str, path: str,
) -> None:  # fmt: skip
    context, host = new_context(), "customer1.hosting.test"
    answer = httpx2.post(
        f"{acme.url}/visitor/boot",
        content=json.dumps({"website": customer.website}),
        headers={"Origin": f"http://{host}"},
    ).json()
    own = said(customer.at(context, host), SECRET) if visited else None
    planted = customer.cookie(answer["token"], domain=".hosting.test", path=path)
    context.add_cookies([planted])
    bound = "window.CRISP_TOKEN_ID = '5f0c7b1e-2d84-4a39-9f6b-3c1d8e7a6b52';" if config else ""
    for _ in range(2):
        shop = visit(context, f"http://{host}:{customer.site.port}/index", config + bound)
        assert session_of(shop) != answer["session"]
        assert own is None or config or session_of(shop) == own
        own = own or session_of(shop)
    if visited and not config:
        shop.push("do", "chat:open")
        expect(shop.panel.get_by_text(SECRET).first).to_be_visible()


FULL = """
    for (let size = 2 ** 22; size >= 1; size /= 2)
        try { for (let n = 0; ; n++) localStorage[`full${size}/${n}`] = "x".repeat(size) } catch {}
"""


def test_where_the_storage_is_full_the_server_is_asked_twice_at_most(
    acme_test: Sites, new_context: NewContext
) -> None:
    context = new_context()
    session = session_of(acme_test.at(context, "www.acme.test"))
    asked: list[str] = []
    context.on("request", lambda it: asked.append(it.url) if "/visitor/boot" in it.url else None)
    merging = "window.CRISP_RUNTIME_CONFIG = { session_merge: true };"
    shop = acme_test.at(context, "shop.acme.test", FULL + merging)
    assert session_of(shop) == session
    assert len(asked) <= 2


def test_the_time_begins_anew_with_each_visit(acme_test: Sites, new_context: NewContext) -> None:
    context, ends = new_context(), 0.0
    for host in ("shop.acme.test", "shop.acme.test", "a.b.acme.test", "shop.acme.test"):
        acme_test.at(context, host, "window.CRISP_COOKIE_EXPIRE = 600").page.close()
        [cookie] = context.cookies()
        assert cookie["expires"] > ends
        ends = cookie["expires"]


def test_in_a_frame_of_another_site_the_session_goes_on(
    acme_test: Sites, new_context: NewContext
) -> None:
    """Frames of other sites keep partitioned cookies alone. https, which those need, is played by
    the browser itself; the script and the chat come from the server."""
    context = new_context()
    framed = f"""<!doctype html><script>
        window.CRISP_RUNTIME_CONFIG = {{ cross_origin_cookies: true }};
        {acme_test.site.script}</script>"""
    pages = {
        "https://elsewhere.test/": "<iframe src='https://shop.acme.test/'></iframe>",
        "https://shop.acme.test/": framed,
    }
    for url, body in pages.items():
        context.route(url, _answering(body))
    sessions = []
    for _ in range(2):
        page = context.new_page()
        page.goto("https://elsewhere.test/")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("button", name="Chat with us")).to_be_visible()
        sessions.append(page.frames[1].evaluate("$crisp.get('session:identifier')"))
        page.close()
    assert sessions[0] == sessions[1]
    [cookie] = context.cookies("https://shop.acme.test/")
    assert cookie["partitionKey"] == "https://elsewhere.test"


# --- one browser ------------------------------------------------------------------------------


@pytest.mark.parametrize("hosts", [["shop"] * 5, ["shop", "www", "shop", "blog", "www"]])
def test_a_first_visit_in_many_tabs_at_once_is_one_session(
    acme_test: Sites, new_context: NewContext, hosts: list[str]
) -> None:
    context = new_context()
    asked: list[Route] = []

    def hold(route: Route) -> None:
        """Nobody is answered before all have asked; then the last comes first."""
        asked.append(route)
        if len(asked) == len(hosts):
            for each in reversed(asked):
                each.continue_()
        elif len(asked) > len(hosts):
            route.continue_()

    context.route("**/visitor/boot", hold)
    tabs = [
        visit(context, f"http://{host}.acme.test:{acme_test.site.port}/", ready=False)
        for host in hosts
    ]
    for number, tab in enumerate(tabs):
        tab.wait_until(READY)
        tab.push("do", "message:send", ["text", f"tab {number}"])
    for tab in tabs:
        tab.wait_until("$crisp.is('session:ongoing')")
    assert len({session_of(tab) for tab in tabs}) == 1
    tabs[0].push("do", "chat:open")
    for number in range(len(hosts)):
        expect(tabs[0].panel.get_by_text(f"tab {number}", exact=True)).to_be_visible()


def _answering(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(content_type="text/html", body=body)
