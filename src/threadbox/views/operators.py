"""Operators' accounts for signing in, and as faces for others."""

from dataclasses import dataclass

from threadbox.store import operators as store
from threadbox.store.operators import OperatorRecord
from threadbox.store.transaction import Reading
from threadbox.store.websites import Website

__all__ = ["OperatorRecord", "SignedInOperator", "by_email", "by_session", "operators_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInOperator:
    """An account and the websites it answers for."""

    record: OperatorRecord
    websites: tuple[Website, ...]


def by_email(rx: Reading, email: str) -> OperatorRecord | None:
    """The account of an e-mail address, whatever its case."""
    return store.by_email(rx, email.strip().lower())


def by_session(rx: Reading, token_hash: str) -> SignedInOperator | None:
    """Who is signed in with this browser, if it still is."""
    record = store.by_session(rx, token_hash, rx.now)
    if record is None:
        return None
    return SignedInOperator(record=record, websites=tuple(store.websites_of(rx, record.key)))


def operators_of(rx: Reading, website: str) -> list[OperatorRecord]:
    """The operators of a website (public id)."""
    return store.of_website(rx, website)


def websites_of(rx: Reading, record: OperatorRecord) -> list[Website]:
    """The websites an operator answers for."""
    return store.websites_of(rx, record.key)
