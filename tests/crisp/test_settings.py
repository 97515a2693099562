"""`$crisp`: every `config`, and `CRISP_RUNTIME_CONFIG`."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.crisp.conftest import OpenPage
from tests.crisp.desk import Desk
from tests.crisp.shop_page import ShopPage, bounds
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 800}


def background(shop: ShopPage) -> str:
    color: str = shop.any_launcher.evaluate("it => getComputedStyle(it).backgroundColor")
    return color


def test_launcher_and_panel_stand_at_the_left(shop: ShopPage) -> None:
    left, right = bounds(shop.page, shop.launcher)
    assert left > right
    shop.push("config", "position:reverse", [True])
    assert bounds(shop.page, shop.launcher) == (right, left)
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    left, right = bounds(shop.page, shop.panel)
    assert left < right
    shop.push("config", "position:reverse", [False])
    left, right = bounds(shop.page, shop.panel)
    assert left > right


@pytest.mark.parametrize(
    ("theme", "color", "ink"),
    [
        ("green", "rgb(68, 170, 68)", 0),
        ("black", "rgb(34, 34, 34)", 1),
        ("amber", "rgb(255, 187, 0)", 0),
    ],
)
def test_a_theme_colours_the_launcher_with_readable_ink(
    shop: ShopPage, theme: str, color: str, ink: int
) -> None:
    own = background(shop)
    shop.push("config", "color:theme", [theme])
    assert background(shop) == color
    # Which of black and white it is, painted: browsers write the computed colour in many ways.
    painted = shop.any_launcher.evaluate(
        """it => {
            const context = document.createElement("canvas").getContext("2d");
            context.fillStyle = getComputedStyle(it).color;
            context.fillRect(0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data];
        }"""
    )
    assert painted == ([255] * 4 if ink else [0, 0, 0, 255])
    shop.push("config", "color:theme", ["default"])
    assert background(shop) == own


def test_every_theme_of_crisp_has_a_colour_of_its_own(shop: ShopPage) -> None:
    themes = [
        "default",
        "amber",
        "black",
        "blue",
        "blue_grey",
        "light_blue",
        "brown",
        "cyan",
        "green",
        "light_green",
        "grey",
        "indigo",
        "orange",
        "deep_orange",
        "pink",
        "purple",
        "deep_purple",
        "red",
        "teal",
    ]
    shown = set()
    for theme in themes:
        shop.push("config", "color:theme", [theme])
        shown.add(background(shop))
    assert len(shown) == len(themes)
    assert shop.said == []


def test_light_and_dark_are_chosen_whatever_the_system_says(open_page: OpenPage) -> None:
    shop = open_page(color_scheme="light")
    shop.push("do", "chat:open")
    light = shop.panel.evaluate("it => getComputedStyle(it).backgroundColor")
    shop.push("config", "color:mode", ["dark"])
    expect(shop.panel).not_to_have_css("background-color", light)
    shop.push("config", "color:mode", ["light"])
    expect(shop.panel).to_have_css("background-color", light)


def test_the_page_chooses_what_may_cover_the_chat(shop: ShopPage) -> None:
    cover = """() => {
        const cover = document.createElement("div");
        Object.assign(cover.style, { position: "fixed", inset: "0", zIndex: "100" });
        document.body.append(cover);
        const { x, y } = document.querySelector("threadbox-chat").shadowRoot
            .querySelector("button").getBoundingClientRect();
        return document.elementFromPoint(x + 20, y + 20).tagName;
    }"""
    assert shop.page.evaluate(cover) == "THREADBOX-CHAT"
    shop.push("config", "container:index", [99])
    assert shop.page.evaluate(cover) == "DIV"
    shop.push("config", "container:index", [101])
    assert shop.page.evaluate(cover) == "THREADBOX-CHAT"


def test_the_chat_hides_on_phones(shop: ShopPage) -> None:
    shop.push("config", "hide:on:mobile", [True])
    expect(shop.launcher).to_be_visible()
    shop.page.set_viewport_size(PHONE)
    expect(shop.any_launcher).to_be_hidden()
    assert shop.is_("chat:visible") == [False]
    shop.push("config", "hide:on:mobile", [False])
    expect(shop.launcher).to_be_visible()


@pytest.mark.usefixtures("ada")
def test_a_tooltip_says_whether_somebody_is_there(shop: ShopPage) -> None:
    shop.push("config", "availability:tooltip", [True])
    shop.any_launcher.hover()
    expect(shop.any_launcher).to_have_attribute("title", "We are here")
    shop.push("config", "availability:tooltip", [False])
    expect(shop.any_launcher).to_have_attribute("title", "")


@pytest.mark.usefixtures("ada")
def test_the_panel_counts_the_operators_it_does_not_name(
    shop: ShopPage, acme: ThreadboxServer, website: str
) -> None:
    with Desk.of(acme, website, "Ben"), Desk.of(acme, website, "Cleo"):
        shop.push("do", "chat:open")
        expect(shop.panel.get_by_text("Ada and Ben are here")).to_be_visible()
        shop.push("config", "show:operator:count", [True])
        expect(shop.panel.get_by_text(re.compile("Ada, Ben,? and 1 more are here"))).to_be_visible()


def test_a_muted_chat_offers_no_sound(shop: ShopPage) -> None:
    shop.push("do", "chat:open")
    switch = shop.panel.get_by_role("button", name="Sound")
    expect(switch).to_be_visible()
    shop.push("config", "sound:mute", [True])
    expect(switch).to_be_hidden()


def test_a_locked_panel_cannot_be_closed(shop: ShopPage) -> None:
    shop.push("config", "lock:maximized", [True])
    expect(shop.composer).to_be_visible()
    shop.push("do", "chat:close")
    shop.page.keyboard.press("Escape")
    assert shop.is_("chat:opened") == [True]
    expect(shop.panel.get_by_role("button", name="Close chat")).to_have_count(0)
    shop.push("config", "lock:maximized", [False])
    shop.push("do", "chat:close")
    expect(shop.composer).to_be_hidden()


def test_the_panel_fills_the_screen(shop: ShopPage) -> None:
    shop.push("config", "lock:fullview", [True])
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    assert bounds(shop.page, shop.panel) == (0, 0)
    assert shop.is_("chat:large") == [True]


def test_the_page_chooses_the_language(shop: ShopPage) -> None:
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    shop.push("config", "locale", ["de"])
    expect(shop.panel.get_by_role("button", name="Chat schließen")).to_be_visible()


def test_a_new_message_is_shown_beside_the_launcher_unless_the_page_hides_it(
    shop: ShopPage, ada: Desk
) -> None:
    shop.push("config", "hide:preview", [True])
    shop.push("do", "message:send", ["text", "hello"])
    shop.wait_until("$crisp.is('session:ongoing')")
    ada.do("send", shop.get("session:identifier"), text="It was the cable")
    shop.wait_until("$crisp.get('chat:unread:count') === 1")
    shown = shop.page.get_by_role("button", name="Ada It was the cable")
    expect(shown).to_be_hidden()
    shop.push("config", "hide:preview", [False])
    expect(shown).to_be_visible()
    shown.click()
    expect(shop.composer).to_be_visible()
    assert shop.said == []


def test_there_is_no_vacation_to_hide_in(shop: ShopPage) -> None:
    shop.push("config", "hide:vacation", [True])
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    assert shop.said == []


def test_a_setting_that_is_none_is_said_once(shop: ShopPage) -> None:
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    for _ in range(2):
        shop.push("config", "color:shape", ["round"])
        shop.push("config", "sound:mute", ["loud"])
    shop.until_said("color:shape")
    shop.until_said("takes a boolean")
    assert len(shop.said) == 2


def test_the_runtime_configuration_counts_from_the_start(open_page: OpenPage) -> None:
    shop = open_page(
        """window.CRISP_RUNTIME_CONFIG = {
            locale: "fr", lock_maximized: true, lock_full_view: true,
            disable_full_view: false, session_merge: true, cross_origin_cookies: true,
        }"""
    )
    expect(shop.panel).to_be_visible()
    assert bounds(shop.page, shop.panel) == (0, 0)
    expect(shop.panel.get_by_role("textbox", name="Écrire un message")).to_be_visible()
    shop.push("do", "chat:close")
    assert shop.is_("chat:opened", "chat:large") == [True, True]
    assert shop.said == []


def test_what_an_administrator_sets_is_seen_on_open_pages(
    acme: ThreadboxServer, website: str, shop: ShopPage
) -> None:
    where = ("set-website", "--website", website)
    before = acme.cli(*where)
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    try:
        acme.cli(*where, "--accent", "#0f766e", "--welcome", "Set while you look")
        expect(shop.page.get_by_text("Set while you look")).to_be_visible()
        expect(shop.any_launcher).to_have_css("background-color", "rgb(15, 118, 110)")
    finally:
        acme.cli(*where, "--accent", before["accent"], "--welcome", before["welcome"] or "none")
