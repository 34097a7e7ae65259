"""The ledger of charges."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True, nullable=False),
        sa.Column("turn", sa.String(64), nullable=False),
        sa.Column("closing", sa.Boolean, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("guild", sa.BigInteger),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="ledger_pkey"),
        sa.UniqueConstraint("turn", "closing", name="ledger_turn_key"),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="ledger_turn_fkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("ledger_at_idx", "ledger", ["at"])
