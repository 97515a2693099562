"""Operators' accounts for signing in, and as faces for others."""

from dataclasses import dataclass

from threadbox.domain.refusals import Refusal
from threadbox.store import operators as store
from threadbox.store import reset_links
from threadbox.store.operators import OperatorRecord
from threadbox.store.transaction import Reading
from threadbox.store.websites import Website

__all__ = [
    "Admissions",
    "OperatorRecord",
    "RosterEntry",
    "SignedInOperator",
    "admissions",
    "by_email",
    "by_reset_link",
    "by_session",
    "operators_of",
    "roster",
    "websites_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInOperator:
    """An account and the websites it answers for."""

    record: OperatorRecord
    websites: tuple[Website, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """An account as administrators see it. `browsers`: in how many it is signed in."""

    record: OperatorRecord
    websites: tuple[Website, ...]
    browsers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Admissions:
    """Which browsers (by their hashes) are signed in, and at which websites they may be (pairs of
    hash and public id)."""

    signed_in: frozenset[str]
    at: frozenset[tuple[str, str]]


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


def by_reset_link(rx: Reading, token_hash: str) -> OperatorRecord:
    """Whose password a link changes. Raises `not_found`/`reset_link_unknown`."""
    found = reset_links.operator_of(rx, token_hash, rx.now)
    record = None if found is None else store.find(rx, found)
    if record is None:
        raise Refusal("not_found", "reset_link_unknown")
    return record


def roster(rx: Reading, website: str | None) -> list[RosterEntry]:
    """All accounts, or those that answer for a website (public id), by their addresses."""
    entries = [
        RosterEntry(
            record=record,
            websites=tuple(store.websites_of(rx, record.key)),
            browsers=store.sessions_of(rx, record.key, rx.now),
        )
        for record in store.every(rx)
    ]
    return [
        entry
        for entry in entries
        if website is None or any(site.id == website for site in entry.websites)
    ]


def admissions(rx: Reading) -> Admissions:
    """Who may be where at this moment."""
    return Admissions(
        signed_in=frozenset(store.signed_in(rx, rx.now)), at=frozenset(store.admitted(rx, rx.now))
    )
