"""Keeping uploaded files, and forgetting those that never became a message.

A file belongs to the conversation it was uploaded into, and no other can use it.
"""

from urllib.parse import quote

from threadbox.actions.access import begun, obtain
from threadbox.domain import limits
from threadbox.domain.actors import Actor, Visitor, key_of
from threadbox.domain.contents import file_name
from threadbox.domain.files import PICTURES, RECORDINGS
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Audio, Content, File
from threadbox.store import files
from threadbox.store.files import StoredFile
from threadbox.store.record import record
from threadbox.store.transaction import Transaction
from threadbox.store.work import Work

# A browser's recorder calls sound alone a film, too.
_HEARD = (*RECORDINGS, "video/webm", "video/mp4")


def keep_file(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    id: str,  # noqa: A002
    name: object,
    media: str,
    size: int,
    pixels: tuple[int, int] | None,
) -> StoredFile:
    """A row for a file of `size` bytes that is about to be stored; `pixels`: width and height.

    Raises `invalid`/`file_name_…` and `too_many`/`files_too_many` with `retry_after`.
    """
    shown = file_name(name)
    work, _ = obtain(tx, actor, conversation, id)
    record(work, *begun(work))
    if isinstance(actor, Visitor):
        _require_quota(work, size)
    width, height = pixels if pixels is not None and media in PICTURES else (None, None)
    file = StoredFile(
        id=id,
        website=actor.website,
        conversation=conversation,
        name=shown,
        media=media,
        bytes=size,
        width=width,
        height=height,
        created_at=tx.now,
        sent_at=None,
    )
    files.create(tx, work.row.key, file, key_of(actor))
    return file


def with_its_file(work: Work, content: Content) -> Content:
    """The content, with what is known of the stored file that it names; any other as it is.

    Raises `not_found`/`file_not_found`, `invalid`/`file_not_audio`.
    """
    if not isinstance(content, File | Audio) or content.file is None:
        return content
    file = files.take(work.tx, work.row.key, content.file)
    if file is None:
        raise Refusal("not_found", "file_not_found", field="content.file")
    if isinstance(content, Audio):
        if file.media not in _HEARD:
            raise Refusal("invalid", "file_not_audio", field="content.file")
        return Audio(url=address_of(file), media=file.media, seconds=content.seconds, file=file.id)
    return File(
        name=file.name,
        url=address_of(file),
        media=file.media,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
        file=file.id,
    )


def address_of(file: StoredFile) -> str:
    """The path under which this server hands it out."""
    return f"/files/{file.website}/{file.id}/{quote(file.name, safe='')}"


def forget_files(tx: Transaction, *, ids: list[str]) -> list[str]:
    """Forgets files that no message has; returns those forgotten, whose bytes may go now."""
    return [each for each in ids if files.forget(tx, each)]


def _require_quota(work: Work, size: int) -> None:
    """What one visitor may bring in an hour."""
    since = work.tx.now - limits.UPLOADS_MILLISECONDS
    count, total = files.since(work.tx, work.row.key, key_of(work.actor), since)
    if count >= limits.UPLOADS or total + size > limits.UPLOADS_BYTES:
        raise Refusal(
            "too_many",
            "files_too_many",
            limit=limits.UPLOADS,
            bytes=limits.UPLOADS_BYTES,
            retry_after=limits.UPLOADS_MILLISECONDS // 1000,
        )
