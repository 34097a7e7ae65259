"""Where a turn's post was last tried, so that it is looked for there before it is tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("turns", sa.Column("sent_to", sa.BigInteger))
