"""Websites: the tenants. Each has its own log, epoch and settings."""

from dataclasses import dataclass, fields

from sqlalchemy import select, update

from threadbox.domain.websites import RepliesIn, WebsiteSettings
from threadbox.store.json_codec import decoded_or, encoded
from threadbox.store.statements import Row, Session, given, insert_row
from threadbox.store.tables import websites
from threadbox.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Website:
    """`domains` may embed the chatbox, sub-domains included. `head`: newest log position;
    `conversations`: how many there have been.

    `signed_…_required`: an e-mail, or a thread the page starts, needs the backend's signature.
    """

    key: int
    id: str
    name: str
    domains: tuple[str, ...]
    accent: str
    welcome: str | None
    locale: str | None
    replies_in: RepliesIn | None
    created_at: int
    epoch: str
    head: int
    conversations: int
    identity_generation: int
    signed_email_required: bool
    signed_threads_required: bool

    @property
    def settings(self) -> WebsiteSettings:
        return WebsiteSettings(
            **{field.name: getattr(self, field.name) for field in fields(WebsiteSettings)}
        )


_COLUMNS = list(websites.columns)
_FIND = select(*_COLUMNS).where(websites.c.id == given("id"))
_ALL = select(*_COLUMNS).order_by(websites.c.key)
_INSERT = insert_row(websites, without="key")
_BY_KEY = select(*_COLUMNS).where(websites.c.key == given("key"))
_KEEP = (
    update(websites)
    .where(websites.c.key == given("row_key"))
    .values(
        name=given("name"),
        domains_json=given("domains"),
        accent=given("accent"),
        welcome=given("welcome"),
        locale=given("locale"),
        replies_in=given("replies_in"),
    )
)
_KEEP_IDENTITY = (
    update(websites)
    .where(websites.c.key == given("row_key"))
    .values(
        identity_generation=given("generation"),
        signed_email_required=given("email"),
        signed_threads_required=given("threads"),
    )
)


def find(session: Session, id: str) -> Website | None:  # noqa: A002
    row = session.first(_FIND, id=id)
    return None if row is None else website_from(row)


def by_key(session: Session, key: int) -> Website:
    """The website of this key. Raises LookupError."""
    return website_from(session.one(_BY_KEY, key=key))


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
        replies_in=None,
        created_at=tx.now,
        epoch=epoch,
        head=0,
        conversations=0,
        identity_generation=1,
        signed_email_required=False,
        signed_threads_required=False,
    )
    return website_from(tx.one(_FIND, id=id))


def locked_website(tx: Transaction) -> Website:
    """The locked website."""
    return by_key(tx, tx.website.key)


def keep(tx: Transaction, settings: WebsiteSettings) -> None:
    """Writes the settings of the locked website."""
    tx.run(
        _KEEP,
        row_key=tx.website.key,
        name=settings.name,
        domains=encoded(settings.domains),
        accent=settings.accent,
        welcome=settings.welcome,
        locale=settings.locale,
        replies_in=settings.replies_in,
    )


def keep_identity(tx: Transaction, *, generation: int, email: bool, threads: bool) -> Website:
    """Changes how the locked website proves identities."""
    tx.run(
        _KEEP_IDENTITY, row_key=tx.website.key, generation=generation, email=email, threads=threads
    )
    return locked_website(tx)


def website_from(row: Row) -> Website:
    """A whole row of `websites` as an object."""
    values = dict(zip((column.name for column in _COLUMNS), row, strict=True))
    return Website(
        **values
        | {
            "domains": decoded_or(values.pop("domains_json"), tuple[str, ...], ()),
            "signed_email_required": bool(values["signed_email_required"]),
            "signed_threads_required": bool(values["signed_threads_required"]),
        }
    )
