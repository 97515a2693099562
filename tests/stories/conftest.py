"""A running Acme, a page of its site, and people at their screens.

A story runs on SQLite, and on PostgreSQL with visitors and operators at different processes:
"two" ring each other by NOTIFY, "deaf" hear no ring but their own and look by themselves. One
process on PostgreSQL has nothing to show that these two have not.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import host_page
from tests.conftest import NewContext
from tests.gauntlet.modes import DEAF_BELL
from tests.host_page import HostSite
from tests.servers import Postgres
from tests.stories.people import (
    PATIENCE_MILLISECONDS,
    OperatorScreen,
    VisitorScreen,
    operator,
    visitor,
)
from tests.threadbox_server import ThreadboxServer

SECRET = "one secret for both processes, as it has to be"
PLACES = ("sqlite", "two")

expect.set_options(timeout=PATIENCE_MILLISECONDS)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "without_a_bell: a story that is also told where no ring reaches the other"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story in every place; `without_a_bell` ones also where no ring arrives, for there
    everything takes seconds."""
    if "engine" in metafunc.fixturenames:
        slow = metafunc.definition.get_closest_marker("without_a_bell")
        metafunc.parametrize(
            "engine",
            [
                pytest.param(place, marks=[] if place == "sqlite" else pytest.mark.postgres)
                for place in (*PLACES, *(["deaf"] if slow else []))
            ],
            indirect=True,
        )


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Where the story is told."""
    name: str = request.param
    return name


@pytest.fixture
def server(
    engine: str, new_server: Callable[..., ThreadboxServer], database_url: str
) -> ThreadboxServer:
    """Where visitors connect."""
    started = new_server(database_url, *_options(engine))
    started.start()
    return started


@pytest.fixture
def next_door(
    engine: str,
    server: ThreadboxServer,
    new_server: Callable[..., ThreadboxServer],
    database_url: str,
) -> ThreadboxServer:
    """Where operators connect: another process on the same database, if there are two."""
    if engine not in ("two", "deaf"):
        return server
    started = new_server(database_url, *_options(engine))
    started.start()
    return started


def _options(engine: str) -> tuple[str, ...]:
    deaf = ("--bell-url", DEAF_BELL) if engine == "deaf" else ()
    return ("--secret", SECRET, *deaf)


@pytest.fixture(scope="session")
def opened_shops() -> dict[str, str]:
    """The website of the shop in each template, by engine."""
    return {}


@pytest.fixture(scope="session")
def migrated_sqlite(
    migrated_sqlite: Path,
    opened_shops: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A file with the shop in it, to be copied: the command line is asked once, not per story."""
    folder = tmp_path_factory.mktemp("shop")
    path = folder / "threadbox.db"
    shutil.copyfile(migrated_sqlite, path)
    opened_shops["sqlite"] = _open_shop(ThreadboxServer(folder, f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(
    migrated_postgres: str,
    opened_shops: dict[str, str],
    postgres: Postgres,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """A database with the shop in it, a template for others."""
    name = postgres.create_database(migrated_postgres)
    folder = tmp_path_factory.mktemp("shop")
    opened_shops["postgres"] = _open_shop(ThreadboxServer(folder, postgres.url(name)))
    return name


def _open_shop(server: ThreadboxServer) -> str:
    created = server.cli("create-website", "--name", "Acme Hosting", "--domain", "localhost")
    website: str = created["website_id"]
    for name in ("Olga", "Sam"):
        server.cli(
            "create-operator",
            *("--website", website, "--email", f"{name.lower()}@acme.example", "--name", name),
            "--password-stdin",
            typed="three quiet otters\n",
        )
    return website


@pytest.fixture
def shop(engine: str, server: ThreadboxServer, opened_shops: dict[str, str]) -> str:
    """A website whose pages live on `localhost`; Olga and Sam answer for it."""
    assert server.is_running()
    return opened_shops["sqlite" if engine == "sqlite" else "postgres"]


@pytest.fixture
def site(server: ThreadboxServer, shop: str) -> Iterator[HostSite]:
    """The shop's site, under a strict content security policy."""
    with host_page.serve(server, shop) as served:
        yield served


@pytest.fixture
def mira(site: HostSite, new_context: NewContext) -> VisitorScreen:
    """A customer on the shop's page."""
    return visitor(new_context(), site.url)


@pytest.fixture
def sign_in(
    next_door: ThreadboxServer, site: HostSite, new_context: NewContext
) -> Callable[[str], OperatorScreen]:
    """Signs an operator in, in a browser of their own."""

    def at_the_inbox(name: str) -> OperatorScreen:
        screen = operator(new_context(), next_door.url)
        screen.sign_in(f"{name.lower()}@acme.example", "three quiet otters")
        return screen

    assert site.port
    return at_the_inbox


@pytest.fixture
def olga(sign_in: Callable[[str], OperatorScreen]) -> OperatorScreen:
    """An operator at the inbox."""
    return sign_in("Olga")
