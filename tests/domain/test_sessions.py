"""Which secrets of a page lead to a conversation, and which anybody could guess."""

from uuid import uuid4

import pytest

from threadbox.domain.ids import conversation_id
from threadbox.domain.sessions import bound_conversation, is_bound, weakness_of

SITE = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize(
    "token_id",
    [
        "3f2b8c1e-9d4a-4e6f-8a7b-1c2d3e4f5a6b",
        "3F2B8C1E9D4A4E6F8A7B1C2D3E4F5A6B",
        "kXv93mQpL0aZ7rTnB2cWyD",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "314159265358979323846264338327950288419",
        "wir-sagen-euch-an-den-lieben-advent-sehet",
    ],
)
def test_a_secret_of_128_bits_is_taken(token_id: str) -> None:
    assert weakness_of(token_id) is None


@pytest.mark.parametrize(
    "token_id",
    [
        "",
        "42",
        "mira@solbakery.example",
        "a.rather.long.name.of.somebody@a-rather-long-company.example",
        "user-0000000000000000000000000000000000000000",
        "a" * 200,
        "ab" * 100,
        "-" * 300,
        "3f2b8c1e-9d4a-4e6f-8a7b",
        "3f2b-8c1e-9d4a-4e6f-8a7b-1c2d-3e4f-5a6",
        "31415926535897932384626433832795028841",
    ],
)
def test_what_could_be_tried_out_is_refused(token_id: str) -> None:
    assert weakness_of(token_id) == "token_id_too_weak"


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
