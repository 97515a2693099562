"""The one table of refusals: every code has a status, every reason a sentence for people."""

import re
from pathlib import Path
from typing import get_args

import pytest

import threadbox
from threadbox.domain.refusals import Code, Detail, Refusal
from threadbox.wire import problems

SOURCES = Path(threadbox.__file__).parent


def _reasons() -> set[str]:
    """Every reason that is written down somewhere as the second argument of a `Refusal`."""
    found = set()
    for path in SOURCES.rglob("*.py"):
        found |= set(re.findall(r'Refusal\(\s*"[a-z_]+",\s*"([a-z_]+)"', path.read_text()))
    return found


def test_every_code_has_a_status_of_its_own() -> None:
    assert set(problems.STATUS) == set(get_args(Code))
    assert len(set(problems.STATUS.values())) == len(problems.STATUS)
    assert all(400 <= status < 600 for status in problems.STATUS.values())


def test_every_reason_has_a_sentence() -> None:
    reasons = _reasons()
    assert len(reasons) > 30
    made_up = {reason for reason in reasons if problems.sentence(reason, {}).startswith("Refused:")}
    assert not made_up


def test_a_sentence_names_the_field_and_the_limit() -> None:
    data: dict[str, Detail] = {"field": "thread_topic", "limit": 255, "length": 300}
    said = problems.sentence("thread_topic_too_long", data)
    assert said == "The thread's topic may have at most 255 characters; this has 300."
    assert problems.sentence("something_new_empty", {}) == "The something new must not be empty."


def test_a_sentence_survives_missing_and_hostile_details() -> None:
    assert "?" in problems.sentence("thread_topic_too_long", {})
    assert problems.sentence("frame_invalid", {"field": "{limit}"}).count("{limit}") == 1
    assert problems.sentence("never_heard_of", {}) == "Refused: never heard of."


def test_the_number_alone_says_whether_to_come_back() -> None:
    codes = {name: value for name, value in vars(problems).items() if name.startswith("CLOSE_")}
    assert len(set(codes.values())) == len(codes)
    stay_away = {4400, 4401, 4403, 4404, 4426}
    for code in codes.values():
        assert problems.may_come_back(code) == (code not in stay_away)
    assert problems.may_come_back(1012)
    assert problems.may_come_back(1006)


@pytest.mark.parametrize(
    ("code", "close"),
    [("unauthenticated", 4401), ("forbidden", 4403), ("not_found", 4404), ("unavailable", 4500)],
)
def test_a_refused_hello_has_a_close_code(code: Code, close: int) -> None:
    assert problems.close_code(Refusal(code, "reason")) == close


def test_a_fault_of_ours_shows_its_id_and_nothing_else() -> None:
    frame = problems.internal("command-1", "deadbeef")
    assert (frame.code, frame.reason, frame.data) == ("internal", "internal", {"fault": "deadbeef"})
    assert problems.internal_envelope("deadbeef")["reason"] == "internal"
