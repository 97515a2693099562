"""`$crisp`: the thread commands, their events and getters."""

import pytest
from playwright.sync_api import expect

from tests.crisp.desk import Desk
from tests.crisp.shop_page import ShopPage
from tests.stories.people import marker

pytestmark = pytest.mark.browser

TOPIC = "Customer server offline (Ticket #1929383)"
ONGOING = "$crisp.is('message:thread:ongoing')"


def test_a_thread_is_started_chosen_and_ended(shop: ShopPage) -> None:
    shop.listen("message:thread:started", "message:thread:ended", "message:sent")
    assert shop.get("message:threads") == []
    shop.push("do", "chat:open")
    shop.push("do", "message:thread:start", [TOPIC])
    shop.push("do", "message:thread:start", [{"topic": "Refund", "external_id": "551"}])
    started = [thread for [thread] in shop.heard("message:thread:started", 2)]
    assert [thread["topic"] for thread in started] == [TOPIC, "Refund"]
    assert [thread["external_id"] for thread in started] == [None, "551"]
    shop.push("do", "message:thread:select", [TOPIC])
    shop.push("do", "message:send", ["text", "it is down"])
    [[message]] = shop.heard("message:sent")
    assert message["properties"]["thread_id"] == started[0]["id"]
    shop.push("do", "message:thread:end")
    [[ended]] = shop.heard("message:thread:ended")
    assert [ended["id"], ended["state"]] == [started[0]["id"], "ended"]
    expect(marker(shop.panel, TOPIC, "ended").first).to_be_visible()
    shop.push("do", "message:thread:end", [{"external_id": "551"}])
    shop.wait_until(f"!{ONGOING}")
    threads = shop.get("message:threads")
    assert [(thread["number"], thread["state"]) for thread in threads] == [
        (1, "ended"),
        (2, "ended"),
    ]
    assert shop.said == []


def test_the_main_line_is_chosen_with_null(shop: ShopPage) -> None:
    shop.listen("message:sent")
    shop.push("do", "chat:open")
    shop.push("do", "message:thread:start", [TOPIC])
    shop.push("do", "message:thread:select", [None])
    shop.push("do", "message:send", ["text", "something else"])
    [[message]] = shop.heard("message:sent")
    assert message["properties"] == {}
    assert shop.said == []


@pytest.mark.parametrize("nothing", ["", ", []", ", [undefined]", ", [null]"])
def test_an_end_without_a_topic_ends_the_current_thread_or_nothing(
    shop: ShopPage, nothing: str
) -> None:
    shop.run(f"$crisp.push(['do', 'message:thread:end'{nothing}])")
    shop.push("do", "chat:open")
    shop.run(f"$crisp.push(['do', 'message:thread:end'{nothing}])")
    shop.push("do", "message:thread:start", [TOPIC])
    shop.wait_until(ONGOING)
    shop.run(f"$crisp.push(['do', 'message:thread:end'{nothing}])")
    shop.wait_until(f"!{ONGOING}")
    # The first end came before the chatbox was opened, and that is all there is to say.
    assert [line for line in shop.said if "waits until" not in line] == []


@pytest.mark.parametrize("blank", ["['']", "['   ']", "[{topic: ''}]", "[{external_id: ''}]", "''"])
def test_an_end_with_a_blank_name_ends_nobodys_topic(shop: ShopPage, blank: str) -> None:
    shop.push("do", "chat:open")
    shop.push("do", "message:thread:start", [TOPIC])
    shop.wait_until(ONGOING)
    shop.run(f"$crisp.push(['do', 'message:thread:end', {blank}])")
    shop.until_said("is empty; nothing changes")
    shop.push("do", "message:send", ["text", "still down"])
    sent = shop.until_sent("send")
    assert [frame["text"] for frame in sent] == ["still down"]
    assert shop.is_("message:thread:ongoing") == [True]


def test_a_start_before_the_first_opening_waits_or_is_dropped(shop: ShopPage) -> None:
    shop.push("do", "message:thread:start", [TOPIC])
    shop.until_said("waits until the chatbox is opened")
    shop.push("config", "thread:strict", [True])
    shop.push("do", "message:thread:start", ["Dropped"])
    shop.until_said("is dropped")
    shop.push("do", "chat:open")
    shop.wait_until(ONGOING)
    assert [thread["topic"] for thread in shop.get("message:threads")] == [TOPIC]


def test_unread_is_told_per_thread(shop: ShopPage, ada: Desk) -> None:
    shop.listen("message:thread:unread", "message:thread:started")
    shop.push("do", "chat:open")
    shop.push("do", "message:thread:start", [TOPIC])
    [[thread]] = shop.heard("message:thread:started")
    shop.push("do", "chat:close")
    ada.do("send", shop.get("session:identifier"), text="Hi!", thread=thread["id"])
    [told] = shop.heard("message:thread:unread")[0]
    assert [told["id"], told["unread"]] == [thread["id"], 1]
