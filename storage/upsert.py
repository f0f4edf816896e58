"""INSERT … ON CONFLICT DO NOTHING, which SQLite and PostgreSQL share and SQLAlchemy spells twice."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Base


async def insert_unless_there(db: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Add rows; one whose key (primary or unique) is already there changes nothing."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    await db.execute(insert(table).on_conflict_do_nothing(), list(rows))
