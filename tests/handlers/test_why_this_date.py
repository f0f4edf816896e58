"""为啥是这天: a date tells its own story."""

from datetime import UTC, date, datetime

import pytest

from classifiers.verdict import MatterKind, Urgency
from handlers.calendar import CalendarPolicy, WorkCalendar
from storage.database import Database
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import ZONE, Stage, a_policy, a_stage, to


async def story(stage: Stage, sender: str = "officer-1", word: str = "看 1 日期") -> list[str]:
    """The lines of the answer."""
    (text,) = to(await stage.say(sender, word), sender)
    return text.split("\n")


async def test_a_plain_date_says_when_and_by_which_clock(stage: Stage) -> None:
    """Nothing was skipped, nothing moved."""
    await raised(stage)
    assert await story(stage) == [
        "1号路灯维修：现在说好11月26日(周四)前给回话，最早说的是11月26日(周四)。",
        "11月23日(周一)10:00记下，按一般的事算，3个上班日，算到11月26日(周四)18:00。",
    ]


async def test_days_off_and_make_up_days_are_named(database: Database) -> None:
    """Raised before National Day: the holiday, the weekend and the Saturday worked for it."""
    async with a_stage(database, at=datetime(2026, 9, 29, 2, 0, tzinfo=UTC)) as stage:
        await raised(stage)
        assert (await stage.ticket()).due_at == datetime(2026, 10, 9, 10, 0, tzinfo=UTC)
        assert "中间10月1日到2日放假不算，10月3日到4日周末不算，10月5日到7日放假不算。" in await story(stage)


async def test_a_make_up_saturday_counts_and_is_named(database: Database) -> None:
    """It is worked, though nobody expects it; a local day off is not."""
    calendar = WorkCalendar(CalendarPolicy(days_off=frozenset({date(2026, 10, 9)})), ZONE)
    async with a_stage(
        database, at=datetime(2026, 10, 8, 2, 0, tzinfo=UTC), policy=a_policy(calendar=calendar)
    ) as stage:
        await raised(stage)
        lines = await story(stage)
        assert "中间10月9日本地放假不算，10月10日调休上班，10月11日周末不算。" in lines


async def test_every_step_is_told(stage: Stage) -> None:
    """Pause with reason and what was left, resumption, extension with who granted it, refusal, reopening."""
    await raised(stage)
    await stage.until(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    await stage.say("officer-1", "停 1 等雨停")
    assert (await story(stage))[-1] == "现在还停着，最晚12月4日(周五)09:00接着算。"
    await stage.until(datetime(2026, 11, 25, 7, 0, tzinfo=UTC))
    await stage.say("officer-1", "接着")
    await stage.say("officer-1", "延 1 下周二 等配件")
    assert "王建军想延到12月1日(周二)18:00（等配件），还没答复。" in (await story(stage))[-1]
    await stage.say("head", "不同意 1 太久")
    await stage.say("officer-1", "延 1 下周二 配件发错了")
    await stage.say("head", "同意 1")
    assert await story(stage, word="为啥是这天") == [
        "1号路灯维修：现在说好12月1日(周二)前给回话，最早说的是11月26日(周四)。",
        "11月23日(周一)10:00记下，按一般的事算，3个上班日，算到11月26日(周四)18:00。",
        "11月24日(周二)09:00停下，等天气好，王建军定的，还剩20.5小时上班时间没用。",
        "11月25日(周三)15:00接着算，剩下的接上去，改成11月30日(周一)12:00。",
        "中间11月28日到29日周末不算。",
        "11月25日(周三)15:00想延没答应（太久），日子没动。",
        "11月25日(周三)15:00赵网格答应延（配件发错了），改成12月1日(周二)18:00。",
    ]
    await stage.say("officer-1", "好 灯换了")
    await stage.say("zhang", "3")
    assert "本人说没弄好，重新算" in "".join(await story(stage))


@pytest.mark.parametrize(
    "word",
    [
        "看 1 日期",
        "看1日期",
        "查 1 日子",
        "为啥是这天",
        "为什么是这一天？",
        "1号为啥是这天",
        "为啥是那天 1",
        "看 1 的日期",
    ],
)
async def test_it_is_asked_in_many_ways(stage: Stage, word: str) -> None:
    """With or without the number, where only one can be meant."""
    await raised(stage)
    assert "现在说好11月26日(周四)前给回话" in (await story(stage, word=word))[0]


async def test_those_above_may_ask_and_others_may_not(stage: Stage) -> None:
    """Whoever decides about a date may see where it comes from; the next grid's officer may not."""
    await raised(stage)
    assert len(await story(stage, "head")) == 2
    assert "别人手上" in (await story(stage, "officer-2"))[0]
    assert "没有编号7" in (await story(stage, "head", "看 7 日期"))[0]


async def test_two_tickets_and_no_number_are_asked_back(stage: Stage) -> None:
    """Guessing is not allowed."""
    await raised(stage)
    await raised(stage, "村口路上有个大坑", "li")
    assert "是哪件" in (await story(stage, word="为啥是这天"))[0]


async def test_an_urgent_matter_runs_day_and_night(stage: Stage) -> None:
    """Its story names no days off."""
    await stage.say("zhang", "全村停水一天了，家家都没水", group=GROUP)
    assert (await stage.ticket()).urgency is Urgency.URGENT
    lines = await story(stage, "head")
    assert "按急事算，24小时，不分昼夜" in lines[1]
    assert len(lines) == 2


async def test_a_household_is_not_named_to_those_above(stage: Stage) -> None:
    """They hear of it by its kind only, as everywhere."""
    await stage.say("zhang", "上河村一组，我家低保手续卡住了，麻烦给问问")
    assert (await stage.ticket()).kind is MatterKind.HOUSEHOLD
    assert "户里事" in (await story(stage, "head"))[0]
