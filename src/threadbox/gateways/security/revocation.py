"""Ends sockets whose right to be here has ended: signed out, removed, or the website is gone.

An administrator's command works on the database, beside the servers. Each server looks once a
second whether the audit log has a new line: one look by primary key for all its sockets. If
it has, or now and then without one (a session's time may be over), the browsers that are
connected here are compared with those that may be, in one question too.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Protocol

import structlog

from threadbox.domain.refusals import Refusal
from threadbox.live.realtime import Realtime
from threadbox.store.database import Database
from threadbox.views.audit import AuditLine, audit_after, newest_audit_line
from threadbox.views.operators import admissions
from threadbox.wire import problems

# Longest time a socket outlives what an administrator took away.
AUDIT_LOOK_SECONDS = 1.0
# Longest time a socket outlives its session, when time or another process ended that.
SESSION_LOOK_SECONDS = 4.0

log = structlog.get_logger(__name__)


class Ended(Protocol):
    """A socket, as far as it is ended here."""

    def close(self, code: int) -> None: ...


class Revocation:
    """Knows the sockets of this process by what admitted them."""

    def __init__(self, database: Database, realtime: Realtime, clock: Callable[[], float]) -> None:
        self._database = database
        self._realtime = realtime
        self._clock = clock
        self._operators: dict[Ended, tuple[str, str]] = {}
        self._visitors: dict[str, set[Ended]] = {}
        self._wanted = asyncio.Event()
        self._place: int | None = None
        self._compared_at = clock()

    @contextmanager
    def of_operator(self, socket: Ended, token_hash: str, website: str) -> Iterator[None]:
        """While the block lasts, the socket ends with its session and with its website."""
        self._operators[socket] = (token_hash, website)
        try:
            yield
        finally:
            del self._operators[socket]

    @contextmanager
    def of_visitor(self, socket: Ended, website: str) -> Iterator[None]:
        """While the block lasts, the socket ends with its website."""
        self._visitors.setdefault(website, set()).add(socket)
        try:
            yield
        finally:
            here = self._visitors[website]
            here.discard(socket)
            if not here:
                del self._visitors[website]

    def look_now(self) -> None:
        """A session was ended here: its other sockets need not wait for the next look."""
        self._compared_at = -SESSION_LOOK_SECONDS
        self._wanted.set()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        """Looks while the block lasts."""
        task = asyncio.create_task(self._look_on(), name="revocation")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _look_on(self) -> None:
        while True:
            # Who does not answer takes nobody's right away; the place waits for the answer.
            with suppress(Refusal):
                await self._look()
            with suppress(TimeoutError):
                async with asyncio.timeout(AUDIT_LOOK_SECONDS):
                    await self._wanted.wait()
            self._wanted.clear()

    async def _look(self) -> None:
        if self._place is None:
            self._place = await self._database.read(newest_audit_line)
        lines = await self._database.read(audit_after, self._place)
        is_due = self._clock() - self._compared_at >= SESSION_LOOK_SECONDS
        if lines or (is_due and self._operators):
            await self._compare()
        for line in lines:
            self._place = line.number
            await self._heard(line)

    async def _compare(self) -> None:
        """Closes the operators' sockets that would not be admitted any more."""
        self._compared_at = self._clock()
        may = await self._database.read(admissions)
        for socket, (token_hash, website) in tuple(self._operators.items()):
            if token_hash not in may.signed_in:
                socket.close(problems.CLOSE_NOT_SIGNED_IN)
            elif (token_hash, website) not in may.at:
                socket.close(problems.CLOSE_NO_WEBSITE)

    async def _heard(self, line: AuditLine) -> None:
        log.info(
            "administered", act=line.act, actor=line.actor, website=line.website, about=line.about
        )
        if line.website is not None:
            self._realtime.look(line.website)
        if line.act == "website_deleted" and line.website is not None:
            for socket in tuple(self._visitors.get(line.website, ())):
                socket.close(problems.CLOSE_NO_WEBSITE)
        elif line.act == "operator_removed":
            # Visitors see the faces of those who answer, whether these are there or not.
            named = [line.website] if line.website else self._realtime.listened_to()
            for website in named:
                await self._realtime.operators_changed(website)
