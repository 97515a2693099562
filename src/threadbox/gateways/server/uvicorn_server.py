"""The server under the gateways: uvicorn with our protocols, its listener, and how it stops."""

import asyncio
import os
import random
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import uvicorn

from threadbox.config import BadSetting, Config
from threadbox.gateways.security import rate_limits
from threadbox.gateways.server.http_protocol import HttpProtocol
from threadbox.gateways.server.websocket_protocol import LineProtocol
from threadbox.wire.problems import CLOSE_RESTART

# A peer that does not answer pings is gone; detected within 45 s.
PING_SECONDS = 20.0
PONG_SECONDS = 20.0
# Connections waiting to be accepted: ten thousand clients come back after a restart.
BACKLOG = 4096
# What requests under way get when the server stops.
STOP_SECONDS = 5
# A stopping server tells each socket when to come back, so that they do not come all at once:
# as many a second as one process welcomes with ease.
RETURNS_PER_SECOND = 1_000
RETURN_SECONDS_LEAST = 0.5
RETURN_SECONDS_MOST = 10.0


def listeners(config: Config, number: int = 1) -> list[socket.socket]:
    """Sockets on the configured address, all on one port. Raises `BadSetting`.

    Several are there for several processes. Each has a queue of its own, and Linux deals
    connections out to them evenly (SO_REUSEPORT); elsewhere they are one and the same socket.
    """
    is_dealt = number > 1 and sys.platform == "linux"
    if is_dealt and config.port:
        # A port dealt out would be shared with a stranger of the same user without a word.
        _listener(config, config.port, is_dealt=False).close()
    first = _listener(config, config.port, is_dealt=is_dealt)
    port: int = first.getsockname()[1]
    others = (
        _listener(config, port, is_dealt=True) if is_dealt else first.dup()
        for _ in range(number - 1)
    )
    return [first, *others]


def metrics_listener(config: Config) -> socket.socket:
    """Where `--metrics-port` is answered: on loopback, wherever else we listen.

    Shared for the moment in which one process takes over from another.
    """
    return _listener(replace(config, host="127.0.0.1"), config.metrics_port, is_dealt=True)


def _listener(config: Config, port: int, *, is_dealt: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server(
            (config.host, port), family=family, backlog=BACKLOG, reuse_port=is_dealt
        )
    except OSError as fault:
        why = os.strerror(fault.errno) if fault.errno else str(fault)
        raise BadSetting(f"cannot listen on {config.host}:{config.port}: {why}.") from None


class Server(uvicorn.Server):
    """uvicorn's server that leaves signals to us and says when it is ready.

    `ended` is done when it stopped, by itself or by us.
    """

    ended: asyncio.Task[None]

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def accept_from(self, sock: socket.socket) -> Callable[[], None]:
        """Accepts from one more listening socket, until we stop or what is returned is called."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._protocol, sock=sock, backlog=BACKLOG)
        self.servers.append(server)

        def leave() -> None:
            self.servers.remove(server)
            server.close()

        return leave

    def _protocol(self) -> asyncio.Protocol:
        return HttpProtocol(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accepts no more, and sends every socket away: it may come back, spread over a while."""
        for server in self.servers:
            server.close()
        lines = [line for line in self.server_state.connections if isinstance(line, LineProtocol)]
        most = min(RETURN_SECONDS_MOST, max(RETURN_SECONDS_LEAST, len(lines) / RETURNS_PER_SECOND))
        for line in lines:
            wait = round(random.uniform(0.1, most), 1)  # noqa: S311 (jitter)
            line.hang_up(CLOSE_RESTART, f'{{"retry_after":{wait}}}')
        await super().shutdown(sockets)


@asynccontextmanager
async def listening(front: Any, config: Config, on: socket.socket) -> AsyncIterator[Server]:
    """Serves `front` on the listening socket `on`; stops when the block is left."""
    server = Server(
        uvicorn.Config(
            front,
            interface="asgi3",
            loop="none",
            http=HttpProtocol,
            ws=LineProtocol.of_one_server(),
            ws_max_size=rate_limits.SOCKET_MESSAGE_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PONG_SECONDS,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=config.trusted_proxies is not None,
            forwarded_allow_ips=config.trusted_proxies or "",
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    server.ended = asyncio.create_task(server.serve(sockets=[on]), name="server")
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait([server.ended, ready], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        yield server
    finally:
        server.should_exit = True
        await server.ended
