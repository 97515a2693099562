"""The server under the gateways: uvicorn with our protocols, its listener, and how it stops."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

from threadbox.config import BadSetting, Config
from threadbox.gateways.transport import LineProtocol

# Frames up to this size are refused with the socket alive; beyond, the connection ends.
SOCKET_MESSAGE_BYTES = 1024 * 1024
# A peer that does not answer pings is gone; detected within 45 s.
PING_SECONDS = 20.0
PONG_SECONDS = 20.0
# Connections waiting to be accepted: ten thousand clients come back after a restart.
BACKLOG = 4096
# What requests under way get when the server stops.
STOP_SECONDS = 5


@contextmanager
def listener(config: Config) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        made = socket.create_server((config.host, config.port), family=family, backlog=BACKLOG)
    except OSError as fault:
        why = os.strerror(fault.errno) if fault.errno else str(fault)
        raise BadSetting(f"cannot listen on {config.host}:{config.port}: {why}.") from None
    with made:
        yield made


class _Server(uvicorn.Server):
    """uvicorn's server that leaves signals to us and says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def listening(
    front: Any, config: Config, on: socket.socket
) -> AsyncIterator[asyncio.Task[None]]:
    server = _Server(
        uvicorn.Config(
            front,
            loop="none",
            http="httptools",
            ws=LineProtocol,
            ws_max_size=SOCKET_MESSAGE_BYTES,
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
    ended = asyncio.create_task(server.serve(sockets=[on]), name="server")
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait([ended, ready], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        yield ended
    finally:
        server.should_exit = True
        await ended
