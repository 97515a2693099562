# ruff: noqa: FBT003 -- these are the arguments of JavaScript functions
"""`$crisp`: the panel and the launcher, messages, and the commands of parts that are not there."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.crisp.conftest import OpenPage
from tests.crisp.desk import Desk
from tests.crisp.shop_page import ShopPage

pytestmark = pytest.mark.browser

URL = "https://files.example/a"
CONTENTS: dict[str, dict[str, Any]] = {
    "file": {"name": "invoice.pdf", "url": URL, "type": "application/pdf"},
    "animation": {"url": URL, "type": "image/gif"},
    "audio": {"duration": 7, "url": URL, "type": "audio/ogg"},
}
ASKED: dict[str, dict[str, Any]] = {
    "picker": {
        "id": "size",
        "text": "Which size?",
        "choices": [
            {"value": "s", "label": "Small", "icon": "🐜", "selected": False},
            {"value": "l", "label": "Large", "selected": False},
        ],
    },
    "field": {"id": "order", "text": "Which order?", "explain": "Order number"},
    "carousel": {
        "text": "Our plans",
        "targets": [
            {"title": "Pro", "description": "For teams", "actions": [{"label": "See", "url": URL}]}
        ],
    },
}


def test_the_chat_opens_closes_and_toggles(shop: ShopPage) -> None:
    shop.listen("chat:initiated", "chat:opened", "chat:closed")
    assert shop.is_("chat:opened", "chat:closed") == [False, True]
    shop.push("do", "chat:open")
    assert shop.is_("chat:opened", "chat:closed") == [True, False]
    expect(shop.composer).to_be_visible()
    shop.push("do", "chat:close")
    expect(shop.composer).to_be_hidden()
    shop.push("do", "chat:toggle")
    expect(shop.composer).to_be_visible()
    assert shop.heard("chat:opened", 2) == [[], []]
    assert shop.heard("chat:closed") == [[]]
    assert shop.heard("chat:initiated") == [[]]


def test_the_launcher_is_hidden_and_shown(shop: ShopPage) -> None:
    shop.push("do", "chat:hide")
    expect(shop.any_launcher).to_be_hidden()
    assert shop.is_("chat:visible", "chat:hidden") == [False, True]
    shop.push("do", "chat:show")
    expect(shop.launcher).to_be_visible()
    assert shop.is_("chat:visible", "chat:hidden") == [True, False]


def test_the_panel_is_large_where_it_fills_the_screen(shop: ShopPage) -> None:
    assert shop.is_("chat:small", "chat:large") == [True, False]
    shop.page.set_viewport_size({"width": 400, "height": 700})
    assert shop.is_("chat:small", "chat:large") == [False, True]


def test_messages_of_every_type_are_sent_and_told(shop: ShopPage) -> None:
    shop.listen("message:sent")
    assert shop.is_("session:ongoing") == [False]
    shop.push("do", "message:send", ["text", "hello"])
    for type_, content in CONTENTS.items():
        shop.push("do", "message:send", [type_, content])
    told = [message for [message] in shop.heard("message:sent", 4)]
    assert [(message["type"], message["content"]) for message in told] == [
        ("text", "hello"),
        *CONTENTS.items(),
    ]
    assert {message["from"] for message in told} == {"user"}
    assert {message["is_me"] for message in told} == {True}
    session = shop.get("session:identifier")
    assert {message["user"]["user_id"] for message in told} == {session}
    shop.wait_until("$crisp.is('session:ongoing')")
    assert shop.said == []


def test_what_an_operator_sends_is_told(shop: ShopPage, ada: Desk) -> None:
    shop.listen("message:received")
    shop.push("do", "message:send", ["text", "hello"])
    shop.wait_until("$crisp.is('session:ongoing')")
    session = shop.get("session:identifier")
    ada.do("send", session, text="Hi!")
    picker = {"type": "picker", **ASKED["picker"]}
    ada.do("send", session, content=picker)
    told = [message for [message] in shop.heard("message:received", 2)]
    assert [message["type"] for message in told] == ["text", "picker"]
    assert told[0]["content"] == "Hi!"
    assert told[0]["user"]["nickname"] == "Ada"
    assert [told[0]["from"], told[0]["is_me"]] == ["operator", False]
    choices = told[1]["content"]["choices"]
    assert [choice["label"] for choice in choices] == ["Small", "Large"]
    shop.wait_until("$crisp.get('chat:unread:count') === 2")


def test_everything_is_read_by_command(shop: ShopPage, ada: Desk) -> None:
    shop.push("do", "message:send", ["text", "hello"])
    shop.wait_until("$crisp.is('session:ongoing')")
    ada.do("send", shop.get("session:identifier"), text="Hi!")
    shop.wait_until("$crisp.get('chat:unread:count') === 1")
    expect(shop.page.get_by_role("button", name="1 unread")).to_be_visible()
    shop.push("do", "message:read")
    shop.wait_until("$crisp.get('chat:unread:count') === 0")


def test_a_shown_message_of_every_type_stays_in_this_page(shop: ShopPage) -> None:
    shop.push("do", "chat:open")
    shop.push("do", "message:show", ["text", "Do you need help?"])
    for type_, content in {**CONTENTS, **ASKED}.items():
        shop.push("do", "message:show", [type_, content])
    for words in ("Do you need help?", "invoice.pdf", "Which size?", "Which order?", "Our plans"):
        expect(shop.panel.get_by_text(words).first).to_be_visible()
    expect(shop.panel.get_by_text("Large")).to_be_visible()
    assert shop.commands("send") == []
    assert shop.is_("session:ongoing") == [False]
    shop.reload()
    expect(shop.panel.get_by_text("Do you need help?")).to_have_count(0)
    assert shop.said == []


def test_what_is_shown_stands_behind_what_was_sent_before_it(shop: ShopPage) -> None:
    shop.push("do", "chat:open")
    shop.run(
        """for (const word of ["one", "two"]) {
            $crisp.push(["do", "message:send", ["text", `sent ${word}`]]);
            $crisp.push(["do", "message:show", ["text", `shown ${word}`]]);
        }"""
    )
    expected = ["sent one", "shown one", "sent two", "shown two"]
    words = shop.panel.locator(".words")
    expect(words).to_have_text(expected)
    shop.wait_until("$crisp.is('session:ongoing')")
    expect(shop.panel.get_by_text("Sent", exact=False).last).to_be_visible()
    expect(words).to_have_text(expected)
    # A person's press and the page's answer to it, in one turn.
    shop.composer.fill("by hand")
    shop.panel.evaluate(
        """panel => {
            panel.querySelector(".send").click();
            $crisp.push(["do", "message:show", ["text", "thanks"]]);
        }"""
    )
    expect(words).to_have_text([*expected, "by hand", "thanks"])
    shop.until_sent("send", 3)
    shop.push("do", "message:send", ["text", "last"])
    expect(words).to_have_text([*expected, "by hand", "thanks", "last"])
    expect(shop.panel.get_by_text("Sending …")).to_have_count(0)
    expect(words).to_have_text([*expected, "by hand", "thanks", "last"])


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("Slide title\u000bsecond line", "Slide title\nsecond line"),
        ("\u001b[31mFAILED\u001b[0m\u0000", "[31mFAILED[0m"),
        ("a\u0085b\u2028c\u2029d\fe", "a\nb\nc\nd\ne"),
        ("  moved in\n\tlike this  \n", "  moved in\n\tlike this"),
        ("😀" * 10_000, "😀" * 10_000),
    ],
)
def test_a_text_is_sent_as_it_is_meant_and_never_cut(shop: ShopPage, given: str, sent: str) -> None:
    shop.listen("message:sent")
    shop.push("do", "message:send", ["text", given])
    [[told]] = shop.heard("message:sent")
    assert told["content"] == sent
    assert shop.said == []


def test_a_text_that_is_too_long_is_an_error_and_stays_whole(shop: ShopPage) -> None:
    shop.push("do", "message:send", ["text", "😀" * 10_001])
    shop.until_said("10001 characters, at most 10000 are allowed")
    shop.push("set", "message:text", ["😀" * 10_001])
    shop.push("do", "chat:open")
    expect(shop.page.get_by_text("10,001 of 10,000 characters")).to_be_visible()
    assert shop.composer.input_value() == "😀" * 10_001
    assert shop.get("message:text") == "😀" * 10_001
    assert shop.commands("send") == []


def test_typing_is_told_on_both_sides(shop: ShopPage, ada: Desk) -> None:
    shop.listen("message:compose:sent", "message:compose:received")
    shop.push("do", "chat:open")
    shop.push("do", "message:send", ["text", "hello"])
    shop.wait_until("$crisp.is('session:ongoing')")
    shop.composer.fill("my server")
    shop.composer.fill("")
    sent = [told for [told] in shop.heard("message:compose:sent", 2)]
    assert [told["type"] for told in sent] == ["start", "stop"]
    ada.type(shop.get("session:identifier"), typing=True)
    [[received]] = shop.heard("message:compose:received")
    assert received["type"] == "start"
    assert received["user"]["nickname"] == "Ada"


def test_the_composer_is_filled_and_read(shop: ShopPage) -> None:
    assert shop.get("message:text") is None
    shop.push("set", "message:text", ["I need help with "])
    assert shop.get("message:text") == "I need help with "
    shop.push("do", "chat:open")
    expect(shop.composer).to_have_value("I need help with ")
    shop.composer.fill("nothing, thank you")
    shop.wait_until("$crisp.get('message:text') === 'nothing, thank you'")


def test_the_helpdesk_opens_its_search_and_finds_nothing(shop: ShopPage) -> None:
    shop.listen("helpdesk:queried")
    search = shop.page.get_by_role("searchbox")
    shop.push("do", "helpdesk:search")
    expect(search).to_be_visible()
    shop.push("do", "overlay:close")
    expect(search).to_be_hidden()
    shop.push("do", "helpdesk:article:open", ["en", "first-steps", None, None])
    expect(search).to_be_visible()
    shop.push("do", "helpdesk:query", ["refund"])
    expect(search).to_have_value("refund")
    assert shop.heard("helpdesk:queried") == [[[]]]
    assert shop.said == []


def test_the_overlay_opens_and_closes(shop: ShopPage) -> None:
    assert shop.is_("overlay:opened", "overlay:closed") == [False, True]
    shop.run("$crisp.push(['do', 'overlay:open', [() => { window.overlaid = true }]])")
    shop.wait_until("window.overlaid && $crisp.is('overlay:opened')")
    shop.push("do", "overlay:close")
    assert shop.is_("overlay:opened", "overlay:closed") == [False, True]


def test_triggers_and_bots_are_named_as_missing_once(shop: ShopPage) -> None:
    for _ in range(2):
        shop.push("do", "trigger:run", ["greet"])
        shop.push("do", "bot:scenario:run", ["welcome", {"plan": "pro"}])
    shop.until_said("bot scenarios")
    assert len(shop.said) == 2


def test_tools_of_an_assistant_are_accepted_silently(shop: ShopPage) -> None:
    shop.run("$crisp.push(['on', 'hugo:tool:refund', () => 'done'])")
    shop.push("off", "hugo:tool:refund")
    shop.push("do", "chat:open")
    expect(shop.composer).to_be_visible()
    assert shop.said == []


def test_one_listener_per_event_and_off_takes_it_away(shop: ShopPage) -> None:
    shop.push("off", "chat:opened")
    shop.run("$crisp.push(['on', 'chat:opened', () => { window.first = true }])")
    shop.listen("chat:opened")
    shop.push("do", "chat:open")
    shop.heard("chat:opened")
    shop.push("off", "chat:opened")
    shop.push("do", "chat:close")
    shop.push("do", "chat:open")
    shop.listen("chat:closed")
    shop.push("do", "chat:close")
    shop.heard("chat:closed")
    assert len(shop.heard("chat:opened")) == 1
    assert shop.page.evaluate("window.first") is None


def test_safe_mode_silences_the_console(shop: ShopPage) -> None:
    shop.push("do", "message:send", ["text", ""])
    shop.until_said("empty")
    shop.push("safe", True)
    shop.push("do", "message:send", ["text", ""])
    shop.push("safe", False)
    shop.push("do", "message:send", ["sms", "x"])
    shop.until_said("the type is none of")
    assert len(shop.said) == 2


def test_help_prints_every_command(shop: ShopPage) -> None:
    shop.run("$crisp.help()")
    shop.until_said("do message:thread:start")
    assert "set session:event" in shop.said[0]


def test_the_direct_methods_do_as_push_does(shop: ShopPage) -> None:
    shop.run("$crisp.on('chat:opened', () => { window.told = true })")
    shop.run("$crisp.do('chat:open')")
    shop.run("$crisp.set('user:nickname', 'Mira')")
    shop.run("$crisp.config('position:reverse', true)")
    shop.run("$crisp.off('chat:opened')")
    shop.run("$crisp.safe(true)")
    assert shop.is_("chat:opened") == [True]
    shop.wait_until("window.told && $crisp.get('user:nickname') === 'Mira'")
    assert shop.said == []


def test_queued_entries_run_in_order_and_ready_is_told_once(open_page: OpenPage) -> None:
    shop = open_page(
        """
        window.order = [];
        Object.defineProperty(window, "$crisp", {
            set(queue) {
                Object.defineProperty(window, "$crisp", { value: queue, writable: true });
                queue.push(["set", "user:email", ["mira@solbakery.example"]]);
                queue.push(["do", "chat:open"]);
                queue.push(["do", "message:thread:start", ["First"]]);
                queue.push(["do", "message:send", ["text", "hello"]]);
            },
            configurable: true,
        });
        window.CRISP_READY_TRIGGER = () => window.order.push($crisp.get("user:email"));
        """
    )
    shop.until_sent("send")
    kinds = [frame["type"] for frame in shop.sent if "id" in frame]
    assert kinds[:4] == ["profile", "open", "start_thread", "send"]
    assert shop.page.evaluate("window.order") == ["mira@solbakery.example"]
