"""Working time: the township's hours, public holidays and make-up working days (调休), local exceptions."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import chinese_calendar
from pydantic import BaseModel, ConfigDict, Field, model_validator

_DAY = timedelta(days=1)
_SATURDAY = 5


class WorkingSpan(BaseModel):
    """One stretch of a working day in local time, written `{from: "08:30", to: "12:00"}`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: time = Field(alias="from")
    end: time = Field(alias="to")

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a stretch of work must end later on the same day than it begins")
        return self


_HOURS = (
    WorkingSpan(start=time(8, 30), end=time(12, 0)),
    WorkingSpan(start=time(14, 30), end=time(18, 0)),
)


class CalendarPolicy(BaseModel):
    """When people here work. Days named here win over the public calendar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: tuple[WorkingSpan, ...] = Field(
        default=_HOURS, min_length=1, description="hours of a working day, in order, local time"
    )
    days_off: frozenset[date] = Field(default=frozenset(), description="local days off, such as a temple fair")
    working_days: frozenset[date] = Field(
        default=frozenset(), description="local working days, such as a make-up day announced after this release"
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for earlier, later in zip(self.spans, self.spans[1:], strict=False):
            if later.start < earlier.end:
                raise ValueError(f"stretches of work must be in order and apart: {later.start} is before {earlier.end}")
        both = sorted(self.days_off & self.working_days)
        if both:
            raise ValueError(f"{both[0]} is named both as a day off and as a working day")
        return self


@lru_cache(maxsize=4096)
def _public_calendar(day: date) -> bool | None:
    """Whether the State Council's calendar makes this a working day; None where the library's years end."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


class WorkCalendar:
    """Working time in one zone. Instants in and out are aware UTC, days are local."""

    def __init__(self, policy: CalendarPolicy, zone: ZoneInfo) -> None:
        self.policy = policy
        self.zone = zone

    def knows(self, year: int) -> bool:
        """Whether the holidays of this year are known; otherwise it is treated as plain weeks, and `check` says so."""
        return _public_calendar(date(year, 7, 1)) is not None

    def unknown_years(self, days: Iterable[date]) -> list[int]:
        """The years among these days whose holidays are not known, in order."""
        return [year for year in sorted({day.year for day in days}) if not self.knows(year)]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this local day."""
        if day in self.policy.working_days:
            return True
        if day in self.policy.days_off:
            return False
        known = _public_calendar(day)
        return day.weekday() < _SATURDAY if known is None else known

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    def local(self, at: datetime) -> datetime:
        """The instant as the village's clock shows it."""
        return at.astimezone(self.zone)

    def day_of(self, at: datetime) -> date:
        """The local day of an instant."""
        return self.local(at).date()

    def at_local(self, day: date, at: time) -> datetime:
        """The instant at which the village's clock shows this time on this day."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def end_of_working_day(self, day: date) -> datetime:
        """When work ends on this day, or would end on a day off."""
        return self.at_local(day, self.policy.spans[-1].end)

    def end_of_working_day_before(self, day: date) -> datetime:
        """When work ended on the last working day before `day`."""
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return self.end_of_working_day(day)

    def add_working_days(self, at: datetime, count: int) -> datetime:
        """The close of the `count`-th working day after the day of `at`.

        Said on a day off, the first working day counts as 1. 0 means "the same working day": its close, or that of
        the next working day where work is over or not on.
        """
        if count < 0:
            raise ValueError("a number of working days cannot be negative")
        day = self.day_of(at)
        if count == 0:
            closed = not self.is_working_day(day) or at >= self.end_of_working_day(day)
            return self.end_of_working_day(self.next_working_day(day) if closed else day)
        for _ in range(count):
            day = self.next_working_day(day)
        return self.end_of_working_day(day)

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """The instant by which so many hours have been worked after `at`."""
        if hours < 0:
            raise ValueError("a number of working hours cannot be negative")
        left = timedelta(hours=hours)
        if not left:
            return at.astimezone(UTC)
        for start, end in self._stretches(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("working time does not end")

    def working_seconds_between(self, begin: datetime, end: datetime) -> float:
        """How many seconds were worked in [begin, end); 0 where `end` is not later."""
        worked = timedelta(0)
        for opened, closed in self._stretches(begin):
            if opened >= end:
                break
            worked += min(closed, end) - opened
        return worked.total_seconds()

    def _stretches(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch of work that ends after `since`, the first one cut to begin there; without end."""
        since = since.astimezone(UTC)
        day = self.day_of(since)
        while True:
            if self.is_working_day(day):
                for span in self.policy.spans:
                    opened, closed = self.at_local(day, span.start), self.at_local(day, span.end)
                    if closed > since:
                        yield max(opened, since), closed
            day += _DAY
