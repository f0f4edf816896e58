"""Meetings about a matter: who of the office, how, when, how many came

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "met",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence"),
    )
    op.create_index("ix_met_at", "met", ["township", "at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_met_at", "met")
    op.drop_table("met")
