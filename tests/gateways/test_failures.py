"""The storage goes away and comes back: nothing is acknowledged meanwhile, and nobody restarts."""

import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests import servers
from tests.gateways.front_door import FrontDoor, Wire, assemble, is_message, opened
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database

# From the moment the database answers again (gauntlet, section 5).
HEALED_SECONDS = 5.0
SETTINGS = {"secret": "one secret for both processes, as it has to be"}


def _health(door: FrontDoor) -> tuple[int, str]:
    answer = httpx2.get(f"{door.url}/healthz", timeout=10)
    return answer.status_code, str(answer.json()["status"])


def _until_done(wire: Wire, name: str, text: str) -> float:
    """Repeats a command until it is done; returns the seconds that took."""
    begun = time.monotonic()
    while wire.ask("send", id=name, text=text)["type"] != "done":
        assert time.monotonic() - begun < HEALED_SECONDS
        time.sleep(0.1)
    return time.monotonic() - begun


@pytest.mark.postgres
def test_postgresql_is_restarted_and_everything_heals_by_itself(tmp_path: Path) -> None:
    with servers.postgres() as cluster:
        settings = {**SETTINGS, "database_url": cluster.url(cluster.create_database())}
        assert cluster.process is not None
        with (
            opened(tmp_path / "one", **settings) as here,
            opened(tmp_path / "two", **settings) as there,
            there.operator() as ada,
            here.visitor() as linus,
        ):
            linus.do("send", text="before")
            ada.lines_until(is_message("before"))
            cluster.process.stop()
            refused = linus.ask("send", id="while-away-1", text="while away")
            assert (refused["code"], refused["reason"]) == ("unavailable", "storage_unavailable")
            assert refused["data"]["retry_after"] >= 1
            assert linus.ask("history", limit=5)["code"] == "unavailable"
            assert _health(here) == (503, "unavailable")
            assert here.boot().status_code == 503
            assert int(here.boot().headers["Retry-After"]) >= 1

            cluster.process.start()
            begun = time.monotonic()
            _until_done(linus, "while-away-1", "while away")
            ada.lines_until(is_message("while away"))
            assert time.monotonic() - begun < HEALED_SECONDS
            ada.do("send", conversation=linus.session, text="and back")
            linus.lines_until(is_message("and back"))
            page = linus.ask("history", limit=9)
            texts = [item["content"]["text"] for item in page["items"]]
            assert texts == ["before", "while away", "and back"]
            while _health(here) != (200, "ok"):
                assert time.monotonic() - begun < 2 * HEALED_SECONDS
                time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
def test_a_full_disk_is_said_reading_goes_on_and_room_is_noticed(
    new_server: Callable[..., ThreadboxServer],
) -> None:
    """The disk is full for this process alone: the kernel forbids its files to grow (EFBIG where a
    full disk says ENOSPC). SQLite takes either for a failed write."""
    server = new_server(None, "--sends-per-second", "0")
    server.start()
    file = server.data / "threadbox.db"
    with closing(Database.open(f"sqlite:///{file}", owner=False)) as database:
        door = assemble(server.port, database)
    _, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    sizes = [path.stat().st_size for path in server.data.glob("threadbox.db*")]
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="first")
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (max(sizes) + 256 * 1024, hard))
        acked = ["first"]
        for number in range(1_000):
            answer = linus.ask("send", text=f"message {number}" + "x" * 4_000)
            if answer["type"] == "refused":
                break
            acked.append(f"message {number}" + "x" * 4_000)
        assert (answer["code"], answer["reason"]) == ("unavailable", "storage_unavailable")
        assert ada.ask("conversation", id="query-1", conversation=linus.session)["conversation"]
        # The last page or two are still taken by whoever needs no more.
        for _ in range(100):
            if _health(door) != (200, "ok"):
                break
            with door.visitor() as grace:  # whose commands are not held back behind a refused one
                assert grace.ask("send", text="y" * 4_000)["code"] == "unavailable"
        assert _health(door) == (200, "degraded")

        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))
        _until_done(linus, "with-room-again", "room again")
        assert _health(door) == (200, "ok")
        ada.lines_until(is_message("room again"))
        page = linus.ask("history", limit=100)
        stored = [item["content"]["text"] for item in page["items"]]
        assert stored == [*acked, "room again"][-len(stored) :]
