"""Which secrets of a page lead to a conversation, and which anybody could guess."""

import base64
import secrets
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbox.domain import limits
from threadbox.domain.ids import conversation_id
from threadbox.domain.sessions import bound_conversation, is_bound, weakness_of

SITE = "00000000-0000-0000-0000-000000000001"

JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSIsInN1YiI6IjEifQ."
    "Gf3kq0mZtYb1sXo9vWc7LhRjP4aUeN2dIuTg5yKwMxs"
)


@pytest.mark.parametrize(
    "token_id",
    [
        "3f2b8c1e-9d4a-4e6f-8a7b-1c2d3e4f5a6b",
        "3F2B8C1E9D4A4E6F8A7B1C2D3E4F5A6B",
        "kXv93mQpL0aZ7rTnB2cWyD-8_sGhJ4e1",
        "Zm9v/kYx+Q3pLw8aTz1Nc5RbVd7Hs0Ue=",
        JWT,
        "31415926535897932384626433832795028841971",
    ],
)
def test_random_characters_of_hexadecimal_or_base64_are_taken(token_id: str) -> None:
    assert weakness_of(token_id) is None


def test_secrets_as_servers_make_them_are_taken() -> None:
    for _ in range(2_000):
        for made in (
            secrets.token_hex(16),
            secrets.token_hex(128),
            secrets.token_urlsafe(24),
            secrets.token_urlsafe(),
            str(uuid4()),
            uuid4().hex,
            base64.b64encode(secrets.token_bytes(32)).decode(),
        ):
            # One of ten million, by chance; a second look at another one tells.
            assert weakness_of(made) is None or weakness_of(made[1:] + made[:1]) is None, made


ADDRESSES = [
    "mira@solbakery.example",
    "a.rather.long.name.of.somebody@a-rather-long-company.example",
    "Jane Doe <jane@company.example>",
    "user jane@company.example of the company",
    "jane@company.example:42",
    "3f2b8c1e9d4a4e6f8a7b1c2d3e4f5a6b@company.example",
]
NUMBERS = [
    "42",
    "1234567890" * 4,
    "user-0000000000000000000000000000000000000000",
    "user-0000000000000000000000000000001234567",
    "00000000-0000-4000-8000-000000000042",
    "00000000000000000000000000000000deadbeef",
    "https://company.example/users/1234567",
    "company.example/users/1234567-of-many-more",
    "customer-1234567-of-company-example-the-shop",
    "31415926535897932384626433832795028841",
]
PATTERNS = [
    "",
    "a" * 200,
    "ab" * 100,
    "-" * 300,
    "0123456789abcdef0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "ZYXWVUTSRQPONMLKJIHGFEDCBAabcdefghij",
    "deadbeefdeadbeefdeadbeefdeadbeef",
    "ab12ab13ab14ab15ab16ab17ab18ab19",
    "User1User2User3User4User5User6User7",
    "wir-sagen-euch-an-den-lieben-advent-sehet",
    "correct horse battery staple correct horse",
]
SHORT = [
    "3f2b8c1e-9d4a-4e6f-8a7b",
    "3f2b-8c1e-9d4a-4e6f-8a7b-1c2d-3e4f-5a6",
    "kXv93mQpL0aZ7rTnB2cWyD",
]


@pytest.mark.parametrize("token_id", [*ADDRESSES, *NUMBERS, *PATTERNS, *SHORT])
def test_what_could_be_tried_out_is_refused(token_id: str) -> None:
    assert weakness_of(token_id) == "token_id_too_weak"


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_has_an_at_in_it_is_refused(before: str, after: str) -> None:
    assert weakness_of(f"{before}@{after}") == "token_id_too_weak"
    assert weakness_of(f"{before}{secrets.token_hex(32)}@{after}") == "token_id_too_weak"


@given(st.text(min_size=1, max_size=16), st.integers(2, 60), st.sampled_from(["", "-", "."]))
def test_whatever_is_said_again_and_again_is_refused(piece: str, times: int, between: str) -> None:
    if len(piece) * times + times <= limits.TOKEN_ID_CHARACTERS:
        assert weakness_of(between.join([piece] * times)) == "token_id_too_weak"


@given(st.integers(0, 10**30))
def test_a_number_in_a_long_row_of_zeros_is_refused(number: int) -> None:
    if number < 10**22:
        assert weakness_of(f"{number:032}") == "token_id_too_weak"
        assert weakness_of(f"user-{number:040}") == "token_id_too_weak"


@pytest.mark.bound("TOKEN_ID_CHARACTERS")
def test_a_document_is_no_secret() -> None:
    assert weakness_of("a1B2" * 300) == "token_id_too_long"


def test_the_same_secret_leads_to_the_same_conversation_of_the_same_website_only() -> None:
    first = bound_conversation(b"key", SITE, "a token")
    assert first == bound_conversation(b"key", SITE, "a token")
    others = [
        bound_conversation(b"key", SITE, "another"),
        bound_conversation(b"key", SITE.replace("1", "2"), "a token"),
        bound_conversation(b"another key", SITE, "a token"),
        bound_conversation(b"key", SITE, "a token\ud800"),
    ]
    assert len({first, *others}) == 5


def test_a_bound_conversation_is_told_from_an_anonymous_one() -> None:
    assert is_bound(bound_conversation(b"key", SITE, "a token"))
    assert not is_bound(conversation_id(uuid4()))
