"""Operators, the websites they belong to, and the browsers they are signed in with.

An account that is removed is gone, with its sessions and memberships: SQLite may give its key to
the next one. What its operator said keeps the name, which stands in each message.
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from threadbox.store.statements import Row, Session, given, insert_row
from threadbox.store.tables import memberships, operator_sessions, operators, websites
from threadbox.store.transaction import Transaction
from threadbox.store.websites import Website, website_from


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorRecord:
    """An account. `password_hash` is argon2id's encoded form and stays on this side."""

    key: int
    id: str
    email: str
    name: str
    avatar: str | None
    password_hash: str


_COLUMNS = (
    operators.c.key,
    operators.c.id,
    operators.c.email,
    operators.c.name,
    operators.c.avatar,
    operators.c.password_hash,
)
_BY_EMAIL = select(*_COLUMNS).where(operators.c.email == given("email"))
_BY_ID = select(*_COLUMNS).where(operators.c.id == given("id"))
_HOLD = _BY_ID.with_for_update()
_EVERY = select(*_COLUMNS).order_by(operators.c.email)
_BY_KEY = select(*_COLUMNS).where(operators.c.key == given("key"))
_BY_SESSION = (
    select(*_COLUMNS)
    .join(operator_sessions, operator_sessions.c.operator == operators.c.key)
    .where(
        operator_sessions.c.token_hash == given("token_hash"),
        operator_sessions.c.expires_at > given("now"),
    )
)
_OF_WEBSITE = (
    select(*_COLUMNS)
    .join(memberships, memberships.c.operator == operators.c.key)
    .join(websites, websites.c.key == memberships.c.website)
    .where(websites.c.id == given("website"))
    .order_by(operators.c.key)
)
_WEBSITES = (
    select(*websites.columns)
    .join(memberships, memberships.c.website == websites.c.key)
    .where(memberships.c.operator == given("operator"))
    .order_by(memberships.c.created_at, websites.c.key)
)
_INSERT = insert_row(operators, without="key").returning(operators.c.key)
_JOIN = insert_row(memberships)
_IS_MEMBER = select(memberships.c.created_at).where(
    memberships.c.operator == given("operator"), memberships.c.website == given("website")
)
_START_SESSION = insert_row(operator_sessions)
_END_SESSION = delete(operator_sessions).where(
    operator_sessions.c.token_hash == given("token_hash")
)
_FORGET_EXPIRED = delete(operator_sessions).where(operator_sessions.c.expires_at <= given("now"))
_END_SESSIONS = delete(operator_sessions).where(operator_sessions.c.operator == given("operator"))
_SESSIONS = select(func.count()).where(
    operator_sessions.c.operator == given("operator"),
    operator_sessions.c.expires_at > given("now"),
)
_SIGNED_IN = select(operator_sessions.c.token_hash).where(
    operator_sessions.c.expires_at > given("now")
)
_ADMITTED = (
    select(operator_sessions.c.token_hash, websites.c.id)
    .join(memberships, memberships.c.operator == operator_sessions.c.operator)
    .join(websites, websites.c.key == memberships.c.website)
    .where(operator_sessions.c.expires_at > given("now"))
)
_SET_PASSWORD = (
    update(operators)
    .where(operators.c.key == given("row_key"))
    .values(password_hash=given("new_hash"))
)
_LEAVE = (
    delete(memberships)
    .where(memberships.c.operator == given("operator"), memberships.c.website == given("website"))
    .returning(memberships.c.created_at)
)
_LEAVE_ALL = delete(memberships).where(memberships.c.operator == given("operator"))
_DISMISS = delete(memberships).where(memberships.c.website == given("website"))
_REMOVE = delete(operators).where(operators.c.key == given("row_key"))


def by_email(session: Session, email: str) -> OperatorRecord | None:
    """`email` in lower case, as stored."""
    return _first(session.first(_BY_EMAIL, email=email))


def find(session: Session, id: str) -> OperatorRecord | None:  # noqa: A002
    return _first(session.first(_BY_ID, id=id))


def hold(tx: Transaction, id: str) -> OperatorRecord | None:  # noqa: A002
    """The account as it is now; until the commit nobody else changes or removes it, or signs in."""
    return _first(tx.first(_HOLD, id=id))


def every(session: Session) -> list[OperatorRecord]:
    """All accounts, in the order of their addresses."""
    return [_record(row) for row in session.all(_EVERY)]


def get(session: Session, key: int) -> OperatorRecord:
    return _record(session.one(_BY_KEY, key=key))


def by_session(session: Session, token_hash: str, now: int) -> OperatorRecord | None:
    """Whose signed-in browser this is, unless the session has run out."""
    return _first(session.first(_BY_SESSION, token_hash=token_hash, now=now))


def of_website(session: Session, website: str) -> list[OperatorRecord]:
    """The operators of a website (public id), oldest account first."""
    return [_record(row) for row in session.all(_OF_WEBSITE, website=website)]


def websites_of(session: Session, operator: int) -> list[Website]:
    """The websites an operator (key) belongs to, in the order of joining."""
    return [website_from(row) for row in session.all(_WEBSITES, operator=operator)]


def create(tx: Transaction, *, id: str, email: str, name: str, password_hash: str) -> int:  # noqa: A002
    """A new account; returns its key."""
    row = tx.one(
        _INSERT,
        id=id,
        email=email,
        name=name,
        avatar=None,
        password_hash=password_hash,
        created_at=tx.now,
    )
    return int(row[0])


def join(tx: Transaction, operator: int, website: int) -> None:
    """Makes the operator a member of the website, if not yet."""
    if tx.first(_IS_MEMBER, operator=operator, website=website) is None:
        tx.run(_JOIN, operator=operator, website=website, created_at=tx.now)


def leave(tx: Transaction, operator: int, website: int) -> bool:
    """Ends a membership; False when there was none."""
    return tx.first(_LEAVE, operator=operator, website=website) is not None


def dismiss_all(tx: Transaction, website: int) -> None:
    """Nobody is a member of the website any more."""
    tx.run(_DISMISS, website=website)


def set_password(tx: Transaction, operator: int, password_hash: str) -> None:
    tx.run(_SET_PASSWORD, row_key=operator, new_hash=password_hash)


def remove(tx: Transaction, operator: int) -> None:
    """Removes an account with everything that names its key but its password links."""
    end_sessions(tx, operator)
    tx.run(_LEAVE_ALL, operator=operator)
    tx.run(_REMOVE, row_key=operator)


def start_session(tx: Transaction, operator: int, token_hash: str, expires_at: int) -> None:
    """Remembers a signed-in browser, and forgets those whose time is over."""
    tx.run(_FORGET_EXPIRED, now=tx.now)
    tx.run(
        _START_SESSION,
        token_hash=token_hash,
        operator=operator,
        created_at=tx.now,
        expires_at=expires_at,
    )


def end_session(tx: Transaction, token_hash: str) -> None:
    tx.run(_END_SESSION, token_hash=token_hash)


def end_sessions(tx: Transaction, operator: int) -> None:
    """Signs an operator out of every browser."""
    tx.run(_END_SESSIONS, operator=operator)


def sessions_of(session: Session, operator: int, now: int) -> int:
    """In how many browsers an operator is signed in."""
    return int(session.one(_SESSIONS, operator=operator, now=now)[0])


def signed_in(session: Session, now: int) -> set[str]:
    """The hashes of all browsers that are signed in."""
    return {row[0] for row in session.all(_SIGNED_IN, now=now)}


def admitted(session: Session, now: int) -> set[tuple[str, str]]:
    """Which signed-in browser (its hash) may be at which website (public id)."""
    return {(row[0], row[1]) for row in session.all(_ADMITTED, now=now)}


def _first(row: Row | None) -> OperatorRecord | None:
    return None if row is None else _record(row)


def _record(row: Row) -> OperatorRecord:
    key, id_, email, name, avatar, password_hash = row
    return OperatorRecord(
        key=key, id=id_, email=email, name=name, avatar=avatar, password_hash=password_hash
    )
