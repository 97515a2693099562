"""Presence is a timestamp that passes; signals are told when they are news. Time is stepped."""

from dataclasses import dataclass

import pytest

from threadbox.live.presence import GRACE_SECONDS, Presence
from threadbox.live.signals import FORGET_SECONDS, REPEAT_SECONDS, Signals


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_first_socket_is_news_and_a_second_is_not(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    assert here.arrive("acme", "linus", "/a")
    assert not here.arrive("acme", "linus", "/a")
    assert here.all_of("acme") == {"linus": "/a"}


@pytest.mark.bound("presence.GRACE_SECONDS")
def test_somebody_stays_for_the_grace_time_after_the_last_socket(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/a")
    here.depart("acme", "linus")
    clock.now += GRACE_SECONDS - 0.1
    assert here.gone() == ([], [])
    assert here.is_here("acme", "linus")
    clock.now += 0.2
    assert here.gone() == ([("acme", "linus")], [("acme", "linus")])
    assert not here.is_anybody_here("acme")


def test_a_reload_is_not_a_farewell(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/a")
    here.depart("acme", "linus")
    assert not here.arrive("acme", "linus", "/a")
    clock.now += GRACE_SECONDS * 2
    assert here.gone() == ([], [])
    assert here.is_here("acme", "linus")


def test_closing_one_of_two_tabs_is_not_a_farewell(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/a")
    here.arrive("acme", "linus", "/b")
    here.depart("acme", "linus")
    clock.now += GRACE_SECONDS * 2
    assert here.gone() == ([], [])


def test_moving_is_news_once(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/a")
    assert here.move("acme", "linus", "/b")
    assert not here.move("acme", "linus", "/b")
    assert not here.move("acme", "nobody", "/b")
    assert here.all_of("other") == {}


def test_departing_twice_or_unknown_is_harmless(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.depart("acme", "linus")
    here.arrive("acme", "linus", "/a")
    here.depart("acme", "linus")
    here.depart("acme", "linus")
    clock.now += GRACE_SECONDS * 3
    assert here.gone() == ([("acme", "linus")], [("acme", "linus")])
    assert here.gone() == ([], [])


def test_somebody_at_another_process_is_here_until_its_word_passes(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    linus = {"linus": ("/a", 1)}
    assert here.heard("node-1", "acme", linus, 30.0, is_news=True) == {"linus": "/a"}
    assert here.heard("node-1", "acme", linus, 30.0, is_news=False) == {}
    assert here.is_here("acme", "linus")
    assert here.ours() == {}, "who is elsewhere is not ours to tell of"
    clock.now += 29.0
    assert here.gone() == ([], [])
    clock.now += 1.0
    assert here.gone() == ([("acme", "linus")], [])


def test_somebody_said_to_be_gone_elsewhere_stays_while_they_are_here(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/a")
    here.heard("node-1", "acme", {"linus": ("/b", 1), "ada": ("/c", 1)}, 30.0, is_news=False)
    assert here.all_of("acme") == {"linus": "/a", "ada": "/c"}, "repeating moves nobody"
    here.heard_gone("node-1", "acme", ["linus", "ada", "nobody"])
    here.heard_gone("node-2", "acme", ["linus"])
    assert here.gone() == ([("acme", "ada")], [])
    here.depart("acme", "linus")
    clock.now += GRACE_SECONDS
    assert here.gone() == ([("acme", "linus")], [("acme", "linus")])


def test_a_word_that_was_on_its_way_moves_nobody_back(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/0")
    for page in ("/2", "/4"):
        here.move("acme", "linus", page)
    late = {"linus": ("/1", 2)}
    assert here.heard("node-1", "acme", late, 30.0, is_news=True) == {}
    assert here.where("acme", "linus") == "/4"
    newer = {"linus": ("/5", 4)}
    assert here.heard("node-1", "acme", newer, 30.0, is_news=True) == {"linus": "/5"}
    here.move("acme", "linus", "/6")
    assert here.moves("acme", "linus") == 5


def test_whoever_has_left_the_process_that_knew_best_is_where_another_one_says(
    clock: Clock,
) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/0")
    here.move("acme", "linus", "/1")
    here.depart("acme", "linus")
    clock.now += GRACE_SECONDS
    here.heard("node-1", "acme", {"linus": ("/0", 1)}, 30.0, is_news=False)
    here.gone()
    fresh = {"linus": ("/2", 1)}
    assert here.heard("node-1", "acme", fresh, 30.0, is_news=True) == {"linus": "/2"}


def test_who_leaves_here_and_is_elsewhere_has_only_left_here(clock: Clock) -> None:
    here: Presence[str] = Presence(clock)
    here.arrive("acme", "linus", "/a")
    here.depart("acme", "linus")
    assert here.heard("node-1", "acme", {"linus": ("/b", None)}, 30.0, is_news=True) == {
        "linus": "/b"
    }
    clock.now += GRACE_SECONDS
    assert here.gone() == ([], [("acme", "linus")])
    assert here.is_here("acme", "linus")


def test_typing_is_told_when_it_begins_goes_on_and_stops(clock: Clock) -> None:
    signals = Signals(clock)
    assert signals.is_news("linus", "main", is_end=False)
    assert not signals.is_news("linus", "main", is_end=False)
    assert signals.is_news("linus", "thread_1", is_end=False)
    clock.now += REPEAT_SECONDS
    assert signals.is_news("linus", "thread_1", is_end=False)
    assert signals.is_news("linus", "thread_1", is_end=True)
    assert not signals.is_news("linus", "thread_1", is_end=True)


def test_what_has_expired_everywhere_is_forgotten(clock: Clock) -> None:
    signals = Signals(clock)
    signals.is_news("linus", "main", is_end=False)
    clock.now += FORGET_SECONDS
    signals.forget_old()
    assert not signals.is_news("linus", "main", is_end=True)
