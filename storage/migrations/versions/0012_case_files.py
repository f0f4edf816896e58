"""A hard matter has a team of two named leads, and a dated plan of steps

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_file",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lead", sa.String(length=64), nullable=False),
        sa.Column("deputy", sa.String(length=64), nullable=True),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.Text(), nullable=False),
        *_of_ticket("township", "ticket"),
    )
    op.create_table(
        "case_step",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("planned_by", sa.String(length=64), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        *_of_ticket("township", "ticket", "step"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("case_step")
    op.drop_table("case_file")


def _of_ticket(*key: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint(*key),
    ]
