"""How fast frames may come, by kind of frame and by whose they are; `too_many` when too fast.

Whatever a visitor's frame stores or costs is counted by the visitor, whose tabs share one pace, by
the address and by the website. Sessions cost nothing, so a limit by visitor alone is none. Besides
commands, the bytes that they store are counted: a command of sixty bytes may write a hundred
thousand. Operators are known, and counted by themselves alone, so that no visitors' flood keeps
them from answering. All of it is counted per process; with several processes, somebody with
several sockets has it at each of them.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from threadbox.domain.refusals import Refusal
from threadbox.gateways.counters import limit_hit
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.security.token_buckets import (
    AddressBuckets,
    Buckets,
    Claim,
    Clock,
    charge_all,
    require_credit,
    take_all,
)
from threadbox.wire import frames

# An answer is stored as a message is.
_SENDS = (frames.VisitorSend, frames.VisitorAnswer, frames.OperatorSend)
_STARTS = (frames.VisitorStartThread, frames.OperatorStartThread)
_HOUR_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whom something is counted by. `own`: a visitor's conversation, or an operator's id;
    `address` None: not counted by address; `website` None: nor by website."""

    own: str
    address: ClientAddress | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """One kind of thing: how much of it each of a sender's three may have. None: no limit."""

    own: Buckets | None = None
    address: AddressBuckets | None = None
    website: Buckets | None = None

    def claims(self, sender: Sender) -> list[Claim]:
        """A token of each, the narrowest first."""
        claims: list[Claim] = []
        if self.own is not None:
            claims.append(Claim(self.own, sender.own, "own"))
        if self.address is not None:
            claims += self.address.claims(sender.address)
        if self.website is not None and sender.website is not None:
            claims.append(Claim(self.website, sender.website, "website"))
        return claims


class Paces:
    """The buckets of one process. `sends_per_second` 0: messages, and the bytes of what is stored,
    are not limited at all."""

    def __init__(self, clock: Clock, sends_per_second: int) -> None:
        self.clock = clock
        self.sends, self.stored = Shares(), Shares()
        if sends_per_second:
            self.sends = _sends(clock, sends_per_second)
            self.stored = _stored(clock)
        self.starts = Shares(
            Buckets(rate_limits.THREAD_STARTS_BURST, rate_limits.THREAD_STARTS_PER_SECOND, clock),
            AddressBuckets(
                rate_limits.ADDRESS_STARTS_BURST, rate_limits.ADDRESS_STARTS_PER_SECOND, clock
            ),
            Buckets(rate_limits.WEBSITE_STARTS_BURST, rate_limits.WEBSITE_STARTS_PER_SECOND, clock),
        )
        self.commands = Shares(
            Buckets(rate_limits.COMMANDS_BURST, rate_limits.COMMANDS_PER_SECOND, clock),
            AddressBuckets(
                rate_limits.ADDRESS_COMMANDS_BURST, rate_limits.ADDRESS_COMMANDS_PER_SECOND, clock
            ),
            Buckets(
                rate_limits.WEBSITE_COMMANDS_BURST, rate_limits.WEBSITE_COMMANDS_PER_SECOND, clock
            ),
        )
        self.queries = Shares(
            Buckets(rate_limits.QUERIES_BURST, rate_limits.QUERIES_PER_SECOND, clock),
            AddressBuckets(
                rate_limits.ADDRESS_QUERIES_BURST, rate_limits.ADDRESS_QUERIES_PER_SECOND, clock
            ),
            Buckets(
                rate_limits.WEBSITE_QUERIES_BURST, rate_limits.WEBSITE_QUERIES_PER_SECOND, clock
            ),
        )
        self.signals = Shares(
            Buckets(rate_limits.TYPING_BURST, rate_limits.TYPING_PER_SECOND, clock),
            AddressBuckets(
                rate_limits.ADDRESS_SIGNALS_BURST, rate_limits.ADDRESS_SIGNALS_PER_SECOND, clock
            ),
            Buckets(
                rate_limits.WEBSITE_SIGNALS_BURST, rate_limits.WEBSITE_SIGNALS_PER_SECOND, clock
            ),
        )

    def of_visitor(self, conversation: str, website: str, address: ClientAddress | None) -> "Pace":
        """`address` None: not counted by address."""
        return Pace(self, Sender(own=conversation, address=address, website=website))

    def of_operator(self, operator: str) -> "Pace":
        return Pace(self, Sender(own=operator))


def _sends(clock: Clock, per_second: int) -> Shares:
    burst = rate_limits.SENDS_BURST_SECONDS
    by_address = max(rate_limits.ADDRESS_SENDS_PER_SECOND, per_second)
    by_website = max(rate_limits.WEBSITE_SENDS_PER_SECOND, per_second)
    return Shares(
        Buckets(per_second * burst, per_second, clock),
        AddressBuckets(by_address * burst, by_address, clock),
        Buckets(by_website * burst, by_website, clock),
    )


def _stored(clock: Clock) -> Shares:
    """In bytes: an hour's worth at once, and as much an hour."""
    own, website = rate_limits.STORED_BYTES_AN_HOUR, rate_limits.WEBSITE_STORED_BYTES_AN_HOUR
    by_address = rate_limits.ADDRESS_STORED_BYTES_AN_HOUR
    return Shares(
        Buckets(own, own / _HOUR_SECONDS, clock),
        AddressBuckets(by_address, by_address / _HOUR_SECONDS, clock),
        Buckets(website, website / _HOUR_SECONDS, clock),
    )


@dataclass(frozen=True, slots=True)
class _Shut:
    """No command passes the one that was refused, until the clock says so."""

    until: float
    client_id: str
    refusal: Refusal


class Pace:
    """One socket's view of the buckets."""

    def __init__(self, paces: Paces, sender: Sender) -> None:
        self._paces = paces
        self._sender = sender
        self._shut: _Shut | None = None

    @contextmanager
    def command(self, frame: frames.Command) -> Iterator[None]:
        """The block does what the frame asks for. Raises `too_many` when it comes too soon.

        What comes behind a refused command may rest on it: a message on the start before it, an
        answer on the sentence before. So whatever the reason, once a command is refused that may
        come again later, all others are refused for the same reason for a moment, and a sender
        who sends them again in their order keeps that order.
        """
        self._require_open(frame)
        try:
            self._require(frame)
            yield
        except Refusal as refusal:
            if refusal.is_cured_by_time:
                until = self._paces.clock() + rate_limits.SHUT_SECONDS
                self._shut = _Shut(until, frame.id, refusal)
            raise

    def _require_open(self, frame: frames.Command) -> None:
        shut = self._shut
        wait = 0.0 if shut is None else shut.until - self._paces.clock()
        if shut is None or wait <= 0.0 or shut.client_id == frame.id:
            return
        said = {**shut.refusal.data, "retry_after": max(1, math.ceil(wait))}
        raise Refusal(shut.refusal.code, shut.refusal.reason, **said)

    def stored(self, size: int) -> None:
        """A command has stored so many bytes."""
        charge_all(self._paces.stored.claims(self._sender), size)

    def require_merge(self) -> None:
        """What an anonymous session holds is brought into another conversation: no more often
        than threads are started. Raises `too_many`."""
        require_credit(self._paces.stored.claims(self._sender), "too_many")
        take_all(self._paces.starts.claims(self._sender), "too_many")

    def require_query(self) -> None:
        """Raises `too_many` when queries come too fast."""
        take_all(self._paces.queries.claims(self._sender), "too_many")

    def allows_signal(self) -> bool:
        """Signals are free to vanish: too many are dropped without a word."""
        try:
            take_all(self._paces.signals.claims(self._sender), "too_many")
        except Refusal as refusal:
            limit_hit("signals", str(refusal.data.get("whose")))
            return False
        return True

    def _require(self, frame: frames.Command) -> None:
        require_credit(self._paces.stored.claims(self._sender), "too_many")
        if isinstance(frame, _SENDS):
            shares = self._paces.sends
        elif isinstance(frame, _STARTS):
            shares = self._paces.starts
        else:
            shares = self._paces.commands
        take_all(shares.claims(self._sender), "too_many")
