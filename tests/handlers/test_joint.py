"""联办: one leads, others help and answer him; their date stands before his, and moves only with it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.organisation_loading import load_organisation
from storage.database import Database
from storage.lifecycle import HandlingMode, MoveName, Status
from storage.organisation_file import OrganisationFile, parse_organisation
from tests.handlers.test_officer_replies import raised
from tests.stage import CHANNEL, ORGANISATION, Stage, a_stage, to, whys

#: also a water company with and one without a chat account, a power company, a leader and a cadre
MORE = """
  - {id: p11, name: 供水老郑, phone: "13900000011", chat: water}
  - {id: p12, name: 电站老何, phone: "13900000012"}
  - {id: p13, name: 包片高, phone: "13900000013", chat: leader}
  - {id: p14, name: 包村吴, phone: "13900000014", chat: cadre}
posts:
  - {person: p11, role: county_dept, area: "621221108", topics: [water_supply]}
  - {person: p12, role: county_dept, area: "621221108", topics: [power]}
  - {person: p13, role: area_leader, area: "621221108201"}
  - {person: p14, role: village_lead_cadre, area: "621221108201"}"""
ORGANISED = ORGANISATION.replace("\nposts:", MORE, 1)


def organised(conflicts: str = "[]") -> OrganisationFile:
    """The stage's township with more people, and declared relatives."""
    return parse_organisation(ORGANISED.replace("conflicts: []", f"conflicts: {conflicts}"), "stage")


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """上河村 with a water company, on a Monday at 10:00."""
    async with a_stage(database, organisation=organised()) as stage:
        yield stage


async def helpers_of(stage: Stage, number: int = 1) -> list[str]:
    """Who helps, as the ledger says it."""
    return (await stage.ticket(number)).helpers


async def test_the_owner_calls_others_and_everybody_hears_who(stage: Stage) -> None:
    """Owner stays lead; the helper has a date one working day before his; the villager hears who helps."""
    await raised(stage)
    await stage.say("officer-1", "接")
    notes = await stage.say("officer-1", "联 1 李桂花 带梯子来")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.helpers, ticket.mode) == ("p01", ["p02"], HandlingMode.JOINT)
    # the lamp's date is Thursday 26
    asked = to(notes, "officer-2")[0]
    assert "王建军（13900000001）请您搭把手" in asked
    assert "带梯子来" in asked
    assert "11月25日(周三)" in asked
    assert "11月25日(周三)" in to(notes, "officer-1")[0]
    assert "请了李桂花一起办，还是王建军" in to(notes, "zhang")[0]
    line = (await stage.history())[-1]
    assert (line.move, line.detail["helper"], line.detail["mode"]) == (MoveName.CORRECT, "p02", "joint")


@pytest.mark.parametrize(
    ("sender", "word"), [("head", "联 1 李桂花"), ("office", "联1李桂花"), ("secretary", "联办 1 李桂花")]
)
async def test_those_above_may_call_too(stage: Stage, sender: str, word: str) -> None:
    """Grid head, secretary, office; the owner hears that he leads."""
    await raised(stage)
    notes = await stage.say(sender, word)
    assert await helpers_of(stage) == ["p02"]
    assert "还是您牵头" in to(notes, "officer-1")[-1]


@pytest.mark.parametrize("sender", ["officer-2", "supervisor", "water"])
async def test_others_may_not(stage: Stage, sender: str) -> None:
    """Nor do they learn anything of it."""
    await raised(stage)
    notes = await stage.say(sender, "联 1 李桂花")
    assert to(notes, sender) == ["1号不归您叫人。要搭手，请办的人、网格长或镇上说一声。"]
    assert await helpers_of(stage) == []


async def test_a_department_is_called_by_what_people_call_it(stage: Stage) -> None:
    """供水站 is whoever looks after water at the county."""
    await stage.say("zhang", "一组全停水一天了", group="g-shanghe")
    await stage.say("officer-1", "接")
    notes = await stage.say("officer-1", "联 1 供水站 请来查管子")
    assert await helpers_of(stage) == ["p11"]
    assert "查管子" in to(notes, "water")[0]
    # a day and night of time: half of what is left, for there is no working day in between
    assert "11月23日(周一)" in to(notes, "water")[0]


async def test_who_cannot_be_written_to_is_called_by_phone(stage: Stage) -> None:
    """The owner hears the number, and writes down himself what was done."""
    await raised(stage)
    await stage.say("officer-1", "接")
    notes = await stage.say("officer-1", "联 1 供电所 换变压器")
    assert "13900000012" in to(notes, "officer-1")[0]
    notes = await stage.say("officer-1", "联 1 供电所 变压器换了")
    assert "都齐了您回“好 1”加结果" in to(notes, "officer-1")[0]
    async with stage.program.database.reading() as ledger:
        helper = (await ledger.helpers.ever(1))[0]
    assert helper.done_at is not None
    assert helper.result == "变压器换了"
    assert await stage.after(days=2) != []
    assert not [text for text in to(stage.channel.sent, "officer-1") if "还没回话" in text]


@pytest.mark.parametrize("word", ["联 1", "联 1 老刘头", "联 1 网格员"])
async def test_whom_is_asked_when_it_is_not_clear(stage: Stage, word: str) -> None:
    """Nobody is guessed at."""
    await raised(stage)
    notes = await stage.say("officer-1", word)
    assert "要叫谁一起办" in to(notes, "officer-1")[0]
    assert await helpers_of(stage) == []


async def test_a_helpers_word_goes_to_the_owner_and_to_no_villager(stage: Stage) -> None:
    """说了 and 好 of a helper: the ticket stays where it is, and no villager is asked."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "联 1 李桂花")
    notes = await stage.say("officer-2", "说了 1")
    assert sorted(whys(notes)) == [("officer-1", "notice"), ("officer-2", "reply")]
    notes = await stage.say("officer-2", "好 1 杆子扶正了")
    assert sorted(whys(notes)) == [("officer-1", "notice"), ("officer-2", "reply")]
    assert "杆子扶正了" in to(notes, "officer-1")[0]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.first_contact_at, ticket.resolved_at) == (Status.ACCEPTED, None, None)
    notes = await stage.say("officer-1", "好 1 灯亮了")
    assert (await stage.ticket()).status is Status.RESOLVED
    assert "灯亮了" in to(notes, "zhang")[0]


async def test_without_a_number_a_helper_with_nothing_of_his_own_means_what_he_helps_with(stage: Stage) -> None:
    """With tickets of his own they are meant, and the helper's part needs its number."""
    await raised(stage)
    await stage.say("officer-1", "联 1 李桂花")
    notes = await stage.say("officer-2", "好 线接上了")
    assert "线接上了" in to(notes, "officer-1")[0]
    await stage.say("li", "二组桥头路上有个大坑", group="g-shanghe")
    assert (await stage.ticket(2)).owner == "p02"
    await stage.say("officer-2", "好 坑填了")
    assert (await stage.ticket(2)).status is Status.RESOLVED


async def test_a_bare_yes_of_a_helper_is_no_result(stage: Stage) -> None:
    """好 alone may mean "all right"."""
    await raised(stage)
    await stage.say("officer-1", "联 1 李桂花")
    notes = await stage.say("officer-2", "好 1")
    assert "在弄了" in to(notes, "officer-1")[0]
    async with stage.program.database.reading() as ledger:
        assert (await ledger.helpers.ever(1))[0].done_at is None


async def test_a_helper_hands_his_part_back(stage: Stage) -> None:
    """The owner hears why; without helpers it is 领办 again; he is not reminded any more."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "联 1 李桂花")
    notes = await stage.say("officer-2", "帮不了 1")
    assert "为啥帮不了" in to(notes, "officer-2")[0]
    notes = await stage.say("officer-2", "帮不了 1 车坏了")
    assert "车坏了" in to(notes, "officer-1")[0]
    ticket = await stage.ticket()
    assert (ticket.helpers, ticket.mode) == ([], HandlingMode.LED)
    await stage.after(days=3)
    assert not [text for text in to(stage.channel.sent, "officer-2") if "提醒一句" in text]
    notes = await stage.say("officer-2", "帮不了 1 车坏了")
    assert "没有帮着办的事" in to(notes, "officer-2")[0]


async def test_the_owner_lets_a_helper_go(stage: Stage) -> None:
    """联 1 不用 李桂花."""
    await raised(stage)
    await stage.say("officer-1", "联 1 李桂花")
    notes = await stage.say("officer-1", "联 1 不用 李桂花")
    assert await helpers_of(stage) == []
    assert "不用您搭手了" in to(notes, "officer-2")[0]


async def test_each_is_reminded_once_and_the_owner_hears_of_silence_once(stage: Stage) -> None:
    """On the day of his own date the helper, at its end the owner; and never again for that date."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "联 1 李桂花")
    await stage.until(datetime(2026, 11, 25, 9, 59, tzinfo=UTC))
    assert len([text for text in to(stage.channel.sent, "officer-2") if "等您" in text]) == 1
    await stage.until(datetime(2026, 11, 25, 10, 1, tzinfo=UTC))
    assert len([text for text in to(stage.channel.sent, "officer-1") if "还没回话" in text]) == 1
    await stage.after(days=5)
    assert len([text for text in to(stage.channel.sent, "officer-2") if "等您" in text]) == 1
    assert len([text for text in to(stage.channel.sent, "officer-1") if "还没回话" in text]) == 1


async def test_a_helpers_date_moves_only_with_the_tickets(stage: Stage) -> None:
    """延 granted: the ticket's date has its line, the helper's follows and he is reminded anew, once."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "联 1 李桂花")
    await stage.say("officer-1", "延 1 12月1日 等配件")
    await stage.say("office", "同意 1")
    await stage.after(days=4)
    assert not [text for text in to(stage.channel.sent, "officer-2") if "等您" in text]
    await stage.until(datetime(2026, 11, 30, 12, 0, tzinfo=UTC))
    reminded = [text for text in to(stage.channel.sent, "officer-2") if "等您" in text]
    assert len(reminded) == 1
    assert "11月30日(周一)" in reminded[0]


async def test_a_helper_who_becomes_owner_helps_no_longer(stage: Stage) -> None:
    """Whoever is given the ticket leads it."""
    await raised(stage)
    await stage.say("head", "联 1 李桂花")
    await stage.say("head", "转 1 李桂花")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.helpers) == ("p02", [])
    await stage.say("officer-2", "好 1 灯换了")
    assert (await stage.ticket()).status is Status.RESOLVED


async def test_a_household_is_known_to_helpers_by_its_kind_only(stage: Stage) -> None:
    """Neither what it is about nor where."""
    await stage.say("zhang", "上河村一组的，我想给我爹申请低保，怎么办")
    assert (await stage.ticket()).owner == "p01"
    notes = await stage.say("officer-1", "联 1 包村吴")
    assert "1号户里事，上河村。" in to(notes, "cadre")[0]
    assert "低保" not in to(notes, "cadre")[0]


async def test_nobody_is_called_to_a_complaint_about_an_official(stage: Stage) -> None:
    """Not even by its owner; and the accused hears nothing."""
    await stage.say("zhang", "上河村周书记私分集体的钱，账从来不公开")
    ticket = await stage.ticket()
    assert ticket.owner == "p05"
    notes = await stage.say("supervisor", "联 1 周书记")
    assert "知道的人越少越好" in to(notes, "supervisor")[0]
    notes = await stage.say("secretary", "联 1 李桂花")
    assert "不归您叫人" in to(notes, "secretary")[0]
    assert await helpers_of(stage) == []


async def test_relatives_do_not_help_and_leave_when_declared(database: Database) -> None:
    """Of the official who raised it; also when it is declared only later."""
    async with a_stage(database, organisation=organised("[{person: p04, with: p02}]")) as stage:
        await stage.say("secretary", "上河村村口路灯不亮三天了，谁去看看")
        notes = await stage.say("officer-1", "联 1 李桂花")
        assert "不好叫李桂花" in to(notes, "officer-1")[0]
        await load_organisation(database, organised(), CHANNEL)
        await stage.after(minutes=1)
        await stage.say("officer-1", "联 1 李桂花")
        assert await helpers_of(stage) == ["p02"]
        await load_organisation(database, organised("[{person: p04, with: p02}]"), CHANNEL)
        await stage.after(minutes=1)
        assert await helpers_of(stage) == []
        assert (await stage.history())[-1].reason == "协办的人少一个：按回避换人"


async def test_after_a_downtime_a_helper_hears_one_reminder(stage: Stage) -> None:
    """A week without sweeps: once, and not what is no longer true."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "联 1 李桂花")
    await stage.say("officer-2", "好 1 杆子扶正了")
    stage.clock.move_to(stage.clock() + timedelta(days=7))
    await stage.after(minutes=5)
    assert not [text for text in to(stage.channel.sent, "officer-2") if "等您" in text]
    assert not [text for text in to(stage.channel.sent, "officer-1") if "还没回话" in text]
