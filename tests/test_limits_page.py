"""docs/limits.md: every limit has its row, its reason and its proof, and every row its limit."""

from collections import Counter

import pytest

from tools import limits


def _named() -> Counter[str]:
    """The limits that have a row."""
    return Counter(name for section in limits.words()["section"] for name in section["names"])


def _no_limits() -> Counter[str]:
    return Counter(name for names in limits.words()["no_limits"].values() for name in names)


def test_every_number_is_a_limit_with_a_row_or_said_to_be_none() -> None:
    known = _named() + _no_limits()
    assert not limits.limits().keys() - known.keys(), "numbers that docs/limits.toml does not name"
    assert not known.keys() - limits.limits().keys(), "rows that name no number"
    assert not [name for name, times in known.items() if times > 1], "named twice"


def test_what_stands_in_the_files_of_limits_is_one() -> None:
    assert not [name for name in _no_limits() if "." not in name]


def test_every_limit_has_its_reason_beside_it() -> None:
    assert not [name for name in _named() if not limits.limits()[name].reason]


def test_every_limit_is_proved_by_a_test_and_every_proof_is_of_a_limit() -> None:
    proved = {proof.limit for proof in limits.proofs()}
    assert not _named().keys() - proved, "limits that no test is marked with"
    assert not proved - _named().keys(), "marks that name no limit"


def test_the_page_is_what_code_and_tests_say() -> None:
    assert limits.PAGE.read_text() == limits.page(), "make limits"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("PAGE_BYTES", 192 * 1024, "192 KiB"),
        ("x.TEXT_BYTES_MOST", 7_900, "7,900 bytes"),
        ("ABANDONED_MILLISECONDS", 86_400_000, "24 h"),
        ("HELLO_SECONDS", 10.0, "10 s"),
        ("UPLOADS_PER_SECOND", 1 / 6, "1 in 6 s"),
        ("QUERIES_PER_SECOND", 10.0, "10/s"),
        ("MESSAGE_CHARACTERS", 10_000, "10,000"),
    ],
)
def test_values_are_shown_with_their_units(name: str, value: float, shown: str) -> None:
    limit = limits.Limit(name=name, source="", value=value, reason="", path="")
    assert limits.shown_value(limit) == shown
