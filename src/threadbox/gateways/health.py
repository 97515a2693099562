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
from typing import Any

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from threadbox.domain.refusals import Refusal
from threadbox.gateways.answers import AnyRequest, json_answer
from threadbox.gateways.doors import Doors

# Whoever asks gives up after a few seconds; so do we.
PATIENCE_SECONDS = 4.0
# How often writing is tried while it fails and nobody else tries.
TRY_SECONDS = 1.0

Parts = dict[str, str]


class Health:
    """`answers` reads next to nothing; `touch` writes without changing anything."""

    def __init__(
        self,
        doors: Doors,
        *,
        answers: Callable[..., Any],
        touch: Callable[..., Any],
        is_bell_away: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        self._doors = doors
        self._answers = answers
        self._touch = touch
        self._is_bell_away = is_bell_away
        self._clock = clock
        self._is_writing = True
        self._tried_at = 0.0

    def committed(self, is_committed: bool) -> None:
        """Told of every batch, from the writer's thread."""
        self._is_writing = is_committed

    def routes(self) -> list[HTTPRouteHandler]:
        return [HTTPRouteHandler("/healthz", http_method=["GET", "HEAD"])(self.healthz)]

    async def healthz(self, request: AnyRequest) -> Response[bytes]:  # noqa: ARG002
        fault = await self._fault_of(self._doors.read(self._answers))
        if fault is not None:
            said = {"status": "unavailable", "parts": {"storage": fault}}
            return json_answer(said, status=503, headers={"Retry-After": "1"})
        parts = await self._degraded()
        status = "degraded" if parts else "ok"
        # No version: strangers may ask, and would know what to try.
        return json_answer({"status": status, "parts": parts})

    async def _degraded(self) -> Parts:
        parts: Parts = {}
        if not self._is_writing:
            fault = await self._try_writing()
            if fault is not None:
                parts["writing"] = fault
        if self._is_bell_away():
            parts["bell"] = "bell_away"
        return parts

    async def _try_writing(self) -> str | None:
        now = self._clock()
        if now - self._tried_at < TRY_SECONDS:
            return "storage_unavailable"
        self._tried_at = now
        return await self._fault_of(self._doors.write(None, self._touch))

    async def _fault_of(self, work: Any) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await work
        except Refusal as refusal:
            return refusal.reason
        except TimeoutError:
            return "storage_slow"
        return None
