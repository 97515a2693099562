"""Every key says its website, an item has its fingerprint and time in columns, the log has lines
about a website itself.

The tables are made anew and filled from the former ones, which go. A text that cannot be read stays
as it is. Conversations keep their keys as their numbers.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import context, op

revision = "0004"
down_revision = "0003"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("conversations", "threads", "timeline", "files", "log", "commands")
# Items read and written at once.
_PORTION = 5_000
# What fingerprints were made of: the conversation's time of creation, and the place.
_FINGERPRINTS = 100
_IN_COLUMNS = ("seq", "fingerprint", "at", "thread")


def upgrade() -> None:
    op.add_column(
        "websites",
        sa.Column("conversations", sa.BigInteger(), server_default="0", nullable=False),
    )
    for name in _TABLES:
        _set_apart(name)
    _create_conversations()
    _create_threads()
    _create_timeline()
    _create_files()
    _create_log()
    _create_commands()
    _copy_rows()
    _copy_timeline()
    for name in reversed(_TABLES):
        op.drop_table(f"former_{name}")
    _create_indexes()


def _set_apart(name: str) -> None:
    """Renames a table, and what would be in the way of its successor's names."""
    connection = op.get_bind()
    seen = sa.inspect(connection)
    names = [str(seen.get_pk_constraint(name)["name"])]
    names += [str(each["name"]) for each in seen.get_unique_constraints(name)]
    indexes = [str(each["name"]) for each in seen.get_indexes(name)]
    op.rename_table(name, f"former_{name}")
    for index in set(indexes) - set(names):
        op.drop_index(index, f"former_{name}")
    if connection.dialect.name == "postgresql":
        for constraint in names:
            op.execute(
                f'ALTER TABLE former_{name} RENAME CONSTRAINT "{constraint}"'
                f' TO "former_{constraint}"'
            )


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def _place(table: str) -> tuple[Any, ...]:
    """The two columns that say which conversation a row belongs to."""
    return (
        sa.Column("website", _KEY, nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        _conversation_key(table),
    )


def _conversation_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["website", "conversation"],
        ["conversations.website", "conversations.number"],
        name=op.f(f"{table}_conversation_fk"),
    )


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("website", _KEY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("active_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("replied", sa.Boolean(), nullable=False),
        sa.Column("current_thread", sa.Text(), nullable=True),
        _count("threads"),
        _count("open_threads"),
        _count("last_seq"),
        _count("last_fingerprint"),
        _count("unread_visitor"),
        _count("unread_operator"),
        _count("main_unread_visitor"),
        _count("main_unread_operator"),
        _count("read_visitor"),
        _count("read_operator"),
        _count("main_read_visitor"),
        _count("main_read_operator"),
        _count("delivered_visitor"),
        _count("delivered_operator"),
        sa.Column("ended_thread", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("preview_json", sa.Text(), nullable=True),
        sa.Column("profile_json", sa.Text(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.Column("segments_json", sa.Text(), nullable=False),
        sa.Column("events_json", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["website"], ["websites.key"], name=op.f("conversations_website_fk")
        ),
        sa.PrimaryKeyConstraint("website", "number", name=op.f("conversations_pk")),
        sa.UniqueConstraint("website", "id", name=op.f("conversations_website_id_uq")),
    )


def _create_threads() -> None:
    website, conversation, key = _place("threads")
    op.create_table(
        "threads",
        website,
        conversation,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("topic_key", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.Column("episodes_json", sa.Text(), nullable=False),
        _count("opened_seq"),
        _count("last_seq"),
        _count("messages"),
        _count("episode_messages"),
        sa.Column("first_reply_at", sa.BigInteger(), nullable=True),
        sa.Column("last_reply_at", sa.BigInteger(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        _count("unread_visitor"),
        _count("unread_operator"),
        _count("read_visitor"),
        _count("read_operator"),
        key,
        sa.PrimaryKeyConstraint("website", "conversation", "number", name=op.f("threads_pk")),
        sa.UniqueConstraint(
            "website", "conversation", "id", name=op.f("threads_website_conversation_id_uq")
        ),
        sa.UniqueConstraint(
            "website",
            "conversation",
            "external_id",
            name=op.f("threads_website_conversation_external_id_uq"),
        ),
    )


def _create_timeline() -> None:
    website, conversation, key = _place("timeline")
    op.create_table(
        "timeline",
        website,
        conversation,
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("item_json", sa.Text(), nullable=False),
        key,
        sa.PrimaryKeyConstraint("website", "conversation", "seq", name=op.f("timeline_pk")),
        sa.UniqueConstraint(
            "website",
            "conversation",
            "fingerprint",
            name=op.f("timeline_website_conversation_fingerprint_uq"),
        ),
        sqlite_with_rowid=False,
    )


def _create_files() -> None:
    website, conversation, key = _place("files")
    op.create_table(
        "files",
        website,
        sa.Column("id", sa.Text(), nullable=False),
        conversation,
        sa.Column("uploader", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        key,
        sa.PrimaryKeyConstraint("website", "id", name=op.f("files_pk")),
    )


def _create_log() -> None:
    op.create_table(
        "log",
        sa.Column("website", _KEY, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("fact_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["website"], ["websites.key"], name=op.f("log_website_fk")),
        _conversation_key("log"),
        sa.PrimaryKeyConstraint("website", "position", name=op.f("log_pk")),
        sqlite_with_rowid=False,
    )


def _create_commands() -> None:
    website, conversation, key = _place("commands")
    op.create_table(
        "commands",
        website,
        conversation,
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("outcome_json", sa.Text(), nullable=False),
        key,
        sa.PrimaryKeyConstraint(
            "website", "conversation", "actor", "client_id", name=op.f("commands_pk")
        ),
        sqlite_with_rowid=False,
    )


def _create_indexes() -> None:
    op.create_index(
        op.f("conversations_website_listed_active_at_number_ix"),
        "conversations",
        ["website", "listed", "active_at", "number"],
    )
    op.create_index(
        op.f("threads_website_conversation_topic_key_ix"),
        "threads",
        ["website", "conversation", "topic_key"],
    )
    op.create_index(
        "threads_open_ix",
        "threads",
        ["website", "conversation", "number"],
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open = true"),
    )
    op.create_index(
        op.f("files_website_conversation_created_at_ix"),
        "files",
        ["website", "conversation", "created_at"],
    )
    op.create_index(
        "files_unsent_ix",
        "files",
        ["created_at"],
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_index(
        op.f("log_website_conversation_position_ix"),
        "log",
        ["website", "conversation", "position"],
    )


def _copy_rows() -> None:
    """Everything but the timeline: as it is, with the website beside the conversation."""
    shared = _columns("conversations") - {"website", "number", "last_fingerprint"}
    names = ", ".join(sorted(shared))
    op.execute(
        f"INSERT INTO conversations (website, number, last_fingerprint, {names})"  # noqa: S608
        f" SELECT website, key, created_at * {_FINGERPRINTS} + last_seq, {names}"
        " FROM former_conversations"
    )
    op.execute(
        "UPDATE websites SET conversations ="
        " (SELECT coalesce(max(number), 0) FROM conversations"
        " WHERE conversations.website = websites.key)"
    )
    for table in ("threads", "files", "commands"):
        names = ", ".join(sorted(_columns(table) & _columns(f"former_{table}")))
        chosen = ", ".join(f"f.{name}" for name in names.split(", "))
        op.execute(
            f"INSERT INTO {table} (website, {names}) SELECT c.website, {chosen}"  # noqa: S608
            f" FROM former_{table} f JOIN former_conversations c ON c.key = f.conversation"
        )
    op.execute(
        "INSERT INTO log (website, position, conversation, type, fact_json)"
        " SELECT website, position, conversation, type, fact_json FROM former_log"
    )


def _columns(table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}


def _copy_timeline() -> None:
    connection = op.get_bind()
    progress = context.config.attributes["progress"]
    total = connection.execute(sa.text("SELECT count(*) FROM former_timeline")).scalar_one()
    insert = sa.text(
        "INSERT INTO timeline (website, conversation, seq, kind, side, thread, fingerprint, at,"
        " item_json) VALUES (:website, :conversation, :seq, :kind, :side, :thread, :fingerprint,"
        " :at, :item_json)"
    )
    done = 0
    for rows in _portions(connection):
        connection.execute(insert, rows)
        done += len(rows)
        progress(f"items of the timeline: {done:,} of {total:,}")


def _portions(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    statement = sa.text(
        "SELECT c.website, c.created_at, t.conversation, t.seq, t.kind, t.side, t.thread,"
        " t.item_json FROM former_timeline t JOIN former_conversations c ON c.key = t.conversation"
        " WHERE (t.conversation, t.seq) > (:conversation, :seq)"
        " ORDER BY t.conversation, t.seq LIMIT :most"
    )
    last = {"conversation": -1, "seq": -1}
    # The newest time seen in the conversation, for an item that does not tell its own.
    known_at = 0
    while True:
        found = connection.execute(statement, {**last, "most": _PORTION}).mappings().all()
        if not found:
            return
        rows = []
        for row in found:
            if row["conversation"] != last["conversation"]:
                known_at = row["created_at"]
            last = {"conversation": row["conversation"], "seq": row["seq"]}
            at, text = _taken_apart(row["item_json"])
            known_at = known_at if at is None else at
            rows.append({**row, "at": known_at, "item_json": text, "fingerprint": _of(row)})
        yield rows


def _of(row: Any) -> int:
    fingerprint: int = row["created_at"] * _FINGERPRINTS + row["seq"]
    return fingerprint


def _taken_apart(text: str) -> tuple[int | None, str]:
    """When the item happened, and its text without what columns say now."""
    try:
        item = msgspec.json.decode(text)
        at = item["at"]
        if type(at) is not int:
            return None, text
        rest = {name: value for name, value in item.items() if name not in _IN_COLUMNS}
    except (msgspec.MsgspecError, LookupError, TypeError, AttributeError, RecursionError):
        return None, text
    return at, msgspec.json.encode(rest).decode()
