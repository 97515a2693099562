"""The chatbox where there is little room: enlarged to 200 and 400 %, above a phone's keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.screens import chatbox_states as states
from tests.screens.looking import Look
from tests.screens.rooms import faults
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.firefox, pytest.mark.slow]

COMPOSER = (".composer textarea", ".composer .send", ".composer .tool")
TALKING = (*COMPOSER, ".close", ".target")

# What is brought about, and what of it has to be in sight.
STATES: tuple[tuple[Callable[[Scene], Page | Look], tuple[str, ...]], ...] = (
    (states.several_open_threads, (*TALKING, ".receipt", ".is-last:has(.receipt) .bubble")),
    (states.a_topic_of_255_characters, TALKING),
    (states.a_long_draft, (*TALKING, ".receipt")),
    (states.the_topic_sheet, (".topic-item[aria-current=true]",)),
    (states.emoji_to_pick, (*COMPOSER, ".emoji > input", ".emoji-grid button[tabindex='0']")),
    (states.a_file_that_did_not_arrive, (*COMPOSER, ".row:last-child .failed button")),
    (states.files_that_wait_in_the_composer, (*COMPOSER, ".target", ".attached li:first-child")),
    (states.a_text_that_is_too_long, (*COMPOSER, ".target", ".note button")),
    (states.another_topic_offered_while_somebody_writes, (*TALKING, ".note button")),
    (states.in_arabic_from_right_to_left, TALKING),
    (states.the_search_of_articles, (".search input", ".helpdesk .plain-button")),
)


@pytest.mark.parametrize(
    ("state", "needed"), STATES, ids=lambda it: getattr(it, "__name__", "").replace("_", " ")
)
def test_nothing_is_lost_with(
    state: Callable[[Scene], Page | Look], needed: tuple[str, ...], scene: Scene
) -> None:
    shown = state(scene)
    look = shown if isinstance(shown, Look) else Look(shown)
    found = faults(look, f"room-{state.__name__.replace('_', '-')}", needed)
    assert not found, "\n".join(found)
