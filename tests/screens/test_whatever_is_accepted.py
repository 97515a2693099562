"""Whatever the server accepts, in any field of any frame, both screens draw, and go on."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.gateways.front_door import Wire, connected
from tests.gauntlet.shapes import (
    OPERATOR_COMMANDS,
    VISITOR_COMMANDS,
    Shapes,
    has_readable_id,
)
from tests.screens.people import Talk
from tests.screens.scene import Scene
from threadbox.domain.limits import PAGE_ITEMS
from threadbox.gateways.security import rate_limits
from threadbox.wire import frames

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEED = 20261128
# Some pages of history for both screens, in which each kind of content occurs several times.
ACCEPTED = 300
FIRST = "hello, me again"
CANNOT = re.compile("cannot be shown")
# Pages of history that are turned at most.
PAGES = 40
TO_THE_TOP = """it => {
    for (let at = it; at; at = at.parentElement) if (at.scrollTop > 0) at.scrollTop = 0;
}"""

# Of addresses in messages: nothing is there, or the page forbids to look.
NOTICES = ("Failed to load resource", "violates the following Content Security Policy directive")


def test_whatever_is_accepted_is_drawn_on_both_sides(scene: Scene) -> None:
    talk = scene.talk(FIRST)
    said: list[str] = []
    for screen in (talk.mira.page, talk.olga.page):
        screen.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    last = _throw(scene, talk)
    for place in (talk.mira.panel, talk.olga.timeline):
        expect(place.get_by_text("the last words")).to_be_visible()
    for screen in (talk.mira.page, talk.olga.page):
        screen.reload()
    talk.mira.wait_until("window.$crisp && $crisp.is")
    talk.mira.push("do", "chat:open")
    for place in (talk.mira.page.get_by_role("log"), talk.olga.timeline):
        expect(place.get_by_text("the last words")).to_be_visible()
        _read_back_to_the_first(place)
        expect(place.get_by_text(CANNOT)).to_have_count(0)
    assert last > PAGE_ITEMS, "more than one page of history"
    assert not [text for text in said if not any(notice in text for notice in NOTICES)]


def _throw(scene: Scene, talk: Talk) -> int:
    """Frames of both sides by turns, until enough are accepted; returns the newest place."""
    shapes = Shapes(Random(SEED))
    accepted = 0
    while accepted < ACCEPTED:
        with _visitor(scene, talk) as linus:
            shapes.conversations = [linus.session]
            accepted += _some(shapes, linus, VISITOR_COMMANDS)
        with _operator(scene, talk) as ada:
            shapes.operators = [ada.welcome["operator"]["id"]]
            accepted += _some(shapes, ada, OPERATOR_COMMANDS)
    with _visitor(scene, talk) as linus, _operator(scene, talk) as ada:
        where = {"conversation": linus.session}
        _at_last(linus, "profile", nickname=talk.mira.name)
        _at_last(ada, "send", thread="main", text="the last words", **where)
        last: int = ada.ask("history", limit=1, **where)["items"][0]["seq"]
        return last


def _at_last(wire: Wire, kind: str, **fields: Any) -> None:
    """Says it again until there have not been too many frames a moment ago."""
    while (answer := wire.ask(kind, id=f"the-last-{kind}", **fields))["type"] != "done":
        assert answer["code"] == "too_many", answer


def _some(shapes: Shapes, wire: Wire, kinds: Sequence[type[frames.Frame]]) -> int:
    """Fewer than would end a socket if all were wrong; how many were accepted."""
    accepted = 0
    for _ in range(rate_limits.BROKEN_FRAMES - 1):
        text, id_ = shapes.frame(kinds)
        if not has_readable_id(text):
            continue
        wire.connection.send(text)
        answer = wire.answer(id_)
        if answer["type"] == "done":
            accepted += 1
            shapes.seqs = max(shapes.seqs, answer["seq"] or 0)
            if answer["thread"]:
                shapes.threads.append(answer["thread"])
    return accepted


def _read_back_to_the_first(place: Locator) -> None:
    """Scrolls up, page of history after page, to where it began."""
    first = place.get_by_text(FIRST)
    for _ in range(PAGES):
        place.evaluate(TO_THE_TOP)
        place.page.wait_for_timeout(0)
        if first.count():
            break
    expect(first).to_be_attached()


@contextmanager
def _visitor(scene: Scene, talk: Talk) -> Iterator[Wire]:
    """One more socket of this browser's session."""
    name = f"threadbox_{scene.website}"
    (token,) = [
        str(cookie["value"])
        for cookie in talk.mira.page.context.cookies()
        if cookie["name"] == name
    ]
    url = f"{scene.server.socket_url}/visitor"
    origin = talk.mira.page.evaluate("location.origin")
    with connected(url, origin, {}) as connection:
        wire = Wire(connection)
        wire.say(type="hello", version=1, website=scene.website, token=token)
        wire.token, wire.welcome = token, wire.hear("welcome")
        yield wire


@contextmanager
def _operator(scene: Scene, talk: Talk) -> Iterator[Wire]:
    """One more socket of this operator's browser."""
    cookies = talk.olga.page.context.cookies()
    said = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    url = f"{scene.server.socket_url}/operator"
    with connected(url, scene.server.url, {"Cookie": said}) as connection:
        wire = Wire(connection)
        wire.say(type="hello", version=1, website=scene.website)
        wire.welcome = wire.hear("welcome")
        yield wire
