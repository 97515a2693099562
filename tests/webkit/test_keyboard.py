"""Both sides in WebKit without a pointer, and in a narrow window."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.threadbox_server import ThreadboxServer
from tests.webkit.conftest import EMAIL, OpenWindow
from tests.webkit.people import COMPOSER, PANEL, PASSWORD, TIMELINE, Operator, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.webkit]

TOPIC = "Customer server offline"
# Its windows get no narrower than 447 pixels.
NARROW = (447, 700)
FITS = "document.documentElement.scrollWidth <= innerWidth"


def test_the_chat_is_reached_by_tab_takes_the_words_and_esc_leads_back(mira: Visitor) -> None:
    mira.window.walk("button", "^Chat with us")
    mira.window.press(Keys.ENTER)
    mira.say("hello from the keyboard")
    mira.window.is_at(COMPOSER)
    mira.window.press(Keys.ESCAPE)
    mira.window.loses(PANEL)
    mira.window.is_at("button", "^Chat with us")


def test_tab_reaches_every_control_of_the_chat(mira: Visitor) -> None:
    mira.open_chat()
    mira.say("where can I go?")
    for name in ("^Attach files$", "^Send$", "^Close chat$", "^Emoji$"):
        mira.window.run("arguments[0].focus()", mira.window.find(COMPOSER))
        if name == "^Send$":
            mira.window.write("something to send")
        mira.window.walk(f"{PANEL} button", name)
    mira.window.walk(COMPOSER, None, Keys.SHIFT + Keys.TAB)


def test_the_topic_is_chosen_by_keys_and_esc_closes_the_sheet_alone(mira: Visitor) -> None:
    mira.open_chat()
    for topic in ("Delivery address", TOPIC):
        mira.push("do", "message:thread:start", [topic])
        mira.sees_marker(topic, "started")
    mira.window.walk("button", f"^to ?{TOPIC}", Keys.SHIFT + Keys.TAB)
    mira.window.press(Keys.ENTER)
    mira.window.is_at(f"{PANEL} button", TOPIC)
    mira.window.press(Keys.ESCAPE)
    mira.window.is_at("button", f"^to ?{TOPIC}")
    mira.window.find(COMPOSER)
    mira.window.press(Keys.ENTER)
    mira.window.is_at(f"{PANEL} button", TOPIC)
    mira.window.press(Keys.TAB)
    mira.window.press(Keys.ENTER)
    mira.window.find("button", "^to ?Delivery address")


def test_an_operator_signs_in_answers_starts_and_ends_a_thread(
    mira: Visitor, acme: ThreadboxServer, open_window: OpenWindow
) -> None:
    mira.push("set", "user:nickname", ["Noor Haddad"])
    mira.open_chat()
    mira.say("anybody at the keys?")
    olga = Operator(open_window())
    olga.sign_in(acme.url, EMAIL)
    olga.window.find("nav a", "Noor Haddad")
    olga.window.walk("nav a", "Noor Haddad", "j")
    olga.window.press(Keys.ENTER)
    olga.sees("anybody at the keys?")
    olga.reply("good morning, Olga here")
    mira.sees("good morning, Olga here")
    olga.start(TOPIC)
    mira.sees_marker(TOPIC, "started")
    olga.window.press("e", holding=Keys.SHIFT)
    for side in (mira, olga):
        side.sees_marker(TOPIC, "ended")


def test_in_a_narrow_window_both_sides_show_one_thing_at_a_time_and_all_of_it(
    mira: Visitor, acme: ThreadboxServer, open_window: OpenWindow
) -> None:
    mira.window.driver.set_window_size(*NARROW)
    mira.open_chat()
    mira.say("from a small screen")
    mira.window.until(FITS)
    mira.window.find(f"{PANEL} button", "^Close chat$")
    olga = Operator(open_window())
    olga.window.driver.set_window_size(*NARROW)
    olga.sign_in(acme.url, EMAIL)
    olga.open("from a small screen")
    olga.window.loses("nav", "^Conversations$")
    olga.reply("to a small screen")
    mira.sees("to a small screen")
    olga.window.until(FITS)
    olga.window.click("button", "^Back$")
    olga.window.find("nav", "^Conversations$")
    olga.window.loses(TIMELINE)


def test_a_wrong_password_is_said_and_the_next_one_counts(
    acme: ThreadboxServer, website: str, open_window: OpenWindow
) -> None:
    assert website
    olga = Operator(open_window())
    olga.window.go(f"{acme.url}/inbox/")
    olga.window.is_at("input", "^Email$")
    olga.window.write(EMAIL + Keys.TAB + "guessed" + Keys.ENTER)
    olga.window.find("[role=alert]", ".")
    olga.window.run("arguments[0].select()", olga.window.find("input", "^Password$"))
    olga.window.write(PASSWORD + Keys.ENTER)
    olga.window.find("nav", "^Conversations$")
