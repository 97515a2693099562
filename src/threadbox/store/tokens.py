"""Keys of backends and plugins: an identifier in the open, the key only as a hash."""

from threadbox.store.statements import insert_row
from threadbox.store.tables import tokens
from threadbox.store.transaction import Transaction

_INSERT = insert_row(tokens)


def create(tx: Transaction, *, identifier: str, tier: str, key_hash: str) -> None:
    """A token of the website whose turn it is."""
    tx.run(
        _INSERT,
        identifier=identifier,
        website=tx.turn.key,
        tier=tier,
        key_hash=key_hash,
        created_at=tx.now,
    )
