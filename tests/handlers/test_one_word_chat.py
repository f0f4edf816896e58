"""One-word chat of tired officials: days, steps, helpers and short words that must not become anything else."""

from datetime import date

import pytest

from handlers.day_orders import about_days
from handlers.orders import Hint, Order, Unclear, read_order
from handlers.roster import days_asked
from storage.database import Database
from storage.lifecycle import HandlingMode, Status
from storage.organisation_file import parse_organisation
from tests.stage import ORGANISATION, Stage, a_stage, to

#: Monday
TODAY = date(2026, 11, 23)
ROSTER = """roster:
  - {date: 2026-11-23, person: p07, duty: duty_leader}
  - {date: 2026-11-27, person: p06, duty: duty_leader}
  - {date: 2026-11-28, person: p07, duty: duty_leader}"""


async def lamp(stage: Stage) -> None:
    """One lamp of officer-1."""
    await stage.say("zhang", "上河村村口路灯不亮了")
    await stage.say("officer-1", "接 1")


# 值班 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("明天谁值班", "明天"),
        ("谁值班明天", "明天"),
        ("周末是谁值班啊", "周末"),
        ("后天谁的班", "后天"),
        ("25号值班的是谁", "25号"),
        ("我哪天值班", "我"),
        ("谁值班", ""),
    ],
)
def test_the_day_may_come_first(said: str, words: str) -> None:
    """However it is asked, it is asked of that day."""
    assert about_days(said) == ("值班", words)


@pytest.mark.parametrize("said", ["值班室的灯坏了", "昨天值班的人态度不好", "谁家的狗咬人", "明天开会", "老张请假了"])
def test_what_asks_for_no_day(said: str) -> None:
    """A matter is none of these."""
    assert about_days(said) is None


@pytest.mark.parametrize(
    ("words", "days"),
    [("周五", [27]), ("周末", [28, 29]), ("这周", [23, 24, 25, 26, 27, 28, 29]), ("明晚", [24]), ("上周五的", [])],
)
def test_days_asked(words: str, days: list[int]) -> None:
    """A weekend is two days, a week its rest."""
    assert [day.day for day in days_asked(words, TODAY)] == days


async def test_duty_of_the_day_asked_for(database: Database) -> None:
    """周五 is not answered with today."""
    organisation = parse_organisation(ORGANISATION.replace("roster: []", ROSTER), "roster")
    async with a_stage(database, organisation=organisation) as stage:
        friday = to(await stage.say("officer-1", "值班 周五"), "officer-1")[0]
        assert "11月27日" in friday
        assert "镇办公室" in friday
        assert "值班马" not in friday
        assert "还没排" in to(await stage.say("officer-1", "明天谁值班"), "officer-1")[0]
        weekend = to(await stage.say("officer-1", "周末谁值班"), "officer-1")[0]
        assert "28号值班马" in weekend
        assert "27号" not in weekend
        assert "11月28日" in to(await stage.say("duty", "我哪天值班"), "duty")[0]
        assert "今天值班：值班马" in to(await stage.say("officer-1", "值班"), "officer-1")[0]
        assert "没听准" in to(await stage.say("officer-1", "值班 过年"), "officer-1")[0]


# 请假 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["请假 30号到25号", "请假 30到25"])
async def test_days_written_backwards_are_asked_about(stage: Stage, said: str) -> None:
    """Nobody is away for a month by a slip; with months it stands."""
    notes = await stage.say("officer-1", said)
    assert "先没记" in to(notes, "officer-1")[0]
    assert to(notes, "head") == []
    notes = await stage.say("officer-1", "请假 11月30日到12月25日")
    assert "12月25日" in to(notes, "head")[0]


async def test_over_the_end_of_the_month_is_plain(stage: Stage) -> None:
    """28号到3号 is six days."""
    notes = await stage.say("officer-1", "请假 28号到3号")
    assert "12月3日" in to(notes, "head")[0]


@pytest.mark.parametrize("said", ["明天请假", "我明天有事请个假", "请假 24到24号"])
async def test_leave_as_people_say_it(stage: Stage, said: str) -> None:
    """The day in front, or one 号 for both."""
    notes = await stage.say("officer-1", said)
    assert "11月24日" in to(notes, "head")[0]


async def test_the_days_may_come_in_the_next_message(stage: Stage) -> None:
    """「请假」, 「三天」."""
    await stage.say("officer-1", "请假")
    notes = await stage.say("officer-1", "三天")
    assert "11月25日" in to(notes, "head")[0]


# 联 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["联 1 不用", "联 1 不用了", "联 1 李桂花 不用了", "联 1 不用 李桂花"])
async def test_letting_a_helper_go(stage: Stage, said: str) -> None:
    """The owner hears what he did, not what was meant for the helper."""
    await lamp(stage)
    await stage.say("officer-1", "联 1 李桂花 抬梯子")
    notes = await stage.say("officer-1", said)
    assert (await stage.ticket()).helpers == []
    assert (await stage.ticket()).mode is HandlingMode.LED
    assert "您不用管" not in to(notes, "officer-1")[0]
    assert "李桂花" in to(notes, "officer-1")[0]
    assert "不用您搭手" in to(notes, "officer-2")[0]
    notes = await stage.say("officer-1", said)
    assert "没有这个人" in to(notes, "officer-1")[0]


async def test_of_two_helpers_he_is_asked_which(stage: Stage) -> None:
    """Nobody is sent home by a guess."""
    await lamp(stage)
    await stage.say("officer-1", "联 1 李桂花 抬梯子")
    await stage.say("officer-1", "联 1 孙监督 看着电")
    notes = await stage.say("officer-1", "联 1 不用")
    assert len((await stage.ticket()).helpers) == 2
    assert "李桂花" in to(notes, "officer-1")[0]
    assert "孙监督" in to(notes, "officer-1")[0]


# 专班, 步骤 ----------------------------------------------------------------------------------------------------------


async def test_no_number_is_no_number_nought(stage: Stage) -> None:
    """Nobody is told of a ticket 0."""
    for who, said in [
        ("officer-1", "专班"),
        ("office", "专班"),
        ("officer-1", "步骤"),
        ("office", "决定"),
        ("office", "采纳"),
    ]:
        assert all("0号" not in text.replace("10号", "") for text in to(await stage.say(who, said), who)), said


async def test_the_only_team_needs_no_number(stage: Stage) -> None:
    """Who leads it, who owns it and who set it up mean that one."""
    await lamp(stage)
    await stage.say("office", "专班 1 牵头李桂花 副手周书记")
    for who in ("office", "officer-1", "officer-2", "secretary"):
        assert "1号路灯维修" in to(await stage.say(who, "步骤"), who)[0]
    await stage.say("officer-2", "步骤 周五 请供水站测压")
    told = to(await stage.say("officer-2", "步骤 第1步 好"), "zhang")
    assert "请供水站测压" in told[0]
    await stage.say("office", "专班 散 都办完了")
    assert "没有您定步骤的专班" in to(await stage.say("officer-2", "步骤"), "officer-2")[0]


@pytest.mark.parametrize(
    "said", ["第1步好了，测过了", "步骤 1 做完了 测过了", "步骤 第一步 好 测过了", "步骤 1 1 好 测过了"]
)
async def test_a_step_is_done_in_many_words(stage: Stage, said: str) -> None:
    """第1步 is no ticket 1: its helper reports nothing done by it."""
    await lamp(stage)
    await stage.say("office", "专班 1 牵头李桂花 副手周书记")
    await stage.say("officer-2", "步骤 周五 请供水站测压")
    notes = await stage.say("officer-2", said)
    assert "第1步" in to(notes, "zhang")[0]
    assert "测过了" in to(notes, "zhang")[0]
    assert (await stage.ticket()).status is Status.ACCEPTED


async def test_a_step_of_the_only_plan(stage: Stage) -> None:
    """步骤 2 不做了: no ticket of his, but a step; 第3步 plans the next."""
    await lamp(stage)
    await stage.say("office", "专班 1 牵头李桂花 副手周书记")
    await stage.say("officer-2", "步骤 周五 请供水站测压")
    await stage.say("officer-2", "第2步 周六 换泵")
    notes = await stage.say("officer-2", "步骤 2 不做了 不用换")
    assert "第2步不做了" in to(notes, "zhang")[0]


# short words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["都接", "都接了", "接了两个都", "两个都接", "全部接了"])
async def test_all_are_taken_by_one_word(stage: Stage, said: str) -> None:
    """接了两个都 is no result to be told to a villager."""
    await stage.say("zhang", "上河村村口路灯不亮了")
    await stage.say("li", "上河村一组自来水没水了，左邻右舍都没有")
    await stage.say("officer-1", said)
    assert {ticket.status for ticket in await stage.tickets()} == {Status.ACCEPTED}


@pytest.mark.parametrize("said", ["打了没人接", "灯没坏", "买灯泡要钱谁出", "叫电工", "病了", "我不干了", "没钱"])
async def test_few_words_of_somebody_with_work_in_hand_are_no_new_matter(stage: Stage, said: str) -> None:
    """They are about what he has, or asked about; nothing is swallowed in silence."""
    await lamp(stage)
    notes = await stage.say("officer-1", said)
    assert len(await stage.tickets()) == 1
    assert len(to(notes, "officer-1")) == 1


async def test_a_new_matter_in_few_words_after_a_yes(stage: Stage) -> None:
    """「叫电工」, 「是」; the place in the words asks nothing."""
    await lamp(stage)
    await stage.say("officer-1", "树倒了压着线")
    if len(await stage.tickets()) == 1:
        await stage.say("officer-1", "是")
    assert len(await stage.tickets()) == 2
    await stage.say("officer-1", "村口垃圾没人拉")
    assert len(await stage.tickets()) == 3


async def test_his_number_first_is_a_remark(stage: Stage) -> None:
    """「1 灯是好的」 is asked about as a remark, and is none of a villager's."""
    await lamp(stage)
    notes = await stage.say("officer-1", "1 灯是好的")
    assert len(await stage.tickets()) == 1
    if any("备注" in text for text in to(notes, "officer-1")):
        await stage.say("officer-1", "是")
        assert any(line.detail.get("remark") for line in await stage.history())


@pytest.mark.parametrize("said", ["2是谁", "2在哪", "2 电话多少", "2号啥时候到期"])
async def test_a_question_about_one_shows_it(stage: Stage, said: str) -> None:
    """As 看 2 does."""
    await lamp(stage)
    await stage.say("li", "上河村一组自来水没水了，左邻右舍都没有")
    assert "左邻右舍" in to(await stage.say("officer-1", said), "officer-1")[0]


async def test_a_question_without_a_number_is_about_his_only_one(stage: Stage) -> None:
    """「在哪」 of one ticket shows that one."""
    await lamp(stage)
    assert "原话" in to(await stage.say("officer-1", "在哪"), "officer-1")[0]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("怎么用", Hint.HELP),
        ("帮助", Hint.HELP),
        ("忙着呢", Hint.BUSY),
        ("在地里呢", Hint.BUSY),
        ("别老发了", Hint.BUSY),
        ("发错了", Hint.SLIP),
        ("刚才说错了", Hint.SLIP),
    ],
)
def test_what_is_said_to_us(said: str, hint: Hint) -> None:
    """Each has a line of its own, and none of them orders anything."""
    assert read_order(said) == Unclear(hint, None, said)


def test_a_step_is_no_ticket() -> None:
    """第1步好了 ends nothing; of a meeting it goes there."""
    assert read_order("第1步好了，测过了") == Order("步骤", None, "第1步好了，测过了")
    assert read_order("第3步 通过 应到30 实到25 同意20") == Order("议", None, "第3步 通过 应到30 实到25 同意20")
    assert read_order("好 1 换了") == Order("好", 1, "换了")
