"""What officials say without meaning an order, said to the real program: their tickets stand as they stood."""

import pytest

from handlers.orders import Unclear
from handlers.turn import BURST
from storage.database import Database
from storage.lifecycle import Status
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


#: what once moved a ticket that was not meant, or told a villager something untrue
GRAVEST = (
    "好 12 问过了，明天换",
    "好 12号换的灯泡",
    "退12块钱给老李",
    "拆了12户的违建",
    "联系了12户都签字了",
    "办完了我给你说",
    "能不能延",
    "12号议25",
    "接 12号楼的",
    "12灯换了可还是不亮",
    "12该换了",
    "12不修了",
    "12墙让人拆了",
    "听说12修好了",
    "12修好了没",
    "12要是修好了我给你说",
    "是你修好的12吗",
    "12修了一半，没料了",
    "12 15都弄好了",
    "老王你接一下12",
)


@pytest.mark.parametrize("newest_url", ["sqlite"], indirect=True)
async def test_the_gravest_change_nothing(database: Database) -> None:
    """Said one after the other to an official with two open tickets: no move, no word to a villager, an answer back."""
    wrong: list[str] = []
    async with a_stage(database) as stage:
        await skip_numbers(stage, 11)
        await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
        await skip_numbers(stage, 2)
        await stage.say("li", "村口路上有个大坑", group=GROUP)
        before = await standing(stage)
        for said in GRAVEST:
            notes = await stage.say("officer-1", said)
            told = to(notes, "zhang") + to(notes, "li")
            if await standing(stage) != before or told or not to(notes, "officer-1"):
                wrong.append(said)
            await forget_questions(stage)
    assert wrong == []


@pytest.mark.parametrize("newest_url", ["sqlite"], indirect=True)
async def test_sentences_move_what_they_mean(database: Database) -> None:
    """The number last, the word anywhere: taken, spoken with, and done with the words that the villager reads."""
    async with a_stage(database) as stage:
        await skip_numbers(stage, 11)
        await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
        await stage.say("officer-1", "这事该我管 12我接了啊")
        assert (await stage.ticket(12)).status is Status.ACCEPTED
        await stage.say("officer-1", "跟老张见了面，他领我看了地方 12")
        assert (await stage.ticket(12)).first_contact_at is not None
        notes = await stage.say("officer-1", "5号杆的灯头换了，试亮了 12")
        assert (await stage.ticket(12)).status is Status.RESOLVED
        assert any("5号杆的灯头换了" in text for text in to(notes, "zhang"))


@pytest.mark.parametrize("newest_url", ["sqlite"], indirect=True)
async def test_what_is_not_enough_is_asked_back_with_what_was_seen(database: Database) -> None:
    """His own number in the example; nothing moves."""
    async with a_stage(database) as stage:
        await skip_numbers(stage, 11)
        await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
        before = (await stage.ticket(12)).moves
        (answer,) = to(await stage.say("officer-1", "12等料到了再弄"), "officer-1")
        assert "停 12 等天气" in answer
        (answer,) = to(await stage.say("officer-1", "12返工"), "officer-1")
        assert "村务监督" in answer
        assert (await stage.ticket(12)).moves == before
