"""Threadbox as a server under load: started as an administrator would, and its two front doors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import msgspec

from bench.processes import with_children
from bench.sockets import Client, Hear, connected
from tests.threadbox_server import PROGRAMS, ThreadboxServer
from threadbox.gateways.security.auth import VisitorTokens

# Tokens are signed here, by the server's own code and key: thousands need not be asked for.
SECRET = "a secret of the bench, known to anybody"
# One process of a bench sends what a website's visitors would send together.
UNLIMITED = ("--sends-per-second", "0", "--secret", SECRET)

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The website (its id) and the one operator that a server of a bench has."""

    website: str
    operator: str
    name: str
    email: str
    password: str


class Threadbox:
    """A running server and who has an account there."""

    def __init__(self, server: ThreadboxServer, account: Account) -> None:
        self.server = server
        self.account = account
        self._tokens = VisitorTokens(SECRET.encode(), uuid4)
        self._cookie = ""

    @property
    def pids(self) -> Sequence[int]:
        return with_children(self.server.pid)

    async def visitor(self, hear: Hear) -> Client:
        """Somebody who has never been here."""
        client, _ = await self.returning(self._tokens.issue(self.account.website)[0], hear)
        return client

    async def returning(
        self, conversation: str, hear: Hear, place: Mapping[str, Any] | None = None
    ) -> tuple[Client, dict[str, Any]]:
        """The visitor of a conversation, and the welcome. `place`: epoch and position to go on
        from; without, the welcome holds the conversation."""
        client = await connected(
            f"{self.server.socket_url}/visitor", hear, {"Origin": self.server.url}
        )
        token = self._tokens.token(self.account.website, conversation)
        hello = {"type": "hello", "version": 1, "website": self.account.website, "token": token}
        welcome = await client.ask(encode({**hello, **(place or {})}), "welcome")
        return client, decode(welcome)

    async def operator(self, hear: Hear) -> Client:
        """Ada, at one more screen."""
        if not self._cookie:
            await self._sign_in()
        headers = {"Origin": self.server.url, "Cookie": self._cookie}
        client = await connected(f"{self.server.socket_url}/operator", hear, headers)
        hello = {"type": "hello", "version": 1, "website": self.account.website}
        await client.ask(encode(hello), "welcome")
        return client

    async def _sign_in(self) -> None:
        async with httpx2.AsyncClient(base_url=self.server.url) as http:
            body = {"email": self.account.email, "password": self.account.password}
            headers = {"Origin": self.server.url}
            answer = await http.post("/operator/sign-in", json=body, headers=headers)
            answer.raise_for_status()
            self._cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())


def created(server: ThreadboxServer) -> Account:
    """Makes website and operator with the command line, as an administrator would."""
    name, email, password = "Ada", "ada@acme.example", "Ada, 3 quiet otters"
    site = server.cli("create-website", "--name", "Acme Hosting", "--domain", "acme.example")
    website: str = site["website_id"]
    who = ("--website", website, "--email", email, "--name", name, "--password-stdin")
    ada = server.cli("create-operator", *who, typed=f"{password}\n")
    return Account(
        website=website, operator=ada["operator_id"], name=name, email=email, password=password
    )


@contextmanager
def threadbox(folder: Path, database_url: str | None = None, *options: str) -> Iterator[Threadbox]:
    """A new server with its account, stopped at the end. `folder` is made, for its data and log."""
    folder.mkdir(parents=True, exist_ok=True)
    with _running(_measured(folder, database_url, *options)) as server:
        yield Threadbox(server, created(server))


@contextmanager
def opened(folder: Path, account: Account) -> Iterator[Threadbox]:
    """A server on data that is there already, in SQLite, stopped at the end."""
    with _running(_measured(folder)) as server:
        yield Threadbox(server, account)


def _measured(folder: Path, database_url: str | None = None, *options: str) -> ThreadboxServer:
    """An interpreter of its own: what is forked shares memory, and leaves less to collect."""
    return ThreadboxServer(folder, database_url, *UNLIMITED, *options, programs=PROGRAMS)


@contextmanager
def _running(server: ThreadboxServer) -> Iterator[ThreadboxServer]:
    server.start()
    try:
        yield server
    finally:
        if server.is_running():
            server.stop()
