"""Domain objects to the JSON that is stored and sent, and back.

Field names of the domain classes are the JSON keys; there is no second vocabulary.
"""

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from threadbox.domain.facts import FACTS, Fact
from threadbox.domain.timeline import CONTENTS, ITEMS, Content, Item

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


def encoded(value: object) -> str:
    """Compact JSON text of a domain object."""
    return _encode(value).decode()


def decoded(text: str, shape: type[T]) -> T:
    """The object of class `shape` that `text` was made from."""
    value: T = _decoder(cast(Hashable, shape)).decode(text)
    return value


def decoded_map(text: str) -> Mapping[str, Any]:
    """A plain JSON object."""
    return cast(Mapping[str, Any], msgspec.json.decode(text))


def fact_from(kind: str, text: str) -> Fact:
    """A stored log line's fact."""
    return decoded(text, FACTS[kind])


def item_from(text: str) -> Item:
    """A stored place of the timeline."""
    return decoded(text, Item)


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
