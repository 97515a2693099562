"""Reading JSON bodies of HTTP requests; what is wrong with one is said by field, and what a page
of another site could have sent is not read."""

from typing import TypeVar

import msgspec

from threadbox.domain.refusals import Refusal
from threadbox.gateways.http.responses import AnyRequest
from threadbox.gateways.security.auth import OwnOrigin, header
from threadbox.gateways.validation import field_in

B = TypeVar("B")


def body_as(kind: type[B], body: bytes) -> B:
    """The body as `kind`. Raises `body_not_json` or `body_invalid` with the field."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as fault:
        raise Refusal("invalid", "body_invalid", field=field_in(str(fault))) from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Refusal("invalid", "body_not_json") from None


def require_own_page(own_origin: OwnOrigin, request: AnyRequest) -> None:
    """Refuses writes that a page of another site could have caused: `origin_foreign`, and
    `content_type_not_json`, since no form of another site can send JSON."""
    own_origin.require(request.scope)
    kind = (header(request.scope, b"content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal("invalid", "content_type_not_json")
