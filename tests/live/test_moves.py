"""Where visitors are is told at most once a second each, and then the newest. Time is stepped."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbox.live.presence_throttle import MOVE_SECONDS, Moves
from threadbox.live.signals import Page


@dataclass
class Street:
    """Visitors who walk about, and what is told of them: when, who, where."""

    now: float = 1000.0
    places: dict[str, int] = field(default_factory=dict)
    told: list[tuple[float, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.moves = Moves(lambda: self.now, self._tell)

    def walk(self, who: str) -> None:
        self.places[who] = self.places.get(who, 0) + 1
        self.moves.moved("acme", who, (str(self.places[who]), "", None))

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.moves.pulse()

    def _tell(self, website: str, who: str, page: Page) -> None:
        assert website == "acme"
        self.told.append((self.now, who, int(page[0])))


def test_the_first_move_is_told_at_once_and_the_next_by_the_pulse() -> None:
    street = Street()
    for _ in range(5):
        street.walk("linus")
    assert [place for _, _, place in street.told] == [1]
    street.pass_by(MOVE_SECONDS)
    assert [place for _, _, place in street.told] == [1, 5]
    street.pass_by(MOVE_SECONDS)
    assert len(street.told) == 2, "nothing new, nothing said"


def test_who_moves_seldom_is_told_at_once() -> None:
    street = Street()
    for _ in range(3):
        street.walk("linus")
        street.now += MOVE_SECONDS
    assert [place for _, _, place in street.told] == [1, 2, 3]


@pytest.mark.bound("presence_throttle.MOVE_SECONDS")
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["linus", "grace", "mira"]), st.floats(0.01, 2.5, allow_nan=False)
        ),
        max_size=60,
    )
)
def test_nobody_is_told_of_twice_in_a_second_and_the_newest_is_always_told(
    steps: list[str | float],
) -> None:
    street = Street()
    for step in steps:
        if isinstance(step, str):
            street.walk(step)
        else:
            street.pass_by(step)
    street.pass_by(MOVE_SECONDS)
    for who, place in street.places.items():
        times = [at for at, whom, _ in street.told if whom == who]
        assert all(b - a >= MOVE_SECONDS for a, b in pairwise(times))
        assert [where for _, whom, where in street.told if whom == who][-1] == place


def test_nobody_is_remembered_who_has_not_moved_for_a_while() -> None:
    street = Street()
    for number in range(100):
        street.walk(f"visitor {number}")
    street.pass_by(MOVE_SECONDS)
    assert street.moves._told_at == {}
    assert street.moves._waiting == {}
