"""SQLAlchemy Core as the builder, the driver's own cursor as the runner.

A statement is written once in Core, compiled once per dialect, and then runs at the speed
of the bare driver: about three times what Core itself reaches (design.md, "How `record` is
shaped"). Rows come back as plain tuples; columns are chosen so that drivers need no
conversion. A statement assembled per call (a filter) goes through `Session.select`.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Insert, Table, bindparam, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

Row = Sequence[Any]


class Cursor(Protocol):
    """What the two drivers' cursors have in common."""

    def execute(self, sql: str, parameters: Any = ..., /) -> object: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Compiler:
    """Statements' SQL for one dialect. Shared by all connections of a database."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._sql: dict[ClauseElement, tuple[str, dict[str, Any]]] = {}

    def constant(self, statement: ClauseElement) -> tuple[str, dict[str, Any]]:
        """SQL and fixed parameters of a statement that lives as long as the program."""
        known = self._sql.get(statement)
        if known is None:
            known = self._sql[statement] = self.assembled(statement)
        return known

    def assembled(self, statement: ClauseElement) -> tuple[str, dict[str, Any]]:
        """SQL and parameters of a statement made for this one call."""
        compiled = statement.compile(
            dialect=self._dialect, compile_kwargs={"render_postcompile": True}
        )
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return str(compiled), fixed


class Session:
    """Runs statements on one cursor."""

    def __init__(self, cursor: Cursor, compiler: Compiler) -> None:
        self._cursor = cursor
        self._compiler = compiler

    def run(self, statement: ClauseElement, **values: Any) -> None:
        """Executes a constant statement."""
        sql, fixed = self._compiler.constant(statement)
        self._cursor.execute(sql, {**fixed, **values} if fixed else values)

    def one(self, statement: ClauseElement, **values: Any) -> Row | None:
        """First row of a constant statement, or None."""
        self.run(statement, **values)
        row: Row | None = self._cursor.fetchone()
        return row

    def the(self, statement: ClauseElement, **values: Any) -> Row:
        """The row of a constant statement that must have one. Raises LookupError."""
        row = self.one(statement, **values)
        if row is None:
            raise LookupError(f"no row where one must be: {statement.compile()}")
        return row

    def all(self, statement: ClauseElement, **values: Any) -> list[Row]:
        """All rows of a constant statement."""
        self.run(statement, **values)
        return self._cursor.fetchall()

    def select(self, statement: ClauseElement) -> list[Row]:
        """All rows of a statement assembled for this call."""
        sql, values = self._compiler.assembled(statement)
        self._cursor.execute(sql, values)
        return self._cursor.fetchall()


def given(name: str) -> ColumnElement[Any]:
    """A value named when the statement runs."""
    return bindparam(name)


def insert_row(table: Table, *, without: str | None = None) -> Insert:
    """`INSERT` of a whole row, every column by its name; `without` the one the database gives."""
    names = [column.name for column in table.columns if column.name != without]
    return insert(table).values({name: bindparam(name) for name in names})
