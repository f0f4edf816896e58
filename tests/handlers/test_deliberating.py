"""议事: a matter goes to a meeting; its date is the next step's, and the villager hears of every step."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from handlers.meeting_days import MeetingPolicy
from storage.database import Database
from storage.deliberations import End, Way
from storage.lifecycle import MoveName, Status
from tests.handlers.test_joint import organised
from tests.handlers.test_officer_replies import raised
from tests.stage import Stage, a_policy, a_stage, to, whys

ROAD = "村口路上有个大坑，要重修得大家集资"


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """上河村 on a Monday at 10:00; the next meeting day is Wednesday 25."""
    async with a_stage(database, organisation=organised()) as stage:
        yield stage


async def taken(stage: Stage) -> None:
    """A lamp that officer-1 works on."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "说了")


async def test_to_the_next_meeting_day(stage: Stage) -> None:
    """议 1: its date is that day, with a line; the villager, the secretary and the owner know."""
    await taken(stage)
    notes = await stage.say("officer-1", "议 1")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner) == (Status.DELIBERATING, "p01")
    assert ticket.due_at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    line = (await stage.history())[-1]
    assert (line.move, line.detail["due_at"]) == (MoveName.DELIBERATE, ticket.due_at.isoformat())
    assert "定在11月25日(周三)，村部" in to(notes, "zhang")[0]
    assert "王建军把1号路灯维修提到会上议" in to(notes, "secretary")[0]
    assert "11月25日(周三)" in to(notes, "officer-1")[0]


async def test_the_secretary_may_too_and_others_may_not(stage: Stage) -> None:
    """Owner or secretary; nobody else learns anything."""
    await taken(stage)
    for sender in ("officer-2", "head", "supervisor", "office", "water"):
        notes = await stage.say(sender, "议 1")
        assert to(notes, sender) == ["1号不归您提。要上会，请办的人或村书记回“议 1”。"]
    notes = await stage.say("secretary", "议 1 12月3日")
    assert (await stage.ticket()).due_at == datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
    assert "周书记把1号" in to(notes, "officer-1")[0]


@pytest.mark.parametrize("word", ["议 1 11月20日", "议 1 半年", "议 1 1月20日"])
async def test_a_day_gone_by_or_too_far_is_refused(stage: Stage, word: str) -> None:
    """At most 30 days ahead."""
    await taken(stage)
    await stage.say("officer-1", word)
    assert (await stage.ticket()).status is Status.IN_PROGRESS


async def test_what_nobody_has_taken_waits_for_its_owner(stage: Stage) -> None:
    """The owner takes it by sending it to the meeting; the secretary does not take it for him."""
    await raised(stage)
    assert "还没人接" in to(await stage.say("secretary", "议 1"), "secretary")[0]
    await stage.say("officer-1", "议 1")
    assert [line.move for line in (await stage.history())[-2:]] == [MoveName.ACCEPT, MoveName.DELIBERATE]


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("zhang", "上河村一组的，我想给我爹申请低保，怎么办"),
        ("zhang", "上河村一组，隔壁老李家化粪池渗水渗到我家墙根"),
        ("zhang", "上河村一组着火了"),
    ],
)
async def test_households_neighbours_and_dangers_are_not_for_meetings(stage: Stage, sender: str, text: str) -> None:
    """Neighbours only with both sides' yes, which is not asked for here."""
    await stage.say(sender, text)
    ticket = await stage.ticket()
    chat = {"p01": "officer-1", "p02": "officer-2", "p03": "head", "p06": "office"}[ticket.owner]
    await stage.say(chat, "接")
    notes = await stage.say(chat, "议 1")
    assert "不拿到会上议" in to(notes, chat)[0] or "等不得开会" in to(notes, chat)[0]
    assert (await stage.ticket()).status is Status.ACCEPTED


async def test_a_complaint_never_reaches_the_accused_secretary(stage: Stage) -> None:
    """He cannot even ask; and its owner may not send it there."""
    await stage.say("zhang", "上河村周书记私分集体的钱，账从来不公开")
    assert "不归您提" in to(await stage.say("secretary", "议 1"), "secretary")[0]
    await stage.say("supervisor", "接")
    assert "不拿到会上议" in to(await stage.say("supervisor", "议 1"), "supervisor")[0]


async def test_after_its_date_only_the_secretary_sends_it(stage: Stage) -> None:
    """A meeting must not hide that something is late."""
    await taken(stage)
    await stage.after(days=5)
    assert "已经过了说好的日子" in to(await stage.say("officer-1", "议 1"), "officer-1")[-1]
    await stage.say("secretary", "议 1")
    assert (await stage.ticket()).status is Status.DELIBERATING


async def test_a_pause_ends_and_none_begins_while_a_meeting_is_waited_for(stage: Stage) -> None:
    """One date at a time, each with its line."""
    await taken(stage)
    await stage.say("officer-1", "停 1 等开会")
    await stage.after(days=1)
    await stage.say("officer-1", "议 1 12月10日")
    ticket = await stage.ticket()
    assert (ticket.paused_at, ticket.status) == (None, Status.DELIBERATING)
    assert [line.move for line in (await stage.history())[-2:]] == [MoveName.RESUME, MoveName.DELIBERATE]
    for word in ("停 1 等天气", "延 1 12月20日 等配件"):
        assert "正等着12月10日" in to(await stage.say("officer-1", word), "officer-1")[0]


async def test_a_talk_ends_with_words(stage: Stage) -> None:
    """议 1 结果: back to work with a new date that the villager hears."""
    await taken(stage)
    await stage.say("officer-1", "议 1")
    await stage.until(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    notes = await stage.say("secretary", "议 1 结果 换太阳能灯，下月装")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.due_at) == (Status.IN_PROGRESS, datetime(2026, 11, 30, 10, 0, tzinfo=UTC))
    assert "换太阳能灯，下月装" in to(notes, "zhang")[0]
    assert "11月30日(周一)前给您回话" in to(notes, "zhang")[0]
    assert "议" not in to(await stage.say("officer-1", "好 1 灯装上了"), "officer-1")[0]


async def test_the_six_steps(stage: Stage) -> None:
    """Each with its day, its figures and a line; the villager hears of each."""
    await stage.say("zhang", ROAD, group="g-shanghe")
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "议 1 四议 11月24日")
    await stage.after(days=1)
    notes = await stage.say("secretary", "议 1 第1步 通过 下一步11月25日")
    assert "党组织提议" in to(notes, "zhang")[0]
    await stage.after(days=1)
    await stage.say("secretary", "议 1 第2步 通过 应到7 实到6 同意6 下一步11月27日")
    await stage.after(days=2)
    notes = await stage.say("secretary", "议 1 第3步 通过 应到30 实到19 同意19")
    assert "党员到会不够三分之二" in to(notes, "secretary")[0]
    await stage.say("secretary", "议 1 第3步 通过 应到30 实到25 同意20 下一步12月4日")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.due_at) == (Status.DELIBERATING, datetime(2026, 12, 4, 10, 0, tzinfo=UTC))
    await stage.after(days=7)
    notes = await stage.say("secretary", "议 1 第4步 通过 应到45 实到40 同意38")
    ticket = await stage.ticket()
    assert ticket.status is Status.ACCEPTED
    assert "大家议定了：通过，应到45实到40同意38" in to(notes, "zhang")[0]
    notes = await stage.say("secretary", "议 1 第5步 公开")
    assert "决议公开贴出来了" in to(notes, "zhang")[0]
    await stage.say("officer-1", "好 1 路修好了")
    await stage.say("zhang", "1")
    assert (await stage.ticket()).status is Status.CLOSED
    notes = await stage.say("secretary", "议 1 第6步 公开")
    assert "六步都走完了" in to(notes, "secretary")[0]
    async with stage.program.database.reading() as ledger:
        deliberation = await ledger.deliberations.last(1)
        assert deliberation is not None
        standing = await ledger.deliberations.standing(deliberation)
    assert (deliberation.way, deliberation.end, deliberation.next_on) == (Way.FOUR_TWO, End.DECIDED, None)
    assert [(step, one.called, one.present, one.agreed) for step, one in sorted(standing.items())] == [
        (1, None, None, None), (2, 7, 6, 6), (3, 30, 25, 20), (4, 45, 40, 38), (5, None, None, None),
        (6, None, None, None),
    ]  # fmt: skip


async def begun(stage: Stage, *steps: str) -> None:
    """Steps of 四议, all on one day."""
    await stage.say("zhang", ROAD, group="g-shanghe")
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "议 1 一事一议 11月23日")
    for step in steps:
        await stage.say("secretary", f"议 1 {step}")


async def test_steps_are_not_skipped_nor_taken_twice(stage: Stage) -> None:
    """Nor said of a day that has not come."""
    await begun(stage, "第1步 通过")
    assert "前面的没记不能跳" in to(await stage.say("secretary", "议 1 第3步 通过 应到9 实到9 同意9"), "secretary")[0]
    assert "记过了" in to(await stage.say("secretary", "议 1 第1步 通过"), "secretary")[0]
    assert "还没到" in to(await stage.say("secretary", "议 1 第2步 通过 11月30日"), "secretary")[0]


async def test_a_meeting_that_says_no_ends_it_and_the_villager_hears(stage: Stage) -> None:
    """Back to work: even a no wants an answer by a date."""
    await begun(stage, "第1步 通过", "第2步 通过", "第3步 没通过 应到30 实到25 同意9")
    ticket = await stage.ticket()
    assert ticket.status is Status.ACCEPTED
    assert any("会上没通过" in text for text in to(stage.channel.sent, "zhang"))
    assert "记过了" in to(await stage.say("secretary", "议 1 第3步 通过 应到30 实到25 同意20"), "secretary")[0]


async def test_figures_are_put_right_and_the_wrong_ones_stay_marked(stage: Stage) -> None:
    """改: the result the same, the numbers others; the date does not move."""
    await begun(stage, "第1步 通过", "第2步 通过", "第3步 通过 应到30 实到25 同意20")
    due_at = (await stage.ticket()).due_at
    notes = await stage.say("secretary", "议 1 改 第3步 通过 应到30 实到26 同意21")
    assert "改过来了" in to(notes, "zhang")[0]
    assert (await stage.ticket()).due_at == due_at
    async with stage.program.database.reading() as ledger:
        deliberation = await ledger.deliberations.last(1)
        assert deliberation is not None
        entries = [step for step in await ledger.deliberations.steps_of(deliberation) if step.step == 3]
    assert [(one.present, one.undone_by, one.corrects) for one in entries] == [(25, "p04", None), (26, None, 3)]
    assert (await stage.history())[-1].reason.startswith("更正第3步")


async def test_a_step_is_taken_back(stage: Stage) -> None:
    """撤: the next step is this one again, with a day that everybody hears; later steps first."""
    await begun(stage, "第1步 通过", "第2步 通过", "第3步 通过 应到30 实到25 同意20")
    assert "先撤第3步" in to(await stage.say("secretary", "议 1 撤 第2步"), "secretary")[0]
    notes = await stage.say("secretary", "议 1 撤 第3步")
    assert "再议" in to(notes, "zhang")[0]
    notes = await stage.say("secretary", "议 1 第3步 没通过 应到30 实到25 同意9")
    assert (await stage.ticket()).status is Status.ACCEPTED
    await stage.say("secretary", "议 1 改 第3步 通过 应到30 实到25 同意20")
    ticket = await stage.ticket()
    assert ticket.status is Status.DELIBERATING
    async with stage.program.database.reading() as ledger:
        deliberation = await ledger.deliberations.last(1)
    assert deliberation is not None
    assert (deliberation.next_step, deliberation.end) == (4, None)


async def test_a_step_is_put_off_twice_and_no_more(stage: Stage) -> None:
    """Each time the villager hears it."""
    await taken(stage)
    await stage.say("officer-1", "议 1")
    for day in ("11月27日", "11月30日"):
        notes = await stage.say("secretary", f"议 1 {day}")
        assert f"改到{day}" in to(notes, "zhang")[0]
    notes = await stage.say("secretary", "议 1 12月2日")
    assert "不能再改" in to(notes, "secretary")[0]
    assert (await stage.ticket()).due_at == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


async def test_it_is_taken_off_with_a_reason(stage: Stage) -> None:
    """议 1 不议了 …"""
    await taken(stage)
    await stage.say("officer-1", "议 1")
    await stage.say("officer-1", "议 1 不议了")
    assert (await stage.ticket()).status is Status.DELIBERATING
    notes = await stage.say("officer-1", "议 1 不议了 供电所来修")
    assert (await stage.ticket()).status is Status.IN_PROGRESS
    assert "供电所来修" in to(notes, "zhang")[0]


async def test_a_meeting_that_is_not_held_is_late_like_anything_else(stage: Stage) -> None:
    """The ladder climbs from the step's date; the secretary is reminded on its morning."""
    await taken(stage)
    await stage.say("officer-1", "议 1")
    notes = await stage.after(days=5)
    assert any("今天说事日" in text for text in to(notes, "secretary"))
    assert ("head", "L1") in whys(notes)
    assert ("zhang", "L1") in whys(notes)


async def test_the_agenda_goes_out_the_working_day_before(stage: Stage) -> None:
    """To secretary and grid head, once; 议 alone shows it as it stands."""
    await taken(stage)
    await stage.say("li", "村口路上有个大坑", group="g-shanghe")
    await stage.say("officer-1", "接 2")
    await stage.say("officer-1", "议 1")
    await stage.say("officer-1", "议 2")
    notes = await stage.until(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    for who in ("secretary", "head"):
        agendas = [text for text in to(notes, who) if "说事日要议" in text]
        assert len(agendas) == 1
        assert "1 路灯维修、2 村道修补" in agendas[0]
    assert not [text for text in to(notes, "officer-2") if "说事日" in text]
    assert "2件" in to(await stage.say("secretary", "议"), "secretary")[0]
    notes = await stage.after(hours=12)
    assert not [text for text in to(notes, "secretary") if "说事日要议" in text]


async def test_without_matters_there_is_no_agenda(stage: Stage) -> None:
    """No news is no note."""
    notes = await stage.after(days=2)
    assert not [text for who in ("secretary", "head") for text in to(notes, who) if "说事日" in text]
    assert "眼下没有要议的" in to(await stage.say("secretary", "议"), "secretary")[0]


async def test_a_village_has_days_of_its_own(database: Database) -> None:
    """逢四 here, whatever the township does."""
    meetings = MeetingPolicy.model_validate({"areas": {"621221108201": {"ending_in": 4, "place": "戏台"}}})
    async with a_stage(database, organisation=organised(), policy=a_policy(meetings=meetings)) as stage:
        await taken(stage)
        notes = await stage.say("officer-1", "议 1")
        assert "11月24日(周二)，戏台" in to(notes, "zhang")[0]


async def test_what_villagers_must_decide_is_suggested_and_never_sent_there(stage: Stage) -> None:
    """To whoever takes it, once; it goes on as before unless he says so."""
    await stage.say("zhang", ROAD, group="g-shanghe")
    notes = await stage.say("officer-1", "接")
    assert "像是该村民自己定的事（公益事业和筹资筹劳）" in to(notes, "officer-1")[1]
    assert (await stage.ticket()).status is Status.ACCEPTED
    await raised(stage, sender="li")
    assert len(to(await stage.say("officer-1", "接 2"), "officer-1")) == 1


async def test_in_other_hands_the_meeting_stays(stage: Stage) -> None:
    """A new owner has the same date; a step is still recorded."""
    await begun(stage, "第1步 通过 下一步11月27日")
    due_at = (await stage.ticket()).due_at
    await stage.say("head", "转 1 李桂花")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.due_at) == ("p02", due_at)
    await stage.say("officer-2", "接")
    await stage.say("secretary", "议 1 第2步 通过 下一步11月30日")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner) == (Status.DELIBERATING, "p02")
    assert ticket.due_at == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


async def test_on_a_weekend_the_date_is_that_day(stage: Stage) -> None:
    """People meet on a Saturday; the villager is told that Saturday, and the owner is not late before it."""
    await taken(stage)
    await stage.say("officer-1", "议 1 11月28日")
    assert stage.program.policy.calendar.day_of((await stage.ticket()).due_at) == date(2026, 11, 28)


async def test_without_a_number_the_only_one_is_meant(stage: Stage) -> None:
    """议 第1步 通过: the number is the step's."""
    await begun(stage)
    await stage.say("secretary", "议 第1步 通过 下一步11月27日")
    async with stage.program.database.reading() as ledger:
        deliberation = await ledger.deliberations.last(1)
    assert deliberation is not None
    assert deliberation.next_step == 2


async def test_what_has_become_one_households_own_is_on_no_agenda(stage: Stage) -> None:
    """Sent to the meeting as the village's, kept close since: neither listed the day before nor asked for by step."""
    await taken(stage)
    await stage.say("officer-1", "议 1")
    await stage.say("zhang", "保密")
    notes = await stage.until(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    assert not [text for who in ("secretary", "head") for text in to(notes, who) if "说事日要议" in text]
