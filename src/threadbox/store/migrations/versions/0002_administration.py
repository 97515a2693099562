"""What administrators did, and links by which operators choose a new password."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    audit = op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("audit_pk")),
    )
    now = time.time_ns() // 1_000_000
    op.bulk_insert(audit, [{"number": 0, "at": now, "act": "audit_begun", "actor": "threadbox"}])
    op.create_table(
        "reset_links",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("operator", _KEY, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator"], ["operators.key"], name=op.f("reset_links_operator_fk")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("reset_links_pk")),
    )
    op.create_index(op.f("reset_links_operator_ix"), "reset_links", ["operator"], unique=False)
