"""Sessions that a page's own secret leads to: the same conversation on every device.

Nothing is stored for it. The conversation's id is derived from the server's secret and the
page's token id, so whoever knows neither the token id nor an id made from it reaches nothing.
A derived id is told from a random one by its version, so that nobody's bound conversation is
ever taken for an anonymous one.
"""

import hashlib
import hmac
import math
import re
from uuid import UUID

from threadbox.domain import limits
from threadbox.domain.ids import conversation_id

# More than anybody tries out.
BITS_LEAST = 128
DISTINCT_LEAST = 8
_DERIVED_VERSION = 5
# Characters that separate and say nothing, as in a UUID.
_SEPARATORS = re.compile(r"[\s._:|/-]")
_HEXADECIMAL = re.compile(r"[0-9a-f]*\Z|[0-9A-F]*\Z")
# Letters of a case, digits: how many there are, when one of them is there.
_CLASSES = ((re.compile(r"[a-z]"), 26), (re.compile(r"[A-Z]"), 26), (re.compile(r"[0-9]"), 10))
_OTHERS = re.compile(r"[^0-9A-Za-z]")
# An address is no secret, however long it is.
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]+\Z")


def weakness_of(token_id: str) -> str | None:
    """Why a token id leads to no conversation, as a reason; None for a good one.

    `token_id_too_weak`: somebody could try them out. It is an estimate: characters times the bits
    of the alphabet they are from, without separators; a UUID passes. `token_id_too_long`.
    """
    if len(token_id) > limits.TOKEN_ID_CHARACTERS:
        return "token_id_too_long"
    said = _SEPARATORS.sub("", token_id)
    is_strong = (
        len(set(said)) >= DISTINCT_LEAST
        and len(said) * math.log2(_alphabet(said)) >= BITS_LEAST
        and not _EMAIL.match(token_id)
    )
    return None if is_strong else "token_id_too_weak"


def _alphabet(said: str) -> int:
    """How many different characters a text of this kind could have at each place."""
    kinds = sum(size for pattern, size in _CLASSES if pattern.search(said))
    if kinds == 36 and _HEXADECIMAL.match(said):
        return 16
    return kinds + len(set(_OTHERS.findall(said)))


def bound_conversation(server_secret: bytes, website: str, token_id: str) -> str:
    """The id of the conversation that a token id leads to, in one website."""
    message = f"token\n{website}\n{token_id}".encode(errors="surrogatepass")
    digest = hmac.new(server_secret, message, hashlib.sha256).digest()
    return conversation_id(UUID(bytes=digest[:16], version=_DERIVED_VERSION))


def is_bound(conversation: str) -> bool:
    """Whether a token id leads to the conversation with this id, and not a browser alone."""
    return UUID(conversation.removeprefix("session_")).version == _DERIVED_VERSION
