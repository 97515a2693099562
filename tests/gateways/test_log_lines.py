"""What strangers send puts no traceback into the log, and nothing that moves a terminal."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from tests.gateways.front_door import DEADLINE_SECONDS, PAGE, FrontDoor, assemble
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database

# What turns a title, hides a line, begins another one, or turns the direction of writing.
HOSTILE = "\x1b]0;owned\x07\x1b[2K\r\nall is well\x00\x9b1m\x85\u2028\u202egpj.exe\x7f"

LOGGING = f"""
import logging, structlog
from threadbox.logs import configure_logs
configure_logs("FORMAT", "debug")
hostile = {HOSTILE!r}
ours = structlog.get_logger("threadbox.test")
ours.error("request_failed", path=hostile, many=[hostile], size=3)
ours.error(hostile)
logging.getLogger("uvicorn.error").warning("Invalid request: %s", hostile)
try:
    raise ValueError(hostile)
except ValueError:
    ours.exception("request_failed", path="/" + "x" * 100_000)
    logging.getLogger("asyncio").exception("it failed: %s", hostile)
"""


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_no_log_line_moves_the_terminal_that_shows_it(log_format: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOGGING.replace("FORMAT", log_format)],
        capture_output=True,
        text=True,
        check=True,
    )
    # The colours are ours: `ESC [ numbers m`, and nothing else.
    told = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr)
    assert told.count("request_failed") == 2
    assert not re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", told)
    assert not re.findall("^all is well", told, re.MULTILINE)
    assert "owned" in told, "it is shown, and harmless"
    if log_format == "console":
        assert max(map(len, told.splitlines())) < 3_000
    else:
        assert all(json.loads(line) for line in told.splitlines())


def frame(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin=fin).serialize(mask=True)


BAD_FRAMES = [
    frame(Opcode.TEXT, b"\xff\xfe"),
    frame(Opcode.TEXT, b"\xff" * 70_000),
    frame(Opcode.TEXT, b"\xc3", fin=False) + frame(Opcode.CONT, b"\x28"),
    frame(Opcode.BINARY, b"\xff\x00"),
    frame(Opcode.CLOSE, b"\x03"),
    frame(Opcode.CLOSE, b"\x03\xe8\xff\xff"),
    b"\x89\xfe\x00\xc8mask" + b"x" * 200,
    Frame(Opcode.TEXT, b"{}").serialize(mask=False),
    b"\xff" * 40,
    b"\x81\xff" + b"\xff" * 8 + b"mask",
    frame(Opcode.CONT, b"x"),
    frame(Opcode.TEXT, b"x" * 200_000),
    frame(Opcode.TEXT, b'{"type":"hello"' + b"[" * 5_000),
]
HANDSHAKE = (
    b"GET /visitor HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: "
    + PAGE.encode()
    + b"\r\n\r\n"
)
BAD_REQUESTS = [
    b"\x16\x03\x01\x02\x00\x01",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET \x1b]0;owned\x07 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%1b%5d0;owned%07 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /files/%ff%fe?key=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /operator/me HTTP/1.1\r\nHost: x\r\nCookie: \xff=\xfe\r\nConnection: close\r\n\r\n",
    b"POST /visitor/boot HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /visitor/boot HTTP/1.1\r\nOrigin: \xff\r\nContent-Length: 2\r\n\r\n\xff\xff",
    b"POST /visitor/files?name=%ff%00 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\r\n\r\n",
    HANDSHAKE.replace(b"dGhlIHNhbXBsZSBub25jZQ==", b"x"),
    HANDSHAKE.replace(b"Version: 13", b"Version: \xff"),
    HANDSHAKE.replace(b"Host: x", b"Host: \xff"),
    HANDSHAKE.replace(PAGE.encode(), b"\xff\xfe"),
    HANDSHAKE.replace(b"/visitor", b"/%ff%1b"),
    HANDSHAKE.replace(b"/visitor", b"/operator"),
]


def test_nothing_that_strangers_send_puts_a_traceback_into_the_log(
    new_server: Callable[..., ThreadboxServer],
) -> None:
    server = new_server(None, "--log-format", "console", "--log-level", "debug")
    server.start()
    file = server.data / "threadbox.db"
    with closing(Database.open(f"sqlite:///{file}", owner=False)) as database:
        door = assemble(server.port, database)
    for request in BAD_REQUESTS:
        _said(door, request)
    for bad in BAD_FRAMES:
        _said(door, HANDSHAKE, bad)
        with door.visitor() as linus, suppress(OSError, ConnectionClosed):
            linus.connection.socket.sendall(bad)
            linus.is_alive()  # or it is closed
    with door.visitor() as grace:
        grace.do("send", text="others go on")
    server.stop()
    told = server.output()
    assert "Traceback" not in told
    assert "\x1b]" not in told
    assert "stopped" in told


def _said(door: FrontDoor, request: bytes, then: bytes = b"") -> None:
    """Sends it, and reads until the server is done with it."""
    with socket.create_connection(("127.0.0.1", door.port), DEADLINE_SECONDS) as line:
        line.sendall(request)
        with suppress(OSError):
            if then:
                while b"\r\n\r\n" not in (head := line.recv(4096)) and head:
                    pass
                line.sendall(then)
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass
