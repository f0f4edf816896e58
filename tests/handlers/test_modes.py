"""四办: 直办, 督, and 上报, one level at a time; what is complex is told to the leaders the same day."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from classifiers.verdict import Urgency
from storage.database import Database
from storage.lifecycle import HandlingMode, MoveName, Status
from storage.models import AreaLevel
from tests.handlers.test_joint import organised
from tests.handlers.test_officer_replies import raised
from tests.stage import Stage, a_stage, to, whys

#: filed as complex
COMPLEX = "二组桥头那座桥要重修，得村里开会定，花一大笔钱"


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """上河村 with leaders, on a Monday at 10:00."""
    async with a_stage(database, organisation=organised()) as stage:
        yield stage


async def test_done_on_the_same_day_as_the_first_word_is_direct(stage: Stage) -> None:
    """好 without anything before it; the villager is asked all the same."""
    await raised(stage)
    notes = await stage.say("officer-1", "好 灯泡换了")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.mode) == (Status.RESOLVED, HandlingMode.DIRECT)
    assert "行回1" in to(notes, "zhang")[0]
    await stage.say("zhang", "3")
    assert (await stage.ticket()).mode is HandlingMode.LED


async def test_done_later_is_led(stage: Stage) -> None:
    """Taken first, or another day."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "好 灯泡换了")
    assert (await stage.ticket()).mode is HandlingMode.LED


async def test_whoever_was_there_settles_it_on_the_spot(stage: Stage) -> None:
    """直办 of the grid head: taken, spoken, done in one step, with a line for each."""
    await raised(stage)
    notes = await stage.say("head", "直办 1 灯泡换了")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner, ticket.mode) == (Status.RESOLVED, "p03", HandlingMode.DIRECT)
    assert [line.move for line in (await stage.history())[2:]] == [
        MoveName.REASSIGN, MoveName.ACCEPT, MoveName.CONTACT, MoveName.RESOLVE, MoveName.TELL,
    ]  # fmt: skip
    assert "灯泡换了" in to(notes, "zhang")[0]
    await stage.say("zhang", "1")
    assert (await stage.ticket()).status is Status.CLOSED


@pytest.mark.parametrize("sender", ["supervisor", "office", "water", "duty"])
async def test_others_do_not_settle_it(stage: Stage, sender: str) -> None:
    """Only those who are about in the village."""
    await raised(stage)
    notes = await stage.say(sender, "直办 1 灯泡换了")
    assert "不归您直办" in to(notes, sender)[0]
    assert (await stage.ticket()).owner == "p01"


async def test_what_somebody_works_on_is_not_taken_from_him(stage: Stage) -> None:
    """Nor is a household's affair ever."""
    await raised(stage)
    await stage.say("officer-1", "接")
    assert "不归您直办" in to(await stage.say("head", "直办 1 灯泡换了"), "head")[0]
    await stage.say("li", "上河村二组的，我想给我爹申请低保，怎么办")
    assert "不归您直办" in to(await stage.say("officer-1", "直办 2 表交了"), "officer-1")[0]


async def test_without_a_result_it_is_asked_for(stage: Stage) -> None:
    """直办 alone says nothing."""
    await raised(stage)
    assert "当场怎么办的" in to(await stage.say("officer-1", "直办 1"), "officer-1")[0]
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_the_supervisor_watches_and_owner_and_date_stay(stage: Stage) -> None:
    """督, said kindly; 不督 makes it what it was."""
    await raised(stage)
    before = await stage.ticket()
    notes = await stage.say("supervisor", "督 1 拖得久了")
    ticket = await stage.ticket()
    assert (ticket.mode, ticket.owner, ticket.due_at) == (HandlingMode.SUPERVISED, before.owner, before.due_at)
    assert "孙监督" in to(notes, "officer-1")[0]
    assert to(notes, "zhang") == []
    await stage.say("officer-1", "联 1 李桂花")
    assert (await stage.ticket()).mode is HandlingMode.SUPERVISED
    await stage.say("supervisor", "不督 1")
    assert (await stage.ticket()).mode is HandlingMode.JOINT


@pytest.mark.parametrize("sender", ["officer-1", "officer-2", "head", "secretary", "water"])
async def test_others_do_not_watch(stage: Stage, sender: str) -> None:
    """Not the owner himself, and not those who manage the village."""
    await raised(stage)
    assert "不归您盯" in to(await stage.say(sender, "督 1"), sender)[0]
    assert (await stage.ticket()).mode is HandlingMode.LED


async def test_reporting_up_goes_one_level_at_a_time(stage: Stage) -> None:
    """村 to 镇 by the village, 镇 to 县 by the township; each hears of it, no date moves."""
    await raised(stage)
    due_at = (await stage.ticket()).due_at
    notes = await stage.say("officer-1", "上报 1 缺挖机")
    ticket = await stage.ticket()
    assert (ticket.level, ticket.due_at, ticket.owner) == (AreaLevel.TOWNSHIP, due_at, "p01")
    assert "缺挖机" in to(notes, "office")[0]
    assert "报到镇上" in to(notes, "zhang")[0]
    notes = await stage.say("officer-1", "上报 1 缺挖机")
    assert "得镇上的人来报" in to(notes, "officer-1")[0]
    notes = await stage.say("office", "上报 1 要水利部门")
    assert (await stage.ticket()).level is AreaLevel.COUNTY
    assert "要水利部门" in to(notes, "leader")[0]
    notes = await stage.say("office", "上报 1 要水利部门")
    assert "再往上没有了" in to(notes, "office")[0]


async def test_a_day_that_has_gone_by_is_not_promised_once_more(stage: Stage) -> None:
    """What the villager hears of help, of a plan, of the township, after the date."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.after(days=4)
    for word in ("上报 1 缺挖机", "联 1 李桂花", "方案 1 先换灯头再看线"):
        told = to(await stage.say("officer-1", word), "zhang")
        assert "晚了，对不住" in told[0]
        assert "11月26日" not in told[0]


async def test_reporting_up_wants_a_reason(stage: Stage) -> None:
    """One sentence."""
    await raised(stage)
    assert "为啥要往上报" in to(await stage.say("officer-1", "上报 1"), "officer-1")[0]
    assert (await stage.ticket()).level is AreaLevel.VILLAGE


async def test_a_complaint_is_reported_up_past_the_accused(stage: Stage) -> None:
    """The secretary can do nothing with it, and the accused hears nothing."""
    await stage.say("zhang", "上河村周书记私分集体的钱，账从来不公开")
    await stage.say("secretary", "上报 1 不归我")
    await stage.say("secretary", "督 1")
    assert (await stage.ticket()).level is AreaLevel.VILLAGE
    await stage.say("supervisor", "上报 1 请镇上来查")
    assert (await stage.ticket()).level is AreaLevel.TOWNSHIP
    assert [why for who, why in whys(stage.channel.sent) if who == "secretary" and why != "reply"] == []


async def test_past_its_date_the_township_joins_and_the_level_says_so(stage: Stage) -> None:
    """L3 calls the township, so the matter stands there."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.after(days=9)
    assert (await stage.ticket()).level is AreaLevel.TOWNSHIP
    assert any(line.detail.get("level") == "township" for line in await stage.history())


async def test_what_is_complex_is_told_to_the_leaders_the_same_day(stage: Stage) -> None:
    """Duty leader and the village's cadre at once; by the day's end somebody is asked for the plan."""
    notes = await stage.say("zhang", COMPLEX, group="g-shanghe")
    assert (await stage.ticket()).urgency is Urgency.COMPLEX
    assert [who for who, why in whys(notes) if why == "notice"] == ["duty", "cadre"]
    assert "11月23日(周一)下班前" in to(notes, "duty")[0]
    planned = [line for line in await stage.history() if "plan_due_at" in line.detail]
    assert [line.detail["plan_due_at"] for line in planned] == ["2026-11-23T10:00:00+00:00"]
    await stage.until(datetime(2026, 11, 23, 9, 59, tzinfo=UTC))
    notes = await stage.after(minutes=2)
    assert "还没见着" in to(notes, "duty")[0]
    notes = await stage.after(days=1)
    assert not [text for text in to(notes, "duty") if "还没见着" in text]


@pytest.mark.parametrize("order", ["方案 1 先请人看桥再议", "联 1 供水站"])
async def test_with_a_plan_nobody_is_asked_for_one(stage: Stage, order: str) -> None:
    """A plan that was said, or others called to it."""
    await stage.say("zhang", COMPLEX, group="g-shanghe")
    notes = await stage.say("duty", order)
    if order.startswith("方案"):
        assert "先请人看桥再议" in to(notes, "officer-2")[0]
        assert "先请人看桥再议" in to(notes, "zhang")[0]
    await stage.after(hours=12)
    assert not [text for text in to(stage.channel.sent, "duty") if "还没见着" in text]


@pytest.mark.parametrize(
    "orders",
    [
        [("officer-2", "延 1 12月4日 等人看桥"), ("office", "同意 1")],
        [("officer-2", "停 1 等天气"), ("officer-2", "接着 1")],
        [("head", "转 1 王建军")],
    ],
)
async def test_another_date_or_owner_is_no_plan(stage: Stage, orders: list[tuple[str, str]]) -> None:
    """延, 停 and 转 leave the leaders' question standing; once there is a plan nothing brings it back."""
    await stage.say("zhang", COMPLEX, group="g-shanghe")
    await stage.say("officer-2", "接 1")
    for who, text in orders:
        await stage.say(who, text)
        await stage.after(minutes=20)
    notes = await stage.after(hours=9)
    assert sum("还没见着" in text for text in to(notes, "duty")) == 1


async def test_a_plan_is_not_asked_for_again_by_another_date(stage: Stage) -> None:
    """方案 first, then 延 and 停: nobody asks for what is there."""
    await stage.say("zhang", COMPLEX, group="g-shanghe")
    await stage.say("officer-2", "接 1")
    await stage.say("officer-2", "停 1 等天气")
    await stage.say("duty", "方案 1 先请人看桥再议")
    await stage.after(minutes=20)
    await stage.say("officer-2", "接着 1")
    await stage.say("head", "转 1 王建军")
    notes = await stage.after(hours=12)
    assert not [text for text in to(notes, "duty") if "还没见着" in text]


async def test_at_night_the_leaders_hear_in_the_morning(database: Database) -> None:
    """Ruling 10: nobody is woken; the plan is due at the end of the day on which they hear."""
    at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    async with a_stage(database, organisation=organised(), at=at) as stage:
        await stage.say("zhang", COMPLEX, group="g-shanghe")
        notes = await stage.after(hours=6)
        assert to(notes, "duty") == []
        notes = await stage.after(hours=4)
        assert "11月24日(周二)下班前" in to(notes, "duty")[0]


async def test_a_complaint_is_told_to_no_leader(stage: Stage) -> None:
    """Ruling 7."""
    await stage.say("zhang", "上河村周书记私分集体的钱，账从来不公开")
    notes = await stage.after(hours=9)
    assert to(notes, "duty") == []


async def test_a_quarrel_handed_up_is_told_to_the_leaders_the_same_day(stage: Stage) -> None:
    """Seeds 1.7: a dispute that the village cannot settle; the office hears it too, and the date stays as it was."""
    await stage.say("zhang", "隔壁化粪池渗水渗到我家墙根，我们是上河村一组的")
    before = await stage.ticket()
    assert before.urgency is Urgency.MEDIATION
    notes = await stage.say("head", "上报 1 两家谈不拢")
    notes += await stage.after(minutes=1)
    assert "11月23日(周一)下班前" in to(notes, "duty")[0]
    assert "11月23日(周一)下班前" in to(notes, "cadre")[0]
    assert "化粪池" not in "".join(to(notes, "duty") + to(notes, "cadre"))
    after = await stage.ticket()
    assert (after.urgency, after.due_at) == (before.urgency, before.due_at)
    notes = await stage.until(datetime(2026, 11, 23, 10, 2, tzinfo=UTC))
    assert "还没见着" in to(notes, "duty")[0]


async def test_what_is_no_quarrel_is_handed_up_without_the_leaders(stage: Stage) -> None:
    """A lamp that wants a part is no hard matter."""
    await raised(stage)
    notes = await stage.say("head", "上报 1 缺配件")
    notes += await stage.after(hours=9)
    assert to(notes, "cadre") == []
