"""Operators' accounts and the browsers they are signed in with."""

from threadbox.domain import limits, people
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import one_line
from threadbox.store import operators, reset_links
from threadbox.store.operators import OperatorRecord
from threadbox.store.transaction import Transaction


def create_operator(
    tx: Transaction, *, email: str, name: str, password_hash: str
) -> OperatorRecord:
    """An account that answers for the locked website.

    Raises `invalid` with `profile_email_…` or `operator_name_…`, and `conflict`/
    `operator_exists` when somebody has the e-mail already.
    """
    address = people.email_address(email).lower()
    shown = one_line(name, field="operator_name", most=limits.NICKNAME_CHARACTERS)
    if operators.by_email(tx, address) is not None:
        raise Refusal("conflict", "operator_exists", field="email")
    key = operators.create(
        tx, id=str(tx.new_uuid()), email=address, name=shown, password_hash=password_hash
    )
    operators.join(tx, key, tx.website.key)
    return operators.get(tx, key)


def add_operator(tx: Transaction, *, email: str) -> OperatorRecord:
    """Lets an operator answer for the locked website, too; again changes nothing.

    Raises `invalid` with `profile_email_…`, and `not_found`/`operator_not_found`.
    """
    operator = account(tx, email)
    operators.join(tx, operator.key, tx.website.key)
    return operator


def remove_from_website(tx: Transaction, *, email: str) -> OperatorRecord:
    """An operator answers no more for the locked website; the account stays.

    Raises as `add_operator` does, and `not_found`/`operator_elsewhere` when it did not.
    """
    operator = account(tx, email)
    if not operators.leave(tx, operator.key, tx.website.key):
        raise Refusal("not_found", "operator_elsewhere", field="email")
    return operator


def remove_operator(tx: Transaction, *, email: str) -> OperatorRecord:
    """Takes an account away: who had it is signed out everywhere and cannot sign in again.

    What they said stays, with their name. Raises as `add_operator` does.
    """
    operator = account(tx, email)
    reset_links.forget(tx, operator.key)
    operators.remove(tx, operator.key)
    return operator


def start_session(
    tx: Transaction, *, operator: OperatorRecord, token_hash: str, lifetime_ms: int
) -> None:
    """Remembers a browser that just signed in, for `lifetime_ms` milliseconds.

    Raises `unauthenticated`/`sign_in_failed` when the account was removed, or got another
    password, since `operator` was read.
    """
    known = operators.hold(tx, operator.id)
    if known is None or known.password_hash != operator.password_hash:
        raise Refusal("unauthenticated", "sign_in_failed")
    operators.start_session(tx, known.key, token_hash, tx.now + lifetime_ms)


def end_session(tx: Transaction, *, token_hash: str) -> None:
    """Signs a browser out. Unknown ones are signed out already."""
    operators.end_session(tx, token_hash)


def account(tx: Transaction, email: str) -> OperatorRecord:
    """The account of an e-mail address, in any case of its letters, held until the commit.

    Raises `invalid` with `profile_email_…`, and `not_found`/`operator_not_found`.
    """
    operator = operators.by_email(tx, people.email_address(email).lower())
    held = None if operator is None else operators.hold(tx, operator.id)
    if held is None:
        raise Refusal("not_found", "operator_not_found", field="email")
    return held
