"""What `record.py` does for conversations, for the locked website: settings, tokens, and
whatever else belongs to all of its conversations.
"""

from collections.abc import Callable
from typing import Any

from threadbox.domain.facts import TokenCreated, TokenRevoked, WebsiteChanged, WebsiteFact
from threadbox.store import log, tokens, websites
from threadbox.store.transaction import Transaction


def record_of_website(tx: Transaction, *facts: WebsiteFact) -> int:
    """Applies `facts` in order and appends them to the log; returns the log's head."""
    for fact in facts:
        _WEBSITE_WRITES[fact.type](tx, fact)
        log.append(tx, fact, None)
    return tx.website.head


def _website_changed(tx: Transaction, fact: WebsiteChanged) -> None:
    websites.keep(tx, fact.settings)


def _token_created(_tx: Transaction, _fact: TokenCreated) -> None:
    """The row has the hash of the key, which no fact tells: the action adds it."""


def _token_revoked(tx: Transaction, fact: TokenRevoked) -> None:
    tokens.remove(tx, fact.identifier)


_WEBSITE_WRITES: dict[str, Callable[[Transaction, Any], None]] = {
    "website_changed": _website_changed,
    "token_created": _token_created,
    "token_revoked": _token_revoked,
}
