"""What stands ready for all checks of a run: the test build, the databases, the cast.

A `Stage` lasts for the run and is shared; a `Ground` is one check's own: a fresh copy of a
prepared database, a data folder, and one server, or two with a bell between them.
"""

import contextlib
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

from tests import fork_server, servers
from tests.databases import Databases
from tests.fork_server import ForkServer
from tests.gauntlet.modes import Mode
from threadbox.actions.operators import create_operator, start_session
from threadbox.actions.websites import create_website
from threadbox.gateways.security.cookies import OperatorCookies, token_hash
from threadbox.gateways.security.passwords import hashed
from threadbox.store import migrate
from threadbox.store.database import Database

T = TypeVar("T")
TEST_BUILD = "tests.gauntlet.testbuild:run"
DOMAIN = "acme.example"
PAGE = f"https://www.{DOMAIN}"
PASSWORD = "three quiet otters"
SECRET = "one secret for every process of the gauntlet"
DAY_MILLISECONDS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Desk:
    """An operator who is signed in already."""

    id: str
    name: str
    email: str
    website: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Ada and Grace answer for Acme; Mallory answers elsewhere, on the same server."""

    acme: str
    elsewhere: str
    ada: Desk
    grace: Desk
    mallory: Desk


@dataclass(slots=True)
class Stage:
    """Prepared once. `postgres` and `valkey` are started when the first check needs them."""

    folder: Path
    postgres: Callable[[], servers.Postgres]
    valkey: Callable[[], str]
    seed: int = 7
    # The bug that is planted into every server of this stage; none by default.
    sabotage: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _sqlite: tuple[Path, Cast] | None = None
    _postgres: tuple[Databases, Cast] | None = None

    @property
    def test_build(self) -> ForkServer:
        """Starts servers of the test build."""
        return fork_server.shared(TEST_BUILD)

    def random(self, name: str) -> Random:
        """Chances of a check, the same for the same seed."""
        return Random(f"{self.seed} {name}")

    def new_folder(self) -> Path:
        folder = self.folder / f"ground-{next(self._numbers):04}"
        folder.mkdir()
        return folder

    @contextlib.contextmanager
    def database(self, mode: Mode, folder: Path) -> Iterator[tuple[str, Cast]]:
        """A database of its own with the cast in it: its URL, and who plays."""
        if mode == "sqlite":
            template, cast = self._sqlite_template()
            shutil.copyfile(template, folder / "threadbox.db")
            yield f"sqlite:///{folder / 'threadbox.db'}", cast
            return
        cluster = self.postgres()
        databases, cast = self._postgres_databases(cluster)
        with databases.lent() as url:
            yield url, cast

    def _sqlite_template(self) -> tuple[Path, Cast]:
        if self._sqlite is None:
            path = self.folder / "template.db"
            self._sqlite = path, _prepared(f"sqlite:///{path}")
        return self._sqlite

    def _postgres_databases(self, cluster: servers.Postgres) -> tuple[Databases, Cast]:
        if self._postgres is None:
            name = cluster.create_database()
            self._postgres = Databases(cluster, name), _prepared(cluster.url(name))
        return self._postgres


def _prepared(url: str) -> Cast:
    """Brings a new database to this version, and the cast into it."""
    migrate.upgrade(url)
    database = Database.open(url)
    try:
        acme = database.write_now(None, create_website, name="Acme Hosting", domain=DOMAIN)
        other = database.write_now(None, create_website, name="Other", domain="other.example")
        return Cast(
            acme=acme.id,
            elsewhere=other.id,
            ada=_desk(database, acme.id, "Ada"),
            grace=_desk(database, acme.id, "Grace"),
            mallory=_desk(database, other.id, "Mallory"),
        )
    finally:
        database.close()


def _desk(database: Database, website: str, name: str) -> Desk:
    """An operator, and a browser of theirs in which they signed in."""
    email = f"{name.lower()}@{DOMAIN}"
    record = database.write_now(
        website, create_operator, email=email, name=name, password_hash=hashed(PASSWORD)
    )
    cookies = OperatorCookies(is_https=False, lifetime_seconds=DAY_MILLISECONDS)
    value = cookies.new_value()
    database.write_now(
        None,
        start_session,
        operator=record,
        token_hash=token_hash(value),
        # Long enough for clocks that go wrong by ten years.
        lifetime_ms=30 * 365 * DAY_MILLISECONDS,
    )
    return Desk(record.id, name, email, website, f"{cookies.name}={value}")


@contextlib.contextmanager
def opened(seed: int = 7) -> Iterator[Stage]:
    """A stage with everything it starts stopped at the end."""
    with contextlib.ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="gauntlet-")))
        yield Stage(
            folder,
            _once(lambda: parts.enter_context(servers.postgres())),
            _once(lambda: parts.enter_context(servers.valkey())),
            seed,
        )


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """Makes it at the first call."""
    made: list[T] = []

    def get() -> T:
        if not made:
            made.append(make())
        return made[0]

    return get
