"""The composition root: builds every part once, and closes them in reverse.

`running` is a whole Threadbox in this process, for the command line and for tests alike; when
its block is left, every socket was told to come back (1012) and everything acked is on disk.
"""

import asyncio
import fcntl
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import structlog
import uvloop

from threadbox import __version__
from threadbox.config import BadSetting, Config, secret_of
from threadbox.demo import PAGE_FOLDER
from threadbox.demo.seed import PASSWORD, seed
from threadbox.gateways.auth import OperatorCookies, OwnOrigin, VisitorTokens
from threadbox.gateways.desk import Desk
from threadbox.gateways.faces import Desks
from threadbox.gateways.health import Health
from threadbox.gateways.http import Front, http_app
from threadbox.gateways.identity import Identity
from threadbox.gateways.listening import listeners, listening
from threadbox.gateways.operator_http import OperatorHttp
from threadbox.gateways.operator_socket import OperatorSocket
from threadbox.gateways.pages import Pages
from threadbox.gateways.passwords import PasswordChecks, hashed
from threadbox.gateways.rest import unknown
from threadbox.gateways.typists import Typists
from threadbox.gateways.visitor_http import VisitorHttp
from threadbox.gateways.visitor_socket import VisitorSocket
from threadbox.gateways.wording import FOR_OPERATORS, FOR_VISITORS
from threadbox.live.distant import bell_for
from threadbox.live.switchboard import Switchboard
from threadbox.store.database import Database
from threadbox.store.log import lines_after
from threadbox.store.migrate import Standing, standing, upgrade

STATIC = Path(__file__).parent / "static"
DAY_SECONDS = 24 * 60 * 60

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running Threadbox. `ended` is done when the server stopped by itself."""

    port: int
    url: str
    database: Database
    is_built: bool
    ended: asyncio.Task[None]


@asynccontextmanager
async def running(
    config: Config, *, demo: bool = False, on: socket.socket | None = None
) -> AsyncIterator[Running]:
    """A whole server on `on`, or on `config.port` (0: a free one).

    Raises `BadSetting` if it cannot start.
    """
    async with AsyncExitStack() as parts:
        parts.enter_context(sole_owner(config))
        await asyncio.to_thread(bring_up_to_date, config)
        sock = parts.enter_context(on or listeners(config)[0])
        port: int = sock.getsockname()[1]
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
        ended = await parts.enter_async_context(listening(front, config, sock))
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


def _switchboard(config: Config, database: Database) -> Switchboard:
    return Switchboard(
        operators=FOR_OPERATORS,
        visitors=FOR_VISITORS,
        read_after=lambda website, place, most: database.read(lines_after, website, place, most),
        bell=bell_for(config.bell, secret_of(config)),
        clock=time.monotonic,
    )


def _desk(config: Config, database: Database, switchboard: Switchboard) -> Desk:
    return Desk(
        config=config,
        doors=database,
        switchboard=switchboard,
        typists=Typists(switchboard),
        tokens=VisitorTokens(secret_of(config), uuid4),
        identity=Identity(secret_of(config), database),
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


def _seed(database: Database) -> None:
    seed(database, password_hash=hashed(PASSWORD), now=datetime.now(UTC))


def serve(
    config: Config,
    started: Callable[[Running], None],
    *,
    demo: bool = False,
    on: socket.socket | None = None,
    lifeline: int | None = None,
) -> None:
    """Serves until SIGINT or SIGTERM. `started` is called once requests are answered.

    `lifeline`: a file descriptor at whose end serving ends too; the process that started us
    holds the other end of it.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(running(config, demo=demo, on=on), started, lifeline))


async def _serve(
    app_runs: AbstractAsyncContextManager[Running],
    started: Callable[[Running], None],
    lifeline: int | None,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if lifeline is not None:
        loop.add_reader(lifeline, stop.set)
    async with app_runs as app:
        log.info("serving", url=app.url, version=__version__)
        started(app)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, app.ended], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if lifeline is not None:
            loop.remove_reader(lifeline)
        log.info("stopping")
    log.info("stopped")
