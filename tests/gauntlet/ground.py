"""One check's ground: its servers, which can be harmed in every way, and everybody on it."""

import asyncio
import contextlib
import json
import os
import signal
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.fork_server import ForkedProcess, Streams
from tests.gauntlet.ledger import Ledger
from tests.gauntlet.modes import DEAF_BELL, Mode
from tests.gauntlet.stage import PAGE, SECRET, Cast, Stage
from tests.servers import free_port
from tests.threadbox_server import inherited

if TYPE_CHECKING:
    from tests.gauntlet.people import Client

READY_SECONDS = 30.0
PATIENCE_SECONDS = 30.0
SABOTAGED_PATIENCE_SECONDS = 4.0
BUSY_MOST = 10.0
# Two looks at something are further apart only when this process itself was kept from running.
STALL_SECONDS = 0.1
_patience = ContextVar("patience", default=PATIENCE_SECONDS)


class Broken(AssertionError):  # noqa: N818 (a promise is broken)
    """A promise was not kept. The text names it (I1 …, T1 …) and what was seen."""


def require(kept: object, promise: str, *seen: object) -> None:
    """Raises `Broken` unless the promise was kept."""
    if not kept:
        raise Broken(" ".join([promise, *(str(each)[:2000] for each in seen)]))


def busy() -> float:
    """How many times longer than alone things take on this machine now, as far as the kernel
    tells: by the load of the last minute, or by who wants to run at this moment. Every deadline
    is stretched by it: what is promised holds on a machine of one's own."""
    minute, _, _, running, _ = Path("/proc/loadavg").read_text().split()
    wanted = max(float(minute), float(running.partition("/")[0]))
    return min(max(1.0, wanted / (os.cpu_count() or 1)), BUSY_MOST)


def patience() -> float:
    """Seconds that anything may take. A planted bug need not be waited for that long."""
    return _patience.get() * busy()


async def until(is_so: Callable[[], object], what: str, seconds: float | None = None) -> None:
    """Waits for something to become true; `Broken` when it does not in time. A second counts for
    less on a busy machine, and one in which we did not get to run for next to nothing."""
    seconds = _patience.get() if seconds is None else seconds
    left, looked = seconds, time.monotonic()
    while not is_so():
        now = time.monotonic()
        left -= min(now - looked, STALL_SECONDS) / busy()
        looked = now
        require(left > 0, f"not within {seconds:g} s:", what)
        await asyncio.sleep(0.005)


class Server:
    """One `threadbox serve`. It keeps its port and its data over a restart."""

    def __init__(self, stage: Stage, folder: Path, database_url: str, number: int) -> None:
        self.port = free_port()
        self.database_url = database_url
        self.log = folder / f"server-{number}.log"
        self.environment = {"THREADBOX_SABOTAGE": stage.sabotage, "THREADBOX_PACE": "off"}
        self.options: dict[str, str] = {
            "--data": str(folder),
            "--database-url": database_url,
            "--port": str(self.port),
            "--secret": SECRET,
        }
        if database_url.startswith("sqlite"):
            del self.options["--database-url"]
        self._stage = stage
        self._process: ForkedProcess | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def launch(self) -> None:
        """Starts it, and does not wait."""
        arguments = ["serve", "--no-build"]
        for name, value in self.options.items():
            arguments += [name, value]
        with self.log.open("ab") as log:
            self._process = self._stage.test_build.start(
                arguments, Streams(log, log), inherited() | self.environment
            )

    async def start(self) -> None:
        """Starts it; returns once it answers."""
        self.launch()
        await self.answers()

    async def answers(self) -> None:
        """Waits until it serves."""
        deadline = time.monotonic() + READY_SECONDS * busy()
        while not await self._is_healthy():
            if self.is_over() or time.monotonic() > deadline:
                raise RuntimeError(f"a server did not start:\n{self.output()[-4000:]}")
            await asyncio.sleep(0.01)

    async def _is_healthy(self) -> bool:
        try:
            return (await asked(self.port, "GET", "/healthz")).status == 200
        except OSError:
            return False

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    async def kill(self) -> None:
        """As a power cut would, as far as a process can tell."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def ended(self, seconds: float | None = None) -> None:
        """Waits until the process is over."""
        await until(self.is_over, "the end of a server", seconds)

    def is_over(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


@dataclass(slots=True, kw_only=True)
class Ground:
    """`kills` and `ledger` are what the figures at the end are made of."""

    mode: Mode
    folder: Path
    stage: Stage
    cast: Cast
    database_url: str
    random: Random
    servers: list[Server]
    ledger: Ledger
    # How often a check may repeat its fault, and whether it has time for every variety of it.
    cycles: int
    is_full: bool
    people: "list[Client]" = field(default_factory=list)
    kills: int = 0
    notes: list[str] = field(default_factory=list)
    _parts: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def server(self) -> Server:
        return self.servers[0]

    async def start(self, **environment: str) -> None:
        """Starts all servers, with these `THREADBOX_…` settings of the test build."""
        self.set(**environment)
        for server in self.servers:
            server.launch()
        for server in self.servers:
            await server.answers()

    def set(self, **environment: str) -> None:
        """Settings of the test build from the next start on; an empty one unsets."""
        for server in self.servers:
            for name, value in environment.items():
                server.environment.pop(f"THREADBOX_{name.upper()}", None)
                if value:
                    server.environment[f"THREADBOX_{name.upper()}"] = value

    async def kill(self, *, and_start: bool = True) -> None:
        """SIGKILL to every server at the same moment."""
        self.ledger.keep()
        for server in self.servers:
            await server.kill()
            self.kills += 1
        if and_start:
            await self.start()

    async def restart_dead(self) -> None:
        """Starts those again that killed themselves."""
        for server in self.servers:
            if server.is_over():
                await server.ended()
                self.kills += 1
                await server.start()

    def lend_clocks(self) -> None:
        """From their next start on the servers' wall clocks can be bent, each by itself."""
        for server, clock in self._clocks():
            server.environment["THREADBOX_CLOCK"] = str(clock)

    def bend_time(self, milliseconds: int, *, only: Server | None = None) -> None:
        """The servers' wall clocks are off by this much from now on, or that of one of them."""
        for server, clock in self._clocks():
            if only in (None, server):
                with clock.open("r+b") as file:  # in place: they have it mapped
                    file.write(struct.pack("<q", milliseconds))

    def _clocks(self) -> Iterator[tuple[Server, Path]]:
        for number, server in enumerate(self.servers):
            yield server, self.folder / f"clock-{number}"

    async def also(self, part: contextlib.AbstractAsyncContextManager[Any]) -> Any:
        """Something to be closed with the ground."""
        return await self._parts.enter_async_context(part)

    async def close(self) -> None:
        for person in self.people:
            await person.leave()
        for server in self.servers:
            server.signal(signal.SIGCONT)
            await server.kill()
        await self._parts.aclose()
        self.ledger.close()


@contextlib.asynccontextmanager
async def prepared(
    stage: Stage, mode: Mode, name: str, *, cycles: int = 3, is_full: bool = False
) -> AsyncIterator[Ground]:
    """A ground with its servers not yet started."""
    folder = stage.new_folder()
    _patience.set(SABOTAGED_PATIENCE_SECONDS if stage.sabotage else PATIENCE_SECONDS)
    with stage.database(mode, folder) as (url, cast):
        count = 2 if mode in ("two", "deaf") else 1
        servers = [Server(stage, folder, url, number) for number in range(count)]
        if count > 1:
            bell = DEAF_BELL if mode == "deaf" else await asyncio.to_thread(stage.valkey)
            for server in servers:
                server.options["--bell-url"] = bell
        for number in range(count):
            (folder / f"clock-{number}").write_bytes(bytes(8))
        ground = Ground(
            mode=mode,
            folder=folder,
            stage=stage,
            cast=cast,
            database_url=url,
            random=stage.random(f"{name} {mode}"),
            servers=servers,
            ledger=Ledger(folder / "ledger"),
            cycles=cycles,
            is_full=is_full,
        )
        try:
            yield ground
        finally:
            await ground.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP request got. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


async def asked(port: int, method: str, path: str, body: object = None, **headers: str) -> Answer:
    """One HTTP request on a connection of its own. Raises OSError when there is nobody."""
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    named = {"Host": f"127.0.0.1:{port}", "Connection": "close"}
    named |= {"Content-Length": str(len(content))} if content or method == "POST" else {}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        async with asyncio.timeout(patience()):
            raw = await reader.read()
    finally:
        writer.close()
    head, _, answer = raw.partition(b"\r\n\r\n")
    status, *rest = head.decode("latin-1").split("\r\n")
    if not status:
        raise ConnectionError("closed without an answer")
    pairs = (line.partition(": ") for line in rest)
    return Answer(int(status.split()[1]), {name.lower(): value for name, _, value in pairs}, answer)


async def booted(server: Server, website: str, token: str | None = None) -> str:
    """A visitor's token, as a page obtains one."""
    answer = await asked(
        server.port,
        "POST",
        "/visitor/boot",
        {"website": website, "token": token},
        Origin=PAGE,
        Content_Type="text/plain",
    )
    require(answer.status == 200, "boot", answer)
    issued: str = answer.json()["token"]
    return issued


async def together(*work: Awaitable[Any]) -> list[Any]:
    """Does all of it at once; the first fault ends the rest."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_awaited(each)) for each in work]
    return [task.result() for task in tasks]


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work
