"""A database that was lent before is as one just made, or is not lent again."""

from contextlib import closing
from typing import Any

import psycopg
import pytest

from tests.box import assemble
from tests.databases import RESTING, Databases
from tests.servers import Postgres
from threadbox.store.tables import metadata

pytestmark = pytest.mark.postgres


@pytest.fixture
def lending(postgres: Postgres, migrated_postgres: str) -> Databases:
    return Databases(postgres, migrated_postgres)


def test_what_a_test_wrote_is_gone_and_keys_begin_anew(lending: Databases) -> None:
    with lending.lent() as url:
        new = _everything(url)
        with closing(assemble(url).database):
            assert _everything(url) != new
    assert _lent_next(lending) == url
    assert _everything(url) == new


@pytest.mark.parametrize(
    "harm",
    [
        "ALTER TABLE log ADD COLUMN another integer",
        "DROP INDEX {index}",
        "CREATE SCHEMA another",
        "CREATE FUNCTION another() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ALTER DATABASE {name} SET default_transaction_read_only = on",
        "INSERT INTO audit SELECT n, 0, md5(n::text), '' FROM generate_series(1, 100000) n",
    ],
)
def test_one_that_was_changed_or_has_grown_is_not_lent_again(lending: Databases, harm: str) -> None:
    index = next(index.name for table in metadata.sorted_tables for index in table.indexes)
    with lending.lent() as url, psycopg.connect(url) as connection:
        connection.execute(harm.format(name=url.rpartition("/")[2], index=index).encode())
    assert _lent_next(lending) != url


def test_one_that_somebody_still_uses_is_not_lent_again(lending: Databases) -> None:
    with lending.lent() as url:
        somebody = psycopg.connect(url)
    with somebody:
        assert _lent_next(lending) != url


def _lent_next(lending: Databases) -> str:
    """Which one is lent when the turn has come to the one lent last."""
    for _ in range(RESTING - 1):
        with lending.lent():
            pass
    with lending.lent() as lent:
        return lent


def _everything(url: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        tables = [table.name for table in metadata.sorted_tables]
        rows = [connection.execute(f"SELECT * FROM {each}".encode()).fetchall() for each in tables]
        keys = connection.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        return [*rows, keys.fetchall()]
