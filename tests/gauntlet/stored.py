"""What the database holds, read beside the servers: tables and log as plain JSON."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select

from threadbox.domain.facts import Fact
from threadbox.store import conversations, log, threads, timeline, websites
from threadbox.store.conversations import as_conversation
from threadbox.store.database import Database
from threadbox.store.tables import commands as command_table
from threadbox.store.tables import conversations as conversation_table
from threadbox.store.tables import timeline as timeline_table
from threadbox.store.threads import as_thread
from threadbox.store.transaction import Reading

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One website at one moment. `conversations` are whole: every item, every thread."""

    head: int
    epoch: str
    lines: list[tuple[int, Json]]
    facts: list[tuple[int, Fact]]
    conversations: dict[str, Json]
    # (conversation, actor, client id) → outcomes; more than one would be one too many.
    commands: dict[tuple[str, str, str], list[Json]]
    integrity: str


async def stored(url: str, website: str) -> Stored:
    """Reads everything of a website."""
    return await asyncio.to_thread(_read, url, website)


def _read(url: str, website: str) -> Stored:
    database = Database.open(url, owner=False)
    try:
        return database.read_now(_everything, website, url.startswith("sqlite"))
    finally:
        database.close()


def _everything(rx: Reading, website: str, is_sqlite: bool) -> Stored:
    site = websites.find(rx, website)
    assert site is not None
    lines = list(log.lines_after(rx, website, 0))
    ids = {
        row[0]: row[1]
        for row in rx.select(
            select(conversation_table.c.number, conversation_table.c.id).where(
                conversation_table.c.website == site.key
            )
        )
    }
    commands: dict[tuple[str, str, str], list[Json]] = defaultdict(list)
    of_website = select(*command_table.columns).where(command_table.c.website == site.key)
    for _, number, actor, client_id, outcome in rx.select(of_website):
        commands[ids[number], actor, client_id].append(msgspec.json.decode(outcome))
    return Stored(
        head=site.head,
        epoch=site.epoch,
        lines=[(line.position, _json(line.fact)) for line in lines],
        facts=[(line.position, line.fact) for line in lines],
        conversations={
            id_: _conversation(rx, site.key, number, id_) for number, id_ in ids.items()
        },
        commands=dict(commands),
        integrity=_integrity(rx) if is_sqlite else "ok",
    )


def _conversation(rx: Reading, website: int, number: int, id_: str) -> Json:
    row = conversations.find(rx, website, id_)
    assert row is not None
    items = rx.select(
        select(*timeline.COLUMNS)
        .select_from(timeline.WITH_THREADS)
        .where(timeline_table.c.website == website, timeline_table.c.conversation == number)
        .order_by(timeline_table.c.seq)
    )
    rows = threads.every(rx, row.key)
    whole = _json(as_conversation(row, position=0, threads=[as_thread(each) for each in rows]))
    return whole | {"items": [_json(timeline.whole(timeline.ItemRow(*item))) for item in items]}


def _integrity(rx: Reading) -> str:
    rx._cursor.execute("PRAGMA quick_check")
    return str(rx._cursor.fetchone()[0])


def _json(value: object) -> Json:
    # Through the text, as a client gets it: tuples become lists, dataclasses objects.
    decoded: Json = msgspec.json.decode(msgspec.json.encode(value))
    return decoded
