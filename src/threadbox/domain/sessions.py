"""Sessions that a page's own secret leads to: the same conversation on every device.

Nothing is stored for it. The conversation's id is derived from the server's secret and the
page's token id, so whoever knows neither the token id nor an id made from it reaches nothing.
A derived id is told from a random one by its version, so that nobody's bound conversation is
ever taken for an anonymous one.
"""

import hashlib
import hmac
import re
from itertools import pairwise
from uuid import UUID

from threadbox.domain import limits
from threadbox.domain.ids import conversation_id

# More than anybody tries out.
BITS_LEAST = 128
# 128 bits in hexadecimal. Other secrets have as many characters and more bits.
CHARACTERS_LEAST = 32
DISTINCT_LEAST = 8
# Of a long secret its end is looked at; what stands before can only add to it.
LOOKED_AT_CHARACTERS = 64
# One random secret in millions has a piece of this length twice, or a row of this length that
# stands still, goes up or goes down by one. Digits alone meet each other sooner.
PIECE_CHARACTERS = 8
PIECE_DIGITS = 10
# What share of the pieces of three are different at least. Of random ones nearly all are.
DISTINCT_SHARE = 0.8
_DERIVED_VERSION = 5
_DECIMAL = re.compile(r"[0-9]+\Z")
_HEXADECIMAL = re.compile(r"[0-9a-f]+\Z|[0-9A-F]+\Z")
# Base64 of either alphabet.
_BASE64 = re.compile(r"[A-Za-z0-9_+/-]+={0,2}\Z")
_BITS_OF_DECIMAL = 3.32


def weakness_of(token_id: str) -> str | None:
    """Why a token id leads to no conversation, as a reason; None for a good one.

    `token_id_too_long`. `token_id_too_weak`: it is not 32 or more characters of hexadecimal or
    Base64 (of a signed token, which has parts, one is enough), has a long row or a repeated piece,
    or has an `@`: an e-mail address is no secret, whatever stands around it. What looks random may
    be none, such as the hash of an e-mail: that nobody can see.
    """
    if len(token_id) > limits.TOKEN_ID_CHARACTERS:
        return "token_id_too_long"
    parts = () if "@" in token_id else token_id.split(".")
    is_strong = any(_looks_random(part) for part in parts)
    return None if is_strong else "token_id_too_weak"


def _looks_random(text: str) -> bool:
    bare = text.replace("-", "")  # as a UUID is written
    if _DECIMAL.match(bare):
        is_long = len(bare) * _BITS_OF_DECIMAL >= BITS_LEAST
    elif _HEXADECIMAL.match(bare):
        is_long = len(bare) >= CHARACTERS_LEAST
    else:
        # Words are written in one case. Of random Base64 one text in millions is.
        is_mixed = text.lower() != text and text.upper() != text
        is_long = bool(_BASE64.match(text)) and len(text) >= CHARACTERS_LEAST and is_mixed
    end = bare[-LOOKED_AT_CHARACTERS:]
    piece = PIECE_DIGITS if _DECIMAL.match(bare) else PIECE_CHARACTERS
    has_many = len(set(end)) >= DISTINCT_LEAST
    return is_long and has_many and not _has_row(end, piece) and not _repeats(end, piece)


def _has_row(text: str, most: int) -> bool:
    """Many characters one after the other that are equal, or the next ones of the alphabet."""
    row, last = 1, None
    for before, after in pairwise(text):
        step = ord(after) - ord(before)
        row = row + 1 if step == last else 2
        last = step
        if row >= most and abs(step) <= 1:
            return True
    return False


def _repeats(text: str, length: int) -> bool:
    """Whether a piece of this length is there twice, or short ones again and again."""
    long, short = _pieces(text, length), _pieces(text, 3)
    return len(set(long)) < len(long) or len(set(short)) < DISTINCT_SHARE * len(short)


def _pieces(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(len(text) - length + 1)]


def bound_conversation(server_secret: bytes, website: str, token_id: str) -> str:
    """The id of the conversation that a token id leads to, in one website."""
    message = f"token\n{website}\n{token_id}".encode(errors="surrogatepass")
    digest = hmac.new(server_secret, message, hashlib.sha256).digest()
    return conversation_id(UUID(bytes=digest[:16], version=_DERIVED_VERSION))


def is_bound(conversation: str) -> bool:
    """Whether a token id leads to the conversation with this id, and not a browser alone."""
    return UUID(conversation.removeprefix("session_")).version == _DERIVED_VERSION
