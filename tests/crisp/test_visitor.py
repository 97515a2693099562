"""`$crisp`: what a page tells of its visitor and asks of the session."""

import hashlib
import hmac
import json
import re

import pytest
from playwright.sync_api import expect

from tests.crisp.desk import Desk
from tests.crisp.shop_page import ShopPage
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

PROFILE = {
    "nickname": "Mira Sol",
    "email": "mira@solbakery.example",
    "phone": "+351211234567",
    "avatar": "https://acme.example/mira.png",
}


def test_a_profile_is_set_told_and_kept(shop: ShopPage) -> None:
    shop.listen(*(f"user:{field}:changed" for field in PROFILE))
    for field, value in PROFILE.items():
        assert shop.get(f"user:{field}") is None
        shop.push("set", f"user:{field}", [value])
        assert shop.heard(f"user:{field}:changed") == [[value]]
    shop.until_sent("profile", 4)
    # The server's answer is that of the page.
    shop.wait_until("$crisp.get('user:avatar') !== null")
    shop.reload()
    for field, value in PROFILE.items():
        # What had not been answered is sent once more.
        shop.wait_until(f"$crisp.get('user:{field}') === {json.dumps(value)}")
    assert shop.said == []


def test_a_company_is_set_and_read(shop: ShopPage) -> None:
    assert shop.get("user:company") is None
    about = {"url": "https://sol.example", "employment": ["Owner", "Baker"], "geolocation": ["PT"]}
    shop.push("set", "user:company", ["Sol Bakery", about])
    shop.until_sent("profile")
    assert shop.get("user:company") == {"name": "Sol Bakery", "description": None, **about}
    shop.push("set", "user:company", ["Sol & Sons"])
    assert shop.get("user:company")["name"] == "Sol & Sons"


def test_a_signed_email_is_verified_and_a_wrong_signature_refused(
    shop: ShopPage, acme: ThreadboxServer, website: str
) -> None:
    secret = acme.cli("identity", "--website", website)["secret"]
    email = PROFILE["email"]
    signature = hmac.new(secret.encode(), f"email:{email}".encode(), hashlib.sha256).hexdigest()
    shop.push("set", "user:email", [email, "0" * 64])
    shop.until_said("signature")
    shop.push("set", "user:email", [email, signature])
    shop.until_sent("profile", 2)
    shop.wait_until(f"$crisp.get('user:email') === '{email}'")
    assert len(shop.said) == 1


def test_session_data_is_merged_and_read_by_key(shop: ShopPage) -> None:
    assert shop.get("session:data") == {}
    shop.push("set", "session:data", [[["plan", "pro"], ["servers", 2], ["trial", False]]])
    shop.push("set", "session:data", [[["servers", 3]]])
    data = {"plan": "pro", "servers": 3, "trial": False}
    shop.wait_until("$crisp.get('session:data', 'servers') === 3")
    assert shop.get("session:data") == data
    for name in ("nothing", "__proto__", "constructor"):
        assert shop.get("session:data", name) is None
    shop.until_sent("data", 2)
    shop.reload()
    # What had not been answered is sent once more.
    shop.wait_until("$crisp.get('session:data', 'servers') === 3")
    assert shop.get("session:data") == data


def test_segments_are_added_or_replaced(shop: ShopPage) -> None:
    shop.push("set", "session:segments", [["customer", "hosting"]])
    shop.push("set", "session:segments", [["customer"], True])
    shop.push("set", "session:segments", [["customer"], True])
    sent = [(frame["segments"], frame["overwrite"]) for frame in shop.until_sent("segments", 2)]
    assert sent == [(["customer", "hosting"], False), (["customer"], True)]


def test_session_events_are_pushed_with_their_colour(shop: ShopPage) -> None:
    event = ["order placed", {"amount": 49}, "green"]
    shop.push("set", "session:event", [[event, ["left"], ["odd", {}, "mauve"]]])
    sent = [(it["text"], it["data"], it["color"]) for it in shop.until_sent("event", 3)]
    assert sent == [
        ("order placed", {"amount": 49}, "green"),
        ("left", {}, "blue"),
        ("odd", {}, "blue"),
    ]


def test_the_session_has_a_name_and_is_told_also_late(shop: ShopPage) -> None:
    session = shop.get("session:identifier")
    assert re.fullmatch(r"session_[0-9a-f-]{36}", session)
    shop.listen("session:loaded")
    assert shop.heard("session:loaded") == [[session]]


def test_availability_is_known_and_its_change_told(shop: ShopPage, ada: Desk) -> None:
    assert shop.is_("website:available") == [True]
    shop.listen("website:availability:changed")
    shop.push("config", "hide:on:away", [True])
    shop.push("do", "message:send", ["text", "hello"])
    shop.wait_until("$crisp.is('session:ongoing')")
    expect(shop.launcher).to_be_visible()
    ada.leave()
    assert shop.heard("website:availability:changed") == [[False]]
    assert shop.is_("website:available", "chat:visible") == [False, False]
    expect(shop.any_launcher).to_be_hidden()
    ada.come_back()
    assert shop.heard("website:availability:changed", 2) == [[False], [True]]
    expect(shop.launcher).to_be_visible()


def test_a_reset_begins_an_empty_session(shop: ShopPage) -> None:
    before = shop.get("session:identifier")
    shop.listen("session:loaded")
    shop.push("set", "user:email", [PROFILE["email"]])
    shop.push("do", "message:send", ["text", "hello"])
    shop.wait_until("$crisp.is('session:ongoing')")
    shop.push("do", "session:reset", [False])
    # What is pushed in between belongs to the next session.
    shop.push("set", "user:nickname", ["Somebody else"])
    told = [session for [session] in shop.heard("session:loaded", 2)]
    assert told[0] == before
    assert told[1] == shop.get("session:identifier") != before
    assert shop.get("user:email") is None
    assert shop.get("user:nickname") == "Somebody else"
    assert shop.is_("session:ongoing") == [False]


@pytest.mark.parametrize("first", ["", "'set', 'user:nickname', ['Mira']", "'do', 'chat:open'"])
def test_a_reset_leaves_one_chat_whenever_it_comes(shop: ShopPage, first: str) -> None:
    """Also while the chat of the session that is over is still being fetched."""
    shop.wait_until("$crisp.is && $crisp.get('session:identifier')")
    before = shop.get("session:identifier")
    shop.run(
        f"$crisp.push([{first}]); $crisp.push(['do', 'session:reset'])"
        if first
        else "$crisp.push(['do', 'session:reset'])"
    )
    shop.wait_until(f"$crisp.get('session:identifier') !== '{before}'")
    shop.push("do", "chat:open")
    expect(shop.panel).to_be_visible()
    expect(shop.page.locator("threadbox-chat")).to_have_count(1)


def test_a_reset_may_reload_the_page(shop: ShopPage) -> None:
    before = shop.get("session:identifier")
    with shop.page.expect_navigation():
        shop.push("do", "session:reset", [True])
    shop.wait_until("window.$crisp && $crisp.is && $crisp.get('session:identifier')")
    assert shop.get("session:identifier") != before
