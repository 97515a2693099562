"""The demo's page: a customer's site that starts and ends threads, in a real browser."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import axe
from tests.browser import wait_until
from tests.conftest import NewContext
from tests.screens.contents import picture
from tests.threadbox_server import ThreadboxServer

pytestmark = [pytest.mark.browser, pytest.mark.firefox]

# No wider than the room that the column leaves beside its words.
SCROLL_BAR_PIXELS = 12
NEARLY_WHITE = 230
TOPIC = "Customer server offline (Ticket #1929383)"
MESSAGE = "my site is down since about ten minutes"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadboxServer]:
    """One demo for all: each test comes with a browser that has never been here."""
    server = ThreadboxServer(tmp_path_factory.mktemp("demo"))
    server.start("demo")
    yield server
    server.stop()


@pytest.fixture
def page(demo: ThreadboxServer, new_context: NewContext) -> Page:
    """The client area, as Robin has it open."""
    return visit(demo, new_context)


def test_the_form_starts_a_thread_with_the_ticket_number(page: Page) -> None:
    send_request(page)
    expect(page.get_by_role("heading", name=TOPIC).first).to_be_visible()
    wait_until(page, "$crisp.get('message:threads').length === 1")
    thread = page.evaluate("$crisp.get('message:threads')[0]")
    assert (thread["topic"], thread["external_id"], thread["state"]) == (TOPIC, "1929383", "open")


def test_the_commands_are_shown_as_they_were_run(page: Page) -> None:
    send_request(page)
    expect(page.locator("#commands code").nth(-3)).to_have_text('$crisp.push(["do", "chat:open"]);')
    expect(page.locator("#commands code").nth(-2)).to_have_text(
        f'$crisp.push(["do", "message:thread:start", [{{ topic: "{TOPIC}", '
        'external_id: "1929383", data: { server: "shop-1", plan: "Business", form: "support" } '
        "}]]);"
    )
    expect(page.locator("#commands code").nth(-1)).to_have_text(
        f'$crisp.push(["do", "message:send", ["text", "{MESSAGE}"]]);'
    )


def test_a_ticket_marked_as_answered_ends_its_thread(page: Page) -> None:
    send_request(page)
    mark_as_answered(page)
    expect(page.locator(".ticket")).to_contain_text("Answered")
    expect(page.locator("#commands code").last).to_have_text(
        '$crisp.push(["do", "message:thread:end", [{ external_id: "1929383" }]]);'
    )
    wait_until(page, "$crisp.get('message:threads')[0]?.state === 'ended'")


def test_a_thread_ended_elsewhere_is_an_answered_ticket_here(page: Page) -> None:
    send_request(page)
    wait_until(page, "$crisp.get('message:threads').length === 1")
    page.evaluate("""$crisp.push(["do", "message:thread:end"])""")
    expect(page.locator(".ticket")).to_contain_text("Answered")


def test_the_second_ticket_has_the_next_number(page: Page) -> None:
    send_request(page)
    send_request(page, subject="Invoice question")
    expect(page.locator(".ticket h3")).to_have_text(
        ["Invoice question (Ticket #1929384)", TOPIC], use_inner_text=True
    )


def test_tickets_survive_a_reload(page: Page) -> None:
    send_request(page)
    wait_until(page, "$crisp.get('message:threads').length === 1")
    page.reload()
    expect(page.locator(".ticket h3")).to_have_text(TOPIC)
    wait_until(page, "$crisp.get?.('message:threads').length === 1")


def test_the_snippet_to_copy_is_the_one_that_runs(page: Page, demo: ThreadboxServer) -> None:
    shown = page.locator("#snippet")
    expect(shown).to_contain_text("window.$crisp = [];")
    expect(shown).to_contain_text(page.evaluate("CRISP_WEBSITE_ID"))
    expect(shown).to_contain_text(f'"{demo.url}/l.js"')


def test_help_beside_a_server_fills_the_form(page: Page) -> None:
    page.get_by_role("button", name="Get help with mail-1").click()
    expect(page.get_by_label("Server", exact=True)).to_have_value("mail-1")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_a_picture_is_seen_at_once_and_the_console_stays_silent(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    send_request(page)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Attach files").click()
    chosen.value.set_files(
        {"name": "shop.png", "mimeType": "image/png", "buffer": picture(300, 200)}
    )
    waiting = page.get_by_role("list", name="Files to send").get_by_role("listitem")
    expect(waiting).to_have_count(1)
    page.get_by_role("button", name="Send", exact=True).click()
    shown = page.get_by_role("img", name="shop.png")
    expect(shown).to_have_js_property("naturalWidth", 300)
    expect(shown).to_have_attribute("src", re.compile("/files/"))
    # Drawn again and again, as when somebody types.
    page.get_by_role("textbox", name="Write a message").press_sequentially("what you see is")
    expect(shown).to_have_js_property("naturalWidth", 300)
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_it_is_accessible_and_fits(
    demo: ThreadboxServer, new_context: NewContext, scheme: str, width: int
) -> None:
    page = visit(demo, new_context, color_scheme=scheme, viewport={"width": width, "height": 800})
    assert not axe.violations(page)
    send_request(page)
    page.get_by_role("button", name="Close chat").click()
    expect(page.locator(".ticket")).to_contain_text("Open")
    assert not axe.violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_scroll_bar_of_the_dark_column_is_not_white(
    demo: ThreadboxServer, new_context: NewContext
) -> None:
    page = visit(demo, new_context, color_scheme="light", viewport={"width": 1440, "height": 400})
    column = page.locator(".backstage")
    assert column.evaluate("it => it.scrollHeight > it.clientHeight && scrollX === 0")
    shot = Image.open(io.BytesIO(column.screenshot())).convert("L")
    edge = shot.crop((shot.width - SCROLL_BAR_PIXELS, 0, shot.width, shot.height))
    assert sum(edge.histogram()[NEARLY_WHITE:]) == 0


def visit(demo: ThreadboxServer, new_context: NewContext, **options: object) -> Page:
    page = new_context(**options).new_page()
    page.goto(f"{demo.url}/demo/")
    wait_until(page, "window.$crisp && $crisp.is")
    return page


def send_request(page: Page, subject: str | None = None) -> None:
    form = page.locator("#form")
    if subject is not None:
        form.get_by_label("Subject").fill(subject)
    form.get_by_label("Message").fill(MESSAGE)
    form.get_by_role("button", name="Send request").click()


def mark_as_answered(page: Page) -> None:
    # The chat may cover the list; a keyboard reaches the button all the same.
    page.get_by_role("button", name="Mark as answered").press("Enter")
