"""Bugs planted at the doors."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tests.gauntlet.sabotage.swap import instead, swap
from threadbox import app
from threadbox.gateways.http import front_ends, security_headers
from threadbox.gateways.security import auth, rate_limits, sign_in_limits
from threadbox.gateways.security.auth import OwnOrigin, VisitorTokens
from threadbox.gateways.security.command_rates import Pace
from threadbox.gateways.security.passwords import PasswordChecks
from threadbox.gateways.security.token_buckets import Bucket
from threadbox.gateways.sockets import socket, visitor
from threadbox.store import conversations
from threadbox.store.statements import given
from threadbox.store.tables import conversations as table


def origin_unchecked() -> None:
    instead(visitor, "is_allowed", lambda *_: True)


def own_origin_unchecked() -> None:
    instead(OwnOrigin, "is_own", lambda *_: True)


def rights_unchecked() -> None:
    """The row is found by its public id alone, whoever asks for it."""
    by_id = select(*table.columns).where(table.c.id == given("id"))

    def find(session: Any, website: int, id: str) -> Any:  # noqa: A002, ARG001
        row = session.first(by_id, id=id)
        return None if row is None else conversations.row_from(row)

    instead(conversations, "find", find)


def policy_off() -> None:
    given: tuple[Any, ...] = (security_headers.EVERYWHERE, front_ends.INBOX)
    for kept in given:
        del kept["Content-Security-Policy"]


def escape_off() -> None:
    """The scripts that are served make elements of what should be text."""
    as_text = re.compile(rb"(\w+)\.createTextNode\((\w+)\)")
    as_html = rb'((t,n=\1.createElement("b"))=>(n.innerHTML=t,n.firstChild||n))(\2)'

    def reading(genuine: Any) -> Any:
        def files_in(folder: Any) -> Any:
            found = dict(genuine(folder))
            for name, file in found.items():
                if as_text.search(file.bodies[""]) is not None:
                    bodies = {"": as_text.sub(as_html, file.bodies[""])}
                    found[name] = replace(file, bodies=bodies)
            return found

        return files_in

    swap(front_ends, "files_in", reading)


def token_unchecked() -> None:
    def conversation(_self: Any, _website: str, token: str | None) -> str | None:
        match = auth._TOKEN.match(token or "")
        return None if match is None else match[1]

    instead(VisitorTokens, "conversation", conversation)


def await_missing() -> None:
    """What `if not matches(…)` does without its `await`: a coroutine is always true."""

    async def matches(*_: Any) -> object:
        return object()

    instead(PasswordChecks, "matches", matches)


def sign_in_unlimited() -> None:
    instead(sign_in_limits, "take_all", lambda *_: None)


def starts_unlimited() -> None:
    def taking(genuine: Any) -> Any:
        def take(self: Any, now: float) -> float:
            is_for_starts = self.burst == rate_limits.THREAD_STARTS_BURST
            return 0.0 if is_for_starts else float(genuine(self, now))

        return take

    swap(Bucket, "take", taking)


def bad_frames_kill() -> None:
    instead(socket.Socket, "refuse_broken", lambda *_: os._exit(1))


def order_lost() -> None:
    """What was sent behind a refused command is done before that comes again."""

    @contextmanager
    def command(*_: object) -> Iterator[None]:
        yield

    instead(Pace, "command", command)


def session_kept() -> None:
    """A browser that has given its session up is given it again."""
    known: dict[str, Any] = {}

    def issuing(genuine: Any) -> Any:
        return lambda self, website: known.setdefault(website, genuine(self, website))

    swap(VisitorTokens, "issue", issuing)


def sudden_end() -> None:
    """SIGTERM is left to the kernel, which ends us at once."""
    instead(app, "signal", _DeafToTerm())


class _DeafToTerm:
    SIGINT = signal.SIGINT
    SIGTERM = signal.SIGUSR1
    SIGHUP = signal.SIGHUP
