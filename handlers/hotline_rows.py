"""Rows of the hotline's table as people send it: which column is what, and what a cell says."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

Value = str | int | float | bool | date | datetime | time | timedelta | None


class Column(StrEnum):
    """What a column of the hotline's table holds."""

    NUMBER = "number"
    RECEIVED = "received"
    DUE = "due"
    WORDS = "words"
    PHONE = "phone"
    NAME = "name"
    PLACE = "place"
    # ours
    STATE = "state"
    CONTACTED = "contacted"
    RESULT = "result"
    ENDED = "ended"
    SATISFIED = "satisfied"
    OWN_NUMBER = "own_number"


#: how the columns are called, without spaces and brackets; the first is what we call it ourselves
NAMES: Mapping[Column, tuple[str, ...]] = {
    Column.NUMBER: (
        "工单编号", "工单号", "单号", "编号", "受理编号", "受理单号", "热线编号", "热线工单号", "服务单号", "事项编号",
    ),
    Column.RECEIVED: ("来电时间", "受理时间", "登记时间", "来电日期", "受理日期", "反映时间", "日期", "派单时间"),
    Column.DUE: (
        "办理期限", "办结期限", "截止时间", "截止日期", "要求办结时间", "办结时限", "办理时限", "到期时间", "期限",
        "限办时间", "回复期限", "反馈时限",
    ),
    Column.WORDS: (
        "诉求内容", "来电内容", "反映内容", "问题描述", "内容", "工单内容", "事项内容", "诉求", "问题内容",
        "主要内容", "反映问题",
    ),
    Column.PHONE: ("来电号码", "联系电话", "联系方式", "电话", "来电电话", "手机", "手机号", "电话号码", "回访电话"),
    Column.NAME: ("来电人", "姓名", "联系人", "诉求人", "反映人", "来电人姓名", "市民姓名"),
    Column.PLACE: ("事发地址", "地址", "地点", "事发地点", "问题地址", "诉求地址", "详细地址", "所属村", "区域"),
    Column.STATE: ("办理状态", "办理情况", "状态"),
    Column.CONTACTED: ("首次联系时间", "联系时间"),
    Column.RESULT: ("办理结果", "处理结果", "答复内容", "办理意见", "处理意见", "回复内容"),
    Column.ENDED: ("办结时间", "办结日期", "完成时间", "答复时间"),
    Column.SATISFIED: ("群众确认", "是否满意", "满意度", "回访结果"),
    Column.OWN_NUMBER: ("说事编号",),
}  # fmt: skip
_COLUMN_OF = {name: column for column, names in NAMES.items() for name in names}
OURS = (Column.STATE, Column.CONTACTED, Column.RESULT, Column.ENDED, Column.SATISFIED, Column.OWN_NUMBER)
#: a header stands within the first rows; above it there may be a title over all columns
_HEADER_WITHIN = 20
_NEEDED = (Column.NUMBER, Column.WORDS)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of one table are. `at`: index of its (last) row."""

    at: int
    columns: Mapping[Column, int]
    #: what stands above each column, for sentences
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the hotline; instants are aware."""

    where: str
    number: str
    words: str
    received_at: datetime | None = None
    due_at: datetime | None = None
    phone: str = ""
    name: str = ""
    place: str = ""

    def fields(self) -> dict[str, str]:
        """Plain fields, for keeping and comparing."""
        return {
            "received": self.received_at.isoformat() if self.received_at else "",
            "due": self.due_at.isoformat() if self.due_at else "",
            "words": self.words,
            "phone": self.phone,
            "name": self.name,
            "place": self.place,
        }


@dataclass(slots=True)
class ReadTable:
    """What one table gave."""

    orders: list[OrderRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _name(cell: Value) -> str:
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell))
    return re.sub(r"[\s*＊:：]|\(.*?\)|\[.*?\]", "", text)


def header_of(rows: Sequence[Sequence[Value]]) -> Header | None:
    """The header: one row, or two of which the upper groups columns (merged cells). None: the table has none."""
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        names = [_name(cell) for cell in row]
        below = [_name(cell) for cell in rows[at + 1]] if at + 1 < len(rows) else []
        one, both = _columns(names), _columns(_under(names, below))
        # a second row of names says more than the first one alone
        grouped = sum(map(bool, names)) > 1 and len(_columns(below)) > 1
        if grouped and all(column in both for column in _NEEDED) and len(both) > len(one):
            return Header(at + 1, both, _under(names, below))
        if all(column in one for column in _NEEDED):
            return Header(at, one, names)
    return None


def _under(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    return [
        (lower[place] if place < len(lower) and lower[place] else upper[place] if place < len(upper) else "")
        for place in range(width)
    ]


def _columns(names: Sequence[str]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for place, name in enumerate(names):
        column = _COLUMN_OF.get(name)
        if column is not None and column not in found:
            found[column] = place
    return found


def orders_in(rows: Sequence[Sequence[Value]], header: Header, where: str, zone: ZoneInfo) -> ReadTable:
    """Every order below the header; each mistake with its row and column. Empty rows are passed over."""
    table = ReadTable()
    for number, row in _filled(rows, header):
        here = f"{where}, row {number}"
        found = _Reading(row, header, here, zone)
        order = OrderRow(
            where=here,
            number=found.text(Column.NUMBER, needed=True, code=True),
            words=found.text(Column.WORDS, needed=True),
            received_at=found.instant(Column.RECEIVED, time(0)),
            # a day without an hour ends with the day
            due_at=found.instant(Column.DUE, time(23, 59)),
            phone=found.text(Column.PHONE, code=True)[:32],
            name=found.text(Column.NAME)[:32],
            place=found.text(Column.PLACE)[:60],
        )
        if len(order.number) > 64:
            found.problems.append(f"{here}, column {found.named(Column.NUMBER)}: longer than 64 characters")
        table.problems += found.problems
        if not found.problems:
            table.orders.append(order)
    return table


def _filled(rows: Sequence[Sequence[Value]], header: Header) -> Iterator[tuple[int, Sequence[Value]]]:
    for index in range(header.at + 1, len(rows)):
        row = rows[index]
        if any(_plain(cell) for cell in row):
            yield index + 1, row


def _plain(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = unicodedata.normalize("NFKC", str(cell)).replace("\x00", "")
    return text.strip().strip("\ufeff\u200b").strip()


def plain_number(cell: Value) -> str:
    """An outside number as text."""
    return _plain(cell).lstrip("'").replace(" ", "")


_LOSSLESS = 10**15
_DATE_TEXT = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[\sT]*(?:(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*(?:[:分]\s*(\d{1,2})?(?:\.\d+)?\s*秒?)?)?$"
)
_DATE_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheets; it gets the township's zone below
_SERIAL = (20_000, 80_000)


class _Reading:
    """One row being read."""

    def __init__(self, row: Sequence[Value], header: Header, where: str, zone: ZoneInfo) -> None:
        self._row, self._header, self._where, self._zone = row, header, where, zone
        self.problems: list[str] = []

    def named(self, column: Column) -> str:
        """The column as the table calls it."""
        place = self._header.columns.get(column)
        return self._header.names[place] if place is not None else NAMES[column][0]

    def _cell(self, column: Column) -> Value:
        place = self._header.columns.get(column)
        return self._row[place] if place is not None and place < len(self._row) else None

    def _wrong(self, column: Column, what: str) -> None:
        self.problems.append(f"{self._where}, column {self.named(column)}: {what}")

    def text(self, column: Column, *, needed: bool = False, code: bool = False) -> str:
        """A cell as text. `code`: digits that stand for something, without spaces."""
        cell = self._cell(column)
        if code and isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _LOSSLESS:
            self._wrong(column, "the spreadsheet rounds so long a number; make the column text and fill it in again")
            return ""
        text = plain_number(cell) if code else _plain(cell)
        if needed and not text:
            self._wrong(column, "is empty")
        return text

    def instant(self, column: Column, at: time) -> datetime | None:
        """A cell as an instant; a day alone counts `at` that hour, local time."""
        cell = self._cell(column)
        if isinstance(cell, datetime):
            return cell.replace(tzinfo=self._zone)
        if isinstance(cell, date):
            return datetime.combine(cell, at, self._zone)
        text = _plain(cell)
        if not text:
            return None
        if isinstance(cell, int | float) and _SERIAL[0] < cell < _SERIAL[1]:
            moment = _EPOCH + timedelta(days=float(cell))
            whole = float(cell).is_integer()
            return datetime.combine(moment.date(), at if whole else moment.time(), self._zone)
        return self._spelt(column, text, at)

    def _spelt(self, column: Column, text: str, at: time) -> datetime | None:
        found = _DATE_TEXT.match(text) or _DATE_DIGITS.match(text)
        try:
            if found is None:
                raise ValueError
            year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups())
            clock = at if hour is None else time(hour, minute or 0, second or 0)
            return datetime.combine(date(year or 0, month or 0, day or 0), clock, self._zone)
        except ValueError:
            self._wrong(column, f"{text[:24]!r} is no date; write 2026-11-30 or 2026-11-30 18:00")
            return None
