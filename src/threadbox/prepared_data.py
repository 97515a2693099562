"""The data that a server starts with: of this version, with its key, and no demo's by mistake."""

from contextlib import closing
from datetime import UTC, datetime

from threadbox.actions.passwords import set_password
from threadbox.config import BadSetting, Config
from threadbox.data_folder import bring_up_to_date, has_database, told_as_setting
from threadbox.demo.account import has_demo_account, is_a_demos, password_of
from threadbox.demo.seed import EMAIL, seed
from threadbox.domain.secrets import SecretSource
from threadbox.gateways.passwords import hashed, opens
from threadbox.secret_key import server_secret
from threadbox.store.database import Database
from threadbox.store.health import has_conversations
from threadbox.views.operators import by_email


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
    if demo:
        return secret, _seeded(config, database)
    if has_demo_account(database, opens):
        raise BadSetting(
            f"{EMAIL} in this data is a demo's, and its password is known. Serve other data"
            f" (--data), or threadbox remove-operator --email {EMAIL} --data {config.data}."
        )
    return secret, None


def _seeded(config: Config, database: Database) -> str:
    with told_as_setting(config.data):
        password = password_of(config.data)
    known = database.read_now(by_email, EMAIL)
    password_hash = hashed(password)
    if known is not None and not opens(known.password_hash, password):
        database.write_now(None, set_password, email=EMAIL, password_hash=password_hash)
    seed(database, password_hash=password_hash, now=datetime.now(UTC))
    return password
