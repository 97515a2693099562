"""Signatures: what counts as said by the website's own server."""

import hashlib
import hmac

import pytest

from threadbox.domain.identity import (
    Purpose,
    identity_secret,
    is_signed,
    is_signed_for,
    is_signed_without_purpose,
    signature_of,
    signed_text,
    valid_secrets,
)

SERVER = b"a server's secret, thirty-two bytes"
SECRET = identity_secret(SERVER, "website-1", 1)
ELSEWHERE = identity_secret(SERVER, "website-2", 1)


def test_a_signature_is_the_hex_hmac_sha256_that_every_language_can_compute() -> None:
    expected = hmac.new(SECRET.encode(), b"mira@sol.example", hashlib.sha256).hexdigest()
    assert signature_of(SECRET, "mira@sol.example") == expected
    assert is_signed([SECRET], "mira@sol.example", expected)


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("mira@sol.example", ""),
        ("mira@sol.example", signature_of(SECRET, "mira@sol.example")[:63]),
        ("mira@sol.example", signature_of(SECRET, "mira@sol.example").upper()),
        ("Mira@sol.example", signature_of(SECRET, "mira@sol.example")),
        ("mira@sol.example ", signature_of(SECRET, "mira@sol.example")),
        ("mira@sol.example", signature_of(ELSEWHERE, "mira@sol.example")),
        ("mira@sol.example", "é" * 64),
    ],
)
def test_only_the_exact_signature_of_the_exact_text_counts(text: str, signature: str) -> None:
    assert not is_signed([SECRET], text, signature)


def test_after_a_roll_the_secret_before_is_valid_and_older_ones_are_not() -> None:
    first, second, third = (identity_secret(SERVER, "website-1", each) for each in (1, 2, 3))
    assert valid_secrets(SERVER, "website-1", 1) == (first,)
    assert valid_secrets(SERVER, "website-1", 3) == (third, second)


MAIL = "mira@sol.example"


@pytest.mark.parametrize(("purpose", "other"), [("email", "thread"), ("thread", "email")])
def test_what_is_signed_for_one_purpose_says_nothing_for_another(
    purpose: Purpose, other: Purpose
) -> None:
    for text in (MAIL, "1929383", "", "email:x", "thread:x"):
        signature = signature_of(SECRET, f"{purpose}:{text}")
        assert signature == signature_of(SECRET, signed_text(purpose, text))
        assert is_signed_for([SECRET], purpose, text, signature)
        assert not is_signed_for([SECRET], other, text, signature)
        for named in (text, f"{purpose}:{text}"):
            assert not is_signed_without_purpose([SECRET], other, named, signature)


def test_the_text_alone_is_accepted_where_it_can_be_nothing_else() -> None:
    assert is_signed_without_purpose([SECRET], "email", MAIL, signature_of(SECRET, MAIL))
    assert is_signed_without_purpose([SECRET], "thread", "77", signature_of(SECRET, "77"))
    assert not is_signed_without_purpose([SECRET], "thread", MAIL, signature_of(SECRET, MAIL))
