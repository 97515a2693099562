"""Checking what somebody typed: trimmed, bounded, free of control characters.

Each function returns the text to store or raises `Refusal("invalid", reason, field=…)`.
Markup is not looked at here: text is never HTML anywhere, so nothing needs escaping.
"""

import re
import unicodedata

from threadbox.domain.refusals import Refusal

# Tab and every line break that is not a C1 control (threads.md rule 2).
_SPACES = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\u2028": " ", "\u2029": " "})
# C0, DEL and C1 controls, line and paragraph separators, lone surrogates.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# The same, but for what breaks lines in a text of several.
_CONTROLS_BUT_BREAKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def one_line(given: object, *, field: str, most: int) -> str:
    """A trimmed, non-empty single line of at most `most` characters.

    Tabs and line breaks become a space (`\\r\\n` one space). Reasons: `<field>_not_text`,
    `<field>_empty`, `<field>_too_long`, `<field>_control_characters`.
    """
    if not isinstance(given, str):
        raise Refusal("invalid", f"{field}_not_text", field=field)
    line = given.replace("\r\n", " ").translate(_SPACES).strip()
    return _bounded(line, field=field, most=most, forbidden=_CONTROLS)


def paragraph(given: object, *, field: str, most: int) -> str:
    """Trimmed, non-empty text of at most `most` characters that may hold tabs and line breaks."""
    if not isinstance(given, str):
        raise Refusal("invalid", f"{field}_not_text", field=field)
    text = given.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _bounded(text, field=field, most=most, forbidden=_CONTROLS_BUT_BREAKS)


def _bounded(text: str, *, field: str, most: int, forbidden: re.Pattern[str]) -> str:
    if not text or _is_blank(text):
        raise Refusal("invalid", f"{field}_empty", field=field)
    if len(text) > most:
        raise Refusal("invalid", f"{field}_too_long", field=field, limit=most, length=len(text))
    if forbidden.search(text):
        raise Refusal("invalid", f"{field}_control_characters", field=field)
    return text


def _is_blank(text: str) -> bool:
    """Nothing a person could see: only spaces and format characters such as ZERO WIDTH SPACE."""
    return all(unicodedata.category(character) in ("Zs", "Cf") for character in text)
