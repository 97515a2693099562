"""What there are only so many of (sockets, uploads, turns at hashing), shared fairly by address.

While there is room, everybody gets a slot. When there is none, whoever holds the most gives one
up to whoever holds clearly fewer. So somebody with a thousand connections cannot shut the door
for somebody with one. "Whoever" is a customer's whole IPv6 network first, then its parts.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from threadbox.gateways.security.client_address import WIDTHS, ClientAddress

# Everybody at this machine, or behind a proxy that nobody told us of.
_HERE = ClientAddress(("here",) * len(WIDTHS))
# Networks of which it is remembered when they were served last; the longest ago goes first.
_NETWORKS_REMEMBERED = 1_000


class NoSlot(Exception):  # noqa: N818 (the caller says in its own words what there is none of)
    """All are taken, by people who hold no more than this one would."""


@dataclass(slots=True, eq=False)
class Slot:
    """One that somebody holds. `give_way` ends what it is held for, and is called at most once;
    None: it is held to the end."""

    address: ClientAddress
    give_way: Callable[[], None] | None


class Slots:
    """`most` of them, and who holds them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        # By the widest network, in the order they came.
        self._held: dict[str, dict[Slot, None]] = {}

    def take(self, address: ClientAddress | None, give_way: Callable[[], None] | None) -> Slot:
        """A slot, until `leave`. Raises `NoSlot`."""
        slot = Slot(address or _HERE, give_way)
        if self._taken >= self._most:
            unlucky = self._in_favour_of(slot.address)
            end, unlucky.give_way = unlucky.give_way, None
            self.leave(unlucky)
            if end is not None:
                end()
        self._held.setdefault(slot.address.networks[-1], {})[slot] = None
        self._taken += 1
        return slot

    def leave(self, slot: Slot) -> None:
        """Gives it back; again does nothing."""
        widest = slot.address.networks[-1]
        held = self._held.get(widest, {})
        if slot in held:
            del held[slot]
            self._taken -= 1
            if not held:
                del self._held[widest]

    def _in_favour_of(self, newcomer: ClientAddress) -> Slot:
        """The newest slot of whoever holds the most. Raises `NoSlot` when that is no more than
        the newcomer would hold."""
        among: Collection[Slot] = ()
        is_fairer = False
        for level in reversed(range(len(WIDTHS))):
            parts = self._held if not among else _by_network(among, level)
            own = newcomer.networks[level]
            # Of several the one that came last.
            fullest = max(reversed(parts), key=lambda network: len(parts[network]))
            is_fairer = is_fairer or len(parts[fullest]) > len(parts.get(own, ())) + 1
            among = parts[fullest] if is_fairer else parts.get(own, ())
            if not among:
                break
        ending = [slot for slot in among if slot.give_way is not None]
        if not is_fairer or not ending:
            raise NoSlot
        return ending[-1]


def _by_network(among: Iterable[Slot], level: int) -> dict[str, dict[Slot, None]]:
    parts: dict[str, dict[Slot, None]] = {}
    for slot in among:
        parts.setdefault(slot.address.networks[level], {})[slot] = None
    return parts


@dataclass(slots=True, eq=False)
class _Waiting:
    address: ClientAddress
    is_first: bool
    turn: "asyncio.Future[None]"


@dataclass(slots=True)
class FairQueue:
    """So many at once; of those who wait, who was served the longest ago goes next.

    Two lists of those who wait, `waiting` slots each: those who are `first` go before all others,
    and none of the others takes their slot.
    """

    at_once: int
    waiting: int
    _running: int = 0
    _queue: list[_Waiting] = field(default_factory=list)
    _slots: tuple[Slots, Slots] = field(init=False)
    # Network → the number of the turn it had last.
    _served: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _count: int = 0

    def __post_init__(self) -> None:
        self._slots = (Slots(self.waiting), Slots(self.waiting))

    @asynccontextmanager
    async def turn(
        self, address: ClientAddress | None, *, is_first: bool = False
    ) -> AsyncIterator[None]:
        """Waits for a turn, which lasts as long as the block. Raises `NoSlot`, at once or when
        the slot has to be given up to somebody else."""
        whose = address or _HERE
        if self._running < self.at_once:
            self._serve(whose)
        else:
            await self._waited(whose, is_first=is_first)
        try:
            yield
        finally:
            self._running -= 1
            self._next()

    async def _waited(self, address: ClientAddress, *, is_first: bool) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        slots = self._slots[is_first]
        slot = slots.take(address, lambda: _give_up(turn))
        one = _Waiting(address, is_first, turn)
        self._queue.append(one)
        try:
            await turn
        except asyncio.CancelledError:
            if one not in self._queue:  # it was served at this very moment
                self._running -= 1
                self._next()
            raise
        finally:
            slots.leave(slot)
            if one in self._queue:
                self._queue.remove(one)

    def _next(self) -> None:
        while self._running < self.at_once:
            ready = [one for one in self._queue if not one.turn.done()]
            if not ready:
                return
            one = min(ready, key=self._order)
            self._queue.remove(one)
            self._serve(one.address)
            one.turn.set_result(None)

    def _order(self, one: _Waiting) -> tuple[bool, list[int]]:
        served = [self._served.get(network, 0) for network in reversed(one.address.networks)]
        return (not one.is_first, served)

    def _serve(self, address: ClientAddress) -> None:
        self._running += 1
        self._count += 1
        for network in address.networks:
            self._served[network] = self._count
            self._served.move_to_end(network)
        while len(self._served) > _NETWORKS_REMEMBERED:
            self._served.popitem(last=False)


def _give_up(turn: "asyncio.Future[None]") -> None:
    if not turn.done():
        turn.set_exception(NoSlot())
