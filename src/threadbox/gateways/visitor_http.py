"""`POST /visitor/boot`: a page asks for its website's look and the visitor's session.

Sent as text/plain, so that browsers need no preflight, and without cookies. The answer may be
read by pages of the website's own domains only (`cors.py`).
Nothing is stored: a session exists when its visitor does something.
"""

from collections.abc import Mapping
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from threadbox.domain.actors import Visitor
from threadbox.domain.refusals import Refusal
from threadbox.gateways import limits
from threadbox.gateways.answers import AnyRequest, json_answer, refusal_answer
from threadbox.gateways.auth import counted_address, require_website_id
from threadbox.gateways.bodies import body_as
from threadbox.gateways.cors import READABLE_BY_ANY, readable_by
from threadbox.gateways.desk import Desk
from threadbox.gateways.faces import Desks, look
from threadbox.gateways.limits import Buckets
from threadbox.views.snapshot import BootState, boot
from threadbox.views.websites import Website, website
from threadbox.wire import frames


class VisitorHttp:
    """The HTTP side of a chatbox."""

    def __init__(self, desk: Desk, desks: Desks) -> None:
        self._desk = desk
        self._desks = desks
        self._boots = Buckets(
            limits.BOOT_BURST_PER_ADDRESS, limits.BOOT_PER_SECOND_PER_ADDRESS, desk.clock
        )

    def routes(self) -> list[HTTPRouteHandler]:
        return [
            post("/visitor/boot", status_code=200, request_max_body_size=limits.BOOT_BODY_BYTES)(
                self.boot
            )
        ]

    async def boot(self, request: AnyRequest) -> Response[bytes]:
        try:
            if (address := counted_address(request.scope)) is not None:
                self._boots.take(address, "too_many", "address")
            asked = body_as(frames.BootRequest, await request.body())
            answer, headers = await self._boot(request.scope, asked)
        except Refusal as refusal:
            return refusal_answer(refusal, headers=READABLE_BY_ANY)
        return json_answer(answer, headers=headers)

    async def _boot(
        self, scope: Any, asked: frames.BootRequest
    ) -> tuple[frames.Boot, Mapping[str, str]]:
        website_id = require_website_id(asked.website)
        conversation = self._desk.tokens.conversation(website_id, asked.token)
        site, state = await self._desk.doors.read(_boot_state, website_id, conversation)
        headers = readable_by(self._desk.own_origin, scope, site)
        if conversation is None or asked.token is None:
            conversation, token = self._desk.tokens.issue(website_id)
        else:
            token = asked.token
        answer = frames.Boot(
            website=look(site),
            session=conversation,
            token=token,
            available=self._desks.is_available(website_id),
            opened=state.opened,
            ongoing=state.ongoing,
            unread=state.unread,
        )
        return answer, headers


def _boot_state(rx: Any, website_id: str, conversation: str | None) -> tuple[Website, BootState]:
    """A view: the website, and what a launcher needs to know of the session."""
    site = website(rx, website_id)
    if conversation is None:
        return site, BootState()
    return site, boot(rx, Visitor(website=website_id, conversation=conversation))
