"""What a job of a batch was placed without, and in place of which model."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("batch_jobs", sa.Column("left_out", sa.Text))
    op.add_column("batch_jobs", sa.Column("instead_of", sa.Text))
