"""Uploaded files as rows: what they are, and whether a message has them. Their bytes are elsewhere
(`gateways/files/blob_storage.py`), under their ids."""

from dataclasses import dataclass, fields

from sqlalchemy import and_, delete, func, select, update

from threadbox.store.keys import ConversationKey, of_conversation
from threadbox.store.statements import Row, Session, given, insert_row
from threadbox.store.tables import conversations, files, websites
from threadbox.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of a conversation; `website` and `conversation` are public ids. `width` and `height`
    in pixels, of pictures. `sent_at` None: no message has it yet."""

    id: str
    website: str
    conversation: str
    name: str
    media: str
    bytes: int
    width: int | None
    height: int | None
    created_at: int
    sent_at: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """How many bytes a file has, and whether a message has it."""

    bytes: int
    is_in_a_message: bool


_COLUMNS = (
    files.c.id,
    websites.c.id,
    conversations.c.id,
    files.c.name,
    files.c.media,
    files.c.bytes,
    files.c.width,
    files.c.height,
    files.c.created_at,
    files.c.sent_at,
)
_NAMES = [field.name for field in fields(StoredFile)]
_FIND = (
    select(*_COLUMNS)
    .join(
        conversations,
        and_(
            conversations.c.website == files.c.website,
            conversations.c.number == files.c.conversation,
        ),
    )
    .join(websites, websites.c.key == files.c.website)
    .where(websites.c.id == given("website"), files.c.id == given("id"))
)
_WEBSITES_OF = (
    select(websites.c.id)
    .join(files, files.c.website == websites.c.key)
    .where(files.c.id == given("id"))
)
_INSERT = insert_row(files)
_TAKE = (
    update(files)
    .where(
        files.c.id == given("file"),
        files.c.website == given("holder_website"),
        files.c.conversation == given("holder"),
    )
    .values(sent_at=func.coalesce(files.c.sent_at, given("now")))
    .returning(files.c.id)
)
_SINCE = select(func.count(), func.coalesce(func.sum(files.c.bytes), 0)).where(
    of_conversation(files),
    files.c.uploader == given("uploader"),
    files.c.created_at > given("since"),
)
_ABANDONED = (
    select(websites.c.id, files.c.id)
    .join(websites, websites.c.key == files.c.website)
    .where(files.c.sent_at.is_(None), files.c.created_at < given("before"))
    .order_by(files.c.created_at)
    .limit(given("most"))
)
_SENT = select(files.c.id).where(files.c.sent_at.is_not(None)).order_by(files.c.id)
_MOVE = (
    update(files)
    .where(files.c.website == given("holder_website"), files.c.conversation == given("source"))
    .values(conversation=given("target"))
)
_EVERY = select(files.c.id, files.c.bytes, files.c.sent_at)
_FORGET = (
    delete(files)
    .where(
        files.c.website == given("website"), files.c.id == given("id"), files.c.sent_at.is_(None)
    )
    .returning(files.c.id)
)


def find(session: Session, website: str, id: str) -> StoredFile | None:  # noqa: A002
    """The file with this id in the website with this public id."""
    row = session.first(_FIND, website=website, id=id)
    return None if row is None else _file(row)


def websites_of(session: Session, id: str) -> list[str]:  # noqa: A002
    """The public ids of the websites that have a file with this id: for addresses made before they
    named their website."""
    return [row[0] for row in session.all(_WEBSITES_OF, id=id)]


def create(tx: Transaction, key: ConversationKey, file: StoredFile, uploader: str) -> None:
    """Adds a file that no message has yet. `uploader`: `actors.key_of` who brought it."""
    tx.run(
        _INSERT,
        website=key.website,
        id=file.id,
        conversation=key.conversation,
        uploader=uploader,
        name=file.name,
        media=file.media,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
        created_at=file.created_at,
        sent_at=None,
    )


def take(tx: Transaction, key: ConversationKey, id: str) -> StoredFile | None:  # noqa: A002
    """The file, for a message of this conversation; from now on it stays. None if it is not one
    of this conversation, or was forgotten at this very moment."""
    holder = {"holder_website": key.website, "holder": key.conversation}
    if tx.first(_TAKE, file=id, now=tx.now, **holder) is None:
        return None
    return find(tx, tx.website.id, id)


def since(session: Session, key: ConversationKey, uploader: str, moment: int) -> tuple[int, int]:
    """How many files somebody has uploaded after a moment, and how many bytes."""
    row = session.first(_SINCE, **key._asdict(), uploader=uploader, since=moment)
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def abandoned(session: Session, before: int, most: int) -> list[tuple[str, str]]:
    """Website and id of files uploaded before a moment that no message has, the oldest first."""
    return [(row[0], row[1]) for row in session.all(_ABANDONED, before=before, most=most)]


def sent(session: Session) -> list[str]:
    """Ids of all files that a message has."""
    return [row[0] for row in session.all(_SENT)]


def every(session: Session) -> dict[str, Kept]:
    """All files, by their ids."""
    return {row[0]: Kept(row[1], row[2] is not None) for row in session.all(_EVERY)}


def move(tx: Transaction, source: ConversationKey, target: ConversationKey) -> None:
    """All files of a conversation belong to another one of its website from now on."""
    tx.run(
        _MOVE,
        holder_website=source.website,
        source=source.conversation,
        target=target.conversation,
    )


def forget(tx: Transaction, id: str) -> bool:  # noqa: A002
    """Removes the row of a file of the locked website, unless a message has it by now."""
    return tx.first(_FORGET, website=tx.website.key, id=id) is not None


def _file(row: Row) -> StoredFile:
    return StoredFile(**dict(zip(_NAMES, row, strict=True)))
