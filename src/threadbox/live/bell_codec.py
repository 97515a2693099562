"""What travels over the bell, as text: JSON of known shape, signed by the key all processes share.

Who can write to the bell's server but does not know the key is not understood, and neither is
anything malformed or unknown; what cannot be understood is counted by the bell and forgotten.
Nothing received is ever more than names, numbers and flags.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

import msgspec

from threadbox.domain.secrets import SecretSource, source_of
from threadbox.live.bell import Ring
from threadbox.live.signals import Gone, Here, Signal, Typing, WhoIsHere

# PostgreSQL carries 7,999 bytes in one notice (async.c); what is larger is not sent.
TEXT_BYTES_MOST = 7_900
# 128 bits of HMAC-SHA256: nobody guesses them for a signal that lives for seconds.
_MAC_BYTES = 16
_MAC_CHARACTERS = 22


class _Ring(msgspec.Struct, frozen=True, tag_field="type", tag="ring"):
    website: str
    head: int


class _Letter(msgspec.Struct, frozen=True):
    """One message and the process that sent it."""

    node: str
    what: _Ring | Typing | Here | Gone | WhoIsHere


_DECODER = msgspec.json.Decoder(_Letter)
_ENCODER = msgspec.json.Encoder()


class BellCodec:
    """Writes and reads what travels. `secret`: the server's keys, the same everywhere."""

    def __init__(self, secret: bytes | SecretSource) -> None:
        self._secret = source_of(secret)

    def sealed(self, node: str, what: Ring | Signal) -> str:
        """The text that travels."""
        said = _Ring(what.website, what.head) if isinstance(what, Ring) else what
        body = _ENCODER.encode({"node": node, "what": said})
        return f"{self._mac(body)}{body.decode()}"

    def opened(self, text: str | bytes) -> tuple[str, Ring | Signal] | None:
        """Who said what; None for anything that is not ours."""
        data = text.encode() if isinstance(text, str) else text
        mac, body = data[:_MAC_CHARACTERS], data[_MAC_CHARACTERS:]
        keys = self._secret.now().accepted
        if not any(hmac.compare_digest(mac, _mac(key, body).encode()) for key in keys):
            return None
        try:
            letter = _DECODER.decode(body)
        except (msgspec.DecodeError, RecursionError):
            return None
        what = letter.what
        return letter.node, Ring(what.website, what.head) if isinstance(what, _Ring) else what

    def _mac(self, body: bytes) -> str:
        return _mac(self._secret.now().signing, body)


def _mac(secret: bytes, body: bytes) -> str:
    digest = hmac.digest(_bell_key(secret), body, hashlib.sha256)[:_MAC_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@lru_cache(maxsize=16)
def _bell_key(secret: bytes) -> bytes:
    """Another purpose, another key: a visitor's token is never a signature of a bell."""
    return hmac.digest(secret, b"threadbox bell", "sha256")
