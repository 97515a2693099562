"""Tokens by which a customer's own server speaks for a website."""

from threadbox.domain.actors import Author
from threadbox.domain.facts import TokenCreated, TokenRevoked
from threadbox.domain.refusals import Refusal
from threadbox.store import tokens
from threadbox.store.tokens import Token
from threadbox.store.transaction import Transaction
from threadbox.store.website_record import record_of_website

TIERS = ("website", "plugin", "user")


def create_token(tx: Transaction, *, tier: str, identifier: str, key_hash: str, by: Author) -> None:
    """A token of the locked website. Raises `invalid`/`token_tier_unknown`."""
    if tier not in TIERS:
        raise Refusal("invalid", "token_tier_unknown", field="tier", given=tier)
    tokens.create(tx, identifier=identifier, tier=tier, key_hash=key_hash)
    record_of_website(tx, TokenCreated(at=tx.now, by=by, identifier=identifier, tier=tier))


def revoke_token(tx: Transaction, *, identifier: str, by: Author) -> Token:
    """A token of the locked website opens nothing any more.

    Raises `not_found`/`token_not_found`."""
    token = tokens.find(tx, identifier)
    if token is None or token.website != tx.website.id:
        raise Refusal("not_found", "token_not_found", field="identifier")
    record_of_website(tx, TokenRevoked(at=tx.now, by=by, identifier=identifier))
    return token
