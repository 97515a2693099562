"""The composition root: builds every part once, and closes them in reverse.

`running` is a whole Threadbox in this process, for the command line and for tests alike; when
its block is left, every socket was told to come back (1012) and everything acked is on disk.
"""

import asyncio
import fcntl
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import structlog
import uvicorn
import uvloop

from threadbox.config import BadSetting, Config, secret_of
from threadbox.demo import PAGE_FOLDER
from threadbox.demo.seed import PASSWORD, seed
from threadbox.gateways.auth import OperatorCookies, OwnOrigin, VisitorTokens
from threadbox.gateways.desk import Desk
from threadbox.gateways.faces import Desks
from threadbox.gateways.health import Health
from threadbox.gateways.http import Front, http_app
from threadbox.gateways.operator_http import OperatorHttp
from threadbox.gateways.operator_socket import OperatorSocket
from threadbox.gateways.pages import Pages
from threadbox.gateways.passwords import PasswordChecks, hashed
from threadbox.gateways.rest import unknown
from threadbox.gateways.transport import LineProtocol
from threadbox.gateways.visitor_http import VisitorHttp
from threadbox.gateways.visitor_socket import VisitorSocket
from threadbox.gateways.wording import FOR_OPERATORS, FOR_VISITORS
from threadbox.live.distant import bell_for
from threadbox.live.switchboard import Switchboard
from threadbox.store.database import Database
from threadbox.store.log import lines_after
from threadbox.store.migrate import Standing, standing, upgrade

STATIC = Path(__file__).parent / "static"
# Frames up to this size are refused with the socket alive; beyond, the connection ends.
SOCKET_MESSAGE_BYTES = 1024 * 1024
# A peer that does not answer pings is gone; detected within 45 s.
PING_SECONDS = 20.0
PONG_SECONDS = 20.0
# Connections waiting to be accepted: ten thousand clients come back after a restart.
BACKLOG = 4096
# What requests under way get when the server stops.
STOP_SECONDS = 5
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running Threadbox. `ended` is done when the server stopped by itself."""

    port: int
    url: str
    database: Database
    is_built: bool
    ended: asyncio.Task[None]


@asynccontextmanager
async def running(config: Config, *, demo: bool = False) -> AsyncIterator[Running]:
    """A whole server on `config.port` (0: a free one). Raises `BadSetting` if it cannot start."""
    async with AsyncExitStack() as parts:
        parts.enter_context(sole_owner(config))
        await asyncio.to_thread(bring_up_to_date, config)
        listener = parts.enter_context(_listener(config))
        port: int = listener.getsockname()[1]
        database = Database.open(config.database)
        parts.push_async_callback(asyncio.to_thread, database.close)
        if demo:
            await asyncio.to_thread(_seed, database)
        switchboard = _switchboard(config, database)
        await switchboard.open()
        parts.push_async_callback(switchboard.close)
        database.on_commit = switchboard.committed
        passwords = PasswordChecks()
        parts.callback(passwords.close)
        pages = Pages(STATIC, PAGE_FOLDER if demo else None)
        front = _front(_desk(config, database, switchboard), passwords, pages)
        ended = await parts.enter_async_context(_listening(front, config, listener))
        yield Running(
            port=port,
            url=config.address(port),
            database=database,
            is_built=pages.is_built,
            ended=ended,
        )


def bring_up_to_date(config: Config) -> None:
    """Makes the data folder and brings the database's schema to this version."""
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not standing_of(config).is_current:
        upgrade(config.database)
    if config.is_sqlite:
        # Everybody's messages: for us alone, also in a folder that others may look into.
        # SQLite gives its files beside it the same rights.
        sqlite_path(config).chmod(0o600)


def sqlite_path(config: Config) -> Path:
    """The file that a SQLite URL names."""
    return Path(config.database.partition(":///")[2])


def standing_of(config: Config) -> Standing:
    """Where the database's schema stands. Raises `BadSetting` when it cannot be reached."""
    try:
        return standing(config.database)
    except Exception as fault:
        first = (str(fault).strip() or type(fault).__name__).splitlines()[0]
        raise BadSetting(f"the database cannot be opened: {first}") from fault


@contextmanager
def sole_owner(config: Config) -> Iterator[None]:
    """Holds a SQLite file for one server: only one process may write and checkpoint it.

    The lock is the kernel's and ends with the process, however that ends.
    """
    if not config.is_sqlite:
        yield
        return
    path = Path(f"{sqlite_path(config)}.lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSetting(
                f"another Threadbox serves {path.parent} already; stop it, or use another --data."
            ) from None
        yield


@contextmanager
def _listener(config: Config) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        listener = socket.create_server((config.host, config.port), family=family, backlog=BACKLOG)
    except OSError as fault:
        why = os.strerror(fault.errno) if fault.errno else str(fault)
        raise BadSetting(f"cannot listen on {config.host}:{config.port}: {why}.") from None
    with listener:
        yield listener


def _switchboard(config: Config, database: Database) -> Switchboard:
    return Switchboard(
        operators=FOR_OPERATORS,
        visitors=FOR_VISITORS,
        read_after=lambda website, place, most: database.read(lines_after, website, place, most),
        bell=bell_for(config.bell_url),
        clock=time.monotonic,
    )


def _desk(config: Config, database: Database, switchboard: Switchboard) -> Desk:
    return Desk(
        config=config,
        doors=database,
        switchboard=switchboard,
        tokens=VisitorTokens(secret_of(config), uuid4),
        cookies=OperatorCookies(
            is_https=config.is_https, lifetime_seconds=config.session_days * DAY_SECONDS
        ),
        own_origin=OwnOrigin(config.public_url),
        clock=time.monotonic,
    )


def _front(desk: Desk, passwords: PasswordChecks, pages: Pages) -> Front:
    desks = Desks(desk.doors, desk.switchboard)
    routes = [
        *Health(desk.doors).routes(),
        *VisitorHttp(desk, desks).routes(),
        *OperatorHttp(desk, passwords).routes(),
        *pages.routes(),
        *unknown.routes(),
    ]
    sockets = {"/visitor": VisitorSocket(desk, desks), "/operator": OperatorSocket(desk, desks)}
    return Front(http_app(routes), sockets)


class _Server(uvicorn.Server):
    """uvicorn's server that leaves signals to us and says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def _listening(
    front: Front, config: Config, listener: socket.socket
) -> AsyncIterator[asyncio.Task[None]]:
    server = _Server(
        uvicorn.Config(
            front,
            loop="none",
            http="httptools",
            ws=LineProtocol,
            ws_max_size=SOCKET_MESSAGE_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PONG_SECONDS,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=config.trusted_proxies is not None,
            forwarded_allow_ips=config.trusted_proxies or "",
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    ended = asyncio.create_task(server.serve(sockets=[listener]), name="server")
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait([ended, ready], return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    try:
        yield ended
    finally:
        server.should_exit = True
        await ended


def _seed(database: Database) -> None:
    seed(database, password_hash=hashed(PASSWORD), now=datetime.now(UTC))


def serve(config: Config, started: Callable[[Running], None], *, demo: bool = False) -> None:
    """Serves until SIGINT or SIGTERM. `started` is called once requests are answered."""
    configure_logs(config.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(config, started, demo=demo))


async def _serve(config: Config, started: Callable[[Running], None], *, demo: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running(config, demo=demo) as app:
        started(app)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, app.ended], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()


def configure_logs(log_format: str) -> None:
    """All loggers, ours and the libraries', to stderr: for people, or one JSON object a line."""
    is_console = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        # Plain: the pretty tracebacks show local variables, and with them what people wrote.
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if is_console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # One line per socket and request is noise here, and would carry visitors' addresses.
    for name in ("uvicorn.error", "uvicorn.access", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
