"""Somebody who connects and then does not read: what is sent to them piles up."""

import json
import socket

from tests.gateways.front_door import FrontDoor, forwarded


def deaf_operator(door: FrontDoor, address: str | None = None) -> socket.socket:
    """An operator's socket, spoken by hand so that nothing reads in the background."""
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024)
    deaf.connect(("127.0.0.1", door.port))
    request = (
        "GET /operator HTTP/1.1",
        f"Host: 127.0.0.1:{door.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Origin: {door.url}",
        f"Cookie: {door.cookie('grace')}",
    )
    more = tuple(f"{name}: {value}" for name, value in forwarded(address).items())
    deaf.sendall(("\r\n".join(request + more) + "\r\n\r\n").encode())
    # A client waits for the answer before it says anything (RFC 6455, 4.1).
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += deaf.recv(1)
    hello = json.dumps({"type": "hello", "version": 1}).encode()
    deaf.sendall(bytes((0x81, 0x80 | len(hello), 0, 0, 0, 0)) + hello)
    return deaf


def last_close_code(deaf: socket.socket) -> int:
    """Reads everything that had piled up, to the close frame at the end."""
    deaf.settimeout(10)
    tail = b""
    with deaf:
        while received := deaf.recv(65_536):
            tail = (tail + received)[-64:]
            if tail[-4:-2] == b"\x88\x02":
                break
    return int.from_bytes(tail[-2:], "big")
