"""What the database knows of its own storage: which one it is, and whose key it goes with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    storage = op.create_table(
        "storage",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("probe", sa.Text(), nullable=True),
        sa.Column("key_check", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("storage_pk")),
    )
    op.bulk_insert(storage, [{"key": 1, "identity": None, "probe": None}])
