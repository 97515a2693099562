"""Token buckets: so much at once, then so much a second, by whoever is counted.

What is limited by several (a visitor, an address, a website) is taken from all of them or from
none, so that nobody pays for what was refused on another's account.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from threadbox.domain.refusals import Detail, Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress

Clock = Callable[[], float]


@dataclass(slots=True)
class Bucket:
    """A token bucket: `burst` at once, then `per_second`. Times are the clock's.

    What was taken may turn out to be more than was there; the bucket is then in debt.
    """

    burst: float
    per_second: float
    tokens: float
    filled_at: float
    shut_until: float = 0.0

    def take(self, now: float) -> float:
        """Takes one token: 0.0, or the seconds to wait when there is none."""
        wait = self.wait(now)
        if wait == 0.0:
            self.tokens -= 1.0
        return wait

    def wait(self, now: float) -> float:
        """0.0 when there is a token, or the seconds until there is one."""
        gained = max(0.0, now - self.filled_at) * self.per_second
        self.tokens = min(self.burst, self.tokens + gained)
        self.filled_at = now
        if now < self.shut_until:
            return self.shut_until - now
        if self.tokens >= 1.0:
            return 0.0
        wait = max(rate_limits.SHUT_SECONDS, (1.0 - self.tokens) / self.per_second)
        self.shut_until = now + wait
        return wait


def full_bucket(burst: float, per_second: float, now: float) -> Bucket:
    return Bucket(burst, per_second, burst, now)


class Buckets:
    """One bucket per key (a visitor, an account), bounded: the longest unused goes first."""

    def __init__(self, burst: float, per_second: float, clock: Clock) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, key: str, reason: str, whose: str = "") -> None:
        """Takes one token of `key`, or raises `too_many` with `retry_after` in seconds."""
        require(self.wait(key), reason, whose)

    def wait(self, key: str) -> float:
        """Takes one token of `key`: 0.0, or the seconds to wait when there is none."""
        return self._of(key).take(self._clock())

    def ask(self, key: str) -> float:
        """0.0 when there is a token of `key`, or the seconds to wait; takes none."""
        return self._of(key).wait(self._clock())

    def charge(self, key: str, tokens: float) -> None:
        """Takes so many tokens of `key`, there or not: what they stand for has happened."""
        self._of(key).tokens -= tokens

    def give_back(self, key: str) -> None:
        """Undoes one `take`: what was asked for turned out to be no strain."""
        if (bucket := self._buckets.get(key)) is not None:
            bucket.tokens = min(bucket.burst, bucket.tokens + 1.0)
            bucket.shut_until = 0.0  # who came meanwhile was refused for want of this very token

    def _of(self, key: str) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = full_bucket(self._burst, self._per_second, self._clock())
            self._buckets[key] = bucket
            if len(self._buckets) > rate_limits.KEYS_REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket


@dataclass(frozen=True, slots=True)
class Claim:
    """One token of one bucket. `whose` names the limit in a refusal."""

    buckets: Buckets
    key: str
    whose: str


class AddressBuckets:
    """One bucket per network that somebody's address is in, the wider ones larger."""

    def __init__(self, burst: float, per_second: float, clock: Clock) -> None:
        self._made = (burst, per_second, clock)
        self._by_width: dict[int, Buckets] = {}

    def claims(self, address: ClientAddress | None) -> list[Claim]:
        """A token of each network; none for who is not counted by address."""
        counted = () if address is None else address.counted
        return [Claim(self._of(times), network, "address") for network, times in counted]

    def take(self, address: ClientAddress | None, reason: str) -> None:
        """Raises `too_many` with `retry_after`."""
        take_all(self.claims(address), reason)

    def _of(self, times: int) -> Buckets:
        if times not in self._by_width:
            burst, per_second, clock = self._made
            self._by_width[times] = Buckets(burst * times, per_second * times, clock)
        return self._by_width[times]


def take_all(claims: Iterable[Claim], reason: str) -> None:
    """Takes a token of each, or of none and raises `too_many` with `retry_after`, `whose`."""
    taken: list[Claim] = []
    for claim in claims:
        wait = claim.buckets.wait(claim.key)
        if wait > 0.0:
            give_back_all(taken)
            require(wait, reason, claim.whose)
        taken.append(claim)


def give_back_all(claims: Iterable[Claim]) -> None:
    """Undoes `take_all`: what was asked for turned out to be no strain, or was not done."""
    for claim in claims:
        claim.buckets.give_back(claim.key)


def require_credit(claims: Iterable[Claim], reason: str) -> None:
    """Raises `too_many` when one of them is in debt. Takes nothing."""
    for claim in claims:
        require(claim.buckets.ask(claim.key), reason, claim.whose)


def charge_all(claims: Iterable[Claim], tokens: float) -> None:
    """Takes so many tokens of each, there or not: what they stand for has happened."""
    for claim in claims:
        claim.buckets.charge(claim.key, tokens)


def require(wait_seconds: float, reason: str = "too_many", whose: str = "") -> None:
    """Raises `too_many` when there is something to wait for. `whose`: the limit that was hit."""
    if wait_seconds > 0.0:
        shown: dict[str, Detail] = {"whose": whose} if whose else {}
        raise Refusal("too_many", reason, retry_after=max(1, math.ceil(wait_seconds)), **shown)
