"""`/healthz`: 200 when this process can answer, 503 when its storage cannot."""

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from threadbox import __version__
from threadbox.domain.refusals import Refusal
from threadbox.gateways.answers import AnyRequest, json_answer
from threadbox.gateways.doors import Doors
from threadbox.views.websites import websites


class Health:
    """Asks the storage each time: a process that cannot read is not ready."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def routes(self) -> list[HTTPRouteHandler]:
        return [HTTPRouteHandler("/healthz", http_method=["GET", "HEAD"])(self.healthz)]

    async def healthz(self, request: AnyRequest) -> Response[bytes]:  # noqa: ARG002
        try:
            await self._doors.read(websites)
        except Refusal as refusal:
            return json_answer({"status": "unavailable", "reason": refusal.reason}, status=503)
        return json_answer({"status": "ok", "version": __version__})
