"""A report as a workbook: a sheet for each part, charts beside their numbers, definitions and tickets in every row."""

import re
from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from handlers.reports.figures import Figure, Unit
from handlers.reports.report import Chart, Report, Section, Table

#: a cell holds no more than 32,767 characters
_LONGEST_CELL = 32_000
_HEADINGS = ("项", "读作", "数", "单位", "分子", "分母", "n", "怎么数的", "哪几件", "总共哪几件")
_WIDTHS = (22, 18, 10, 8, 8, 8, 8, 60, 40, 40)


class _Pen:
    """Writes down a sheet, row after row. Texts are never formulas, whatever they begin with."""

    def __init__(self, sheet: Worksheet, bold: Format, wrapped: Format) -> None:
        self.sheet = sheet
        self._bold = bold
        self._wrapped = wrapped
        self.row = 0

    def line(self, *cells: str | float | None, bold: bool = False) -> None:
        """One row."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self.sheet.write_string(self.row, column, cell[:_LONGEST_CELL], self._bold if bold else self._wrapped)
            elif cell is not None:
                self.sheet.write_number(self.row, column, cell)
        self.row += 1

    def gap(self) -> None:
        """An empty row."""
        self.row += 1


def report_workbook(report: Report) -> bytes:
    """The workbook; the same report gives the same bytes."""
    held = BytesIO()
    book = Workbook(held, {"in_memory": True})
    book.set_properties({"title": f"{report.township} {report.title}", "created": report.at.replace(tzinfo=None)})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    cover = _Pen(book.add_worksheet("说明"), bold, wrapped)
    cover.sheet.set_column(0, 0, 90)
    for text in (f"{report.township} {report.title}", f"时段：{report.period.name}", f"做表时刻 T：{report.at_words}"):
        cover.line(text, bold=True)
    for note in report.footnotes:
        cover.line(note)
    taken: set[str] = {"说明"}
    for section in report.sections:
        name = sheet_name(section.title, taken)
        _section(book, _Pen(book.add_worksheet(name), bold, wrapped), name, section)
    book.close()
    return held.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A title as the name of a sheet, another one than those in `taken`, to which it is added."""
    name = re.sub(r"[\[\]:*?/\\']", " ", title)[:28].strip() or "表"
    while name in taken:
        name += "′"
    taken.add(name)
    return name


def _section(book: Workbook, pen: _Pen, name: str, section: Section) -> None:
    for column, width in enumerate(_WIDTHS):
        pen.sheet.set_column(column, column, width)
    for sentence in section.sentences:
        pen.line(sentence)
    if section.figures:
        pen.line(*_HEADINGS, bold=True)
        for figure in section.figures:
            pen.line(*_cells(figure))
        pen.gap()
    for entry in section.entries:
        pen.line(f"{entry.ticket}号", entry.title, entry.where, None, None, None, None, entry.state, entry.asked)
    for table in section.tables:
        _table(pen, table)
    for chart in section.charts:
        _chart(book, pen, name, chart)


def _cells(figure: Figure) -> Sequence[str | float | None]:
    return (
        figure.name,
        figure.shown,
        figure.value,
        figure.unit.value if figure.unit is not Unit.SHARE else "比例",
        figure.numerator,
        figure.denominator,
        figure.n,
        figure.definition,
        _numbers(figure.tickets),
        _numbers(figure.out_of),
    )


def _numbers(tickets: Sequence[int]) -> str:
    text = "、".join(map(str, tickets))
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 20]}…共{len(tickets)}件"


def _table(pen: _Pen, table: Table) -> None:
    pen.line(table.title, bold=True)
    if table.note:
        pen.line(table.note)
    pen.line(*table.headings, bold=True)
    for name, cells in table.rows:
        pen.line(name, *(_in_table(cell) for cell in cells))
    pen.gap()
    opened = [cell for _, cells in table.rows for cell in cells if isinstance(cell, Figure)]
    if opened:
        pen.line(*_HEADINGS, bold=True)
        for figure in opened:
            pen.line(*_cells(figure))
        pen.gap()


def _in_table(cell: Figure | str) -> str | float:
    if isinstance(cell, str):
        return cell
    whole = cell.unit not in (Unit.SHARE, Unit.HOURS) and cell.value is not None
    return float(cell.value) if whole and cell.value is not None else cell.shown


def _chart(book: Workbook, pen: _Pen, name: str, chart: Chart) -> None:
    if not chart.labels:
        return
    pen.line(chart.title, bold=True)
    first = pen.row
    for label, value in zip(chart.labels, chart.values, strict=True):
        pen.line(label, value)
    last = pen.row - 1
    drawn = book.add_chart({"type": "column" if chart.through_time else "bar"})
    drawn.add_series(
        {
            "name": f"{chart.title}（{chart.unit}）",
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 1, last, 1],
            "data_labels": {"value": True, "num_format": "0.0" if chart.unit == "%" else "0"},
        }
    )
    drawn.set_title({"name": chart.title})
    drawn.set_legend({"none": True})
    if not chart.through_time:
        drawn.set_y_axis({"reverse": True})
    pen.sheet.insert_chart(first, 3, drawn, {"description": f"{chart.title}。{chart.description}"})
    pen.row = max(pen.row, first + 16)
