"""专班: two leads, members, dated steps that the villager hears; nobody leads who may not know of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.organisation_loading import load_organisation
from storage.database import Database
from storage.lifecycle import HandlingMode
from tests.handlers.test_joint import organised
from tests.handlers.test_officer_replies import raised
from tests.stage import CHANNEL, Stage, a_stage, to

OPEN = "专班 1 牵头包片高 副手周书记 组员供水站"


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """上河村 with leaders, and a lamp that officer-1 works on."""
    async with a_stage(database, organisation=organised()) as stage:
        await raised(stage)
        await stage.say("officer-1", "接")
        yield stage


async def test_the_office_sets_up_a_team(stage: Stage) -> None:
    """Two leads and a member; owner and date stay; each hears his part, and the villager who leads."""
    before = await stage.ticket()
    notes = await stage.say("office", OPEN)
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.due_at, ticket.mode) == (before.owner, before.due_at, HandlingMode.JOINT)
    assert set(ticket.helpers) == {"p13", "p04", "p11"}
    assert "您是牵头" in to(notes, "leader")[0]
    assert "您是副手" in to(notes, "secretary")[0]
    assert "您是组员" in to(notes, "water")[0]
    assert "您还是主办，日子不变" in to(notes, "officer-1")[0]
    assert "包片高牵头" in to(notes, "zhang")[0]
    line = (await stage.history())[-1]
    assert (line.reason, line.detail["lead"], line.detail["deputy"]) == ("成立专班", "p13", "p04")
    assert "已经有专班了" in to(await stage.say("leader", OPEN), "leader")[0]


@pytest.mark.parametrize("sender", ["officer-1", "head", "secretary", "supervisor", "water"])
async def test_only_office_and_leaders_set_one_up(stage: Stage, sender: str) -> None:
    """Nobody of the village."""
    assert "得镇办公室或包片领导" in to(await stage.say(sender, OPEN), sender)[0]
    assert (await stage.ticket()).helpers == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("专班 1", "要两个人牵头"),
        ("专班 1 牵头包片高", "要两个人牵头"),
        ("专班 1 牵头包片高 副手包片高", "得是两个人"),
        ("专班 1 牵头老刘头 副手周书记", "要两个人牵头"),
        ("专班 1 牵头包片高 副手网格员", "要两个人牵头"),
    ],
)
async def test_two_people_are_named_for_certain(stage: Stage, words: str, said: str) -> None:
    """Nobody is guessed at, and one stands in for the other."""
    assert said in to(await stage.say("office", words), "office")[0]
    assert (await stage.ticket()).helpers == []


async def test_no_relative_leads_nor_is_a_member_also_when_declared_later(database: Database) -> None:
    """Of the official who raised it; the deputy takes over, and the office is asked for another."""
    async with a_stage(database, organisation=organised("[{person: p04, with: p13}]")) as stage:
        await stage.say("secretary", "上河村村口路灯不亮三天了")
        await stage.say("officer-1", "接")
        assert "不好叫包片高" in to(await stage.say("office", "专班 1 牵头包片高 副手李桂花"), "office")[0]
        assert "不好叫包片高" in to(await stage.say("office", "专班 1 牵头李桂花 副手赵网格 组员包片高"), "office")[0]
        await load_organisation(database, organised(), CHANNEL)
        await stage.after(minutes=1)
        await stage.say("office", "专班 1 牵头包片高 副手李桂花")
        await load_organisation(database, organised("[{person: p04, with: p13}]"), CHANNEL)
        notes = await stage.after(minutes=1)
        async with database.reading() as ledger:
            case = await ledger.case_files.open_of(1)
        assert case is not None
        assert (case.lead, case.deputy) == ("p02", None)
        assert "p13" not in (await stage.ticket()).helpers
        assert "现在由李桂花" in to(notes, "office")[0]
        await stage.say("office", "专班 1 副手赵网格")
        assert "没有专班，或者不归您" in to(await stage.say("leader", "步骤 1 周五 看一看现场"), "leader")[0]


async def test_a_complaint_gets_no_team_by_program(stage: Stage) -> None:
    """The fewer know of it the better; the accused hears nothing."""
    await stage.say("li", "上河村周书记私分集体的钱，账从来不公开")
    notes = await stage.say("office", "专班 2 牵头包片高 副手周书记")
    assert "知道的人越少越好" in to(notes, "office")[0]
    assert to(stage.channel.sent, "secretary") == []


async def planned(stage: Stage) -> None:
    """A team with two steps."""
    await stage.say("office", OPEN)
    await stage.say("leader", "步骤 1 11月25日 请供水站测压")
    await stage.say("leader", "步骤 1 周五 换一截管子")


async def test_each_step_is_dated_and_told(stage: Stage) -> None:
    """With its day and its weekday."""
    await stage.say("office", OPEN)
    notes = await stage.say("leader", "步骤 1 11月25日 请供水站测压")
    assert "第1步定了：请供水站测压，11月25日(周三)前做" in to(notes, "zhang")[0]
    line = (await stage.history())[-1]
    assert (line.detail["case_step"], line.detail["on"]) == (1, "2026-11-25")
    notes = await stage.say("officer-1", "步骤 1")
    assert "第1步11月25日前请供水站测压" in to(notes, "officer-1")[0]


@pytest.mark.parametrize("words", ["请供水站测压", "11月20日 请供水站测压", "半年 请供水站测压", "11月25日"])
async def test_a_step_wants_a_day_and_a_deed(stage: Stage, words: str) -> None:
    """No day, a day gone by, too far, nothing to do."""
    await stage.say("office", OPEN)
    await stage.say("leader", f"步骤 1 {words}")
    async with stage.program.database.reading() as ledger:
        assert await ledger.case_files.steps_of(1) == []


@pytest.mark.parametrize("sender", ["officer-2", "supervisor", "head", "water"])
async def test_strangers_plan_nothing(stage: Stage, sender: str) -> None:
    """Nor learn whether there is a team."""
    await stage.say("office", OPEN)
    with_team = to(await stage.say(sender, "步骤 1 周五 看一看"), sender)
    assert with_team == ["1号没有专班，或者不归您定步骤。镇办公室、包片领导回“专班 1”能成立。"]


async def test_a_step_is_done_moved_or_dropped_with_words(stage: Stage) -> None:
    """Each told to the villager; a date moves with a reason and a line."""
    await planned(stage)
    assert "得说一句为啥" in to(await stage.say("leader", "步骤 1 第2步 改到下周三"), "leader")[0]
    notes = await stage.say("leader", "步骤 1 第2步 改到下周三 雨停不下来")
    assert "第2步改到12月2日(周三)，对不住：雨停不下来" in to(notes, "zhang")[0]
    assert (await stage.history())[-1].detail == {"case_step": 2, "on": "2026-12-02"}
    notes = await stage.say("secretary", "步骤 1 第1步 好 压力够")
    assert "第1步做了：压力够" in to(notes, "zhang")[0]
    assert "得说一句为啥" in to(await stage.say("leader", "步骤 1 第2步 不做了"), "leader")[0]
    notes = await stage.say("leader", "步骤 1 第2步 不做了 管子没坏")
    assert "第2步不做了：管子没坏" in to(notes, "zhang")[0]
    assert "没有第1步，或者已经了了" in to(await stage.say("leader", "步骤 1 第1步 好 又测了"), "leader")[0]


async def test_an_overdue_step_reminds_lead_and_owner_once(stage: Stage) -> None:
    """At the end of its day; moved, once more for the new one; done, never."""
    await planned(stage)
    await stage.say("leader", "步骤 1 第2步 好 换好管子了")
    notes = await stage.until(datetime(2026, 11, 26, 1, 0, tzinfo=UTC))
    for who in ("leader", "officer-1"):
        assert len([text for text in to(notes, who) if "第1步（请供水站测压）到日子了" in text]) == 1
    await stage.say("leader", "步骤 1 第1步 改到11月27日 仪器没到")
    notes = await stage.after(days=6)
    assert len([text for text in to(notes, "leader") if "到日子了" in text]) == 1
    assert not [text for text in to(stage.channel.sent, "leader") if "第2步" in text and "到日子" in text]


async def test_the_owner_does_not_change_without_a_reason(stage: Stage) -> None:
    """转 wants one where a team works on it."""
    await stage.say("office", OPEN)
    assert "得说一句为啥" in to(await stage.say("office", "转 1 李桂花"), "office")[0]
    assert (await stage.ticket()).owner == "p01"
    await stage.say("office", "转 1 李桂花 因为灯在二组")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.owner_because) == ("p02", "上面定的：灯在二组")


async def test_the_team_ends_with_a_reason_and_the_owner_stays(stage: Stage) -> None:
    """Everybody hears it; no step is reminded of any more."""
    await planned(stage)
    assert "为啥散" in to(await stage.say("office", "专班 1 散"), "office")[0]
    notes = await stage.say("office", "专班 1 散 事理顺了")
    assert "班子散了：事理顺了" in to(notes, "zhang")[0]
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.helpers, ticket.mode) == ("p01", [], HandlingMode.LED)
    notes = await stage.after(days=6)
    assert not [text for text in to(notes, "leader") if "到日子了" in text]


async def test_a_team_ends_when_the_matter_turns_out_a_complaint(stage: Stage) -> None:
    """改 … 干部的事: nobody is reminded of its steps, and members hear no more; a leader only as the next one up."""
    await stage.say("office", OPEN)
    await stage.say("leader", "步骤 1 11月25日 请供水站测压")
    await stage.say("head", "改 1 干部的事")
    async with stage.program.database.reading() as ledger:
        assert await ledger.case_files.open_of(1) is None
    assert "case" not in (await stage.ticket()).evidence
    notes = await stage.after(days=5)
    assert not [sent for sent in notes if "测压" in sent.note.text or "专班" in sent.note.text]
    assert not [sent for sent in notes if sent.note.ticket == 1 and sent.note.to in ("secretary", "water")]
    assert "没有专班，或者不归您" in to(await stage.say("leader", "步骤 1 周五 看一看现场"), "leader")[0]
