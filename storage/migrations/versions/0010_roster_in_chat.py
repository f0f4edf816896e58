"""Leaves and swaps of duty, as officials say them in chat

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "chat_leave",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("deputy", sa.String(length=64), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("township", "id"),
    )
    op.create_index("ix_chat_leave_officer", "chat_leave", ["township", "officer", "to_on"])
    op.create_table(
        "duty_swap",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("other", sa.String(length=64), nullable=False),
        sa.Column("in_return", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("township", "id"),
    )
    op.create_index("ix_duty_swap_other", "duty_swap", ["township", "other", "answered_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("duty_swap")
    op.drop_table("chat_leave")
