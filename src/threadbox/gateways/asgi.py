"""Everything that reaches this server: HTTP goes to Litestar, sockets to plain ASGI beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from threadbox.domain.refusals import Refusal
from threadbox.gateways.http import responses
from threadbox.gateways.http.security_headers import Headers
from threadbox.gateways.server.connection_limits import ConnectionLimits
from threadbox.wire import problems

# No route takes more than a message's worth; each that takes a body sets its own.
BODY_BYTES_MOST = 64 * 1024


def http_app(routes: Sequence[HTTPRouteHandler]) -> Litestar:
    """The routes behind one error handler."""
    return Litestar(
        route_handlers=list(routes),
        exception_handlers={
            Refusal: responses.on_refusal,
            HTTPException: responses.on_http_exception,
            Exception: responses.on_fault,
        },
        request_max_body_size=BODY_BYTES_MOST,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


class AsgiApp:
    """The one ASGI application: sockets by path, HTTP for the rest."""

    def __init__(
        self,
        http: Any,
        sockets: Mapping[str, Any],
        connection_limits: ConnectionLimits,
        headers: Headers,
    ) -> None:
        self._http = http
        self._sockets = sockets
        self._doorkeeper = connection_limits
        self._headers = headers

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # Of two hosts a proxy may have looked at one and we at the other: neither is believed.
        is_clear = sum(name == b"host" for name, _ in scope["headers"]) <= 1
        if scope["type"] == "websocket":
            await self._open(scope, receive, send, is_clear=is_clear)
        else:
            await self._answer(scope, receive, self._headers.around(send), is_clear=is_clear)

    async def _open(self, scope: Any, receive: Any, send: Any, *, is_clear: bool) -> None:
        path = scope["path"].rstrip("/")
        socket = self._sockets.get(path)
        if socket is None or not is_clear:
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before accept: HTTP 403
            return
        try:
            with self._doorkeeper.admitted(path, scope):
                await socket(scope, receive, send)
        except Refusal as refusal:
            await receive()
            # By HTTP: a browser sees that it may come back (1006).
            await _turn_away(refusal, send, "websocket.http.response")

    async def _answer(self, scope: Any, receive: Any, send: Any, *, is_clear: bool) -> None:
        try:
            self._doorkeeper.require_request(scope)
            _require_clear(is_clear)
        except Refusal as refusal:
            await _turn_away(refusal, send, "http.response")
        else:
            await self._http(scope, receive, send)


def _require_clear(is_clear: bool) -> None:
    if not is_clear:
        raise Refusal("invalid", "host_twice")


async def _turn_away(refusal: Refusal, send: Any, kind: str) -> None:
    """Answers with the refusal, without the toolkit."""
    answer = responses.refusal_answer(refusal)
    headers = [
        (name.lower().encode(), str(value).encode()) for name, value in answer.headers.items()
    ]
    status = problems.STATUS[refusal.code]
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.body", "body": answer.content})
