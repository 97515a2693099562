"""What an administrator changes is a line of the log, and reaches whoever is connected."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.gateways.front_door import FrontDoor
from threadbox.actions.tokens import create_token, revoke_token
from threadbox.actions.websites import change_website
from threadbox.domain.actors import Author

ROOT = Author(kind="administrator", id="root")


@pytest.fixture(scope="module")
def door(either_door: FrontDoor) -> FrontDoor:
    return either_door


def _set(door: FrontDoor, **changes: object) -> None:
    door.database.write_now(door.website, change_website, changes=changes, by=ROOT)


def _is(kind: str) -> Callable[[dict[str, Any]], bool]:
    return lambda fact: bool(fact["type"] == kind)


def test_a_changed_setting_reaches_everybody_who_is_connected(door: FrontDoor) -> None:
    with door.operator() as ada, door.visitor() as linus, door.visitor() as silent:
        linus.do("send", text="hello")
        _set(door, welcome="We are here")
        for wire in (ada, linus, silent):
            fact = wire.lines_until(_is("website_changed"))[-1]["fact"]
            assert fact["settings"]["welcome"] == "We are here"
            assert "conversation" not in fact


def test_a_visitor_is_not_told_where_else_the_website_lives_and_who_runs_it(
    door: FrontDoor,
) -> None:
    with door.operator() as ada, door.visitor() as linus:
        _set(door, accent="#0f766e")
        told = ada.lines_until(_is("website_changed"))[-1]["fact"]
        assert (told["settings"]["domains"], told["by"]["id"]) == (["acme.example"], "root")
        shown = linus.lines_until(_is("website_changed"))[-1]["fact"]
        assert (shown["settings"]["domains"], shown["by"]["id"]) == ([], "")
        assert shown["settings"]["accent"] == "#0f766e"


def test_what_changes_nothing_is_no_news(door: FrontDoor) -> None:
    _set(door, welcome="Twice")
    with door.operator() as ada:
        place = ada.welcome["position"]
        _set(door, welcome="Twice")
        _set(door, welcome="Thrice")
        line = ada.lines_until(_is("website_changed"))[-1]
        assert line["position"] == place + 1


@pytest.mark.parametrize("has_spoken", [True, False])
def test_who_was_away_is_told_on_coming_back(door: FrontDoor, *, has_spoken: bool) -> None:
    with door.visitor() as linus:
        if has_spoken:
            linus.do("send", text="hello")
        token, welcome = linus.token, linus.welcome
        place = linus.lines[-1]["position"] if linus.lines else welcome["position"]
    _set(door, welcome=f"While you were away {has_spoken}")
    hello = {"epoch": welcome["epoch"], "position": place, "last": welcome["last"]}
    with door.visitor(token, **hello) as again:
        assert again.welcome["resumed"]
        line = again.lines_until(_is("website_changed"))[-1]
        assert line["fact"]["settings"]["welcome"] == f"While you were away {has_spoken}"
        known = {"position": line["position"], "at": line["fact"]["at"]}
    hello = {"epoch": welcome["epoch"], "position": line["position"], "last": known}
    with door.visitor(token, **hello) as once_more:
        assert once_more.welcome["resumed"]


def test_operators_are_told_of_tokens_and_visitors_are_not(door: FrontDoor) -> None:
    with door.operator() as ada, door.visitor() as linus:
        door.database.write_now(
            door.website,
            create_token,
            tier="website",
            identifier="backend-1",
            key_hash="a hash",
            by=ROOT,
        )
        door.database.write_now(door.website, revoke_token, identifier="backend-1", by=ROOT)
        told = [line["fact"] for line in ada.lines_until(_is("token_revoked"))][-2:]
        assert [fact["type"] for fact in told] == ["token_created", "token_revoked"]
        assert "a hash" not in str(ada.heard)
        _set(door, name="Acme & Sons")
        linus.lines_until(_is("website_changed"))
        assert "backend-1" not in str(linus.heard)


def test_websites_are_told_of_nothing_but_their_own(door: FrontDoor) -> None:
    with door.operator("mallory") as mallory:
        place = mallory.welcome["position"]
        _set(door, welcome="Not for Mallory")
        door.database.write_now(
            door.elsewhere, change_website, changes={"welcome": "For Mallory"}, by=ROOT
        )
        line = mallory.lines_until(_is("website_changed"))[-1]
        assert line["position"] == place + 1
        assert line["fact"]["settings"]["welcome"] == "For Mallory"
