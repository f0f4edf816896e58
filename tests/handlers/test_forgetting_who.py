"""After half a year or a year nobody can be told from whoever stood behind a matter; every count stays as it was."""

from sqlalchemy import select

from storage.lifecycle import Status
from storage.models import Villager, Voice
from tests.stage import Stage, to

GROUP = "g-shanghe"


async def _people(stage: Stage) -> tuple[set[str], set[str]]:
    async with stage.program.database.reading() as ledger:
        session = ledger._session
        voices = set((await session.scalars(select(Voice.villager))).all())
        villagers = set((await session.scalars(select(Villager.ref))).all())
    return voices, villagers


async def test_who_stood_behind_it_is_forgotten_and_the_counts_stay(stage: Stage) -> None:
    """A village matter with two people behind it: after a year both are chance; the chain holds."""
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    await stage.say("li", "我家也是", group=GROUP)
    await stage.say("officer-1", "好 1 灯换了")
    await stage.say("zhang", "1")
    before = await stage.ticket()
    assert before.voices == 2
    known, villagers = await _people(stage)
    assert known <= villagers
    await stage.after(days=300)
    assert (await _people(stage))[0] == known
    await stage.after(days=70)
    voices, left = await _people(stage)
    assert len(voices) == 2
    assert voices.isdisjoint(known)
    assert left.isdisjoint(known)
    after = await stage.ticket()
    assert (after.voices, after.status, after.chain != "") == (2, Status.ARCHIVED, True)
    assert "没有" in to(await stage.say("zhang", "查"), "zhang")[0]


async def test_a_household_sooner_and_who_has_another_matter_stays(stage: Stage) -> None:
    """180 days; the same person's open matter is still his; 不记 is remembered."""
    await stage.say("zhang", "上河村一组，我想给我爹申请低保，咋办")
    await stage.say("officer-1", "好 1 材料交上去了")
    await stage.say("zhang", "1")
    await stage.say("wang", "上河村二组，我家房顶漏雨想申请危房改造")
    await stage.say("wang", "撤")
    await stage.say("wang", "不记")
    await stage.after(days=150)
    await stage.say("zhang", "上河村一组村口路上有个大坑")
    number = max(ticket.number for ticket in await stage.tickets())
    await stage.after(days=50)
    async with stage.program.database.reading() as ledger:
        (own,) = await ledger.tickets.voices_of(await ledger.tickets.get(number))
        (gone,) = await ledger.tickets.voices_of(await ledger.tickets.get(1))
        kept = {one.ref for one in (await ledger._session.scalars(select(Villager))).all() if one.opted_out_at}
    assert own.villager != gone.villager
    assert own.villager in (await _people(stage))[1]
    assert len(kept) == 1
