"""What a website's deletion has before it."""

from dataclasses import dataclass

from threadbox.domain.refusals import Refusal
from threadbox.store import deletion, websites
from threadbox.store.transaction import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletable:
    """A website that could be deleted. `is_begun`: it was, and something is left of it."""

    name: str
    conversations: int
    is_begun: bool


def deletable(rx: Reading, website: str) -> Deletable:
    """By the public id it has, or had. Raises `not_found`/`website_not_found`."""
    begun = deletion.begun(rx, website)
    found = websites.find(rx, website) if begun is None else websites.by_key(rx, begun)
    if found is None:
        raise Refusal("not_found", "website_not_found")
    return Deletable(
        name=found.name,
        conversations=deletion.conversations_of(rx, found.key),
        is_begun=begun is not None,
    )


def some_files(rx: Reading, website: int, most: int) -> list[str]:
    """Ids of files that a website (key) still has."""
    return deletion.files_of(rx, website, most)
