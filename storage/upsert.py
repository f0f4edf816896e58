"""INSERT … ON CONFLICT DO NOTHING, which SQLite and PostgreSQL share and SQLAlchemy spells twice.

Each statement is built once for a database and a table, and for the table itself, not its mapped class: composing one
and going through the mapper cost several times what the database does.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.models import Base


def _dialect(db: AsyncSession) -> str:
    return db.get_bind().dialect.name


def _table(table: type[Base]) -> Table:
    return cast(Table, table.__table__)


def _insert(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(_table(table)) if dialect == "sqlite" else postgresql.insert(_table(table))


@cache
def _unless_there(dialect: str, table: type[Base]) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _claim(dialect: str, table: type[Base]) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing().returning(_table(table).c.township)


@cache
def _upsert(dialect: str, table: type[Base], key: tuple[str, ...], values: tuple[str, ...]) -> Executable:
    inserted = _insert(dialect, table)
    return inserted.on_conflict_do_update(
        index_elements=list(key), set_={name: inserted.excluded[name] for name in values}
    )


@cache
def _plan_again(dialect: str, table: type[Base], cancelled: str) -> Executable:
    inserted = _insert(dialect, table)
    return inserted.on_conflict_do_update(
        index_elements=[column.name for column in table.__mapper__.primary_key],
        set_={"due_at": inserted.excluded.due_at, "done_at": None, "result": None},
        where=_table(table).c.result == cancelled,
    )


def _at_once(rows: Sequence[dict[str, Any]]) -> Any:
    # one row is one execution, for which both drivers have a shorter way
    return rows[0] if len(rows) == 1 else list(rows)


async def insert_unless_there(db: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Add rows, all with the same columns; one whose key (primary or unique) is already there changes nothing."""
    await db.execute(_unless_there(_dialect(db), table), _at_once(rows))


async def claim(db: AsyncSession, table: type[Base], row: dict[str, Any]) -> bool:
    """Add one row; False when its key is already there. Of two processes at once, one gets True."""
    return await db.scalar(_claim(_dialect(db), table), row) is not None


async def claim_some(
    db: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]], which: InstrumentedAttribute[str]
) -> Sequence[str]:
    """Add rows in one statement; returns `which` of those that were not there."""
    if not rows:
        return []
    inserted = _insert(_dialect(db), table).values(list(rows)).on_conflict_do_nothing()
    return list(await db.scalars(inserted.returning(_table(table).c[which.key])))


async def upsert(db: AsyncSession, table: type[Base], key: dict[str, Any], values: dict[str, Any]) -> None:
    """Add a row, or change the one that has this key. For tables that are not read through the session."""
    await db.execute(_upsert(_dialect(db), table, tuple(key), tuple(values)), key | values)


async def count_one_more(
    db: AsyncSession, table: type[Base], key: dict[str, Any], counted: InstrumentedAttribute[int]
) -> None:
    """Add a row that counts one, or one to the row that has this key; two at once both count."""
    inserted = _insert(_dialect(db), table).values(**key, **{counted.key: 1})
    one_more: ColumnElement[int] = _table(table).c[counted.key] + 1
    await db.execute(inserted.on_conflict_do_update(index_elements=list(key), set_={counted.key: one_more}))


async def plan_again(db: AsyncSession, table: type[Base], rows: Sequence[dict[str, Any]], *, cancelled: str) -> None:
    """Add reminders; one that is there with the result `cancelled` is owed anew, any other stays as it is."""
    await db.execute(_plan_again(_dialect(db), table, cancelled), _at_once(rows))
