"""Signing in and out of the inbox, and who is signed in.

- Unknown account and wrong password get the same answer after the same work.
- Tries are limited per account and per address, counted before the password is looked at.
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
from threadbox.gateways import limits
from threadbox.gateways.answers import AnyRequest, json_answer
from threadbox.gateways.auth import address_key, client_address, header, token_hash
from threadbox.gateways.bodies import body_as, require_own_page
from threadbox.gateways.desk import Desk
from threadbox.gateways.faces import account, website_name
from threadbox.gateways.limits import Buckets
from threadbox.gateways.passwords import PasswordChecks
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

    def __init__(self, desk: Desk, passwords: PasswordChecks) -> None:
        self._desk = desk
        self._passwords = passwords
        self._by_account = Buckets(
            limits.SIGN_IN_BURST_PER_ACCOUNT, limits.SIGN_IN_PER_SECOND_PER_ACCOUNT, desk.clock
        )
        self._by_address = Buckets(
            limits.SIGN_IN_BURST_PER_ADDRESS, limits.SIGN_IN_PER_SECOND_PER_ADDRESS, desk.clock
        )

    def routes(self) -> list[HTTPRouteHandler]:
        most = limits.SIGN_IN_BODY_BYTES
        return [
            post("/operator/sign-in", status_code=200, request_max_body_size=most)(self.sign_in),
            post("/operator/sign-out", status_code=200, request_max_body_size=most)(self.sign_out),
            get("/operator/me")(self.me),
        ]

    async def sign_in(self, request: AnyRequest) -> Response[bytes]:
        require_own_page(self._desk.own_origin, request)
        asked = body_as(frames.SignIn, await request.body())
        record = await self._checked(asked, request.scope)
        value = self._desk.cookies.new_value()
        await self._desk.doors.write(
            None,
            start_session,
            operator=record,
            token_hash=token_hash(value),
            lifetime_ms=self._desk.cookies.lifetime_seconds * 1000,
        )
        log.info("signed_in", operator=record.id, address=client_address(request.scope))
        websites = await self._desk.doors.read(websites_of, record)
        signed_in = SignedInOperator(record=record, websites=tuple(websites))
        cookie = {"Set-Cookie": self._desk.cookies.set_header(value)}
        return json_answer(_shown(signed_in), headers=cookie)

    async def _checked(self, asked: frames.SignIn, scope: Any) -> OperatorRecord:
        """The account, if the password is right. Raises `sign_in_failed`, `sign_in_too_many`."""
        address = address_key(scope)
        email = asked.email.strip().lower()
        self._by_address.take(address, "sign_in_too_many", "address")
        self._by_account.take(token_hash(email), "sign_in_too_many", "account")
        record = None if "\0" in email else await self._desk.doors.read(by_email, email)
        known = None if record is None else record.password_hash
        if not await self._passwords.matches(asked.password, known) or record is None:
            # Not what was typed: a password may have been put into the wrong field.
            log.warning(
                "sign_in_failed", address=client_address(scope), operator=record and record.id
            )
            raise Refusal("unauthenticated", "sign_in_failed")
        self._by_address.give_back(address)
        self._by_account.give_back(token_hash(email))
        return record

    async def sign_out(self, request: AnyRequest) -> Response[bytes]:
        require_own_page(self._desk.own_origin, request)
        hashed = self._hash_in(request)
        if hashed is not None:
            signed_in = await self._desk.doors.read(by_session, hashed)
            await self._desk.doors.write(None, end_session, token_hash=hashed)
            self._desk.revocation.look_now()
            if signed_in is not None:
                log.info("signed_out", operator=signed_in.record.id)
        return json_answer({}, headers={"Set-Cookie": self._desk.cookies.clear_header()})

    async def me(self, request: AnyRequest) -> Response[bytes]:
        """Who is signed in; null for nobody, which is an answer like any other and no error."""
        hashed = self._hash_in(request)
        signed_in = None if hashed is None else await self._desk.doors.read(by_session, hashed)
        return json_answer(None if signed_in is None else _shown(signed_in))

    def _hash_in(self, request: AnyRequest) -> str | None:
        return self._desk.cookies.hash_in(header(request.scope, b"cookie") or "")


def _shown(signed_in: SignedInOperator) -> frames.SignedIn:
    return frames.SignedIn(
        operator=account(signed_in.record),
        websites=[website_name(site) for site in signed_in.websites],
    )
