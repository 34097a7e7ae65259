"""Which tasks have brought no picture yet, so that a start needs not read every turn to find them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    owed = sa.text("task IS NOT NULL AND reply IS NULL")
    op.create_index("turns_owed_idx", "turns", ["seq"], sqlite_where=owed, postgresql_where=owed)
