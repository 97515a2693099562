"""The main job: a topic starts on a customer's page and reads well in the inbox.

The article's three code lines, verbatim, in real browsers, on both databases, and with visitors
and operators at different processes.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.host_page import HostSite
from tests.stories.people import OperatorScreen, VisitorScreen, marker, visitor
from tests.threadbox_server import ThreadboxServer

pytestmark = [pytest.mark.browser, pytest.mark.firefox]

START = '$crisp.push(["do", "message:thread:start", ["Thread topic..."]])'
END = '$crisp.push(["do", "message:thread:end"])'
END_NAMED = '$crisp.push(["do", "message:thread:end", ["Thread topic..."]])'
OPEN = '$crisp.push(["do", "chat:open"])'
TOPIC = "Thread topic..."


@pytest.mark.without_a_bell
def test_a_thread_started_answered_and_ended_is_one_history_on_both_sides(
    mira: VisitorScreen, olga: OperatorScreen
) -> None:
    mira.run('$crisp.push(["set", "user:nickname", ["Mira Sol"]])')
    mira.run(OPEN)
    mira.run(START)
    mira.say("my server is down")
    olga.open("Mira Sol")
    expect(marker(olga.timeline, TOPIC, "started").first).to_be_attached()
    expect(olga.timeline.get_by_text("my server is down")).to_be_visible()
    olga.reply("Node 4 lost its disk; moving you")
    expect(mira.panel.get_by_text("Node 4 lost its disk; moving you")).to_be_visible()
    mira.run(END_NAMED)
    for place in (olga.timeline, mira.panel):
        expect(marker(place, TOPIC, "started").first).to_be_attached()
        expect(marker(place, TOPIC, "ended").first).to_be_attached()
    assert mira.page.evaluate("$crisp.get('message:threads')[0].state") == "ended"


def test_ending_without_a_topic_ends_the_current_thread(
    mira: VisitorScreen, olga: OperatorScreen
) -> None:
    mira.run(OPEN)
    mira.run(START)
    mira.say("hello")
    mira.run(END)
    olga.open("hello")
    expect(marker(olga.timeline, TOPIC, "ended").first).to_be_attached()


def test_a_start_before_the_first_open_waits_with_a_warning_and_shows_nowhere(
    site: HostSite, new_context: NewContext, olga: OperatorScreen
) -> None:
    context = new_context()
    warnings: list[str] = []
    context.on(
        "console", lambda said: warnings.append(said.text) if said.type == "warning" else None
    )
    mira = visitor(context, site.url)
    mira.wait_until("$crisp.is && $crisp.is('chat:closed')")
    with mira.page.expect_console_message(lambda said: "opened" in said.text):
        mira.run(START)
    mira.run('$crisp.push(["do", "message:thread:start", ["Second topic"]])')
    mira.page.reload()
    mira.wait_until("$crisp.is && $crisp.is('chat:closed')")
    assert mira.page.evaluate("$crisp.get('message:threads')") == []
    assert sum("opened" in warning for warning in warnings) == 1, warnings
    mira.open_chat()
    mira.wait_until("$crisp.get('message:threads').length === 2")
    topics = mira.page.evaluate("$crisp.get('message:threads').map(thread => thread.topic)")
    assert topics == [TOPIC, "Second topic"], "in the order they were asked for"
    expect(olga.conversations.get_by_text(TOPIC).first).to_be_visible()


def test_two_tabs_starting_the_same_topic_start_one_thread(
    mira: VisitorScreen, site: HostSite, olga: OperatorScreen
) -> None:
    mira.run(OPEN)
    expect(mira.composer).to_be_visible()
    second = visitor(mira.page.context, site.url)
    second.wait_until("$crisp.is && $crisp.get('session:identifier')")
    for tab in (mira, second):
        tab.run(START)
    mira.say("only once")
    olga.open("only once")
    expect(olga.timeline.get_by_text("only once")).to_be_visible()
    for tab in (mira, second):
        tab.wait_until("$crisp.get('message:threads').length === 1")
    expect(second.panel.get_by_text("only once").first).to_be_attached()


def test_a_reload_in_the_middle_loses_nothing_and_goes_on_in_the_thread(
    mira: VisitorScreen, olga: OperatorScreen
) -> None:
    mira.run(OPEN)
    mira.run(START)
    mira.say("before the reload")
    mira.page.reload()
    mira.wait_until("$crisp.is && $crisp.get('session:identifier')")
    mira.run(OPEN)
    expect(mira.panel.get_by_text("before the reload")).to_be_visible()
    mira.say("after the reload")
    mira.wait_until("$crisp.is('message:thread:ongoing')")
    olga.open("after the reload")
    expect(olga.timeline.get_by_text("before the reload")).to_be_visible()
    assert marker(olga.timeline, TOPIC, "started").count() >= 1


def test_a_server_killed_between_send_and_answer_loses_and_doubles_nothing(
    mira: VisitorScreen, olga: OperatorScreen, server: ThreadboxServer
) -> None:
    mira.run(OPEN)
    mira.run(START)
    mira.say("message 0")
    olga.open("message 0")
    for number in range(1, 4):
        server.kill()
        mira.say(f"message {number}")
        server.start()
        expect(olga.timeline.get_by_text(f"message {number}", exact=True)).to_be_visible()
    for number in range(4):
        expect(olga.timeline.get_by_text(f"message {number}", exact=True)).to_have_count(1)
        expect(mira.panel.get_by_text(f"message {number}", exact=True)).to_have_count(1)


@pytest.mark.without_a_bell
def test_two_operators_see_the_same_and_each_other(
    mira: VisitorScreen, sign_in: Callable[[str], OperatorScreen]
) -> None:
    mira.run(OPEN)
    mira.say("anybody there?")
    olga, sam = sign_in("Olga"), sign_in("Sam")
    for screen in (olga, sam):
        screen.open("anybody there?")
    olga.reply("Olga here")
    sam.reply("and Sam")
    for place in (olga.timeline, sam.timeline, mira.panel):
        expect(place.get_by_text("Olga here").first).to_be_visible()
        expect(place.get_by_text("and Sam").first).to_be_visible()


def test_several_open_threads_keep_their_messages_apart(
    mira: VisitorScreen, olga: OperatorScreen
) -> None:
    mira.run(OPEN)
    mira.run('$crisp.push(["do", "message:thread:start", [{topic: "Refund", external_id: "551"}]])')
    mira.run('$crisp.push(["do", "message:thread:start", ["Delivery address"]])')
    mira.say("new street is Rua Nova 1")
    mira.run('$crisp.push(["do", "message:thread:select", [{external_id: "551"}]])')
    mira.wait_until(
        "$crisp.get('message:threads').filter(thread => thread.state === 'open').length === 2"
    )
    mira.say("the blue one, please")
    olga.open("the blue one, please")
    for text in ("new street is Rua Nova 1", "the blue one, please"):
        expect(olga.timeline.get_by_text(text)).to_be_visible()
    for topic in ("Refund", "Delivery address"):
        expect(marker(olga.timeline, topic, "started").first).to_be_attached()


@pytest.mark.without_a_bell
def test_the_page_is_told_of_starts_and_ends_made_elsewhere(
    mira: VisitorScreen, olga: OperatorScreen
) -> None:
    mira.run(
        "window.heard = [];"
        "for (const name of ['started', 'ended'])"
        " $crisp.push(['on', 'message:thread:' + name, thread =>"
        " window.heard.push([name, thread.topic, thread.state])])"
    )
    mira.run(OPEN)
    mira.say("please look at my invoice")
    olga.open("please look at my invoice")
    olga.page.get_by_role("button", name="Start thread").first.click()
    dialog = olga.page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill("Invoice 8812")
    dialog.get_by_role("button", name="Start").last.click()
    expect(marker(mira.panel, "Invoice 8812", "started").first).to_be_attached()
    mira.wait_until("window.heard.length === 1")
    assert mira.page.evaluate("window.heard") == [["started", "Invoice 8812", "open"]]
