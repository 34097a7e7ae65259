"""Batches, their requests and their jobs at the provider."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _make_batches()
    op.create_table(
        "batch_items",
        sa.Column("batch", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("batch", "number", name="batch_items_pkey"),
        sa.ForeignKeyConstraint(["batch"], ["batches.serial"], name="batch_items_batch_fkey"),
    )
    op.create_table(
        "batch_jobs",
        sa.Column("batch", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("rows", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("model", sa.Text),
        sa.Column("account", sa.Text),
        sa.Column("placed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("batch", "number", name="batch_jobs_pkey"),
        sa.ForeignKeyConstraint(["batch"], ["batches.serial"], name="batch_jobs_batch_fkey"),
    )


def _make_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("serial", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("guild", sa.BigInteger),
        sa.Column("upload_limit", sa.BigInteger, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("origin", sa.BigInteger, nullable=False),
        sa.Column("application", sa.BigInteger, nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("post", sa.BigInteger),
        sa.Column("thread", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("serial", name="batches_pkey"),
        sa.UniqueConstraint("id", name="batches_id_key"),
        sa.UniqueConstraint("origin", name="batches_origin_key"),
        sqlite_autoincrement=True,
    )
    running = sa.text("started_at IS NOT NULL AND closed_at IS NULL")
    op.create_index("batches_running_idx", "batches", ["serial"], sqlite_where=running, postgresql_where=running)
