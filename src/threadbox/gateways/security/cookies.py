"""Cookies of the inbox: which browser is signed in, and which one was before.

A Cookie header is split at its semicolons and looked through once. The standard library's parser
undoes quoting in a time that grows with the square of a value's length (CVE-2024-7592, Python
before 3.11.10 and 3.12.6), and no value of ours is ever quoted.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from typing import Any

from threadbox.domain.refusals import Refusal
from threadbox.domain.secrets import SecretSource, source_of
from threadbox.gateways.security import rate_limits

COOKIE_BYTES = 32
# How long a browser that signed in is told from strangers' when somebody signs in again. Longer
# than any holiday, and anew with each time.
KNOWN_DAYS = 180
_DAY_SECONDS = 24 * 60 * 60
_KNOWN = re.compile(r"(\d{1,6})\.([A-Za-z0-9_-]{22})\.([0-9a-f]{64})\Z")
_SIGN_IN = "/operator/sign-in"


def cookie_in(scope: Any, name: str) -> str | None:
    """The value of a cookie of a request; None without one. Of several the last: one that
    somebody planted for a deeper path comes first.

    Raises `too_large`/`cookies_too_large`: ours are short, and nobody else's belong here.
    """
    value: str | None = None
    length = 0
    for key, given in scope["headers"]:
        if key == b"cookie":
            length += len(given)
            for pair in given.decode("latin-1").split(";"):
                named, equals, said = pair.partition("=")
                if equals and named.strip() == name:
                    value = said.strip()
    if length > rate_limits.COOKIES_BYTES:
        raise Refusal(
            "too_large", "cookies_too_large", limit=rate_limits.COOKIES_BYTES, length=length
        )
    return value


class OperatorCookies:
    """The cookie that keeps an operator signed in."""

    def __init__(self, *, is_https: bool, lifetime_seconds: int) -> None:
        # `__Host-`: browsers accept it only over https, for this host and the whole path.
        self.name = "__Host-threadbox" if is_https else "threadbox"
        self._secure = "; Secure" if is_https else ""
        self.lifetime_seconds = lifetime_seconds

    def new_value(self) -> str:
        return secrets.token_urlsafe(COOKIE_BYTES)

    def set_header(self, value: str) -> str:
        attributes = f"Path=/; HttpOnly; SameSite=Strict{self._secure}"
        return f"{self.name}={value}; Max-Age={self.lifetime_seconds}; {attributes}"

    def clear_header(self) -> str:
        return f"{self.name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict{self._secure}"

    def hash_in(self, scope: Any) -> str | None:
        """The stored form of a request's cookie; None without one. Raises `cookies_too_large`."""
        value = cookie_in(scope, self.name)
        return token_hash(value) if value else None


class KnownBrowsers:
    """Tells a browser that an account signed in with before: `<day>.<random>.<HMAC-SHA256>`.

    It opens nothing. Its tries are counted apart from those of strangers, who could otherwise
    shut the door by failing in somebody's name. Made for one account, and sent to the sign-in
    alone; nothing is stored. The day (counted from 1970, in UTC) is the last on which it counts.
    """

    def __init__(
        self, secret: bytes | SecretSource, clock: Callable[[], float], *, is_https: bool
    ) -> None:
        """`clock`: seconds since the epoch."""
        self._secret = source_of(secret)
        self._clock = clock
        self._prefix = "__Secure-threadbox-known-" if is_https else "threadbox-known-"
        self._secure = "; Secure" if is_https else ""

    def browser_in(self, scope: Any, account: str) -> str | None:
        """The browser's own random name, if it is known for the account. Raises
        `cookies_too_large`."""
        match = _KNOWN.match(cookie_in(scope, self._name(account)) or "")
        if match is None:
            return None
        day, browser, mac = match.groups()
        accepted = self._secret.now().accepted
        is_genuine = any(
            hmac.compare_digest(_mac(key, account, day, browser), mac) for key in accepted
        )
        is_current = self._clock() < (int(day) + 1) * _DAY_SECONDS
        return browser if is_genuine and is_current else None

    def set_header(self, account: str, browser: str | None) -> str:
        """For an account that has just signed in; `browser`: what it was known by before."""
        named = browser or secrets.token_urlsafe(16)
        day = str(int(self._clock() // _DAY_SECONDS) + KNOWN_DAYS)
        value = f"{day}.{named}.{_mac(self._secret.now().signing, account, day, named)}"
        attributes = f"Path={_SIGN_IN}; HttpOnly; SameSite=Strict{self._secure}"
        return f"{self._name(account)}={value}; Max-Age={KNOWN_DAYS * _DAY_SECONDS}; {attributes}"

    def _name(self, account: str) -> str:
        """A cookie for each account: people share computers."""
        return self._prefix + hashlib.sha256(account.encode()).hexdigest()[:16]


def _mac(secret: bytes, account: str, day: str, browser: str) -> str:
    # Another purpose, another key.
    key = hmac.digest(secret, b"threadbox known browsers", "sha256")
    return hmac.digest(key, f"{account}\n{day}\n{browser}".encode(), "sha256").hex()


def token_hash(value: str) -> str:
    """How a random token is stored. It has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(value.encode()).hexdigest()
