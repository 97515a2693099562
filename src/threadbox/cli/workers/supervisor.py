"""`threadbox serve --workers N`: keeps N server processes running on one port.

- Each process has a listening socket of its own, all on one port; Linux deals connections out
  evenly. The sockets are ours and outlive the processes: what waits in the queue of one that
  ends is accepted by the next. No proxy has to know how many there are.
- A process that dies is started again, at once the first time and then with growing pauses.
- A process that hangs is killed, and started again. Whether it hung, died or still starts: while
  nobody answers at a place, another process accepts from its socket as well (`_stand_in`).
- SIGHUP restarts all of them, one after the other: the new one must answer before the old one
  is told to drain (accept nothing more, send its sockets to the others, finish what it took).
  If the new one does not start, the old ones stay. They are started as new programs, so this
  is also how a new version is taken up.
- SIGTERM and SIGINT drain all. Whoever has not ended within ten seconds is killed; what was
  acknowledged is on disk by then. If we die ourselves, the processes notice and drain.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import structlog

from threadbox.cli.workers.child import Child
from threadbox.config import BadSetting, Config, as_texts

# A process that lived this long and then died is started again at once.
STEADY_SECONDS = 30.0
PAUSE_SECONDS_LEAST = 0.5
PAUSE_SECONDS_MOST = 30.0
# How often deadlines are looked at; what happens wakes us sooner.
TICK_SECONDS = 0.5

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Place:
    """One of the N: its listening socket, who serves there, and who is to take over.

    `stand_in`: the process of another place that accepts here too, while nobody here does.
    """

    number: int
    listener: socket.socket
    child: Child | None = None
    successor: Child | None = None
    leaving: list[Child] = field(default_factory=list)
    stand_in: Child | None = None
    failures: int = 0
    start_at: float = 0.0

    def children(self) -> Iterator[Child]:
        yield from (child for child in (self.child, self.successor) if child is not None)
        yield from self.leaving


class Supervisor:
    """`run` returns when all processes have ended. `started`: all answer for the first time."""

    def __init__(
        self, config: Config, listeners: list[socket.socket], started: Callable[[], None]
    ) -> None:
        self._settings = json.dumps(as_texts(config)).encode() + b"\n"
        self._places = [_Place(number, each) for number, each in enumerate(listeners, 1)]
        self._started = started
        self._has_started = False
        self._is_stopping = False
        self._to_restart: list[_Place] = []
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Raises `BadSetting` when the first processes do not start at all."""
        with self._signals() as wakeup:
            self._selector.register(wakeup, selectors.EVENT_READ)
            try:
                while not (self._is_stopping and not any(self._children())):
                    self._wait(wakeup)
                    self._look()
            finally:
                for child in self._children():
                    child.process.kill()
                    child.process.wait()
                self._selector.close()
        if not self._has_started:
            raise BadSetting("the server processes did not start; what they said is above.")

    # --- what wakes us ------------------------------------------------------------------

    @contextlib.contextmanager
    def _signals(self) -> Iterator[int]:
        """Signals as bytes to read, so that they are handled between two steps and not inside."""
        reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        before = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}
        old = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reading)
            os.close(writing)

    def _wait(self, wakeup: int) -> None:
        for key, _ in self._selector.select(TICK_SECONDS):
            if key.fd == wakeup:
                with contextlib.suppress(BlockingIOError):
                    for number in os.read(wakeup, 4096):
                        self._signalled(number)
            else:
                self._heard(key.data)

    def _signalled(self, number: int) -> None:
        if number in (signal.SIGTERM, signal.SIGINT):
            log.info("stopping_workers")
            self._stop()
        elif number == signal.SIGHUP and not self._is_stopping:
            log.info("restarting_workers")
            self._to_restart = list(self._places)

    def _heard(self, child: Child) -> None:
        """A process beats, or has closed its pipe by dying, which is noticed in its turn."""
        was_ready = child.is_ready
        if not child.hear():
            self._forget_pipe(child)
        elif not was_ready:
            log.info("worker_ready", pid=child.process.pid)

    # --- one look at everything ---------------------------------------------------------

    def _look(self) -> None:
        now = time.monotonic()
        for child in tuple(self._children()):
            child.kill_if_overdue(now)
        for place in self._places:
            self._bury(place, now)
        if self._is_stopping:
            return
        for place in self._places:
            if place.child is None and place.successor is None and now >= place.start_at:
                place.child = self._start(place)
        self._restart_one()
        for place in self._places:
            self._stand_in(place, now)
        if not self._has_started and all(
            place.child is not None and place.child.is_ready for place in self._places
        ):
            self._has_started = True
            self._started()

    def _bury(self, place: _Place, now: float) -> None:
        """Sees who of a place has ended, and what follows from it."""
        for child in tuple(place.children()):
            code = child.process.poll()
            if code is None:
                continue
            self._forget_pipe(child)
            log.info("worker_ended", worker=place.number, pid=child.process.pid, code=code)
            if child in place.leaving:
                place.leaving.remove(child)
            elif child is place.successor:
                place.successor = None
                self._to_restart.clear()
                log.error("restart_given_up", worker=place.number)
            else:
                place.child = None
                self._died(place, child, now)

    def _died(self, place: _Place, child: Child, now: float) -> None:
        if self._is_stopping:
            return
        if not self._has_started:
            self._stop()
            return
        if now - child.started_at > STEADY_SECONDS:
            place.failures = 0
        pause = min(PAUSE_SECONDS_LEAST * 2 ** (place.failures - 1), PAUSE_SECONDS_MOST)
        place.start_at = now + (pause if place.failures else 0.0)
        place.failures += 1
        log.error("worker_died", worker=place.number, pause=place.start_at - now)

    def _stand_in(self, place: _Place, now: float) -> None:
        """Lets another process accept at a place for as long as nobody there answers."""
        is_attended = place.child is not None and place.child.is_answering(now)
        current = place.stand_in
        if current is not None and (is_attended or not current.is_answering(now)):
            current.tell("leave", place.number)
            place.stand_in = None
        if is_attended or place.stand_in is not None:
            return
        others = (each.child for each in self._places if each.child is not None)
        place.stand_in = next((child for child in others if child.is_answering(now)), None)
        if place.stand_in is not None:
            place.stand_in.tell("accept", place.number)
            log.warning("stand_in", worker=place.number, pid=place.stand_in.process.pid)

    def _restart_one(self) -> None:
        """A step of the rolling restart: one place at a time."""
        if not self._to_restart:
            return
        place = self._to_restart[0]
        if place.successor is None and not place.leaving:
            place.successor = self._start(place)
        elif place.successor is not None and place.successor.is_ready:
            if place.child is not None:
                place.child.drain()
                place.leaving.append(place.child)
            place.child, place.successor = place.successor, None
            self._to_restart.pop(0)

    def _start(self, place: _Place) -> Child:
        listeners = [each.listener.fileno() for each in self._places]
        child = Child.start(place.number, listeners, self._settings)
        self._selector.register(child.beats, selectors.EVENT_READ, child)
        log.info("worker_started", worker=place.number, pid=child.process.pid)
        return child

    def _stop(self) -> None:
        self._is_stopping = True
        for child in self._children():
            child.drain()

    def _children(self) -> Iterator[Child]:
        for place in self._places:
            yield from place.children()

    def _forget_pipe(self, child: Child) -> None:
        if child.beats >= 0:
            self._selector.unregister(child.beats)
            child.close_beats()
