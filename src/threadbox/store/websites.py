"""Websites: the tenants. Each has its own log, epoch and settings."""

from dataclasses import dataclass

from sqlalchemy import select

from threadbox.store.encoding import decoded, encoded
from threadbox.store.statements import Row, Session, given, insert_row
from threadbox.store.tables import websites
from threadbox.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Website:
    """`domains` may embed the chatbox, sub-domains included. `head`: newest log position."""

    key: int
    id: str
    name: str
    domains: tuple[str, ...]
    accent: str
    welcome: str | None
    locale: str | None
    created_at: int
    epoch: str
    head: int


_COLUMNS = list(websites.columns)
_FIND = select(*_COLUMNS).where(websites.c.id == given("id"))
_ALL = select(*_COLUMNS).order_by(websites.c.key)
_INSERT = insert_row(websites, without="key")


def find(session: Session, id: str) -> Website | None:  # noqa: A002
    row = session.one(_FIND, id=id)
    return None if row is None else website_from(row)


def every(session: Session) -> list[Website]:
    """All websites, oldest first."""
    return [website_from(row) for row in session.all(_ALL)]


def create(
    tx: Transaction,
    *,
    id: str,  # noqa: A002
    name: str,
    domains: tuple[str, ...],
    accent: str,
    epoch: str,
) -> Website:
    """A new website with an empty log."""
    tx.run(
        _INSERT,
        id=id,
        name=name,
        domains_json=encoded(domains),
        accent=accent,
        welcome=None,
        locale=None,
        created_at=tx.now,
        epoch=epoch,
        head=0,
    )
    return website_from(tx.the(_FIND, id=id))


def website_from(row: Row) -> Website:
    """A whole row of `websites` as an object."""
    key, id_, name, domains_json, accent, welcome, locale, created_at, epoch, head = row
    return Website(
        key=key,
        id=id_,
        name=name,
        domains=decoded(domains_json, tuple[str, ...]),
        accent=accent,
        welcome=welcome,
        locale=locale,
        created_at=created_at,
        epoch=epoch,
        head=head,
    )
