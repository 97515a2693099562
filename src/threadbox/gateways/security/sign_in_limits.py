"""How often somebody may try to sign in, and that nobody's failures shut the door for others.

Tries are counted by account and by address before the password is looked at, and stay counted
when it was wrong. Whatever else became of them, they are given back: it worked, there was no room
to look, the storage was away.

A browser that the account signed in with before (`KnownBrowsers`) is counted by itself alone. So
whoever fails in an operator's name, or floods the sign-in from the same network, shuts it to
browsers that were never signed in, and the operator goes on at theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from threadbox.domain.refusals import Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.security.token_buckets import (
    AddressBuckets,
    Buckets,
    Claim,
    Clock,
    give_back_all,
    take_all,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trying:
    """Who tries. `account`: what is signed in to; `browser`: a known one's name, or None."""

    account: str
    address: ClientAddress
    browser: str | None


class SignInTries:
    """The buckets of one process."""

    def __init__(self, clock: Clock) -> None:
        burst, per_second = (
            rate_limits.SIGN_IN_BURST_PER_ACCOUNT,
            rate_limits.SIGN_IN_PER_SECOND_PER_ACCOUNT,
        )
        self._by_account = Buckets(burst, per_second, clock)
        self._by_browser = Buckets(burst, per_second, clock)
        self._by_address = AddressBuckets(
            rate_limits.SIGN_IN_BURST_PER_ADDRESS, rate_limits.SIGN_IN_PER_SECOND_PER_ADDRESS, clock
        )

    @contextmanager
    def counted(self, trying: Trying) -> Iterator[None]:
        """One try, made in the block. Raises `too_many`/`sign_in_too_many`."""
        claims = self._claims(trying)
        take_all(claims, "sign_in_too_many")
        try:
            yield
        except Refusal as refusal:
            if refusal.reason != "sign_in_failed":
                give_back_all(claims)
            raise
        give_back_all(claims)

    def _claims(self, trying: Trying) -> list[Claim]:
        if trying.browser is not None:
            return [Claim(self._by_browser, f"{trying.browser} {trying.account}", "browser")]
        by_address = self._by_address.claims(trying.address)
        return [*by_address, Claim(self._by_account, trying.account, "account")]
