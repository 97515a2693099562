"""Limits per address, visitor and website, and requests that come drop by drop."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from tests.gateways.front_door import DEADLINE_SECONDS, PAGE, FrontDoor, connected, opened
from threadbox.gateways.security import rate_limits
from threadbox.gateways.server import connection_limits


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches soon."""
    monkeypatch.setattr(rate_limits, "SOCKETS_PER_ADDRESS", 2)
    monkeypatch.setattr(rate_limits, "HANDSHAKES_BURST_PER_ADDRESS", 4)
    monkeypatch.setattr(rate_limits, "HANDSHAKES_PER_SECOND_PER_ADDRESS", 0.01)
    monkeypatch.setattr(rate_limits, "REQUESTS_BURST_PER_ADDRESS", 40)
    monkeypatch.setattr(rate_limits, "REQUESTS_PER_SECOND_PER_ADDRESS", 0.01)
    monkeypatch.setattr(rate_limits, "SIGN_IN_BURST_PER_ADDRESS", 3)
    monkeypatch.setattr(rate_limits, "WEBSITE_STARTS_BURST", 3)
    monkeypatch.setattr(rate_limits, "WEBSITE_STARTS_PER_SECOND", 0.01)
    monkeypatch.setattr(rate_limits, "REQUEST_SECONDS", 0.5)


@contextmanager
def _socket_from(door: FrontDoor, address: str) -> Iterator[None]:
    """A handshake that a proxy passes on for somebody."""
    with connected(f"{door.socket_url}/visitor", PAGE, {"X-Forwarded-For": address}):
        yield


def _refused(door: FrontDoor, address: str, status: int = 429) -> str:
    """Why nobody at that address may come in just now."""
    with pytest.raises(InvalidStatus) as turned_away, _socket_from(door, address):
        pass
    answer = turned_away.value.response
    assert answer.status_code == status
    assert int(answer.headers["Retry-After"]) >= 1
    return str(json.loads(answer.body or b"{}")["reason"])


@pytest.mark.bound("SOCKETS_PER_ADDRESS")
@pytest.mark.usefixtures("_small")
def test_an_address_may_have_so_many_sockets_and_its_neighbours_too(tmp_path: Path) -> None:
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door, ExitStack() as held:
        for address in ("203.0.113.5", "2001:db8:1:2::5"):
            for _ in range(2):
                held.enter_context(_socket_from(door, address))
        assert _refused(door, "203.0.113.5") == "sockets_too_many"
        assert _refused(door, "2001:db8:1:2:ffff::9") == "sockets_too_many", "the same /64"
        for neighbour in ("203.0.113.6", "2001:db8:1:3::5"):
            held.enter_context(_socket_from(door, neighbour))
        held.close()
        assert _until_admitted(door, "203.0.113.5")
        assert _refused(door, "203.0.113.5") == "handshakes_too_many", "and so many a while"


@pytest.mark.usefixtures("_small")
def test_a_customer_of_ipv6_has_a_few_hosts_worth_of_sockets_and_no_more(tmp_path: Path) -> None:
    """Another /64 with each connection: 256 of them are one home's, 65,536 one rented server's."""
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door, ExitStack() as held:
        for home, others in (("2001:db8:1:2", 2 * 2), ("2001:db8:1:f", 4 * 2 - 2 * 2)):
            for host in range(others):
                held.enter_context(_socket_from(door, f"{home}{host:02x}::1"))
            assert _refused(door, f"{home}aa::1") == "sockets_too_many"
        assert _refused(door, "2001:db8:1:aaaa::1") == "sockets_too_many", "the same /48"
        held.enter_context(_socket_from(door, "2001:db8:2:aaaa::1"))


@pytest.mark.usefixtures("_small")
def test_whatever_an_address_asks_for_is_counted(tmp_path: Path) -> None:
    """Also what has no limit of its own, such as who is signed in, or a page that is not there."""
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door:

        def ask(path: str, address: str) -> httpx2.Response:
            return httpx2.get(f"{door.url}{path}", headers={"X-Forwarded-For": address})

        paths = ("/operator/me", "/nowhere", "/healthz", "/files/x")
        answers = [ask(paths[number % 4], "203.0.113.5") for number in range(44)]
        assert {answer.status_code for answer in answers[40:]} == {429}
        refused = answers[-1]
        assert refused.json()["reason"] == "too_many"
        assert int(refused.headers["Retry-After"]) >= 1
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert ask("/operator/me", "203.0.113.6").status_code == 200


@pytest.mark.usefixtures("_small")
def test_an_address_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    """Another address in each request, and no configured proxy: it is one address all the same."""
    with opened(tmp_path) as door:
        answers = [
            httpx2.post(
                f"{door.url}/operator/sign-in",
                json={"email": f"guess{number}@acme.example", "password": "x"},
                headers={"Origin": door.url, "X-Forwarded-For": f"203.0.113.{number}"},
            )
            for number in range(4)
        ]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert answers[-1].json()["reason"] == "sign_in_too_many"
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_another_tab_gains_a_visitor_nothing(door: FrontDoor) -> None:
    with door.visitor() as left, door.visitor(left.token) as right:
        for number in range(45):
            left.say(type="send", id=f"left-tab-{number:03}", text="x")
        left.answer("left-tab-044")
        assert right.ask("send", text="x")["reason"] == "too_many"
        with door.visitor() as grace:
            grace.do("send", text="others go on")


@pytest.mark.usefixtures("_small")
def test_a_website_starts_only_so_many_threads_whoever_starts_them(tmp_path: Path) -> None:
    with opened(tmp_path) as door:
        answers = []
        for number in range(4):
            with door.visitor() as linus:
                linus.do("open")
                answers.append(linus.ask("start_thread", topic=f"Topic {number}"))
        assert [answer["type"] for answer in answers] == ["done", "done", "done", "refused"]
        assert answers[-1]["data"]["whose"] == "website"
        assert answers[-1]["data"]["retry_after"] >= 1


@pytest.mark.bound("REQUEST_SECONDS")
@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /visitor/boot HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{",
        b"GET /visitor HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n",
    ],
    ids=["nothing", "headers", "body", "handshake"],
)
@pytest.mark.usefixtures("_small")
def test_a_request_that_does_not_come_to_an_end_is_let_go(tmp_path: Path, beginning: bytes) -> None:
    with opened(tmp_path) as door:
        begun = time.monotonic()
        assert _said_to(door, beginning)[:12] in (b"", b"HTTP/1.1 408")
        assert time.monotonic() - begun < rate_limits.REQUEST_SECONDS + 2
        with door.visitor() as linus:
            assert linus.is_alive(), "a socket that came in in time is not timed"


@pytest.mark.bound("LAST_REQUEST_SECONDS")
def test_who_was_accepted_before_the_server_stops_is_still_answered(tmp_path: Path) -> None:
    with ExitStack() as server:
        door = server.enter_context(opened(tmp_path))
        with socket.create_connection(("127.0.0.1", door.port), DEADLINE_SECONDS) as line:
            assert door.boot().status_code == 200, "so it has been accepted"
            stopping = threading.Thread(target=server.close)
            stopping.start()
            _until_nobody_listens(door)
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            said = line.makefile("rb").read()
            stopping.join()
    assert said.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in said.lower()


@pytest.mark.bound("HEADERS_BYTES")
def test_headers_without_end_are_refused(door: FrontDoor) -> None:
    for endless in (b"X-A: " + b"a" * rate_limits.HEADERS_BYTES, b"X-A: b\r\n" * 9_000):
        said = _said_to(door, b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + endless + b"\r\n\r\n")
        assert said.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "more",
    [b"Cookie: a=" + b"b" * 9_000, b"X-A: " + b"b" * 20_000, b"X-A: b\r\n" * 200 + b"X-B: c"],
    ids=["cookies", "a long line", "many lines"],
)
def test_a_handshake_that_cannot_be_read_is_let_go(door: FrontDoor, more: bytes) -> None:
    """It is no request any more, and no socket yet: nobody else would end it."""
    said = _said_to(
        door,
        b"GET /visitor HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + more
        + b"\r\n\r\n",
    )
    assert said.startswith(b"HTTP/1.1 4")


@pytest.mark.bound("FILES_KEPT_FREE")
def test_when_no_more_sockets_fit_the_next_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "FILES_KEPT_FREE", 10**9)
    with opened(tmp_path) as door, door.knock("/visitor"):
        with pytest.raises(InvalidStatus) as turned_away, door.knock("/visitor"):
            pass
        assert turned_away.value.response.status_code == 503
        assert httpx2.get(f"{door.url}/healthz").status_code == 200


def test_when_no_more_sockets_fit_whoever_has_most_gives_one_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood from one network, below its own limit, shuts out neither visitors nor operators."""
    monkeypatch.setattr(
        connection_limits, "_files_allowed", lambda: rate_limits.FILES_KEPT_FREE + 16
    )
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door, ExitStack() as held:
        knocks = [
            held.enter_context(door.knock("/visitor", address=f"2001:db8:1:{n:x}::1"))
            for n in range(12)
        ]
        with door.visitor(address="203.0.113.5") as linus, door.operator() as ada:
            linus.do("send", text="hello")
            assert knocks[-1].close_code() == 4529, "the newest, to come back later"
            assert ada.is_alive()
            assert _refused(door, "2001:db8:1:ff::1", status=503) == "sockets_too_many"
            knocks[0].say(type="hello", version=1, website=door.website, token=linus.token)
            assert knocks[0].hear("welcome"), "the others stay"


def _until_admitted(door: FrontDoor, address: str) -> bool:
    """The sockets that were closed are noticed soon."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    figures = ""
    while 'threadbox_sockets{kind="visitor"} 0' not in figures:
        assert time.monotonic() < deadline
        figures = httpx2.get(f"{door.url}/metrics").text
    with _socket_from(door, address):
        return True


def _until_nobody_listens(door: FrontDoor) -> None:
    with suppress(ConnectionRefusedError, ConnectionResetError):
        while True:
            socket.create_connection(("127.0.0.1", door.port), DEADLINE_SECONDS).close()


def _said_to(door: FrontDoor, request: bytes) -> bytes:
    """What is answered, up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", door.port), DEADLINE_SECONDS) as line:
        line.sendall(request)
        said = b""
        try:
            while more := line.recv(65_536):
                said += more
        except ConnectionResetError:
            pass
        return said
