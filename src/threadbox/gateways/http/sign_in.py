"""Signing in and out of the inbox, and who is signed in.

- Unknown account and wrong password get the same answer after the same work.
- Tries are limited per account and per address (`sign_in_limits.py`).
- Writes must come from our own pages: Origin (or, where a browser leaves it out,
  Sec-Fetch-Site) is checked, and only JSON is read, which no form of another site can send.
- The cookie's value is new with each sign-in, so nobody can plant one beforehand.
"""

from typing import Any

import structlog
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from threadbox.actions.operators import end_session, start_session
from threadbox.domain.refusals import Refusal
from threadbox.gateways.http.bodies import body_as, require_own_page
from threadbox.gateways.http.responses import AnyRequest, json_answer
from threadbox.gateways.presenters import account, website_name
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import client_address, shown_address
from threadbox.gateways.security.cookies import token_hash
from threadbox.gateways.security.passwords import PasswordChecks
from threadbox.gateways.security.sign_in_limits import SignInTries, Trying
from threadbox.gateways.services import Services
from threadbox.views.operators import (
    OperatorRecord,
    SignedInOperator,
    by_email,
    by_session,
    websites_of,
)
from threadbox.wire import frames

log = structlog.get_logger(__name__)


class OperatorHttp:
    """The HTTP side of the inbox."""

    def __init__(self, services: Services, passwords: PasswordChecks) -> None:
        self._services = services
        self._passwords = passwords
        self._tries = SignInTries(services.clock)

    def routes(self) -> list[HTTPRouteHandler]:
        most = rate_limits.SIGN_IN_BODY_BYTES
        return [
            post("/operator/sign-in", status_code=200, request_max_body_size=most)(self.sign_in),
            post("/operator/sign-out", status_code=200, request_max_body_size=most)(self.sign_out),
            get("/operator/me")(self.me),
        ]

    async def sign_in(self, request: AnyRequest) -> Response[bytes]:
        require_own_page(self._services.own_origin, request)
        asked = body_as(frames.SignIn, await request.body())
        trying = self._trying(request, asked.email)
        with self._tries.counted(trying):
            record = await self._checked(asked, trying, request.scope)
        value = self._services.cookies.new_value()
        await self._services.database.write(
            None,
            start_session,
            operator=record,
            token_hash=token_hash(value),
            lifetime_ms=self._services.cookies.lifetime_seconds * 1000,
        )
        log.info("signed_in", operator=record.id, address=shown_address(request.scope))
        websites = await self._services.database.read(websites_of, record)
        signed_in = SignedInOperator(record=record, websites=tuple(websites))
        known = self._services.known_browsers.set_header(trying.account, trying.browser)
        cookies = (self._services.cookies.set_header(value), known)
        return json_answer(_shown(signed_in), cookies=cookies)

    def _trying(self, request: AnyRequest, email: str) -> Trying:
        account = token_hash(email.strip().lower())
        return Trying(
            account=account,
            address=client_address(request.scope),
            browser=self._services.known_browsers.browser_in(request.scope, account),
        )

    async def _checked(self, asked: frames.SignIn, trying: Trying, scope: Any) -> OperatorRecord:
        """The account, if the password is right. Raises `sign_in_failed`, `sign_in_too_many`."""
        email = asked.email.strip().lower()
        record = None if "\0" in email else await self._services.database.read(by_email, email)
        known = None if record is None else record.password_hash
        is_right = await self._passwords.matches(asked.password, known, trying)
        if not is_right or record is None:
            # Not what was typed: a password may have been put into the wrong field.
            log.warning(
                "sign_in_failed", address=shown_address(scope), operator=record and record.id
            )
            raise Refusal("unauthenticated", "sign_in_failed")
        return record

    async def sign_out(self, request: AnyRequest) -> Response[bytes]:
        require_own_page(self._services.own_origin, request)
        hashed = self._hash_in(request)
        if hashed is not None:
            signed_in = await self._services.database.read(by_session, hashed)
            await self._services.database.write(None, end_session, token_hash=hashed)
            self._services.revocation.look_now()
            if signed_in is not None:
                log.info("signed_out", operator=signed_in.record.id)
        return json_answer({}, cookies=[self._services.cookies.clear_header()])

    async def me(self, request: AnyRequest) -> Response[bytes]:
        """Who is signed in; null for nobody, which is an answer like any other and no error."""
        hashed = self._hash_in(request)
        signed_in = (
            None if hashed is None else await self._services.database.read(by_session, hashed)
        )
        return json_answer(None if signed_in is None else _shown(signed_in))

    def _hash_in(self, request: AnyRequest) -> str | None:
        return self._services.cookies.hash_in(request.scope)


def _shown(signed_in: SignedInOperator) -> frames.SignedIn:
    return frames.SignedIn(
        operator=account(signed_in.record),
        websites=[website_name(site) for site in signed_in.websites],
    )
