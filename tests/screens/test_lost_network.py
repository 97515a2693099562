"""A lost network is noticed soon on both sides: it is said, and nobody is said to be here."""

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Locator, expect

from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Half of what a missed heartbeat would take to be noticed, on two busy cores.
SOON_MILLISECONDS = 20_000

INBOX_SAYS = "No connection. What you send is kept and goes out by itself."
CHAT_SAYS = "No connection"


@contextmanager
def _browsers_offline(scene: Scene, talk: Talk) -> Iterator[None]:
    """Both browsers are told that the network went; what they send goes nowhere."""
    assert scene is not None
    contexts = [screen.page.context for screen in (talk.mira, talk.olga)]
    try:
        for context in contexts:
            context.set_offline(True)
        yield
    finally:
        for context in contexts:
            context.set_offline(False)


@contextmanager
def _server_silent(scene: Scene, talk: Talk) -> Iterator[None]:
    """Nobody is told anything; what both say is not answered."""
    scene.server.notify(signal.SIGSTOP)
    try:
        talk.mira.say("are you there?")
        talk.olga.reply("I look into it")
        yield
    finally:
        scene.server.notify(signal.SIGCONT)


@pytest.mark.parametrize("loss", [_browsers_offline, _server_silent])
def test_a_lost_network_is_said_and_nobody_is_here_until_it_is_back(
    loss: Callable[[Scene, Talk], AbstractContextManager[None]], scene: Scene
) -> None:
    talk = scene.talk("hello")
    here = (_presence_in_inbox(talk), talk.mira.panel.get_by_text("Olga is here"))
    said = (talk.olga.page.get_by_text(INBOX_SAYS), talk.mira.panel.get_by_text(CHAT_SAYS))
    for shown in here:
        expect(shown).to_be_visible()
    with loss(scene, talk):
        for shown in said:
            expect(shown).to_be_visible(timeout=SOON_MILLISECONDS)
        for gone in here:
            expect(gone).to_be_hidden()
        row = talk.olga.conversations.get_by_role("link", name=talk.mira.name)
        expect(row).not_to_contain_text("online")
    for shown in here:
        expect(shown).to_be_visible()
    for gone in said:
        expect(gone).to_be_hidden()
    talk.ask("there you are")
    talk.answer("yes")


def _presence_in_inbox(talk: Talk) -> Locator:
    pane = talk.olga.page.get_by_role("main", name="Conversation")
    return pane.get_by_text(re.compile("^online"))
