"""The core story in WebKit: a customer and an operator, and a topic from its start to its end."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.screens.contents import picture
from tests.webkit.people import COMPOSER, PANEL, Operator, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.webkit]

TOPIC = "Customer server offline"


def test_a_message_and_its_answer_come_by_themselves(mira: Visitor, olga: Operator) -> None:
    mira.open_chat()
    mira.say("is anybody there?")
    olga.open("is anybody there?")
    olga.sees("is anybody there?")
    olga.reply("good morning")
    mira.sees("good morning")
    mira.say("good morning to you")
    olga.sees("good morning to you")


def test_the_form_of_a_page_starts_a_topic(mira: Visitor, olga: Operator) -> None:
    mira.push("set", "user:nickname", ["Kwame Mensah"])
    mira.add_form(TOPIC)
    mira.window.click("button", "Send request")
    mira.sees_marker(TOPIC, "started")
    mira.sees("my site is down")
    olga.open("Kwame Mensah")
    olga.sees_marker(TOPIC, "started")
    olga.sees("my site is down")


def test_a_note_is_for_operators_alone(mira: Visitor, olga: Operator) -> None:
    talk(mira, olga, "who reads this?")
    olga.note("he asks every week")
    olga.reply("all of us")
    mira.sees("all of us")
    assert "every week" not in mira.words()
    mira.come_back()
    mira.sees("all of us")
    assert "every week" not in mira.words()


def test_a_topic_is_started_renamed_ended_and_taken_back_by_keys(
    mira: Visitor, olga: Operator
) -> None:
    talk(mira, olga, "my site is gone")
    olga.start(TOPIC)
    mira.sees_marker(TOPIC, "started")
    olga.rename(TOPIC, "Node 4 lost its disk")
    mira.sees_marker("Node 4 lost its disk", "started")
    olga.window.press("e", holding=Keys.SHIFT)
    mira.sees_marker("Node 4 lost its disk", "ended")
    olga.window.click("button", "^Undo$")
    mira.window.loses(f"{PANEL} *", "Node 4 lost its disk.*ended")
    olga.sees_marker("Node 4 lost its disk", "started")
    mira.window.until("$crisp.get('message:threads')[0].state === 'open'")


def test_the_palette_finds_people_and_things_to_do(mira: Visitor, olga: Operator) -> None:
    mira.push("set", "user:nickname", ["Tea Pavić"])
    mira.open_chat()
    mira.say("it is Tea")
    olga.window.find("nav[aria-label=Conversations] a", "Tea Pavić")
    olga.choose("Tea Pavić")
    olga.sees("it is Tea")
    olga.choose("Start a thread")
    olga.window.is_at("dialog input", "^Topic$")


def test_pictures_come_by_themselves(mira: Visitor, olga: Operator) -> None:
    talk(mira, olga, "look at this")
    mira.drop_picture("shop.png", picture(300, 200))
    mira.window.click(f"{PANEL} button", "^Send$")
    for side in (mira, olga):
        shown = side.window.find("img", "shop.png")
        side.window.until("arguments[0].naturalWidth === 300", shown)


def test_the_topic_of_the_next_message_is_chosen_in_the_sheet(
    mira: Visitor, olga: Operator
) -> None:
    mira.open_chat()
    for topic in ("Refund", "Delivery address"):
        mira.push("do", "message:thread:start", [topic])
        mira.sees_marker(topic, "started")
    mira.window.click("button", "^to ?Delivery address")
    mira.window.click("[role=dialog] button", "Refund")
    mira.window.loses("[role=dialog]", "^Topics$")
    mira.window.find("button", "^to ?Refund")
    mira.window.walk(COMPOSER)
    mira.say("the blue one, please")
    olga.open("the blue one, please")
    olga.sees("the blue one, please")


def test_what_is_half_written_survives_a_reload_on_both_sides(
    mira: Visitor, olga: Operator
) -> None:
    talk(mira, olga, "a moment please")
    mira.window.write("half a sen")
    olga.window.press("r")
    olga.window.is_at("textarea", "^Reply$")
    olga.window.write("half an ans")
    mira.come_back()
    mira.window.until("arguments[0].value === 'half a sen'", mira.window.find(COMPOSER))
    olga.window.reload()
    olga.window.until("arguments[0].value === 'half an ans'", olga.window.find("textarea"))


def test_a_reload_keeps_the_conversation(mira: Visitor, olga: Operator) -> None:
    talk(mira, olga, "before the reload")
    mira.come_back()
    mira.sees("before the reload")
    mira.say("after the reload")
    olga.sees("after the reload")


def talk(mira: Visitor, olga: Operator, first: str) -> None:
    """A customer has written, and the operator has it open."""
    mira.open_chat()
    mira.say(first)
    olga.open(first)
    olga.sees(first)
