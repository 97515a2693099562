"""What operators do in the inbox with more than words: files, borders between panes, websites."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import wait_until
from tests.screens.contents import picture
from tests.screens.people import PASSWORD, Talk
from tests.screens.scene import Scene, email_of

pytestmark = [pytest.mark.browser, pytest.mark.firefox, pytest.mark.slow]

# A person's drag and the system's clipboard begin outside the browser, where no test can reach.
_GIVE = """([selector, event, field, names]) => {
    const given = new DataTransfer();
    const type = "text/plain";
    for (const name of names) given.items.add(new File(["log of the night"], name, { type }));
    const init = { bubbles: true, cancelable: true, [field]: given };
    const Made = field === "dataTransfer" ? DragEvent : ClipboardEvent;
    document.querySelector(selector).dispatchEvent(new Made(event, init));
}"""


@pytest.mark.chromium_only("a ClipboardEvent made by a script brings no files in Firefox")
def test_files_that_are_dropped_and_pasted_go_out_after_the_words_in_their_thread(
    scene: Scene,
) -> None:
    talk = scene.talk()
    talk.start("Customer server offline")
    _drop(talk, "night.txt")
    _paste(talk, "morning.txt")
    waiting = talk.olga.page.get_by_role("list", name="Files to send")
    expect(waiting.get_by_role("listitem")).to_have_count(2)
    talk.olga.composer.fill("both logs")
    talk.olga.composer.press("Enter")
    expect(waiting).to_be_hidden()
    for name in ("night.txt", "morning.txt"):
        expect(talk.mira.panel.get_by_role("link", name=f"Download {name}")).to_be_visible()
    said = talk.olga.timeline.locator(".lanes-1").all_inner_texts()
    texts = " ".join(said)
    assert texts.index("both logs") < texts.index("night.txt") < texts.index("morning.txt")


def test_a_file_taken_out_again_never_leaves(scene: Scene) -> None:
    talk = scene.talk()
    asked: list[str] = []
    talk.olga.page.on("request", lambda request: asked.append(request.url))
    _drop(talk, "wrong.txt")
    talk.olga.page.get_by_role("button", name="Remove wrong.txt").click()
    talk.answer("here you are")
    assert not [address for address in asked if "/operator/files" in address]


def test_an_upload_is_given_up_or_tried_again(scene: Scene) -> None:
    talk = scene.talk()
    page = talk.olga.page
    page.route("**/operator/files*", lambda _: None, times=1)
    _drop(talk, "slow.txt")
    talk.olga.composer.press("Enter")
    page.get_by_role("button", name="Cancel slow.txt").click()
    expect(talk.olga.timeline.get_by_text("slow.txt")).to_be_hidden()
    page.route("**/operator/files*", lambda route: route.abort(), times=1)
    _drop(talk, "broken.txt")
    talk.olga.composer.press("Enter")
    page.get_by_role("button", name="Retry").click()
    expect(talk.mira.panel.get_by_role("link", name="Download broken.txt")).to_be_visible()


def test_a_picture_keeps_its_room_before_it_is_loaded(scene: Scene) -> None:
    talk = scene.talk()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    talk.olga.page.route("**/files/**", hold, times=1)
    talk.mira.send_files(("wide.png", "image/png", picture(1200, 600)))
    shown = talk.olga.timeline.get_by_role("img", name="wide.png")
    expect(shown).to_be_attached()
    before = shown.bounding_box()
    for route in held:
        route.continue_()
    talk.ask("do you see it?")
    after = shown.bounding_box()
    assert before is not None
    assert after is not None
    assert (before["width"], before["height"]) == (after["width"], after["height"]) == (360, 180)


@pytest.mark.chromium_only("WebDriver BiDi makes no double clicks in Firefox")
def test_a_border_is_moved_by_keys_and_pointer_and_stays_after_a_reload(scene: Scene) -> None:
    page = scene.desk().page
    border = page.get_by_role("separator", name="Width of the list")
    width = int(border.get_attribute("aria-valuenow") or 0)
    border.press("ArrowRight")
    border.press("ArrowRight")
    _list_is_wide(page, width + 32)
    box = border.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, 400)
    page.mouse.down()
    page.mouse.move(middle - 50, 400, steps=4)
    page.mouse.up()
    _list_is_wide(page, width - 18)
    page.reload()
    _list_is_wide(page, width - 18)
    border.dblclick()
    _list_is_wide(page, width)


def test_each_website_has_its_own_list_and_back_returns(scene: Scene) -> None:
    page = scene.busy_desk().page
    page.get_by_role("button", name=re.compile("^Website")).click()
    page.get_by_role("menuitemradio", name="Mountains Ltd").click()
    expect(page.get_by_role("button", name="Website: Mountains Ltd")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find and do anything")).to_be_focused()
    page.keyboard.type("rivers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Website: Rivers & Co")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Website: Mountains Ltd")).to_be_visible()


def test_after_a_note_the_next_words_are_for_the_visitor_again(scene: Scene) -> None:
    talk = scene.talk()
    page = talk.olga.page
    page.get_by_role("button", name="Note", exact=True).click()
    note = page.get_by_role("textbox", name="Note")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_hidden()
    note.fill("node 4 again, telling @infra")
    page.get_by_role("button", name="Add note", exact=True).click()
    expect(talk.olga.timeline.get_by_text("note, only operators")).to_be_visible()
    # Of several windows Firefox counts one as focused, and that may be the customer's.
    wait_until(page, "document.activeElement.ariaLabel === 'Reply'")
    talk.answer("We are on it.")
    expect(talk.mira.panel.get_by_text("node 4 again")).to_have_count(0)


@pytest.mark.chromium_only("a clock that a test has stopped is not the socket's in Firefox")
def test_no_two_clocks_tell_a_different_time(scene: Scene) -> None:
    talk = scene.talk()
    talk.start("Customer server offline")
    for number in range(12):
        talk.mira.say(f"and more, {number} " + "of the same " * 30)
    olga = scene.somebody(for_now=True)
    olga.page.clock.install()
    olga.sign_in(email_of("Olga"), PASSWORD)
    olga.open(talk.mira.name)
    olga.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    details = olga.page.get_by_role("complementary", name="Details")
    outline = details.get_by_role("listitem").filter(has_text="Customer server offline")
    bar = olga.page.get_by_role("region", name="Thread Customer server offline")
    said = set()
    # For seconds, minutes and hours, and between two of any.
    for milliseconds in (1_000, 7_000, 29_500, 61_000, 3_599_000):
        olga.page.clock.fast_forward(milliseconds)
        told = bar.get_by_text(re.compile("^open")).inner_text()
        clock = told.removeprefix("open ").partition(" · ")[0]
        expect(outline).to_contain_text(f" · {clock}")
        said.add(clock)
    assert len(said) == 5


def test_who_gave_no_name_has_the_face_of_somebody(scene: Scene) -> None:
    nobody = scene.customer()
    named = nobody.page.evaluate("$crisp.get('session:identifier')")
    nobody.push("do", "session:reset")
    nobody.wait_until(f"$crisp.get('session:identifier') !== {named!r}")
    nobody.open_chat()
    nobody.say("hello, I said no name")
    olga = scene.desk()
    row = olga.conversations.get_by_role("link").filter(has_text="hello, I said no name")
    expect(row).to_contain_text("Visitor")
    expect(row.locator(".avatar svg")).to_be_visible()
    expect(row.locator(".avatar-initials")).to_have_count(0)


def test_a_link_to_nothing_shows_nothing_beside_it(scene: Scene) -> None:
    page = scene.desk().page
    page.goto(f"{scene.server.url}/inbox/c/session_00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("heading", name="There is no such conversation")).to_be_visible()
    expect(page.get_by_role("complementary")).to_have_count(0)


def test_a_signed_out_inbox_asks_to_sign_in_without_an_error(scene: Scene) -> None:
    somebody = scene.somebody(for_now=True)
    heard: list[str] = []
    somebody.page.on("console", lambda message: heard.append(message.text))
    somebody.page.goto(f"{scene.server.url}/inbox/")
    expect(somebody.page.get_by_label("Email")).to_be_focused()
    assert not heard


def _drop(talk: Talk, *names: str) -> None:
    for event in ("dragenter", "drop"):
        talk.olga.page.evaluate(_GIVE, ["main.conversation", event, "dataTransfer", list(names)])


def _paste(talk: Talk, *names: str) -> None:
    talk.olga.page.evaluate(_GIVE, ["textarea", "paste", "clipboardData", list(names)])


def _list_is_wide(page: Page, pixels: int) -> None:
    """The list on the screen, and what the border says of it."""
    border = page.get_by_role("separator", name="Width of the list")
    expect(border).to_have_attribute("aria-valuenow", str(pixels))
    # A frame later at most: with less motion everything still takes a hundredth of a millisecond.
    wait_until(page, f"document.querySelector('.list-pane').offsetWidth === {pixels}")
