"""The chat can be used while a page's own dialog, popover or full screen is open, and afterwards.

"Payment failed: talk to us" is the usual page. Playwright clicks only what a person could: nothing
that is inert, covered or off the screen.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.conftest import Served
from tests.crisp.shop_page import ShopPage, visit

pytestmark = pytest.mark.browser

BODY = """<body>
    <h1>Shop</h1><button id='behind'>Behind</button>
    <dialog id='inner'><button autofocus>In the inner one</button></dialog>
    <dialog id='outer'>
        <h2>Payment failed</h2>
        <button id='ask' onclick='$crisp.push(["do", "chat:open"])'>Talk to support</button>
        <button id='inside'>Inside</button>
    </dialog>
    <dialog id='bare'>Nothing to focus</dialog>
    <x-dialog></x-dialog>
    <div id='sheet' popover style='width: 100vw; height: 100vh; max-width: none'>
        <button onclick='$crisp.push(["do", "chat:open"])'>Ask in the sheet</button>
    </div>
    <div id='app' style='background: white'>
        <button onclick='this.closest("div").requestFullscreen()'>Fill</button>
        <button onclick='document.documentElement.requestFullscreen()'>Fill with all</button>
        <button onclick='$crisp.push(["do", "chat:open"])'>Ask in the app</button>
    </div>
</body>"""
SCRIPT = """
    customElements.define("x-dialog", class extends HTMLElement {
        connectedCallback() {
            this.attachShadow({ mode: "open" }).innerHTML =
                "<dialog><button>In the shadow</button></dialog>";
        }
        get dialog() { return this.shadowRoot.querySelector("dialog") }
    });
"""
OUTER, INNER, BARE = (f"document.getElementById('{name}')" for name in ("outer", "inner", "bare"))
SHADOW = "document.querySelector('x-dialog').dialog"


@pytest.fixture(scope="module")
def shop_url(served: Served) -> Iterator[str]:
    with served({"/": BODY}, before=SCRIPT) as url:
        yield url


def expect_usable(shop: ShopPage, words: str) -> None:
    """With the mouse: opened if it is closed, written to, closed."""
    if shop.is_("chat:closed") == [True]:
        shop.launcher.click()
    shop.composer.click()
    shop.say(words)
    expect(shop.panel.get_by_text(words).first).to_be_visible()
    shop.page.get_by_role("button", name="Close chat").first.click()
    expect(shop.composer).to_have_count(0)


@pytest.mark.parametrize("dialog", [OUTER, BARE, SHADOW], ids=["plain", "without focus", "shadow"])
@pytest.mark.parametrize("ending", ["close()", "remove()"])
def test_beside_a_modal_dialog_and_after_it(
    shop_url: str, new_context: NewContext, dialog: str, ending: str
) -> None:
    shop = visit(new_context(), shop_url)
    faults: list[str] = []
    shop.page.on("pageerror", lambda error: faults.append(str(error)))
    for time in range(1 if ending == "remove()" else 2):
        shop.run(f"{dialog}.showModal()")
        expect_usable(shop, f"beside the dialog, {time}")
        shop.run(f"{dialog}.{ending}")
        expect_usable(shop, f"after the dialog, {time}")
    shop.page.get_by_role("button", name="Behind").click()
    assert faults == []


def test_a_button_in_the_dialog_opens_the_chat(shop_url: str, new_context: NewContext) -> None:
    shop = visit(new_context(), shop_url)
    shop.run(f"{OUTER}.showModal()")
    shop.page.get_by_role("button", name="Talk to support").click()
    expect_usable(shop, "my payment failed")
    # The dialog is still there, whatever was pressed in the chat.
    shop.page.get_by_role("button", name="Inside").click()


def test_an_open_panel_stays_as_it_is_when_dialogs_come_and_go(
    shop_url: str, new_context: NewContext
) -> None:
    shop = visit(new_context(), shop_url)
    shop.open_chat()
    for number in range(30):
        shop.push("do", "message:send", ["text", f"line {number}"])
    expect(shop.panel.get_by_text("line 29")).to_be_visible()
    shop.composer.fill("half a sentence")
    for step in (f"{OUTER}.showModal()", f"{INNER}.showModal()", f"{INNER}.close()"):
        shop.run(step)
        expect(shop.panel.get_by_text("line 29")).to_be_in_viewport()
        expect(shop.composer).to_have_value("half a sentence")
        shop.composer.click()
    shop.run(f"{OUTER}.close()")
    expect(shop.panel.get_by_text("line 29")).to_be_in_viewport()
    expect_usable(shop, "still here")


@pytest.mark.parametrize(
    "order", [(OUTER, INNER), (INNER, OUTER), (OUTER, SHADOW), (SHADOW, OUTER)]
)
def test_the_topmost_of_several_dialogs_counts(
    shop_url: str, new_context: NewContext, order: tuple[str, str]
) -> None:
    below, above = order
    shop = visit(new_context(), shop_url)
    shop.run(f"{below}.showModal(); {above}.showModal()")
    expect_usable(shop, "in the upper one")
    shop.run(f"{above}.close()")
    expect_usable(shop, "in the lower one")
    shop.run(f"{below}.close()")
    expect_usable(shop, "on the page")


def test_a_dialog_that_was_open_before_the_script_counts_too(
    served: Served, new_context: NewContext
) -> None:
    early = f"addEventListener('DOMContentLoaded', () => {OUTER}.showModal())"
    with served({"/": BODY}, before=SCRIPT, after=early) as url:
        expect_usable(visit(new_context(), url), "early")


@pytest.mark.parametrize("size", [(360, 640), (1280, 720)], ids=["phone", "desktop"])
def test_with_a_z_index_of_the_pages_and_on_a_phone(
    shop_url: str, new_context: NewContext, size: tuple[int, int]
) -> None:
    width, height = size
    context = new_context(viewport={"width": width, "height": height})
    shop = visit(context, shop_url)
    shop.push("config", "container:index", [5000])
    shop.run(f"{OUTER}.showModal()")
    expect_usable(shop, "beside the dialog")
    shop.run(f"{OUTER}.close()")
    expect_usable(shop, "after the dialog")


def test_escape_in_the_panel_closes_the_panel_alone(shop_url: str, new_context: NewContext) -> None:
    shop = visit(new_context(), shop_url)
    shop.run(f"{OUTER}.showModal()")
    shop.launcher.click()
    shop.composer.press("Escape")
    expect(shop.composer).to_have_count(0)
    shop.page.get_by_role("button", name="Inside").click()


def test_above_a_popover_of_the_page(shop_url: str, new_context: NewContext) -> None:
    shop = visit(new_context(), shop_url)
    shop.run("document.getElementById('sheet').showPopover()")
    shop.page.get_by_role("button", name="Ask in the sheet").click()
    expect_usable(shop, "above the sheet")


def test_in_full_screen(shop_url: str, new_context: NewContext) -> None:
    shop = visit(new_context(), shop_url)
    shop.page.get_by_role("button", name="Fill with all").click()
    shop.wait_until("document.fullscreenElement")
    expect_usable(shop, "the whole page fills the screen")
    shop.run("document.exitFullscreen()")
    shop.wait_until("!document.fullscreenElement")
    shop.page.get_by_role("button", name="Fill", exact=True).click()
    shop.wait_until("document.fullscreenElement")
    # What fills the screen is in front, as films want it, until the page asks for the chat.
    shop.page.get_by_role("button", name="Ask in the app").click()
    expect_usable(shop, "a part of it does")
    shop.run("document.exitFullscreen()")
    expect_usable(shop, "nothing does")


# What libraries do that make dialogs of their own: hold the focus, hide and disable all the rest,
# close on a press outside.
OWN_DIALOG = """
    const box = document.createElement("div");
    box.setAttribute("role", "dialog");
    box.style.cssText = "position: fixed; inset: 20% 20% auto; pointer-events: auto; z-index: 9999";
    box.innerHTML = "<button>In the box</button>";
    document.body.style.pointerEvents = "none";
    document.body.append(box);
    for (const other of document.body.children)
        if (other !== box) { other.inert = true; other.setAttribute("aria-hidden", "true") }
    const button = box.firstChild;
    button.focus();
    document.addEventListener("focusin", it => box.contains(it.target) || button.focus());
    for (const press of ["pointerdown", "mousedown", "click"])
        document.addEventListener(press, it => box.contains(it.target) || box.remove());
"""


def test_beside_a_dialog_that_a_library_made(shop_url: str, new_context: NewContext) -> None:
    shop = visit(new_context(), shop_url)
    shop.run(f"(() => {{ {OWN_DIALOG} }})()")
    expect_usable(shop, "beside the box")
    shop.page.get_by_role("button", name="In the box").click()
