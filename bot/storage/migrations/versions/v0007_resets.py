"""Up to which turn a place was reset, so that what was under way then does not become its head."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("places", sa.Column("reset_at", sa.BigInteger))
