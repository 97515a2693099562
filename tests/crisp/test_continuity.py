"""The same visitor across pages, tabs, sub-domains, browser restarts and devices; and signing out.

A browser context is a device: it has cookies and storage of its own.
"""

import json
import secrets

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.conftest import OpenPage
from tests.crisp.desk import Desk
from tests.crisp.shop_page import ShopPage, visit
from tests.host_page import HostSite

pytestmark = pytest.mark.browser


def session_of(shop: ShopPage) -> str:
    session: str = shop.get("session:identifier")
    return session


def with_secret(token_id: str, *, merge: bool = False) -> str:
    """What the page says ahead of the snippet, for as long as somebody is signed in."""
    config = json.dumps({"session_merge": True} if merge else {})
    return (
        "if (!localStorage.signedOut) {"
        f" window.CRISP_TOKEN_ID = {json.dumps(token_id)};"
        f" window.CRISP_RUNTIME_CONFIG = {config}; }}"
    )


def test_pages_tabs_and_a_restart_share_a_session(site: HostSite, new_context: NewContext) -> None:
    context = new_context()
    first = visit(context, site.url)
    session = session_of(first)
    first.push("do", "message:send", ["text", "hello"])
    first.wait_until("$crisp.is('session:ongoing')")
    assert session_of(visit(context, f"{site.url}other")) == session
    restarted = new_context(storage_state=context.storage_state())
    again = visit(restarted, site.url)
    assert session_of(again) == session
    again.push("do", "chat:open")
    expect(again.panel.get_by_text("hello").first).to_be_visible()


def test_sub_domains_share_a_session_unless_the_page_keeps_it_to_one(
    site: HostSite, new_context: NewContext
) -> None:
    shop, blog = (f"http://{name}.acme.localhost:{site.port}/" for name in ("shop", "blog"))
    context = new_context()
    session = session_of(visit(context, shop))
    assert session_of(visit(context, blog)) == session
    apart = new_context()
    own = "window.CRISP_COOKIE_DOMAIN = location.hostname"
    session = session_of(visit(apart, shop, own))
    assert session_of(visit(apart, blog, own)) != session


def test_a_session_lasts_as_long_as_the_page_wishes(
    site: HostSite, new_context: NewContext
) -> None:
    context = new_context()
    for wish, seconds in (("3600", 3_600), ("-1", 15_768_000), ("'soon'", 15_768_000)):
        shop = visit(context, site.url, f"window.CRISP_COOKIE_EXPIRE = {wish}")
        [cookie] = [it for it in context.cookies() if it["name"].startswith("threadbox_")]
        left = cookie["expires"] - shop.page.evaluate("Date.now() / 1000")
        assert seconds - 60 < left <= seconds + 1
        shop.page.close()


def test_a_secret_of_the_page_finds_the_conversation_on_every_device(open_page: OpenPage) -> None:
    secret = with_secret(secrets.token_hex(20))
    desk = open_page(secret)
    session = session_of(desk)
    desk.push("do", "message:send", ["text", "written at the desk"])
    desk.wait_until("$crisp.is('session:ongoing')")
    phone = open_page(secret)
    assert session_of(phone) == session
    phone.push("do", "chat:open")
    expect(phone.panel.get_by_text("written at the desk").first).to_be_visible()
    assert session_of(open_page(with_secret(secrets.token_hex(20)))) != session
    assert desk.said == phone.said == []


@pytest.mark.parametrize("weak", ["7", "customer-7", "mira@solbakery.example"])
def test_a_weak_secret_is_refused_with_a_warning(open_page: OpenPage, weak: str) -> None:
    first = open_page(with_secret(weak))
    first.until_said("CRISP_TOKEN_ID: token_id_too_weak")
    assert session_of(open_page(with_secret(weak))) != session_of(first)
    first.push("do", "message:send", ["text", "it works all the same"])
    first.wait_until("$crisp.is('session:ongoing')")
    assert len(first.said) == 1


def test_a_number_is_taken_as_text(open_page: OpenPage) -> None:
    shop = open_page("window.CRISP_TOKEN_ID = 1234567")
    shop.until_said("token_id_too_weak")


def test_a_secret_set_later_needs_a_reset(shop: ShopPage, open_page: OpenPage) -> None:
    token_id = secrets.token_hex(20)
    session = session_of(open_page(with_secret(token_id)))
    shop.run(f"window.CRISP_TOKEN_ID = {json.dumps(token_id)}")
    assert session_of(shop) != session
    shop.push("do", "session:reset")
    shop.wait_until(f"$crisp.get('session:identifier') === {json.dumps(session)}")


def test_a_page_may_take_the_anonymous_conversation_along(
    site: HostSite, new_context: NewContext
) -> None:
    token_id = secrets.token_hex(20)
    context = new_context()
    before = visit(context, site.url)
    before.push("do", "chat:open")
    before.push("do", "message:send", ["text", "before signing in"])
    before.wait_until("$crisp.is('session:ongoing')")
    before.page.close()
    after = visit(context, site.url, with_secret(token_id, merge=True))
    after.push("do", "chat:open")
    expect(after.panel.get_by_text("before signing in").first).to_be_visible()
    elsewhere = visit(new_context(), site.url, with_secret(token_id))
    assert session_of(elsewhere) == session_of(after)
    elsewhere.push("do", "chat:open")
    expect(elsewhere.panel.get_by_text("before signing in").first).to_be_visible()


def test_signing_out_leaves_nothing_on_the_device_and_all_tabs_follow(
    site: HostSite, new_context: NewContext, ada: Desk
) -> None:
    secret = with_secret(secrets.token_hex(20))
    context = new_context()
    tab, other = visit(context, site.url, secret), visit(context, site.url, secret)
    session = session_of(tab)
    assert session_of(other) == session
    tab.push("set", "user:email", ["mira@solbakery.example"])
    tab.push("do", "chat:open")
    tab.push("do", "message:send", ["text", "something private"])
    tab.wait_until("$crisp.is('session:ongoing')")
    tab.run("localStorage.signedOut = 'yes'; delete window.CRISP_TOKEN_ID")
    tab.push("do", "session:reset")
    name = "$crisp.get('session:identifier')"
    for screen in (tab, other):
        screen.wait_until(f"{name} && {name} !== {json.dumps(session)}")
    # The other tab still has the secret, and must not sign anybody in again with it.
    assert session_of(other) == session_of(tab)
    assert tab.get("user:email") is None
    expect(tab.page.get_by_text("something private")).to_have_count(0)
    left = tab.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert session not in left
    assert "private" not in left
    tab.reload()
    assert session_of(tab) not in (session, None)
    ada.do("send", session, text="the conversation itself is still in the inbox")
