"""`/healthz`: well, degraded (and in which part), or not able to answer.

| Status | `status` | Means |
|---|---|---|
| 200 | `ok` | everything works |
| 200 | `degraded` | `parts` names what does not: the rest goes on, so keep sending people here |
| 503 | `unavailable` | nothing can be read: send people elsewhere |

Dead is no answer at all.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from threadbox.domain.refusals import Refusal
from threadbox.gateways.http.responses import AnyRequest, json_answer
from threadbox.store.database import Database

# Whoever asks gives up after a few seconds; so do we.
PATIENCE_SECONDS = 4.0
# Less than this and the next messages may find no room.
DISK_BYTES_LEAST = 8 * 1024 * 1024
# How often writing is tried while it fails and nobody else tries.
TRY_SECONDS = 1.0

Parts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is asked. `answers`, a view, reads next to nothing; `probe`, an action, writes what
    nobody reads, and as much as a message. `is_stuck`: a commit hangs. `free_bytes`: what the
    disk of the data folder has left.
    """

    answers: Callable[..., Any]
    probe: Callable[..., Any]
    is_stuck: Callable[[], bool]
    is_bell_away: Callable[[], bool]
    free_bytes: Callable[[], int]


class Health:
    """Answers whoever watches this process."""

    def __init__(self, database: Database, watched: Watched, clock: Callable[[], float]) -> None:
        self._database = database
        self._watched = watched
        self._clock = clock
        self._is_writing = True
        self._tried_at = 0.0

    def committed(self, *, is_committed: bool, lines: int) -> None:
        """Told of every batch, from the writer's thread. Where messages found no room, something
        small may: only what added to the log says that writing works again."""
        if not is_committed:
            self._is_writing = False
        elif lines:
            self._is_writing = True

    def routes(self) -> list[HTTPRouteHandler]:
        return [HTTPRouteHandler("/healthz", http_method=["GET", "HEAD"])(self.healthz)]

    async def healthz(self, request: AnyRequest) -> Response[bytes]:  # noqa: ARG002
        fault = await self._fault_of(self._database.read(self._watched.answers))
        if fault is not None:
            said = {"status": "unavailable", "parts": {"storage": fault}}
            return json_answer(said, status=503, headers={"Retry-After": "1"})
        parts = await self._degraded()
        status = "degraded" if parts else "ok"
        # No version: strangers may ask, and would know what to try.
        return json_answer({"status": status, "parts": parts})

    async def _degraded(self) -> Parts:
        parts: Parts = {}
        if self._watched.is_stuck():
            parts["writing"] = "storage_slow"
        elif not self._is_writing:
            fault = await self._try_writing()
            if fault is not None:
                parts["writing"] = fault
        if self._watched.is_bell_away():
            parts["bell"] = "bell_away"
        if self._watched.free_bytes() < DISK_BYTES_LEAST:
            parts["disk"] = "disk_full"
        return parts

    async def _try_writing(self) -> str | None:
        now = self._clock()
        if now - self._tried_at < TRY_SECONDS:
            return "storage_unavailable"
        self._tried_at = now
        fault = await self._fault_of(self._database.write(None, self._watched.probe))
        self._is_writing = fault is None
        return fault

    async def _fault_of(self, work: Any) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await work
        except Refusal as refusal:
            return refusal.reason
        except TimeoutError:
            return "storage_slow"
        return None
