"""Websites as gateways need them: who may embed, what the chatbox looks like."""

from threadbox.domain.refusals import Refusal
from threadbox.store import websites as store
from threadbox.store.transaction import Reading
from threadbox.store.websites import Website

__all__ = ["Website", "website", "websites"]


def website(rx: Reading, id: str) -> Website:  # noqa: A002
    """Raises `Refusal("not_found", "website_not_found")`."""
    found = store.find(rx, id)
    if found is None:
        raise Refusal("not_found", "website_not_found")
    return found


def websites(rx: Reading) -> list[Website]:
    """All websites, for the command line."""
    return store.every(rx)
