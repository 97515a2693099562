"""How fast frames may come, by kind of frame and by whose they are; `too_many` when too fast.

A visitor's tabs, and an operator's, share one pace, so that opening another gains nothing. Of
what is stored, an address and a website have a pace too, over all who send. All of it is counted
per process; with several processes, somebody with several sockets has it at each of them.
"""

from collections.abc import Callable
from typing import Literal

from threadbox.domain.refusals import Refusal
from threadbox.gateways import limits
from threadbox.gateways.counting import limit_hit
from threadbox.gateways.limits import Buckets
from threadbox.wire import frames

# An answer is stored as a message is.
_SENDS = (frames.VisitorSend, frames.VisitorAnswer, frames.OperatorSend)
_STARTS = (frames.VisitorStartThread, frames.OperatorStartThread)

Whose = Literal["own", "address", "website"]


class Paces:
    """The buckets of one process. `sends_per_second` 0: messages are not limited at all."""

    def __init__(self, clock: Callable[[], float], sends_per_second: int) -> None:
        def buckets(burst: float, per_second: float) -> Buckets:
            return Buckets(burst, per_second, clock)

        def sends(per_second: int) -> Buckets:
            return buckets(per_second * limits.SENDS_BURST_SECONDS, per_second)

        self.clock = clock
        self.sends: dict[Whose, Buckets] = {}
        if sends_per_second:
            self.sends = {
                "own": sends(sends_per_second),
                "address": sends(max(limits.ADDRESS_SENDS_PER_SECOND, sends_per_second)),
                "website": sends(max(limits.WEBSITE_SENDS_PER_SECOND, sends_per_second)),
            }
        self.starts: dict[Whose, Buckets] = {
            "own": buckets(limits.THREAD_STARTS_BURST, limits.THREAD_STARTS_PER_SECOND),
            "address": buckets(limits.ADDRESS_STARTS_BURST, limits.ADDRESS_STARTS_PER_SECOND),
            "website": buckets(limits.WEBSITE_STARTS_BURST, limits.WEBSITE_STARTS_PER_SECOND),
        }
        self.commands: dict[Whose, Buckets] = {
            "own": buckets(limits.COMMANDS_BURST, limits.COMMANDS_PER_SECOND)
        }
        self.queries = buckets(limits.QUERIES_BURST, limits.QUERIES_PER_SECOND)
        self.signals = buckets(limits.TYPING_BURST, limits.TYPING_PER_SECOND)

    def of(self, who: str, website: str, address: str | None) -> "Pace":
        """The pace of a visitor or an operator. `address` None: not counted by address."""
        return Pace(self, who, website, address)


class Pace:
    """One socket's view of the buckets."""

    def __init__(self, paces: Paces, who: str, website: str, address: str | None) -> None:
        self._paces = paces
        self._who = who
        self._keys: list[tuple[Whose, str]] = [("own", who), ("website", website)]
        if address is not None:
            self._keys.insert(1, ("address", address))
        self._shut_until = 0.0

    def require_command(self, frame: frames.Command) -> None:
        """Raises `too_many` when this command comes too soon after the others."""
        if isinstance(frame, _SENDS):
            buckets = self._paces.sends
        elif isinstance(frame, _STARTS):
            buckets = self._paces.starts
        else:
            buckets = self._paces.commands
        # What comes behind a refused start may mean the thread that it would have made current:
        # for as long as a bucket stays shut, no command of any kind passes the refused one.
        limits.require(self._shut_until - self._paces.clock(), whose="own")
        try:
            for whose, key in self._keys:
                if whose in buckets:
                    buckets[whose].take(key, "too_many", whose)
        except Refusal:
            self._shut_until = self._paces.clock() + limits.SHUT_SECONDS
            raise

    def require_query(self) -> None:
        """Raises `too_many` when queries come too fast."""
        self._paces.queries.take(self._who, "too_many", "own")

    def allows_signal(self) -> bool:
        """Signals are free to vanish: too many are dropped without a word."""
        if self._paces.signals.wait(self._who) == 0.0:
            return True
        limit_hit("signals", "own")
        return False
