"""The organisation as a workbook or a folder of CSV files: reading what people filled in, and the form to fill in."""

import csv
import io
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from storage.marked_yaml import Path as KeyPath
from storage.organisation_file import OrganisationFile, OrganisationMistake, read_organisation
from storage.organisation_sheets import (
    REMARK,
    ROLE_NAMES,
    SHEETS,
    Cell,
    Form,
    SheetForm,
    Table,
    cells_of,
    locate_in,
    organisation_in,
)

_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"})
_FILLED_TO = 2000
_ABOUT = (
    ("怎么填", "每张表第一行是列名，不要改；第二行起带※的是说明和例子，不读，可以删。从下面空行填起。"),
    ("编码和电话", "这些列已设成文本。从别处粘贴请用“只粘贴值”，否则表格会把编码变成6.21221E+11，把开头的0去掉。"),
    ("多个值", "别名、小组、地标、事项，一格里写几个，用、隔开。"),
    ("日期", "写2026-11-23。"),
    ("岗位", "从列表里选。一个人管几处，就写几行。监督员不能管自己干的事。"),
    ("先看后装", "shuoshi org import 文件 先看会改什么、有什么毛病；加 --yes 才装。装错了：shuoshi org restore。"),
)


class Source:
    """A file or folder with an organisation, whatever its form."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: Sequence[Table] | None = None

    def read(self) -> OrganisationFile:
        """The organisation in it. Raises OrganisationMistake with all mistakes."""
        if not self.path.exists():
            raise OrganisationMistake([f"{self.path}: there is no such file; check its name and folder"])
        if self.path.is_dir():
            self._tables = _folder(self.path)
        elif self.path.suffix.lower() in _WORKBOOKS:
            self._tables = _workbook(self.path)
        elif self.path.suffix.lower() == ".csv":
            raise OrganisationMistake(
                [f"{self.path}: one table is not the whole organisation; name the folder in which all of them lie"]
            )
        else:
            return read_organisation(self.path)
        return organisation_in(self._tables, str(self.path))

    def place(self, path: KeyPath) -> str:
        """Where something stands in it, in words; "" where its form has no places."""
        if self._tables is None:
            return ""
        return locate_in(self._tables, str(self.path), path)


def _workbook(path: Path) -> list[Table]:
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
            ]
            return [
                Table(name, f"{path.name}, sheet {name}", [[_plain(cell) for cell in row] for row in _rows(book, name)])
                for name in shown
            ]
    except OSError as failure:
        why = failure.strerror or type(failure).__name__
        raise OrganisationMistake([f"{path}: cannot be read ({why}); check who may read it"]) from None
    except CalamineError as failure:
        # a password, or a page of a web site with the name of a workbook
        said = str(failure).splitlines()[0][:120]
        raise OrganisationMistake(
            [f"{path}: this is no workbook that can be read ({said}); save it anew as .xlsx, without a password"]
        ) from None


def _rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _plain(cell: Any) -> Cell:
    # a time of day is no value of any column; as a text it is named as it looks
    return str(cell) if isinstance(cell, time) else cell


def _folder(folder: Path) -> list[Table]:
    tables, problems = [], []
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() != ".csv":
            continue
        try:
            text = _decoded(file.read_bytes())
        except (OSError, UnicodeDecodeError):
            problems.append(f"{file}: cannot be read as text; save it as CSV UTF-8")
            continue
        tables.append(Table(file.stem, file.name, list(csv.reader(io.StringIO(text, newline="")))))
    if problems:
        raise OrganisationMistake(problems)
    if not tables:
        raise OrganisationMistake([f"{folder}: no .csv file lies in it; one for each of {_names()}"])
    return tables


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # what a spreadsheet in Chinese writes unless it is told otherwise
        return content.decode("gb18030")


def _names() -> str:
    return ", ".join(form.key for form in SHEETS)


# ---- the form to fill in ------------------------------------------------------------------------------------------


def write_template(path: Path, organisation: OrganisationFile | None = None) -> None:
    """A workbook to fill in, with explanations and lists to choose from; with what is there already where given."""
    filled = {form.key: rows for form, rows in cells_of(organisation)} if organisation is not None else {}
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "num_format": "@"}),
        "remark": book.add_format({"italic": True, "font_color": "#808080", "text_wrap": True, "num_format": "@"}),
        # text from the start, so that a code stays a code
        "cell": book.add_format({"num_format": "@"}),
        "wide": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 16, formats["wide"])
    about.set_column(1, 1, 100, formats["wide"])
    lines = [*_ABOUT, *((f"{form.title} {form.key}", form.means) for form in SHEETS)]
    for row, (name, what) in enumerate(lines):
        about.write_string(row, 0, name)
        about.write_string(row, 1, what)
    for form in SHEETS:
        _sheet(book, form, formats, filled.get(form.key, []))
    book.close()


def _sheet(
    book: xlsxwriter.Workbook, form: SheetForm, formats: dict[str, object], rows: Sequence[Sequence[str]]
) -> None:
    sheet = book.add_worksheet(form.key)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, max(18, len(column.example) + 4), formats["cell"])
        sheet.write_string(0, place, column.key, formats["head"])
        sheet.write_comment(0, place, f"{column.title}：{column.means}")
        sheet.write_string(1, place, f"{REMARK if place == 0 else ''}{column.title}：{column.means}", formats["remark"])
        sheet.write_string(
            2, place, f"{REMARK}例 {column.example}" if place == 0 else column.example, formats["remark"]
        )
        if column.form is Form.ROLE:
            sheet.data_validation(
                3, place, _FILLED_TO, place,
                {
                    "validate": "list", "source": list(ROLE_NAMES.values()), "error_title": "岗位",
                    "error_message": "请从列表里选。",
                },
            )  # fmt: skip
        elif column.of is not None:
            sheet.data_validation(
                3, place, _FILLED_TO, place,
                {
                    "validate": "list", "source": f"={column.of[0]}!$A$4:$A${_FILLED_TO}", "error_type": "warning",
                    "error_title": column.title, "error_message": f"{column.of[0]}表里还没有它。",
                },
            )  # fmt: skip
    for number, row in enumerate(rows, 3):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell, formats["cell"])
