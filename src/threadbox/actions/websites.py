"""Creating a website, the tenant everything else belongs to, and changing its settings."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import urlsplit
from uuid import UUID

from threadbox.domain import limits
from threadbox.domain.actors import Author
from threadbox.domain.app_origins import is_app_origin
from threadbox.domain.facts import WebsiteChanged
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import one_line, paragraph
from threadbox.domain.websites import RepliesIn
from threadbox.store import websites
from threadbox.store.transaction import Transaction
from threadbox.store.website_record import record_of_website
from threadbox.store.websites import Website

ACCENT = "#3451d1"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
# A language, and what narrows it down (BCP 47).
_LOCALE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}\Z")
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


def change_website(tx: Transaction, *, changes: Mapping[str, object], by: Author) -> Website:
    """Changes the settings given of the locked website; None unsets one that may be. What
    changes nothing is not recorded.

    Raises `invalid` with `website_…`, also for a setting that does not exist.
    """
    checked: dict[str, Any] = {}
    for name, given in changes.items():
        if name not in _CHECKS:
            raise Refusal("invalid", "website_setting_unknown", field=name)
        is_unset = given is None and name in ("welcome", "locale", "replies_in")
        checked[name] = None if is_unset else _CHECKS[name](given)
    known = websites.locked_website(tx).settings
    settings = replace(known, **checked)
    if settings != known:
        record_of_website(tx, WebsiteChanged(at=tx.now, by=by, settings=settings))
    return websites.locked_website(tx)


def change_identity(
    tx: Transaction,
    *,
    roll: bool = False,
    signed_email: bool | None = None,
    signed_threads: bool | None = None,
) -> Website:
    """Changes how the locked website proves identities; None leaves a switch as it is.

    `roll` makes a new secret; the present one stays valid until the next roll.
    """
    site = websites.locked_website(tx)
    return websites.keep_identity(
        tx,
        generation=site.identity_generation + int(roll),
        email=site.signed_email_required if signed_email is None else signed_email,
        threads=site.signed_threads_required if signed_threads is None else signed_threads,
    )


def _domains(given: object) -> tuple[str, ...]:
    """At least one; of several, each once."""
    listed = given if isinstance(given, Sequence) and not isinstance(given, str) else ()
    names = tuple(dict.fromkeys(map(_domain, listed)))
    if not 1 <= len(names) <= limits.DOMAINS:
        raise Refusal("invalid", "website_domains_malformed", field="domains", limit=limits.DOMAINS)
    return names


def _accent(given: object) -> str:
    if not isinstance(given, str) or not _COLOUR.match(given):
        raise Refusal("invalid", "website_accent_malformed", field="accent")
    return given.lower()


def _locale(given: object) -> str:
    if not isinstance(given, str) or not _LOCALE.match(given):
        raise Refusal("invalid", "website_locale_malformed", field="locale")
    return given


def _replies_in(given: object) -> str:
    if given not in get_args(RepliesIn):
        raise Refusal("invalid", "website_replies_in_unknown", field="replies_in")
    return str(given)


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "name": lambda given: one_line(given, field="website_name", most=limits.COMPANY_CHARACTERS),
    "domains": _domains,
    "accent": _accent,
    "welcome": lambda given: paragraph(
        given, field="website_welcome", most=limits.WELCOME_CHARACTERS
    ),
    "locale": _locale,
    "replies_in": _replies_in,
}


def _domain(given: object) -> str:
    """A bare host name in lower case; an address is cut down to its host, an app's origin kept."""
    line = one_line(given, field="website_domain", most=limits.URL_CHARACTERS).lower()
    if is_app_origin(line):
        return line
    host = urlsplit(line if "//" in line else f"//{line}").hostname or ""
    try:
        name = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        name = ""
    if len(name) > _DOMAIN_CHARACTERS or not _DOMAIN.match(name):
        raise Refusal("invalid", "website_domain_malformed", field="domain", given=line)
    return name
