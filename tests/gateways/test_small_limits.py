"""Limits of what is echoed, cut, remembered and told, each at the number that it says."""

import asyncio
import json
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from litestar import post
from websockets.exceptions import InvalidStatus

from tests.gateways.front_door import PAGE, FrontDoor, opened
from tests.gateways.uploading import png, somebody, upload
from threadbox.domain.limits import FACTS_BYTES
from threadbox.domain.refusals import Refusal
from threadbox.gateways.asgi import BODY_BYTES_MOST, http_app
from threadbox.gateways.files import image_pool, image_worker
from threadbox.gateways.http import metrics
from threadbox.gateways.http.responses import AnyRequest
from threadbox.gateways.security import fair_slots as slots_
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.security.fair_slots import FairQueue
from threadbox.gateways.security.passwords import hashed, opens
from threadbox.gateways.server import connection_limits
from threadbox.gateways.sockets import decoding, page_urls
from threadbox.gateways.sockets.queries import TYPED_IN_CHARACTERS
from threadbox.logs import _VALUE_CHARACTERS, _shown
from threadbox.store import json_codec


@pytest.mark.bound("decoding._ID_ECHOED_CHARACTERS", "decoding._TYPE_ECHOED_CHARACTERS")
def test_what_is_echoed_of_a_broken_frame_is_short(door: FrontDoor) -> None:
    with door.visitor() as linus:
        longest = "i" * decoding._ID_ECHOED_CHARACTERS
        linus.say(type="t" * 1_000, id=longest)
        refused = linus.answer(longest)
        assert refused["data"]["type"] == "t" * decoding._TYPE_ECHOED_CHARACTERS
        linus.say(type="t", id=f"{longest}i")
        assert linus.answer(None)["reason"] == "frame_unknown"


@pytest.mark.bound(
    "page_urls.TITLE_CHARACTERS", "page_urls.PATH_CHARACTERS", "queries.TYPED_IN_CHARACTERS"
)
def test_what_a_page_says_of_itself_is_cut(door: FrontDoor) -> None:
    page = {"url": f"{PAGE}/".ljust(2_000, "a"), "title": "t" * 5_000}
    with door.operator() as ada, door.visitor(page=page) as linus:
        here = ada.hear("presence", conversation=linus.session)
        assert here["page"]["title"] == "t" * page_urls.TITLE_CHARACTERS
        linus.do("open")
        linus.do("start_thread", topic="Delivery")
        seen = ada.ask("conversation", conversation=linus.session)["conversation"]
        assert len(seen["items"][0]["by"]["origin"]) == page_urls.PATH_CHARACTERS
        linus.say(type="typing", typing=True, thread="x" * 5_000)
        assert ada.hear("typing")["thread"] == "x" * TYPED_IN_CHARACTERS


@pytest.mark.bound("asgi.BODY_BYTES_MOST")
def test_a_body_for_a_route_without_a_limit_of_its_own_has_one_all_the_same() -> None:
    """As a route that is added some day, and forgets it."""

    @post("/new", status_code=200)
    async def new(request: AnyRequest) -> int:
        return len(await request.body())

    async def status(size: int) -> int:
        told: list[dict[str, Any]] = []
        body = iter([{"type": "http.request", "body": b"x" * size, "more_body": False}])

        async def receive() -> Any:
            return next(body)

        async def send(message: Any) -> None:
            told.append(message)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "path": "/new", "raw_path": b"/new", "query_string": b"", "scheme": "http",
            "root_path": "", "headers": [], "client": ("127.0.0.1", 1), "server": ("x", 1),
        }  # fmt: skip
        await http_app([new])(scope, receive, send)  # type: ignore[arg-type]
        return int(told[0]["status"])

    assert asyncio.run(status(BODY_BYTES_MOST)) == 200
    assert asyncio.run(status(BODY_BYTES_MOST + 1)) == 413


@pytest.mark.bound("PASSWORD_CHARACTERS")
def test_of_a_password_so_much_is_looked_at() -> None:
    longest = "a quiet otter".ljust(rate_limits.PASSWORD_CHARACTERS, "!")
    kept = hashed(longest)
    with pytest.raises(Refusal, match="password_too_long") as refused:
        hashed(f"{longest}!")
    assert refused.value.data["limit"] == rate_limits.PASSWORD_CHARACTERS
    assert opens(kept, longest)
    assert not opens(kept, longest[:-1])
    assert opens(kept, longest + "a novel"), "the rest is never hashed"


@pytest.mark.bound("BROKEN_FRAMES_SECONDS")
@pytest.mark.parametrize(("seconds", "ends"), [(60.0, True), (0.0, False)])
def test_broken_frames_count_while_they_are_fresh(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch, seconds: float, ends: bool
) -> None:
    monkeypatch.setattr(rate_limits, "BROKEN_FRAMES", 3)
    monkeypatch.setattr(rate_limits, "BROKEN_FRAMES_SECONDS", seconds)
    with door.visitor() as linus:
        for _ in range(4):
            linus.connection.send("nonsense")
            linus.hear("refused")
        assert linus.close_code() == 4400 if ends else linus.is_alive()


@pytest.mark.bound("OPERATOR_SOCKETS", "FULL_RETRY_SECONDS")
@pytest.mark.parametrize("most", [1, 2])
def test_operators_have_slots_of_their_own_as_many_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(
        connection_limits, "_files_allowed", lambda: rate_limits.FILES_KEPT_FREE + 16
    )
    monkeypatch.setattr(rate_limits, "OPERATOR_SOCKETS", most)
    with opened(tmp_path) as door, door.operator() as ada, door.visitor() as linus:
        if most > 1:
            with door.operator("grace") as grace:
                assert grace.is_alive()
        else:
            with pytest.raises(InvalidStatus) as turned_away, door.operator("grace"):
                pass
            answer = turned_away.value.response
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) == rate_limits.FULL_RETRY_SECONDS
        assert ada.is_alive()
        assert linus.is_alive()


@pytest.mark.bound("fair_slots._NETWORKS_REMEMBERED")
def test_who_was_served_is_remembered_for_so_many_networks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots_, "_NETWORKS_REMEMBERED", 6)

    async def served() -> FairQueue:
        fair = FairQueue(1, 1)
        for number in range(20):
            address = ClientAddress((f"{number}.64", f"{number}.56", f"{number}.48"))
            async with fair.turn(address):
                pass
        return fair

    remembered = asyncio.run(served())._served
    assert list(remembered)[-3:] == ["19.64", "19.56", "19.48"]
    assert len(remembered) == 6


@pytest.mark.bound("metrics.FEEDS_NAMED")
def test_figures_name_so_many_websites(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    def named() -> int:
        figures = httpx2.get(f"{door.url}/metrics").text
        return figures.count('threadbox_feed_lag_lines{website="')

    with door.operator(), door.operator("mallory"):
        assert named() == 2
        monkeypatch.setattr(metrics, "FEEDS_NAMED", 1)
        assert named() == 1


@pytest.mark.bound("logs._VALUE_CHARACTERS")
def test_a_value_in_a_log_line_is_cut() -> None:
    assert _shown("x" * _VALUE_CHARACTERS) == "x" * _VALUE_CHARACTERS
    assert _shown("x" * (_VALUE_CHARACTERS + 1)) == "x" * _VALUE_CHARACTERS + "…"


@pytest.mark.bound("json_codec._LOGGED_MOST")
@pytest.mark.parametrize(("most", "times"), [(2, 4), (3, 3)])
def test_so_many_unreadable_texts_are_remembered_as_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, most: int, times: int
) -> None:
    monkeypatch.setattr(json_codec, "_LOGGED_MOST", most)
    monkeypatch.setattr(json_codec, "_logged", set())
    with caplog.at_level(logging.ERROR, "threadbox.store"):
        for text in ("no. 1", "no. 1", "no. 2", "no. 3", "no. 1"):
            json_codec.decoded_or(text, int, 0)
    assert len(caplog.records) == times


@pytest.mark.bound("FACTS_BYTES")
def test_what_was_missed_comes_in_frames_of_so_many_bytes(tmp_path: Path) -> None:
    with opened(tmp_path, sends_per_second=0) as door, door.visitor() as linus:
        first = linus.do("send", text="first")["position"]
        for number in range(30):
            linus.do("send", text=f"{number:02}" + "😀" * 9_990)
        with door.operator() as ada:
            ada.say(type="resume", position=first)
            sizes, last = [], first
            while last < first + 30:
                frame = str(ada.connection.recv(timeout=10))
                told = json.loads(frame)
                if told["type"] != "facts":
                    continue
                assert told["after"] == last, "linked to the one before"
                sizes.append(len(frame.encode()))
                last = told["lines"][-1]["position"]
    assert len(sizes) > 1
    assert max(sizes) <= FACTS_BYTES + 100
    assert max(sizes) > FACTS_BYTES // 2, "and not one by one"


@pytest.mark.slow
@pytest.mark.bound("image_pool.AT_ONCE", "image_pool.WAITING")
@pytest.mark.parametrize(("at_once", "waiting", "drawn"), [(1, 1, 2), (1, 3, 4), (3, 1, 4)])
def test_so_many_pictures_are_drawn_at_once_and_so_many_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int, waiting: int, drawn: int
) -> None:
    """Four come together, and each takes a while."""
    monkeypatch.setattr(image_pool, "AT_ONCE", at_once)
    monkeypatch.setattr(image_pool, "WAITING", waiting)
    large = png(5_000, 5_000)
    with (
        opened(tmp_path) as door,
        somebody(door) as linus,
        ThreadPoolExecutor(4) as crowd,
    ):
        under_way = [crowd.submit(upload, door, linus.token, large, "image/png") for _ in range(4)]
        answers = sorted(each.result().status_code for each in under_way)
    assert answers == [201] * drawn + [503] * (4 - drawn)


@pytest.mark.bound("image_pool.DRAW_SECONDS")
def test_a_picture_that_takes_too_long_to_draw_is_called_broken(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with somebody(door) as linus:
        assert upload(door, linus.token, png(), "image/png").status_code == 201
        monkeypatch.setattr(image_pool, "DRAW_SECONDS", 0.0)
        refused = upload(door, linus.token, png(), "image/png")
        assert (refused.status_code, refused.json()["reason"]) == (415, "file_picture_broken")


GREEDY = {
    "MEMORY_BYTES": (400 * 1024 * 1024, "bytearray(image_worker.MEMORY_BYTES)", "MemoryError"),
    "CPU_SECONDS": (1, "while True: pass", ""),
    "OUTPUT_BYTES": (1_000, "open('out', 'wb', 0).write(b'x' * 2_000) == 1_000 or die()", ""),
}


@pytest.mark.bound(
    "image_worker.MEMORY_BYTES", "image_worker.CPU_SECONDS", "image_worker.OUTPUT_BYTES"
)
@pytest.mark.parametrize("name", GREEDY)
def test_whoever_draws_is_confined(tmp_path: Path, name: str) -> None:
    """A decoder that a picture has taken over: what it grabs, it does not get."""
    small, greedy, says = GREEDY[name]
    assert small < getattr(image_worker, name) or name == "CPU_SECONDS"
    program = (
        "from threadbox.gateways.files import image_worker\n"
        f"image_worker.{name} = {small}\nimage_worker._confine()\n{greedy}\nprint('got it')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if name == "OUTPUT_BYTES":
        assert (tmp_path / "out").stat().st_size == small
        return
    assert done.returncode != 0
    assert "got it" not in done.stdout
    assert says in done.stderr
