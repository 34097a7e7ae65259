"""As many entries in the ledger for a turn as it takes to tell what it cost."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_KEPT = "turn, closing, amount, place, guild, person, at"


def upgrade() -> None:
    """Made anew: SQLite cannot take a constraint away."""
    op.execute(f"CREATE TABLE ledger_before AS SELECT seq, {_KEPT} FROM ledger")  # noqa: S608 - ours
    op.drop_table("ledger")
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
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name="ledger_turn_fkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("ledger_turn_idx", "ledger", ["turn"])
    op.create_index("ledger_at_idx", "ledger", ["at"])
    op.execute(f"INSERT INTO ledger ({_KEPT}) SELECT {_KEPT} FROM ledger_before ORDER BY seq")  # noqa: S608 - ours
    op.drop_table("ledger_before")
