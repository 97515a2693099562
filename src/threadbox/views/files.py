"""Files as gateways hand them out, and which operators may have or bring one."""

from collections.abc import Mapping

from threadbox.domain.actors import Operator
from threadbox.domain.refusals import Refusal
from threadbox.store import conversations, files, websites
from threadbox.store.files import Kept, StoredFile
from threadbox.store.transaction import Reading
from threadbox.store.websites import Website
from threadbox.views.operators import by_session

__all__ = [
    "Kept",
    "StoredFile",
    "abandoned",
    "file",
    "file_for_operator",
    "home_of",
    "kept_files",
    "operator_at",
]


def file(rx: Reading, website: str | None, id: str) -> StoredFile:  # noqa: A002
    """The file of a website, or of the only one that has it (None).

    Raises `not_found`/`file_not_found`.
    """
    found = _file(rx, website, id)
    if found is None:
        raise Refusal("not_found", "file_not_found")
    return found


def abandoned(rx: Reading, *, older_than: int, most: int) -> Mapping[str, list[str]]:
    """Ids of files that were uploaded more than `older_than` milliseconds ago and never sent, by
    website."""
    found: dict[str, list[str]] = {}
    for website, id_ in files.abandoned(rx, rx.now - older_than, most):
        found.setdefault(website, []).append(id_)
    return found


def kept_files(rx: Reading) -> Mapping[str, Kept]:
    """Every file there is a row of, by its id; for whoever looks after the whole."""
    return files.every(rx)


def home_of(rx: Reading, website: str | None, conversation: str) -> Website | None:
    """The website, if it has this conversation; proves nothing about who asks. None: the only one
    that has it, for a tab that does not name it yet (version 0.1)."""
    named = website or _only(conversations.websites_of(rx, conversation))
    site = None if named is None else websites.find(rx, named)
    if site is None or conversations.find(rx, site.key, conversation) is None:
        return None
    return site


def file_for_operator(
    rx: Reading,
    token_hash: str,
    website: str | None,
    id: str,  # noqa: A002
) -> StoredFile:
    """The file, if whoever is signed in with this browser answers for its website.

    Raises `not_found`/`file_not_found`.
    """
    found, signed_in = _file(rx, website, id), by_session(rx, token_hash)
    if found is None or signed_in is None:
        raise Refusal("not_found", "file_not_found")
    if all(site.id != found.website for site in signed_in.websites):
        raise Refusal("not_found", "file_not_found")
    return found


def operator_at(rx: Reading, token_hash: str, website: str | None, conversation: str) -> Operator:
    """Whoever is signed in with this browser, acting in the website of a conversation.

    Raises `not_signed_in`, and `conversation_not_found` when it is not one of theirs.
    """
    signed_in = by_session(rx, token_hash)
    if signed_in is None:
        raise Refusal("unauthenticated", "not_signed_in")
    home, record = home_of(rx, website, conversation), signed_in.record
    if home is None or all(site.id != home.id for site in signed_in.websites):
        raise Refusal("not_found", "conversation_not_found")
    return Operator(website=home.id, id=record.id, name=record.name, avatar=record.avatar)


def _file(rx: Reading, website: str | None, id: str) -> StoredFile | None:  # noqa: A002
    home = website or _only(files.websites_of(rx, id))
    return None if home is None else files.find(rx, home, id)


def _only(websites: list[str]) -> str | None:
    return websites[0] if len(websites) == 1 else None
