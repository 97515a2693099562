"""Hosts and origins as no browser names them are refused, wherever they could decide something."""

import socket

import pytest

from tests.gateways.front_door import PAGE, FrontDoor
from threadbox.gateways.security.auth import origin_of

STRANGE = [
    "http://evil.example\\.localhost",
    "http://evil.example\\@localhost",
    "http://localhost%00.evil.example",
    "http://local host",
    "http://evil.example;.localhost",
    "http://evil.example,localhost",
    "http://[::1",
    "http://[evil.example]",
    "http://localhost:99999",
    "http://localhost:8o",
    "http://ｌocalhost",
    "http://localhost/",
    "http://me@localhost",
    "HTTP://localhost",
    "http://",
    "http://localhost#x",
    "http://localhost?x",
    "null",
    "",
]


@pytest.mark.parametrize("origin", STRANGE)
def test_an_origin_that_no_browser_writes_is_none(origin: str) -> None:
    assert origin_of(origin) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost",
        "https://a-b.example:8443",
        "http://[::1]:80",
        "http://my_host",
        "http://xn--bcher-kva.example",
    ],
)
def test_an_origin_of_a_browser_is_one(origin: str) -> None:
    assert origin_of(origin) is not None


@pytest.mark.parametrize(
    "request_line",
    ["GET /healthz", "POST /operator/sign-in", "GET /inbox/", "GET /operator/me", "GET /nowhere"],
)
def test_two_hosts_in_one_request_are_refused(door: FrontDoor, request_line: str) -> None:
    hosts = (f"127.0.0.1:{door.port}", "evil.example")
    for first, second in (hosts, hosts[::-1]):
        answer = _asked(door, f"{request_line} HTTP/1.1", f"Host: {first}", f"host: {second}")
        assert answer.startswith("HTTP/1.1 400 "), answer
        assert '"reason":"host_twice"' in answer
        assert "content-security-policy" in answer.lower()


@pytest.mark.parametrize("path", ["/visitor", "/operator"])
def test_two_hosts_open_no_socket(door: FrontDoor, path: str) -> None:
    answer = _asked(
        door,
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{door.port}",
        "Host: evil.example",
        f"Origin: {PAGE}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    assert answer.startswith("HTTP/1.1 403 "), answer


def test_strangers_are_told_no_version(door: FrontDoor) -> None:
    for path in ("/healthz", "/operator/me", "/nowhere", "/l.js"):
        answer = _asked(door, f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{door.port}").lower()
        head = answer.partition("\r\n\r\n")[0]
        assert "server:" not in head
        assert '"version"' not in answer


def _asked(door: FrontDoor, *lines: str) -> str:
    """The answer to a request of just these lines, up to its end or an open socket."""
    text = "\r\n".join(lines)
    if "Upgrade" not in text:
        text += "\r\nContent-Length: 0\r\nConnection: close"
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as connection:
        connection.sendall(f"{text}\r\n\r\n".encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
            if b" 101 " in received:
                break
        return received.decode(errors="replace")
