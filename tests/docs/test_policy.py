"""The content security policy that the page names is enough, and each line of it is needed."""

import re
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import NewContext
from tests.docs import site
from tests.docs.examples import examples
from tests.docs.shop import Shop
from tests.stories.people import OperatorScreen, visitor

pytestmark = [pytest.mark.browser, pytest.mark.firefox]

REFUSED = re.compile("Content Security Policy", re.IGNORECASE)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c"
    "63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def policy(shop: Shop) -> str:
    """The documented lines on top of a page that allows nothing but its own script."""
    (example,) = examples("http")
    assert example.text.startswith("Content-Security-Policy:")
    directives = " ".join(example.text.partition(":")[2].split())
    # The tests' server speaks http; one of a customer would be covered by "https:".
    directives = shop.filled_in(directives).replace("https:", f"https: {shop.server.url}")
    return "default-src 'none'; " + directives.replace("script-src", "script-src 'self'")


def served(shop: Shop, allowed: str) -> AbstractContextManager[str]:
    snippet = examples("html")[0].text
    script = shop.filled_in(snippet.replace("<script>", "").replace("</script>", ""))
    page = "<!doctype html><title>Acme</title><script src='/snippet.js'></script><h1>Acme</h1>"
    pages = {"/": ("text/html", page), "/snippet.js": ("text/javascript", script)}
    return site.serve(pages, {"Content-Security-Policy": allowed})


def test_the_chat_its_pictures_and_its_panel_work_under_the_documented_policy(
    shop: Shop, new_context: NewContext
) -> None:
    refused: list[str] = []
    with served(shop, policy(shop)) as url:
        mira = visitor(new_context(), url)
        mira.page.on(
            "console", lambda line: refused.append(line.text) if REFUSED.search(line.text) else None
        )
        mira.page.reload()
        mira.open_chat()
        mira.say("hello")
        expect(mira.panel.get_by_text("hello")).to_be_visible()
        _send_picture(mira.page)
        expect(mira.panel.get_by_role("img").last).to_be_visible()
        olga: OperatorScreen = shop.olga(new_context)
        olga.open("picture.png")
        olga.reply("thank you")
        expect(mira.panel.get_by_text("thank you")).to_be_visible()
    assert refused == []


@pytest.mark.chromium_only("WebDriver BiDi tells nothing of what a policy refuses in Firefox")
@pytest.mark.parametrize("left_out", ["script-src", "connect-src"])
def test_without_a_line_of_it_there_is_no_chat(
    left_out: str, shop: Shop, new_context: NewContext
) -> None:
    less = policy(shop).replace(left_out, "x-" + left_out)
    if left_out == "script-src":
        less += "; script-src 'self'"
    with served(shop, less) as url:
        page = new_context().new_page()
        with page.expect_console_message(lambda line: REFUSED.search(line.text) is not None):
            page.goto(url)
        assert page.evaluate("typeof $crisp.is") == "undefined"


def _send_picture(page: Page) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=re.compile("Attach|file", re.IGNORECASE)).first.click()
    chosen.value.set_files({"name": "picture.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(page.get_by_role("list", name="Files to send")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
