"""Creating a website, the tenant everything else belongs to."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from threadbox.domain import limits
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import one_line
from threadbox.store import websites
from threadbox.store.transaction import Transaction
from threadbox.store.websites import Website

ACCENT = "#3451d1"
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9][a-z0-9-]{0,62}\Z")
# RFC 1035: a name has at most 255 octets.
_DOMAIN_CHARACTERS = 253


def create_website(
    tx: Transaction,
    *,
    name: str,
    domain: str,
    id: UUID | None = None,  # noqa: A002
) -> Website:
    """A new website that pages on `domain` and its sub-domains may embed.

    Raises `invalid` with `website_name_…`, `website_domain_…`, or `conflict`/`website_exists`
    when `id` is taken.
    """
    checked = one_line(name, field="website_name", most=limits.COMPANY_CHARACTERS)
    website_id = str(id or tx.new_uuid())
    if websites.find(tx, website_id) is not None:
        raise Refusal("conflict", "website_exists", website=website_id)
    return websites.create(
        tx,
        id=website_id,
        name=checked,
        domains=(_domain(domain),),
        accent=ACCENT,
        epoch=str(tx.new_uuid()),
    )


def change_identity(
    tx: Transaction,
    *,
    roll: bool = False,
    signed_email: bool | None = None,
    signed_threads: bool | None = None,
) -> Website:
    """Changes how the website whose turn it is proves identities; None leaves a switch as it is.

    `roll` makes a new secret; the present one stays valid until the next roll.
    """
    site = websites.of_turn(tx)
    return websites.keep_identity(
        tx,
        generation=site.identity_generation + int(roll),
        email=site.signed_email_required if signed_email is None else signed_email,
        threads=site.signed_threads_required if signed_threads is None else signed_threads,
    )


def _domain(given: str) -> str:
    """A bare host name in lower case; an address is cut down to its host."""
    line = one_line(given, field="website_domain", most=limits.URL_CHARACTERS).lower()
    host = urlsplit(line if "//" in line else f"//{line}").hostname or ""
    try:
        name = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        name = ""
    if len(name) > _DOMAIN_CHARACTERS or not _DOMAIN.match(name):
        raise Refusal("invalid", "website_domain_malformed", field="domain", given=line)
    return name
