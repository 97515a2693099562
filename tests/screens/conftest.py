"""One running Acme for each file of states; customers leave after every state."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.screens import scene as scenes
from tests.screens.scene import Scene


@pytest.fixture(scope="module")
def acme(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The server with its website, its page and its operator."""
    with scenes.running(browser, tmp_path_factory.mktemp("screens")) as scene:
        yield scene


@pytest.fixture
def scene(acme: Scene) -> Iterator[Scene]:
    """The same, tidied up afterwards. An exception that a page did not catch fails the test."""
    yield acme
    acme.close_visits()
    uncaught, acme.uncaught = acme.uncaught, []
    assert not uncaught
