"""The recipes for bundlers: packed, installed, bundled, and used in a browser."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.docs import site
from tests.docs.examples import examples
from tests.docs.project import Project
from tests.docs.shop import Shop
from tests.stories.people import VisitorScreen, marker, visitor

pytestmark = [pytest.mark.browser, pytest.mark.firefox]

TICKET = '{ number: "1929383", title: "Server offline (Ticket #1929383)" }'
TOPIC = "Server offline (Ticket #1929383)"

# What a customer's own files would be.
PLAIN = """
import { chat } from "./chat";
import { routeChanged } from "./routes";
import { signedIn, signedOut } from "./account";
import { ticketOpened, ticketSolved } from "./tickets";
Object.assign(window, { chat, routeChanged, signedIn, signedOut, ticketOpened, ticketSolved });
"""
REACT = f"""
import {{ StrictMode }} from "react";
import {{ createRoot }} from "react-dom/client";
import {{ AskButton }} from "./AskButton";
const ticket = {TICKET};
const root = createRoot(document.getElementById("app"));
root.render(<StrictMode><AskButton ticket={{ticket}} /></StrictMode>);
"""
NEXT = """
import { createRoot } from "react-dom/client";
import Layout from "./app/layout";
createRoot(document).render(<Layout><h1>Acme</h1></Layout>);
"""
VUE = f"""
import {{ createApp, h }} from "vue";
import {{ useTicket }} from "./useTicket";
const Ask = {{
  setup() {{
    const {{ unread, ask }} = useTicket({TICKET});
    return () => h("button", {{ onClick: ask }}, `Ask (${{unread.value}} new)`);
  }},
}};
createApp(Ask).mount("#app");
"""
# Nuxt calls a plugin and hands out what it provides.
NUXT = """
import plugin from "./plugins/chat.client";
window.chat = plugin().provide.chat;
"""
PAGE = """<!doctype html><title>Acme</title><div id="app"></div>
<script>var defineNuxtPlugin = plugin => plugin;</script>
<script src="/app.js"></script>"""


@pytest.fixture
def page_of(
    shop: Shop, project: Project, new_context: NewContext
) -> Iterator[Callable[[str, str], VisitorScreen]]:
    """Opens a page made of the recipes' files and one of the customer's own."""
    for example in examples("ts", "tsx"):
        if example.file:
            project.write(f"app/{example.file}", shop.filled_in(example.text))

    def opened(name: str, own: str) -> VisitorScreen:
        project.write(f"app/{name}", own)
        script = project.bundle(f"app/{name}")
        pages = {"/": ("text/html", PAGE), "/app.js": ("text/javascript", script)}
        return visitor(new_context(), sites.enter_context(site.serve(pages)))

    with contextlib.ExitStack() as sites:
        yield opened


def test_a_single_page_app_chats_starts_and_ends_a_thread(
    page_of: Callable[[str, str], VisitorScreen], shop: Shop, new_context: NewContext
) -> None:
    mira = page_of("plain.ts", PLAIN)
    mira.run(f"ticketOpened({TICKET})")
    expect(marker(mira.panel, TOPIC, "started").first).to_be_attached()
    mira.say("my server is down")
    olga = shop.olga(new_context)
    olga.open("my server is down")
    olga.reply("looking at it")
    expect(mira.panel.get_by_text("looking at it")).to_be_visible()
    mira.run('ticketSolved({ number: "1929383" })')
    expect(marker(olga.timeline, TOPIC, "ended").first).to_be_attached()
    mira.wait_until("chat.threads.list().every(({ state }) => state === 'ended')")
    mira.run("history.pushState(null, '', '/checkout'); routeChanged('/checkout')")
    expect(mira.launcher).to_be_hidden()
    mira.run("routeChanged('/')")
    expect(mira.launcher).to_be_visible()


def test_whoever_signs_in_has_the_same_conversation_on_every_device(
    page_of: Callable[[str, str], VisitorScreen],
) -> None:
    user = (
        '{ chatToken: "5f0c7b1e-2d84-4a39-9f6b-3c1d8e7a6b52", email: "mira@s.example",'
        " emailSignature: undefined }"
    )
    desk, phone = page_of("desk.ts", PLAIN), page_of("phone.ts", PLAIN)
    sessions = []
    for device in (desk, phone):
        device.page.evaluate("chat.ready().then(() => 0)")
        before = device.page.evaluate("chat.get('session:identifier')")
        device.run(f"signedIn({user})")
        device.wait_until(f"![null, {before!r}].includes(chat.get('session:identifier'))")
        sessions.append(device.page.evaluate("chat.get('session:identifier')"))
    assert sessions[0] == sessions[1]
    phone.run("signedOut()")
    phone.wait_until(f"![null, {sessions[0]!r}].includes(chat.get('session:identifier'))")
    assert phone.page.evaluate("chat.get('user:email')") is None


@pytest.mark.parametrize(("name", "own"), [("react.tsx", REACT), ("vue.ts", VUE)])
def test_a_component_starts_a_thread_and_counts_what_is_unread(
    name: str,
    own: str,
    page_of: Callable[[str, str], VisitorScreen],
    shop: Shop,
    new_context: NewContext,
) -> None:
    mira = page_of(name, own)
    ask = mira.page.get_by_role("button", name="Ask")
    ask.click()
    expect(marker(mira.panel, TOPIC, "started").first).to_be_attached()
    mira.say("my server is down")
    olga = shop.olga(new_context)
    olga.open("my server is down")
    mira.page.get_by_role("button", name="Close chat").click()
    olga.reply("it is back")
    expect(ask).to_contain_text("(1 new)")


@pytest.mark.parametrize(("name", "own"), [("next.tsx", NEXT), ("nuxt.ts", NUXT)])
def test_a_layout_or_plugin_brings_the_chat(
    name: str, own: str, page_of: Callable[[str, str], VisitorScreen]
) -> None:
    mira = page_of(name, own)
    mira.open_chat()
