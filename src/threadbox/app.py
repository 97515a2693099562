"""The composition root: builds every part once, and closes them in reverse.

`running` is a whole Threadbox in this process, for the command line and for tests alike; when
its block is left, every socket was told to come back (1012) and everything acked is on disk.
"""

import asyncio
import gc
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    closing,
)
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import structlog
import uvloop

from threadbox import __version__
from threadbox.config import Config, secret_of
from threadbox.data_folder import bring_up_to_date, marked_in_use, sole_owner
from threadbox.demo import PAGE_FOLDER
from threadbox.demo.seed import PASSWORD, seed
from threadbox.gateways import counting
from threadbox.gateways.arriving import Arrivals
from threadbox.gateways.auth import FileKeys, OwnOrigin, VisitorTokens
from threadbox.gateways.cookies import KnownBrowsers, OperatorCookies
from threadbox.gateways.desk import Desk
from threadbox.gateways.doorkeeper import Doorkeeper
from threadbox.gateways.doors import MeasuredDoors
from threadbox.gateways.faces import Desks, uploads
from threadbox.gateways.file_http import FileHttp
from threadbox.gateways.headers import Headers
from threadbox.gateways.health import Health
from threadbox.gateways.http import Front, http_app
from threadbox.gateways.identity import Identity
from threadbox.gateways.listening import listeners, listening, metrics_listener
from threadbox.gateways.metrics import Metrics
from threadbox.gateways.operator_http import OperatorHttp
from threadbox.gateways.operator_socket import OperatorSocket
from threadbox.gateways.pace import Paces
from threadbox.gateways.pages import Pages
from threadbox.gateways.passwords import PasswordChecks, hashed
from threadbox.gateways.rest import unknown
from threadbox.gateways.storage import storage_for
from threadbox.gateways.sweeping import sweeping
from threadbox.gateways.typists import Typists
from threadbox.gateways.visitor_http import VisitorHttp
from threadbox.gateways.visitor_socket import VisitorSocket
from threadbox.gateways.wording import FOR_OPERATORS, FOR_VISITORS
from threadbox.live.distant import bell_for
from threadbox.live.switchboard import Switchboard
from threadbox.store.database import Database
from threadbox.store.health import answers, touch
from threadbox.store.log import lines_after
from threadbox.store.writer import Batch

STATIC = Path(__file__).parent / "static"
DAY_SECONDS = 24 * 60 * 60
# New objects between two looks for circles: at the usual 700 they were a tenth of a send's work.
GARBAGE_OBJECTS = 50_000

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
        parts.enter_context(marked_in_use(config))
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
        passwords = parts.enter_context(closing(PasswordChecks()))
        pages = Pages(STATIC, PAGE_FOLDER if demo else None)
        desk = _desk(config, database, switchboard)
        files = await parts.enter_async_context(_files(desk))
        doorkeeper = Doorkeeper(time.monotonic)
        metrics = Metrics(config, database, switchboard, doorkeeper)
        if config.metrics_port:
            metrics_sock = parts.enter_context(metrics_listener(config))
            await parts.enter_async_context(listening(metrics.on_own_port, config, metrics_sock))
        own = (_health(desk, database), metrics, pages, files)
        front = _front(desk, passwords, own, doorkeeper)
        ended = await parts.enter_async_context(listening(front, config, sock))
        yield Running(
            port=port,
            url=config.address(port),
            database=database,
            is_built=pages.is_built,
            ended=ended,
        )


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
        doors=MeasuredDoors(database, counting.ACK_SECONDS.observe),
        switchboard=switchboard,
        typists=Typists(switchboard),
        paces=Paces(time.monotonic, config.sends_per_second),
        tokens=VisitorTokens(secret_of(config), uuid4),
        identity=Identity(secret_of(config), database),
        cookies=OperatorCookies(
            is_https=config.is_https, lifetime_seconds=config.session_days * DAY_SECONDS
        ),
        known_browsers=KnownBrowsers(secret_of(config), time.time, is_https=config.is_https),
        file_keys=FileKeys(secret_of(config), time.time),
        own_origin=OwnOrigin(config.public_url),
        uploads=uploads(config),
        clock=time.monotonic,
    )


@asynccontextmanager
async def _files(desk: Desk) -> AsyncIterator[FileHttp]:
    """What takes files in and hands them out; what was given up is swept away meanwhile."""
    storage = storage_for(desk.config)
    arrivals = Arrivals(desk.config.files_folder / "incoming")
    async with sweeping(desk.doors, storage, arrivals):
        yield FileHttp(desk, storage, arrivals)


def _health(desk: Desk, database: Database) -> Health:
    """What answers `/healthz`; from now on every batch is counted, too."""
    health = Health(
        desk.doors,
        answers=answers,
        touch=touch,
        is_bell_away=lambda: desk.switchboard.tally.is_away,
        clock=desk.clock,
    )
    database.on_batch = lambda batch: _count(batch, health)
    return health


def _count(batch: Batch, health: Health) -> None:
    """After each batch, on the writer's thread."""
    health.committed(batch.is_committed)
    counting.BATCH_ACTIONS.observe(batch.actions)
    counting.COMMIT_SECONDS.observe(batch.seconds)
    if not batch.is_committed:
        counting.COMMITS_FAILED.inc()


def _front(
    desk: Desk,
    passwords: PasswordChecks,
    own: Sequence[Health | Metrics | Pages | FileHttp],
    doorkeeper: Doorkeeper,
) -> Front:
    desks = Desks(desk.doors, desk.switchboard)
    routes = [
        *(route for part in own for route in part.routes()),
        *VisitorHttp(desk, desks).routes(),
        *OperatorHttp(desk, passwords).routes(),
        *unknown.routes(),
    ]
    sockets = {"/visitor": VisitorSocket(desk, desks), "/operator": OperatorSocket(desk, desks)}
    headers = Headers(is_https=desk.config.is_https)
    return Front(http_app(routes), sockets, doorkeeper, headers)


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


def _collect_seldom() -> None:
    """What is loaded now stays for good, so the garbage collector need not look at it again; and
    what a send leaves behind has no circles, so it is freed without the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS)


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
        _collect_seldom()
        log.info("serving", url=app.url, version=__version__)
        started(app)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, app.ended], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if lifeline is not None:
            loop.remove_reader(lifeline)
        log.info("stopping")
    log.info("stopped")
