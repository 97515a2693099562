"""Named steps at which a server under test kills itself: no goodbye, no last write.

The steps of the writer are seen as the SQL that passes (whatever the code around it is
called), those of the gateways at the functions they go through.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from threadbox.gateways.sockets import socket
from threadbox.live import hub
from threadbox.store.postgres import PostgresEngine
from threadbox.store.sqlite import SqliteEngine
from threadbox.wire import frames

# Step → what has happened by then.
STEPS = {
    "before-transaction": "nothing",
    "after-insert": "the log line is written, and not committed",
    "before-commit": "everything is written, and not committed",
    "after-commit": "it is durable; nobody was told",
    "after-ack": "the sender knows; the others may not",
    "before-fan-out": "the others are about to be told",
    "mid-fan-out": "some of the others know",
    "statement": "the writer is about to run its count-th statement",
}


def arm(point: str) -> None:
    """Makes this process end at `step:count[:hold]`."""
    step, _, rest = point.partition(":")
    count, _, hold = rest.partition(":")
    if step not in STEPS:
        raise LookupError(f"no step is called {step!r}")
    fuse = _Fuse(int(count), float(hold or 0))
    match step:
        case "before-transaction":
            watch_statements(before=lambda sql: fuse.burn(sql.startswith("BEGIN")))
        case "after-insert":
            watch_statements(after=lambda sql: fuse.burn("INTO log " in sql))
        case "before-commit":
            watch_statements(before=lambda sql: fuse.burn(sql == "COMMIT"))
        case "after-commit":
            watch_statements(after=lambda sql: fuse.burn(sql == "COMMIT"))
        case "statement":
            watch_statements(before=lambda _: fuse.burn())
        case "after-ack":
            _after_ack(fuse)
        case "before-fan-out":
            _around(hub.Listeners, "deliver", before=fuse)
        case "mid-fan-out":
            _around(hub.Audience, "deliver", after=fuse)


class _Fuse:
    """Ends the process the count-th time it burns; with a count of 0 it only holds, each time."""

    def __init__(self, count: int, hold: float) -> None:
        self._left = count
        self._only_holds = count == 0
        self._hold = hold
        self._lock = threading.Lock()

    def burn(self, here: bool = True) -> None:
        if not here:
            return
        with self._lock:
            if self._only_holds:
                time.sleep(self._hold)
                return
            self._left -= 1
            if self._left == 0:
                time.sleep(self._hold)
                os.kill(os.getpid(), signal.SIGKILL)


def _nothing(_: str) -> None:
    """Nobody watches."""


def watch_statements(
    *, before: Callable[[str], object] = _nothing, after: Callable[[str], object] = _nothing
) -> None:
    """Shows every statement of every writing connection to `before` and `after`."""
    for engine in (SqliteEngine, PostgresEngine):
        _watch(engine, before, after)


def _watch(engine: Any, before: Callable[[str], object], after: Callable[[str], object]) -> None:
    genuine = engine.writer

    def writer(self: Any) -> Any:
        return Watched(genuine(self), before, after)

    engine.writer = writer


class Watched:
    """A connection or cursor of a driver that shows its statements."""

    def __init__(
        self, inner: Any, before: Callable[[str], object], after: Callable[[str], object]
    ) -> None:
        self._inner = inner
        self._before = before
        self._after = after

    def cursor(self, *arguments: Any, **named: Any) -> "Watched":
        return Watched(self._inner.cursor(*arguments, **named), self._before, self._after)

    def execute(self, sql: Any, *rest: Any, **named: Any) -> Any:
        return self._shown(self._inner.execute, sql, *rest, **named)

    def executemany(self, sql: Any, *rest: Any, **named: Any) -> Any:
        return self._shown(self._inner.executemany, sql, *rest, **named)

    def _shown(self, run: Callable[..., Any], sql: Any, *rest: Any, **named: Any) -> Any:
        text = sql.decode() if isinstance(sql, bytes) else str(sql)
        self._before(text)
        result = run(sql, *rest, **named)
        self._after(text)
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _after_ack(fuse: _Fuse) -> None:
    genuine = socket.Socket.say

    def say(self: socket.Socket, frame: frames.Frame) -> None:
        genuine(self, frame)
        if isinstance(frame, frames.Done):
            fuse.burn()

    socket.Socket.say = say  # type: ignore[method-assign]


def _around(
    owner: type, name: str, *, before: _Fuse | None = None, after: _Fuse | None = None
) -> None:
    genuine = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        if before is not None:
            before.burn()
        result = genuine(*arguments, **named)
        if after is not None:
            after.burn()
        return result

    setattr(owner, name, wrapped)
