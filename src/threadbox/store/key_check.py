"""What tells the key that this database's conversations were signed with from another one."""

from sqlalchemy import select, update

from threadbox.store.statements import Session, given
from threadbox.store.tables import storage
from threadbox.store.transaction import Transaction

_CHECK = select(storage.c.key_check).where(storage.c.key == 1)
_KEEP = update(storage).where(storage.c.key == 1).values(key_check=given("check"))


def key_check(rx: Session) -> str | None:
    """A view: what was kept of the key; None before the first server has started."""
    check: str | None = rx.one(_CHECK)[0]
    return check


def keep_key_check(tx: Transaction, check: str) -> None:
    """An action: from now on the database goes with this key."""
    tx.run(_KEEP, check=check)
