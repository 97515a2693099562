"""An operator who speaks the protocol itself: what a page is to hear, without a second screen."""

import contextlib
import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx2
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.threadbox_server import ThreadboxServer

PASSWORD = "three quiet otters"
DEADLINE_SECONDS = 15


class Desk:
    """One operator. Signed in and at the desk, until they leave."""

    def __init__(self, server: ThreadboxServer, website: str, cookie: str) -> None:
        self._server = server
        self._website = website
        self._cookie = cookie
        self._there = contextlib.ExitStack()
        self._connection: ClientConnection | None = None
        self._ids = (f"desk-{number:08}" for number in count(1))

    @classmethod
    @contextlib.contextmanager
    def of(cls, server: ThreadboxServer, website: str, name: str) -> Iterator["Desk"]:
        """Creates the operator, who signs in and comes."""
        email = f"{name.lower()}@acme.example"
        who = ("--website", website, "--email", email, "--name", name)
        server.cli("create-operator", *who, "--password-stdin", typed=f"{PASSWORD}\n")
        answer = httpx2.post(
            f"{server.url}/operator/sign-in",
            json={"email": email, "password": PASSWORD},
            headers={"Origin": server.url},
        )
        assert answer.status_code == httpx2.codes.OK, answer.text
        desk = cls(server, website, answer.headers["set-cookie"].partition(";")[0])
        desk.come_back()
        yield desk
        desk.leave()

    def leave(self) -> None:
        """Nobody is there for the website's visitors any more."""
        self._there.close()

    def come_back(self) -> None:
        self._connection = self._there.enter_context(
            connect(
                f"{self._server.socket_url}/operator",
                origin=Origin(self._server.url),
                additional_headers={"Cookie": self._cookie},
                # Between two commands nobody reads here: with a bounded queue the server would
                # find the operator too slow, and send them away.
                max_queue=None,
            )
        )
        self._say(type="hello", version=1, website=self._website)
        self._hear("welcome")

    def do(self, type: str, conversation: str, **fields: Any) -> None:  # noqa: A002
        """Carries out one command, and returns when it is done."""
        command = next(self._ids)
        self._say(type=type, id=command, conversation=conversation, **fields)
        while True:
            frame = self._hear("done", "refused")
            if frame["id"] == command:
                assert frame["type"] == "done", frame
                return

    def type(self, conversation: str, *, typing: bool) -> None:
        """Begins or stops to type."""
        self._say(type="typing", typing=typing, conversation=conversation)

    def _say(self, **frame: Any) -> None:
        assert self._connection is not None, "they have left"
        self._connection.send(json.dumps(frame))

    def _hear(self, *types: str) -> dict[str, Any]:
        assert self._connection is not None, "they have left"
        while True:
            frame: dict[str, Any] = json.loads(self._connection.recv(timeout=DEADLINE_SECONDS))
            if frame["type"] in types:
                return frame
