"""Taking a website's rows away, a portion at a time, so that other websites go on being written.

The website loses its id first: from that commit on nobody reaches it, whoever asks. Its row
goes last, so what was begun can be gone on with after an interruption. SQLite may give the keys
of rows that are gone to new ones; so no row is left that names a key without its row.
"""

from collections.abc import Sequence

from sqlalchemy import Table, delete, func, select, update

from threadbox.store.keys import ConversationKey, of_conversation
from threadbox.store.statements import Session, given
from threadbox.store.tables import (
    commands,
    conversations,
    files,
    log,
    threads,
    timeline,
    websites,
)
from threadbox.store.transaction import Transaction

# Before the id of a website that is being deleted; no id that anybody asks for looks like it.
_GOING = "deleting-"
# What belongs to a conversation, in an order that keeps every reference right.
_OF_CONVERSATION: Sequence[Table] = (files, timeline, threads, commands)

_GO = update(websites).where(websites.c.key == given("website")).values(id=given("new_id"))
_FIND = select(websites.c.key).where(websites.c.id == given("id"))
_CONVERSATIONS = (
    select(conversations.c.number)
    .where(conversations.c.website == given("website"))
    .order_by(conversations.c.number)
    .limit(given("most"))
)
_COUNT = select(func.count()).where(conversations.c.website == given("website"))
_LOG = (
    select(log.c.position)
    .where(log.c.website == given("website"))
    .order_by(log.c.position)
    .limit(given("most"))
)
_FORGET_LOG = delete(log).where(
    log.c.website == given("website"), log.c.position <= given("through")
)
_FILES = select(files.c.id).where(files.c.website == given("website")).limit(given("most"))
_FORGET = {table: delete(table).where(of_conversation(table)) for table in _OF_CONVERSATION}
_FORGET_CONVERSATION = delete(conversations).where(
    conversations.c.website == given("website"), conversations.c.number == given("conversation")
)
_FORGET_FILE = delete(files).where(files.c.website == given("website"), files.c.id == given("id"))
_FORGET_WEBSITE = delete(websites).where(websites.c.key == given("website"))


def begin(tx: Transaction) -> int:
    """Takes the id from the locked website; returns its key."""
    tx.run(_GO, website=tx.website.key, new_id=_GOING + tx.website.id)
    return tx.website.key


def begun(session: Session, id: str) -> int | None:  # noqa: A002
    """The key of a website (former public id) whose deletion was begun."""
    row = session.first(_FIND, id=_GOING + id)
    return None if row is None else int(row[0])


def original_id(id: str) -> str:  # noqa: A002
    """The id that a website had before its deletion was begun, or has."""
    return id.removeprefix(_GOING)


def is_going(id: str) -> bool:  # noqa: A002
    return id.startswith(_GOING)


def conversations_of(session: Session, website: int) -> int:
    """How many conversations a website (key) has."""
    return int(session.one(_COUNT, website=website)[0])


def files_of(session: Session, website: int, most: int) -> list[str]:
    """Ids of some of its files."""
    return [row[0] for row in session.all(_FILES, website=website, most=most)]


def forget_files(tx: Transaction, website: int, ids: Sequence[str]) -> None:
    """Rows of a website's files whose bytes are gone."""
    for each in ids:
        tx.run(_FORGET_FILE, website=website, id=each)


def forget_log(tx: Transaction, website: int, most: int) -> bool:
    """Some of the log, its oldest lines; False when there was none."""
    positions = tx.all(_LOG, website=website, most=most)
    if not positions:
        return False
    tx.run(_FORGET_LOG, website=website, through=positions[-1][0])
    return True


def forget_conversations(tx: Transaction, website: int, most: int) -> bool:
    """Some conversations with all that belongs to them; False when there was none."""
    numbers = [row[0] for row in tx.all(_CONVERSATIONS, website=website, most=most)]
    for number in numbers:
        key = ConversationKey(website, number)
        for statement in _FORGET.values():
            tx.run(statement, **key._asdict())
        tx.run(_FORGET_CONVERSATION, **key._asdict())
    return bool(numbers)


def end(tx: Transaction, website: int) -> None:
    """The row itself, of which nothing is left by now."""
    tx.run(_FORGET_WEBSITE, website=website)
