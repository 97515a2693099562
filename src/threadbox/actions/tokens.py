"""Tokens by which a customer's own server speaks for a website."""

from threadbox.domain.refusals import Refusal
from threadbox.store import tokens
from threadbox.store.tokens import Token
from threadbox.store.transaction import Transaction

TIERS = ("website", "plugin", "user")


def create_token(tx: Transaction, *, tier: str, identifier: str, key_hash: str) -> None:
    """A token of the website whose turn it is. Raises `invalid`/`token_tier_unknown`."""
    if tier not in TIERS:
        raise Refusal("invalid", "token_tier_unknown", field="tier", given=tier)
    tokens.create(tx, identifier=identifier, tier=tier, key_hash=key_hash)


def revoke_token(tx: Transaction, *, identifier: str) -> Token:
    """A token opens nothing any more. Raises `not_found`/`token_not_found`."""
    token = tokens.find(tx, identifier)
    if token is None:
        raise Refusal("not_found", "token_not_found", field="identifier")
    tokens.remove(tx, identifier)
    return token
