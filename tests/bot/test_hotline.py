"""12345: whatever form a table has, each order becomes one ticket, and nothing of it is overwritten or lost."""

import asyncio
import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from bot import hotline_commands
from bot.hotline_commands import Found, Table, TableMistake, bring_in, read_orders, with_results, write_tables
from storage.lifecycle import Confirmed, Status
from tests.handlers.conftest import stage as stage
from tests.stage import Stage, a_policy, to

HEAD = ["工单编号", "来电时间", "办理期限", "诉求内容", "来电号码", "来电人", "事发地址", "备注"]
ROW: list[Any] = [
    "RX20261120001",
    "2026-11-20 09:30",
    "2026-11-27",
    "路灯坏了三天没人修",
    "13812345678",
    "王秀兰",
    "上河村村口",
    "急",
]
SECOND: list[Any] = [
    "RX20261120002",
    "2026-11-20",
    "2026-12-02",
    "垃圾好几天没人拉了",
    "0939-3210000",
    "",
    "上河村二组",
    "",
]


def a_csv(path: Path, rows: list[list[Any]], encoding: str = "utf-8-sig") -> Path:
    """A table as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def a_workbook(path: Path, *sheets: list[list[Any]]) -> Path:
    """The same as a workbook, a sheet for each."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, place, cell, day)
                    elif cell is not None:
                        sheet.write(at, place, cell)
    return path


def nothing(_count: int) -> None:
    """No bar."""


@pytest.fixture
async def clocked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The command line reads the stage's clock."""
    monkeypatch.setattr(hotline_commands, "utc_now", stage.clock)
    return stage


async def taken(stage: Stage, path: Path, *, write: bool = True) -> Found:
    """The file, brought in, and what is due spoken."""
    found = await bring_in(
        stage.program.database, stage.program.policy, path, write=write, on_start=nothing, on_row=nothing
    )
    await stage.after(minutes=1)
    return found


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-27",
        "2026/11/27",
        "2026年11月27日",
        "２０２６－１１－２７",
        "20261127",
        " 2026.11.27 ",
        date(2026, 11, 27),
        46353,
    ],
)
def test_a_day_however_it_is_written(tmp_path: Path, written: object) -> None:
    """Dates of the spreadsheet, its bare numbers, and what people type; a day ends with the day."""
    file = a_workbook(tmp_path / "a.xlsx", [HEAD, [*ROW[:2], written, *ROW[3:]]])
    (order,) = read_orders(file, a_policy()).orders
    assert order.due_at is not None
    assert order.due_at.astimezone(UTC) == datetime(2026, 11, 27, 15, 59, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_in_whichever_encoding(tmp_path: Path, encoding: str) -> None:
    """With a mark at its beginning or without, as spreadsheets in Chinese write it."""
    (order,) = read_orders(a_csv(tmp_path / "a.csv", [HEAD, ROW], encoding), a_policy()).orders
    assert (order.number, order.words, order.phone) == (ROW[0], ROW[3], ROW[4])


def test_a_title_two_header_rows_empty_rows_and_full_width(tmp_path: Path) -> None:
    """As it comes: a title over everything, grouped columns, gaps, ＡＢＣ１２３."""
    rows = [
        ["12345热线工单汇总表"],
        [],
        ["序号", "工单编号", "诉求", None, "来电人信息", None, "办理期限"],
        [None, None, "诉求内容", "事发地址", "姓名", "联系电话", None],
        [1, "ＲＸ０１", "路灯坏了三天没人修", "上河村村口", "王秀兰", 13812345678, "2026-11-27"],
        [],
        [None, "  ", None],
        [2, "RX02", "垃圾没人拉", "", "", "", ""],
    ]
    orders = read_orders(a_workbook(tmp_path / "a.xlsx", [["说明"]], rows), a_policy()).orders
    assert [(order.number, order.phone, order.name) for order in orders] == [
        ("RX01", "13812345678", "王秀兰"),
        ("RX02", "", ""),
    ]


def test_every_mistake_with_its_place(tmp_path: Path) -> None:
    """Sheet, row and column of each, all at once; one bad row and nothing is taken."""
    bad = [
        HEAD,
        ROW,
        ["", *ROW[1:]],
        ["RX3", "下周", "2026-13-40", "", "", "", "", ""],
        [*ROW[:3], "别的话", *ROW[4:]],
        [1e16, *ROW[1:]],
    ]
    with pytest.raises(TableMistake) as mistake:
        read_orders(a_workbook(tmp_path / "a.xlsx", bad), a_policy())
    said = "\n".join(mistake.value.problems)
    for place in (
        "Sheet1, row 3, column 工单编号",
        "row 4, column 来电时间",
        "row 4, column 办理期限",
        "row 4, column 诉求内容",
        "row 5: the number",
        "row 6, column 工单编号: the spreadsheet rounds",
    ):
        assert place in said
    with pytest.raises(TableMistake, match="names of the columns"):
        read_orders(a_csv(tmp_path / "b.csv", [["a", "b"], ["1", "2"]]), a_policy())
    broken = tmp_path / "c.xlsx"
    broken.write_bytes(b"<html>please sign in</html>")
    with pytest.raises(TableMistake, match="no workbook"):
        read_orders(broken, a_policy())


async def test_an_order_becomes_a_ticket_and_comes_back_with_its_result(clocked: Stage, tmp_path: Path) -> None:
    """Dry run, then filed; the owner calls, brings the answer, and the same table goes back filled in."""
    stage, file = clocked, a_workbook(tmp_path / "a.xlsx", [HEAD, ROW, SECOND])
    found = await taken(stage, file, write=False)
    assert len(found.sorted.fresh) == 2
    assert await stage.tickets() == []
    await taken(stage, file)
    first, second = await stage.tickets()
    assert (first.channel, first.owner, second.owner) == ("hotline", "p01", "p02")
    assert "13812345678" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]
    notes = await stage.say("officer-1", "好 1 灯头换了")
    assert "代答 1" in to(notes, "officer-1")[0]
    await stage.say("officer-1", "代答 1 行")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed) == (Status.CLOSED, Confirmed.PROXY)
    tables, encoding, known = await with_results(stage.program.database, stage.program.policy, file)
    out = tmp_path / "back.xlsx"
    write_tables(out, tables, encoding)
    back = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert known == 2
    assert back[0][: len(HEAD)] == HEAD
    assert back[1][: len(HEAD)] == ROW
    assert back[1][len(HEAD) :] == ["已办结", "2026-11-23 10:02", "灯头换了", "2026-11-23 10:02", "电话确认", "1"]
    assert back[2][len(HEAD)] == "办理中"


async def test_no_order_twice_and_no_change_in_silence(clocked: Stage, tmp_path: Path) -> None:
    """The same file again changes nothing; a changed row is a difference, by value only where nobody is named."""
    stage = clocked
    await taken(stage, a_csv(tmp_path / "a.csv", [HEAD, ROW]))
    again = await taken(stage, a_csv(tmp_path / "b.csv", [HEAD, ROW, ROW, SECOND]))
    assert (again.sorted.known, again.repeated, len(again.sorted.fresh)) == (1, 1, 1)
    moved = [ROW[0], ROW[1], "2026-12-05", "别的话", *ROW[4:]]
    found = await taken(stage, a_csv(tmp_path / "c.csv", [HEAD, moved]))
    (difference,) = found.sorted.differences
    assert difference.ticket == 1
    assert any("2026-11-27" in change and "2026-12-05" in change for change in difference.changes)
    assert "内容 changed" in difference.changes
    assert not any("别的话" in change for change in difference.changes)
    async with stage.program.database.reading() as ledger:
        order = await ledger.hotline.of_ticket(1)
    assert order is not None
    assert order.outside_due_at == datetime(2026, 11, 27, 15, 59, tzinfo=UTC)


async def test_one_bad_row_and_nothing_is_filed(clocked: Stage, tmp_path: Path) -> None:
    """All or nothing."""
    file = a_csv(tmp_path / "a.csv", [HEAD, ROW, ["RX9", "", "明天", "路灯坏了", "", "", "", ""]])
    with pytest.raises(TableMistake, match="row 3, column 办理期限"):
        await taken(clocked, file)
    assert await clocked.tickets() == []


async def test_the_owner_is_warned_before_the_outside_date(clocked: Stage, tmp_path: Path) -> None:
    """The working day before, on the day, and when it has passed, also while our own dates stand still."""
    stage = clocked
    await taken(stage, a_csv(tmp_path / "a.csv", [HEAD, ROW]))
    await stage.say("officer-1", "停 1 等天气")
    notes = await stage.until(datetime(2026, 12, 3, tzinfo=UTC))
    warned = [sent.at for sent in notes if sent.note.to == "officer-1" and "热线" in sent.note.text]
    assert [at.astimezone(UTC).date() for at in warned[:2]] == [date(2026, 11, 26), date(2026, 11, 27)]
    assert len(warned) == 3
    assert any("过了热线的日子" in text for text in to(notes, "office"))


async def test_done_orders_are_not_warned_of(clocked: Stage, tmp_path: Path) -> None:
    """Whoever has done it hears nothing more of the date."""
    await taken(clocked, a_csv(tmp_path / "a.csv", [HEAD, ROW]))
    await clocked.say("officer-1", "好 1 灯头换了")
    notes = await clocked.after(days=8)
    assert not any("热线那边" in sent.note.text for sent in notes)


async def test_what_was_heard_here_already_is_proposed(clocked: Stage, tmp_path: Path) -> None:
    """Asked of the grid head, never merged by the program; nobody who called is named."""
    await clocked.say("zhang", "村口路灯坏了三天没人修", group="g-shanghe")
    await taken(clocked, a_csv(tmp_path / "a.csv", [HEAD, ROW]))
    asked = [sent.note.text for sent in clocked.channel.sent if sent.note.to == "head"]
    assert any("并 1 2" in text for text in asked)
    assert (await clocked.ticket(2)).status is Status.DISPATCHED


async def test_caller_and_words_are_sealed_and_forgotten(clocked: Stage, tmp_path: Path) -> None:
    """In no column of the database as they were said; gone with the ticket's key."""
    stage = clocked
    await taken(stage, a_csv(tmp_path / "a.csv", [HEAD, ROW]))
    await stage.say("officer-1", "好 1 灯头换了")
    await stage.say("officer-1", "代答 1 行")
    await stage.after(days=95)
    async with stage.program.database.reading() as ledger:
        ticket, order = await ledger.tickets.get(1), await ledger.hotline.of_ticket(1)
        (voice,) = await ledger.tickets.voices_of(ticket)
        person = await ledger.people.find_villager(voice.villager)
        assert order is not None
        assert ledger.hotline.row_of(ticket, order) is None
    assert person is not None
    assert person.name == ""
    again = await taken(stage, a_csv(tmp_path / "b.csv", [HEAD, ROW]))
    assert (again.sorted.known, len(again.sorted.fresh)) == (1, 0)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """What people typed stays text, in both forms."""
    table = hotline_commands.Table("t", "t", [["工单编号", "诉求内容"], ["1", "=HYPERLINK(1)"], ["2", "-1"]])
    write_tables(tmp_path / "a.csv", [table], "gb18030")
    assert "'=HYPERLINK" in (tmp_path / "a.csv").read_text(encoding="gb18030")
    write_tables(tmp_path / "a.xlsx", [table], "")
    back = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert back[1][1] == "=HYPERLINK(1)"


def a_long_table(path: Path, count: int) -> Path:
    """So many orders, each of its own number."""
    return a_csv(path, [HEAD, *([f"RX{number:05}", *ROW[1:]] for number in range(1, count + 1))])


async def orders_kept(stage: Stage) -> list[tuple[str, int]]:
    """The hotline's numbers that are kept, each with its ticket."""
    async with stage.program.database.reading() as ledger:
        return [(order.outside_number, ticket.number) for order, ticket in await ledger.hotline.every()]


async def test_stopped_in_between_the_same_file_goes_on_where_it_was(clocked: Stage, tmp_path: Path) -> None:
    """What was filed is kept, in whole pieces; the second run files the rest, and nothing twice."""
    file = a_long_table(tmp_path / "a.csv", 60)
    judged = 0

    def killed(count: int) -> None:
        nonlocal judged
        judged += count
        if judged > 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await bring_in(
            clocked.program.database, clocked.program.policy, file, write=True, on_start=nothing, on_row=killed
        )
    before = await orders_kept(clocked)
    assert 0 < len(before) < 60
    found = await taken(clocked, file)
    assert (len(found.sorted.fresh), found.sorted.known) == (60 - len(before), len(before))
    after = await orders_kept(clocked)
    assert after[: len(before)] == before
    assert [number for _, number in after] == list(range(1, 61))


async def test_others_write_between_the_pieces(clocked: Stage, tmp_path: Path) -> None:
    """A villager who writes while a long table comes in is not kept waiting until its end."""
    file = a_long_table(tmp_path / "a.csv", 60)
    database = clocked.program.database

    async def another() -> int:
        async with database.ledger() as ledger:
            number = await ledger.tickets.next_number()
            await ledger.commit()
        return number

    importing = asyncio.create_task(
        bring_in(database, clocked.program.policy, file, write=True, on_start=nothing, on_row=nothing)
    )
    while not await orders_kept(clocked):
        await asyncio.sleep(0.01)
    assert await another() < 60
    await importing
    assert len(await orders_kept(clocked)) == 60


async def test_two_who_bring_in_the_same_file_at_once_file_it_once(clocked: Stage, tmp_path: Path) -> None:
    """Both see every order as new; whoever comes second finds it there."""
    file = a_long_table(tmp_path / "a.csv", 30)
    at_once = [
        bring_in(clocked.program.database, clocked.program.policy, file, write=True, on_start=nothing, on_row=nothing)
        for _ in range(2)
    ]
    await asyncio.gather(*at_once)
    assert [number for _, number in await orders_kept(clocked)] == list(range(1, 31))


@pytest.mark.parametrize("name", ["工单[11月]", "a:b*?", "十" * 40])
def test_a_table_comes_back_as_a_workbook_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    """A name that no sheet may have, and a text longer than a cell: shortened, never left out."""
    write_tables(tmp_path / "out.xlsx", [Table(name, "", [["长" * 40_000]]), Table(name, "", [["二"]])], "")
    with CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")) as book:
        rows = [book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names]
    assert [len(row[0][0]) for row in rows] == [32_000, 1]


@pytest.mark.parametrize("said", ["=1+1", "  =HYPERLINK(1)", "\u3000@SUM", "\n+1", "-", "＝1"])
def test_no_text_becomes_a_formula_in_separated_values(tmp_path: Path, said: str) -> None:
    """Nor behind spaces, which some spreadsheets pass over."""
    write_tables(tmp_path / "out.csv", [Table("a", "", [[said, "-5", 12]])], "utf-8-sig")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        ((cell, number, count),) = list(csv.reader(file))
    assert cell == f"'{said}"
    assert (number, count) == ("-5", "12")
