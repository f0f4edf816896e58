"""INSERT … ON CONFLICT DO NOTHING, which SQLite and PostgreSQL share and SQLAlchemy spells twice."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.models import Base


def _insert(db: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if db.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


async def insert_unless_there(db: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Add rows; one whose key (primary or unique) is already there changes nothing."""
    await db.execute(_insert(db, table).on_conflict_do_nothing(), list(rows))


async def claim(db: AsyncSession, table: type[Base], row: dict[str, Any]) -> bool:
    """Add one row; False when its key is already there. Of two processes at once, one gets True."""
    inserted = _insert(db, table).values(**row).on_conflict_do_nothing().returning(table.__table__.c.township)
    return await db.scalar(inserted) is not None


async def claim_some(
    db: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]], which: InstrumentedAttribute[str]
) -> Sequence[str]:
    """Add rows in one statement; returns `which` of those that were not there."""
    if not rows:
        return []
    inserted = _insert(db, table).values(list(rows)).on_conflict_do_nothing().returning(which)
    return list(await db.scalars(inserted))


async def upsert(db: AsyncSession, table: type[Base], key: dict[str, Any], values: dict[str, Any]) -> None:
    """Add a row, or change the one that has this key. For tables that are not read through the session."""
    inserted = _insert(db, table).values(**key, **values)
    await db.execute(inserted.on_conflict_do_update(index_elements=list(key), set_=values))


async def count_one_more(
    db: AsyncSession, table: type[Base], key: dict[str, Any], counted: InstrumentedAttribute[int]
) -> None:
    """Add a row that counts one, or one to the row that has this key; two at once both count."""
    inserted = _insert(db, table).values(**key, **{counted.key: 1})
    await db.execute(inserted.on_conflict_do_update(index_elements=list(key), set_={counted.key: counted + 1}))


async def plan_again(
    db: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]], *, cancelled: ColumnElement[bool]
) -> None:
    """Add reminders; one that is there and was cancelled is owed anew, any other stays as it is."""
    inserted = _insert(db, table)
    again = inserted.on_conflict_do_update(
        index_elements=[column.name for column in table.__mapper__.primary_key],
        set_={"due_at": inserted.excluded.due_at, "done_at": None, "result": None},
        where=cancelled,
    )
    await db.execute(again, list(rows))
