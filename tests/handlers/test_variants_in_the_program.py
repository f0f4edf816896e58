"""What officials say without meaning an order, said to the real program: their tickets stand as they stood."""

import pytest

from handlers.orders import Unclear
from handlers.turn import BURST
from storage.database import Database
from tests.handlers.officer_variants import judge, variants
from tests.stage import CHANNEL, Stage, a_stage, to

GROUP = "g-shanghe"


async def skip_numbers(stage: Stage, count: int) -> None:
    """The next ticket's number grows by so many."""
    async with stage.program.database.ledger() as ledger:
        for _ in range(count):
            await ledger.tickets.next_number()
        await ledger.commit()


async def standing(stage: Stage) -> list[tuple[object, ...]]:
    """How 12 and 15 stand."""
    both = [await stage.ticket(number) for number in (12, 15)]
    return [(one.status, one.owner, one.kind, one.topic, one.due_at, one.moves) for one in both]


async def forget_questions(stage: Stage) -> None:
    """Every row is said as if nothing had been asked before."""
    async with stage.program.database.ledger() as ledger:
        await ledger.asked_back.forget_before(stage.clock().replace(year=2100))
        who = (CHANNEL, "officer-1", "officer-1")
        for ref in (ledger.vault.reference(BURST, *who), ledger.vault.reference(CHANNEL, "officer-1")):
            await ledger.conversations.expect(ref, None, None, stage.clock())
        await ledger.commit()


@pytest.mark.parametrize("newest_url", ["sqlite"], indirect=True)
async def test_nothing_is_changed_that_was_not_meant(database: Database) -> None:
    """Held-out rows too: no move, no word to a villager, one line back; and no ticket of a plain answer to us."""
    rows = [row for row in variants() if row["meant"] is None and row["situation"] in ("one", "two")]
    assert len(rows) >= 50
    wrong: list[str] = []
    async with a_stage(database) as stage:
        await skip_numbers(stage, 11)
        await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
        await skip_numbers(stage, 2)
        await stage.say("li", "村口路上有个大坑", group=GROUP)
        before = await standing(stage)
        for row in rows:
            tickets = len(await stage.tickets())
            notes = await stage.say("officer-1", row["text"])
            new = len(await stage.tickets()) - tickets
            reading = judge(row).reading
            to_us = not isinstance(reading, Unclear) or reading.hint is not None
            told = to(notes, "zhang") + to(notes, "li")
            if await standing(stage) != before or told or not to(notes, "officer-1") or (to_us and new):
                wrong.append(row["text"])
            await forget_questions(stage)
    assert wrong == []
