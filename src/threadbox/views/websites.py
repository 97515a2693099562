"""Websites as gateways need them: who may embed, what the chatbox looks like."""

from dataclasses import dataclass

from threadbox.domain.refusals import Refusal
from threadbox.store import deletion, operators
from threadbox.store import websites as store
from threadbox.store.transaction import Reading
from threadbox.store.websites import Website

__all__ = ["ListedWebsite", "Website", "listed_websites", "website", "websites"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWebsite:
    """A website as administrators see it. `is_going`: its deletion was begun and not ended."""

    id: str
    name: str
    domains: tuple[str, ...]
    operators: int
    conversations: int
    is_going: bool


def website(rx: Reading, id: str) -> Website:  # noqa: A002
    """Raises `Refusal("not_found", "website_not_found")`."""
    found = store.find(rx, id)
    if found is None:
        raise Refusal("not_found", "website_not_found")
    return found


def websites(rx: Reading) -> list[Website]:
    """All websites that anybody can reach, for the command line."""
    return [site for site in store.every(rx) if not deletion.is_going(site.id)]


def listed_websites(rx: Reading) -> list[ListedWebsite]:
    """All websites, those included of which a deletion has left something."""
    return [
        ListedWebsite(
            id=deletion.original_id(site.id),
            name=site.name,
            domains=site.domains,
            operators=len(operators.of_website(rx, site.id)),
            conversations=deletion.conversations_of(rx, site.key),
            is_going=deletion.is_going(site.id),
        )
        for site in store.every(rx)
    ]
