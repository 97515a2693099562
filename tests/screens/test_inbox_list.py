"""The list says in a line what is in a conversation, and all of them can be reached in it."""

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.box import command
from tests.screens.people import PASSWORD, Customer, typed_until
from tests.screens.scene import Scene, email_of
from tests.stories.people import OperatorScreen, operator
from tests.threadbox_server import ThreadboxServer
from threadbox.actions.messages import send
from threadbox.domain.actors import Visitor
from threadbox.store.database import Database

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# More than three pages.
IMPORTED = 180
NOON = 1_795_348_800_000


def row_of(screen: OperatorScreen, mira: Customer) -> Locator:
    return screen.conversations.get_by_role("link", name=mira.name)


def test_it_says_whose_the_last_words_are(scene: Scene) -> None:
    talk = scene.talk("is anybody there?")
    expect(row_of(talk.olga, talk.mira)).to_contain_text("is anybody there?")
    expect(row_of(talk.olga, talk.mira)).not_to_contain_text("You:")
    ana = scene.colleague("Ana Prado")
    ana.open(talk.mira.name)
    ana.reply("Hi, looking into it")
    expect(row_of(talk.olga, talk.mira)).to_contain_text("Ana Prado: Hi, looking into it")
    expect(row_of(ana, talk.mira)).to_contain_text("You: Hi, looking into it")
    talk.olga.reply("So do I")
    expect(row_of(talk.olga, talk.mira)).to_contain_text("You: So do I")
    expect(row_of(ana, talk.mira)).to_contain_text("Olga: So do I")


def test_a_draft_is_shown_as_what_it_says_and_typing_after_it(scene: Scene) -> None:
    talk = scene.talk("do you offer daily backups?")
    row = row_of(talk.olga, talk.mira)
    talk.olga.composer.fill("We do, every **night**")
    expect(row).to_contain_text("Draft We do, every night")
    expect(row).not_to_contain_text("do you offer daily backups?")
    typed_until(talk.mira.composer, row.get_by_text("typing …"))
    expect(row).to_contain_text("Draft We do, every night")
    talk.olga.composer.fill("")
    expect(row).not_to_contain_text("Draft")


def test_a_conversation_that_has_only_a_topic_says_it(scene: Scene) -> None:
    mira = scene.customer()
    mira.open_chat()
    mira.start("Customer server offline")
    expect(row_of(scene.desk(), mira)).to_contain_text("Started: Customer server offline")


def test_words_are_shown_without_the_marks_of_their_form(scene: Scene) -> None:
    mira = scene.customer()
    mira.open_chat()
    mira.say("```\nsudo systemctl restart shop\n```\n" + "and again " * 20)
    row = row_of(scene.desk(), mira)
    expect(row).to_contain_text("sudo systemctl restart shop and again")
    expect(row).not_to_contain_text("```")


def test_the_conversation_that_is_open_keeps_its_place_when_a_colleague_resolves_it(
    scene: Scene,
) -> None:
    talk = scene.talk()
    ana = scene.colleague("Ana Prado")
    ana.open(talk.mira.name)
    ana.page.get_by_role("button", name="Resolve", exact=True).click()
    expect(talk.olga.page.get_by_role("button", name="Reopen", exact=True)).to_be_visible()
    expect(row_of(talk.olga, talk.mira)).to_have_attribute("aria-current", "page")
    other = scene.customer()
    other.open_chat()
    other.say("me too")
    talk.olga.open(other.name)
    expect(row_of(talk.olga, talk.mira)).to_be_hidden()


def test_it_is_one_stop_of_the_tab_key_and_arrows_go_on(scene: Scene) -> None:
    customers = [scene.customer() for _ in range(3)]
    for customer in customers:
        customer.open_chat()
        customer.say("hello")
    olga = scene.desk()
    newest, middle, oldest = (row_of(olga, customer) for customer in reversed(customers))
    expect(newest).to_be_visible()
    keys = olga.page.keyboard
    olga.page.get_by_role("button", name="All").focus()
    keys.press("Tab")
    expect(newest).to_be_focused()
    for key, there in (("ArrowDown", middle), ("ArrowDown", oldest), ("Home", newest)):
        keys.press(key)
        expect(there).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Shift+Tab")
    expect(middle).not_to_be_focused()
    keys.press("Tab")
    expect(middle).to_be_focused()


def test_all_of_it_is_reached_when_many_came_at_one_moment(
    browser: Browser, tmp_path: Path
) -> None:
    server = ThreadboxServer(tmp_path)
    # Makes the database, and the key.
    server.start()
    server.stop()
    created = server.cli("create-website", "--name", "Acme", "--domain", "localhost")
    who = ("--email", email_of("Olga"), "--name", "Olga", "--password-stdin")
    server.cli("create-operator", "--website", created["website_id"], *who, typed=f"{PASSWORD}\n")
    _import(server, created["website_id"])
    server.start()
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    try:
        olga = operator(context, server.url)
        olga.sign_in(email_of("Olga"), PASSWORD)
        expect(olga.page.get_by_role("button", name="Open")).to_have_text(f"Open {IMPORTED}")
        rows = olga.conversations.get_by_role("link")
        expect(rows).not_to_have_count(0)
        olga.conversations.evaluate(_TO_THE_END, IMPORTED)
        expect(rows).to_have_count(IMPORTED)
        expect(olga.page.get_by_text("Loading more conversations")).to_have_count(0)
    finally:
        context.close()
        server.stop()


# Whoever reads the list goes to its end each time that it has become longer.
_TO_THE_END = """async (list, all) => {
    while (list.querySelectorAll("a").length < all) {
        list.scrollTop = list.scrollHeight;
        await new Promise(requestAnimationFrame);
        if (performance.now() > 60_000) return;
    }
}"""


def _import(server: ThreadboxServer, website: str) -> None:
    """As somebody who moves here from elsewhere does: everything at one moment."""
    ids = (UUID(int=number) for number in range(1, 100_000))
    url = f"sqlite:///{server.data / 'threadbox.db'}"
    database = Database.open(url, clock=lambda: NOON, new_uuid=lambda: next(ids))
    try:
        for number in range(IMPORTED):
            name = f"session_{UUID(int=number * 7_919 % IMPORTED, version=4)}"
            visitor = Visitor(website=website, conversation=name)
            database.write_now(
                website,
                command,
                send,
                visitor,
                name,
                client_id=f"imported-{number:04}",
                text="hello",
            )
    finally:
        database.close()
