"""What the weekly meeting decided, and what villages object to in a comparison

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "decision",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _of_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence"),
    )
    op.create_index(
        "ix_decision_open",
        "decision",
        ["township", "remind_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "objection",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("village", sa.String(length=24), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        _of_ticket(),
        sa.PrimaryKeyConstraint("township", "period", "ticket"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("objection")
    op.drop_index("ix_decision_open", table_name="decision")
    op.drop_table("decision")


def _of_ticket() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["township", "ticket"], ["ticket.township", "ticket.number"], initially="DEFERRED", deferrable=True
    )
