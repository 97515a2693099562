"""What travels over the bell, as text: JSON of known shape, signed by the key all processes share.

Who can write to the bell's server but does not know the key is not understood, and neither is
anything malformed or unknown; what cannot be understood is counted by the bell and forgotten.
Nothing received is ever more than names, numbers and flags.
"""

import base64
import hashlib
import hmac

import msgspec

from threadbox.live.bell import Ring
from threadbox.live.signals import Gone, Here, Signal, Typing, WhoIsHere

# PostgreSQL carries 7,999 bytes in one notice (async.c); what is larger is not sent.
TEXT_BYTES_MOST = 7_900
# 128 bits of HMAC-SHA256: nobody guesses them for a signal that lives for seconds.
_MAC_BYTES = 16
_MAC_CHARACTERS = 22


class _Ring(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="ring"):
    website: str
    head: int


class _Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message and the process that sent it."""

    node: str
    what: _Ring | Typing | Here | Gone | WhoIsHere


_DECODER = msgspec.json.Decoder(_Letter)
_ENCODER = msgspec.json.Encoder()


class Envelopes:
    """Writes and reads what travels. `secret` is the key of `--secret`, the same everywhere."""

    def __init__(self, secret: bytes) -> None:
        # Another purpose, another key: a visitor's token is never a signature of a bell.
        self._key = hmac.digest(secret, b"threadbox bell", "sha256")

    def sealed(self, node: str, what: Ring | Signal) -> str:
        """The text that travels."""
        said = _Ring(what.website, what.head) if isinstance(what, Ring) else what
        body = _ENCODER.encode({"node": node, "what": said})
        return f"{self._mac(body)}{body.decode()}"

    def opened(self, text: str | bytes) -> tuple[str, Ring | Signal] | None:
        """Who said what; None for anything that is not ours."""
        data = text.encode() if isinstance(text, str) else text
        mac, body = data[:_MAC_CHARACTERS], data[_MAC_CHARACTERS:]
        if not hmac.compare_digest(mac, self._mac(body).encode()):
            return None
        try:
            letter = _DECODER.decode(body)
        except (msgspec.DecodeError, RecursionError):
            return None
        what = letter.what
        return letter.node, Ring(what.website, what.head) if isinstance(what, _Ring) else what

    def _mac(self, body: bytes) -> str:
        digest = hmac.digest(self._key, body, hashlib.sha256)[:_MAC_BYTES]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
