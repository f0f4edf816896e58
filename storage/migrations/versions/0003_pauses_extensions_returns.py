"""A ticket's dates may stand still or be moved, and it may be given back: each with who, when and why

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pause",
        *_key(),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("allowed_by", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock", sa.String(length=24), nullable=False),
        sa.Column("left_microseconds", sa.BigInteger(), nullable=False),
        sa.Column("close_clock", sa.String(length=24), nullable=False),
        sa.Column("close_left_microseconds", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        *_constraints(),
    )
    op.create_table(
        "extension",
        *_key(),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("above", sa.Boolean(), nullable=False),
        *_decision(),
        *_constraints(),
    )
    op.create_table(
        "sent_back",
        *_key(),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suggested", sa.String(length=64), nullable=True),
        sa.Column("stood", sa.String(length=24), nullable=False),
        sa.Column("above", sa.Boolean(), nullable=False),
        *_decision(),
        *_constraints(),
    )
    for table in ("extension", "sent_back"):
        op.create_index(
            f"ix_{table}_waiting",
            table,
            ["township", "ticket"],
            unique=False,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        op.create_index(f"ix_{table}_decided", table, ["township", "decided_at"], unique=False)
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("dates_moved", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("help_asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_column("help_asked_at")
        batch_op.drop_column("dates_moved")
        batch_op.drop_column("paused_at")
    for table in ("sent_back", "extension"):
        op.drop_index(f"ix_{table}_decided", table_name=table)
        op.drop_index(f"ix_{table}_waiting", table_name=table)
        op.drop_table(table)
    op.drop_table("pause")


def _key() -> list[sa.Column[object]]:
    return [
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
    ]


def _decision() -> list[sa.Column[object]]:
    return [
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
    ]


def _constraints() -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence"),
    ]
