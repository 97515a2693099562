"""HTTP answers: JSON, refusals in Crisp's envelope, and the headers that every answer carries."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse

from threadbox.domain.refusals import Refusal
from threadbox.gateways.counters import FAULTS, refused
from threadbox.gateways.http.security_headers import EVERYWHERE
from threadbox.wire import problems

AnyRequest = Request[Any, Any, Any]

log = structlog.get_logger(__name__)


class _Answer(Response[bytes]):
    """The toolkit keeps one header of a name; each cookie is a header of its own."""

    set_cookies: Sequence[str] = ()

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        answer = super().to_asgi_response(*args, **kwargs)
        for cookie in self.set_cookies:
            answer.headers.add("set-cookie", cookie)
        return answer


def json_answer(
    payload: object,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    cookies: Sequence[str] = (),
) -> Response[bytes]:
    """`cookies`: whole values of `Set-Cookie` headers."""
    answer = _Answer(
        msgspec.json.encode(payload),
        status_code=status,
        media_type="application/json",
        headers={**EVERYWHERE, **(headers or {})},
    )
    answer.set_cookies = cookies
    return answer


def refusal_answer(
    refusal: Refusal, *, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """The envelope, the status from the one table, and `Retry-After` when there is a wait."""
    refused(refusal)
    wait = refusal.data.get("retry_after")
    extra = {} if wait is None else {"Retry-After": str(wait)}
    return json_answer(
        problems.envelope(refusal),
        status=problems.STATUS[refusal.code],
        headers={**extra, **(headers or {})},
    )


def on_refusal(_: AnyRequest, refusal: Refusal) -> Response[bytes]:
    return refusal_answer(refusal)


def on_http_exception(request: AnyRequest, fault: HTTPException) -> Response[bytes]:
    """What the web toolkit refuses by itself, in our words."""
    if fault.status_code == 413:
        return refusal_answer(Refusal("too_large", "body_too_large"))
    if fault.status_code == 405:
        envelope = problems.envelope(Refusal("invalid", "method_not_allowed"))
        return json_answer(envelope, status=405)
    if fault.status_code == 404:
        return refusal_answer(Refusal("not_found", "not_found"))
    if fault.status_code < 500:
        return refusal_answer(Refusal("invalid", "request_malformed"))
    return on_fault(request, fault)


def on_fault(request: AnyRequest, fault: Exception) -> Response[bytes]:
    """A bug of ours: logged once, with a short id that is all the client sees."""
    name = secrets.token_hex(4)
    FAULTS.inc()
    log.error("request_failed", fault=name, path=request.scope["path"], exc_info=fault)
    return json_answer(problems.internal_envelope(name), status=problems.INTERNAL_STATUS)
