"""Domain objects to the JSON that is stored and sent, and back.

Field names of the domain classes are the JSON keys; there is no second vocabulary.

Stored text may turn out to be unreadable: a disk decays, another version wrote it, or a fault of
ours let something in. Then it costs itself and nothing more: whoever shows rows takes what
`decoded_or` gives instead, and whoever needs the very text gets `UnreadableText`. Each such text
is logged once, without what it says.
"""

import hashlib
import logging
import re
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast, get_args

import msgspec

from threadbox.domain.facts import FACTS, Fact
from threadbox.domain.timeline import CONTENTS, ITEMS, Content, Item

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode
# What decoding may raise: our decoder's own errors, and those of a member that nobody knows.
_FAULTS = (
    msgspec.MsgspecError,
    KeyError,
    TypeError,
    NotImplementedError,
    RecursionError,
    UnicodeError,
)
# Texts remembered as logged. Beyond, one may be logged again, which does no harm.
_LOGGED_MOST = 1_000
_logged: set[bytes] = set()

_log = logging.getLogger("threadbox.store")


class UnreadableText(Exception):  # noqa: N818 (it is about a text, not about what was done)
    """A stored text that this version cannot read."""


def encoded(value: object) -> str:
    """Compact JSON text of a domain object."""
    return _encode(value).decode()


def decoded(text: str, shape: type[T]) -> T:
    """The object of class `shape` that `text` was made from. Raises `UnreadableText`."""
    try:
        value: T = _decoder(cast(Hashable, shape)).decode(text)
    except _FAULTS as fault:
        _log_once(text, shape, fault)
        raise UnreadableText(f"no {_name_of(shape)}: {type(fault).__name__}") from fault
    return value


def decoded_or(text: str, shape: type[T], instead: T) -> T:
    """The same; `instead` when the text is unreadable."""
    try:
        return decoded(text, shape)
    except UnreadableText:
        return instead


def bytes_in(text: str) -> int:
    """How long a text is in UTF-8, without encoding what is plain ASCII."""
    return len(text) if text.isascii() else len(text.encode())


def require_json(text: str) -> None:
    """Raises `UnreadableText` for what is not JSON at all."""
    decoded(text, msgspec.Raw)


def fact_from(kind: str, text: str) -> Fact:
    """A stored log line's fact. Raises `UnreadableText`, also for a kind that nobody knows."""
    return decoded(text, FACTS.get(kind, Fact))


def item_from(text: str) -> Item:
    """A stored place of the timeline. Raises `UnreadableText`."""
    return decoded(text, Item)


def loosely_decoded(text: str) -> Mapping[str, Any]:
    """What can still be made out of an unreadable text: an object without any promise."""
    try:
        found = msgspec.json.decode(text)
    except _FAULTS:
        return {}
    return found if isinstance(found, dict) else {}


@cache
def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    """Made once per class: making one costs more than using it."""
    return msgspec.json.Decoder(shape, dec_hook=_member)


def _member(base: type, value: Any) -> Any:
    """msgspec meets a family (`Item`, `Content`): the object itself says which member it is."""
    if base is Item:
        return msgspec.convert(value, ITEMS[value["kind"]], dec_hook=_member)
    if base is Content:
        return msgspec.convert(value, CONTENTS[value["type"]], dec_hook=_member)
    raise NotImplementedError(base)


def _log_once(text: str, shape: object, fault: Exception) -> None:
    """One line per text, in which nothing of it stands: people wrote it."""
    digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest()
    if digest not in _logged:
        if len(_logged) >= _LOGGED_MOST:
            _logged.clear()
        _logged.add(digest)
        _log.error(
            "a stored %s cannot be read (%s; text %s): see `threadbox doctor`",
            _name_of(shape),
            type(fault).__name__,
            digest.hex(),
        )


def _name_of(shape: object) -> str:
    """A shape as logs name it: `Message`, `tuple[Episode, ...]`."""
    name = shape.__name__ if isinstance(shape, type) and not get_args(shape) else str(shape)
    return re.sub(r"\bthreadbox\.[a-z_.]+\.", "", name)
