"""Of twice as many who are here, twice as much is said and looked at, and not four times."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.live.test_hub import Ear, Encoder, line, listeners
from tests.live.test_presence import Clock
from tests.live.test_travelling import Heard
from tests.steps import counted, require_linear
from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.security.fair_slots import Slots
from threadbox.live.presence import GRACE_SECONDS, Presence
from threadbox.live.presence_gossip import PresenceGossip
from threadbox.live.presence_throttle import Moves
from threadbox.live.signals import NOWHERE, Page, Signals

SIZES = (50, 100, 200)
NOISE_STEPS = 500


def _here(size: int, clock: Clock) -> Presence[Page]:
    visitors: Presence[Page] = Presence(clock)
    for number in range(size):
        visitors.arrive("a website", f"session_{number:036}", NOWHERE)
    return visitors


def all_go_away(size: int) -> int:
    clock = Clock()
    visitors = _here(size, clock)
    for who in visitors.all_of("a website"):
        visitors.depart("a website", who)
    clock.now += GRACE_SECONDS
    return counted(visitors.gone)


def all_are_told_to_neighbours(size: int) -> int:
    clock = Clock()
    return counted(PresenceGossip(Heard(), _here(size, clock), Presence(clock)).leave)


def all_move(size: int) -> int:
    clock = Clock()
    moves = Moves(clock, lambda *_: None)
    for number in range(2 * size):
        moves.moved("a website", f"{number % size}", NOWHERE)
    clock.now += 1
    return counted(moves.pulse)


def all_have_stopped_typing(size: int) -> int:
    clock = Clock()
    signals = Signals(clock)
    for number in range(size):
        signals.is_news(number, "typing", is_end=False)
    clock.now += 60
    return counted(signals.forget_old)


def one_comes_when_all_slots_are_taken(size: int) -> int:
    slots = Slots(size)
    for number in range(size):
        slots.take(ClientAddress((f"{number}", "home", "customer")), lambda: None)
    newcomer = ClientAddress(("else", "elsewhere", "somebody else"))
    return counted(partial(slots.take, newcomer, None))


def all_visitors_hear_a_line_each(size: int) -> int:
    told = listeners(Encoder())
    for number in range(size):
        told.add_visitor(f"{number}", Ear().reader(0))
    lines = [line(number + 1, f"{number}") for number in range(size)]
    return counted(partial(told.deliver, lines))


CASES = (
    all_go_away, all_are_told_to_neighbours, all_move, all_have_stopped_typing,
    one_comes_when_all_slots_are_taken, all_visitors_hear_a_line_each,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_of_twice_as_many_twice_as_much_is_done(case: Callable[[int], int]) -> None:
    case(SIZES[0])  # what is made once, is made
    require_linear([case(size) for size in SIZES], NOISE_STEPS)


def test_a_square_would_be_noticed() -> None:
    def pairs(size: int) -> None:
        _ = [each for each in range(size) for _ in range(size)]

    with pytest.raises(AssertionError):
        require_linear([counted(pairs, size) for size in SIZES], NOISE_STEPS)
