"""Tokens as administrators see them: never with a key."""

from threadbox.domain.refusals import Refusal
from threadbox.store import tokens as store
from threadbox.store.tokens import Token
from threadbox.store.transaction import Reading

__all__ = ["Token", "tokens", "website_of"]


def tokens(rx: Reading, website: str | None) -> list[Token]:
    """All tokens, or those of a website (public id), oldest first."""
    return [token for token in store.every(rx) if website in (None, token.website)]


def website_of(rx: Reading, identifier: str) -> str:
    """The public id of the website that a token speaks for. Raises `token_not_found`."""
    token = store.find(rx, identifier)
    if token is None:
        raise Refusal("not_found", "token_not_found", field="identifier")
    return token.website
