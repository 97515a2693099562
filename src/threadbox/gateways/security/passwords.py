"""Hashing and checking passwords: argon2id, off the loop and off the writer's thread.

A check takes the same time whether the account exists or not, and at most two run at once:
each takes 64 MiB and a core for tens of milliseconds, and a flood of sign-ins must not take
the machine. Those who wait are few, take turns by address, and known browsers go first.
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from threadbox.domain.passwords import is_guessed_first
from threadbox.domain.refusals import Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.fair_slots import FairQueue, NoSlot
from threadbox.gateways.security.sign_in_limits import Trying

# Each takes a core and 64 MiB for a moment. Two leave a core to whoever is being answered.
CHECKS_AT_ONCE = 2
# At some 50 ms each the last in line waits half a second. Beyond, tries are given back.
CHECKS_WAITING = 20
# Shorter ones are tried out in minutes, whatever they are made of.
PASSWORD_CHARACTERS_LEAST = 8

_hasher = PasswordHasher()


def hashed(password: str, *, of: str = "") -> str:
    """The form to store. `of`: the e-mail address it is for.

    Raises `Refusal` for a password too short, absurdly long, or one that everybody tries first.
    """
    if len(password) < PASSWORD_CHARACTERS_LEAST:
        raise Refusal(
            "invalid", "password_too_short", field="password", limit=PASSWORD_CHARACTERS_LEAST
        )
    if len(password) > rate_limits.PASSWORD_CHARACTERS:
        raise Refusal(
            "invalid", "password_too_long", field="password",
            limit=rate_limits.PASSWORD_CHARACTERS, length=len(password),
        )  # fmt: skip
    if is_guessed_first(password, of):
        raise Refusal("invalid", "password_common", field="password")
    return _hasher.hash(password)


class PasswordChecks:
    """Checks passwords on threads of its own. `close` ends them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(CHECKS_AT_ONCE, thread_name_prefix="password")
        self._turns = FairQueue(CHECKS_AT_ONCE, CHECKS_WAITING)
        # What is checked when there is no such account, so that the time tells nothing.
        self._nobodys_hash = _hasher.hash(secrets.token_hex())

    async def matches(self, password: str, password_hash: str | None, trying: Trying) -> bool:
        """Whether the password is the account's. `None` (no account) is False, as slowly; so is
        an account whose hash was blanked.

        Raises `too_many`/`sign_in_too_many` when too many wait: nothing was looked at.
        """
        is_known = trying.browser is not None
        try:
            async with self._turns.turn(trying.address, is_first=is_known):
                known = password_hash or self._nobodys_hash
                loop = asyncio.get_running_loop()
                is_right = await loop.run_in_executor(self._threads, opens, known, password)
        except NoSlot:
            raise Refusal("too_many", "sign_in_too_many", retry_after=5) from None
        return is_right and bool(password_hash)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


def opens(password_hash: str, password: str) -> bool:
    """Whether a password is that of a stored hash. Takes its time: never on the event loop."""
    try:
        return _hasher.verify(password_hash, password[: rate_limits.PASSWORD_CHARACTERS])
    except (VerificationError, InvalidHashError):
        return False
