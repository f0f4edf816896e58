"""What people talk over: the way, the steps, their figures

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "deliberation",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stood", sa.String(length=24), nullable=False),
        sa.Column("next_step", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("put_off", sa.Integer(), nullable=False),
        sa.Column("end", sa.String(length=24), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence"),
    )
    op.create_index("ix_deliberation_opened", "deliberation", ["township", "opened_at"], unique=False)
    op.create_index("ix_deliberation_next", "deliberation", ["township", "next_on"], unique=False)
    op.create_table(
        "deliberation_step",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(length=24), nullable=False),
        sa.Column("called", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.String(length=64), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["township", "ticket", "sequence"],
            ["deliberation.township", "deliberation.ticket", "deliberation.sequence"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence", "entry"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("deliberation_step")
    op.drop_index("ix_deliberation_next", table_name="deliberation")
    op.drop_index("ix_deliberation_opened", table_name="deliberation")
    op.drop_table("deliberation")
