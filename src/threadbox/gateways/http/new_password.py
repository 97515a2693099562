"""Choosing a new password with a one-time link (`threadbox reset-link`).

The link's secret stands behind the hash sign of its address, so it comes here in a body and in
nobody's log. Tries are limited by address; a password is hashed only for a link that is good.
"""

import asyncio

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from threadbox.actions.passwords import choose_password
from threadbox.gateways.http.bodies import body_as, require_own_page
from threadbox.gateways.http.responses import AnyRequest, json_answer
from threadbox.gateways.presenters import account
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import client_address
from threadbox.gateways.security.cookies import token_hash
from threadbox.gateways.security.passwords import hashed
from threadbox.gateways.security.token_buckets import AddressBuckets, give_back_all
from threadbox.gateways.services import Services
from threadbox.views.operators import OperatorRecord, by_reset_link
from threadbox.wire import frames


class PasswordHttp:
    """The HTTP side of the page behind the link."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._by_address = AddressBuckets(
            rate_limits.SIGN_IN_BURST_PER_ADDRESS,
            rate_limits.SIGN_IN_PER_SECOND_PER_ADDRESS,
            services.clock,
        )

    def routes(self) -> list[HTTPRouteHandler]:
        most = rate_limits.SIGN_IN_BODY_BYTES
        return [
            post("/operator/reset-link", status_code=200, request_max_body_size=most)(self.link),
            post("/operator/password", status_code=200, request_max_body_size=most)(self.choose),
        ]

    async def link(self, request: AnyRequest) -> Response[bytes]:
        """Whose password a link changes. Raises `reset_link_unknown`."""
        self._admit(request)
        asked = body_as(frames.ResetLink, await request.body())
        return json_answer(account(await self._owner(request, asked.token)))

    async def choose(self, request: AnyRequest) -> Response[bytes]:
        """Uses the link up; everybody who was signed in with the old password is signed out."""
        self._admit(request)
        asked = body_as(frames.NewPassword, await request.body())
        owner = await self._owner(request, asked.token)
        password_hash = await asyncio.to_thread(hashed, asked.password, of=owner.email)
        record = await self._services.database.write(
            None, choose_password, token_hash=token_hash(asked.token), password_hash=password_hash
        )
        return json_answer(account(record))

    def _admit(self, request: AnyRequest) -> None:
        require_own_page(self._services.own_origin, request)
        self._by_address.take(client_address(request.scope), "sign_in_too_many")

    async def _owner(self, request: AnyRequest, token: str) -> OperatorRecord:
        """Looking at one's own link is no strain, however often."""
        owner: OperatorRecord = await self._services.database.read(by_reset_link, token_hash(token))
        give_back_all(self._by_address.claims(client_address(request.scope)))
        return owner
