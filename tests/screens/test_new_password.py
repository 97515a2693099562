"""The page behind a password link: right by WCAG 2.2 AA in each state, and used by the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.screens.looking import DESK, Look, faults
from tests.screens.people import PASSWORD
from tests.screens.scene import Scene, email_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW = "four loud herons"


def choosing(scene: Scene) -> Page:
    page = _at_the_link(scene, "Paula")
    expect(page.get_by_label("New password")).to_be_focused()
    return page


def two_that_differ(scene: Scene) -> Page:
    page = choosing(scene)
    _choose(page, NEW, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("not the same")
    return page


def a_password_that_everybody_tries(scene: Scene) -> Page:
    page = choosing(scene)
    _choose(page, "password1")
    expect(page.get_by_role("alert")).to_contain_text("take another")
    return page


def a_link_that_was_used(scene: Scene) -> Page:
    page = scene.somebody(for_now=True).page
    page.goto(f"{scene.server.url}/inbox/password#used-long-ago")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_focused()
    return page


def done(scene: Scene) -> Page:
    page = choosing(scene)
    _choose(page, NEW)
    expect(page.get_by_role("heading", name="Your new password is set")).to_be_focused()
    return page


STATES = (
    choosing,
    two_that_differ,
    a_password_that_everybody_tries,
    a_link_that_was_used,
    done,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.replace("_", " "))
def test_the_page_is_accessible_when(state: Callable[[Scene], Page], scene: Scene) -> None:
    found = faults(Look(state(scene)), DESK, f"password-{state.__name__.replace('_', '-')}")
    assert not found, "\n".join(found)


def test_an_operator_chooses_a_password_and_signs_in_with_the_keyboard_alone(scene: Scene) -> None:
    page = _at_the_link(scene, "Petra")
    keys = page.keyboard
    expect(page.get_by_label("New password")).to_be_focused()
    for typed in (NEW, NEW):
        keys.type(typed)
        keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Your new password is set")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Email")).to_be_focused()
    for typed in (email_of("Petra"), NEW):
        keys.type(typed)
        keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_text("No conversations yet")).to_be_visible()


def test_who_is_taken_off_a_website_finds_the_others_at_once(scene: Scene) -> None:
    here = scene.server.cli("create-website", "--name", "Ponds", "--domain", "localhost")
    there = scene.server.cli("create-website", "--name", "Paths", "--domain", "localhost")
    who = ("--email", email_of("Pia"))
    more = ("--name", "Pia", "--password-stdin")
    scene.server.cli(
        "create-operator", "--website", here["website_id"], *who, *more, typed=f"{PASSWORD}\n"
    )
    scene.server.cli("add-operator", "--website", there["website_id"], *who)
    pia = scene.somebody(for_now=True)
    pia.page.goto(f"{scene.server.url}/inbox/?website={here['website_id']}")
    pia.page.get_by_label("Email").fill(email_of("Pia"))
    pia.page.get_by_label("Password").fill(PASSWORD)
    pia.page.get_by_role("button", name="Sign in").click()
    expect(pia.page.get_by_role("button", name="Website: Ponds")).to_be_visible()
    scene.server.cli("remove-operator", "--website", here["website_id"], *who)
    # Who answers for one website alone has no menu of them.
    expect(pia.page.get_by_role("button", name="Website: Ponds")).to_be_hidden()
    expect(pia.page.get_by_text("No conversations yet")).to_be_visible()
    scene.server.cli("remove-operator", "--website", there["website_id"], *who)
    expect(pia.page.get_by_text("You answer for no website yet")).to_be_visible()
    scene.server.cli("remove-operator", *who)
    pia.page.reload()
    expect(pia.page.get_by_label("Email")).to_be_visible()


def _at_the_link(scene: Scene, name: str) -> Page:
    """At a new link of somebody who has no password that anybody knows."""
    known = [each["email"] for each in scene.server.cli("list-operators")["operators"]]
    if email_of(name) not in known:
        site = scene.server.cli("create-website", "--name", "Ponds", "--domain", "localhost")
        who = ("--website", site["website_id"], "--email", email_of(name), "--name", name)
        scene.server.cli("create-operator", *who, "--password-stdin", typed=f"{PASSWORD}\n")
    link = scene.server.cli("reset-link", "--email", email_of(name))["link"]
    assert link.startswith(f"{scene.server.url}/inbox/password#"), "where it is served"
    page = scene.somebody(for_now=True).page
    page.goto(link)
    return page


def _choose(page: Page, password: str, again: str | None = None) -> None:
    page.get_by_label("New password").fill(password)
    page.get_by_label("The same again").fill(again or password)
    page.get_by_role("button", name="Set password").click()
