"""`shuoshi org`: from a workbook, a folder or YAML; every problem at once; all or nothing; and back again."""

import asyncio
import random
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.demonstration import demonstration_township
from bot.organisation_loading import file_of, load_organisation
from bot.organisation_tables import Source, write_template
from storage.database import Database
from storage.lifecycle import MoveName
from storage.organisation import Role
from storage.organisation_changes import changes_between
from storage.organisation_file import OrganisationFile, OrganisationMistake, parse_organisation, write_organisation
from storage.organisation_sheets import SHEETS, cells_of, letter
from storage.vault import Vault, new_master_key
from tests.builders import NOW, VILLAGE, a_message, a_ticket
from tests.stage import ORGANISATION

Rows = Sequence[Sequence[Any]]


def the_organisation() -> OrganisationFile:
    """One village of two grids; see `tests/stage.py`."""
    return parse_organisation(ORGANISATION, "stage")


def sheets_of(file: OrganisationFile) -> dict[str, list[list[Any]]]:
    """The file as sheets of texts, with their headings."""
    return {form.key: [[column.key for column in form.columns], *map(list, rows)] for form, rows in cells_of(file)}


def a_workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """These sheets as a workbook; numbers stay numbers, dates dates."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, place, cell)
                else:
                    sheet.write_string(number, place, cell)
    book.close()
    return path


def problems_of(path: Path) -> list[str]:
    """What is wrong with a file or folder."""
    with pytest.raises(OrganisationMistake) as caught:
        Source(path).read()
    return caught.value.problems


# ---- reading --------------------------------------------------------------------------------------------------------


def test_a_workbook_says_the_same_as_the_file(tmp_path: Path) -> None:
    """Whatever stands in the file comes back from the sheets, the whole demonstration township too."""
    for file in (the_organisation(), demonstration_township()):
        assert Source(a_workbook(tmp_path / "o.xlsx", sheets_of(file))).read() == file


def test_a_folder_of_separated_values_says_the_same(tmp_path: Path) -> None:
    """In UTF-8 with its mark, and as a spreadsheet in Chinese saves it; file names in Chinese too."""
    file = the_organisation()
    for encoding in ("utf-8-sig", "gb18030"):
        for form, rows in cells_of(file):
            name = form.title if encoding == "gb18030" else form.key
            lines = [",".join(column.title for column in form.columns), *(",".join(row) for row in rows)]
            (tmp_path / f"{name}.csv").write_text("\r\n".join(lines), encoding=encoding)
        assert Source(tmp_path).read() == file
        for path in tmp_path.iterdir():
            path.unlink()


def test_the_template_is_a_form_that_explains_itself(tmp_path: Path) -> None:
    """A sheet for each key, lists for roles, explanations that are not read; filled in it comes back."""
    empty = tmp_path / "empty.xlsx"
    write_template(empty)
    with zipfile.ZipFile(empty) as parts:
        book = parts.read("xl/workbook.xml").decode()
        sheets = {name: parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name}
    assert all(f'name="{form.key}"' in book for form in SHEETS)
    assert "说明" in book
    assert any("<dataValidation " in text and "网格员" in text for text in sheets.values())
    (problem,) = problems_of(empty)
    assert "township" in problem
    filled = tmp_path / "filled.xlsx"
    write_template(filled, demonstration_township())
    assert Source(filled).read() == demonstration_township()


def test_what_spreadsheets_do_to_numbers_is_undone_where_it_can_be(tmp_path: Path) -> None:
    """Codes and phones as numbers, dates as dates, signs in full width, apostrophes, lists in one cell."""
    sheets = sheets_of(the_organisation())
    sheets["villages"][1] = [621221108201, "上河村", "上河", "一组，二组"]
    sheets["grids"][1] = [621221108201001.0, "上河村一组网格", "６２１２２１１０８２０１", "一组 村口；戏台"]
    sheets["people"][1] = ["p01", "王建军", 13900000001, "officer-1"]
    sheets["people"][2] = ["'p02", "李桂花", "１３９００００００２", "officer-2"]
    sheets["posts"][1] = ["p01", "网格员", 621221108201001, "供电用电、lighting"]
    sheets["roster"] += [[date(2026, 11, 23), "p07", ""], ["2026年11月24日", "p07", ""], [46351, "p07", ""]]
    file = Source(a_workbook(tmp_path / "o.xlsx", sheets)).read()
    assert file.villages == the_organisation().villages
    assert file.grids[0] == the_organisation().grids[0]
    assert file.people[:2] == (
        the_organisation().people[0].model_copy(update={"phone": "13900000001"}),
        the_organisation().people[1].model_copy(update={"id": "p02", "phone": "1390000002"}),
    )
    assert file.posts[0].role is Role.GRID_OFFICER
    assert file.posts[0].topics == ("power", "lighting")
    assert [shift.on.day for shift in file.roster] == [23, 24, 25]


def test_every_problem_is_named_at_once_with_its_cell(tmp_path: Path) -> None:
    """What has been lost or makes no sense: sheet, row and column, and how to mend it."""
    sheets = sheets_of(the_organisation())
    sheets["villages"].append(["6.21221E+11", "下河村"])
    sheets["grids"].append([6212211082010010.0, "三组网格", "621221108201", ""])
    sheets["people"] += [
        ["p01", "重名", "13900000009", ""],
        ["p08", "座机", 9391234567, ""],
        ["p09", "马虎", "电话", ""],
        ["p10", "", "13900000010", ""],
    ]
    sheets["posts"] += [
        ["p01", "网格员", "621221108201001", ""],
        ["p02", "网个员", "621221108201001", ""],
        ["p02", "网格员", "621221108201009", ""],
        ["p99", "网格员", "621221108201001", ""],
    ]
    sheets["roster"] += [["11月23日", "p07", ""], ["2026-02-30", "p07", ""]]
    sheets["codes"][0][2] = "plaze"
    sheets["peopel"] = [["id"]]
    problems = problems_of(a_workbook(tmp_path / "组织.xlsx", sheets))
    said = "\n".join(problems)
    for place, what in (
        ("sheet villages, row 3, column A (编码 code)", "rounded the code to 6.21221E+11"),
        ("sheet grids, row 4, column A (编码 code)", "keeps 15 digits"),
        ("sheet people, row 9, column A (编号 id)", "stands twice"),
        ("sheet people, row 10, column C (电话 phone)", "lost its leading 0"),
        ("sheet people, row 11, column C (电话 phone)", "is not a phone number"),
        ("sheet people, row 12, column B (姓名 name)", "is empty; fill in the cell"),
        ("sheet posts, row 9", "holds this role in this area already"),
        ("sheet posts, row 10, column B (岗位 role)", "'网个员' is not known here"),
        ("sheet posts, row 11, column C (管哪里 area)", "there is no area '621221108201009'"),
        ("sheet posts, row 12, column A (人员编号 person)", "there is no person 'p99'"),
        ("sheet roster, row 2, column A (日期 date)", "is not a date; write 2026-11-23"),
        ("sheet roster, row 3, column A (日期 date)", "there is no day 2026-02-30"),
        ("sheet codes, row 1, column C", "no column is called 'plaze' here; did you mean 'place'?"),
        ("sheet peopel", "no such sheet; did you mean 'people'?"),
    ):
        assert any(place in problem and what in problem for problem in problems), f"{place}: {what}\n\n{said}"


def test_what_is_no_organisation_is_said_in_a_sentence(tmp_path: Path) -> None:
    """A file that is not there, a text that calls itself a workbook, one table alone, an empty folder."""
    assert "no such file" in problems_of(tmp_path / "none.xlsx")[0]
    (tmp_path / "text.xlsx").write_text("这不是表格", encoding="utf-8")
    assert "no workbook that can be read" in problems_of(tmp_path / "text.xlsx")[0]
    (tmp_path / "people.csv").write_text("id,name", encoding="utf-8")
    assert "name the folder" in problems_of(tmp_path / "people.csv")[0]
    (tmp_path / "empty").mkdir()
    assert "no .csv file" in problems_of(tmp_path / "empty")[0]


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    """A to Z, then AA."""
    assert [letter(place) for place in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


def test_what_changed_is_found_by_key() -> None:
    """A person with another phone is changed, not gone and new; order does not matter."""
    before = the_organisation()
    people = (*before.people[:0:-1], before.people[0].model_copy(update={"phone": "13900000099"}))
    changed = before.model_copy(update={"people": people[1:], "posts": before.posts[:-1]})
    found = [(change.sheet.key, change.sign, change.said) for change in changes_between(before, changed)]
    assert found == [
        ("people", "-", "p07 值班马 13900000007 duty"),
        ("people", "~", "p01 phone: 13900000001 → 13900000099"),
        ("posts", "-", "p07 duty_leader 621221108"),
    ]
    assert changes_between(before, before) == []


# ---- the command ----------------------------------------------------------------------------------------------------


class Office:
    """A configuration, a database with the organisation of the stage, and the command line."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder, self.key = folder, key
        (folder / "org.yaml").write_text(write_organisation(the_organisation()), encoding="utf-8")
        (folder / "config.yaml").write_text("data_dir: data\norganisation: org.yaml\n", encoding="utf-8")
        (folder / "data").mkdir()

    def database(self) -> Database:
        """The database of the folder."""
        url = f"sqlite:///{self.folder}/data/shuoshi.sqlite3"
        return Database(url, Vault(self.key), "621221108", random.Random(1).getrandbits)

    async def begin(self) -> None:
        """The organisation loaded, and one ticket in the hands of the first grid officer."""
        database = self.database()
        await database.upgrade()
        await load_organisation(database, the_organisation(), None)
        async with database.ledger() as ledger:
            ticket = a_ticket(await ledger.tickets.next_number(), owner="p01", grid=f"{VILLAGE}001")
            ledger.tickets.add(ticket, await ledger.people.meet(a_message(), VILLAGE), "路灯不亮", "villager", NOW)
            ledger.tickets.move(ticket, MoveName.DISPATCH, actor="system", at=NOW, detail={"owner": "p01"})
            await ledger.commit()
        await database.close()

    async def present(self) -> OrganisationFile:
        """What the tables hold."""
        database = self.database()
        async with database.reading() as ledger:
            found = file_of(await ledger.people.read_organisation(await ledger.people.generation()))
        await database.close()
        return found

    def command(self, *words: str) -> Result:
        """As an operator types it."""
        return CliRunner().invoke(app, ["--config", str(self.folder / "config.yaml"), "org", *words])


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office of a township with one ticket."""
    key = new_master_key()
    monkeypatch.setenv("SHUOSHI_MASTER_KEY", key)
    office = Office(tmp_path, key)
    asyncio.run(office.begin())
    return office


def names(file: OrganisationFile) -> list[str]:
    """Who is in it."""
    return [person.name for person in file.people]


def test_a_dry_run_says_what_would_change_and_changes_nothing(office: Office) -> None:
    """People, posts, and the ticket of somebody who leaves."""
    sheets = sheets_of(the_organisation())
    sheets["people"] = [row for row in sheets["people"] if row[0] != "p01"] + [["p08", "新来", "13900000008", "new"]]
    sheets["posts"][1] = ["p08", "网格员", "621221108201001", ""]
    path = a_workbook(office.folder / "new.xlsx", sheets)
    said = office.command("import", str(path))
    assert said.exit_code == 0, said.output
    assert "people (人员): new 1, gone 1" in said.stdout
    assert "+ p08 新来 13900000008 new" in said.stdout
    assert "- p01 王建军 13900000001 officer-1" in said.stdout
    assert "open tickets that change hands: 1\n  1 路灯维修: 王建军 p01 → 新来 p08" in said.stdout
    assert "nothing was changed" in said.stdout
    assert "王建军" in names(asyncio.run(office.present()))


def test_loading_keeps_the_one_before_and_restore_brings_it_back(office: Office) -> None:
    """And twice undoes it; an export can be imported again."""
    sheets = sheets_of(the_organisation())
    sheets["people"][1][1] = "王建设"
    path = a_workbook(office.folder / "new.xlsx", sheets)
    assert office.command("import", str(path), "--yes").exit_code == 0
    assert names(asyncio.run(office.present()))[0] == "王建设"
    out = office.folder / "kept.yaml"
    assert office.command("export", str(out)).exit_code == 0
    assert office.command("restore", "--dry-run").exit_code == 0
    assert names(asyncio.run(office.present()))[0] == "王建设"
    back = office.command("restore")
    assert "~ p01 name: 王建设 → 王建军" in back.stdout
    assert names(asyncio.run(office.present()))[0] == "王建军"
    # a file knows accounts that the tables do not, where no channel is configured
    assert Source(out).read().people[0].chat == "officer-1"
    assert office.command("restore").exit_code == 0
    assert names(asyncio.run(office.present()))[0] == "王建设"
    assert office.command("import", str(out)).stdout.splitlines()[1] == "nothing would change"


def test_with_a_problem_nothing_is_changed(office: Office) -> None:
    """All or nothing, also with --yes: a supervisor of himself, deputies in a circle, another township."""
    sheets = sheets_of(the_organisation())
    sheets["people"][1][1] = "王建设"
    sheets["posts"].append(["p05", "网格长", "621221108201", ""])
    sheets["deputies"] += [
        ["p01", "p02", "2026-11-25", "2026-11-30"],
        ["p02", "p01", "2026-11-25", "2026-11-30"],
    ]
    path = a_workbook(office.folder / "new.xlsx", sheets)
    refused = office.command("import", str(path), "--yes")
    assert isinstance(refused.exception, OrganisationMistake)
    said = "\n".join(refused.exception.problems)
    assert "sheet posts, row 6" in said
    assert "supervises what they manage" in said
    assert "sheet deputies, row 2, column B (谁代 deputy)" in said
    assert "runs in a circle" in said
    other = a_workbook(office.folder / "other.xlsx", sheets_of(the_organisation()) | {
        "township": [["code", "name"], ["621221109", "别的镇"]], "posts": [], "codes": [], "chats": [],
    })  # fmt: skip
    assert isinstance(office.command("import", str(other), "--yes").exception, OrganisationMistake)
    assert names(asyncio.run(office.present()))[0] == "王建军"


def test_gaps_are_warned_about_and_loaded(office: Office) -> None:
    """Nobody with the duty, no officer in a grid: to be known, each with its place."""
    sheets = sheets_of(the_organisation())
    sheets["posts"] = [row for row in sheets["posts"] if row[1] not in ("网格员", "网格长")]
    said = office.command("import", str(a_workbook(office.folder / "new.xlsx", sheets)), "--yes")
    assert said.exit_code == 0
    assert "gap: new.xlsx, sheet grids, row 2: 上河村一组网格: neither a grid_officer" in said.stdout


def test_there_is_nothing_to_bring_back_after_the_first(office: Office) -> None:
    """Said in a sentence."""
    assert "nothing to bring back" in str(office.command("restore").exception)


async def test_every_organisation_is_kept_for_a_while(database: Database) -> None:
    """The last ten; sealed, since they hold names and phones."""
    from sqlalchemy import text

    for number in range(13):
        file = the_organisation()
        people = (file.people[0].model_copy(update={"name": f"第{number}人"}), *file.people[1:])
        await load_organisation(database, file.model_copy(update={"people": people}), "rehearsal")
    async with database.reading() as ledger:
        assert list(await ledger.kept_organisations.generations()) == list(range(13, 3, -1))
    async with database.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT text FROM kept_organisation"))).scalars().all()
    assert all("13900000001" not in str(row) and b"13900000001" not in bytes(row) for row in rows)
