"""The database as an administrator's command changes it: beside a server that may be running, and
never without a line in the audit log."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from threadbox.config import Config
from threadbox.data_folder import address_served, require_database
from threadbox.domain.actors import Author
from threadbox.domain.administration import Act, ActName
from threadbox.store.database import Database

# Where nobody can know the address yet.
PLACEHOLDER = "https://YOUR-THREADBOX-ADDRESS"


@contextmanager
def opened(config: Config) -> Iterator[Database]:
    """The database, which has to be there: checkpoints of its file stay the server's.

    Raises `BadSetting` when there is none, or one of another version.
    """
    require_database(config)
    database = Database.open(config.database, owner=False)
    try:
        yield database
    finally:
        database.close()


def act(name: ActName, *, website: str | None = None, about: str | None = None) -> Act:
    """What this command does, by whoever runs it."""
    return Act(name=name, actor=_who(), website=website, about=about)


def author() -> Author:
    """Whoever runs this, as the author of a fact."""
    return Author(kind="administrator", id=_who())


def shown_address(config: Config) -> str:
    """Where browsers reach the server: as told, else as it was served last, else a placeholder."""
    if config.public_url:
        return config.address()
    return address_served(config) or PLACEHOLDER


def _who() -> str:
    """The system's name for whoever runs this, and who they were before `sudo`."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"user {os.getuid()}"
    before = os.environ.get("SUDO_USER")
    return name if before in (None, name) else f"{before} as {name}"
