"""What a provider knows a turn's request by, when it was placed as a task."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("turns", sa.Column("task", sa.Text))
