"""A data folder of version 0.1 opens with this one, and nothing of it is lost."""

import json
import lzma
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Connection, MetaData, select, text

from tests.box import command
from threadbox.actions.messages import send
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.timeline import Message, Unreadable
from threadbox.store import conversations, files, migrate, timeline, websites
from threadbox.store.database import Database
from threadbox.store.json_codec import encoded
from threadbox.store.transaction import Reading
from threadbox.views import resume
from threadbox.views.resume import Place

PREVIOUS = Path(__file__).parent / "previous" / "threadbox.db.xz"
# The newest migration of version 0.1.
LAST = "0003"
# Parents before children.
TABLES = (
    "storage",
    "audit",
    "websites",
    "operators",
    "memberships",
    "conversations",
    "threads",
    "timeline",
    "files",
    "log",
    "commands",
)
LONG = "session_00000000-0000-4000-8000-000000000001"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of version 0.1 as a SQLite file. To be copied, not changed."""
    path = tmp_path_factory.mktemp("previous") / "threadbox.db"
    with lzma.open(PREVIOUS) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


@pytest.fixture
def previous_url(engine: str, previous: Path, empty_database_url: str, tmp_path: Path) -> str:
    """The same database, once on each engine."""
    if engine == "sqlite":
        shutil.copyfile(previous, tmp_path / "threadbox.db")
    else:
        migrate.upgrade(empty_database_url, LAST)
        _copy(previous, empty_database_url)
    return empty_database_url


@pytest.fixture
def upgraded(previous_url: str) -> Iterator[Database]:
    """It, opened as it is now."""
    migrate.upgrade(previous_url)
    database = Database.open(previous_url)
    yield database
    database.close()


def test_every_row_is_still_there(previous: Path, upgraded: Database) -> None:
    assert _counts(upgraded) == {name: len(_old(previous, name)) for name in TABLES}


def test_every_item_reads_as_before_with_its_fingerprint_and_time(
    previous: Path, upgraded: Database
) -> None:
    ids = {row["key"]: row["id"] for row in _old(previous, "conversations")}
    before = {(ids[row["conversation"]], row["seq"]): row for row in _old(previous, "timeline")}
    after = upgraded.read_now(_all_items)
    assert after.keys() == before.keys()
    unreadable = [place for place, item in after.items() if _is_unreadable(item)]
    assert unreadable == [(LONG, 40), (LONG, 41), (LONG, 42)]
    for place in after.keys() - set(unreadable):
        assert json.loads(encoded(after[place])) == json.loads(before[place]["item_json"])


def test_an_item_that_nobody_can_read_keeps_its_place_and_about_its_time(
    upgraded: Database,
) -> None:
    items = upgraded.read_now(_all_items)
    earlier, unreadable, later = (items[LONG, seq] for seq in (39, 40, 43))
    assert earlier.at <= unreadable.at <= later.at
    assert earlier.fingerprint < unreadable.fingerprint < later.fingerprint


def test_readers_of_before_go_on_where_they_were(previous: Path, upgraded: Database) -> None:
    website = upgraded.read_now(websites.every)[0]
    ada = Operator(website=website.id, id="ada", name="Ada")
    place = Place(epoch=website.epoch, position=website.head - 100)
    resumed = upgraded.read_now(resume.lines_for_operator, ada, place)
    stored = [row for row in _old(previous, "log") if row["website"] == website.key]
    assert len(resumed.lines) == 100
    for line, row in zip(resumed.lines, stored[-100:], strict=True):
        then = json.loads(row["fact_json"])
        assert _known_then(json.loads(encoded(line.fact)), then) == then


def test_a_command_of_before_is_still_answered_as_it_was(
    previous: Path, upgraded: Database
) -> None:
    website = upgraded.read_now(websites.every)[0]
    ids = {row["key"]: row["id"] for row in _old(previous, "conversations")}
    before = next(
        row
        for row in _old(previous, "commands")
        if ids[row["conversation"]] == LONG and row["actor"] == "visitor"
    )
    linus = Visitor(website=website.id, conversation=LONG)
    repeated = upgraded.write_now(
        website.id, command, send, linus, LONG, text="again", client_id=before["client_id"]
    )
    assert repeated.duplicate
    assert repeated.fingerprint == json.loads(before["outcome_json"])["fingerprint"]


def test_what_is_said_next_goes_on_where_it_ended(upgraded: Database) -> None:
    website = upgraded.read_now(websites.every)[0]
    linus = Visitor(website=website.id, conversation=LONG)
    before = max(seq for id_, seq in upgraded.read_now(_all_items) if id_ == LONG)
    sent = upgraded.write_now(
        website.id, command, send, linus, LONG, text="and now?", client_id="next"
    )
    assert sent.seq == before + 1
    new = Visitor(website=website.id, conversation="session_00000000-0000-4000-8000-00000000feed")
    upgraded.write_now(
        website.id, command, send, new, new.conversation, text="hello", client_id="new"
    )
    numbers = upgraded.read_now(_numbers)
    assert Counter(numbers).most_common(1)[0][1] == 1


def test_a_file_is_found_in_its_website(upgraded: Database) -> None:
    website = upgraded.read_now(websites.every)[0]
    found = upgraded.read_now(files.find, website.id, f"file_{3:032x}")
    assert found is not None
    assert (found.website, found.conversation) == (website.id, LONG)


def test_how_far_a_migration_has_come_is_told(
    previous_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PROGRESS_SECONDS", 0)
    told: list[str] = []
    migrate.upgrade(previous_url, progress=told.append)
    assert told[-1].endswith("3,175 of 3,175")


def _known_then(now: Any, then: Any) -> Any:
    """What is told now, without the fields that version 0.1 did not know."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: _known_then(now[name], part) for name, part in then.items()}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [_known_then(*pair) for pair in zip(now, then, strict=True)]
    return now


def _is_unreadable(item: Any) -> bool:
    return isinstance(item, Message) and isinstance(item.content, Unreadable)


def _all_items(rx: Reading) -> dict[tuple[str, int], Any]:
    """Every item of every website, by its conversation's id and its place."""
    return {
        (row.id, stored.item.seq): stored.item
        for row in _all_conversations(rx)
        for stored in timeline.after(rx, row.key, 0)
    }


def _all_conversations(rx: Reading) -> list[conversations.ConversationRow]:
    return [conversations.row_from(row) for row in rx.select(select(*conversations.COLUMNS))]


def _numbers(rx: Reading) -> list[tuple[int, int]]:
    return [(row.website, row.number) for row in _all_conversations(rx)]


def _counts(database: Database) -> dict[str, int]:
    def count(rx: Reading) -> dict[str, int]:
        return {name: int(rx.select(text(f"SELECT count(*) FROM {name}"))[0][0]) for name in TABLES}

    return database.read_now(count)


def _old(path: Path, table: str) -> Rows:
    """The rows of a table of version 0.1, in the order of its key."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]


def _copy(source: Path, url: str) -> None:
    """All rows of a SQLite file into a PostgreSQL database with the same schema."""
    engine = migrate.engine_to_migrate(url)
    with engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name in TABLES:
            _fill(connection, tables, name, _old(source, name))
    engine.dispose()


def _fill(connection: Connection, tables: MetaData, name: str, rows: Rows) -> None:
    table = tables.tables[name]
    flags = [column.name for column in table.columns if isinstance(column.type, Boolean)]
    connection.execute(table.delete())
    connection.execute(
        table.insert(), [{**row, **{flag: bool(row[flag]) for flag in flags}} for row in rows]
    )
    if "key" in table.columns and table.columns["key"].autoincrement is True:
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'key'), max(key)) FROM {name}")
        )
