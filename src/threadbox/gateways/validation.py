"""Which field of a body or a frame is wrong, out of what msgspec says of it.

msgspec has no other way to tell; `tests/gateways/test_bad_frames.py` would notice other words.
"""

import re

_PATH = re.compile(r"at `\$\.?([^`]*)`\Z")
_FIELD = re.compile(r"field `([^`]*)`")


def field_in(fault: str) -> str:
    """The path of the field that a validation message of msgspec is about, such as `page.url`."""
    path, field = _PATH.search(fault), _FIELD.search(fault)
    parts = [found[1] for found in (path, field) if found is not None and found[1]]
    return ".".join(parts)[:128]
