"""Whoever joined a matter confirms for himself; what was merged into a ticket is found by its number

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed", sa.String(length=24), nullable=True))
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ticket_merged",
            ["township", "merged_into"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_ticket_merged",
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.drop_column("confirmed")
