"""The bytes of WebSocket frames (RFC 6455, 5.2) that `websocket_protocol.py` reads and writes."""

from typing import Final

MASK_BYTES: Final = 4
# First byte of a text frame that is a whole message; the second byte's flag and length.
_WHOLE_TEXT: Final = 0x81
_MASKED: Final = 0x80
_LENGTH: Final = 0x7F
_LENGTH_IN_TWO_BYTES: Final = 126
_LENGTH_IN_EIGHT_BYTES: Final = 127


def text_frame(payload: bytes) -> bytes:
    """`payload` (UTF-8) as the bytes of one WebSocket text frame from a server."""
    length = len(payload)
    if length < _LENGTH_IN_TWO_BYTES:
        return bytes((_WHOLE_TEXT, length)) + payload
    if length < 1 << 16:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload


def whole_text(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `at` begins, behind its mask, and ends.

    None unless it is a client's text frame of less than 64 KiB, a whole message, and all there.
    """
    if len(data) < at + 2 or data[at] != _WHOLE_TEXT or not data[at + 1] & _MASKED:
        return None
    head = at + 2
    length = data[at + 1] & _LENGTH
    if length == _LENGTH_IN_TWO_BYTES:
        head += 2
        length = int.from_bytes(data[at + 2 : head], "big")
    elif length == _LENGTH_IN_EIGHT_BYTES:
        return None
    begin = head + MASK_BYTES
    end = begin + length
    return (begin, end) if end <= len(data) else None


def frame_bytes(data: bytes, at: int) -> int:
    """How long the frame at `at` is, head and all; 0 while too little of it is there."""
    there = len(data) - at
    if there < 2:
        return 0
    mask = MASK_BYTES if data[at + 1] & _MASKED else 0
    length = data[at + 1] & _LENGTH
    if length < _LENGTH_IN_TWO_BYTES:
        return 2 + mask + length
    size = 2 if length == _LENGTH_IN_TWO_BYTES else 8
    if there < 2 + size:
        return 0
    return 2 + size + mask + int.from_bytes(data[at + 2 : at + 2 + size], "big")
