"""HTTP requests that come drop by drop, or with headers without end, are let go; none is cut off.

uvicorn itself would wait for ever for the rest of a request. Each request, headers and body,
has `rate_limits.REQUEST_SECONDS` from its first byte, the first one from the connection on; a file,
once it is let in, has longer.

And when the server stops, uvicorn would hang up on whoever was accepted and has not asked yet.
During a rolling restart that would be somebody turned away for nothing, so they have a moment.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from threadbox.gateways.counters import limit_hit
from threadbox.gateways.security import rate_limits

# In the scope of a request: a function that gives it this many seconds to arrive.
MORE_TIME = "threadbox.more_time"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class HeadersTooLarge(Exception):  # noqa: N818 (the parser turns it into status 400)
    """More than any browser sends."""


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with time limits."""

    _deadline: asyncio.TimerHandle | None = None
    _header_bytes = 0
    _is_leaving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._request_arrived()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._request_arrived()
        if self._is_leaving:
            self.transport.close()  # a socket comes back by itself, to a process that stays
        else:
            super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._header_bytes = 0
        self._expect_request()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.scope[MORE_TIME] = self._give  # type: ignore[literal-required]
        cycle: RequestResponseCycle | None = self.cycle
        if self._is_leaving and cycle is not None:
            cycle.keep_alive = False

    def shutdown(self) -> None:
        """The server stops: the first request, if it is still to come, is answered all the same."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None:
            super().shutdown()
            return
        self._is_leaving = True
        self.loop.call_later(rate_limits.LAST_REQUEST_SECONDS, self._leave)

    def _leave(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None:
            self.transport.close()

    def on_message_complete(self) -> None:
        self._request_arrived()
        super().on_message_complete()

    def _count(self, more: int) -> None:
        self._header_bytes += more
        if self._header_bytes > rate_limits.HEADERS_BYTES:
            limit_hit("headers_too_large", "request")
            raise HeadersTooLarge

    def _expect_request(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(rate_limits.REQUEST_SECONDS, self._too_slow)

    def _give(self, seconds: float) -> None:
        """The request under way is let in, and may take longer: it brings a file."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _request_arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        limit_hit("request_too_slow", "request")
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.write(_TOO_SLOW)
        self.transport.close()
