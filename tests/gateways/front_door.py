"""A whole Threadbox in this process on a free port, and the people who knock.

The server runs on a thread with an event loop of its own, so tests are plain functions with
blocking clients. Every wait is for something that is said, with a deadline.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close
from websockets.sync.client import ClientConnection, connect

from threadbox.actions.operators import create_operator
from threadbox.actions.websites import create_website
from threadbox.app import running
from threadbox.config import Config
from threadbox.gateways.security.passwords import hashed
from threadbox.store.database import Database
from threadbox.views.websites import Website, websites

DEADLINE_SECONDS = 10
DOMAIN = "acme.example"
PAGE = f"https://www.{DOMAIN}"
PASSWORD = "three quiet otters"
_HASH = hashed(PASSWORD)
# Known to tests, which sign with it as a customer's backend would.
SECRET = b"a secret of this server, long enough for anybody"
# Tabs of one visitor share a name space of client ids, so ids are new across all sockets.
_ids = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """A running server, one website on it and its operators Ada and Grace; Mallory's is apart."""

    port: int
    url: str
    database: Database
    website: str
    elsewhere: str
    database_url: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def boot(
        self,
        token: str | None = None,
        *,
        website: str | None = None,
        origin: str | None = PAGE,
        address: str | None = None,
    ) -> httpx2.Response:
        named = {"Origin": origin} if origin else {}
        return httpx2.post(
            f"{self.url}/visitor/boot",
            content=json.dumps({"website": website or self.website, "token": token}),
            headers={"Content-Type": "text/plain", **named, **forwarded(address)},
        )

    def sign_in(
        self,
        name: str = "ada",
        password: str = PASSWORD,
        *,
        address: str | None = None,
        cookies: str = "",
    ) -> httpx2.Response:
        return httpx2.post(
            f"{self.url}/operator/sign-in",
            json={"email": f"{name}@{DOMAIN}", "password": password},
            headers={"Origin": self.url, "Cookie": cookies, **forwarded(address)},
            timeout=60,
        )

    def new_cookie(self, name: str = "ada") -> str:
        answer = self.sign_in(name)
        assert answer.status_code == 200, answer.text
        return str(answer.headers["set-cookie"].partition(";")[0])

    def cookie(self, name: str = "ada") -> str:
        """The cookie of an operator who signs in once per server."""
        if name not in self.cookies:
            self.cookies[name] = self.new_cookie(name)
        return self.cookies[name]

    @contextmanager
    def knock(
        self,
        path: str,
        *,
        origin: str | None = PAGE,
        cookie: str | None = None,
        address: str | None = None,
    ) -> Iterator["Wire"]:
        """A socket, before any hello."""
        headers = {**({"Cookie": cookie} if cookie else {}), **forwarded(address)}
        with connected(f"{self.socket_url}{path}", origin, headers) as connection:
            yield Wire(connection)

    @contextmanager
    def visitor(
        self, token: str | None = None, *, address: str | None = None, **hello: Any
    ) -> Iterator["Wire"]:
        """A visitor who has been welcomed; `wire.welcome` is what was said."""
        token = token or self.boot(address=address).json()["token"]
        with self.knock("/visitor", address=address) as wire:
            wire.say(type="hello", version=1, website=self.website, token=token, **hello)
            wire.token, wire.welcome = token, wire.hear("welcome")
            yield wire

    @contextmanager
    def operator(
        self, name: str = "ada", *, address: str | None = None, **hello: Any
    ) -> Iterator["Wire"]:
        """An operator who has been welcomed."""
        cookie = self.cookie(name)
        with self.knock("/operator", origin=self.url, cookie=cookie, address=address) as wire:
            wire.say(type="hello", version=1, **hello)
            wire.welcome = wire.hear("welcome")
            yield wire


class Wire:
    """The client's end of one socket: says frames, hears frames, in order."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.token = ""
        self.welcome: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []

    @property
    def session(self) -> str:
        return str(self.welcome["session"])

    def say(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame, ensure_ascii=False))

    def next(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.connection.recv(timeout=DEADLINE_SECONDS))
        self.heard.append(frame)
        if frame["type"] == "facts":
            self.lines += frame["lines"]
        return frame

    def hear(self, type: str, **fields: Any) -> dict[str, Any]:  # noqa: A002
        """The next frame of a type, with these fields; what comes before it is kept in `heard`."""
        while True:
            frame = self.next()
            if frame["type"] == type and fields.items() <= frame.items():
                return frame

    def ask(self, type: str, id: str | None = None, **fields: Any) -> dict[str, Any]:  # noqa: A002
        """Sends a command and returns its answer, `done` or `refused`."""
        name = id or f"command-{next(_ids):06}"
        self.say(type=type, id=name, **fields)
        return self.answer(name)

    def answer(self, id: str | None) -> dict[str, Any]:  # noqa: A002
        while True:
            frame = self.next()
            if "id" in frame and frame["id"] == id:
                return frame

    def do(self, type: str, **fields: Any) -> dict[str, Any]:  # noqa: A002
        answer = self.ask(type, **fields)
        assert answer["type"] == "done", answer
        return answer

    def lines_until(self, is_it: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """All log lines heard on this socket, up to the first whose fact fits."""
        seen = 0
        while True:
            while seen < len(self.lines):
                seen += 1
                if is_it(self.lines[seen - 1]["fact"]):
                    return self.lines[:seen]
            self.next()

    def is_alive(self) -> bool:
        """Whether the server still answers on this socket."""
        self.say(type="history", id="are-you-there")
        return self.answer("are-you-there")["type"] in ("history", "refused")

    def close_code(self) -> int:
        """The code the server closed with."""
        closed: Close | None = None
        while closed is None:
            try:
                self.next()
            except ConnectionClosed as ended:
                closed = ended.rcvd or Close(1006, "")
        return closed.code


def forwarded(address: str | None) -> dict[str, str]:
    """The header by which a trusted proxy says whom it speaks for."""
    return {} if address is None else {"X-Forwarded-For": address}


def is_message(text: str) -> Callable[[dict[str, Any]], bool]:
    return lambda fact: (
        fact["type"] == "message_sent" and fact["message"]["content"].get("text") == text
    )


def connected(url: str, origin: str | None, headers: Mapping[str, str]) -> ClientConnection:
    """A socket as browsers open it, without compression."""
    return connect(
        url,
        origin=origin,  # type: ignore[arg-type]
        additional_headers=headers,
        compression=None,
        max_size=None,
        # With a bounded queue, whoever leaves while much arrives does not hear the goodbye.
        max_queue=None,
        proxy=None,
    )


@contextmanager
def opened(folder: Path, **settings: Any) -> Iterator[FrontDoor]:
    """A server with its cast, until the block is left. The folder may have been used before."""
    config = Config(port=0, data=folder, **{"secret": SECRET.decode(), **settings})
    with _on_a_thread(config) as (port, database):
        yield replace(assemble(port, database), database_url=config.database)


def assemble(port: int, database: Database) -> FrontDoor:
    """The server on a port and its cast, which is created in its database if it is new."""
    acme, other = database.read_now(websites) or _cast(database)
    return FrontDoor(
        port=port,
        url=f"http://127.0.0.1:{port}",
        database=database,
        website=acme.id,
        elsewhere=other.id,
    )


def _cast(database: Database) -> list[Website]:
    acme = database.write_now(None, create_website, name="Acme", domain=DOMAIN)
    other = database.write_now(None, create_website, name="Other", domain="other.example")
    for site, name in ((acme, "ada"), (acme, "grace"), (other, "mallory")):
        database.write_now(
            site.id,
            create_operator,
            email=f"{name}@{DOMAIN}",
            name=name.capitalize(),
            password_hash=_HASH,
        )
    return [acme, other]


@contextmanager
def _on_a_thread(config: Config) -> Iterator[tuple[int, Database]]:
    started = threading.Event()
    held: dict[str, Any] = {}

    async def live() -> None:
        held["loop"], held["stop"] = asyncio.get_running_loop(), asyncio.Event()
        async with running(config) as app:
            held["app"] = app
            started.set()
            await held["stop"].wait()

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as fault:  # noqa: BLE001 (told to the test)
            held["fault"] = fault
        finally:
            started.set()

    thread = threading.Thread(target=run, name="server")
    thread.start()
    started.wait(DEADLINE_SECONDS)
    try:
        if "fault" in held:
            raise held["fault"]
        app = held["app"]
        yield app.port, app.database
    finally:
        if "app" in held and "fault" not in held:
            held["loop"].call_soon_threadsafe(held["stop"].set)
        thread.join(DEADLINE_SECONDS)
