"""The data that a server starts with: of this version, with its key, no demo's by mistake, and
known to go on where it was left."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import structlog

from threadbox.actions.passwords import set_password
from threadbox.config import BadSetting, Config
from threadbox.data_folder import bring_up_to_date, has_database, sqlite_path, told_as_setting
from threadbox.demo.account import has_demo_account, is_a_demos, password_of
from threadbox.demo.seed import EMAIL, seed
from threadbox.domain.secrets import SecretSource
from threadbox.gateways.security.passwords import hashed, opens
from threadbox.secret_key import check_of, require_same_key, server_secret
from threadbox.store import continuity
from threadbox.store.continuity import LastSeen
from threadbox.store.database import Database
from threadbox.store.health import has_conversations
from threadbox.store.key_check import keep_key_check, key_check
from threadbox.store.sqlite import lacks_its_wal
from threadbox.views.operators import by_email

log = structlog.get_logger(__name__)


def prepare(config: Config, *, demo: bool) -> None:
    """Makes the data, or brings it up to date. A demo touches nobody's data but its own.

    Raises `BadSetting` when that cannot be.
    """
    if demo and has_database(config):
        with closing(Database.open(config.database, owner=False)) as database:
            if not is_a_demos(database, config.data):
                raise BadSetting(
                    f"{config.data} is not a demo's: it has websites of its own. The demo makes a"
                    " folder for itself when --data is left out."
                )
    bring_up_to_date(config)


def admitted(config: Config, database: Database, *, demo: bool) -> tuple[SecretSource, str | None]:
    """The server's keys, and the password of a demo's operator, whose history is there then.

    Raises `BadSetting` for data that must not be served like this: without its key, or with the
    operator of a demo, whose password was printed.
    """
    secret = server_secret(config, lambda: database.read_now(has_conversations))
    _settle_key(config, database, secret)
    if demo:
        return secret, _seeded(config, database)
    if has_demo_account(database, opens):
        raise BadSetting(
            f"{EMAIL} in this data is a demo's, and its password is known. Serve other data"
            f" (--data), or threadbox remove-operator --email {EMAIL} --data {config.data}."
        )
    return secret, None


@contextmanager
def last_seen(config: Config) -> Iterator[LastSeen | None]:
    """What the server last saw of its SQLite file; told of the end when the block is left."""
    if not config.is_sqlite:
        yield None
        return
    path = sqlite_path(config)
    if path.exists() and lacks_its_wal(path):
        log.warning(
            "wal_missing",
            says="the database was not closed by its server, and its WAL is not there: if it is a"
            " copy, the newest messages may be missing",
        )
    with closing(LastSeen(path)) as seen:
        yield seen


def settle_history(database: Database, seen: LastSeen, *, is_another: bool) -> None:
    """New epochs, if the file does not go on where its server left it. `is_another`: it is another
    file, or was changed since."""
    lines = database.read_now(continuity.lines)
    went_back = seen.open(lines)
    # Where nothing was ever written, nobody has a place.
    if lines and (is_another or went_back):
        log.warning("history_changed", is_another=is_another, went_back=went_back)
        database.write_now(None, continuity.begin_anew)


def _settle_key(config: Config, database: Database, secret: SecretSource) -> None:
    """The database goes with this key: it has none yet, or nothing that needs it, or the same."""
    check = database.read_now(key_check)
    if database.read_now(has_conversations):
        require_same_key(config, secret, check)
    if check != check_of(secret.now()):
        database.write_now(None, keep_key_check, check_of(secret.now()))


def _seeded(config: Config, database: Database) -> str:
    with told_as_setting(config.data):
        password = password_of(config.data)
    known = database.read_now(by_email, EMAIL)
    password_hash = hashed(password)
    if known is not None and not opens(known.password_hash, password):
        database.write_now(None, set_password, email=EMAIL, password_hash=password_hash)
    seed(database, password_hash=password_hash, now=datetime.now(UTC))
    return password
