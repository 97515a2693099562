"""The audit log: what administrators did, a line each, numbered in the order of the commits.

Servers read it as readers of a website's log do: everything after the number seen last. So a
line is appended while line 0 is held, and no smaller number ever appears after a greater one.
"""

from dataclasses import dataclass, fields

from sqlalchemy import delete, func, select

from threadbox.domain.administration import Act
from threadbox.store.statements import Row, Session, given, insert_row
from threadbox.store.tables import audit
from threadbox.store.transaction import Transaction

# Years of an administrator's work, and little on the disk; the oldest lines go first.
LINES_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """`at` in milliseconds since the epoch; `actor`: who did it; `about`: to whom or to what."""

    number: int
    at: int
    act: str
    actor: str
    website: str | None
    about: str | None


_COLUMNS = [audit.c[field.name] for field in fields(AuditLine)]
_HOLD = select(audit.c.number).where(audit.c.number == 0).with_for_update()
_NEWEST = select(func.coalesce(func.max(audit.c.number), 0))
_APPEND = insert_row(audit)
_FORGET = delete(audit).where(audit.c.number > 0, audit.c.number <= given("through"))
_AFTER = select(*_COLUMNS).where(audit.c.number > given("number")).order_by(audit.c.number)
_LAST = select(*_COLUMNS).order_by(audit.c.number.desc()).limit(given("most"))


def append(tx: Transaction, act: Act) -> None:
    """Adds a line, in the same commit as what it tells of, and forgets the oldest."""
    tx.first(_HOLD)
    number = newest(tx) + 1
    tx.run(
        _APPEND,
        number=number,
        at=tx.now,
        act=act.name,
        actor=act.actor,
        website=act.website,
        about=act.about,
    )
    tx.run(_FORGET, through=number - LINES_KEPT)


def newest(session: Session) -> int:
    """The number of the newest line."""
    return int(session.one(_NEWEST)[0])


def after(session: Session, number: int) -> list[AuditLine]:
    """All lines after a number, oldest first."""
    return [_line(row) for row in session.all(_AFTER, number=number)]


def last(session: Session, most: int) -> list[AuditLine]:
    """The newest lines, newest first."""
    return [_line(row) for row in session.all(_LAST, most=most)]


def _line(row: Row) -> AuditLine:
    return AuditLine(**dict(zip((field.name for field in fields(AuditLine)), row, strict=True)))
