"""The baseline of the broadcast: a bare `picows` server that tells every operator what it hears.

`python -m bench.baselines.broadcast BYTES` listens on a free port of loopback and prints it. Each
text frame from /visitor is answered, and becomes one frame of BYTES bytes to everybody at
/operator. Nothing is stored, encoded or remembered.
"""

import sys
from contextlib import AbstractContextManager

import uvloop
from picows import (
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,
)

from bench.baselines.running import Baseline, running


class _Operator(WSListener):
    def __init__(self, everybody: set[WSTransport]) -> None:
        self._everybody = everybody

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._everybody.add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._everybody.discard(transport)


class _Visitor(WSListener):
    def __init__(self, everybody: set[WSTransport], payload_bytes: int) -> None:
        self._everybody = everybody
        self._payload_bytes = payload_bytes

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        transport.send(WSMsgType.TEXT, b'{"type":"done"}')
        payload = b'{"type":"facts"'.ljust(self._payload_bytes - 1) + b"}"
        for operator in self._everybody:
            operator.send(WSMsgType.TEXT, payload)


async def serve(payload_bytes: int) -> None:
    everybody: set[WSTransport] = set()

    def listener(request: WSUpgradeRequest) -> WSListener:
        if request.path == b"/operator":
            return _Operator(everybody)
        return _Visitor(everybody, payload_bytes)

    server = await ws_create_server(listener, "127.0.0.1", 0, backlog=4_096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def broadcast_server(payload_bytes: int) -> AbstractContextManager[Baseline]:
    """A server in a process of its own, stopped at the end."""
    return running([sys.executable, "-m", "bench.baselines.broadcast", str(payload_bytes)])


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
