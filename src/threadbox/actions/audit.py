"""Doing something so that it can be looked up later who did it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from threadbox.domain.administration import Act
from threadbox.store import audit
from threadbox.store.transaction import Transaction
from threadbox.store.websites import Website

T = TypeVar("T")


def audited(tx: Transaction, act: Act, action: Callable[..., T], **wanted: Any) -> T:
    """Runs an action and leaves a line of it, both or neither."""
    result = action(tx, **wanted)
    if act.website is None and isinstance(result, Website):
        act = replace(act, website=result.id)
    audit.append(tx, act)
    return result


def note(tx: Transaction, act: Act) -> None:
    """Leaves a line of what was done elsewhere, such as in a file."""
    audit.append(tx, act)
