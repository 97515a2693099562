"""What becomes of what a person typed or pasted: the same in Python and in TypeScript."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbox.domain.limits import MESSAGE_CHARACTERS
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import message_text, paragraph

VECTORS = json.loads((Path(__file__).parents[2] / "protocol" / "vectors" / "text.json").read_text())
# Everything JSON can carry, with the characters that this is about more often than others.
ANYTHING = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\0\t\n\v\f\r\x1b\x7f\x85 \u00a0\u200b\u2028\u2029\u3000\ufeff"),
    ),
    max_size=60,
)


def whole(told: Any) -> Any:
    """A text of the file: long ones are told as pieces and how often each stands there."""
    if not isinstance(told, list):
        return told
    return "".join(piece * times for piece, times in told)


def stored(text: object) -> str:
    return message_text(text, field="message", most=MESSAGE_CHARACTERS)


def stored_or_empty(text: str) -> str:
    try:
        return stored(text)
    except Refusal:
        return ""


@pytest.mark.parametrize("vector", VECTORS["messages"], ids=lambda vector: ascii(vector)[:60])
def test_a_message_is_stored_or_refused_as_both_languages_agreed(vector: dict[str, Any]) -> None:
    if "text" in vector:
        assert stored(whole(vector["given"])) == whole(vector["text"])
        return
    with pytest.raises(Refusal) as refused:
        stored(whole(vector["given"]))
    assert refused.value.reason == vector["reason"]


@pytest.mark.bound("MESSAGE_CHARACTERS")
def test_the_limit_is_the_one_that_clients_count_by() -> None:
    assert VECTORS["limit"] == MESSAGE_CHARACTERS


def test_exactly_the_invisible_characters_are_no_message() -> None:
    invisible = {code for first, last in VECTORS["invisible"] for code in range(first, last + 1)}
    dropped = {code for code in range(sys.maxunicode + 1) if not stored_or_empty(chr(code))}
    controls = {*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)}
    assert dropped == invisible | controls


@given(ANYTHING)
def test_nothing_that_can_be_seen_is_ever_refused_or_changed(text: str) -> None:
    kept = stored_or_empty(text)
    assert _seen(kept) == _seen(text)
    assert kept == "" or stored(kept) == kept, "a retry is the same message"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("  moved in\n  both\n", "moved in\n  both"), ("a\vb\x1b", "a\nb"), (" \u3000x\f", "x")],
)
def test_other_texts_of_several_lines_are_normal_and_trimmed(given: str, kept: str) -> None:
    assert paragraph(given, field="answer", most=100) == kept


def _seen(text: str) -> str:
    """What stands there for the eye, wherever lines break and however far it is moved in."""
    return "".join(character for character in text if character.isprintable() and character != " ")
