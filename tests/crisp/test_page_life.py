"""The chat survives its page: whatever takes its element away, it comes back as it was.

Each case is something that pages and their libraries do. Before it the panel is open, something was
said and half a sentence stands in the composer; all of that is there afterwards.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.conftest import Served
from tests.crisp.shop_page import ShopPage, visit
from tests.docs.project import PACKAGES, Project
from tests.host_page import documented_snippet
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser

SAID, HALF = "said before", "half a sentence"


@pytest.fixture(scope="module")
def plain(served: Served) -> Iterator[str]:
    with served({"/": "<body><h1>One</h1></body>"}, libraries=(JQUERY, IDIOMORPH)) as url:
        yield url


HTMX, TURBO = "htmx.org/dist/htmx.js", "@hotwired/turbo/dist/turbo.es2017-umd.js"
JQUERY, IDIOMORPH = "jquery/dist/jquery.js", "idiomorph/dist/idiomorph.js"


def busy(context_page: ShopPage) -> str:
    """Says something and begins to write; gives the session."""
    shop = context_page
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    shop.say(SAID)
    shop.wait_until("$crisp.is('session:ongoing')")
    shop.composer.fill(HALF)
    session: str = shop.get("session:identifier")
    return session


def expect_survived(shop: ShopPage, session: str) -> None:
    """One element, the same session, the panel with everything in it, and it works."""
    expect(shop.host).to_have_count(1)
    expect(shop.composer).to_have_value(HALF)
    expect(shop.panel.get_by_text(SAID).first).to_be_visible()
    assert shop.get("session:identifier") == session
    assert shop.is_("chat:opened") == [True]
    shop.say("said afterwards")
    expect(shop.panel.get_by_text("said afterwards").first).to_be_visible()
    expect(shop.panel.get_by_text("Sent").first).to_be_visible()
    shop.page.get_by_role("button", name="Close chat").last.click()
    expect(shop.composer).to_have_count(0)
    expect(shop.launcher).to_be_in_viewport(ratio=1)


REMOVALS = {
    "body.innerHTML": "document.body.innerHTML = '<main>2</main>'",
    "body.textContent": "document.body.textContent = '2'",
    "replaceChildren": "document.body.replaceChildren(document.createElement('main'))",
    "removed": "document.querySelector('threadbox-chat').remove()",
    "removed three times": """(async () => {
        for (let time = 0; time < 3; time++) {
            document.querySelector('threadbox-chat')?.remove();
            await new Promise(it => requestAnimationFrame(() => requestAnimationFrame(it)));
        }
    })()""",
    "hidden away": "const box = document.createElement('div'); box.hidden = true;"
    " document.body.append(box); box.append(document.querySelector('threadbox-chat'));"
    " box.remove()",
    "another body": "document.body = document.createElement('body')",
    "body replaced": "document.body.replaceWith(document.createElement('body'))",
    "root emptied": "document.documentElement.innerHTML = '<head></head><body>2</body>'",
    "root replaced": "const root = document.createElement('html');"
    " document.replaceChild(root, document.documentElement);"
    " root.append(document.createElement('body'))",
    "jQuery html": "jQuery('body').html('<main>2</main>')",
    "jQuery empty": "jQuery('html').empty().append('<body>2</body>')",
    "morph": "Idiomorph.morph(document.body, '<body><main>2</main></body>')",
    "morph of the root": "Idiomorph.morph(document.documentElement,"
    " '<html><head></head><body><main>2</main></body></html>')",
    "everything unknown": "for (const it of document.querySelectorAll('*'))"
    " if (it.localName.includes('-')) it.remove()",
}


@pytest.mark.parametrize("removal", REMOVALS.values(), ids=REMOVALS.keys())
def test_whatever_removes_the_element_it_comes_back(
    plain: str, new_context: NewContext, removal: str
) -> None:
    shop = visit(new_context(), plain)
    faults: list[str] = []
    shop.page.on("pageerror", lambda error: faults.append(str(error)))
    session = busy(shop)
    shop.page.evaluate(f"() => {{ {removal} }}")
    expect_survived(shop, session)
    assert shop.said == faults == []


@pytest.mark.parametrize("removal", ["body.innerHTML", "root replaced", "removed"])
def test_before_anybody_opened_the_chat_it_comes_back_too(
    plain: str, new_context: NewContext, removal: str
) -> None:
    shop = visit(new_context(), plain)
    shop.page.evaluate(f"() => {{ {REMOVALS[removal]} }}")
    expect(shop.launcher).to_be_in_viewport(ratio=1)
    shop.open_chat()


def test_a_hidden_launcher_that_was_removed_is_shown_again_by_command(
    plain: str, new_context: NewContext
) -> None:
    shop = visit(new_context(), plain)
    shop.push("do", "chat:hide")
    expect(shop.any_launcher).to_be_hidden()
    shop.page.evaluate(f"() => {{ {REMOVALS['removed']} }}")
    shop.push("do", "chat:show")
    expect(shop.launcher).to_be_in_viewport(ratio=1)


def test_a_wrapper_that_cleans_up_and_begins_again_finds_the_chat_as_it_was(
    acme: ThreadboxServer, plain: str, new_context: NewContext, website: str
) -> None:
    shop = visit(new_context(), plain)
    session = busy(shop)
    shop.run(
        "document.querySelector('threadbox-chat').remove(); delete window.$crisp;"
        " delete window.CRISP_WEBSITE_ID;"
        " document.querySelectorAll('script').forEach(it => it.remove());"
        f" {documented_snippet(acme.url, website)}"
    )
    shop.wait_until("$crisp.is && $crisp.get('session:identifier')")
    expect_survived(shop, session)


def test_a_page_that_is_written_anew_keeps_a_launcher_that_works(
    plain: str, new_context: NewContext
) -> None:
    shop = visit(new_context(), plain)
    session = busy(shop)
    shop.run("document.open(); document.write('<body>2</body>'); document.close()")
    expect(shop.launcher.last).to_be_in_viewport(ratio=1)
    # All listeners are gone with what was written before; what is drawn anew has its own.
    shop.push("do", "chat:close")
    shop.launcher.last.click()
    expect_survived(shop, session)


def test_hx_boost_exchanges_the_contents_of_the_body(
    served: Served, new_context: NewContext
) -> None:
    bodies = {
        path: f"<body hx-boost='true'><h1>Page {path}</h1><a href='/two'>two</a></body>"
        for path in ("/", "/two")
    }
    with served(bodies, libraries=(HTMX,)) as url:
        shop = visit(new_context(), url)
        session = busy(shop)
        shop.page.get_by_role("link", name="two").click()
        expect(shop.page.get_by_role("heading", name="Page /two")).to_be_visible()
        expect_survived(shop, session)


@pytest.mark.parametrize("refresh", ["replace", "morph"])
def test_turbo_goes_from_page_to_page(
    served: Served, new_context: NewContext, refresh: str
) -> None:
    # Turbo does not catch that it takes its own prefetching back.
    meta = "<meta name='turbo-prefetch' content='false'>"
    meta += f"<meta name='turbo-refresh-method' content='{refresh}'>"
    bodies = {
        path: f"<body>{meta}<h1>Page {path}</h1><a href='/two'>two</a> <a href='/'>one</a></body>"
        for path in ("/", "/two")
    }
    with served(bodies, libraries=(TURBO,)) as url:
        shop = visit(new_context(), url)
        session = busy(shop)
        for name, path in (("two", "/two"), ("one", "/"), ("two", "/two")):
            shop.page.get_by_role("link", name=name).click()
            expect(
                shop.page.get_by_role("heading", name=f"Page {path}", exact=True)
            ).to_be_visible()
        shop.page.go_back()
        expect(shop.page.get_by_role("heading", name="Page /", exact=True)).to_be_visible()
        expect_survived(shop, session)


REACT = """
import { startTransition } from "react";
import { hydrateRoot } from "react-dom/client";

function Shop({ words }) {
  return (
    <html lang="en">
      <head><title>Shop</title></head>
      <body><h1>{words}</h1></body>
    </html>
  );
}

window.hydrate = (words) => {
  window.recovered = 0;
  startTransition(() => {
    window.root = hydrateRoot(document, <Shop words={words} />, {
      onRecoverableError: () => { window.recovered += 1; },
    });
  });
};
"""


@pytest.mark.parametrize("words", ["One", "Another"], ids=["as served", "mismatch"])
@pytest.mark.parametrize("when", ["early", "late"])
def test_react_hydrates_the_whole_document(
    served: Served, new_context: NewContext, tmp_path: Path, words: str, when: str
) -> None:
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    project = Project(tmp_path)
    project.write("app.jsx", REACT)
    script = re.sub(r"</(script)", r"<\\/\1", project.bundle("app.jsx"))
    ready = f"document.addEventListener('DOMContentLoaded', () => hydrate({json.dumps(words)}))"
    with served(
        {"/": "<body><h1>One</h1></body>"}, before=script, after=ready if when == "early" else ""
    ) as url:
        shop = visit(new_context(), url)
        session = busy(shop)
        if when == "late":
            shop.run(f"hydrate({json.dumps(words)})")
        expect(shop.page.get_by_role("heading", name=words)).to_be_visible()
        expect_survived(shop, session)
