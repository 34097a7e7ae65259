"""Turns, and where each place's conversation stands."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _make_turns()
    op.create_table(
        "places",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("head", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="places_pkey"),
        sa.ForeignKeyConstraint(["head"], ["turns.id"], name="places_head_fkey"),
    )


def _make_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("guild", sa.BigInteger),
        sa.Column("upload_limit", sa.BigInteger, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("origin", sa.BigInteger, nullable=False),
        sa.Column("application", sa.BigInteger, nullable=False),
        sa.Column("token", sa.Text),
        sa.Column("message", sa.BigInteger),
        sa.Column("parent", sa.String(64)),
        sa.Column("follows_head", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("reply", sa.Text),
        sa.Column("failure", sa.Text),
        sa.Column("post", sa.BigInteger),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("charged", sa.BigInteger),
        sa.PrimaryKeyConstraint("seq", name="turns_pkey"),
        sa.UniqueConstraint("id", name="turns_id_key"),
        sa.UniqueConstraint("origin", name="turns_origin_key"),
        sa.ForeignKeyConstraint(["parent"], ["turns.id"], name="turns_parent_fkey"),
        sqlite_autoincrement=True,
    )
    for columns in (["parent"], ["post"], ["place", "seq"]):
        op.create_index(f"turns_{'_'.join(columns)}_idx", "turns", columns)
    unfinished = sa.text("closed_at IS NULL")
    op.create_index("turns_unfinished_idx", "turns", ["seq"], sqlite_where=unfinished, postgresql_where=unfinished)
