"""Two processes over one database: whoever comes second begins again, and nothing is said twice or lost."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm.exc import StaleDataError

from bot import sweeping
from bot.delivery import Delivery
from bot.intake import RETRY_AFTER, Intake
from handlers.router import Router
from handlers.turn import Turn
from storage.database import Database
from storage.ledger import Ledger, SomebodyWasFaster
from storage.lifecycle import MoveName, Status
from storage.models import InboxState, OutboxNote
from storage.organisation_file import parse_organisation
from storage.speech import PrivateText
from tests.builders import NOW, VILLAGE, a_message, a_ticket
from tests.histories import THREE_VILLAGES
from tests.stage import Stage, a_stage

#: Monday 7 December 2026, 08:31
MONDAY = datetime(2026, 12, 7, 0, 31, tzinfo=UTC)
ALL_BUT_THE_WEEK = frozenset(sweeping.SWEEPS) - {sweeping.WEEK}


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Three villages, an office and an area leader; a lamp that nobody has looked at for two weeks."""
    async with a_stage(database, organisation=parse_organisation(THREE_VILLAGES, "stage")) as stage:
        await stage.say("zhang", "一组村口路灯不亮三天了", group="g-shanghe")
        yield stage


async def test_a_report_is_reckoned_while_others_write(stage: Stage) -> None:
    """Whoever holds the writer's place at that moment is not waited for, and a long report holds up nobody."""
    database, policy = stage.program.database, stage.program.policy
    async with database.ledger() as writer:
        await writer.tickets.next_number()
        async with asyncio.timeout(20), database.reading() as ledger:
            drafts = await sweeping.WEEK.draft(ledger, policy, MONDAY)
    assert drafts is not None
    assert drafts.notes


async def test_a_report_drafted_twice_at_once_is_sent_once(stage: Stage) -> None:
    """Both processes see that it is due; the claim lets one of them speak."""
    database, policy = stage.program.database, stage.program.policy
    both = (sweeping.sweep(database, policy, MONDAY, without=ALL_BUT_THE_WEEK) for _ in range(2))
    assert sorted(await asyncio.gather(*both)) == [0, 2]
    async with database.reading() as ledger:
        notes = await ledger.outbox.first_due(MONDAY + timedelta(hours=1))
    assert sorted(note.address for note in notes if note.why == "report:week") == ["leader", "office"]
    assert await sweeping.sweep(database, policy, MONDAY, without=ALL_BUT_THE_WEEK) == 0


class BesideAnother(Intake):
    """Between a failure and its record the message is free: another process handles it well."""

    async def _put_off(self, row_id: uuid.UUID, failure: Exception, now: datetime) -> None:
        async with self._database.ledger() as ledger:
            ledger.inbox.done(await ledger.inbox.get(row_id), now)
            await ledger.commit()
        await super()._put_off(row_id, failure, now)


@pytest.mark.parametrize("tries", [0, len(RETRY_AFTER)])
async def test_what_another_process_has_handled_meanwhile_is_not_put_off(database: Database, tries: int) -> None:
    """Neither tried again nor set aside: it is done, and its words are gone."""
    router = Router("failing")

    @router.on()
    async def fail(_turn: Turn) -> None:
        raise RuntimeError

    async with a_stage(database) as stage:
        message = a_message("一组村口路灯不亮三天了")
        async with database.ledger() as ledger:
            await ledger.inbox.keep([(message, NOW)])
            await ledger.commit()
        async with database.ledger() as ledger:
            row = await ledger.inbox.find(message.channel, message.external_id)
            assert row is not None
            row.attempts = tries
            await ledger.commit()
        intake = BesideAnother(database, stage.program.policy, [router], stage.clock, _nobody_waits)
        assert await intake.handle_next() == 1
    async with database.reading() as ledger:
        row = await ledger.inbox.find(message.channel, message.external_id)
    assert row is not None
    assert (row.state, row.attempts, row.failure) == (InboxState.DONE, tries, None)


async def test_a_note_is_asked_about_again_when_somebody_was_faster(stage: Stage) -> None:
    """A change that came first is no mistake of the note: it does not go as it was written, and nothing breaks."""

    async def taken(_ledger: Ledger, _note: OutboxNote, _now: datetime) -> bool:
        raise SomebodyWasFaster(StaleDataError())

    await stage.say("wang", "二组桥头路灯也不亮")
    database = stage.program.database
    async with database.ledger() as ledger:
        ticket = await ledger.tickets.get(1)
        await ledger.outbox.to_person(
            "rehearsal", "wang", PrivateText("您好"), key="k", why="notice", at=NOW, ticket=ticket.number
        )
        await ledger.commit()
    delivery = Delivery(database, {"rehearsal": stage.channel}, stage.clock, _nothing, _nothing, taken)
    before = len(stage.channel.sent)
    assert await delivery.take_due() == (1, [])
    assert len(stage.channel.sent) == before


async def test_of_two_who_wait_for_each_other_one_begins_again(database: Database) -> None:
    """PostgreSQL ends one of them; that is "somebody was faster", not a mistake of the program."""
    if database.is_sqlite:
        # one writer at a time: the second begins after the first
        return
    async with database.ledger() as ledger:
        for number in (1, 2):
            ledger.tickets.add(a_ticket(number, status=Status.DISPATCHED), None, "", "system", NOW)
        await ledger.commit()
    met = asyncio.Barrier(2)

    async def accept_both(first: int, second: int) -> str:
        async with database.ledger() as ledger:
            for number in (first, second):
                ticket = await ledger.tickets.get(number)
                ledger.tickets.move(ticket, MoveName.ACCEPT, actor="p01", at=NOW)
                try:
                    await ledger.flush()
                except SomebodyWasFaster:
                    return "again"
                if number == first:
                    await met.wait()
            await ledger.commit()
            return "done"

    assert sorted(await asyncio.gather(accept_both(1, 2), accept_both(2, 1))) == ["again", "done"]


async def test_a_repository_that_finds_a_row_there_says_so(database: Database) -> None:
    """Also where the row is written in the middle of a unit of work and not at its end."""
    async with database.ledger() as ledger:
        villager = await ledger.people.meet(a_message(), VILLAGE)
        ledger.tickets.add(a_ticket(1), villager, "路灯不亮", "villager", NOW)
        await ledger.commit()
    async with database.ledger() as ledger:
        again = a_ticket(1)
        ledger.tickets.add(again, None, "", "system", NOW)
        with pytest.raises(SomebodyWasFaster):
            await ledger.tickets.family(again)


async def test_who_only_reads_sees_one_state(database: Database) -> None:
    """What is written after the first look does not appear in the middle of a report, on either database."""
    async with database.reading() as reader:
        assert await reader.reminders.setting("clock") is None
        async with database.ledger() as ledger:
            await ledger.reminders.keep_setting("clock", "60")
            await ledger.commit()
        assert await reader.reminders.setting("clock") is None
    async with database.reading() as reader:
        assert await reader.reminders.setting("clock") == "60"


async def _nobody_waits() -> None:
    """Nobody waits for a message to have been handled."""


async def _nothing(_ledger: Ledger, _note: OutboxNote, _now: datetime) -> None:
    """What becomes of the note is not asked here."""
