"""What a report consists of, whatever it is printed on: sections of figures, tables, charts and plain sentences.

Everything hidden was hidden before it came here, so that no format can show more than another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.reports.figures import Figure
from handlers.reports.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of figures under headings; `headings[0]` stands over the rows' names."""

    id: str
    title: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Figure | str]]]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Numbers as bars, or as a line through time; the same numbers stand in a table beside it.

    None: hidden, or too few; no bar is drawn then.
    """

    id: str
    title: str
    description: str
    labels: Sequence[str]
    values: Sequence[float | None]
    unit: str
    through_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One matter of a list: by number, and in words for those who only lend a hand."""

    ticket: int
    title: str
    where: str
    state: str
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report."""

    id: str
    title: str
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    entries: Sequence[Entry] = ()
    sentences: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of one period, made at an instant."""

    period: Period
    at: datetime
    title: str
    township: str
    at_words: str
    sections: Sequence[Section]
    footnotes: Sequence[str] = field(default_factory=tuple)

    def figures(self) -> Iterator[Figure]:
        """Every figure, those in tables included."""
        for section in self.sections:
            yield from section.figures
            for table in section.tables:
                for _, cells in table.rows:
                    yield from (cell for cell in cells if isinstance(cell, Figure))

    def as_fields(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "report": self.period.kind.value,
            "of": self.period.label,
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "at": self.at.isoformat(),
            "title": self.title,
            "township": self.township,
            "sections": [_section(section) for section in self.sections],
            "footnotes": list(self.footnotes),
        }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "figures": [figure.as_fields() for figure in section.figures],
        "tables": [
            {
                "id": table.id,
                "title": table.title,
                "headings": list(table.headings),
                "rows": [
                    {"name": name, "cells": [cell if isinstance(cell, str) else cell.as_fields() for cell in cells]}
                    for name, cells in table.rows
                ],
                "note": table.note,
            }
            for table in section.tables
        ],
        "entries": [
            {
                "ticket": entry.ticket,
                "title": entry.title,
                "where": entry.where,
                "state": entry.state,
                "asked": entry.asked,
            }
            for entry in section.entries
        ],
        "sentences": list(section.sentences),
    }


def as_text(report: Report) -> Iterator[str]:
    """A report as lines of text, for a terminal or to be read out."""
    yield f"{report.township} {report.title}"
    yield f"时段：{report.period.name}；做表时刻 T={report.at_words}"
    for section in report.sections:
        yield ""
        yield f"【{section.title}】"
        yield from section.sentences
        for figure in section.figures:
            yield f"{figure.name}：{figure.shown}{_numbers(figure.tickets)}"
            yield f"    {figure.definition}"
        for table in section.tables:
            yield f"{table.title}{'（' + table.note + '）' if table.note else ''}"
            yield "  " + " | ".join(table.headings)
            for name, cells in table.rows:
                yield "  " + " | ".join((name, *(cell if isinstance(cell, str) else cell.shown for cell in cells)))
        for entry in section.entries:
            yield f"{entry.ticket}号 {entry.title}（{entry.where}）：{entry.state}"
            if entry.asked:
                yield f"    要定的：{entry.asked}"
    yield ""
    yield from report.footnotes


#: as many numbers as a line of text takes; all of them stand in JSON, in the page and in the workbook
_NUMBERS = 20


def _numbers(tickets: Sequence[int]) -> str:
    if not tickets:
        return ""
    more = f"…共{len(tickets)}件" if len(tickets) > _NUMBERS else ""
    return f"　〔{'、'.join(map(str, tickets[:_NUMBERS]))}{more}号〕"
