"""Folders of files served from memory: read once at the start, as brotli or gzip where built.

Only files of known kinds are taken, by their path inside the folder, so no request can name
anything else on the disk.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from litestar import Response

from threadbox.gateways.http.responses import AnyRequest
from threadbox.gateways.security.auth import header

KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".md": "text/plain",
    ".txt": "text/plain",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_REFUSED_QUALITIES = ("q=0", "q=0.0", "q=0.00", "q=0.000")


@dataclass(frozen=True, slots=True)
class File:
    """One file in every encoding we have: "" is the plain one."""

    kind: str
    etag: str
    bodies: Mapping[str, bytes]


def files_in(folder: Path) -> dict[str, File]:
    """The files of a folder by their path in it; hidden folders are left out."""
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in inside.parts)
        if path.suffix in KINDS and path.is_file() and not is_hidden:
            found[inside.as_posix()] = _read(path)
    return found


def file_answer(request: AnyRequest, file: File, headers: Mapping[str, str]) -> Response[bytes]:
    """The file in the smallest encoding the browser takes, or 304 if it has it."""
    encoding = _best_encoding(file, header(request.scope, b"accept-encoding") or "")
    sent = {**headers, "ETag": file.etag, "Vary": "Accept-Encoding"}
    if _has(header(request.scope, b"if-none-match"), file.etag):
        return Response(b"", status_code=304, headers=sent)
    if encoding:
        sent["Content-Encoding"] = encoding
    return Response(file.bodies[encoding], media_type=file.kind, headers=sent)


def _read(path: Path) -> File:
    plain = path.read_bytes()
    bodies = {"": plain}
    for encoding, ending in _ENCODINGS:
        packed = path.with_name(path.name + ending)
        if packed.is_file():
            bodies[encoding] = packed.read_bytes()
    # Weak: the same tag stands for the plain and the packed forms.
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return File(KINDS[path.suffix], etag, bodies)


def _best_encoding(file: File, accepted: str) -> str:
    taken = {
        name.strip()
        for name, _, quality in (part.partition(";") for part in accepted.lower().split(","))
        if quality.replace(" ", "") not in _REFUSED_QUALITIES
    }
    for encoding, _ in _ENCODINGS:
        if encoding in taken and encoding in file.bodies:
            return encoding
    return ""


def _has(if_none_match: str | None, etag: str) -> bool:
    return if_none_match is not None and etag in (tag.strip() for tag in if_none_match.split(","))
