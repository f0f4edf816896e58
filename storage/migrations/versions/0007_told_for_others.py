"""Filed for somebody without an account; wishes and who took them; orders of the hotline; papers handed over

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "on_behalf",
        *_of_ticket(),
        sa.Column("filed_by", sa.String(length=64), nullable=False),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("claimed_ref", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        _to_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket"),
    )
    op.create_table(
        "on_behalf_draft",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("order_text", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("township", "ref"),
    )
    op.create_index("ix_on_behalf_draft_expires", "on_behalf_draft", ["township", "expires_at"], unique=False)
    op.create_table(
        "wish",
        *_of_ticket(),
        sa.Column("kind", sa.String(length=16), nullable=False),
        _to_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket"),
    )
    op.create_table(
        "wish_claim",
        *_of_ticket(),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partner", sa.String(length=64), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=16), nullable=True),
        _to_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence"),
    )
    _index("uq_wish_claim_held", "wish_claim", "ticket", "ended_at IS NULL", unique=True)
    _index("ix_wish_claim_until", "wish_claim", "until_at", "ended_at IS NULL")
    op.create_table(
        "hotline_order",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("outside_number", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outside_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_row", sa.LargeBinary(), nullable=True),
        _to_ticket(),
        sa.PrimaryKeyConstraint("township", "outside_number"),
    )
    op.create_index("ix_hotline_order_ticket", "hotline_order", ["township", "ticket"], unique=False)
    _index("ix_hotline_order_warn", "hotline_order", "warn_at", "warn_at IS NOT NULL")
    op.create_table(
        "errand",
        *_of_ticket(),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        _to_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket"),
    )
    op.create_table(
        "handed_over",
        *_of_ticket(),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("received_by", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        _to_ticket(),
        sa.PrimaryKeyConstraint("township", "ticket", "sequence"),
    )
    _index("ix_handed_over_remind", "handed_over", "remind_at", "remind_at IS NOT NULL")


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_handed_over_remind", table_name="handed_over")
    op.drop_table("handed_over")
    op.drop_table("errand")
    op.drop_index("ix_hotline_order_warn", table_name="hotline_order")
    op.drop_index("ix_hotline_order_ticket", table_name="hotline_order")
    op.drop_table("hotline_order")
    op.drop_index("ix_wish_claim_until", table_name="wish_claim")
    op.drop_index("uq_wish_claim_held", table_name="wish_claim")
    op.drop_table("wish_claim")
    op.drop_table("wish")
    op.drop_index("ix_on_behalf_draft_expires", table_name="on_behalf_draft")
    op.drop_table("on_behalf_draft")
    op.drop_table("on_behalf")


def _of_ticket() -> list[sa.Column[object]]:
    return [
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.Integer(), autoincrement=False, nullable=False),
    ]


def _to_ticket() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["township", "ticket"], ["ticket.township", "ticket.number"], initially="DEFERRED", deferrable=True
    )


def _index(name: str, table: str, column: str, condition: str, *, unique: bool = False) -> None:
    op.create_index(
        name,
        table,
        ["township", column],
        unique=unique,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
