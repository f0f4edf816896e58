"""When the next note may go is found by an index, however many wait for the morning

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_outbox_try",
        "outbox_note",
        ["township", "next_try_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_try", table_name="outbox_note")
