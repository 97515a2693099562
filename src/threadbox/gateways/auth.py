"""From what a stranger shows to who they are: visitors' tokens, operators' cookies, origins.

- A visitor's token is `<conversation id>.<HMAC-SHA256>` over website and conversation. It is
  stateless: nothing is stored for a visitor who does nothing. An id alone opens nothing.
- An operator's cookie holds 256 random bits; the database keeps only their hash.
- Origins are compared whole (scheme, host, port), never as text with a prefix or a suffix.

Tokens and cookies are compared in constant time and never logged.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from threadbox.domain.ids import conversation_id
from threadbox.domain.refusals import Refusal
from threadbox.domain.sessions import bound_conversation

_TOKEN = re.compile(r"(session_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})\Z")
_WEBSITE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}
COOKIE_BYTES = 32
# A page that stays open longer connects again in between, and is given a new one.
FILE_KEY_DAYS = 7
_DAY_SECONDS = 24 * 60 * 60


class VisitorTokens:
    """Makes and reads the tokens of visitors' sessions."""

    def __init__(self, secret: bytes, new_id: Callable[[], UUID]) -> None:
        self._secret = secret
        self._new_id = new_id

    def issue(self, website: str) -> tuple[str, str]:
        """A new session: its conversation's id and its token."""
        conversation = conversation_id(self._new_id())
        return conversation, self.token(website, conversation)

    def token(self, website: str, conversation: str) -> str:
        """The token of one conversation of one website."""
        # A line break stands in neither id, so no two pairs make the same message.
        message = f"{website}\n{conversation}".encode()
        digest = hmac.new(self._secret, message, hashlib.sha256).digest()
        return f"{conversation}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    def bound(self, website: str, token_id: str) -> str:
        """The conversation that a page's own secret leads to."""
        return bound_conversation(self._secret, website, token_id)

    def named_in(self, token: str) -> str | None:
        """The conversation that a token speaks of, genuine or not."""
        match = _TOKEN.match(token)
        return None if match is None else match[1]

    def conversation(self, website: str, token: str | None) -> str | None:
        """Whose token this is; None when it is not genuine or of another website."""
        match = _TOKEN.match(token or "")
        if match is None or token is None:
            return None
        genuine = self.token(website, match[1])
        return match[1] if hmac.compare_digest(genuine.encode(), token.encode()) else None


class FileKeys:
    """Short-lived keys that open the files of one conversation: `<day>.<HMAC-SHA256>`.

    They stand in addresses of pictures, where no header can be sent, and so may be seen by
    whoever sees the address; hence a key of its own, for reading files alone, until the end of
    a day (counted from 1970, in UTC).
    """

    def __init__(self, secret: bytes, clock: Callable[[], float]) -> None:
        """`clock`: seconds since the epoch."""
        # Another purpose, another key: a visitor's token never opens a file, nor the reverse.
        self._secret = hmac.digest(secret, b"threadbox files", "sha256")
        self._clock = clock

    def issue(self, conversation: str) -> str:
        """The same all day, so that a browser can keep what it has loaded."""
        day = int(self._clock() // _DAY_SECONDS) + FILE_KEY_DAYS
        return f"{day}.{self._mac(conversation, str(day))}"

    def opens(self, key: str, conversation: str) -> bool:
        """Whether this key was issued for this conversation, and not too long ago."""
        day, _, mac = key.partition(".")
        is_genuine = hmac.compare_digest(self._mac(conversation, day).encode(), mac.encode())
        return is_genuine and self._clock() < (int(day) + 1) * _DAY_SECONDS

    def _mac(self, conversation: str, day: str) -> str:
        digest = hmac.digest(self._secret, f"{conversation}\n{day}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def require_website_id(given: str) -> str:
    """The same id, if a website can have it. Raises `website_not_found`."""
    if not _WEBSITE.match(given):
        raise Refusal("not_found", "website_not_found")
    return given


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

    def hash_in(self, cookie_header: str) -> str | None:
        """The stored form of the value in a Cookie header; None without one."""
        try:
            morsel = SimpleCookie(cookie_header).get(self.name)
        except CookieError:
            return None
        return token_hash(morsel.value) if morsel is not None and morsel.value else None


def token_hash(value: str) -> str:
    """How a random token is stored. It has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(value.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """A web origin, compared whole."""

    scheme: str
    host: str
    port: int


def origin_of(header: str | None) -> Origin | None:
    """The origin a browser named; None for a missing one, `null`, and anything malformed."""
    if header is None:
        return None
    try:
        address = urlsplit(header)
        port = address.port
    except ValueError:
        return None
    if address.scheme not in _DEFAULT_PORTS or not address.hostname:
        return None
    if header != f"{address.scheme}://{address.netloc}" or "@" in address.netloc:
        return None
    return Origin(address.scheme, address.hostname, port or _DEFAULT_PORTS[address.scheme])


class OwnOrigin:
    """Which origin is this server itself."""

    def __init__(self, public_url: str | None) -> None:
        self._public = origin_of(public_url.rstrip("/")) if public_url else None

    def is_own(self, origin: Origin | None, host_header: str | None) -> bool:
        """The public address, or the host the request itself was made to.

        The second is safe: browsers set both headers, and a page of another host that is
        made to point here has that host's cookies, which are none of ours.
        """
        if origin is None:
            return False
        if origin == self._public:
            return True
        asked = origin_of(f"{origin.scheme}://{host_header}") if host_header else None
        return asked == origin

    def require(self, scope: Any) -> None:
        """Refuses writes that a page of another site could have caused: `origin_foreign`."""
        named = header(scope, b"origin")
        if named is not None:
            is_ours = self.is_own(origin_of(named), header(scope, b"host"))
        else:
            # No Origin at all: not a browser's POST, or one that says where it is from here.
            is_ours = header(scope, b"sec-fetch-site") in (None, "same-origin")
        if not is_ours:
            raise Refusal("forbidden", "origin_foreign")


def header(scope: Any, name: bytes) -> str | None:
    """A request header, or None. Of several the last, as proxies append."""
    value: str | None = None
    for key, given in scope["headers"]:
        if key == name:
            value = given.decode("latin-1")
    return value


def is_loopback(scope: Any) -> bool:
    """Whether the connection comes from this machine, as far as its address tells."""
    client = scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address is not None and (mapped or address).is_loopback


def counted_address(scope: Any) -> str | None:
    """What to count by address; None for this machine itself.

    Whoever is here already needs no door, and a proxy whose address `--trusted-proxies` does
    not name would otherwise make all visitors one.
    """
    return None if is_loopback(scope) else address_key(scope)


def address_key(scope: Any) -> str:
    """What limits per address count by: the IPv4 address, or the /64 that one host holds."""
    client = scope.get("client")
    if not client:
        return "unknown"
    try:
        address = ip_address(client[0])
    except ValueError:
        return str(client[0])
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return address.exploded[:19] + "::/64"
