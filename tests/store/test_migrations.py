"""The migrations lead to exactly the schema that `tables.py` describes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Inspector, inspect, text

from threadbox.store import migrate
from threadbox.store.migrate import engine_to_migrate
from threadbox.store.tables import metadata


def test_all_migrations_together_equal_the_tables(
    empty_database_url: str, second_empty_database_url: str
) -> None:
    migrate.upgrade(empty_database_url)
    engine = engine_to_migrate(second_empty_database_url)
    with engine.begin() as connection:
        metadata.create_all(connection)
    assert _catalogue(empty_database_url) == _catalogue(second_empty_database_url)


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    before = _catalogue(empty_database_url)
    migrate.upgrade(empty_database_url)
    assert _catalogue(empty_database_url) == before


def test_an_empty_database_says_that_it_is_behind(empty_database_url: str) -> None:
    assert migrate.standing(empty_database_url).current is None
    migrate.upgrade(empty_database_url)
    assert migrate.standing(empty_database_url).is_current


def _catalogue(url: str) -> Mapping[str, Any]:
    """What the database itself says of its tables, constraints and partial indexes."""
    with engine_to_migrate(url).connect() as connection:
        seen = inspect(connection)
        tables = [name for name in seen.get_table_names() if name != "alembic_version"]
        return {name: _table(connection, seen, name) for name in sorted(tables)}


def _table(connection: Connection, seen: Inspector, name: str) -> Mapping[str, Any]:
    return {
        "columns": [
            (column["name"], str(column["type"]), column["nullable"], str(column["default"]))
            for column in seen.get_columns(name)
        ],
        "primary key": seen.get_pk_constraint(name),
        "unique": sorted(seen.get_unique_constraints(name), key=lambda each: str(each["name"])),
        "foreign keys": sorted(seen.get_foreign_keys(name), key=lambda each: str(each["name"])),
        "indexes": _indexes(connection, name),
        "without row ids": _without_rowid(connection, name),
    }


def _indexes(connection: Connection, table: str) -> list[tuple[str, str]]:
    """Names and defining SQL, predicates included, as the engine keeps them."""
    statement = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name = :table ORDER BY name"
        if connection.dialect.name == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table ORDER BY 1"
    )
    rows = connection.execute(text(statement), {"table": table})
    return [(name, " ".join(sql.split())) for name, sql in rows]


def _without_rowid(connection: Connection, table: str) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    statement = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"
    return "WITHOUT ROWID" in str(connection.execute(text(statement), {"table": table}).scalar())
