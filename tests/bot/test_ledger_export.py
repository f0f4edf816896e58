"""`shuoshi ledger`: files that open as they should, appear whole or not at all, and cost no memory for being long."""

import asyncio
import contextlib
import csv
import json
import random
import sqlite3
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from bench.ledger_export import export
from bot.__main__ import app
from bot.demonstration import demonstration_township
from bot.ledger_files import CsvTable, Workbook, in_place
from bot.organisation_loading import load_organisation
from bot.privileged_reads import NoReason
from handlers.ledger_sheet import COLUMNS, Cell
from storage.database import Database
from storage.vault import Vault, new_master_key
from tests.builders import NOW, VILLAGE, a_message, a_ticket

TRICKS = [
    "=1+1", "+8613800000000", "-1", "@SUM(A1)", "\t=1+1", "  =HYPERLINK(\"http://x\")", "＝1+1", "＋1", "\ud83d",
    "a\0b", "普通的话", "", "https://example.invalid/", "长" * 40000,
]  # fmt: skip


def a_workbook(path: Path, rows: Sequence[Sequence[Cell]], **options: int) -> Path:
    """A workbook of these rows; the first column of each is given, the rest is filled."""
    book = Workbook(
        path, COLUMNS, title="台账 & 说事", about=[("范围", "全部")], folder=path.parent,
        made_at=datetime(2026, 11, 24, tzinfo=UTC), **options,
    )  # fmt: skip
    for row in rows:
        book.write(row)
    book.close()
    return path


def a_row(number: int = 1, said: str = "") -> list[Cell]:
    """One row with a text where texts stand."""
    values: dict[str, Cell] = {
        "编号": number, "登记时间": datetime.fromisoformat("2026-11-23T10:05"), "过程摘要": said,
        "原定期限": date(2026, 11, 26),
    }  # fmt: skip
    return [values.get(column.title) for column in COLUMNS]


def test_no_text_becomes_a_formula_in_a_workbook(tmp_path: Path) -> None:
    """Whatever was typed stays text, also a link; what cannot be written is replaced."""
    path = a_workbook(tmp_path / "l.xlsx", [a_row(number, said) for number, said in enumerate(TRICKS)])
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    found = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("台账").to_python()
    place = [column.title for column in COLUMNS].index("过程摘要")
    assert found[1][place] == "=1+1"
    assert found[2][place] == "+8613800000000"
    assert len(str(found[14][place])) == 32000


def test_a_workbook_is_ready_to_be_read_and_printed(tmp_path: Path) -> None:
    """Header frozen and repeated on paper, filters, widths, A4 across, real dates in Chinese form."""
    path = a_workbook(tmp_path / "l.xlsx", [a_row(7)])
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        book = parts.read("xl/workbook.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:U2"/>' in sheet
    assert "Print_Titles" in book
    assert "年" in styles
    assert "台账 &amp;&amp; 说事" in sheet
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("台账").to_python()
    assert rows[1][:2] == [7.0, datetime.fromisoformat("2026-11-23T10:05")]
    assert date(2026, 11, 26) in [cell.date() if isinstance(cell, datetime) else cell for cell in rows[1]]


def test_what_one_sheet_cannot_hold_goes_on_in_the_next(tmp_path: Path) -> None:
    """Spreadsheets end at a million rows; each sheet has its header and filters."""
    path = a_workbook(tmp_path / "l.xlsx", [a_row(number) for number in range(1, 8)], most_rows=4)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["台账", "台账2", "台账3", "说明"]
    numbers = [row[0] for name in book.sheet_names[:3] for row in book.get_sheet_by_name(name).to_python()[1:]]
    assert numbers == [1, 2, 3, 4, 5, 6, 7]


def test_no_text_becomes_a_formula_in_separated_values() -> None:
    """A spreadsheet that opens the file sees a text that begins with an apostrophe."""
    file = StringIO()
    table = CsvTable(file, COLUMNS)
    for number, said in enumerate(TRICKS):
        table.write(a_row(number, said))
    assert file.getvalue().startswith("\ufeff编号,")
    rows = list(csv.DictReader(StringIO(file.getvalue().removeprefix("\ufeff"))))
    for row, said in zip(rows, TRICKS, strict=True):
        if said.strip(" \t")[:1] in tuple("=+-@＝＋－＠"):
            assert row["过程摘要"].startswith("'")
    assert rows[10]["过程摘要"] == "普通的话"
    assert rows[0]["登记时间"] == "2026-11-23 10:05"
    assert rows[0]["原定期限"] == "2026-11-26"


def test_a_file_takes_its_place_whole_or_not_at_all(tmp_path: Path) -> None:
    """What was there before is still there when writing fails, and nothing lies about."""
    path = tmp_path / "台账.csv"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), in_place(path) as part:
        part.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "before"
    with in_place(path) as part:
        part.write_text("after", encoding="utf-8")
        assert part.stat().st_mode & 0o077 == 0
    assert path.read_text(encoding="utf-8") == "after"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and a database of three tickets."""
    key = new_master_key()
    monkeypatch.setenv("SHUOSHI_MASTER_KEY", key)
    (tmp_path / "data").mkdir()
    (tmp_path / "config.yaml").write_text("data_dir: data\ndemonstration: true\n", encoding="utf-8")
    asyncio.run(filed(a_database(tmp_path, key)))
    return tmp_path


def a_database(folder: Path, key: str) -> Database:
    """The database of such a folder."""
    url = f"sqlite:///{folder}/data/shuoshi.sqlite3"
    return Database(url, Vault(key), "621221108", random.Random(1).getrandbits)


async def filed(database: Database) -> None:
    """Three tickets and their history, written by the program's own storage."""
    await database.upgrade()
    await load_organisation(database, demonstration_township(), "try")
    async with database.ledger() as ledger:
        reporter = await ledger.people.meet(a_message(), VILLAGE)
        for _ in range(3):
            ticket = a_ticket(await ledger.tickets.next_number(), owner="p041")
            ledger.tickets.add(ticket, reporter, "路灯不亮", "villager", NOW)
        await ledger.commit()
    await database.close()


def command(folder: Path, *words: str) -> Result:
    """The command line as an operator types it."""
    return CliRunner().invoke(app, ["--config", str(folder / "config.yaml"), *words])


def test_the_command_as_an_operator_types_it(folder: Path) -> None:
    """Formats by name or by file, a period, an area."""
    lines = command(folder, "ledger", "export")
    assert lines.exit_code == 0, lines.stderr
    assert [json.loads(line)["number"] for line in lines.stdout.splitlines()] == [1, 2, 3]
    out = folder / "台账.xlsx"
    written = command(folder, "ledger", "export", "--out", str(out), "--from", "2026-11-23", "--to", "2026-11-23")
    assert written.exit_code == 0, written.stderr
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("台账").to_python()
    assert [row[0] for row in rows[1:]] == [1, 2, 3]
    assert "张婶" not in str(rows)
    piped = command(folder, "ledger", "export", "--format", "xlsx")
    assert piped.stdout_bytes.startswith(b"PK")
    later = command(folder, "ledger", "export", "--format", "csv", "--from", "2026-11-24")
    assert later.stdout_bytes.decode().split("\r\n") == ["\ufeff" + ",".join(c.title for c in COLUMNS), ""]
    assert len(command(folder, "ledger", "export", "--area", VILLAGE).stdout.splitlines()) == 3


def test_names_want_a_reason_and_the_reason_is_kept(folder: Path) -> None:
    """Nothing is shown for a reason that says nothing; JSON lines never hold a name."""
    kept = folder / "data" / "privileged-reads.jsonl"
    mute = command(folder, "ledger", "export", "--format", "csv", "--with-names", "x")
    assert isinstance(mute.exception, NoReason)
    assert mute.stdout == ""
    assert command(folder, "ledger", "export", "--with-names", "核对十一月的回访").exit_code == 2
    assert not kept.exists()
    named = command(folder, "ledger", "export", "--format", "csv", "--with-names", "核对十一月的回访")
    assert "张婶" in named.stdout
    (line,) = kept.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["reason"] == "核对十一月的回访"
    assert "张婶" not in line


def test_what_cannot_be_exported_is_said_in_a_sentence(folder: Path) -> None:
    """An unknown area, days the wrong way round, a folder that is not there."""
    unknown = command(folder, "ledger", "export", "--area", "621221108299")
    assert "there is no such area" in str(unknown.exception)
    turned = command(folder, "ledger", "export", "--from", "2026-11-24", "--to", "2026-11-23")
    assert "exchange the two" in str(turned.exception)
    nowhere = command(folder, "ledger", "export", "--out", str(folder / "no" / "l.csv"))
    assert nowhere.exit_code == 1
    assert "cannot be written" in nowhere.stderr


def test_verifying_sees_a_changed_line_and_a_ticket_taken_out(folder: Path) -> None:
    """Exit 1, with the number; numbers are given without gaps."""
    whole = command(folder, "ledger", "verify")
    assert (whole.exit_code, whole.stdout.strip()) == (0, "3 tickets verified, 0 broken, 0 missing")
    with contextlib.closing(sqlite3.connect(folder / "data" / "shuoshi.sqlite3")) as database, database:
        database.execute("UPDATE move SET reason = 'changed' WHERE ticket = 1")
        for table, key in (("move", "ticket"), ("voice", "ticket"), ("ticket", "number")):
            database.execute(f"DELETE FROM {table} WHERE {key} = 3")
    broken = command(folder, "ledger", "verify")
    assert broken.exit_code == 1
    assert "ticket 1: the history does not fit from line 1 on" in broken.stdout
    assert "ticket 3: is missing" in broken.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the high water mark is asked of Linux")
def test_ten_times_the_tickets_cost_no_more_memory(tmp_path: Path) -> None:
    """The export as a whole process: 5,000 tickets within a quarter more than 500 (`make bench` measures 200,000)."""
    peaks = []
    for count in (500, 5_000):
        folder = tmp_path / str(count)
        folder.mkdir()
        peaks.append(export(folder, count).peak)
    assert peaks[1] < peaks[0] * 1.25
