"""Signatures: what counts as said by the website's own server."""

import hashlib
import hmac

import pytest

from threadbox.domain.identity import identity_secret, is_signed, signature_of, valid_secrets

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
