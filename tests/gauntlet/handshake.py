"""WebSocket bytes written by hand, for clients that behave as no library would let them."""

from tests.gauntlet.stage import PAGE


def upgrade(port: int, path: str) -> bytes:
    """The request of a handshake. What follows it has to wait for the answer."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {PAGE}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def unmasked(payload: bytes) -> bytes:
    """A text frame of a client whose mask is zero, so that it can be read as it is."""
    long = len(payload) > 125
    length = b"\xfe" + len(payload).to_bytes(2) if long else bytes([0x80 | len(payload)])
    return b"\x81" + length + bytes(4) + payload
