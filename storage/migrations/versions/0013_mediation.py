"""Two sides are heard apart and sit down together: rounds, and who came

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mediation",
        *_ticket(),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adviser", sa.String(length=64), nullable=True),
        sa.Column("adviser_wanted", sa.Boolean(), nullable=True),
        sa.Column("other_ways_at", sa.DateTime(timezone=True), nullable=True),
        _of_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket"),
    )
    op.create_table(
        "mediation_round",
        *_ticket(),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("mediator", sa.String(length=64), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        _of_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("mediation_round")
    op.drop_table("mediation")


def _ticket() -> tuple[sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
    )


def _of_ticket() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
    )
