"""Few things for many: nobody shuts the door for others by taking all of them."""

import asyncio
from collections import Counter
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.security.fair_slots import FairQueue, NoSlot, Slot, Slots

MOST = 8


def somewhere(network: int, home: int = 0, host: int = 0) -> ClientAddress:
    """A host of a home of a customer."""
    return ClientAddress((f"{network}.{home}.{host}", f"{network}.{home}", f"{network}"))


addresses = st.builds(somewhere, st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))


@given(st.lists(st.tuples(addresses, st.booleans()), max_size=80))
def test_who_is_refused_holds_as_many_as_anybody(steps: list[tuple[ClientAddress, bool]]) -> None:
    slots, held = Slots(MOST), list[Slot]()
    for address, is_leaving in steps:
        if is_leaving and held:
            slots.leave(held.pop(0))
            continue
        try:
            mine = slots.take(address, lambda: None)
        except NoSlot:
            assert len(held) == MOST
            for level in range(3):
                own, wider = address.networks[level], address.networks[level + 1 :]
                counts = Counter(
                    slot.address.networks[level]
                    for slot in held
                    if slot.address.networks[level + 1 :] == wider
                )
                assert max(counts.values(), default=0) <= counts[own] + 1
            continue
        # Who had to give way was told so, and can be told no more.
        held = [slot for slot in held if slot.give_way is not None] + [mine]
        assert len(held) <= MOST


def test_somebody_with_all_of_them_gives_up_the_newest_to_who_comes() -> None:
    slots, ended = Slots(MOST), list[int]()
    for number in range(MOST):
        slots.take(somewhere(1, home=number), partial(ended.append, number))
    slots.take(somewhere(2), None)
    assert ended == [MOST - 1]
    for network in range(3, 9):
        slots.take(somewhere(network), None)
    assert len(ended) == MOST - 1, "down to one, as everybody has"
    with pytest.raises(NoSlot):
        slots.take(somewhere(9), None)


def test_what_cannot_be_ended_is_not() -> None:
    slots = Slots(2)
    slots.take(somewhere(1), None)
    slots.take(somewhere(1), None)
    with pytest.raises(NoSlot):
        slots.take(somewhere(2), None)


def test_a_slot_given_back_twice_is_one() -> None:
    slots = Slots(1)
    slot = slots.take(somewhere(1), None)
    slots.leave(slot)
    slots.leave(slot)
    slots.take(somewhere(1), None)
    with pytest.raises(NoSlot):
        slots.take(somewhere(1), None)


class Desk:
    """A queue of which a test says who comes, and hears who is served."""

    def __init__(self, waiting: int) -> None:
        self.queue = FairQueue(1, waiting)
        self.served: list[str] = []
        self.refused: list[str] = []
        self.busy = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, name: str, address: ClientAddress, *, is_first: bool = False) -> None:
        async def visit() -> None:
            try:
                async with self.queue.turn(address, is_first=is_first):
                    self.served.append(name)
                    await self.busy.wait()
            except NoSlot:
                self.refused.append(name)

        self.tasks.append(asyncio.create_task(visit()))
        await asyncio.sleep(0)

    async def close(self) -> None:
        self.busy.set()
        await asyncio.gather(*self.tasks)


def test_those_who_wait_take_turns_by_where_they_are_from() -> None:
    async def story() -> None:
        desk = Desk(waiting=20)
        for number in range(6):
            await desk.come(f"flood {number}", somewhere(1, host=number))
        await desk.come("ada", somewhere(2))
        await desk.come("grace", somewhere(3))
        await desk.close()
        assert desk.served[:3] == ["flood 0", "ada", "grace"]
        assert len(desk.served) == 8

    asyncio.run(story())


def test_a_flood_from_one_customer_waits_for_itself_and_for_nobody_else() -> None:
    async def story() -> None:
        desk = Desk(waiting=4)
        for number in range(50):
            await desk.come(f"flood {number}", somewhere(1, home=number))
        await desk.come("ada", somewhere(2))
        await desk.close()
        assert "ada" in desk.served
        assert len(desk.refused) == 50 - 1 - 4 + 1

    asyncio.run(story())


def test_known_people_go_first_and_no_stranger_takes_their_slot() -> None:
    async def story() -> None:
        desk = Desk(waiting=3)
        for number in range(40):
            await desk.come(f"stranger {number}", somewhere(number))
        await desk.come("ada", somewhere(3), is_first=True)
        await desk.close()
        assert desk.served[:2] == ["stranger 0", "ada"]

    asyncio.run(story())


def test_who_goes_away_while_waiting_holds_nobody_up() -> None:
    async def story() -> None:
        desk = Desk(waiting=2)
        for name in ("one", "two", "three"):
            await desk.come(name, somewhere(1))
        desk.tasks[1].cancel()
        await asyncio.sleep(0)
        await desk.come("four", somewhere(1))
        desk.busy.set()
        await asyncio.gather(*desk.tasks, return_exceptions=True)
        assert desk.served == ["one", "three", "four"]
        assert desk.refused == []

    asyncio.run(story())


def test_who_is_served_at_the_moment_they_go_away_passes_it_on() -> None:
    async def story() -> None:
        desk = Desk(waiting=2)
        for name in ("one", "two", "three"):
            await desk.come(name, somewhere(1))
        desk.busy.set()
        await asyncio.sleep(0)  # one is told to go on, and has not
        desk.tasks[1].cancel()
        await asyncio.gather(*desk.tasks, return_exceptions=True)
        assert desk.served[-1] == "three"

    asyncio.run(story())
