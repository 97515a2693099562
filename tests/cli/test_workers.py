"""`threadbox serve --workers N`: several processes on one port, watched, restarted, drained."""

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.exceptions import WebSocketException

from tests.conftest import SERVERS
from tests.gateways.front_door import FrontDoor, assemble
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database

pytestmark = pytest.mark.postgres

WORKERS = 2
# From a start of the interpreter to the first answer, on two busy cores.
DEADLINE_SECONDS = 40
# What a visitor may be without a socket while all processes are restarted (gauntlet G042).
OFFLINE_SECONDS = 5.0
# That all of so many connections pass by one of two sockets: once in a million times.
SHARES = 20
# Between two messages of a sender, well below what is allowed per second.
PAUSE_SECONDS = 0.06


class Workers:
    """A server of several processes, and what it said of them."""

    def __init__(self, server: ThreadboxServer, door: FrontDoor) -> None:
        self.server = server
        self.door = door

    def said(self, event: str) -> list[dict[str, Any]]:
        lines = (line for line in self.server.output().splitlines() if line.startswith("{"))
        return [said for line in lines if (said := json.loads(line))["event"] == event]

    def pids(self) -> set[int]:
        """The processes that answer now."""
        ended = {said["pid"] for said in self.said("worker_ended")}
        return {said["pid"] for said in self.said("worker_ready")} - ended

    def alive(self) -> set[int]:
        """The processes that have started and not ended, whether they answer or not."""
        ended = {said["pid"] for said in self.said("worker_ended")}
        return {said["pid"] for said in self.said("worker_started")} - ended

    def newest(self, number: int) -> int:
        """The process started last at a place."""
        started = self.said("worker_started")
        return int(next(said["pid"] for said in reversed(started) if said["worker"] == number))

    def stand_ins(self) -> set[int]:
        """The processes that answer now and were told to accept for another place as well."""
        return {said["pid"] for said in self.said("stand_in")} & self.pids()

    def expect_answers(self) -> None:
        """One connection after the other, enough that every listening socket gets some."""
        for _ in range(SHARES):
            answer = httpx2.get(f"{self.door.url}/healthz", timeout=DEADLINE_SECONDS)
            assert answer.status_code == 200

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def workers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workers]:
    """One server for the whole module: its tests are chapters, and each leaves it running."""
    cluster = request.getfixturevalue("postgres")
    name = cluster.create_database(request.getfixturevalue("migrated_postgres"))
    options = ("--workers", str(WORKERS), "--log-format", "json")
    server = ThreadboxServer(tmp_path_factory.mktemp("workers"), cluster.url(name), *options)
    server.start()
    with closing(Database.open(cluster.url(name))) as database:
        yield Workers(server, assemble(server.port, database))
    server.stop()
    cluster.drop_database(name)


@pytest.fixture(autouse=True)
def _show_the_log(workers: Workers, request: pytest.FixtureRequest) -> None:
    """A failing test shows what the server wrote."""
    request.node.stash.setdefault(SERVERS, []).append(workers.server)
    workers.wait_until(lambda: len(workers.pids()) == WORKERS)


class Sender(threading.Thread):
    """A visitor who sends until told to stop, and comes back and repeats whatever happens."""

    def __init__(self, door: FrontDoor, name: str) -> None:
        # A daemon, so that a failing test leaves nobody who keeps the run from ending.
        super().__init__(name=name, daemon=True)
        self.door = door
        self.token = str(door.boot().json()["token"])
        self.acked: list[str] = []
        self.offline_seconds = 0.0
        self.enough = threading.Event()

    def run(self) -> None:
        waiting = (f"{self.name}-{number:06}" for number in count(1))
        current = next(waiting)
        last_online = time.monotonic()
        while not self.enough.is_set():
            with (
                contextlib.suppress(WebSocketException, OSError),
                self.door.visitor(self.token) as wire,
            ):
                while not self.enough.is_set():
                    self.offline_seconds = max(self.offline_seconds, time.monotonic() - last_online)
                    wire.do("send", id=current, text=current)
                    last_online = time.monotonic()
                    self.acked.append(current)
                    current = next(waiting)
                    self.enough.wait(PAUSE_SECONDS)
            self.enough.wait(PAUSE_SECONDS)

    def stored(self) -> list[str]:
        """The texts of the conversation, in order."""
        with self.door.visitor(self.token) as wire:
            texts: list[str] = []
            before: int | None = None
            while True:
                page = wire.ask("history", id="older-page", before=before, limit=100)
                items = page["items"]
                texts[:0] = [item["content"]["text"] for item in items]
                if not page["has_older"]:
                    return texts
                before = items[0]["seq"]


def test_a_rolling_restart_loses_no_message_and_refuses_nobody(workers: Workers) -> None:
    before = workers.pids()
    senders = [Sender(workers.door, f"sender{number}") for number in range(4)]
    with httpx2.Client(timeout=DEADLINE_SECONDS) as client:
        for sender in senders:
            sender.start()
        workers.server.notify(signal.SIGHUP)
        while len(before & workers.pids()) or len(workers.pids()) < WORKERS:
            answer = client.get(f"{workers.door.url}/healthz", headers={"Connection": "close"})
            assert answer.status_code == 200
    for sender in senders:
        sender.enough.set()
        sender.join()
    for sender in senders:
        stored = sender.stored()
        assert set(sender.acked) <= set(stored), "what was acknowledged is there"
        assert stored == sorted(set(stored)), "once, and in order"
        assert sender.offline_seconds < OFFLINE_SECONDS
    assert sum(len(sender.acked) for sender in senders) > 50
    assert not before & workers.pids()


def test_a_process_that_dies_is_started_again(workers: Workers) -> None:
    victim, *others = sorted(workers.pids())
    os.kill(victim, signal.SIGKILL)
    workers.wait_until(lambda: victim not in workers.pids() and len(workers.pids()) == WORKERS)
    assert set(others) <= workers.pids(), "the others go on"
    with workers.door.visitor() as linus:
        linus.do("send", text="still there")


def test_while_a_process_hangs_its_share_of_connections_is_answered(workers: Workers) -> None:
    victim = min(workers.pids())
    os.kill(victim, signal.SIGSTOP)
    try:
        workers.wait_until(lambda: bool(workers.stand_ins()))
        workers.expect_answers()
        assert victim in workers.pids(), "the answers came while it hung"
    finally:
        workers.wait_until(lambda: victim not in workers.pids())
    workers.wait_until(lambda: len(workers.pids()) == WORKERS)
    workers.expect_answers()


def test_while_a_place_waits_to_start_anew_its_share_of_connections_is_answered(
    workers: Workers,
) -> None:
    # Each death makes the pause before the next start longer; this one is two seconds.
    while workers.said("worker_died")[-1]["pause"] < 2:
        number = workers.said("worker_died")[-1]["worker"]
        deaths = len(workers.said("worker_died"))
        workers.wait_until(lambda number=number: workers.newest(number) in workers.alive())  # type: ignore[misc]
        os.kill(workers.newest(number), signal.SIGKILL)
        workers.wait_until(lambda deaths=deaths: len(workers.said("worker_died")) > deaths)  # type: ignore[misc]
    ready = len(workers.said("worker_ready"))
    workers.expect_answers()
    assert len(workers.said("worker_ready")) == ready, "the answers came while it paused"
    workers.wait_until(lambda: len(workers.pids()) == WORKERS)


def test_processes_end_without_their_supervisor_and_with_it(workers: Workers) -> None:
    pids = workers.pids()
    workers.server.kill()
    workers.wait_until(lambda: not any(_is_alive(pid) for pid in pids))
    seen = len(workers.said("worker_ready"))
    workers.server.start()
    workers.wait_until(lambda: len(workers.said("worker_ready")) == seen + WORKERS)
    with contextlib.ExitStack() as stack:
        wires = [stack.enter_context(workers.door.visitor()) for _ in range(6)]
        workers.server.stop()
        for wire in wires:
            assert wire.close_code() == 1012
            assert 0 < json.loads(wire.connection.close_reason or "")["retry_after"] <= 10
    assert [said["code"] for said in workers.said("worker_ended")][-WORKERS:] == [0] * WORKERS


def test_a_single_process_finishes_and_ends_on_the_signal_that_restarts_several(
    tmp_path: Path,
) -> None:
    """So that a service manager, which starts it anew, loses nobody's message."""
    server = ThreadboxServer(tmp_path)
    server.start()
    database = Database.open(f"sqlite:///{server.data / 'threadbox.db'}", owner=False)
    door = assemble(server.port, database)
    database.close()
    with door.visitor() as linus:
        linus.do("send", text="kept")
        server.notify(signal.SIGHUP)
        assert linus.close_code() == 1012
    deadline = time.monotonic() + DEADLINE_SECONDS
    while server.is_running():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.start()
    with door.visitor(linus.token) as back:
        assert back.ask("history", limit=1)["items"][0]["content"]["text"] == "kept"
    server.stop()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
