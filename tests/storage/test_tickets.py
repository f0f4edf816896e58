"""Tickets, voices, history."""

import asyncio
import contextlib

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.history import first_broken
from storage.ledger import Ledger, SomebodyWasFaster
from storage.lifecycle import IllegalMove, MoveName, Status
from storage.models import Ticket
from tests.builders import NOW, VILLAGE, a_message, a_ticket


async def filed(ledger: Ledger, words: str = "村口路灯不亮了", **fields: object) -> Ticket:
    """A ticket in the database, raised by 张婶."""
    ticket = a_ticket(number=await ledger.tickets.next_number(), **fields)
    villager = await ledger.people.meet(a_message(words), VILLAGE)
    ledger.tickets.add(ticket, villager, words, "villager", NOW)
    return ticket


async def test_words_are_sealed_and_come_back(database: Database) -> None:
    """What the villager said is not in the file in the clear, and its owner can read it."""
    async with database.ledger() as ledger:
        ticket = await filed(ledger, "隔壁化粪池渗到我家墙根")
        await ledger.commit()
    async with database.reading() as ledger:
        again = await ledger.tickets.get(ticket.number)
        assert await ledger.tickets.words(again) == "隔壁化粪池渗到我家墙根"
    async with database.engine.connect() as connection:
        for table, column in (("voice", "words"), ("villager", "name"), ("villager", "address")):
            stored = (await connection.execute(text(f"SELECT {column} FROM {table}"))).scalar_one()
            assert isinstance(stored, bytes)
            assert "化粪池".encode() not in stored
            assert "张婶".encode() not in stored


async def test_of_two_officials_at_once_the_later_save_fails(database: Database) -> None:
    """A lost update is impossible: the version column refuses the second save."""
    async with database.ledger() as ledger:
        number = (await filed(ledger, status=Status.DISPATCHED)).number
        await ledger.commit()
    if database.is_sqlite:
        # one writer at a time: both have read before either writes
        async with database.reading() as first, database.ledger() as second:
            stale = await first.tickets.get(number)
            fresh = await second.tickets.get(number)
            assert stale.version == fresh.version
            second.tickets.move(fresh, MoveName.ACCEPT, actor="p01", at=NOW)
            await second.commit()
        async with database.reading() as ledger:
            assert (await ledger.tickets.get(number)).version == stale.version + 1
        return
    async with database.ledger() as first, database.ledger() as second:
        one, other = await first.tickets.get(number), await second.tickets.get(number)
        first.tickets.move(one, MoveName.ACCEPT, actor="p01", at=NOW)
        await first.commit()
        second.tickets.move(other, MoveName.ACCEPT, actor="p02", at=NOW)
        with pytest.raises(SomebodyWasFaster):
            await second.commit()


async def test_history_shows_a_line_changed_afterwards(database: Database) -> None:
    """The chain over a ticket's history breaks where somebody has edited it."""
    async with database.ledger() as ledger:
        ticket = await filed(ledger)
        ledger.tickets.move(ticket, MoveName.DISPATCH, actor="system", at=NOW, reason="本村网格长")
        ledger.tickets.move(ticket, MoveName.ACCEPT, actor="p01", at=NOW)
        await ledger.commit()
    async with database.reading() as ledger:
        again = await ledger.tickets.get(ticket.number)
        assert first_broken(await ledger.tickets.history(ticket.number), again.chain) is None
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE move SET actor = 'p99' WHERE sequence = 2"))
    async with database.reading() as ledger:
        assert first_broken(await ledger.tickets.history(ticket.number), again.chain) == 2
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM move WHERE sequence > 1"))
    async with database.reading() as ledger:
        assert first_broken(await ledger.tickets.history(ticket.number), again.chain) == 0


async def test_an_illegal_move_writes_nothing(database: Database) -> None:
    """A refused move leaves state and history as they were."""
    async with database.ledger() as ledger:
        ticket = await filed(ledger)
        with pytest.raises(IllegalMove):
            ledger.tickets.move(ticket, MoveName.CLOSE, actor="p01", at=NOW)
        await ledger.commit()
    async with database.reading() as ledger:
        assert len(await ledger.tickets.history(ticket.number)) == 1
        assert (await ledger.tickets.get(ticket.number)).status is Status.REGISTERED


async def test_a_person_stands_behind_a_ticket_once(database: Database) -> None:
    """「我家也是」 twice by one person is one voice; by another it is two."""
    async with database.ledger() as ledger:
        ticket = await filed(ledger)
        reporter = await ledger.people.meet(a_message(), VILLAGE)
        other = await ledger.people.meet(a_message(sender="li"), VILLAGE)
        assert not await ledger.tickets.join(ticket, reporter, "+1", NOW)
        assert await ledger.tickets.join(ticket, other, "我家也是", NOW)
        await ledger.flush()
        assert not await ledger.tickets.join(ticket, other, "+1", NOW)
        await ledger.commit()
    assert ticket.voices == 2


async def test_two_messages_of_a_new_person_at_once_meet_the_same_villager(database: Database) -> None:
    """A person's first words in two chats at once do not fail, and make one row."""

    async def meet() -> str:
        while True:
            # begun again, as the intake does, when somebody else was faster
            with contextlib.suppress(SomebodyWasFaster):
                async with database.ledger() as ledger:
                    villager = await ledger.people.meet(a_message(sender="new"), VILLAGE)
                    await ledger.commit()
                    return villager.ref

    assert len(set(await asyncio.gather(*(meet() for _ in range(5))))) == 1


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
async def test_numbers_from_peoples_fingers_are_harmless(database: Database, number: int) -> None:
    """看 99999999999 finds nothing and breaks nothing."""
    async with database.reading() as ledger:
        assert await ledger.tickets.find(number) is None


async def test_reasons_may_hold_what_a_database_cannot(database: Database) -> None:
    """NUL and lone surrogates in a reason cost those characters, not the ticket; the chain still holds."""
    async with database.ledger() as ledger:
        ticket = await filed(ledger, status=Status.DISPATCHED)
        ledger.tickets.move(ticket, MoveName.ACCEPT, actor="p01", at=NOW, reason="好\0的\ud800")
        await ledger.commit()
    async with database.reading() as ledger:
        history = await ledger.tickets.history(ticket.number)
        assert history[-1].reason == "好的?"
        assert first_broken(history, (await ledger.tickets.get(ticket.number)).chain) is None
