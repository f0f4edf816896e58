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
from sqlalchemy.exc import IntegrityError

from storage import models
from storage.database import Database, DatabaseMistake
from storage.history import first_broken
from storage.models import Base
from storage.vault import Vault
from tests.builders import VILLAGE, a_message, a_ticket

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
        reporter = await ledger.people.meet(a_message(), VILLAGE)
        ledger.tickets.add(a_ticket(1), reporter, "路灯不亮", "villager", NOW)
        await ledger.reminders.plan(1, [("L1", "p01", NOW)])
        await ledger.commit()

    def back_and_forth(connection: Connection) -> list[object]:
        config = Config()
        config.set_main_option("script_location", str(Path(models.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, "head")
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    async with database.migrating() as connection:
        assert await connection.run_sync(back_and_forth) == []
    async with database.reading() as ledger:
        assert await ledger.reminders.setting("clock") == "60"
        ticket = await ledger.tickets.get(1)
        assert await ledger.tickets.words(ticket) == "路灯不亮"
        assert first_broken(await ledger.tickets.history(1), ticket.chain) is None
        assert [row.rung for row in await ledger.reminders.due(NOW)] == ["L1"]


async def test_a_change_that_loses_a_parent_is_not_made(database: Database) -> None:
    """What a migration leaves behind is looked at before it is committed, and keys are watched again afterwards."""
    if not database.is_sqlite:
        # PostgreSQL watches all the time
        return
    async with database.ledger() as ledger:
        reporter = await ledger.people.meet(a_message(), VILLAGE)
        ledger.tickets.add(a_ticket(1), reporter, "路灯不亮", "villager", NOW)
        await ledger.commit()
    with pytest.raises(DatabaseMistake, match="nothing was changed"):
        async with database.migrating() as connection:
            await connection.exec_driver_sql("DELETE FROM ticket")
    async with database.reading() as ledger:
        assert await ledger.tickets.find(1) is not None
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("DELETE FROM ticket")
        with pytest.raises(IntegrityError):
            await connection.commit()


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
