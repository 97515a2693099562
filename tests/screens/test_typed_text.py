"""What people type arrives as they typed it, on both sides, and can be taken away again."""

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from tests.screens.chatbox_states import LOG, OFFLINE
from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Say = Callable[[Talk, str], None]

# Each as it is pasted, and as it is to be read if that is not the same.
TEXTS = {
    "a configuration": "server {\n    listen 80;\n\tlocation / {\n        deny all;\n    }\n}",
    "a table": "col1    col2      col3\n1       22        333",
    "a drawing": "  /\\_/\\\n ( o.o)\n\n\n  > ^ <",
    "a path": "\\\\server\\share\\_Documentation and C:\\Users\\_temp_\\*.log",
    "a pattern": "^\\[a-z\\]\\(\\d+\\)\\*$",
    "names of files": "edit __init__.py, src/**/*.ts and *.log; the password is *Ab_c_9*",
    "a list": "to do:\n1. first\n7. second\n100. hundred\n\n- أول\n- ثان\n\nend",
    "addresses": "详情见https://example.com/help。谢谢「https://example.com/a」を見て",
}
PASTED = {
    "a slide": ("Slide title\u000bsecond line", "Slide title\nsecond line"),
    "a terminal": ("\u001b[31mFAILED\u001b[0m test 3", "[31mFAILED[0m test 3"),
    "a page break": ("page1\fpage2\u2028line\u0085next", "page1\npage2\nline\nnext"),
    "old files": ("nul\u0000etx\u0003del\u007fend", "nuletxdelend"),
}


def by_the_customer(talk: Talk, text: str) -> None:
    talk.mira.say(text)


def by_the_operator(talk: Talk, text: str) -> None:
    talk.olga.reply(text)


def by_the_page(talk: Talk, text: str) -> None:
    talk.mira.push("do", "message:send", ["text", text])


def put_in_by_the_page(talk: Talk, text: str) -> None:
    talk.mira.push("set", "message:text", [text])
    talk.mira.page.get_by_role("button", name="Send", exact=True).click()


@pytest.mark.parametrize("say", [by_the_customer, by_the_operator], ids=lambda it: it.__name__)
def test_a_text_is_drawn_on_both_sides_as_it_was_typed(say: Say, scene: Scene) -> None:
    talk = scene.talk()
    for said, text in enumerate(TEXTS.values(), start=2):
        say(talk, text)
        for place in (talk.mira.panel, talk.olga.timeline):
            expect(_words(place)).to_have_count(said)
            assert _words(place).last.inner_text() == text


@pytest.mark.parametrize(
    "say",
    [by_the_customer, by_the_operator, by_the_page, put_in_by_the_page],
    ids=lambda it: it.__name__,
)
def test_whatever_another_program_left_in_a_text_it_is_sent(say: Say, scene: Scene) -> None:
    talk = scene.talk()
    for said, (pasted, read) in enumerate(PASTED.values(), start=2):
        say(talk, pasted)
        for place in (talk.mira.panel, talk.olga.timeline):
            expect(_words(place)).to_have_count(said)
            assert _words(place).last.inner_text() == read
            expect(place.get_by_text("Not sent")).to_have_count(0)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_signs_of_a_list_stand_inside_its_bubble(direction: str, scene: Scene) -> None:
    talk = scene.talk()
    talk.mira.page.evaluate("it => { document.documentElement.dir = it }", direction)
    lists = ("1. first\n10. tenth\n100. hundredth", "1. أول\n10. عاشر\n100. مائة\n- عنصر")
    for said, text in enumerate(lists, start=2):
        talk.mira.say(text)
        for place in (talk.mira.panel, talk.olga.timeline):
            expect(_words(place)).to_have_count(said)
            signs = _words(place).last.locator("li > span")
            expect(signs).to_have_count(len(text.splitlines()))
            assert signs.evaluate_all(_OUTSIDE_THE_BUBBLE) == []


# What page authors write against copying, weak and strong.
FORBIDDING = """html, body, * { user-select: none !important; -webkit-user-select: none !important;
    -webkit-touch-callout: none !important; cursor: wait !important; }
    body { pointer-events: none; }"""


def test_words_can_be_marked_and_copied_whatever_the_style_of_the_page(scene: Scene) -> None:
    talk = scene.talk("my site is down")
    talk.answer("Unfortunately yes")
    page = talk.mira.page
    page.evaluate(
        """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet]; }""",
        FORBIDDING,
    )
    talk.mira.panel.get_by_text("Unfortunately").dblclick(position={"x": 20, "y": 8})
    assert page.evaluate("String(getSelection())").strip() == "Unfortunately"
    for of in (".words", ".topic-line, .website", ".said-by", "textarea"):
        styles = talk.mira.panel.locator(of).evaluate_all(
            """all => all.map(it => getComputedStyle(it))
                .map(it => [it.userSelect, it.pointerEvents])"""
        )
        assert styles, of
        assert all(style == ["text", "auto"] for style in styles), of


def test_a_long_paste_is_kept_whole_and_goes_as_a_file(scene: Scene) -> None:
    talk = scene.talk()
    for page, field in ((talk.mira.page, talk.mira.composer), (talk.olga.page, talk.olga.composer)):
        send = page.get_by_role("button", name="Send", exact=True)
        field.fill(LOG)
        expect(page.get_by_text("25,089 of 10,000 characters")).to_be_visible()
        assert field.input_value() == LOG
        expect(send).to_be_disabled()
        field.press("Enter")
        assert field.input_value() == LOG
        page.get_by_role("button", name="Send as a text file").click()
        expect(field).to_have_value("")
        expect(page.get_by_role("list", name="Files to send")).to_contain_text("message.txt")
        expect(send).to_be_enabled()
        send.click()
    for place in (talk.mira.panel, talk.olga.timeline):
        expect(place.get_by_role("link", name=re.compile("message.txt"))).to_have_count(2)


@pytest.mark.parametrize("character", ["x", "é", "😀", "字"])
def test_what_the_client_lets_go_the_server_takes(character: str, scene: Scene) -> None:
    talk = scene.talk()
    for page, field in ((talk.mira.page, talk.mira.composer), (talk.olga.page, talk.olga.composer)):
        send = page.get_by_role("button", name="Send", exact=True)
        field.fill(character * 10_001)
        expect(page.get_by_text("10,001 of 10,000 characters")).to_be_visible()
        expect(send).to_be_disabled()
        field.fill(character * 10_000)
        expect(send).to_be_enabled()
        send.click()
        expect(field).to_have_value("")
    for place in (talk.mira.panel, talk.olga.timeline):
        expect(_words(place)).to_have_count(3)
        expect(place.get_by_text("Not sent")).to_have_count(0)


@pytest.mark.parametrize(
    "burden", ["a" + "\u0301" * 9_999, "a\n" * 5_000, "x\u20dd\ufe0f" * 3_333, "- a\n" * 2_500]
)
def test_a_burden_is_drawn_in_part(burden: str, scene: Scene) -> None:
    talk = scene.talk()
    for _ in range(12):
        talk.mira.push("do", "message:send", ["text", burden])
    for place in (talk.mira.panel, talk.olga.timeline):
        shown = _words(place).last
        expect(shown).to_contain_text(burden[0])
        drawn = shown.evaluate("it => [it.textContent.length, it.querySelectorAll('*').length]")
        assert drawn < [4_000, 120]
    # All of it is there for who asks.
    if "\n" in burden:
        whole = talk.mira.panel.get_by_role("button", name="Show all").last
        whole.click()
        less = talk.mira.panel.get_by_role("button", name="Show less")
        expect(less).to_be_focused()
        assert _words(talk.mira.panel).last.inner_text().count("a") > 2_000


LEAVES = {
    "follows a link": "location.href = '/other'",
    "reloads": "location.reload()",
    "goes back": "history.back()",
}


@pytest.mark.parametrize("leave", LEAVES.values(), ids=LEAVES.keys())
def test_a_draft_survives_the_quickest_navigation(leave: str, scene: Scene) -> None:
    mira = scene.customer()
    mira.page.goto(mira.page.url + "other")
    mira.page.goto(scene.site.url)
    mira.wait_until("window.$crisp?.is && $crisp.get('session:identifier')")
    mira.open_chat()
    # One letter after the other, and in the turn of the last one the page is gone.
    with mira.page.expect_navigation(), contextlib.suppress(Error):
        mira.composer.evaluate(_TYPE_AND_LEAVE % leave)
    mira.wait_until("!window.isOld && window.$crisp?.is && $crisp.get('session:identifier')")
    expect(mira.composer).to_have_value("half a thought")
    assert mira.page.evaluate("$crisp.get('message:text')") == "half a thought"


def test_what_is_half_written_stays_with_its_topic_whoever_starts_another(scene: Scene) -> None:
    talk = scene.talk()
    talk.start(OFFLINE)
    _tell(talk)
    talk.mira.composer.press_sequentially("my server is")
    _start_thread(talk, "Delivery of the invoice")
    expect(talk.mira.panel.get_by_text("New topic: Delivery of the invoice")).to_be_visible()
    expect(talk.mira.target(OFFLINE)).to_be_visible()
    talk.mira.composer.press_sequentially(" down")
    talk.mira.composer.press("Enter")
    expect(talk.mira.target("Delivery of the invoice")).to_be_visible()
    assert _topic_of_last(talk, 1) == OFFLINE
    # The page ends the topic under the text: it lands in no other one.
    talk.mira.composer.press_sequentially("and the invoice")
    talk.end("Delivery of the invoice")
    expect(talk.mira.panel.get_by_text("Delivery of the invoice has ended.")).to_be_visible()
    talk.mira.composer.press("Enter")
    assert _topic_of_last(talk, 2) is None


def test_labels_follow_also_where_a_translator_has_replaced_them(scene: Scene) -> None:
    talk = scene.talk()
    talk.start("First topic")
    expect(talk.mira.target("First topic")).to_be_visible()
    panel = talk.mira.panel
    assert panel.get_attribute("translate") == "no"
    panel.evaluate(_TRANSLATE)
    talk.mira.start("Second topic")
    expect(talk.mira.target("Second topic")).to_be_visible()
    expect(panel.get_by_role("button", name=re.compile("^First topic"))).to_have_count(0)
    _tell(talk)
    talk.mira.say("about the second")
    assert _topic_of_last(talk, 1) == "Second topic"
    for said in _words(panel).all():
        assert said.get_attribute("translate") == "yes"


def _words(place: Locator) -> Locator:
    return place.locator(".words")


def _start_thread(talk: Talk, topic: str) -> None:
    page: Page = talk.olga.page
    page.get_by_role("button", name="Start thread").first.click()
    dialog = page.get_by_role("dialog", name="Start thread")
    dialog.get_by_label("Topic").fill(topic)
    dialog.get_by_role("button", name="Start thread").click()
    expect(dialog).to_be_hidden()


def _tell(talk: Talk) -> None:
    """From here on the page keeps what it is told of sent messages."""
    talk.mira.run("$crisp.push(['on', 'message:sent', it => (window.sent ??= []).push(it)])")


def _topic_of_last(talk: Talk, count: int) -> str | None:
    """The topic in which the customer's newest message was stored, once so many have been told."""
    talk.mira.wait_until(f"window.sent?.length === {count}")
    topic: str | None = talk.mira.page.evaluate(
        """$crisp.get("message:threads").find(
            ({ id }) => id === window.sent.at(-1).properties.thread_id)?.topic ?? null"""
    )
    return topic


_OUTSIDE_THE_BUBBLE = """signs => signs.flatMap(sign => {
    const range = document.createRange();
    range.selectNodeContents(sign);
    const inside = range.getBoundingClientRect();
    const bubble = sign.closest(".bubble").getBoundingClientRect();
    if (inside.left >= bubble.left && inside.right <= bubble.right) return [];
    return [[sign.textContent, inside.left, inside.right, bubble.left, bubble.right]];
})"""
_TRANSLATE = """panel => {
    const texts = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    const all = [];
    while (texts.nextNode()) all.push(texts.currentNode);
    for (const text of all) {
        const font = document.createElement("font");
        font.textContent = text.data;
        text.replaceWith(font);
    }
}"""
_TYPE_AND_LEAVE = """field => {
    window.isOld = true;
    for (const letter of "half a thought") {
        field.value += letter;
        field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    }
    %s;
}"""
