"""`POST /visitor/boot`: a page asks for its website's look and the visitor's session.

Sent as text/plain, so that browsers need no preflight, and without cookies. The answer may be
read by pages of the website's own domains only (`cors.py`).

A page that knows who its visitor is gives a secret of its own (`token_id`), which leads to one
conversation on every device. With `merge`, what this browser said before moves there.
Nothing else is stored: a session exists when its visitor does something.
"""

from collections.abc import Mapping
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from threadbox.actions.merging import merge
from threadbox.domain.actors import Visitor
from threadbox.domain.refusals import Refusal
from threadbox.domain.sessions import is_bound, weakness_of
from threadbox.gateways.http.bodies import body_as
from threadbox.gateways.http.cors import preflight, readable_by, readable_by_any
from threadbox.gateways.http.responses import AnyRequest, json_answer, refusal_answer
from threadbox.gateways.presenters import look
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.auth import header, require_website_id
from threadbox.gateways.security.client_address import counted_address
from threadbox.gateways.security.command_rates import Pace
from threadbox.gateways.security.page_origins import cookie_domain
from threadbox.gateways.security.robots import refuse_robot
from threadbox.gateways.security.token_buckets import AddressBuckets
from threadbox.gateways.services import Services
from threadbox.gateways.sockets.availability import Availability
from threadbox.views.snapshot import BootState, boot
from threadbox.views.websites import Website, website
from threadbox.wire import frames


class VisitorHttp:
    """The HTTP side of a chatbox."""

    def __init__(self, services: Services, availability: Availability) -> None:
        self._services = services
        self._availability = availability
        self._boots = AddressBuckets(
            rate_limits.BOOT_BURST_PER_ADDRESS,
            rate_limits.BOOT_PER_SECOND_PER_ADDRESS,
            services.clock,
        )

    def routes(self) -> list[HTTPRouteHandler]:
        return [
            # Before the other: the toolkit answers preflights itself where nobody else does yet.
            HTTPRouteHandler("/visitor/boot", http_method="OPTIONS")(self.may_ask),
            post(
                "/visitor/boot", status_code=200, request_max_body_size=rate_limits.BOOT_BODY_BYTES
            )(self.boot),
        ]

    async def may_ask(self, request: AnyRequest) -> Response[bytes]:
        """Only pages whose `fetch` was patched ask for leave."""
        return preflight(request.scope)

    async def boot(self, request: AnyRequest) -> Response[bytes]:
        try:
            self._boots.take(counted_address(request.scope), "too_many")
            refuse_robot(header(request.scope, b"user-agent"))
            asked = body_as(frames.BootRequest, await request.body())
            answer, headers = await self._boot(request.scope, asked)
        except Refusal as refusal:
            return refusal_answer(refusal, headers=readable_by_any(request.scope))
        return json_answer(answer, headers=headers)

    async def _boot(
        self, scope: Any, asked: frames.BootRequest
    ) -> tuple[frames.Boot, Mapping[str, str]]:
        website_id = require_website_id(asked.website)
        browsers = self._services.tokens.conversation(website_id, asked.token)
        bound, warnings = self._bound(website_id, asked.token_id)
        site, state = await self._services.database.read(_boot_state, website_id, bound or browsers)
        headers = readable_by(self._services.own_origin, scope, site)
        if bound is not None and browsers is not None and asked.merge:
            pace = self._services.paces.of_visitor(bound, website_id, counted_address(scope))
            try:
                state = await self._merged(website_id, bound, browsers, pace, state)
            except Refusal as refusal:
                if refusal.reason != "session_of_another":
                    raise
                warnings = [*warnings, refusal.reason]
        conversation, token = self._session(website_id, bound, browsers, state)
        answer = frames.Boot(
            website=look(site),
            session=conversation,
            token=token,
            domain=cookie_domain(header(scope, b"origin"), site.domains, asked.cookie_domain),
            available=self._availability.is_available(website_id),
            opened=state.opened,
            ongoing=state.ongoing,
            threads_open=state.threads_open,
            unread=state.unread,
            warnings=warnings,
        )
        return answer, headers

    def _bound(self, website_id: str, token_id: str | None) -> tuple[str | None, list[str]]:
        """The conversation that the page's own secret leads to, or why it leads to none."""
        if token_id is None:
            return None, []
        weakness = weakness_of(token_id)
        if weakness is not None:
            return None, [weakness]
        return self._services.tokens.bound(website_id, token_id), []

    async def _merged(
        self, website_id: str, bound: str, browsers: str, pace: Pace, state: BootState
    ) -> BootState:
        """What was said before the page knew who it is moves over; once that is done, a look
        says that there is nothing to do."""
        if is_bound(browsers):
            return state
        _, left = await self._services.database.read(_boot_state, website_id, browsers)
        if not left.exists or left.is_merged:
            return state
        pace.require_merge()
        merged = await self._services.database.write(
            website_id,
            merge,
            Visitor(website=website_id, conversation=bound),
            bound,
            source=browsers,
            client_id=f"merge-{browsers}",
        )
        pace.stored(merged.bytes)
        _, state = await self._services.database.read(_boot_state, website_id, bound)
        return state

    def _session(
        self,
        website_id: str,
        bound: str | None,
        browsers: str | None,
        state: BootState,
    ) -> tuple[str, str]:
        """The conversation and its token. The token of one that was merged opens nothing more."""
        if bound is not None:
            return bound, self._services.tokens.token(website_id, bound)
        if browsers is None or state.is_merged:
            return self._services.tokens.issue(website_id)
        # The same as the browser's, or signed anew by a key that was changed since.
        return browsers, self._services.tokens.token(website_id, browsers)


def _boot_state(rx: Any, website_id: str, conversation: str | None) -> tuple[Website, BootState]:
    """A view: the website, and what a launcher needs to know of the session."""
    site = website(rx, website_id)
    if conversation is None:
        return site, BootState()
    return site, boot(rx, Visitor(website=website_id, conversation=conversation))
