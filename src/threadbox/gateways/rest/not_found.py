"""What `/v1` does not know: Crisp's clients expect its envelope, with a body, for everything."""

from litestar import Response
from litestar.handlers import HTTPRouteHandler
from litestar.types import Method

from threadbox.domain.refusals import Refusal
from threadbox.gateways.http.responses import AnyRequest, refusal_answer

_METHODS: list[Method] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]


async def _unknown(request: AnyRequest) -> Response[bytes]:  # noqa: ARG001
    return refusal_answer(Refusal("not_found", "not_found"))


def routes() -> list[HTTPRouteHandler]:
    """Everything below `/v1`."""
    return [HTTPRouteHandler(["/v1", "/v1/{rest:path}"], http_method=_METHODS)(_unknown)]
