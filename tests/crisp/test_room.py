"""Pages that scroll by themselves, are enlarged as a whole or moved: the chat fits the window."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.conftest import Served
from tests.crisp.shop_page import ShopPage, visit

pytestmark = pytest.mark.browser

TALL = "<body style='margin: 0'><div style='height: 6000px'>Shop</div></body>"


def with_lines(shop: ShopPage) -> None:
    """More than fits."""
    shop.push("do", "chat:open")
    for number in range(40):
        shop.push("do", "message:show", ["text", f"line {number}"])
    expect(shop.panel.get_by_text("line 39", exact=True)).to_be_in_viewport()


# What pages listen with, besides Lenis itself.
SCROLLERS = {
    "wheel and touch held by the document": """
        for (const type of ["wheel", "touchmove"])
            document.addEventListener(type, it => it.preventDefault(), { passive: false });""",
    "a page that scrolls itself": """
        addEventListener("wheel", it => { it.preventDefault(); scrollBy(0, it.deltaY) },
            { passive: false });""",
    "a body that is locked": "addEventListener('DOMContentLoaded', () => {"
    " document.body.style.overflow = 'hidden';"
    " document.body.addEventListener('wheel', it => it.preventDefault(), { passive: false }) })",
}


@pytest.mark.parametrize("script", ["Lenis", *SCROLLERS.values()], ids=["Lenis", *SCROLLERS])
def test_the_wheel_over_our_list_is_ours(
    served: Served, new_context: NewContext, script: str
) -> None:
    is_lenis = script == "Lenis"
    libraries = ("lenis/dist/lenis.js",) if is_lenis else ()
    after = "" if not is_lenis else "new Lenis({ autoRaf: true, smoothWheel: true })"
    with served(
        {"/": TALL}, libraries=libraries, before="" if is_lenis else script, after=after
    ) as url:
        shop = visit(new_context(), url)
        with_lines(shop)
        shop.panel.get_by_text("line 39", exact=True).hover()
        shop.page.mouse.wheel(0, -500)
        expect(shop.panel.get_by_text("line 39", exact=True)).not_to_be_in_viewport()
        assert shop.page.evaluate("scrollY") == 0


@pytest.mark.parametrize("on", ["html", "body"])
@pytest.mark.parametrize("zoom", [0.8, 1.25, 1.5, 2])
def test_a_page_that_is_enlarged_leaves_everything_in_sight(
    served: Served, new_context: NewContext, zoom: float, on: str
) -> None:
    plain = _boxes(served, new_context, "")
    zoomed = _boxes(served, new_context, f"{on} {{ zoom: {zoom} }}")
    assert zoomed == plain


# What is done to a page's body is not to be done to the chat.
_BODIES = (
    "body { transform: scale(0.5) translate(100px, 40px); transform-origin: 0 0 }",
    "body { filter: blur(0); perspective: 100px; contain: paint; overflow: hidden }",
    "body { display: grid; pointer-events: none; user-select: none; visibility: hidden }",
    "body > * { display: none !important }",
)


@pytest.mark.parametrize(
    ("style", "index"),
    [
        *((style, index) for style in _BODIES for index in (None, 5000)),
        # With a z-index of the page's the chat is a part of the page's root.
        ("html { filter: grayscale(0.5) }", None),
    ],
)
def test_a_body_that_is_moved_or_hidden_does_not_take_the_chat_along(
    served: Served, new_context: NewContext, style: str, index: int | None
) -> None:
    assert _boxes(served, new_context, style, index) == _boxes(served, new_context, "", index)


def _boxes(
    served: Served, new_context: NewContext, style: str, index: int | None = None
) -> list[object]:
    """Where panel, composer and Send stand; all of it in sight, and it can be pressed."""
    body = f"<body><style>{style}</style><h1>Shop</h1></body>"
    with served({"/": body}) as url:
        shop = visit(new_context(viewport={"width": 1280, "height": 720}), url)
        if index:
            shop.push("config", "container:index", [index])
        with_lines(shop)
        shop.composer.click()
        shop.composer.fill("hello")
        send = shop.page.get_by_role("button", name="Send", exact=True)
        for part in (shop.panel, shop.composer, send):
            expect(part).to_be_in_viewport(ratio=1)
        boxes: list[Any] = [part.bounding_box() for part in (shop.panel, shop.composer, send)]
        send.click()
        expect(shop.composer).to_have_value("")
        rounded: list[object] = [
            {name: round(value) for name, value in box.items()} for box in boxes
        ]
        return rounded
