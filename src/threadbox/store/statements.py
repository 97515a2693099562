"""SQLAlchemy Core as the builder, the driver's own cursor as the runner.

A statement is written once in Core, compiled once per dialect, and then runs at the speed
of the bare driver: about three times what Core itself reaches (design.md, "How `record` is
shaped"). Rows come back as plain tuples; columns are chosen so that drivers need no
conversion. A statement assembled per call (a filter) goes through `Session.select`; one that
is run for many rows at once is a `Many`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import ColumnElement, Insert, Table, bindparam, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Row = Sequence[Any]


class Cursor(Protocol):
    """What the two drivers' cursors have in common."""

    def execute(self, sql: str, parameters: Any = ..., /) -> object: ...
    def executemany(self, sql: str, rows: Any, /) -> object: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Compiled(NamedTuple):
    """SQL with marks by position, the names of what belongs there, and the values known."""

    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """A statement to be run for many rows; `names`: the order of a row's values."""

    statement: ClauseElement
    names: tuple[str, ...]

    @property
    def adds(self) -> bool:
        """Whether each row is a new one."""
        return isinstance(self.statement, Insert)


class Compiler:
    """Statements' SQL for one dialect. Shared by all connections of a database."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._constant: dict[ClauseElement, Compiled] = {}
        self._many: dict[Many, str] = {}

    def constant(self, statement: ClauseElement) -> Compiled:
        """A statement that lives as long as the program."""
        known = self._constant.get(statement)
        if known is None:
            known = self._constant[statement] = self.assembled(statement)
        return known

    def assembled(self, statement: ClauseElement) -> Compiled:
        """A statement made for this one call."""
        compiled = cast(
            SQLCompiler,
            statement.compile(dialect=self._dialect, compile_kwargs={"render_postcompile": True}),
        )
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return Compiled(str(compiled), tuple(compiled.positiontup or ()), fixed)

    def many(self, many: Many) -> str:
        """The SQL of a statement for many rows. Raises ValueError if its order is another."""
        known = self._many.get(many)
        if known is None:
            compiled = self.assembled(many.statement)
            if compiled.names != many.names:
                raise ValueError(f"this statement takes {compiled.names}, not {many.names}")
            known = self._many[many] = compiled.sql
        return known


class Session:
    """Runs statements on one cursor."""

    def __init__(self, cursor: Cursor, compiler: Compiler) -> None:
        self._cursor = cursor
        self._compiler = compiler

    def run(self, statement: ClauseElement, **values: Any) -> None:
        """Executes a constant statement."""
        self._before()
        sql, names, fixed = self._compiler.constant(statement)
        named = {**fixed, **values} if fixed else values
        self._cursor.execute(sql, [named[name] for name in names])

    def first(self, statement: ClauseElement, **values: Any) -> Row | None:
        """First row of a constant statement, or None."""
        self.run(statement, **values)
        row: Row | None = self._cursor.fetchone()
        return row

    def one(self, statement: ClauseElement, **values: Any) -> Row:
        """The row of a constant statement that must have one. Raises LookupError."""
        row = self.first(statement, **values)
        if row is None:
            raise LookupError(f"no row where one must be: {statement.compile()}")
        return row

    def all(self, statement: ClauseElement, **values: Any) -> list[Row]:
        """All rows of a constant statement."""
        self.run(statement, **values)
        return self._cursor.fetchall()

    def select(self, statement: ClauseElement) -> list[Row]:
        """All rows of a statement assembled for this call."""
        self._before()
        sql, names, values = self._compiler.assembled(statement)
        self._cursor.execute(sql, [values[name] for name in names])
        return self._cursor.fetchall()

    def change(self, statement: ClauseElement) -> None:
        """Executes a statement assembled for this call."""
        self._before()
        sql, names, values = self._compiler.assembled(statement)
        self._cursor.execute(sql, [values.get(name) for name in names])

    def _before(self) -> None:
        """For those who have something to do before the database is asked."""


def given(name: str) -> ColumnElement[Any]:
    """A value named when the statement runs."""
    return bindparam(name)


def insert_row(table: Table, *, without: str | None = None) -> Insert:
    """`INSERT` of a whole row, every column by its name; `without` the one the database gives."""
    names = [column.name for column in table.columns if column.name != without]
    return insert(table).values({name: bindparam(name) for name in names})


def insert_rows(table: Table) -> Many:
    """`INSERT` of whole rows, their values in the order of the table's columns."""
    return Many(insert_row(table), tuple(column.name for column in table.columns))
