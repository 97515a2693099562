"""Operators' passwords: set by an administrator, or chosen by the operator with a one-time link.

A changed password ends every session of the account: it may have been changed because somebody
else knew it.
"""

from threadbox.actions.operators import account
from threadbox.domain.administration import Act
from threadbox.domain.refusals import Refusal
from threadbox.store import audit, operators, reset_links
from threadbox.store.operators import OperatorRecord
from threadbox.store.transaction import Transaction


def end_all_sessions(tx: Transaction, *, email: str) -> OperatorRecord:
    """Signs an operator out of every browser. Raises as `account` does."""
    operator = account(tx, email)
    operators.end_sessions(tx, operator.key)
    return operator


def set_password(tx: Transaction, *, email: str, password_hash: str) -> OperatorRecord:
    """Gives an account another password, and ends all its sessions. Raises as `account` does."""
    operator = account(tx, email)
    _change_password(tx, operator, password_hash)
    return operator


def make_reset_link(
    tx: Transaction, *, email: str, token_hash: str, lifetime_ms: int
) -> OperatorRecord:
    """A link by which the operator may choose a password, once, for so many milliseconds.

    The link made before opens nothing any more. Raises as `account` does.
    """
    operator = account(tx, email)
    reset_links.create(tx, operator.key, token_hash, tx.now + lifetime_ms)
    return operator


def choose_password(tx: Transaction, *, token_hash: str, password_hash: str) -> OperatorRecord:
    """Uses a link up: the account has the new password, and all its sessions are over.

    Raises `not_found`/`reset_link_unknown` for a link that was used, replaced, or is too old.
    """
    found = reset_links.operator_of(tx, token_hash, tx.now)
    operator = None if found is None else operators.hold(tx, found)
    # Looked at again: somebody else may have used the link while we waited for the account.
    if operator is None or reset_links.operator_of(tx, token_hash, tx.now) is None:
        raise Refusal("not_found", "reset_link_unknown")
    _change_password(tx, operator, password_hash)
    audit.append(tx, Act(name="password_chosen", actor=operator.email, about=operator.email))
    return operators.get(tx, operator.key)


def _change_password(tx: Transaction, operator: OperatorRecord, password_hash: str) -> None:
    operators.set_password(tx, operator.key, password_hash)
    operators.end_sessions(tx, operator.key)
    reset_links.forget(tx, operator.key)
