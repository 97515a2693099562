"""What is proved is told apart from what is only said, and nobody can write the mark of it."""

import hashlib
import hmac
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPIC = "Customer server offline"
NUMBER = "1929383"
MARK = "verified"


def details_of(talk: Talk) -> Locator:
    return talk.olga.page.get_by_role("complementary", name="Details")


def visitor_of(talk: Talk) -> Locator:
    """What we say of the visitor, above what the page says."""
    return details_of(talk).get_by_role("region", name=talk.mira.name)


def email_of(talk: Talk) -> Locator:
    return visitor_of(talk).locator(".fact").filter(has_text=re.compile("^Email"))


def test_an_address_is_told_with_its_proof_also_where_there_is_none(scene: Scene) -> None:
    talk = scene.talk()
    expect(email_of(talk)).to_contain_text("not known")
    talk.mira.push("set", "user:email", ["mira@solbakery.example"])
    expect(email_of(talk).get_by_role("definition")).to_have_text("mira@solbakery.example")
    expect(email_of(talk).get_by_role("term")).to_contain_text("unverified")
    signature = _signed(scene, "mira@solbakery.example")
    talk.mira.push("set", "user:email", ["mira@solbakery.example", signature])
    expect(email_of(talk).get_by_role("term")).to_have_text(re.compile(r"Email\s*verified$"))


@pytest.mark.parametrize("word", ["verified", "✓ verified", "Email verified ✅"])
def test_whatever_the_page_says_stands_in_a_block_that_is_called_its_word(
    scene: Scene, word: str
) -> None:
    talk = scene.talk()
    said = [["Email", f"ceo@bank.example {word}"], [word, word], ["Verified email", "a@b.example"]]
    talk.mira.push("set", "session:data", [said])
    talk.mira.push("set", "session:segments", [[word]])
    talk.mira.push("set", "user:phone", [f"+49 170 {word}"])
    talk.mira.push("set", "user:company", [f"Bank {word}"])
    block = details_of(talk).get_by_role("region", name="Set by the page not verified")
    expect(block).to_contain_text(f"ceo@bank.example {word}")
    expect(block.get_by_role("listitem").filter(has_text=word)).to_be_visible()
    expect(block).to_contain_text(f"Bank {word}")
    expect(email_of(talk)).to_contain_text("not known")
    expect(visitor_of(talk)).not_to_contain_text(word)
    expect(details_of(talk).locator(".verified")).to_have_count(0)


def test_of_a_signed_thread_it_is_the_number_that_is_proved(scene: Scene) -> None:
    talk = scene.talk()
    data = {"ticket_verified": "yes, verified"}
    signature = _signed(scene, NUMBER)
    talk.start(TOPIC, external_id=NUMBER, signature=signature, data=data)
    mark = talk.olga.timeline.get_by_text(f"number {MARK}")
    expect(mark).to_be_visible()
    talk.olga.timeline.get_by_text("Data", exact=True).click()
    number = talk.olga.timeline.locator(".marker-data .fact").filter(has_text=NUMBER)
    expect(number.get_by_role("term")).to_have_text(re.compile(r"External id\s*verified$"))
    expect(talk.olga.timeline.get_by_text("Set by the page, not verified")).to_be_visible()


def test_of_a_thread_that_is_not_signed_nothing_is_proved(scene: Scene) -> None:
    talk = scene.talk()
    talk.start(f"{TOPIC} ✓ number verified", external_id=NUMBER)
    expect(talk.olga.timeline.locator(".verified")).to_have_count(0)
    talk.olga.timeline.get_by_text("External id", exact=True).first.click()
    number = talk.olga.timeline.locator(".marker-data .fact").filter(has_text=NUMBER)
    expect(number.get_by_role("term")).to_contain_text("unverified")


def test_further_conversations_with_the_same_address_are_told(scene: Scene) -> None:
    address = "tea@garden.example"
    first = scene.talk()
    first.mira.push("set", "user:email", [address])
    expect(email_of(first)).to_contain_text(address)
    second = scene.talk()
    second.mira.push("set", "user:email", [address])
    others = details_of(second).get_by_text(re.compile("^Same address"))
    expect(others).to_contain_text("1 other conversation")
    details_of(second).get_by_role("link", name=first.mira.name).click()
    expect(second.olga.page.get_by_role("heading", name=first.mira.name).first).to_be_visible()


def _signed(scene: Scene, text: str) -> str:
    secret: str = scene.server.cli("identity", "--website", scene.website)["secret"]
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
