"""Reading JSON bodies of HTTP requests; what is wrong with one is said by field."""

from typing import TypeVar

import msgspec

from threadbox.domain.refusals import Refusal
from threadbox.gateways.reading import field_in

B = TypeVar("B")


def body_as(kind: type[B], body: bytes) -> B:
    """The body as `kind`. Raises `body_not_json` or `body_invalid` with the field."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as fault:
        raise Refusal("invalid", "body_invalid", field=field_in(str(fault))) from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Refusal("invalid", "body_not_json") from None
