"""topics.md rule 2: what a topic may be."""

import pytest

from threadbox.domain import topics
from threadbox.domain.refusals import Refusal


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("Customer server offline (Ticket #1929383)", "Customer server offline (Ticket #1929383)"),
        ("  padded \n", "padded"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("windows\r\nlines", "windows lines"),
        ("line\u2028separator", "line separator"),
        ("x" * 255, "x" * 255),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("e\u0301 stays decomposed", "e\u0301 stays decomposed"),
        ("\u202eright to left override", "\u202eright to left override"),
        ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦 family"),
        ("{{7*7}} =1+1 ../ ' OR 1=1", "{{7*7}} =1+1 ../ ' OR 1=1"),
    ],
)
def test_a_topic_is_trimmed_and_otherwise_kept_exactly(given: str, stored: str) -> None:
    assert topics.topic(given) == stored


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "thread_topic_not_text"),
        (0, "thread_topic_not_text"),
        (True, "thread_topic_not_text"),
        (["a"], "thread_topic_not_text"),
        ({"topic": "a"}, "thread_topic_not_text"),
        ("", "thread_topic_empty"),
        (" \t\n", "thread_topic_empty"),
        ("\u200b\u00a0", "thread_topic_empty"),
        ("x" * 256, "thread_topic_too_long"),
        ("x" * 10_000_000, "thread_topic_too_long"),
        ("nul\x00", "thread_topic_control_characters"),
        ("bell\x07", "thread_topic_control_characters"),
        ("c1\x85 inside", "thread_topic_control_characters"),
        ("lone\ud800", "thread_topic_control_characters"),
    ],
)
def test_anything_else_is_refused_with_a_reason_and_the_field(given: object, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        topics.topic(given)
    assert refused.value.code == "invalid"
    assert refused.value.reason == reason
    assert refused.value.data["field"] == "thread_topic"


def test_a_topic_that_is_too_long_is_told_the_limit() -> None:
    with pytest.raises(Refusal) as refused:
        topics.topic("x" * 300)
    assert refused.value.data == {"field": "thread_topic", "limit": 255, "length": 300}


def test_topics_are_compared_trimmed_in_nfc_and_by_case() -> None:
    assert topics.topic_key("Cafe\u0301 ") == topics.topic_key("Café")
    assert topics.topic_key("invoice") != topics.topic_key("Invoice")
