"""What nobody expects takes no more than itself: a stored value, or a browser's odd language."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.screens.contents import picture
from tests.screens.people import PASSWORD, Customer, Talk
from tests.screens.scene import Scene, email_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ODD = "an odd one"
# What a page of this version may be told by a newer server, or find in an older one's data.
UNEXPECTED: dict[str, dict[str, Any]] = {
    "a content it does not know": {"content": {"type": "hologram", "beams": 3}},
    "a content without words": {"content": {"type": "text", "text": None}},
    "a question without choices": {
        "content": {"type": "picker", "id": "a", "text": "?", "choices": None, "required": False}
    },
    "a kind it does not know": {"kind": "moved"},
}
LANGUAGES = ("C", "en-US@posix", "en_GB", "")
# The chatbox keeps what it was told before.
_FORGETS = """for (const key of Object.keys(localStorage))
    if (key.includes("cache")) localStorage.removeItem(key);"""
_SPEAKS = """language => {
    const of = value => ({ get: () => value });
    Object.defineProperty(Navigator.prototype, "language", of(language));
    Object.defineProperty(Navigator.prototype, "languages", of(language ? [language] : undefined));
}"""


@pytest.mark.parametrize("parts", UNEXPECTED.values(), ids=UNEXPECTED.keys())
def test_a_message_that_cannot_be_shown_takes_its_own_place(
    parts: dict[str, Any], scene: Scene
) -> None:
    talk = _talk_with_an_odd_one(scene, parts)
    for place, says in (
        (talk.olga.timeline, "This message could not be shown"),
        (talk.mira.panel, "This message cannot be shown"),
    ):
        for text in ("the first", "the last"):
            expect(place.get_by_text(text, exact=True)).to_be_visible()
        expect(place.get_by_text(says)).to_be_visible()
    talk.answer("I see the others")
    talk.ask("good")


def test_a_message_that_cannot_be_shown_can_be_copied(scene: Scene) -> None:
    talk = _talk_with_an_odd_one(scene, UNEXPECTED["a content it does not know"])
    page = talk.olga.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    talk.olga.timeline.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied["content"] == {"type": "hologram", "beams": 3}


def test_a_moment_that_is_no_date_hides_nothing(scene: Scene) -> None:
    talk = _talk_with_an_odd_one(scene, {"at": 10**18})
    for place in (talk.olga.timeline, talk.mira.panel):
        for text in ("the first", ODD, "the last"):
            expect(place.get_by_text(text, exact=True)).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_may_say_that_it_speaks_what_is_no_language(language: str, scene: Scene) -> None:
    mira = scene.customer("Robin Vale")
    _speak(mira.page, language)
    mira.page.reload()
    mira.wait_until("window.$crisp?.is")
    mira.open_chat()
    mira.choose_files(("shop.png", "image/png", picture(300, 200)))
    mira.choose_files(("notes.txt", "text/plain", b"remember"))
    mira.say("both are there")
    for shown in (mira.panel.get_by_role("img", name="shop.png"), _card(mira)):
        expect(shown).to_be_visible()
    olga = scene.somebody(for_now=True)
    _speak(olga.page, language)
    olga.sign_in(email_of("Olga"), PASSWORD)
    olga.open("Robin Vale")
    expect(olga.timeline.get_by_role("img", name="shop.png")).to_be_visible()
    expect(olga.timeline.get_by_text("8 bytes")).to_be_visible()
    olga.reply("I see both")
    expect(mira.panel.get_by_text("I see both")).to_be_visible()


def _talk_with_an_odd_one(scene: Scene, parts: dict[str, Any]) -> Talk:
    """Three messages, the second of them odd, on screens that have loaded them just now."""
    mira, olga = scene.customer(), scene.somebody(for_now=True)
    olga.sign_in(email_of("Olga"), PASSWORD)
    mira.open_chat()
    mira.say("the first")
    olga.open(mira.name)
    talk = Talk(mira, olga)
    for text in (ODD, "the last"):
        talk.ask(text)
    mira.page.add_init_script(_FORGETS)
    for page in (mira.page, olga.page):
        _is_told_otherwise(page, parts)
        page.reload()
    expect(mira.composer).to_be_visible()
    return talk


def _card(mira: Customer) -> Any:
    return mira.panel.get_by_text("notes.txt").first


def _speak(page: Page, language: str) -> None:
    page.add_init_script(f"({_SPEAKS})({json.dumps(language)})")


def _is_told_otherwise(page: Page, parts: dict[str, Any]) -> None:
    """The page is told something else of the odd message, as if it were stored so."""

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def tell(frame: str | bytes) -> None:
            socket.send(json.dumps(_otherwise(json.loads(frame), parts)))

        server.on_message(tell)

    page.route_web_socket("**/*", between)


def _otherwise(told: Any, parts: dict[str, Any]) -> Any:
    if isinstance(told, list):
        return [_otherwise(each, parts) for each in told]
    if not isinstance(told, dict):
        return told
    if told.get("kind") == "message" and told["content"].get("text") == ODD:
        return {**told, **parts}
    return {key: _otherwise(value, parts) for key, value in told.items()}
