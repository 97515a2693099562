"""Fixtures: both databases, Valkey, a running server, its cast, and a browser.

What takes a database runs once on SQLite and once on PostgreSQL. Servers start once per run,
on first use; every test gets a database, a data folder and browser contexts of its own.
"""

import contextlib
import functools
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import httpcore2
import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests import browser as browsers
from tests import servers
from tests.box import Box
from tests.box import assemble as assemble_box
from tests.cast import Cast, assemble
from tests.databases import Databases
from tests.servers import Postgres
from tests.threadbox_server import ThreadboxServer
from threadbox.store import migrate
from tools import firefox

Lend = Callable[[str], AbstractContextManager[str]]
NewContext = Callable[..., BrowserContext]
# A request of its own reads all certificates of the system, which takes twenty times as long as
# asking a server on loopback. They are read once.
httpcore2.default_ssl_context = functools.cache(httpcore2.default_ssl_context)
SERVERS = pytest.StashKey[list[ThreadboxServer]]()
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--browser", default="chromium", choices=["chromium", "firefox"])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL cluster for the whole run."""
    with servers.postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A Valkey server for the whole run."""
    with servers.valkey() as url:
        yield url


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest) -> str:
    """ "sqlite" and "postgres" in turn."""
    name: str = request.param
    return name


@pytest.fixture
def empty_database_url(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A database with nothing in it, once on each engine."""
    with _empty(engine, request, tmp_path / "threadbox.db") as url:
        yield url


@pytest.fixture
def second_empty_database_url(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """Another one on the same engine."""
    with _empty(engine, request, tmp_path / "second.db") as url:
        yield url


@contextlib.contextmanager
def _empty(engine: str, request: pytest.FixtureRequest, path: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{path}"
        return
    cluster: Postgres = request.getfixturevalue("postgres")
    name = cluster.create_database()
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing else, to be copied."""
    path = tmp_path_factory.mktemp("template") / "threadbox.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The name of a PostgreSQL database with the schema and nothing else, a template."""
    name = postgres.create_database()
    migrate.upgrade(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def lend(postgres: Postgres) -> Lend:
    """Lends databases of PostgreSQL that are equal to a template: the URL of one."""
    databases: dict[str, Databases] = {}

    def lent(template: str) -> AbstractContextManager[str]:
        return databases.setdefault(template, Databases(postgres, template)).lent()

    return lent


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database, once on each engine."""
    if engine == "sqlite":
        path = tmp_path / "threadbox.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    lend: Lend = request.getfixturevalue("lend")
    with lend(request.getfixturevalue("migrated_postgres")) as url:
        yield url


@pytest.fixture
def box(database_url: str) -> Iterator[Box]:
    """The core without sockets: Acme Hosting and its cast, once on each database."""
    assembled = assemble_box(database_url)
    yield assembled
    assembled.database.close()


@pytest.fixture
def new_server(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., ThreadboxServer]]:
    """Makes servers that are not started yet; all of them are stopped after the test."""
    made: list[ThreadboxServer] = request.node.stash.setdefault(SERVERS, [])

    def make(
        database_url: str | None = None, *options: str, under: Sequence[str] = ()
    ) -> ThreadboxServer:
        folder = tmp_path / f"server-{len(made)}"
        folder.mkdir()
        made.append(ThreadboxServer(folder, database_url, *options, under=under))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def server(new_server: Callable[..., ThreadboxServer], database_url: str) -> ThreadboxServer:
    """A running server, once on each database."""
    started = new_server(database_url)
    started.start()
    return started


@pytest.fixture
def cast(server: ThreadboxServer) -> Cast:
    """Acme Hosting with Ada and Grace, and Mallory from elsewhere, on `server`."""
    return assemble(server)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium and Firefox."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Browser]:
    """One browser for the whole run."""
    name: str = request.config.getoption("--browser")
    if name == "firefox" and firefox.find() is None:
        pytest.skip(firefox.hint(firefox.missing()))
    with browsers.opened(playwright, name, shell=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def desktop_browser(playwright: Playwright) -> Iterator[Browser]:
    """Another one, with tabs of which one is in front, for the few tests that are about it."""
    with browsers.opened(playwright) as opened:
        yield opened


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes browser contexts: somebody's browser, with cookies and storage of its own.

    An exception that a page did not catch fails the test.
    """
    opened: list[BrowserContext] = []
    uncaught: list[str] = []

    def open_context(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        browsers.keep_uncaught(context, uncaught)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
    assert not uncaught


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests come last: while a browser is open, its event loop runs in this thread, and
    `asyncio.run` elsewhere would refuse to start another. They are also the slowest."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if config.getoption("--browser") != "chromium":
        for item in items:
            if marker := item.get_closest_marker("chromium_only"):
                item.add_marker(pytest.mark.skip(reason=marker.args[0]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failing test shows what its servers wrote."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if report.failed:
        started: list[ThreadboxServer] = item.stash.get(SERVERS, list[ThreadboxServer]())
        for number, server in enumerate(started):
            report.sections.append((f"server {number}", server.output()[-20_000:]))
    return report  # type: ignore[return-value]
