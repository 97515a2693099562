"""What an uploaded file is, by its contents; its name and the type it came with are hearsay.

Signatures of some hundred types are known, and only those of `files.ALLOWED` count, whatever was
said. The type that was said only decides between several of these that the contents allow, such as
the kinds of office document, all of which are archives.
"""

import re
from pathlib import Path

import puremagic

from threadbox.domain.files import ALLOWED, DOCUMENTS, TEXTS
from threadbox.domain.refusals import Refusal

# Where signatures stand.
_HEAD_BYTES = 8 * 1024
_CHUNK_BYTES = 1024 * 1024
# Controls that stand in no text; tab, line breaks, form feed and escape do.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
# What begins like a page is refused, whatever it is called (WHATWG, MIME sniffing).
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[a-z!?/]", re.IGNORECASE)
# Texts have no signature: what is one, all of its bytes say.
_SIGNED = frozenset(ALLOWED) - frozenset(TEXTS)
_ARCHIVE = b"PK\x03\x04"
_ARCHIVES = tuple(media for media in DOCUMENTS if media != "application/pdf")
_SAME = {
    "application/ogg": "audio/ogg",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "application/x-matroska": "video/webm",
}
# One container, with sound alone or with pictures: who recorded it knows.
_SOUND_OF = {"video/webm": "audio/webm", "video/mp4": "audio/mp4"}


def media_of(path: Path, said: str) -> str:
    """The file's MIME type, one of `files.ALLOWED`. `said`: the type it came with.

    Raises `unsupported`/`file_media_refused`. Reads the whole of a text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    possible = _possible(head)
    if said in possible:
        return said
    if possible:
        return min(possible, key=ALLOWED.index)
    if said in TEXTS and _is_text(path):
        return said
    raise Refusal("unsupported", "file_media_refused", media=said[:64])


def _possible(head: bytes) -> set[str]:
    """The types of `_SIGNED` whose signatures these bytes carry."""
    if _MARKUP.match(head):
        return set()
    if head.startswith(_ARCHIVE):
        return set(_ARCHIVES)
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):  # nothing known, or nothing at all
        return set()
    known = {_SAME.get(media, media) for media in found}
    known |= {_SOUND_OF[media] for media in known if media in _SOUND_OF}
    return known & _SIGNED


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        chunk = file.read(_CHUNK_BYTES)
        if _MARKUP.match(chunk):
            return False
        while chunk:
            if _NOT_TEXT.search(chunk):
                return False
            chunk = file.read(_CHUNK_BYTES)
    return True
