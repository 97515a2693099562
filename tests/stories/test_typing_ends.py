"""Whoever has said it types no more, and neither does who takes the words back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screens.people import typed_until
from tests.stories.people import OperatorScreen, VisitorScreen

pytestmark = pytest.mark.browser

# A screen forgets by itself who is not heard of for six seconds. Here it is not to: what ends is
# to end because the one who typed has ended it.
_NEVER_FORGETS = """{
    const { setTimeout } = window;
    window.setTimeout = (run, after) => after === 6000 ? 0 : setTimeout(run, after);
}"""


def test_typing_ends_with_the_message_and_with_the_words(
    mira: VisitorScreen, olga: OperatorScreen, sign_in: Callable[[str], OperatorScreen]
) -> None:
    sam = sign_in("Sam")
    _meet(mira, (olga, sam), forgetting_nothing=(mira, sam))
    by_olga = _Seen(sam.timeline.get_by_text("Olga is typing"), mira.panel.get_by_text("Olga is"))
    by_mira = _Seen(sam.timeline.get_by_text(" is typing").filter(has_not_text="Olga"))
    for typed, seen, said in (
        (olga.composer, by_olga, olga.timeline),
        (mira.composer, by_mira, mira.panel),
    ):
        seen.begins(typed)
        typed.fill("")
        seen.ends()
        seen.begins(typed)
        typed.press("Enter")
        expect(said.get_by_text("…").last).to_be_visible()
        seen.ends()


def test_one_of_two_who_type_ends(
    mira: VisitorScreen, olga: OperatorScreen, sign_in: Callable[[str], OperatorScreen]
) -> None:
    sam = sign_in("Sam")
    _meet(mira, (olga, sam), forgetting_nothing=(mira, olga))
    by_sam, by_olga = (mira.panel.get_by_text(f"{name} is typing") for name in ("Sam", "Olga"))
    typed_until(sam.composer, by_sam)
    typed_until(olga.composer, by_olga)
    olga.reply("I have it")
    expect(mira.panel.get_by_text("I have it")).to_be_visible()
    expect(by_olga).to_have_count(0)
    expect(by_sam).to_have_count(1)
    expect(olga.timeline.get_by_text("Sam is typing")).to_be_visible()


class _Seen:
    """Where others see that somebody types."""

    def __init__(self, *places: Locator) -> None:
        self._places = places

    def begins(self, composer: Locator) -> None:
        for place in self._places:
            typed_until(composer, place)

    def ends(self) -> None:
        for place in self._places:
            expect(place).to_have_count(0)


def _meet(
    mira: VisitorScreen,
    operators: tuple[OperatorScreen, ...],
    forgetting_nothing: tuple[VisitorScreen | OperatorScreen, ...],
) -> None:
    """The visitor writes, and all operators have it open."""
    for screen in forgetting_nothing:
        _forget_nothing(screen.page)
    mira.wait_until("window.$crisp?.is")
    mira.open_chat()
    mira.say("hello")
    for operator in operators:
        operator.open("hello")


def _forget_nothing(page: Page) -> None:
    page.add_init_script(_NEVER_FORGETS)
    page.reload()
