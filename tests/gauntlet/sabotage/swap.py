"""Putting something else where something was; loudly, so that a bug is not planted into nothing."""

from collections.abc import Callable
from typing import Any


def swap(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
    """`owner.name` becomes what `make` makes of it. AttributeError when it is there no more."""
    genuine = getattr(owner, name)
    setattr(owner, name, make(genuine))


def instead(owner: Any, name: str, other: Any) -> None:
    """`owner.name` becomes `other`. AttributeError when it is there no more."""
    swap(owner, name, lambda _: other)
