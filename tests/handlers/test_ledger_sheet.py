"""台账 as a table: the columns of practice §9, and what must not stand in it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from classifiers.verdict import MatterKind, Privacy, Topic
from handlers.ledger_lines import EVERYTHING, ledger_lines
from handlers.ledger_sheet import COLUMNS, Cell, columns, ledger_sheet
from storage.database import Database
from storage.ledger_pages import Selection
from storage.lifecycle import MoveName, Status
from storage.models import Ticket
from tests.builders import NOW, VILLAGE, a_message, a_ticket
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, a_policy, a_stage


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """The program over both databases."""
    async with a_stage(database) as stage:
        yield stage


async def rows(stage: Stage, selection: Selection = EVERYTHING, *, with_names: bool = False) -> list[dict[str, Cell]]:
    """The table, each row by its columns' titles."""
    titles = [column.title for column in columns(with_names=with_names)]
    async with stage.program.database.reading() as ledger:
        table = ledger_sheet(ledger, stage.program.policy, selection, with_names=with_names)
        return [dict(zip(titles, row, strict=True)) async for row in table]


def test_the_columns_are_those_of_practice_9() -> None:
    """In its order and its words."""
    expected = (
        "编号 · 登记时间 · 渠道 · 村/网格 · 类别 · 事项主题 · 公开标题 · 办理方式 · 主办 · 协办 · 原定期限 · "
        "延期(次/原因/新期限) · 首次联系时间 · 过程摘要 · 结果 · 办结时间 · 确认方式 · 满意 · 是否重复 · 归档日 · "
        "到期删除日"
    )
    assert [column.title for column in COLUMNS] == expected.split(" · ")


async def test_a_matter_from_saying_to_crossing_off(stage: Stage) -> None:
    """What is told of a lamp that was mended: posts instead of names, local time, what became of it."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "备注 1 看过线了，电话13812345678找张婶看的")
    await stage.say("officer-1", "好 灯换了")
    await stage.say("zhang", "1")
    (row,) = await rows(stage)
    assert row["编号"] == 1
    assert row["登记时间"] == datetime.fromisoformat("2026-11-23T10:00")
    assert row["村/网格"] == "上河村一组网格"
    assert (row["类别"], row["事项主题"], row["公开标题"]) == ("村里事", "路灯照明", "路灯维修")
    assert row["主办"] == "上河村一组网格员"
    assert row["原定期限"] == date(2026, 11, 26)
    assert (row["结果"], row["确认方式"], row["是否重复"]) == ("已解决", "本人确认", "否")
    assert row["到期删除日"] == date(2027, 2, 21)
    way = str(row["过程摘要"])
    assert way.startswith("11月23日登记；11月23日派单")
    assert "看过线了" in way
    assert "灯换了" in way
    assert "138" not in way
    assert "张婶" not in way
    everything = " ".join(map(str, row.values()))
    assert not any(word in everything for word in ("张婶", "王建军", "13900000001", "zhang", "三天", "村口"))


async def test_with_names_they_stand_in_columns_of_their_own(stage: Stage) -> None:
    """The rest of the row is the same as without."""
    await raised(stage)
    (plain,), (named,) = await rows(stage), await rows(stage, with_names=True)
    assert {title: named[title] for title in plain} == plain
    assert (named["主办姓名"], named["主办电话"], named["反映人"]) == ("王建军", "13900000001", "张婶")


async def test_a_household_is_told_by_its_village_and_without_reasons(stage: Stage) -> None:
    """Whose it is must not be seen from the grid, nor from what the official wrote."""
    async with stage.program.database.ledger() as ledger:
        ticket = a_ticket(
            await ledger.tickets.next_number(),
            kind=MatterKind.HOUSEHOLD,
            topic=Topic.WELFARE,
            privacy=Privacy.SECRET,
            grid="221",
            status=Status.REGISTERED,
        )
        ticket.grid = f"{VILLAGE}001"
        ledger.tickets.add(ticket, await ledger.people.meet(a_message(), VILLAGE), "我家低保", "villager", NOW)
        ledger.tickets.move(ticket, MoveName.DISPATCH, actor="system", at=NOW, reason="这个网格的网格员")
        ledger.tickets.move(ticket, MoveName.ACCEPT, actor="p01", at=NOW, reason="他儿子在外头打工")
        await ledger.commit()
    (row,) = await rows(stage)
    assert (row["村/网格"], row["事项主题"], row["公开标题"]) == ("上河村", "户里事", "户里事")
    assert "打工" not in str(row["过程摘要"])


@pytest.mark.parametrize("kept_apart", ["about_official", "violence_at_home"])
async def test_what_is_kept_apart_has_a_bare_row_and_none_in_its_village(stage: Stage, kept_apart: str) -> None:
    """Neither the accused nor a neighbour can read out of a table that there is something, with or without names."""
    async with stage.program.database.ledger() as ledger:
        ticket = a_ticket(await ledger.tickets.next_number(), owner="p05", **{kept_apart: True})
        ledger.tickets.add(ticket, await ledger.people.meet(a_message(), VILLAGE), "书记收了钱", "villager", NOW)
        await ledger.commit()
    for with_names in (False, True):
        (row,) = await rows(stage, with_names=with_names)
        assert {title for title, cell in row.items() if cell is not None} == {"编号", "登记时间", "公开标题"}
        assert row["公开标题"] == "单独管理"
        assert await rows(stage, Selection(area=VILLAGE), with_names=with_names) == []
    async with stage.program.database.reading() as ledger:
        lines = [line async for line in ledger_lines(ledger, stage.program.policy, NOW)]
        of_the_village = ledger_lines(ledger, stage.program.policy, NOW, Selection(area=VILLAGE))
        assert [line async for line in of_the_village] == []
        whole = [line async for line in ledger_lines(ledger, stage.program.policy, NOW, everything=True)]
    said = {field: value for field, value in lines[0].items() if value not in (None, [])}
    assert said == {"number": 1, "registered_at": NOW.isoformat(), "title": "单独管理"}
    assert whole[0].keys() == lines[0].keys()
    assert (whole[0]["owner"], len(whole[0]["history"])) == ("p05", 1)


async def many(database: Database, count: int) -> None:
    """So many tickets, one an hour, every third of another village, every seventh with an extension granted."""
    async with database.ledger() as ledger:
        reporter = await ledger.people.meet(a_message(), VILLAGE)
        for index in range(count):
            at = NOW + timedelta(hours=index)
            village = VILLAGE if index % 3 else "621221108202"
            ticket = a_ticket(await ledger.tickets.next_number(), registered_at=at, village=village)
            ledger.tickets.add(ticket, reporter, "路灯不亮", "villager", at)
            ledger.tickets.move(ticket, MoveName.DISPATCH, actor="system", at=at, reason="这个网格的网格员")
        await ledger.commit()


async def test_pages_leave_nothing_out_and_say_nothing_twice(stage: Stage) -> None:
    """Whatever the size of a page, by period and area, on both databases."""
    await many(stage.program.database, 53)
    async with stage.program.database.reading() as ledger:
        for size in (1, 7, 53, 500):
            found = [entry.ticket.number async for page in ledger.pages.pages(EVERYTHING, size=size) for entry in page]
            assert found == list(range(1, 54))
        chosen = Selection(since=NOW + timedelta(hours=10), until=NOW + timedelta(hours=20), area=VILLAGE)
        assert await ledger.pages.count(chosen) == 7
        found = [entry.ticket.number async for page in ledger.pages.pages(chosen, size=4) for entry in page]
        assert found == [number for number in range(11, 21) if (number - 1) % 3]
        nothing = Selection(since=NOW + timedelta(days=90))
        assert [page async for page in ledger.pages.pages(nothing)] == []


async def test_a_page_costs_the_same_statements_however_full(stage: Stage) -> None:
    """Histories and names are asked for page by page, not ticket by ticket."""
    from sqlalchemy import event

    async def statements() -> int:
        asked: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        engine = stage.program.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            async with stage.program.database.reading() as ledger:
                _ = [line async for line in ledger_lines(ledger, a_policy(), NOW)]
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(asked)

    await many(stage.program.database, 10)
    await statements()  # the organisation is read once
    few = await statements()
    await many(stage.program.database, 200)
    assert await statements() == few


async def test_lines_and_table_tell_of_the_same_tickets(stage: Stage) -> None:
    """Both ways out have a row for every ticket."""
    await raised(stage)
    await stage.say("wang", "隔壁化粪池渗水渗到我家墙根", group=GROUP)
    async with stage.program.database.reading() as ledger:
        numbers = [line["number"] async for line in ledger_lines(ledger, stage.program.policy, stage.clock())]
    assert [row["编号"] for row in await rows(stage)] == numbers


async def test_somebody_who_left_is_no_riddle(stage: Stage) -> None:
    """A ticket of an official who is no longer there is exported all the same."""
    async with stage.program.database.ledger() as ledger:
        ticket: Ticket = a_ticket(
            await ledger.tickets.next_number(), owner="gone", closed_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        ledger.tickets.add(ticket, None, "", "system", NOW)
        await ledger.commit()
    (row,) = await rows(stage)
    assert row["主办"] == "已不在岗"
