"""Databases that have been in use for years, made in a minute and kept for later runs.

One conversation is written by the real actions: a thread, and messages from both sides. Then
its rows, whatever the tables have, are multiplied inside SQLite: under another key and public
id, further on in the log. A few conversations are made very long, by stacking their messages
(in the timeline alone, as if the log had been trimmed).

What is kept is known by the schema, by this file and by its size; what the rows measured add to
it stays, which is little.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Column, Text
from sqlalchemy.schema import CreateIndex, CreateTable

from bench.figures import say
from bench.serving import Account, created
from tests.box import command
from tests.threadbox_server import ThreadboxServer
from threadbox.actions.conversations import open_chat
from threadbox.actions.messages import send
from threadbox.actions.threads import start_thread
from threadbox.domain.actors import Operator, Visitor
from threadbox.store.database import Database
from threadbox.store.tables import metadata

MESSAGES_EACH = 100
DEEP_CONVERSATIONS = 10
SAID = "Since this morning the server of ticket 1929383 does not answer, could you have a look?"
# The first 32 bits spread the ids over their index, as real ones are.
_ID = "printf('session_%08x-0000-4000-8000-%012x', (n * 2654435761) & 4294967295, n)"
_COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A data folder below `folder`. Conversations are numbered from 1; the first few are long."""

    folder: Path
    account: Account
    conversations: int

    def conversation(self, number: int) -> str:
        """The public id, as the database was told to make it."""
        return f"session_{number * 2654435761 & 0xFFFFFFFF:08x}-0000-4000-8000-{number:012x}"


def filled(cache: Path, messages: int, deep_messages: int = 0) -> Filled:
    """A database of so many messages, `MESSAGES_EACH` per conversation, and a few conversations
    of `deep_messages` besides; from the cache if it is there."""
    known_by = hashlib.sha256(_schema().encode() + Path(__file__).read_bytes()).hexdigest()[:12]
    name = f"filled-{messages}-{deep_messages}"
    folder = cache / f"{name}-{known_by}"
    if not folder.exists():
        for outdated in cache.glob(f"{name}-*"):
            shutil.rmtree(outdated)
        say(f"filling a database with {messages:,} messages, for this run and later ones")
        partial = folder.with_suffix(".partial")
        partial.mkdir(parents=True)
        _fill(partial, messages, deep_messages)
        partial.rename(folder)
    account = Account(**json.loads((folder / "account.json").read_text()))
    return Filled(folder=folder, account=account, conversations=messages // MESSAGES_EACH)


def _schema() -> str:
    """The tables and their indexes, as text."""
    indexes = {index.name: index for table in metadata.sorted_tables for index in table.indexes}
    made = [str(CreateTable(table)) for table in metadata.sorted_tables]
    return "".join([*made, *(str(CreateIndex(indexes[name])) for name in sorted(indexes, key=str))])


def _fill(folder: Path, messages: int, deep_messages: int) -> None:
    server = ThreadboxServer(folder)
    server.cli("migrate")
    account = created(server)
    (folder / "account.json").write_text(json.dumps(asdict(account)))
    database = server.data / "threadbox.db"
    template = _write_template(database, account)
    with _bulk(database) as connection:
        _multiply(connection, template, messages // MESSAGES_EACH)
        if deep_messages:
            _stack(connection, deep_messages // MESSAGES_EACH)


def _write_template(database: Path, account: Account) -> str:
    """One conversation, as it really comes about; its public id."""
    conversation = "session_00000000-0000-4000-8000-000000000000"
    site = account.website
    visitor = Visitor(website=site, conversation=conversation, page_path="/support")
    ada = Operator(website=site, id=account.operator, name=account.name)
    store = Database.open(f"sqlite:///{database}")
    try:
        store.write_now(site, command, open_chat, visitor, conversation, client_id="open")
        store.write_now(
            site, command, start_thread, visitor, conversation, topic="Invoice", client_id="start"
        )
        for number in range(MESSAGES_EACH):
            who = ada if number % 2 else visitor
            said, id_ = f"{number} {SAID}", f"message-{number}"
            store.write_now(site, command, send, who, conversation, text=said, client_id=id_)
    finally:
        store.close()
    return conversation


@contextmanager
def _bulk(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection for somebody who would start anew after a crash."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    yield connection
    connection.execute("COMMIT")
    connection.close()


def _multiply(connection: sqlite3.Connection, template: str, conversations: int) -> None:
    """Adds so many copies of the conversation `template`, everything it has in any table."""
    number, website = connection.execute(
        "SELECT number, website FROM conversations WHERE id = ?", (template,)
    ).fetchone()
    (lines,) = connection.execute("SELECT max(position) FROM log").fetchone()
    for table in metadata.sorted_tables:
        own = "number" if table.name == "conversations" else "conversation"
        if own not in table.c:
            continue
        names = ", ".join(f'"{column.name}"' for column in table.c)
        values = ", ".join(
            f'"{own}" + n' if column.name == own else _copied(column, template, lines)
            for column in table.c
        )
        connection.execute(
            f'CREATE TEMP TABLE template AS SELECT * FROM main."{table.name}" WHERE {own} = ?',
            (number,),
        )
        connection.execute(
            f'{_COUNTED} INSERT INTO main."{table.name}" ({names}) SELECT {values}'
            f" FROM (SELECT n, {_ID} AS copy_id FROM counted) CROSS JOIN template",
            (conversations,),
        )
        connection.execute("DROP TABLE template")
    connection.execute(
        "UPDATE websites SET head = head + ?, conversations = conversations + ? WHERE key = ?",
        (conversations * lines, conversations, website),
    )


def _copied(column: Column[object], template: str, lines: int) -> str:
    """What stands in the n-th copy of a column."""
    if column.name == "position":
        return f'"{column.name}" + n * {lines}'
    if isinstance(column.type, Text):
        return f"replace(\"{column.name}\", '{template}', copy_id)"
    return f'"{column.name}"'


def _stack(connection: sqlite3.Connection, times: int) -> None:
    """Repeats the messages of the first copies so many times, with places of their own."""
    (first,) = connection.execute("SELECT min(number) FROM conversations").fetchone()
    for number in range(first + 1, first + 1 + DEEP_CONVERSATIONS):
        (last,) = connection.execute(
            "SELECT last_seq FROM conversations WHERE number = ?", (number,)
        ).fetchone()
        connection.execute(
            "CREATE TEMP TABLE template AS SELECT * FROM timeline"
            " WHERE conversation = ? AND kind = 'message'",
            (number,),
        )
        # Each message has as many fingerprints after it as there are copies: none is used twice.
        changed = {
            "seq": f"seq + n * {last}",
            "fingerprint": f"fingerprint * {times + 1} + n",
        }
        names = [column.name for column in metadata.tables["timeline"].c]
        values = ", ".join(changed.get(name, name) for name in names)
        connection.execute(
            f"{_COUNTED} INSERT INTO timeline ({', '.join(names)})"
            f" SELECT {values} FROM counted CROSS JOIN template",
            (times,),
        )
        connection.execute(
            "UPDATE conversations SET last_seq = ? WHERE number = ?",
            (last * (times + 1), number),
        )
        connection.execute("DROP TABLE template")
