"""Who asked and is not accepted yet, while their pictures are fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "asked",
        sa.Column("origin", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("application", sa.BigInteger, nullable=False),
        sa.Column("token", sa.Text),
        sa.Column("message", sa.BigInteger),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", name="asked_pkey"),
    )
