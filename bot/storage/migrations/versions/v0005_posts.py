"""Where a turn's post was last tried, so that it is looked for there; and which pictures no place could take."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("turns", sa.Column("sent_to", sa.BigInteger))
    op.add_column("turns", sa.Column("unposted", sa.Boolean))
    unposted = sa.text("unposted IS NOT NULL")
    op.create_index("turns_unposted_idx", "turns", ["person"], sqlite_where=unposted, postgresql_where=unposted)
