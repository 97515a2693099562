"""Resolving goes on to what is next, says what it leaves open, and can be taken back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screens.looking import DESK, PHONE
from tests.screens.people import Customer
from tests.screens.scene import Scene
from tests.stories.people import OperatorScreen

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPIC = "Customer server offline"
INVOICE = "Invoice 8812"


def heading(page: Page, mira: Customer) -> Locator:
    return page.get_by_role("main").get_by_role("heading", name=mira.name)


def three(scene: Scene) -> tuple[OperatorScreen, Customer, Customer, Customer]:
    """Three conversations in a list, the newest first, and the second of them is open."""
    customers = [scene.customer() for _ in range(3)]
    for customer in reversed(customers):
        customer.open_chat()
        customer.say("hello")
    olga = scene.desk()
    olga.open(customers[1].name)
    first, second, third = customers
    return olga, first, second, third


def test_the_next_one_is_shown_and_undo_returns_to_the_one_before(scene: Scene) -> None:
    olga, _, second, third = three(scene)
    page = olga.page
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(heading(page, third)).to_be_visible()
    expect(olga.conversations.get_by_role("link", name=second.name)).to_be_hidden()
    row = olga.conversations.get_by_role("link", name=third.name)
    expect(row).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Undo").click()
    expect(heading(page, second)).to_be_visible()
    expect(page.get_by_role("button", name="Resolve", exact=True)).to_be_visible()
    expect(olga.conversations.get_by_role("link", name=second.name)).to_be_visible()


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        ((), ""),
        ((TOPIC,), " · 1 thread stays open"),
        ((TOPIC, INVOICE), " · 2 threads stay open"),
    ],
    ids=["none", "one", "several"],
)
def test_it_says_how_many_threads_stay_open(
    topics: tuple[str, ...], said: str, scene: Scene
) -> None:
    talk = scene.talk()
    for topic in topics:
        talk.start(topic)
    talk.olga.page.get_by_role("button", name="Resolve", exact=True).click()
    toast = talk.olga.page.get_by_text(f"Resolved: {talk.mira.name}{said}", exact=True)
    expect(toast).to_be_visible()


def test_the_key_leaves_the_focus_in_what_is_shown(scene: Scene) -> None:
    olga, _, second, third = three(scene)
    page = olga.page
    row = olga.conversations.get_by_role("link", name=second.name)
    row.focus()
    page.keyboard.press("e")
    expect(heading(page, third)).to_be_focused()
    page.keyboard.press("e")
    expect(heading(page, third)).to_be_hidden()
    expect(page.get_by_role("main").get_by_role("heading", level=2)).to_be_focused()


def test_a_resolved_one_says_so_where_it_happened_and_can_be_opened_again(scene: Scene) -> None:
    talk = scene.talk()
    page = talk.olga.page
    page.get_by_role("button", name="All").click()
    page.get_by_role("button", name="Resolve", exact=True).click()
    reopen = page.get_by_role("button", name="Reopen", exact=True)
    expect(reopen).to_be_visible()
    expect(talk.olga.timeline.get_by_text("You resolved this conversation")).to_be_visible()
    talk.ask("it is down again")
    expect(talk.olga.timeline.get_by_text("reopened this conversation")).to_be_visible()
    said = talk.olga.timeline.inner_text()
    assert said.index("hello, me again") < said.index("You resolved") < said.index("it is down")
    page.get_by_role("button", name="Resolve", exact=True).click()
    page.reload()
    expect(talk.olga.timeline.get_by_text("This conversation is resolved")).to_be_visible()
    reopen.click()
    expect(reopen).to_be_hidden()
    expect(talk.olga.timeline.get_by_text("You reopened this conversation")).to_be_visible()


def test_a_visitor_is_told_nothing_of_it(scene: Scene) -> None:
    talk = scene.talk()
    talk.olga.page.get_by_role("button", name="Resolve", exact=True).click()
    expect(talk.olga.page.get_by_text(f"Resolved: {talk.mira.name}")).to_be_visible()
    talk.mira.say("and now?")
    expect(talk.mira.panel.get_by_text("and now?")).to_be_visible()
    expect(talk.mira.panel.get_by_text(re.compile("resolved|reopened", re.I))).to_have_count(0)


def test_on_a_phone_the_list_is_next(scene: Scene) -> None:
    olga, first, second, _ = three(scene)
    page = olga.page
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(olga.conversations.get_by_role("link", name=first.name)).to_be_visible()
    expect(olga.conversations.get_by_role("link", name=second.name)).to_be_hidden()
    page.set_viewport_size(DESK)


def test_the_last_one_leads_to_the_empty_list(scene: Scene) -> None:
    lonely = scene.customer_of_nobody()
    lonely.open_chat()
    lonely.say("hello")
    nobody = scene.desk("Nobody")
    nobody.open(lonely.name)
    nobody.page.get_by_role("button", name="Resolve", exact=True).click()
    expect(nobody.page.get_by_text("All caught up")).to_be_visible()
    expect(nobody.page.get_by_role("button", name="Undo")).to_be_visible()
