"""Deleting a website with everything of it: one step that ends it for everybody, then portions.

Each portion is an action of its own, small enough that others hardly wait for it.
"""

from threadbox.domain.refusals import Refusal
from threadbox.store import deletion, operators, tokens
from threadbox.store.transaction import Transaction

# Some milliseconds of the writer's time each.
LINES_AT_ONCE = 500
CONVERSATIONS_AT_ONCE = 20


def begin_deletion(tx: Transaction) -> int:
    """Nobody reaches the locked website any more; returns its key for the portions."""
    operators.dismiss_all(tx, tx.website.key)
    tokens.remove_all(tx, tx.website.key)
    return deletion.begin(tx)


def deletion_begun(tx: Transaction, *, site: str) -> int:
    """The key of a website (`site`: its former public id) whose deletion was begun and not ended.

    Raises `not_found`/`website_not_found`.
    """
    key = deletion.begun(tx, site)
    if key is None:
        raise Refusal("not_found", "website_not_found")
    return key


def forget_some(tx: Transaction, *, site: int) -> bool:
    """Takes a portion of a website (`site`: its key) away; False when only its row is left."""
    return deletion.forget_log(tx, site, LINES_AT_ONCE) or deletion.forget_conversations(
        tx, site, CONVERSATIONS_AT_ONCE
    )


def forget_files_of(tx: Transaction, *, site: int, ids: list[str]) -> None:
    """The bytes of these files of a website (`site`: its key) are gone; so are their rows."""
    deletion.forget_files(tx, site, ids)


def end_deletion(tx: Transaction, *, site: int) -> None:
    """Nothing is left of a website (`site`: its key) but its row, which goes now."""
    deletion.end(tx, site)
