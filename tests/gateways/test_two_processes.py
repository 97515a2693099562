"""Two servers on one PostgreSQL: what is said at one is heard at the other, bell or no bell."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from tests.gateways.front_door import DEADLINE_SECONDS, PAGE, FrontDoor, Wire, is_message, opened
from threadbox.live import feed, presence, presence_gossip
from threadbox.live.bell import Ring
from threadbox.live.bell_codec import BellCodec
from threadbox.live.bell_remote import CHANNEL
from threadbox.live.presence_throttle import MOVE_SECONDS
from threadbox.live.signals import Here, Signal, Typing

pytestmark = pytest.mark.postgres

SECRET = "one secret for all processes, as it has to be"
# Nobody answers there: a bell that rings in its own process and drops every ring to others.
DEAF_BELL = "redis://127.0.0.1:1"
NewDoor = Callable[..., AbstractContextManager[FrontDoor]]


@pytest.fixture
def engine() -> str:
    return "postgres"


@pytest.fixture
def new_door(tmp_path: Path, database_url: str) -> NewDoor:
    """Servers on one database; they ring each other by it unless told otherwise."""

    def make(name: str, **settings: str) -> AbstractContextManager[FrontDoor]:
        return opened(tmp_path / name, database_url=database_url, secret=SECRET, **settings)

    return make


@pytest.fixture
def _only_the_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow tick is put off beyond every deadline, and people are gone soon after they left."""
    monkeypatch.setattr(feed, "TICK_SECONDS", 1000.0)
    monkeypatch.setattr(presence, "GRACE_SECONDS", 0.1)


def _tell_a_story(here: FrontDoor, ada: Wire, linus: Wire) -> None:
    linus.do("open")
    started = linus.do("start_thread", topic="Server offline", external_id="1929383")
    linus.do("send", text="Hello!")
    sent = linus.do("send", text="Is anybody there?")
    assert sent["thread"] == started["thread"]
    lines = ada.lines_until(is_message("Is anybody there?"))
    positions = [line["position"] for line in lines]
    assert positions == list(range(positions[0], positions[0] + 5))
    ada.do("send", conversation=linus.session, text="Yes, next door.")
    linus.lines_until(is_message("Yes, next door."))
    ada.do("end_thread", conversation=linus.session, thread=started["thread"])
    linus.lines_until(lambda fact: fact["type"] == "thread_ended")
    with here.visitor(linus.token) as tab:
        assert len(tab.welcome["conversation"]["items"]) == 5


@pytest.mark.usefixtures("_only_the_bell")
def test_a_thread_at_one_server_is_heard_at_the_other(new_door: NewDoor) -> None:
    with (
        new_door("one") as here,
        new_door("two") as there,
        there.operator() as ada,
        here.visitor() as linus,
    ):
        _tell_a_story(there, ada, linus)


def test_the_story_is_the_same_with_a_bell_that_drops_every_ring(
    new_door: NewDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "TICK_SECONDS", 0.1)
    with (
        new_door("one", bell_url=DEAF_BELL) as here,
        new_door("two", bell_url=DEAF_BELL) as there,
        there.operator() as ada,
        here.visitor() as linus,
    ):
        _tell_a_story(there, ada, linus)


@pytest.mark.usefixtures("_only_the_bell")
@pytest.mark.usefixtures("_only_the_bell")
def test_a_visitor_who_leafs_through_the_site_is_told_across_servers_once_a_second(
    new_door: NewDoor,
) -> None:
    def page(number: int) -> dict[str, str]:
        return {"url": f"{PAGE}/{number}", "title": ""}

    def pages(ada: Wire, session: str) -> list[str]:
        presences = (frame for frame in ada.heard if frame["type"] == "presence")
        mine = (frame for frame in presences if frame["conversation"] == session)
        return [frame["page"]["url"] for frame in mine if frame["page"]]

    with (
        new_door("one") as here,
        new_door("two") as there,
        there.operator() as ada,
        here.visitor(page=page(0)) as linus,
        there.visitor(linus.token) as tab,
    ):
        begun = time.monotonic()
        # One tab at each server, and both leaf through it.
        for number in range(1, 9):
            (linus, tab)[number % 2].say(type="page", page=page(number))
        newest = {f"{PAGE}/7", f"{PAGE}/8"}
        while not pages(ada, linus.session) or pages(ada, linus.session)[-1] not in newest:
            ada.hear("presence", conversation=linus.session)
        seconds = time.monotonic() - begun
        assert len(pages(ada, linus.session)) <= 2 + seconds / MOVE_SECONDS


@pytest.mark.usefixtures("_only_the_bell")
def test_typing_and_presence_cross_between_servers(new_door: NewDoor) -> None:
    with new_door("one") as here, new_door("two") as there, there.operator() as ada:
        with here.visitor(page={"url": f"{PAGE}/a"}) as linus:
            assert ada.hear("presence", conversation=linus.session)["page"]["url"] == f"{PAGE}/a"
            linus.say(type="page", page={"url": f"{PAGE}/b"})
            assert ada.hear("presence", conversation=linus.session)["page"]["url"] == f"{PAGE}/b"
            linus.do("send", text="hi")
            linus.say(type="typing", typing=True, thread="main")
            assert ada.hear("typing", conversation=linus.session)["by"] is None
            ada.say(type="typing", typing=True, conversation=linus.session)
            assert linus.hear("typing")["by"]["name"] == "Ada"
            with there.operator("grace") as grace:
                assert linus.session in {each["conversation"] for each in grace.welcome["online"]}
        assert ada.hear("presence", conversation=linus.session, online=False)["page"] is None


@pytest.mark.usefixtures("_only_the_bell")
def test_operators_are_available_at_every_server(new_door: NewDoor) -> None:
    with new_door("one") as here, here.visitor() as linus:
        assert linus.welcome["available"] is False
        with new_door("two") as there:
            with there.operator():
                signal = linus.hear("availability", available=True)
                assert {face["name"] for face in signal["operators"] if face["online"]} == {"Ada"}
                assert here.boot().json()["available"] is True
            linus.hear("availability", available=False)
            with there.operator("grace"):
                linus.hear("availability", available=True)
                with new_door("three") as third, third.visitor() as late:
                    # Whoever comes later asks who is there.
                    if not late.welcome["available"]:
                        late.hear("availability", available=True)


@pytest.mark.usefixtures("_only_the_bell")
def test_a_process_that_died_leaves_nobody_behind(
    new_door: NewDoor, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said once who was with it, and then nothing more, not even goodbye."""
    monkeypatch.setattr(presence_gossip, "BELIEVED_SECONDS", 1.5)
    session = "session_00000000-0000-4000-8000-00000000abcd"
    with new_door("one") as here, here.operator() as ada:
        said = Here(
            website=here.website,
            kind="visitors",
            who={session: (f"{PAGE}/", "", None)},
            for_seconds=86_400.0,
            is_news=True,
        )
        _publish(database_url, BellCodec(SECRET.encode()).sealed("the one that died", said))
        assert ada.hear("presence", conversation=session)["online"] is True
        assert ada.hear("presence", conversation=session)["online"] is False


@pytest.mark.usefixtures("_only_the_bell")
def test_what_strangers_put_on_the_bell_is_heard_by_nobody(
    new_door: NewDoor, database_url: str
) -> None:
    def typing(website: str, *, is_on: bool) -> Signal:
        return Typing(website=website, conversation="x", by=None, typing=is_on, thread=None)

    ours, strangers = BellCodec(SECRET.encode()), BellCodec(b"a guess")
    with new_door("one") as here, here.operator() as ada:
        for text in (
            strangers.sealed("evil", typing(here.website, is_on=True)),
            strangers.sealed("evil", Ring(here.website, 10**9)),
            ours.sealed("other", typing(here.elsewhere, is_on=True)),
            "gASVCwAAAAAAAACMB3BpY2tsZZQu",
        ):
            _publish(database_url, text)
        _publish(database_url, ours.sealed("other", typing(here.website, is_on=False)))
        assert ada.hear("typing")["typing"] is False
        assert [frame["type"] for frame in ada.heard].count("typing") == 1


def _publish(url: str, text: str) -> None:
    with psycopg.connect(url, autocommit=True, connect_timeout=DEADLINE_SECONDS) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
