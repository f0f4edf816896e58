"""After half a year or a year nobody can be told from whoever stood behind a matter; every count stays as it was."""

from sqlalchemy import select

from handlers.retention_policy import RetentionPolicy
from storage.database import Database
from storage.lifecycle import Status
from storage.models import Villager, Voice
from tests.stage import Stage, a_policy, a_stage, to

GROUP = "g-shanghe"
#: days instead of months, so that a test need not live through a year
SOON = a_policy(retention=RetentionPolicy(words_days=2, people_village_days=20, people_private_days=12))


async def _people(stage: Stage) -> tuple[set[str], set[str]]:
    async with stage.program.database.reading() as ledger:
        session = ledger._session
        voices = set((await session.scalars(select(Voice.villager))).all())
        villagers = set((await session.scalars(select(Villager.ref))).all())
    return voices, villagers


async def test_who_stood_behind_it_is_forgotten_and_the_counts_stay(database: Database) -> None:
    """A village matter with two people behind it: at its time both are chance; the chain holds."""
    async with a_stage(database, policy=SOON) as stage:
        await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
        await stage.say("li", "我家也是", group=GROUP)
        await stage.say("officer-1", "好 1 灯换了")
        await stage.say("zhang", "1")
        assert (await stage.ticket()).voices == 2
        known, villagers = await _people(stage)
        assert known <= villagers
        await stage.after(days=19)
        assert (await _people(stage))[0] == known
        await stage.after(days=3)
        voices, left = await _people(stage)
        assert len(voices) == 2
        assert voices.isdisjoint(known)
        assert left.isdisjoint(known)
        after = await stage.ticket()
        assert (after.voices, after.status) == (2, Status.ARCHIVED)
        assert "没有" in to(await stage.say("zhang", "查"), "zhang")[0]


async def test_a_household_sooner_and_who_has_another_matter_stays(database: Database) -> None:
    """The same person's open matter is still his; 不记 is remembered."""
    async with a_stage(database, policy=SOON) as stage:
        await stage.say("zhang", "上河村一组，我想给我爹申请低保，咋办")
        await stage.say("officer-1", "好 1 材料交上去了")
        await stage.say("zhang", "1")
        await stage.say("wang", "上河村二组，我家房顶漏雨想申请危房改造")
        await stage.say("wang", "撤")
        await stage.say("wang", "不记")
        await stage.after(days=8)
        await stage.say("zhang", "上河村一组村口路上有个大坑")
        number = max(ticket.number for ticket in await stage.tickets())
        await stage.after(days=7)
        async with stage.program.database.reading() as ledger:
            (own,) = await ledger.tickets.voices_of(await ledger.tickets.get(number))
            (gone,) = await ledger.tickets.voices_of(await ledger.tickets.get(1))
            kept = [one.ref for one in (await ledger._session.scalars(select(Villager))).all() if one.opted_out_at]
        assert own.villager != gone.villager
        assert own.villager in (await _people(stage))[1]
        assert len(kept) == 1
