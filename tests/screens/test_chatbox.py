"""The chatbox in every state, on the shop's page: right by WCAG 2.2 AA wherever it is looked at."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.screens.chatbox_states import STATES
from tests.screens.looking import SHOP, Look, faults
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.replace("_", " "))
def test_the_chatbox_is_accessible_with(
    state: Callable[[Scene], Page | Look], scene: Scene
) -> None:
    shown = state(scene)
    name = f"chatbox-{state.__name__.replace('_', '-')}"
    found = faults(shown if isinstance(shown, Look) else Look(shown), SHOP, name)
    assert not found, "\n".join(found)
