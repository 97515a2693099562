"""One-time links by which an operator chooses a new password; an operator has at most one."""

from sqlalchemy import delete, select

from threadbox.store.statements import Session, given, insert_row
from threadbox.store.tables import operators, reset_links
from threadbox.store.transaction import Transaction

_INSERT = insert_row(reset_links)
_FIND = (
    select(operators.c.id)
    .join(reset_links, reset_links.c.operator == operators.c.key)
    .where(reset_links.c.token_hash == given("token_hash"), reset_links.c.expires_at > given("now"))
)
_FORGET = delete(reset_links).where(reset_links.c.operator == given("operator"))


def create(tx: Transaction, operator: int, token_hash: str, expires_at: int) -> None:
    """The operator's link from now on; the one before, if any, opens nothing any more."""
    forget(tx, operator)
    tx.run(
        _INSERT,
        token_hash=token_hash,
        operator=operator,
        created_at=tx.now,
        expires_at=expires_at,
    )


def operator_of(session: Session, token_hash: str, now: int) -> str | None:
    """Whose link this is (public id), if it is good at this time."""
    row = session.first(_FIND, token_hash=token_hash, now=now)
    return None if row is None else str(row[0])


def forget(tx: Transaction, operator: int) -> None:
    """The operator's link, used or not, opens nothing any more."""
    tx.run(_FORGET, operator=operator)
