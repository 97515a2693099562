"""Tokens by which a customer's own server speaks for a website."""

from threadbox.domain.refusals import Refusal
from threadbox.store import tokens
from threadbox.store.transaction import Transaction

TIERS = ("website", "plugin", "user")


def create_token(tx: Transaction, *, tier: str, identifier: str, key_hash: str) -> None:
    """A token of the website whose turn it is. Raises `invalid`/`token_tier_unknown`."""
    if tier not in TIERS:
        raise Refusal("invalid", "token_tier_unknown", field="tier", given=tier)
    tokens.create(tx, identifier=identifier, tier=tier, key_hash=key_hash)
