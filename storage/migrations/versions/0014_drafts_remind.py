"""What an official wrote down for somebody and waits for a yes: whose it is, and when he is reminded

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("on_behalf_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("officer", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("on_behalf_draft", schema=None) as batch_op:
        batch_op.drop_column("remind_at")
        batch_op.drop_column("officer")
