"""From what a stranger shows to who they are: visitors' tokens, keys of files, origins.

- A visitor's token is `<conversation id>.<HMAC-SHA256>` over website and conversation. It is
  stateless: nothing is stored for a visitor who does nothing. An id alone opens nothing.
- An operator's cookie (`cookies.py`) holds 256 random bits; the database keeps only their hash.
- Origins are compared whole (scheme, host, port), never as text with a prefix or a suffix.

Tokens and cookies are compared in constant time and never logged.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from threadbox.domain.ids import conversation_id
from threadbox.domain.refusals import Refusal
from threadbox.domain.secrets import SecretSource, source_of
from threadbox.domain.sessions import bound_conversation

_TOKEN = re.compile(r"(session_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})\Z")
_WEBSITE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
# Host and port as browsers write them: names in ASCII (IDNA), and IPv6 in brackets.
_NETLOC = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# A page that stays open longer connects again in between, and is given a new one.
FILE_KEY_DAYS = 7
_DAY_SECONDS = 24 * 60 * 60


class VisitorTokens:
    """Makes and reads the tokens of visitors' sessions."""

    def __init__(self, secret: bytes | SecretSource, new_id: Callable[[], UUID]) -> None:
        self._secret = source_of(secret)
        self._new_id = new_id

    def issue(self, website: str) -> tuple[str, str]:
        """A new session: its conversation's id and its token."""
        conversation = conversation_id(self._new_id())
        return conversation, self.token(website, conversation)

    def token(self, website: str, conversation: str) -> str:
        """The token of one conversation of one website."""
        return _token(self._secret.now().signing, website, conversation)

    def bound(self, website: str, token_id: str) -> str:
        """The conversation that a page's own secret leads to."""
        return bound_conversation(self._secret.now().binding, website, token_id)

    def named_in(self, token: str) -> str | None:
        """The conversation that a token speaks of, genuine or not."""
        match = _TOKEN.match(token)
        return None if match is None else match[1]

    def conversation(self, website: str, token: str | None) -> str | None:
        """Whose token this is; None when it is not genuine or of another website."""
        match = _TOKEN.match(token or "")
        if match is None or token is None:
            return None
        given = token.encode()
        proofs = [
            hmac.compare_digest(_token(key, website, match[1]).encode(), given)
            for key in self._secret.now().accepted
        ]
        return match[1] if any(proofs) else None


def _token(key: bytes, website: str, conversation: str) -> str:
    # A line break stands in neither id, so no two pairs make the same message.
    message = f"{website}\n{conversation}".encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return f"{conversation}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


class FileKeys:
    """Short-lived keys that open the files of one conversation: `<day>.<HMAC-SHA256>`.

    They stand in addresses of pictures, where no header can be sent, and so may be seen by
    whoever sees the address; hence a key of its own, for reading files alone, until the end of
    a day (counted from 1970, in UTC).
    """

    def __init__(self, secret: bytes | SecretSource, clock: Callable[[], float]) -> None:
        """`clock`: seconds since the epoch."""
        self._secret = source_of(secret)
        self._clock = clock

    def issue(self, conversation: str) -> str:
        """The same all day, so that a browser can keep what it has loaded."""
        day = int(self._clock() // _DAY_SECONDS) + FILE_KEY_DAYS
        return f"{day}.{_file_mac(self._secret.now().signing, conversation, str(day))}"

    def opens(self, key: str, conversation: str) -> bool:
        """Whether this key was issued for this conversation, and not too long ago."""
        day, _, mac = key.partition(".")
        proofs = [
            hmac.compare_digest(_file_mac(secret, conversation, day).encode(), mac.encode())
            for secret in self._secret.now().accepted
        ]
        return any(proofs) and self._clock() < (int(day) + 1) * _DAY_SECONDS


def _file_mac(secret: bytes, conversation: str, day: str) -> str:
    # Another purpose, another key: a visitor's token never opens a file, nor the reverse.
    key = hmac.digest(secret, b"threadbox files", "sha256")
    digest = hmac.digest(key, f"{conversation}\n{day}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_website_id(given: str) -> bool:
    """Whether a website can have this id."""
    return _WEBSITE.match(given) is not None


def require_website_id(given: str) -> str:
    """The same id, if a website can have it. Raises `website_not_found`."""
    if not is_website_id(given):
        raise Refusal("not_found", "website_not_found")
    return given


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
    if header != f"{address.scheme}://{address.netloc}" or not _NETLOC.match(address.netloc):
        return None
    return Origin(address.scheme, address.hostname, port or _DEFAULT_PORTS[address.scheme])


class OwnOrigin:
    """Which origin is this server itself: the public address, where one is set, and no other."""

    def __init__(self, public_url: str | None) -> None:
        self._has_public = public_url is not None
        self._public = origin_of((public_url or "").lower().rstrip("/"))

    def is_own(self, origin: Origin | None, host_header: str | None) -> bool:
        """Whether it is; without a public address, whether it is the host of the very request.

        That is safe: browsers set both headers, and a page of another host that is made to
        point here has that host's cookies, which are none of ours.
        """
        if origin is None or self._has_public:
            return origin is not None and origin == self._public
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
