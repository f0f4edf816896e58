"""What is owed at an instant happens once."""

import asyncio
from datetime import date, timedelta

from storage.database import Database
from storage.reminders import PROGRAM
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
        assert (await ledger.due_at()).reminder == NOW


async def test_a_day_has_so_many_notes(database: Database) -> None:
    """Ten processes that each want to send one person a note: each place of the day is taken once, and counted."""

    async def take(day: int) -> bool:
        async with database.ledger() as ledger:
            place = len(await ledger.reminders.notes_of_day("ref", date(2026, 11, day))) + 1
            taken = await ledger.reminders.take_note_of_day("ref", date(2026, 11, day), NOW, place=place)
            await ledger.commit()
            return taken

    taken = await asyncio.gather(*(take(23) for _ in range(10)))
    async with database.reading() as ledger:
        assert await ledger.reminders.notes_of_day("ref", date(2026, 11, 23)) == [NOW] * sum(taken)
        assert await ledger.reminders.notes_of_day("another", date(2026, 11, 23)) == []
    assert await take(24)


async def test_what_the_program_owes_is_not_owed_to_people(database: Database) -> None:
    """A step up and a person's reminder of one instant are asked for apart."""
    async with database.ledger() as ledger:
        ticket = await filed(ledger)
        await ledger.reminders.plan(ticket.number, [("L1", PROGRAM, NOW), ("L0c", "p01", NOW)])
        assert [row.rung for row in await ledger.reminders.due(NOW)] == ["L0c"]
        assert [row.rung for row in await ledger.reminders.due(NOW, of_the_program=True)] == ["L1"]
        await ledger.reminders.cancel(ticket.number, NOW, person="p01")
        assert [row.rung for row in await ledger.reminders.waiting(ticket.number)] == ["L1"]
        assert (await ledger.due_at()).reminder == NOW


async def test_everyone_who_owns_something(database: Database) -> None:
    """Each owner once, found from owner to owner, also where there is none."""
    async with database.ledger() as ledger:
        assert await ledger.tickets.owners_ever() == []
        for owner in ("p02", "p01", "p02"):
            (await filed(ledger)).owner = owner
        await ledger.flush()
        assert await ledger.tickets.owners_ever() == ["p01", "p02"]
        assert [ticket.owner for ticket in await ledger.tickets.open_with_owner_among(["p02"])] == ["p02", "p02"]
        assert len(await ledger.tickets.open_with_owner_among(["p01", "p02"], after=1, limit=1)) == 1
