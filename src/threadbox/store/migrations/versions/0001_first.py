"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "operators",
        sa.Column(
            "key",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("avatar", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("operators_pk")),
        sa.UniqueConstraint("email", name=op.f("operators_email_uq")),
        sa.UniqueConstraint("id", name=op.f("operators_id_uq")),
    )
    op.create_table(
        "websites",
        sa.Column(
            "key",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domains_json", sa.Text(), nullable=False),
        sa.Column("accent", sa.Text(), nullable=False),
        sa.Column("welcome", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("replies_in", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("head", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("identity_generation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("signed_email_required", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "signed_threads_required", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("websites_pk")),
        sa.UniqueConstraint("id", name=op.f("websites_id_uq")),
    )
    op.create_table(
        "conversations",
        sa.Column(
            "key",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("website", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("active_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("replied", sa.Boolean(), nullable=False),
        sa.Column("current_thread", sa.Text(), nullable=True),
        sa.Column("threads", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("open_threads", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unread_visitor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unread_operator", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("main_unread_visitor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("main_unread_operator", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_visitor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_operator", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("main_read_visitor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("main_read_operator", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("delivered_visitor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("delivered_operator", sa.BigInteger(), server_default="0", nullable=False),
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
        sa.PrimaryKeyConstraint("key", name=op.f("conversations_pk")),
        sa.UniqueConstraint("id", name=op.f("conversations_id_uq")),
    )
    op.create_index(
        op.f("conversations_website_listed_active_at_key_ix"),
        "conversations",
        ["website", "listed", "active_at", "key"],
        unique=False,
    )
    op.create_table(
        "memberships",
        sa.Column("operator", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("website", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator"], ["operators.key"], name=op.f("memberships_operator_fk")
        ),
        sa.ForeignKeyConstraint(["website"], ["websites.key"], name=op.f("memberships_website_fk")),
        sa.PrimaryKeyConstraint("operator", "website", name=op.f("memberships_pk")),
    )
    op.create_index(op.f("memberships_website_ix"), "memberships", ["website"], unique=False)
    op.create_table(
        "operator_sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("operator", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator"], ["operators.key"], name=op.f("operator_sessions_operator_fk")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("operator_sessions_pk")),
    )
    op.create_index(
        op.f("operator_sessions_operator_ix"), "operator_sessions", ["operator"], unique=False
    )
    op.create_table(
        "tokens",
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("website", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["website"], ["websites.key"], name=op.f("tokens_website_fk")),
        sa.PrimaryKeyConstraint("identifier", name=op.f("tokens_pk")),
    )
    op.create_table(
        "commands",
        sa.Column(
            "conversation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("outcome_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.key"], name=op.f("commands_conversation_fk")
        ),
        sa.PrimaryKeyConstraint("conversation", "actor", "client_id", name=op.f("commands_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column(
            "conversation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("uploader", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.key"], name=op.f("files_conversation_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("files_pk")),
    )
    op.create_index(
        op.f("files_conversation_created_at_ix"),
        "files",
        ["conversation", "created_at"],
        unique=False,
    )
    op.create_index(
        "files_unsent_ix",
        "files",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "log",
        sa.Column("website", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "conversation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("fact_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.key"], name=op.f("log_conversation_fk")
        ),
        sa.ForeignKeyConstraint(["website"], ["websites.key"], name=op.f("log_website_fk")),
        sa.PrimaryKeyConstraint("website", "position", name=op.f("log_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("log_conversation_position_ix"), "log", ["conversation", "position"], unique=False
    )
    op.create_table(
        "threads",
        sa.Column(
            "conversation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("topic_key", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.Column("episodes_json", sa.Text(), nullable=False),
        sa.Column("opened_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("messages", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("episode_messages", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("first_reply_at", sa.BigInteger(), nullable=True),
        sa.Column("last_reply_at", sa.BigInteger(), nullable=True),
        sa.Column("unread_visitor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unread_operator", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_visitor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_operator", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.key"], name=op.f("threads_conversation_fk")
        ),
        sa.PrimaryKeyConstraint("conversation", "number", name=op.f("threads_pk")),
        sa.UniqueConstraint(
            "conversation", "external_id", name=op.f("threads_conversation_external_id_uq")
        ),
        sa.UniqueConstraint("conversation", "id", name=op.f("threads_conversation_id_uq")),
    )
    op.create_index(
        op.f("threads_conversation_topic_key_ix"),
        "threads",
        ["conversation", "topic_key"],
        unique=False,
    )
    op.create_index(
        "threads_open_ix",
        "threads",
        ["conversation", "number"],
        unique=False,
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open = true"),
    )
    op.create_table(
        "timeline",
        sa.Column(
            "conversation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("item_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.key"], name=op.f("timeline_conversation_fk")
        ),
        sa.PrimaryKeyConstraint("conversation", "seq", name=op.f("timeline_pk")),
        sqlite_with_rowid=False,
    )
