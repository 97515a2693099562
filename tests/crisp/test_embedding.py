"""However the script comes into a page, and whatever the page has done to the browser by then."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import httpx2
import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.conftest import Served
from tests.crisp.shop_page import READY, ShopPage, visit
from tests.docs import site as sites
from tests.host_page import HostSite
from tests.threadbox_server import ThreadboxServer

pytestmark = pytest.mark.browser


PlainPage = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="module")
def plain_page() -> PlainPage:
    """Serves one page with these scripts in its head; and what lies beside it, by path."""

    def serve(
        scripts: str,
        beside: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AbstractContextManager[str]:
        page = f"<!doctype html><title>Shop</title>{scripts}<body><h1>Shop</h1></body>"
        pages = {path: ("text/javascript", text) for path, text in (beside or {}).items()}
        return sites.serve({"/": ("text/html", page), **pages}, headers)

    return serve


def expect_chat(shop: ShopPage) -> None:
    shop.wait_until(READY)
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    shop.say("hello")
    expect(shop.panel.get_by_text("Sent").first).to_be_visible()


# --- how it is loaded -------------------------------------------------------------------------

SET = "window.$crisp = []; window.CRISP_WEBSITE_ID = {website!r};"
LOADS = {
    "module": "<script>{set}</script><script type='module' src='{url}/l.js'></script>",
    "import()": "<script>{set} import('{url}/l.js')</script>",
    "import in a module": "<script>{set}</script>"
    "<script type='module'>import '{url}/l.js'</script>",
    "static": "<script>{set}</script><script async src='{url}/l.js'></script>",
    "blocking in the head": "<script>{set}</script><script src='{url}/l.js'></script>",
    "deferred": "<script>{set}</script><script defer src='{url}/l.js?v=2'></script>",
    "by its id": "<script>window.$crisp = []</script><script src='{url}/l/{website}.js'></script>",
    "module by its id": "<script type='module' src='{url}/l/{website}.js'></script>",
}


@pytest.mark.firefox
@pytest.mark.parametrize("load", LOADS.values(), ids=LOADS.keys())
def test_the_script_finds_its_server_however_it_is_loaded(
    acme: ThreadboxServer, website: str, new_context: NewContext, plain_page: PlainPage, load: str
) -> None:
    settings = SET.format(website=website)
    with plain_page(load.format(set=settings, url=acme.url, website=website)) as url:
        expect_chat(visit(new_context(), url, ready=False))


@pytest.mark.parametrize("kind", ["text/javascript", "module"])
def test_in_a_bundle_it_says_how_to_load_it(
    acme: ThreadboxServer, website: str, new_context: NewContext, plain_page: PlainPage, kind: str
) -> None:
    bundle = httpx2.get(f"{acme.url}/l.js").text
    settings = f"<script>{SET.format(website=website)}</script>"
    with plain_page(
        f"{settings}<script type='{kind}' src='/bundle.js'></script>", {"/bundle.js": bundle}
    ) as url:
        shop = visit(new_context(), url, ready=False)
        shop.until_said("l.js needs its own address")
        assert len(shop.said) == 1


@pytest.mark.firefox
def test_under_trusted_types_a_static_tag_is_enough(
    acme: ThreadboxServer, website: str, new_context: NewContext, plain_page: PlainPage
) -> None:
    policy = (
        "require-trusted-types-for 'script'; trusted-types 'none'; style-src 'self';"
        " script-src 'nonce-r4nd0m' 'strict-dynamic'"
    )
    scripts = (
        f"<script nonce='r4nd0m'>{SET.format(website=website)}</script>"
        f"<script async nonce='r4nd0m' src='{acme.url}/l.js'></script>"
    )
    with plain_page(scripts, headers={"Content-Security-Policy": policy}) as url:
        shop = visit(
            new_context(),
            url,
            "document.addEventListener('securitypolicyviolation',"
            " it => (window.broken ??= []).push(it.violatedDirective))",
            ready=False,
        )
        expect_chat(shop)
        assert shop.page.evaluate("window.broken") is None


# --- what the page has done -------------------------------------------------------------------

DONE = {
    "push frozen": "Object.defineProperty(Array.prototype, 'push', { writable: false })",
    "Array.prototype frozen": "Object.freeze(Array.prototype)",
    "all intrinsics frozen": """
        for (const it of [Object, Array, Function, String, Number, Boolean, Date, RegExp, Promise,
            Map, Set, Error, Symbol]) { Object.freeze(it.prototype); Object.freeze(it) }""",
    "JSON frozen": "Object.freeze(JSON); Object.freeze(Math)",
    "nothing": "",
}


@pytest.mark.parametrize("done", DONE.values(), ids=DONE.keys())
@pytest.mark.parametrize(
    "queue", ["", "Object.freeze(window.$crisp);", "Object.seal(window.$crisp);"]
)
def test_what_is_frozen_does_not_matter(
    served: Served, new_context: NewContext, done: str, queue: str
) -> None:
    faults: list[str] = []
    with served({"/": "<body></body>"}, before=done, after=queue) as url:
        shop = visit(new_context(), url, ready=False)
        shop.page.on("pageerror", lambda error: faults.append(str(error)))
        expect_chat(shop)
    assert shop.said == faults == []


def test_a_queue_that_cannot_be_replaced_is_no_reason_to_throw(
    served: Served, new_context: NewContext
) -> None:
    fixed = (
        "Object.defineProperty(window, '$crisp', { value: Object.freeze([]), writable: false });"
    )
    faults: list[str] = []
    with served({"/": "<body></body>"}, after=fixed) as url:
        shop = visit(new_context(), url, ready=False)
        shop.page.on("pageerror", lambda error: faults.append(str(error)))
        shop.open_chat()
    assert faults == []


PATCHES = {
    "a header": "{ headers: { ...options.headers, 'x-datadog-trace-id': '1' } }",
    "headers of a Headers": "{ headers: new Headers({ traceparent: '00-1', 'x-a': 'b' }) }",
    "cookies": "{ credentials: 'include' }",
    "both": "{ credentials: 'include', headers: { 'x-request-id': '7' } }",
    "JSON": "{ headers: { 'content-type': 'application/json' } }",
}


@pytest.mark.parametrize("more", PATCHES.values(), ids=PATCHES.keys())
def test_beside_a_patched_fetch_the_chat_starts(
    served: Served, new_context: NewContext, more: str
) -> None:
    patch = (
        "const own = window.fetch;"
        f"window.fetch = (address, options = {{}}) => own(address, {{ ...options, ...{more} }});"
    )
    with served({"/": "<body></body>"}, before=f"(() => {{ {patch} }})()") as url:
        shop = visit(new_context(), url)
        expect_chat(shop)
    assert shop.said == []


def test_a_refusal_is_read_beside_a_patched_fetch_too(
    site: HostSite, new_context: NewContext
) -> None:
    more = "credentials: 'include', headers: { 'x-a': 'b' }"
    patch = f"const own = fetch; fetch = (a, o) => own(a, {{ ...o, {more} }})"
    shop = visit(new_context(), f"http://127.0.0.1:{site.port}/", patch, ready=False)
    shop.until_said("does not allow pages of http://127.0.0.1")


# --- the queue --------------------------------------------------------------------------------


def test_the_direct_methods_are_there_as_soon_as_the_script_is(
    acme: ThreadboxServer, website: str, new_context: NewContext, plain_page: PlainPage
) -> None:
    script = f"""<script>
        window.CRISP_WEBSITE_ID = {website!r};
        const tag = document.createElement("script");
        tag.src = "{acme.url}/l.js";
        tag.onload = () => {{
            window.early = ["push", "do", "set", "on", "off", "config", "safe", "get", "is"]
                .filter(it => typeof $crisp[it] === "function");
            $crisp.push(["set", "user:nickname", ["Mira"]]);
            $crisp.set("user:email", ["mira@solbakery.example"]);
            $crisp.on("chat:opened", () => window.opened = true);
            $crisp.do("chat:open");
        }};
        document.head.append(tag);
    </script>"""
    with plain_page(script) as url:
        shop = visit(new_context(), url)
        # `get` and `is` say that there is a session.
        assert shop.page.evaluate("window.early") == [
            "push", "do", "set", "on", "off", "config", "safe",
        ]  # fmt: skip
        expect(shop.composer).to_be_visible()
        shop.wait_until("window.opened")
        assert (shop.get("user:nickname"), shop.get("user:email")) == (
            "Mira", "mira@solbakery.example",
        )  # fmt: skip
        assert shop.page.evaluate("JSON.stringify($crisp)") == "[]"


@pytest.mark.parametrize(
    "queue", ["window.$crisp = [];", ""], ids=["a new queue", "the same queue"]
)
def test_another_websites_messages_never_reach_the_one_that_is_here(
    acme: ThreadboxServer, shop: ShopPage, queue: str
) -> None:
    other = acme.cli("create-website", "--name", "Other", "--domain", "localhost")["website_id"]
    shop.run(
        f"window.CRISP_WEBSITE_ID = {other!r}; {queue}"
        " const tag = document.createElement('script');"
        f" tag.src = '{acme.url}/l.js'; tag.onload = () => window.loaded = true;"
        " document.head.append(tag);"
        " $crisp.push(['do', 'message:send', ['text', 'for the OTHER website']])"
    )
    shop.wait_until("window.loaded")
    shop.push("do", "message:send", ["text", "for the OTHER website"])
    shop.until_said("CRISP_WEBSITE_ID is another")
    expect(shop.host).to_have_count(1)
    shop.run("delete window.CRISP_WEBSITE_ID")
    shop.push("do", "message:send", ["text", "for this one"])
    shop.until_sent("send")
    assert [frame["text"] for frame in shop.commands("send")] == ["for this one"]


@pytest.mark.parametrize("is_open", [True, False], ids=["core there", "core not there"])
def test_what_was_said_before_a_reset_is_sent_before_it(
    site: HostSite, new_context: NewContext, is_open: bool
) -> None:
    shop = visit(new_context(), site.url)
    if is_open:
        shop.push("do", "chat:open")
        expect(shop.composer).to_be_visible()
    old = shop.get("session:identifier")
    shop.run(
        "$crisp.push(['set', 'user:nickname', ['Mira']]);"
        "$crisp.push(['do', 'message:send', ['text', 'before']]);"
        "$crisp.push(['do', 'session:reset']);"
        "$crisp.push(['do', 'message:send', ['text', 'after']]);"
    )
    shop.until_sent("send", times=2)
    shop.wait_until(f"({READY}) && $crisp.get('session:identifier') !== {json.dumps(old)}")
    hellos = [frame["token"] for frame in shop.sent if frame["type"] == "hello"]
    assert any(token.startswith(old) for token in hellos)
    assert {frame["text"] for frame in shop.commands("send")} == {"before", "after"}
    expect(shop.page.get_by_text("before")).to_have_count(0)
    assert shop.get("user:nickname") is None


def test_a_page_may_time_what_it_loads_from_us(shop: ShopPage) -> None:
    shop.wait_until(
        "performance.getEntriesByType('resource').filter(it => /l\\.js|visitor.boot/.test(it.name))"
        ".every(it => it.responseStart > 0) "
    )
