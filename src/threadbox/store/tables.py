"""The schema as it is now; `migrations/` lead here, and a test proves it.

Conventions: `key` is a row's own number and never leaves the store, `id` is the public one;
times are milliseconds since the epoch; columns ending in `_json` hold the wire form of a domain
object (`encoding.py`). Counters and marks exist once per side, `…_visitor` and `…_operator`.

Every row of a website begins its keys with the website, and conversations are numbered within
it: so the rows of a website can be moved to any database, where only `websites.key` is another one.
`tests/store/test_tables.py` names the exceptions.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_uq",
        "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    }
)

# SQLite gives row numbers only to INTEGER PRIMARY KEY; PostgreSQL wants room for eight bytes.
_Key = BigInteger().with_variant(Integer(), "sqlite")


def _count(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0")


def _of_conversation(table: str) -> ForeignKeyConstraint:
    """`website` and `conversation`: its website's key and its number there."""
    return ForeignKeyConstraint(
        ["website", "conversation"],
        [conversations.c.website, conversations.c.number],
        name=f"{table}_conversation_fk",
    )


# One row, of key 1. `identity`: which storage the rows were last written to (`continuity.py`).
# `probe`: what `/healthz` writes to see whether writing works. `key_check`: what tells the server's
# key from another one.
storage = Table(
    "storage",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("identity", Text),
    Column("probe", Text),
    Column("key_check", Text),
)

# `head` is the position of the newest log line: the one counter that orders a website's writes.
# `conversations`: the highest number that a conversation was given.
websites = Table(
    "websites",
    metadata,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("domains_json", Text, nullable=False),
    Column("accent", Text, nullable=False),
    Column("welcome", Text),
    Column("locale", Text),
    Column("replies_in", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("epoch", Text, nullable=False),
    _count("head"),
    # Identity: see `domain/identity.py`.
    Column("identity_generation", Integer, nullable=False, server_default="1"),
    Column("signed_email_required", Boolean, nullable=False, server_default=false()),
    Column("signed_threads_required", Boolean, nullable=False, server_default=false()),
    _count("conversations"),
)

operators = Table(
    "operators",
    metadata,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("avatar", Text),
    Column("password_hash", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("operator", _Key, ForeignKey(operators.c.key), nullable=False),
    Column("website", _Key, ForeignKey(websites.c.key), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator", "website"),
    Index(None, "website"),
)

# Signed-in browsers. Only the SHA-256 of the cookie is kept.
operator_sessions = Table(
    "operator_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("operator", _Key, ForeignKey(operators.c.key), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index(None, "operator"),
)

# One-time links by which an operator chooses a new password. Only the SHA-256 of the link's secret
# is kept; it is gone once it was used, or another one was made.
reset_links = Table(
    "reset_links",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("operator", _Key, ForeignKey(operators.c.key), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index(None, "operator"),
)

# Keys of a website's backends and plugins. Only the hash of the key is kept.
tokens = Table(
    "tokens",
    metadata,
    Column("identifier", Text, primary_key=True),
    Column("website", _Key, ForeignKey(websites.c.key), nullable=False),
    Column("tier", Text, nullable=False),
    Column("key_hash", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# `read_*`: everything up to this seq is read; `main_read_*`: the main line up to this seq.
# `delivered_*`: everything up to this seq has reached a screen.
# `listed`: there is something to see, so it belongs into the inbox. `last_fingerprint`: the highest
# that the server made for an item.
conversations = Table(
    "conversations",
    metadata,
    Column("website", _Key, ForeignKey(websites.c.key), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("id", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("active_at", BigInteger, nullable=False),
    Column("opened_at", BigInteger),
    Column("state", Text, nullable=False),
    Column("listed", Boolean, nullable=False),
    Column("replied", Boolean, nullable=False),
    Column("current_thread", Text),
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
    Column("ended_thread", Text),
    Column("ended_at", BigInteger),
    Column("preview_json", Text),
    Column("profile_json", Text, nullable=False),
    Column("data_json", Text, nullable=False),
    Column("segments_json", Text, nullable=False),
    Column("events_json", Text, nullable=False),
    Column("merged_into", Text),
    PrimaryKeyConstraint("website", "number"),
    UniqueConstraint("website", "id"),
    Index(None, "website", "listed", "active_at", "number"),
)

# `opened_seq`: seq of the newest start or reopening. `topic_key`: what topics are compared by.
# The running episode's counters are columns; `episodes_json` has its other fields. `owner` is the
# id of the operator who answers for it.
threads = Table(
    "threads",
    metadata,
    Column("website", _Key, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("topic_key", Text, nullable=False),
    Column("external_id", Text),
    Column("is_open", Boolean, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("data_json", Text, nullable=False),
    Column("episodes_json", Text, nullable=False),
    _count("opened_seq"),
    _count("last_seq"),
    _count("messages"),
    _count("episode_messages"),
    Column("first_reply_at", BigInteger),
    Column("last_reply_at", BigInteger),
    Column("owner", Text),
    _count("unread_visitor"),
    _count("unread_operator"),
    _count("read_visitor"),
    _count("read_operator"),
    PrimaryKeyConstraint("website", "conversation", "number"),
    UniqueConstraint("website", "conversation", "id"),
    UniqueConstraint("website", "conversation", "external_id"),
    _of_conversation("threads"),
    Index(None, "website", "conversation", "topic_key"),
)
Index(
    "threads_open_ix",
    threads.c.website,
    threads.c.conversation,
    threads.c.number,
    sqlite_where=threads.c.is_open == true(),
    postgresql_where=threads.c.is_open == true(),
)

# Ordered by `seq`, the order in which things were recorded; `at` says when they happened, and may
# be older than that of an item before (an import). `fingerprint` is what an item is known by
# outside, whatever its place: it survives a merge. `kind` is the item's kind, or "note". `thread`
# is the thread's number, NULL on the main line. `item_json` has what the columns do not.
timeline = Table(
    "timeline",
    metadata,
    Column("website", _Key, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("thread", Integer),
    Column("fingerprint", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("item_json", Text, nullable=False),
    PrimaryKeyConstraint("website", "conversation", "seq"),
    UniqueConstraint("website", "conversation", "fingerprint"),
    _of_conversation("timeline"),
    sqlite_with_rowid=False,
)

# Uploaded files, by the conversation they were uploaded into. `uploader` is `actors.key_of`.
# `sent_at`: when a message got it; until then it may be forgotten.
files = Table(
    "files",
    metadata,
    Column("website", _Key, nullable=False),
    Column("id", Text, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("uploader", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    PrimaryKeyConstraint("website", "id"),
    _of_conversation("files"),
    Index(None, "website", "conversation", "created_at"),
)
Index(
    "files_unsent_ix",
    files.c.created_at,
    sqlite_where=files.c.sent_at.is_(None),
    postgresql_where=files.c.sent_at.is_(None),
)

# `conversation` is NULL in a line about the website itself.
log = Table(
    "log",
    metadata,
    Column("website", _Key, ForeignKey(websites.c.key), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("conversation", BigInteger),
    Column("type", Text, nullable=False),
    Column("fact_json", Text, nullable=False),
    PrimaryKeyConstraint("website", "position"),
    _of_conversation("log"),
    Index(None, "website", "conversation", "position"),
    sqlite_with_rowid=False,
)

# What makes a command exactly once: its client id, for the life of the data.
commands = Table(
    "commands",
    metadata,
    Column("website", _Key, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("outcome_json", Text, nullable=False),
    PrimaryKeyConstraint("website", "conversation", "actor", "client_id"),
    _of_conversation("commands"),
    sqlite_with_rowid=False,
)

# What administrators did, numbered in the order of the commits. Line 0 is there from the start:
# whoever appends holds its row, as a website's row is held by whoever writes in the website.
audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("website", Text),
    Column("about", Text),
)
