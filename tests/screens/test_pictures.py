"""Pictures of both sides: there as soon as they are sent, and looked at over the conversation."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import host_page
from tests.host_page import STRICT_CSP
from tests.screens.contents import picture
from tests.screens.people import Customer
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOT = ("shop.png", "image/png", picture(300, 200))


def test_an_own_picture_gives_way_to_the_stored_one(scene: Scene) -> None:
    mira = scene.customer()
    mira.open_chat()
    mira.send_files(SHOT)
    _is_the_stored_one(mira, scene)


def test_a_policy_without_local_pictures_costs_one_complaint_and_no_picture(scene: Scene) -> None:
    csp = STRICT_CSP.replace(" blob:", "")
    with host_page.serve(scene.server, scene.website, csp=csp) as site:
        mira = scene.customer(site=site)
        complaints: list[str] = []
        mira.page.on("console", lambda line: complaints.append(line.text))
        mira.open_chat()
        for _ in range(2):
            mira.send_files(SHOT)
            _is_the_stored_one(mira, scene)
        # Redrawn, nothing is tried again.
        mira.composer.press_sequentially("what do you see?")
        mira.close_chat()
        mira.open_chat()
        _is_the_stored_one(mira, scene)
        blocked = [line for line in complaints if "blob:" in line and "message" not in line]
        assert len(blocked) <= 1, complaints


@pytest.mark.parametrize("side", ["customer", "operator"])
def test_a_picture_is_looked_at_over_everything_and_left_again(side: str, scene: Scene) -> None:
    talk = scene.talk()
    talk.mira.send_files(SHOT)
    page, place = {
        "customer": (talk.mira.page, talk.mira.panel),
        "operator": (talk.olga.page, talk.olga.timeline),
    }[side]
    link = place.get_by_role("link", name="shop.png")
    expect(link).to_be_visible()
    for leave in ("Escape", "Close", "beside it"):
        link.focus()
        page.keyboard.press("Enter")
        viewer = page.get_by_role("dialog", name="shop.png")
        shown = viewer.get_by_role("img", name="shop.png")
        expect(shown).to_have_js_property("naturalWidth", 300)
        assert viewer.bounding_box() == {"x": 0, "y": 0, **(page.viewport_size or {})}
        _leave(page, viewer, leave)
        expect(viewer).to_be_hidden()
        # Nothing else was closed, and the keyboard goes on where it was.
        expect(link).to_be_focused()
    if side == "customer":
        expect(talk.mira.composer).to_be_visible()


def test_whoever_wants_a_tab_gets_one(scene: Scene) -> None:
    talk = scene.talk()
    talk.mira.send_files(SHOT)
    for page, place in (
        (talk.mira.page, talk.mira.panel),
        (talk.olga.page, talk.olga.timeline),
    ):
        with page.context.expect_page() as opened:
            place.get_by_role("link", name="shop.png").click(modifiers=["ControlOrMeta"])
        assert "/files/" in opened.value.url
        opened.value.close()
        expect(page.get_by_role("dialog", name="shop.png")).to_be_hidden()


def _is_the_stored_one(mira: Customer, scene: Scene) -> None:
    shown = mira.panel.get_by_role("img", name="shop.png").last
    expect(shown).to_have_attribute("src", re.compile(f"^{re.escape(scene.server.url)}/files/"))
    expect(shown).to_have_js_property("naturalWidth", 300)


def _leave(page: Page, viewer: Locator, how: str) -> None:
    if how == "Escape":
        page.keyboard.press("Escape")
    elif how == "Close":
        viewer.get_by_role("button", name="Close").click()
    else:
        viewer.click(position={"x": 4, "y": 300})
