"""Migrations, units of work and the promises of both engines."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage import models
from storage.database import Database, DatabaseMistake
from storage.models import Base
from storage.vault import Vault

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


async def test_migrations_give_the_tables_of_the_classes(database: Database) -> None:
    """Whoever upgrades has exactly what the mapped classes say."""

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert len(set(await database.revision())) == 1


async def test_every_migration_can_be_taken_back_and_applied_again(database: Database) -> None:
    """To the first tables and forward again: the same tables, and what was in them."""
    async with database.ledger() as ledger:
        await ledger.reminders.keep_setting("clock", "60")
        await ledger.commit()

    def back_and_forth(connection: Connection) -> list[object]:
        config = Config()
        config.set_main_option("script_location", str(Path(models.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, "head")
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(back_and_forth) == []
        await connection.commit()
    async with database.reading() as ledger:
        assert await ledger.reminders.setting("clock") == "60"


async def test_every_table_carries_the_township_key_first() -> None:
    """Data may be divided by township one day: the key leads every primary key and is part of every unique one."""
    for table in Base.metadata.tables.values():
        assert next(iter(table.primary_key.columns)).name == "township", table.name
        for constraint in table.constraints:
            columns = [column.name for column in getattr(constraint, "columns", [])]
            if columns and type(constraint).__name__ == "UniqueConstraint":
                assert columns[0] == "township", table.name


async def test_nothing_is_saved_without_commit(database: Database) -> None:
    """Leaving a unit of work without commit forgets it."""
    async with database.ledger() as ledger:
        await ledger.reminders.keep_setting("clock", "60")
        await ledger.flush()
    async with database.reading() as ledger:
        assert await ledger.reminders.setting("clock") is None


async def test_numbers_are_given_once(database: Database) -> None:
    """Twenty units of work at once get twenty different numbers."""

    async def take() -> int:
        async with database.ledger() as ledger:
            number = await ledger.tickets.next_number()
            await ledger.commit()
            return number

    first = await take()
    assert first == 1
    assert sorted(await asyncio.gather(*(take() for _ in range(20)))) == list(range(2, 22))


def test_an_unknown_database_is_refused_with_what_to_do(vault: Vault) -> None:
    """A MySQL address gets a sentence, not a stack."""
    with pytest.raises(DatabaseMistake, match=r"sqlite:///file or postgresql://"):
        Database("mysql://localhost/x", vault, "1", lambda bits: 0)
