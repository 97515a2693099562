"""Files over HTTP: `POST /visitor/files`, `POST /operator/files`, `GET /files/<id>/<name>`.

- What a file is, its contents say. Pictures are drawn anew; only they are shown inline.
- Files are kept under random ids; a visitor reads those of the own conversation with the key of
  the last `welcome`, an operator those of the own websites with the cookie. To everybody else
  there is no such file.
- Whatever is handed out cannot run: it is sandboxed, never guessed at, and mostly a download.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import structlog
from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from threadbox.actions.files import address_of, forget_files, keep_file
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.contents import FILE_ID, file_name
from threadbox.domain.files import PICTURES
from threadbox.domain.refusals import Refusal
from threadbox.gateways.files.blob_storage import Storage, StorageFault
from threadbox.gateways.files.image_pool import Pictures
from threadbox.gateways.files.media_types import media_of
from threadbox.gateways.files.receiving import (
    RETRY_SECONDS,
    Arrival,
    Arrivals,
    Uploader,
    require_length,
)
from threadbox.gateways.http.cors import preflight, readable_by, readable_by_any
from threadbox.gateways.http.responses import AnyRequest, json_answer, refusal_answer
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.auth import header, is_website_id, require_website_id
from threadbox.gateways.security.client_address import client_address, counted_address
from threadbox.gateways.security.command_rates import Sender
from threadbox.gateways.security.token_buckets import AddressBuckets
from threadbox.gateways.security.upload_rates import UploadPace
from threadbox.gateways.services import Services
from threadbox.views.files import StoredFile, file, file_for_operator, home_of, operator_at
from threadbox.wire import frames

_CHUNK_BYTES = 256 * 1024
_BEARER = "Bearer "
# A file never changes under its id. Only the reader's own browser may keep it.
SERVED: Mapping[str, str] = {
    "Cache-Control": "private, max-age=604800, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    # Pages of other sites embed the chatbox, which shows pictures in them.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A file whose contents have been looked at, waiting at `path`."""

    path: Path
    media: str
    size: int
    pixels: tuple[int, int] | None


class FileHttp:
    """Takes files in and hands them out."""

    def __init__(self, services: Services, storage: Storage, arrivals: Arrivals) -> None:
        self._services = services
        self._storage = storage
        self._arrivals = arrivals
        self._pictures = Pictures()
        self._pace = UploadPace(services.clock)
        self._downloads = AddressBuckets(
            rate_limits.DOWNLOADS_BURST, rate_limits.DOWNLOADS_PER_SECOND, services.clock
        )

    def routes(self) -> list[HTTPRouteHandler]:
        # The bodies are counted here, as they come.
        return [
            # Before the other: the toolkit answers preflights itself where nobody else does yet.
            HTTPRouteHandler("/visitor/files", http_method="OPTIONS")(self.may_ask),
            post("/visitor/files", status_code=201, request_max_body_size=None)(self.from_visitor),
            post("/operator/files", status_code=201, request_max_body_size=None)(
                self.from_operator
            ),
            get("/files/{path:path}")(self.hand_out),
        ]

    # --- in -----------------------------------------------------------------------------

    async def may_ask(self, request: AnyRequest) -> Response[bytes]:
        return preflight(request.scope)

    async def from_visitor(self, request: AnyRequest) -> Response[bytes]:
        headers = readable_by_any(request.scope)
        try:
            self._pace.require_address(counted_address(request.scope))
            visitor, headers = await self._visitor(request)
            uploaded = await self._take_in(request, visitor, visitor.conversation)
        except Refusal as refusal:
            return refusal_answer(refusal, headers=headers)
        return json_answer(uploaded, status=201, headers=headers)

    async def from_operator(self, request: AnyRequest) -> Response[bytes]:
        self._services.own_origin.require(request.scope)
        conversation = request.query_params.get("conversation", "")
        operator = await self._operator(request, conversation)
        return json_answer(await self._take_in(request, operator, conversation), status=201)

    async def _visitor(self, request: AnyRequest) -> tuple[Visitor, Mapping[str, str]]:
        """Whose token this is, and the headers for a page of theirs. Raises `token_unknown`."""
        given = header(request.scope, b"authorization") or ""
        token = given.removeprefix(_BEARER)
        named = self._services.tokens.named_in(token)
        site = None
        if named is not None:
            site = await self._services.database.read(home_of, _website_named(request), named)
        conversation = None if site is None else self._services.tokens.conversation(site.id, token)
        if site is None or conversation is None:
            raise Refusal("unauthenticated", "token_unknown")
        headers = readable_by(self._services.own_origin, request.scope, site)
        return Visitor(website=site.id, conversation=conversation), headers

    async def _operator(self, request: AnyRequest, conversation: str) -> Operator:
        hashed = self._services.cookies.hash_in(request.scope)
        if hashed is None:
            raise Refusal("unauthenticated", "not_signed_in")
        if "\0" in conversation:
            raise Refusal("not_found", "conversation_not_found")
        found: Operator = await self._services.database.read(
            operator_at, hashed, _website_named(request), conversation
        )
        return found

    async def _take_in(
        self, request: AnyRequest, actor: Visitor | Operator, conversation: str
    ) -> frames.Uploaded:
        """Reads, looks at, and keeps the file that the request brings."""
        sender, uploader = _counted(request, actor)
        self._pace.require(sender)
        name = file_name(request.query_params.get("name"))
        most = self._services.uploads.bytes
        require_length(request.scope, most)
        async with self._arrivals.slot(uploader) as arrival:
            try:
                await arrival.read(request.scope, request.receive, most)
            finally:
                self._pace.received(sender, arrival.received)
            said = (header(request.scope, b"content-type") or "").partition(";")[0].strip().lower()
            arrived = await self._looked_at(arrival, said, uploader)
            id_ = f"file_{secrets.token_hex(16)}"
            kept: StoredFile = await self._services.database.write(
                actor.website,
                keep_file,
                actor,
                conversation,
                id=id_,
                name=name,
                media=arrived.media,
                size=arrived.size,
                pixels=arrived.pixels,
            )
            await self._store(kept, arrived.path)
        return frames.Uploaded(
            file=kept.id,
            name=kept.name,
            url=address_of(kept),
            media=kept.media,
            bytes=kept.bytes,
            width=kept.width,
            height=kept.height,
        )

    async def _looked_at(self, arrival: Arrival, said: str, uploader: Uploader) -> _Arrived:
        media = await asyncio.to_thread(media_of, arrival.raw, said)
        path, pixels = arrival.raw, None
        if media in PICTURES:
            picture = await self._pictures.redraw(arrival.raw, arrival.drawn, uploader)
            path, media = arrival.drawn, picture.media
            pixels = (picture.width, picture.height)
        size = (await asyncio.to_thread(path.stat)).st_size
        return _Arrived(path, media, size, pixels)

    async def _store(self, kept: StoredFile, path: Path) -> None:
        """The row is there first: what dies in between is swept away as never sent."""
        try:
            await asyncio.to_thread(self._storage.put, kept.id, path)
        except StorageFault as fault:
            log.warning("file_not_stored", where=self._storage.where, why=str(fault))
            await self._services.database.write(kept.website, forget_files, ids=[kept.id])
            raise Refusal(
                "unavailable", "storage_unavailable", retry_after=RETRY_SECONDS
            ) from fault

    # --- out ----------------------------------------------------------------------------

    async def hand_out(self, request: AnyRequest) -> Response[bytes] | Stream:
        self._downloads.take(client_address(request.scope), "too_many")
        found = await self._allowed(request, *_named_in(request.scope["path"]))
        try:
            source = await asyncio.to_thread(self._storage.read, found.id)
        except StorageFault as fault:
            log.warning("file_not_read", where=self._storage.where, why=str(fault))
            raise Refusal(
                "unavailable", "storage_unavailable", retry_after=RETRY_SECONDS
            ) from fault
        if source is None:
            raise Refusal("not_found", "file_not_found")
        shown = "inline" if found.media in PICTURES else "attachment"
        return Stream(
            _chunks(source),
            # Also when the reader went away in the middle.
            background=BackgroundTask(asyncio.to_thread, source.close),
            media_type=found.media,
            headers={
                **SERVED,
                "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(found.name, safe='')}",
                "Content-Length": str(found.bytes),
            },
        )

    async def _allowed(self, request: AnyRequest, website: str | None, id_: str) -> StoredFile:
        """The file, if whoever asks may have it. Raises `file_not_found`."""
        key = request.query_params.get("key")
        if key is not None:
            found: StoredFile = await self._services.database.read(file, website, id_)
            if self._services.file_keys.opens(key, found.conversation):
                return found
        hashed = self._services.cookies.hash_in(request.scope)
        if hashed is None:
            raise Refusal("not_found", "file_not_found")
        own: StoredFile = await self._services.database.read(
            file_for_operator, hashed, website, id_
        )
        return own


def _named_in(path: str) -> tuple[str | None, str]:
    """Website and id of the file at an address. The website is missing in addresses of version 0.1,
    which stand in messages. Raises `file_not_found`."""
    first, _, rest = path.removeprefix("/files/").partition("/")
    if FILE_ID.match(first):
        return None, first
    id_ = rest.partition("/")[0]
    if not is_website_id(first) or not FILE_ID.match(id_):
        raise Refusal("not_found", "file_not_found")
    return first, id_


def _website_named(request: AnyRequest) -> str | None:
    """The website that a request names, if it does. Raises `website_not_found`."""
    named = request.query_params.get("website")
    return None if named is None else require_website_id(named)


def _counted(request: AnyRequest, actor: Visitor | Operator) -> tuple[Sender, Uploader]:
    """By whom uploads are counted, over a while and at the same time."""
    if isinstance(actor, Operator):
        address = client_address(request.scope)
        return Sender(own=actor.id), Uploader(own=actor.id, address=address, is_operator=True)
    address_ = counted_address(request.scope)
    own = actor.conversation
    sender = Sender(own=own, address=address_, website=actor.website)
    return sender, Uploader(own=own, address=address_, is_operator=False)


async def _chunks(source: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(source.read, _CHUNK_BYTES):
        yield chunk
