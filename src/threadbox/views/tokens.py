"""Tokens as administrators see them: never with a key."""

from threadbox.store import tokens as store
from threadbox.store.tokens import Token
from threadbox.store.transaction import Reading

__all__ = ["Token", "tokens"]


def tokens(rx: Reading, website: str | None) -> list[Token]:
    """All tokens, or those of a website (public id), oldest first."""
    return [token for token in store.every(rx) if website in (None, token.website)]
