"""延: asked by the owner before the date, granted one tier up, told to the villager."""

from datetime import UTC, datetime

import pytest

from handlers.extending import read_wish
from handlers.ledger_lines import ledger_lines
from handlers.spoken_dates import SpokenDay
from storage.lifecycle import MoveName
from tests.builders import NOW
from tests.handlers.test_officer_replies import raised
from tests.stage import Stage, to, whys

THURSDAY = datetime(2026, 11, 26, 10, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)


async def test_a_date_moves_only_when_granted(stage: Stage) -> None:
    """Grid head and office are asked; until one says yes, everything stays; then everybody hears it."""
    await raised(stage)
    notes = await stage.say("officer-1", "延 1 周五 等配件")
    assert sorted(whys(notes)) == [("head", "extension"), ("office", "extension"), ("officer-1", "reply")]
    assert to(notes, "head") == [
        "王建军想把1号路灯维修延到11月27日(周五)：等配件。行就回“同意 1”，不行回“不同意 1”加一句话。"
    ]
    assert (await stage.ticket()).due_at == THURSDAY
    notes = await stage.say("head", "同意 1")
    ticket = await stage.ticket()
    assert (ticket.due_at, ticket.original_due_at) == (FRIDAY, THURSDAY)
    assert "11月27日(周五)" in to(notes, "officer-1")[0]
    assert "等配件" in to(notes, "zhang")[0]
    assert "11月27日(周五)" in to(notes, "zhang")[0]
    assert "13900000001" in to(notes, "zhang")[0], "a late note has a number to call"
    extended = (await stage.history())[-1]
    assert (extended.move, extended.actor, extended.detail["due_at"]) == (MoveName.EXTEND, "p03", FRIDAY.isoformat())


async def test_the_first_answer_decides_and_the_other_hears_so(stage: Stage) -> None:
    """Politely, with who it was; nothing moves twice."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    await stage.say("office", "不同意 1 先临时接一盏")
    assert (await stage.ticket()).due_at == THURSDAY
    for word in ("同意 1", "同意"):
        notes = await stage.say("head", word)
        assert "镇办公室已经定了" in to(notes, "head")[0]
    assert (await stage.ticket()).due_at == THURSDAY


async def test_a_refusal_says_why(stage: Stage) -> None:
    """To the owner; the villager hears nothing, since nothing has changed."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    notes = await stage.say("head", "不同意 先临时接一盏")
    assert "先临时接一盏" in to(notes, "officer-1")[0]
    assert to(notes, "zhang") == []
    assert (await stage.history())[-1].move is MoveName.REFUSE_EXTENSION


async def test_the_new_date_has_a_ladder_of_its_own(stage: Stage) -> None:
    """What was reminded for the old date is reminded again for the new one, and nothing of the old."""
    await raised(stage)
    await stage.say("officer-1", "接 1")
    await stage.until(datetime(2026, 11, 26, 2, 0, tzinfo=UTC))
    await stage.say("officer-1", "延 1 3天 等配件")
    await stage.say("head", "同意")
    due_at = (await stage.ticket()).due_at
    assert due_at == datetime(2026, 11, 30, 10, tzinfo=UTC), "three days on is a Sunday, so the next working day"
    notes = await stage.after(days=8)
    climbed = [(sent.at.astimezone(UTC), sent.note.why) for sent in notes if sent.note.to == "officer-1"]
    rungs = [(at, why) for at, why in climbed if why.startswith("L")]
    assert [why for _, why in rungs] == ["L0b", "L0c-morning", "L0c", "L1", "L2", "L3"]
    assert {why: at for at, why in rungs}["L0c"] == due_at


async def test_never_after_the_date(stage: Stage) -> None:
    """Neither asked nor granted."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    notes = await stage.until(datetime(2026, 11, 26, 11, tzinfo=UTC))
    assert any("到日子还没答复" in text for text in to(notes, "officer-1"))
    notes = await stage.say("head", "同意 1")
    assert "已经定了" in to(notes, "head")[0]
    notes = await stage.say("officer-1", "延 1 下周一 等配件")
    assert "延不了" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).due_at == THURSDAY


async def test_one_at_the_first_tier_the_next_by_the_township_alone(stage: Stage) -> None:
    """And then no more, but help."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    await stage.say("head", "同意")
    notes = await stage.say("officer-1", "延 1 下周一 配件发错了")
    assert [who for who, why in whys(notes) if why == "extension"] == ["office"]
    notes = await stage.say("head", "同意 1")
    assert (await stage.ticket()).due_at == FRIDAY
    await stage.say("office", "同意")
    assert (await stage.ticket()).due_at == datetime(2026, 11, 30, 10, tzinfo=UTC)
    notes = await stage.say("officer-1", "延 1 下周二 又发错了")
    assert "延过2回" in to(notes, "officer-1")[0]
    assert "求助" in to(notes, "officer-1")[0]


async def test_no_longer_than_the_time_first_promised(stage: Stage) -> None:
    """The latest day is named."""
    await raised(stage)
    notes = await stage.say("officer-1", "延 1 年底 等明年的钱")
    assert "最多延到12月2日(周三)" in to(notes, "officer-1")[0]
    assert whys(notes) == [("officer-1", "reply")]


@pytest.mark.parametrize("word", ["延 1", "延 1 周五", "延 1 等配件", "延", "延期 1 过几天 等配件"])
async def test_a_date_and_a_reason_are_needed(stage: Stage, word: str) -> None:
    """With an example of how to say it."""
    await raised(stage)
    notes = await stage.say("officer-1", word)
    assert to(notes, "officer-1") == ["1号路灯维修想延到哪天、为啥？这样回：延 1 周五 等配件。"]


@pytest.mark.parametrize("word", ["延 1 周三 等配件", "延 1 今天 等配件"])
async def test_an_earlier_day_is_no_extension(stage: Stage, word: str) -> None:
    """The present date is said."""
    await raised(stage)
    notes = await stage.say("officer-1", word)
    assert "11月26日(周四)" in to(notes, "officer-1")[0]
    assert whys(notes) == [("officer-1", "reply")]


async def test_two_wishes_at_once_are_one_too_many(stage: Stage) -> None:
    """The first must be answered."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    notes = await stage.say("officer-1", "延 1 下周一 等配件")
    assert "等一等" in to(notes, "officer-1")[0]
    notes = await stage.say("officer-1", "停 1 等天气")
    assert "等一等" in to(notes, "officer-1")[0]


async def test_nobody_grants_his_own_wish(stage: Stage) -> None:
    """A ticket of the grid head's is decided by the office, one of the office's by whoever has the duty."""
    await raised(stage)
    await stage.say("office", "转 1 赵网格")
    notes = await stage.say("head", "延 1 周五 等配件")
    assert [who for who, why in whys(notes) if why == "extension"] == ["office"]
    await stage.say("head", "同意 1")
    assert (await stage.ticket()).due_at == THURSDAY
    await stage.say("office", "转 1 镇办公室")
    await stage.say("office", "接 1")
    notes = await stage.say("office", "延 1 周五 等配件")
    assert [who for who, why in whys(notes) if why == "extension"] == ["duty"]
    await stage.say("duty", "同意 1")
    assert (await stage.ticket()).due_at == FRIDAY


async def test_a_stranger_decides_nothing(stage: Stage) -> None:
    """The other grid's officer is told who does."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    notes = await stage.say("officer-2", "同意 1")
    assert "不归您定" in to(notes, "officer-2")[0]
    assert "等您点头" in to(await stage.say("officer-2", "同意"), "officer-2")[0]
    assert "没有编号9" in to(await stage.say("head", "同意 9"), "head")[0]


async def test_the_ledger_shows_extensions_and_pauses(stage: Stage) -> None:
    """With reason and new date, beside the date first promised."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    await stage.say("head", "同意")
    await stage.say("officer-1", "停 1 等天气")
    async with stage.program.database.reading() as ledger:
        (line,) = [line async for line in ledger_lines(ledger, stage.program.policy, stage.clock())]
    assert line["extensions"] == [{"reason": "等配件", "to": FRIDAY.isoformat()}]
    assert line["paused"] is True
    assert line["original_due_at"] == THURSDAY.isoformat()


@pytest.mark.parametrize(
    ("words", "number", "day", "rest"),
    [
        ("3 周五 等配件", 3, 27, "等配件"),
        ("3号 周五 等配件", 3, 27, "等配件"),
        ("25号 等配件", None, 25, "等配件"),
        ("3 25号 等配件", 3, 25, "等配件"),
        ("3天 等配件", None, 29, "等配件"),
        ("3 2天 等配件", 3, 28, "等配件"),
        ("到周五 等配件", None, 27, "等配件"),
        ("3 等配件，到周五", 3, 27, "等配件"),
    ],
)
def test_a_number_is_told_from_a_date(words: str, number: int | None, day: int, rest: str) -> None:
    """延 25号 is a day, 延 3 25号 a ticket and a day; lengths are counted from the date."""
    today, due_on = NOW.date(), THURSDAY.date()
    assert read_wish(words, today, due_on) == (number, SpokenDay(today.replace(day=day), rest))


@pytest.mark.parametrize("day", ["周二", "24号", "明天"])
async def test_the_day_that_stands_already_is_no_later_one(stage: Stage, day: str) -> None:
    """Urgent, until ten in the morning of Tuesday: its evening is no later day, so nobody is asked."""
    await stage.say("sun", "一组全组停水了，一天没水了", group="g-shanghe")
    assert (await stage.ticket()).due_at < datetime(2026, 11, 24, 10, tzinfo=UTC)
    notes = await stage.say("officer-1", f"延 1 {day} 等配件")
    assert "本来就是11月24日(周二)" in to(notes, "officer-1")[0]
    assert to(notes, "head") == []
    notes = await stage.say("officer-1", "延 1 周三 等配件")
    assert len(to(notes, "head")) == 1
