"""The ledger's table as a file: a workbook, or comma-separated values. Row by row, so its size costs no memory.

What people typed stays text: nothing in a cell is ever a formula, in whichever program it is opened.
"""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Protocol

import xlsxwriter

from handlers.ledger_sheet import Cell, Column, Kind

#: rows of one sheet, the header included; more go on in the next sheet
MOST_ROWS = 1_048_576
#: what a cell of a workbook holds at most
_LONGEST = 32_000
_A4 = 9
#: a text that begins so is a formula to some spreadsheet, also in full width
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DAY, _INSTANT = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"d"日" hh:mm'


class Sheet(Protocol):
    """A table that is being written."""

    def write(self, row: Sequence[Cell]) -> None:
        """One more row."""
        ...


@contextmanager
def in_place(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when everything went well, and is gone when not.

    What it holds is for its maker alone, and so are the pieces that are written beside it meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        part = Path(folder) / path.name
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.close(descriptor)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)


class CsvTable:
    """Comma-separated values as spreadsheets in Chinese open them: UTF-8 with its mark, dates they recognise."""

    def __init__(self, file: IO[str], columns: Sequence[Column]) -> None:
        file.write("\ufeff")
        self._columns = columns
        self._writer = csv.writer(file)
        self._writer.writerow([column.title for column in columns])

    def write(self, row: Sequence[Cell]) -> None:
        """One more row."""
        self._writer.writerow([_as_text(cell) for cell in row])


def _as_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case str():
            return as_words(cell)
        case _:
            return str(cell)


def as_words(text: str) -> str:
    """A text for comma-separated values that no spreadsheet reckons with."""
    text = _storable(text)
    return f"'{text}" if text.lstrip(" \u3000").startswith(_FORMULA) else text


def _storable(text: str) -> str:
    # lone surrogates can be typed in a chat and written nowhere
    return text.encode("utf-8", "replace").decode().replace("\0", "")


class Workbook:
    """An XLSX file: a header that stays, filters, and a page that prints on A4 across with the header on each sheet.

    `folder` holds the rows until the file is closed. `about`: lines of the last sheet, which says what this is.
    """

    def __init__(
        self,
        path: Path,
        columns: Sequence[Column],
        *,
        title: str,
        about: Sequence[tuple[str, str]],
        folder: Path,
        made_at: datetime,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "tmpdir": str(folder), "default_date_format": _DAY}
        )
        self._book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
        self._columns, self._title, self._about, self._most_rows = columns, title, about, most_rows
        text = {"valign": "top", "text_wrap": True}
        self._header = self._book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "border": 1, "align": "center", **text}
        )
        self._formats = {
            Kind.TEXT: self._book.add_format(text),
            Kind.NUMBER: self._book.add_format({"valign": "top", "num_format": "0"}),
            Kind.INSTANT: self._book.add_format({"valign": "top", "num_format": _INSTANT}),
            Kind.DAY: self._book.add_format({"valign": "top", "num_format": _DAY}),
        }
        self._sheets = 0
        self._begin()

    def write(self, row: Sequence[Cell]) -> None:
        """One more row."""
        if self._row == self._most_rows:
            self._filter()
            self._begin()
        for place, (cell, column) in enumerate(zip(row, self._columns, strict=True)):
            self._write(place, cell, self._formats[column.kind])
        self._row += 1

    def close(self) -> None:
        """Put the file together."""
        self._filter()
        sheet = self._book.add_worksheet("说明")
        sheet.set_column(0, 0, 14, self._formats[Kind.TEXT])
        sheet.set_column(1, 1, 90, self._formats[Kind.TEXT])
        for number, (name, what) in enumerate(self._about):
            sheet.write_string(number, 0, name, self._header)
            sheet.write_string(number, 1, what, self._formats[Kind.TEXT])
        self._book.close()

    def _begin(self) -> None:
        self._sheets += 1
        sheet: Any = self._book.add_worksheet("台账" if self._sheets == 1 else f"台账{self._sheets}")
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        # & begins a code in a header, and is written twice to stand for itself
        sheet.set_header("&C" + self._title.replace("&", "&&"))
        sheet.set_footer("&C第 &P 页，共 &N 页")
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width)
        for place, column in enumerate(self._columns):
            sheet.write_string(0, place, column.title, self._header)
        self._sheet, self._row = sheet, 1

    def _filter(self) -> None:
        self._sheet.autofilter(0, 0, self._row - 1, len(self._columns) - 1)

    def _write(self, place: int, cell: Cell, form: Any) -> None:
        match cell:
            case None | "":
                return
            case str():
                # written as a string whatever it looks like: =1+1 stays four signs
                self._sheet.write_string(self._row, place, _storable(cell)[:_LONGEST], form)
            case datetime() | date():
                self._sheet.write_datetime(self._row, place, cell, form)
            case _:
                self._sheet.write_number(self._row, place, cell, form)
