"""One of several server processes: `python -m threadbox.cli.workers.worker NUMBER LISTENERS BEATS`.

Started by `supervisor.py` and by nobody else. LISTENERS are the listening sockets of all
processes, in order; ours is the one at NUMBER, counted from 1.

- Standard input brings the settings, one line of JSON, so that no secret stands in the list of
  processes; and then orders: `accept N` and `leave N`, of the socket of another process, which
  does not answer. Its end is the end of the supervisor, and then of this process too.
- BEATS gets a byte as soon as requests are answered, and one every `BEAT_SECONDS` from then on.
  They come from the event loop: a process that hangs is silent.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import BinaryIO

from threadbox.app import Running, serve
from threadbox.config import BadSetting, configured
from threadbox.logs import configure_logs

BAD_USE = 2
BEAT_SECONDS = 0.5


class _Supervised:
    """What passes between this process and its supervisor while it serves."""

    def __init__(self, orders: BinaryIO, beats: int, listeners: Sequence[socket.socket]) -> None:
        self._orders = orders
        self._beats = beats
        self._listeners = listeners
        self._adopted: dict[int, Callable[[], None]] = {}
        self._obeying: asyncio.Task[None] | None = None

    def begin(self, app: Running) -> None:
        """From now on we beat, and do what we are told."""
        os.set_blocking(self._beats, False)
        self._beat()
        self._obeying = asyncio.create_task(self._obey(app))

    def _beat(self) -> None:
        # A supervisor that does not read has missed nothing: one beat says as much as many.
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            os.write(self._beats, b"1")
        asyncio.get_running_loop().call_later(BEAT_SECONDS, self._beat)

    async def _obey(self, app: Running) -> None:
        lines = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), self._orders)
        while line := await lines.readline():
            verb, number = line.split()
            if verb == b"accept":
                listener = self._listeners[int(number) - 1].dup()
                self._adopted[int(number)] = await app.server.accept_from(listener)
            elif leave := self._adopted.pop(int(number), None):
                leave()
        signal.raise_signal(signal.SIGTERM)


def main(arguments: Sequence[str]) -> int:
    number, beats = int(arguments[0]), int(arguments[2])
    listeners = [socket.socket(fileno=int(each)) for each in arguments[1].split(",")]
    # Unbuffered: what follows the first line is for the event loop.
    orders = os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    config = configured(json.loads(orders.readline()), {})
    configure_logs(config.log_format, config.log_level, worker=number)
    if config.metrics_port:
        config = replace(config, metrics_port=config.metrics_port + number - 1)
    supervised = _Supervised(orders, beats, listeners)
    try:
        serve(config, supervised.begin, on=listeners[number - 1])
    except BadSetting as fault:
        sys.stderr.write(f"threadbox: {fault}\n")
        return BAD_USE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
