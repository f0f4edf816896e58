"""The times that reports are about: local weeks, months and quarters, as half-open spans of instants."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from handlers.calendar import WorkCalendar


class Kind(StrEnum):
    """How long."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class NotAPeriod(ValueError):
    """A name that stands for no week, month or quarter; the message says how to write one."""


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end) as aware UTC instants, and the local days: `first` belongs to it, `next_first` does not."""

    kind: Kind
    label: str
    first: date
    next_first: date
    start: datetime
    end: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether an instant lies in it. The last minute does; the first instant of the next period does not."""
        return at is not None and self.start <= at < self.end

    @property
    def name(self) -> str:
        """As people say it."""
        match self.kind:
            case Kind.WEEK:
                last = self.next_first - timedelta(days=1)
                return f"{self.first.year}年{self.first.month}月{self.first.day}日至{last.month}月{last.day}日"
            case Kind.MONTH:
                return f"{self.first.year}年{self.first.month}月"
            case _:
                return f"{self.first.year}年第{(self.first.month + 2) // 3}季度"


_FORMS = {
    Kind.WEEK: (re.compile(r"(\d{4})-?W(\d{1,2})|(\d{4})-(\d{2})-(\d{2})", re.IGNORECASE), "2026-W48 or any day of it"),
    Kind.MONTH: (re.compile(r"(\d{4})-(\d{1,2})"), "2026-11"),
    Kind.QUARTER: (re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE), "2026-Q4"),
}


def period_of(kind: Kind, written: str, calendar: WorkCalendar) -> Period:
    """The period that somebody named: 2026-W48 (or a day of the week), 2026-11, 2026-Q4. Raises NotAPeriod."""
    form, example = _FORMS[kind]
    found = form.fullmatch(written.strip())
    try:
        if found is None:
            raise ValueError
        parts = [int(part) for part in found.groups() if part is not None]
        if kind is Kind.WEEK:
            day = date.fromisocalendar(parts[0], parts[1], 1) if len(parts) == 2 else date(*parts)
        else:
            day = date(parts[0], parts[1] if kind is Kind.MONTH else parts[1] * 3 - 2, 1)
        return containing(kind, day, calendar)
    except (ValueError, OverflowError):
        raise NotAPeriod(f"{written!r} is no {kind}; write {example}") from None


def containing(kind: Kind, day: date, calendar: WorkCalendar) -> Period:
    """The period that a local day lies in."""
    match kind:
        case Kind.WEEK:
            first = day - timedelta(days=day.weekday())
            following = first + timedelta(days=7)
            label = f"{first.isocalendar().year}-W{first.isocalendar().week:02}"
        case Kind.MONTH:
            first = day.replace(day=1)
            following = _months_on(first, 1)
            label = f"{first:%Y-%m}"
        case _:
            first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            following = _months_on(first, 3)
            label = f"{first.year}-Q{(first.month + 2) // 3}"
    return Period(
        kind, label, first, following, calendar.at_local(first, time(0)), calendar.at_local(following, time(0))
    )


def before(period: Period, calendar: WorkCalendar) -> Period:
    """The one before it."""
    return containing(period.kind, period.first - timedelta(days=1), calendar)


def months_of(quarter: Period, calendar: WorkCalendar) -> list[Period]:
    """The three months of a quarter, in order."""
    return [containing(Kind.MONTH, _months_on(quarter.first, months), calendar) for months in range(3)]


def _months_on(day: date, months: int) -> date:
    months += day.month - 1
    return date(day.year + months // 12, months % 12 + 1, 1)
