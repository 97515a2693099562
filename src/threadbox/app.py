"""The composition root: builds every part once, and closes them in reverse.

`running` is a whole Threadbox in this process, for the command line and for tests alike; when
its block is left, every socket was told to come back (1012) and everything acked is on disk.
"""

import asyncio
import gc
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    closing,
)
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import structlog
import uvloop

from threadbox import __version__
from threadbox.config import Config
from threadbox.data_folder import marked_in_use, sole_owner
from threadbox.demo import PAGE_FOLDER
from threadbox.domain.secrets import SecretSource
from threadbox.gateways import counters
from threadbox.gateways.asgi import AsgiApp, http_app
from threadbox.gateways.files.blob_storage import storage_for
from threadbox.gateways.files.cleanup import sweeping
from threadbox.gateways.files.receiving import Arrivals
from threadbox.gateways.files.routes import FileHttp
from threadbox.gateways.http.front_ends import Pages
from threadbox.gateways.http.health import Health, Watched
from threadbox.gateways.http.metrics import Metrics
from threadbox.gateways.http.new_password import PasswordHttp
from threadbox.gateways.http.security_headers import Headers
from threadbox.gateways.http.sign_in import OperatorHttp
from threadbox.gateways.http.visitor_boot import VisitorHttp
from threadbox.gateways.presenters import uploads
from threadbox.gateways.rest import not_found
from threadbox.gateways.security.auth import FileKeys, OwnOrigin, VisitorTokens
from threadbox.gateways.security.command_rates import Paces
from threadbox.gateways.security.cookies import KnownBrowsers, OperatorCookies
from threadbox.gateways.security.passwords import PasswordChecks
from threadbox.gateways.security.revocation import Revocation
from threadbox.gateways.security.signatures import Identity
from threadbox.gateways.server.connection_limits import ConnectionLimits
from threadbox.gateways.server.uvicorn_server import Server, listeners, listening, metrics_listener
from threadbox.gateways.services import Services
from threadbox.gateways.sockets.availability import Availability
from threadbox.gateways.sockets.encoding import FOR_OPERATORS, FOR_VISITORS
from threadbox.gateways.sockets.operator import OperatorSocket
from threadbox.gateways.sockets.signals import Signals
from threadbox.gateways.sockets.typing import TypingSignals
from threadbox.gateways.sockets.visitor import VisitorSocket
from threadbox.live.bell_remote import bell_for
from threadbox.live.realtime import Realtime
from threadbox.prepared_data import admitted, last_seen, prepare, settle_history
from threadbox.store.continuity import LastSeen
from threadbox.store.database import Database
from threadbox.store.health import answers, probe
from threadbox.store.job import Batch
from threadbox.store.log import stretch_after

STATIC = Path(__file__).parent / "static"
DAY_SECONDS = 24 * 60 * 60
# Whoever asks a server to end (systemd, a container) kills it soon after; we end before.
STOP_SECONDS = 10.0
# New objects between two looks for circles: at the usual 700 they were a tenth of a send's work.
GARBAGE_OBJECTS = 50_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running Threadbox. `demo_password`: what its operator signs in with, if it is a demo."""

    port: int
    url: str
    database: Database
    is_built: bool
    server: Server
    demo_password: str | None = None


@asynccontextmanager
async def running(
    config: Config, *, demo: bool = False, on: socket.socket | None = None
) -> AsyncIterator[Running]:
    """A whole server on `on`, or on `config.port` (0: a free one).

    Raises `BadSetting` if it cannot start.
    """
    async with AsyncExitStack() as parts:
        database, seen = await _storage(config, parts, demo=demo)
        sock = parts.enter_context(on or listeners(config)[0])
        port: int = sock.getsockname()[1]
        secret, demo_password = await asyncio.to_thread(admitted, config, database, demo=demo)
        realtime = _realtime(config, database, secret)
        await realtime.open()
        parts.push_async_callback(realtime.close)
        pages = Pages(STATIC, PAGE_FOLDER if demo else None)
        services = _services(config, database, realtime, secret)
        await parts.enter_async_context(services.revocation.looking())
        files = await parts.enter_async_context(_files(services))
        connection_limits = ConnectionLimits(time.monotonic)
        metrics = Metrics(config, database, realtime, connection_limits)
        if config.metrics_port:
            metrics_sock = parts.enter_context(metrics_listener(config))
            await parts.enter_async_context(listening(metrics.on_own_port, config, metrics_sock))
        own = (_health(services, database, seen), metrics, pages, files)
        passwords = parts.enter_context(closing(PasswordChecks()))
        front = _front(services, passwords, own, connection_limits)
        server = await parts.enter_async_context(listening(front, config, sock))
        yield Running(
            port=port,
            url=config.address(port),
            database=database,
            is_built=pages.is_built,
            server=server,
            demo_password=demo_password,
        )


async def _storage(
    config: Config, parts: AsyncExitStack, *, demo: bool
) -> tuple[Database, LastSeen | None]:
    """The database, ours alone, up to date, and known to go on where it was left."""
    parts.enter_context(sole_owner(config))
    seen = parts.enter_context(last_seen(config))
    is_another = seen is not None and seen.is_another()
    await asyncio.to_thread(prepare, config, demo=demo)
    parts.enter_context(marked_in_use(config))
    database = Database.open(config.database)
    parts.push_async_callback(asyncio.to_thread, database.close)
    if seen is not None:
        await asyncio.to_thread(settle_history, database, seen, is_another=is_another)
    return database, seen


def _realtime(config: Config, database: Database, secret: SecretSource) -> Realtime:
    realtime = Realtime(
        operators=FOR_OPERATORS,
        visitors=FOR_VISITORS,
        read_after=lambda website, place, most: database.read(stretch_after, website, place, most),
        bell=bell_for(config.bell, secret),
        clock=time.monotonic,
    )
    database.on_commit = realtime.committed
    return realtime


def _services(
    config: Config, database: Database, realtime: Realtime, secret: SecretSource
) -> Services:
    database.on_answer = counters.ACK_SECONDS.observe
    return Services(
        config=config,
        database=database,
        realtime=realtime,
        paces=Paces(time.monotonic, config.sends_per_second),
        tokens=VisitorTokens(secret, uuid4),
        identity=Identity(secret, database),
        cookies=OperatorCookies(
            is_https=config.is_https, lifetime_seconds=config.session_days * DAY_SECONDS
        ),
        known_browsers=KnownBrowsers(secret, time.time, is_https=config.is_https),
        file_keys=FileKeys(secret, time.time),
        own_origin=OwnOrigin(config.public_url),
        revocation=Revocation(database, realtime, time.monotonic),
        uploads=uploads(config),
        clock=time.monotonic,
    )


@asynccontextmanager
async def _files(services: Services) -> AsyncIterator[FileHttp]:
    """What takes files in and hands them out; what was given up is swept away meanwhile."""
    storage = storage_for(services.config)
    arrivals = Arrivals(services.config.files_folder / "incoming")
    async with sweeping(services.database, storage, arrivals):
        yield FileHttp(services, storage, arrivals)


def _health(services: Services, database: Database, seen: LastSeen | None) -> Health:
    """What answers `/healthz`; from now on every batch is counted, too."""
    watched = Watched(
        answers=answers,
        probe=probe,
        is_stuck=lambda: database.is_stuck,
        is_bell_away=lambda: services.realtime.tally.is_away,
        free_bytes=lambda: shutil.disk_usage(services.config.data).free,
    )
    health = Health(services.database, watched, services.clock)
    database.on_batch = lambda batch: _count(batch, health, seen)
    return health


def _count(batch: Batch, health: Health, seen: LastSeen | None) -> None:
    """After each batch, on the writer's thread."""
    if seen is not None:
        seen.keep(batch.lines)
    health.committed(is_committed=batch.is_committed, lines=batch.lines)
    counters.BATCH_ACTIONS.observe(batch.actions)
    counters.COMMIT_SECONDS.observe(batch.seconds)
    if not batch.is_committed:
        counters.COMMITS_FAILED.inc()


def _front(
    services: Services,
    passwords: PasswordChecks,
    own: Sequence[Health | Metrics | Pages | FileHttp],
    connection_limits: ConnectionLimits,
) -> AsgiApp:
    availability = Availability(services.database, services.realtime)
    routes = [
        *(route for part in own for route in part.routes()),
        *VisitorHttp(services, availability).routes(),
        *OperatorHttp(services, passwords).routes(),
        *PasswordHttp(services).routes(),
        *not_found.routes(),
    ]
    signals = Signals(availability, TypingSignals(services.realtime))
    sockets = {
        "/visitor": VisitorSocket(services, signals),
        "/operator": OperatorSocket(services, signals),
    }
    headers = Headers(is_https=services.config.is_https)
    return AsgiApp(http_app(routes), sockets, connection_limits, headers)


def serve(
    config: Config,
    started: Callable[[Running], None],
    *,
    demo: bool = False,
    on: socket.socket | None = None,
) -> None:
    """Serves until SIGINT, SIGTERM or SIGHUP.

    `started` is called on the event loop, once requests are answered.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(running(config, demo=demo, on=on), started))


def _collect_seldom() -> None:
    """What is loaded now stays for good, so the garbage collector need not look at it again; and
    what a send leaves behind has no circles, so it is freed without the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS)


async def _serve(
    app_runs: AbstractAsyncContextManager[Running], started: Callable[[Running], None]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Without a supervisor SIGHUP ends the server too; a service manager starts it anew.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    async with app_runs as app:
        _collect_seldom()
        log.info("serving", url=app.url, version=__version__)
        started(app)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, app.server.ended], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        log.info("stopping")
        gives_up = threading.Timer(STOP_SECONDS, _give_up)
        gives_up.daemon = True
        gives_up.start()
    gives_up.cancel()
    log.info("stopped")


def _give_up() -> None:
    """Something hangs, such as a commit on a disk that does not answer: nobody was told that it is
    done. What was acknowledged is on the disk."""
    log.error("stop_given_up", seconds=STOP_SECONDS)
    os._exit(1)
