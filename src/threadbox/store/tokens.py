"""Keys of backends and plugins: an identifier in the open, the key only as a hash."""

from dataclasses import dataclass, fields

from sqlalchemy import delete, select

from threadbox.store.statements import Row, Session, given, insert_row
from threadbox.store.tables import tokens, websites
from threadbox.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its key. `website`: the public id; `created_at` in milliseconds."""

    identifier: str
    website: str
    tier: str
    created_at: int


_INSERT = insert_row(tokens)
_ALL = (
    select(tokens.c.identifier, websites.c.id, tokens.c.tier, tokens.c.created_at)
    .join(websites, websites.c.key == tokens.c.website)
    .order_by(tokens.c.created_at, tokens.c.identifier)
)
_FIND = _ALL.where(tokens.c.identifier == given("identifier"))
_REMOVE = delete(tokens).where(tokens.c.identifier == given("identifier"))
_REMOVE_ALL = delete(tokens).where(tokens.c.website == given("website"))


def create(tx: Transaction, *, identifier: str, tier: str, key_hash: str) -> None:
    """A token of the locked website."""
    tx.run(
        _INSERT,
        identifier=identifier,
        website=tx.website.key,
        tier=tier,
        key_hash=key_hash,
        created_at=tx.now,
    )


def every(session: Session) -> list[Token]:
    """All tokens of all websites, oldest first."""
    return [_token(row) for row in session.all(_ALL)]


def find(session: Session, identifier: str) -> Token | None:
    row = session.first(_FIND, identifier=identifier)
    return None if row is None else _token(row)


def remove(tx: Transaction, identifier: str) -> None:
    tx.run(_REMOVE, identifier=identifier)


def remove_all(tx: Transaction, website: int) -> None:
    """All tokens of a website (key)."""
    tx.run(_REMOVE_ALL, website=website)


def _token(row: Row) -> Token:
    return Token(**dict(zip((field.name for field in fields(Token)), row, strict=True)))
