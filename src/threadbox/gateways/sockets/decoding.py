"""From what came over a socket to a frame, or to the refusal that says what is wrong with it.

`frame_not_json`, `frame_unknown`, `frame_invalid` (with the field's path) and
`frame_too_large` are the four ways to be unreadable; each names the frame's id if it has one.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, get_args

import msgspec

from threadbox.domain import limits
from threadbox.domain.refusals import Detail, Refusal
from threadbox.gateways.validation import field_in
from threadbox.wire import frames

F = TypeVar("F")

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
# An id longer than this is not given back: it is no id of ours.
_ID_ECHOED_CHARACTERS = 128
_TYPE_ECHOED_CHARACTERS = 64


class Unreadable(Exception):  # noqa: N818 (it becomes a refusal)
    """A frame that cannot be read, why, and its id if it had one."""

    def __init__(self, client_id: str | None, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.client_id = client_id
        self.refusal = refusal


class _Outline(msgspec.Struct):
    """As much of a frame as an answer needs."""

    type: Any = None
    id: Any = None


_OUTLINES = msgspec.json.Decoder(_Outline)


def read(event: Mapping[str, Any], decoder: msgspec.json.Decoder[F]) -> F:
    """The frame in an ASGI `websocket.receive` event. Raises `Unreadable`."""
    text = event.get("text")
    if text is None:
        raise Unreadable(None, Refusal("invalid", "frame_not_json"))
    data = text.encode()
    if len(data) > limits.FRAME_BYTES:
        # Not looked into: reading it is what the limit saves.
        raise Unreadable(
            None,
            Refusal("too_large", "frame_too_large", limit=limits.FRAME_BYTES, length=len(data)),
        )
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as fault:
        raise _not_ours(data, decoder, str(fault)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Unreadable(None, Refusal("invalid", "frame_not_json")) from None


def id_of(frame: object) -> str | None:
    """The id an answer to this frame carries."""
    given = getattr(frame, "id", None)
    return given if isinstance(given, str) and len(given) <= _ID_ECHOED_CHARACTERS else None


def require_client_id(command: frames.Command) -> None:
    """Raises `client_id_malformed`: client ids are kept for ever, so they are kept short."""
    if not _CLIENT_ID.match(command.id):
        raise Refusal("invalid", "client_id_malformed", field="id")


def _not_ours(data: bytes, decoder: msgspec.json.Decoder[Any], fault: str) -> Unreadable:
    try:
        outline = _OUTLINES.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return Unreadable(None, Refusal("invalid", "frame_not_json"))
    client_id = id_of(outline)
    named = outline.type if isinstance(outline.type, str) else ""
    if named not in _types(decoder):
        detail: dict[str, Detail] = {"type": named[:_TYPE_ECHOED_CHARACTERS]}
        return Unreadable(client_id, Refusal("invalid", "frame_unknown", **detail))
    return Unreadable(client_id, Refusal("invalid", "frame_invalid", field=field_in(fault)))


@cache
def _types(decoder: msgspec.json.Decoder[Any]) -> frozenset[str]:
    """The `type`s a decoder knows."""
    return frozenset(member.__struct_config__.tag for member in get_args(decoder.type))
