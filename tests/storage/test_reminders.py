"""What is owed at an instant happens once."""

import asyncio
from datetime import date, timedelta

from storage.database import Database
from tests.builders import NOW
from tests.storage.test_tickets import filed


async def test_a_day_is_claimed_once(database: Database) -> None:
    """Ten processes that all want to send the evening digest: one does."""

    async def begin() -> bool:
        async with database.ledger() as ledger:
            mine = await ledger.reminders.begin_period("digest:village", "v1", date(2026, 11, 23), NOW)
            await ledger.commit()
            return mine

    assert sorted(await asyncio.gather(*(begin() for _ in range(10)))) == [False] * 9 + [True]


async def test_a_rung_is_owed_once(database: Database) -> None:
    """Planning the same rung again changes nothing, not even its instant."""
    async with database.ledger() as ledger:
        ticket = await filed(ledger)
        await ledger.reminders.plan(ticket.number, [("L0c", "p01", NOW)])
        await ledger.reminders.plan(ticket.number, [("L0c", "p01", NOW + timedelta(days=1)), ("L1", "p02", NOW)])
        await ledger.commit()
    async with database.ledger() as ledger:
        assert [(row.rung, row.due_at) for row in await ledger.reminders.due(NOW)] == [("L0c", NOW), ("L1", NOW)]
        await ledger.reminders.cancel(ticket.number, NOW, ["L1"])
        await ledger.commit()
    async with database.reading() as ledger:
        assert [row.rung for row in await ledger.reminders.waiting(ticket.number)] == ["L0c"]
        assert await ledger.reminders.next_due() == NOW
