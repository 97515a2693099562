"""On which page a visitor is: that of the tab they wrote in, or looked at, last."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.gateways.front_door import PAGE, FrontDoor, Wire, opened
from threadbox.gateways.security import rate_limits
from threadbox.gateways.sockets.online_visitors import named
from threadbox.gateways.sockets.page_urls import page_from
from threadbox.wire import frames


def page(path: str) -> dict[str, str]:
    return {"url": f"{PAGE}{path}", "title": path}


def shown(ada: Wire, linus: Wire) -> str:
    """The page in the next presence that operators are told of."""
    moved = ada.hear("presence", conversation=linus.session)
    return str(moved["page"]["url"]).removeprefix(PAGE)


def welcomed_with(door: FrontDoor, linus: Wire) -> Any:
    """The page an operator is told who comes only now."""
    with door.operator("grace") as grace:
        online = {each["conversation"]: each["page"] for each in grace.welcome["online"]}
        return online[linus.session]


@contextmanager
def two_tabs(door: FrontDoor) -> Iterator[tuple[Wire, Wire, Wire]]:
    """An operator and two tabs of one visitor, of which the first is looked at."""
    with door.operator() as ada, door.visitor(page=page("/1")) as first:
        assert shown(ada, first) == "/1"
        first.do("open")
        with door.visitor(first.token, page=page("/2")) as second:
            yield ada, first, second


def test_a_tab_that_opens_or_comes_back_behind_another_moves_nobody(door: FrontDoor) -> None:
    with two_tabs(door) as (_, first, second):
        assert second.is_alive()
        assert welcomed_with(door, first)["url"] == f"{PAGE}/1"


def test_the_tab_that_is_looked_at_or_written_in_says_where_the_visitor_is(
    door: FrontDoor,
) -> None:
    with two_tabs(door) as (ada, first, second):
        second.say(type="page", page=page("/2"))
        assert shown(ada, first) == "/2"
        first.do("send", text="written in the first")
        assert shown(ada, first) == "/1"
        second.do("send", text="and in the second")
        assert shown(ada, first) == "/2"
        first.say(type="page", page=page("/3"))
        assert shown(ada, first) == "/3"
        assert welcomed_with(door, first)["url"] == f"{PAGE}/3"


@pytest.mark.parametrize(
    "engine", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_tabs_at_two_processes_are_one_visitor(tmp_path: Path, database_url: str) -> None:
    with (
        opened(tmp_path / "one", database_url=database_url) as here,
        opened(tmp_path / "two", database_url=database_url) as there,
        there.operator() as ada,
        here.visitor(page=page("/1")) as first,
    ):
        assert shown(ada, first) == "/1"
        first.do("open")
        with there.visitor(first.token, page=page("/2")) as second:
            second.do("send", text="written here")
            assert shown(ada, first) == "/2"
            first.do("send", text="written there")
            assert shown(ada, first) == "/1"


@pytest.mark.bound("ONLINE_ENTRY_BYTES")
def test_who_comes_later_is_told_the_page_in_few_bytes(door: FrontDoor) -> None:
    long = {"url": f"{PAGE}/{'path/' * 380}", "title": '"ü' * 120, "referrer": f"{PAGE}/from"}
    with door.visitor(page=long) as linus:
        told = welcomed_with(door, linus)
        entry = {"conversation": linus.session, "page": told}
        assert len(msgspec.json.encode(entry)) <= rate_limits.ONLINE_ENTRY_BYTES
        assert told["url"].startswith(f"{PAGE}/path/path/")
        assert told["url"].endswith("…")
        assert told["title"].endswith("…")


def test_a_page_that_is_not_known_is_told_as_that(door: FrontDoor) -> None:
    with door.visitor() as linus:
        assert welcomed_with(door, linus) is None


def test_a_welcome_names_those_who_came_last_as_far_as_there_is_room() -> None:
    where = (f"{PAGE}/orders/{'x' * 900}", "Orders", None)
    everybody = {f"session_{number:036}": where for number in range(2_000)}
    told = named(everybody)
    assert [each.conversation for each in told] == list(reversed(everybody))[: len(told)]
    assert len(told) >= rate_limits.ONLINE_BYTES // rate_limits.ONLINE_ENTRY_BYTES - 1
    assert len(frames.ENCODER.encode(told)) <= rate_limits.ONLINE_BYTES + len("[]")


@pytest.mark.parametrize(
    ("given", "kept"),
    {
        "/shop#/orders/12": "/shop#/orders/12",
        "/shop#!/orders": "/shop#!/orders",
        "/shop?step=2#/pay": "/shop#/pay",
        "/#/orders?token=abc": "/#/orders",
        "#/orders": "/#/orders",
        "/#/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%D1%8B": "/#/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%D1%8B",
        "/shop#top": "/shop",
        "/shop#": "/shop",
        "/#access_token=abc": "/",
        "/#/access_token=abc&expires_in=3600": "/",
        "/#/callback&code=1": "/",
        "/#/reset/0f3a9c1b2d4e5f60718293a4b5c6d7e8/now": "/#/reset",
        "/#/9d1f0c5e-7a43-4b7b-9a4e-0d7f6c1b2a3e": "/#/",
        "/#/invite/eyJhbGciOiJIUzI1NiJ9.e30.4Zb": "/#/invite",
    }.items(),
)
def test_of_fragments_only_routes_are_kept_and_no_secret(given: str, kept: str) -> None:
    found = page_from(frames.Page(url=f"{PAGE}{given}", referrer=f"{PAGE}/from#/here"))
    assert found is not None
    assert found[0] == f"{PAGE}{kept}"
    assert found[2] == f"{PAGE}/from", "where somebody came from is shown without"


def test_a_thread_says_from_which_route_it_was_started(door: FrontDoor) -> None:
    with door.visitor(page=page("/shop#/orders/12?secret=1")) as linus:
        linus.do("open")
        linus.do("start_thread", topic="Where is it?")
        started = linus.lines_until(lambda fact: fact["type"] == "thread_started")
        assert started[-1]["fact"]["by"]["origin"] == "/shop#/orders/12"
