"""Checking what somebody typed or pasted: normalised, trimmed, bounded.

Each function returns the text to store or raises `Refusal("invalid", reason, field=…)`.
Markup is not looked at here: text is never HTML anywhere, so nothing needs escaping.

`web/client/src/text/messageText.ts` is the twin for messages; both read
`protocol/vectors/text.json`.
"""

import re

from threadbox.domain.refusals import Refusal

# Tab and every line break that is not a C1 control (threads.md rule 2).
_SPACES = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\u2028": " ", "\u2029": " "})
# C0, DEL and C1 controls, line and paragraph separators, lone surrogates.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Whatever breaks a line somewhere: presentations copy VT, printers' texts FF, mainframes NEL.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Terminals copy ESC, old files NUL and DEL: nobody sees them and nobody means them.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What is trimmed: what JavaScript trims, of that which is left by then.
_BLANK = (
    "\t\n \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000\ufeff"
)
# Nothing a person could see: spaces, the blank Braille pattern, and what Unicode calls
# Default_Ignorable_Code_Point, which Python does not know by name.
_INVISIBLE = re.compile(
    "[\t\n \u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)


def one_line(given: object, *, field: str, most: int) -> str:
    """A trimmed, non-empty single line of at most `most` characters.

    Tabs and line breaks become a space (`\\r\\n` one space). Reasons: `<field>_not_text`,
    `<field>_empty`, `<field>_too_long`, `<field>_control_characters`.
    """
    line = _text(given, field).replace("\r\n", " ").translate(_SPACES).strip()
    checked = _bounded(line, field=field, most=most)
    if _CONTROLS.search(checked):
        raise Refusal("invalid", f"{field}_control_characters", field=field)
    return checked


def paragraph(given: object, *, field: str, most: int) -> str:
    """Trimmed, non-empty text of at most `most` characters that may hold tabs and line breaks.

    Whatever breaks lines becomes a line break, and other control characters are left out.
    Reasons: `<field>_not_text`, `<field>_empty`, `<field>_too_long`.
    """
    return _bounded(_normal(_text(given, field)).strip(_BLANK), field=field, most=most)


def message_text(given: object, *, field: str, most: int) -> str:
    """The same, but the first line keeps its indentation: what is drawn with it would be bent."""
    text = _normal(_text(given, field)).rstrip(_BLANK)
    first = len(text) - len(text.lstrip(_BLANK))
    return _bounded(text[text.rfind("\n", 0, first) + 1 :], field=field, most=most)


def is_invisible(text: str) -> bool:
    """Nobody could see anything of it."""
    return _INVISIBLE.fullmatch(text) is not None


def _text(given: object, field: str) -> str:
    if not isinstance(given, str):
        raise Refusal("invalid", f"{field}_not_text", field=field)
    return given


def _normal(text: str) -> str:
    return _DROPPED.sub("", _BREAKS.sub("\n", text))


def _bounded(text: str, *, field: str, most: int) -> str:
    if is_invisible(text):
        raise Refusal("invalid", f"{field}_empty", field=field)
    if len(text) > most:
        raise Refusal("invalid", f"{field}_too_long", field=field, limit=most, length=len(text))
    return text
