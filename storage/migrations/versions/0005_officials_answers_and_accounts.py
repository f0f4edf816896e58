"""What an official was asked back; the chat account he binds by a code of the office

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "asked_back",
        *_of_an_official(),
        sa.Column("what", sa.String(length=16), nullable=True),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("township", "officer"),
    )
    op.create_table(
        "officer_chat",
        *_of_an_official(),
        sa.Column("channel", sa.String(length=64), nullable=True),
        sa.Column("chat", sa.LargeBinary(), nullable=True),
        sa.Column("chat_ref", sa.String(length=32), nullable=True),
        sa.Column("instead_of", sa.String(length=32), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("township", "officer"),
    )
    op.create_table(
        "officer_code",
        *_of_an_official(),
        sa.Column("hash", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("township", "officer"),
    )
    op.create_table(
        "code_tries",
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("township", "sender"),
    )


def downgrade() -> None:
    """Take back."""
    for table in ("code_tries", "officer_code", "officer_chat", "asked_back"):
        op.drop_table(table)


def _of_an_official() -> list[sa.Column[object]]:
    return [
        sa.Column("township", sa.String(length=12), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
    ]
