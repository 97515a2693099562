"""`/metrics`: the figures that matter, for Prometheus and whatever reads the same.

What is counted as it happens are the objects of this module, one set per process. What can be
asked for (how much waits, who is connected, how far feeds are) is asked when it is read.

Closed to strangers: answered on the main port to whoever shows `--metrics-token`, and
without a token only to this machine itself, unless a proxy may be in between; and on
`--metrics-port`, which listens on loopback only. Everybody else is told there is no such page.
"""

import hmac
from collections.abc import Iterator
from typing import Any, Protocol

from litestar import Response
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from threadbox import __version__
from threadbox.config import Config
from threadbox.domain.refusals import Refusal
from threadbox.gateways.counters import REGISTRY
from threadbox.gateways.http.responses import AnyRequest
from threadbox.gateways.security.auth import header
from threadbox.gateways.security.client_address import is_loopback
from threadbox.gateways.server.connection_limits import ConnectionLimits
from threadbox.live.realtime import Realtime

# Feeds named with their lag; the furthest behind first. More would be a page nobody reads.
FEEDS_NAMED = 20
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")


class Waiting(Protocol):
    """What the storage says of its queues: waiting actions, waiting views."""

    @property
    def waiting(self) -> tuple[int, int]: ...


class Metrics:
    """Answers with this process's figures."""

    def __init__(
        self,
        config: Config,
        storage: Waiting,
        realtime: Realtime,
        connection_limits: ConnectionLimits,
    ) -> None:
        self._config = config
        self._asked = CollectorRegistry()
        self._asked.register(_Asked(storage, realtime, connection_limits))

    def routes(self) -> list[HTTPRouteHandler]:
        return [HTTPRouteHandler("/metrics", http_method=["GET", "HEAD"])(self.metrics)]

    async def metrics(self, request: AnyRequest) -> Response[bytes]:
        if not self._may_read(request.scope):
            raise Refusal("not_found", "not_found")
        return Response(self._figures(), media_type=CONTENT_TYPE_LATEST)

    async def on_own_port(self, scope: Any, _: Any, send: Any) -> None:
        """The ASGI application of `--metrics-port`: whoever reaches it may read."""
        is_asked = scope["type"] == "http" and scope["path"] == "/metrics"
        if scope["type"] == "http":
            kind = CONTENT_TYPE_LATEST.encode()
            status = 200 if is_asked else 404
            headers = [(b"content-type", kind), (b"x-content-type-options", b"nosniff")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            body = self._figures() if is_asked else b""
            await send({"type": "http.response.body", "body": body})

    def _may_read(self, scope: Any) -> bool:
        token = self._config.metrics_token
        if token is not None:
            shown = header(scope, b"authorization") or ""
            return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
        # With a public address there is a proxy, and through it everybody comes from here.
        is_forwarded = any(header(scope, name) is not None for name in _FORWARDED)
        return is_loopback(scope) and not is_forwarded and self._config.public_url is None

    def _figures(self) -> bytes:
        return generate_latest(REGISTRY) + generate_latest(self._asked)


class _Asked(Collector):
    """What is known without counting: asked when somebody reads."""

    def __init__(
        self, storage: Waiting, realtime: Realtime, connection_limits: ConnectionLimits
    ) -> None:
        self._storage = storage
        self._realtime = realtime
        self._doorkeeper = connection_limits

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("threadbox_build", "Which version this is.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        actions, views = self._storage.waiting
        yield _gauge("threadbox_writer_waiting", "Actions that wait for a writer.", actions)
        yield _gauge("threadbox_readers_waiting", "Views that wait for or use a reader.", views)
        sockets = GaugeMetricFamily("threadbox_sockets", "Open sockets by kind.", labels=["kind"])
        for kind, number in self._doorkeeper.by_kind.items():
            sockets.add_metric([kind.strip("/")], number)
        yield sockets
        yield from self._feeds()
        yield from self._bell()

    def _feeds(self) -> Iterator[Metric]:
        lags = sorted(self._realtime.lags().items(), key=lambda item: -item[1])
        yield _gauge("threadbox_feeds", "Websites that somebody here listens to.", len(lags))
        lag = GaugeMetricFamily(
            "threadbox_feed_lag_lines",
            "Lines that a feed has heard of and not delivered yet; the furthest behind.",
            labels=["website"],
        )
        for website, lines in lags[:FEEDS_NAMED]:
            lag.add_metric([website], lines)
        yield lag

    def _bell(self) -> Iterator[Metric]:
        tally = self._realtime.tally
        yield _gauge("threadbox_bell_away", "1 while the others cannot be heard.", tally.is_away)
        for name, says, number in (
            ("rung", "Rings of this process.", tally.rung),
            ("heard", "Rings and signals of other processes.", tally.heard),
            ("lost", "Signals and connections that were lost.", tally.lost),
            (
                "ignored",
                "Messages that were not ours, or not readable.",
                tally.ignored,
            ),
        ):
            counter = CounterMetricFamily(f"threadbox_bell_{name}", says)
            counter.add_metric([], number)
            yield counter


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)
