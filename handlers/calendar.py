"""Working days and working time, holidays and make-up working days (调休) included. Pure: the zone is an argument."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

import chinese_calendar
from pydantic import BaseModel, Field, model_validator

_DAY = timedelta(days=1)


class CalendarPolicy(BaseModel, frozen=True, extra="forbid"):
    """`calendar:` in config.yaml. Local days beat the national calendar."""

    spans: tuple[tuple[time, time], ...] = Field(
        default=((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0))),
        description="working hours of a working day, in order",
    )
    days_off: tuple[date, ...] = Field(default=(), description="further days off here, such as a fair")
    working_days: tuple[date, ...] = Field(default=(), description="days worked here although the country rests")

    @model_validator(mode="after")
    def _spans_in_order(self) -> Self:
        edges = [edge for span in self.spans for edge in span]
        if not edges or edges != sorted(edges) or len(set(edges)) != len(edges):
            raise ValueError("spans must be given in order, each ending after it begins, none overlapping")
        return self


def knows(year: int) -> bool:
    """Whether the national calendar has this year's holidays; a year it does not know is treated as plain weeks."""
    return _national(date(year, 6, 1)) is not None


@cache
def _national(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


class WorkCalendar:
    """One township's working time."""

    def __init__(self, policy: CalendarPolicy, zone: ZoneInfo) -> None:
        self._policy = policy
        self._zone = zone
        self._off = frozenset(policy.days_off)
        self._on = frozenset(policy.working_days)

    def local(self, at: datetime) -> datetime:
        """An instant on the township's clock."""
        return at.astimezone(self._zone)

    def day_of(self, at: datetime) -> date:
        """The local day of an instant."""
        return self.local(at).date()

    def at_local(self, day: date, at: time) -> datetime:
        """A local day and hour as an instant (UTC)."""
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    def is_working_day(self, day: date) -> bool:
        """Local days first, then the national calendar, then plain weeks for a year nobody knows yet."""
        if day in self._off or day in self._on:
            return day in self._on
        national = _national(day)
        return day.weekday() < 5 if national is None else national

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    def end_of_working_day(self, day: date) -> datetime:
        """When work ends on a day."""
        return self.at_local(day, self._policy.spans[-1][1])

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The close of the `days`-th working day after the local day of `at`."""
        day = self.day_of(at)
        for _ in range(max(days, 1)):
            day = self.next_working_day(day)
        return self.end_of_working_day(day)

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """`at` plus so much working time; ends within a span, or at its end."""
        left = timedelta(hours=hours)
        for start, end in self._spans_from(at):
            span = end - max(start, at)
            if span >= left:
                return max(start, at) + left
            left -= span
        raise AssertionError("working time has no end")

    def working_seconds_between(self, start: datetime, end: datetime) -> float:
        """How much working time lies between two instants, in seconds; 0 when `end` is not later."""
        seconds = 0.0
        if end <= start:
            return seconds
        for opens, closes in self._spans_from(start):
            if opens >= end:
                break
            seconds += (min(closes, end) - max(opens, start)).total_seconds()
        return seconds

    def _spans_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = self.day_of(at)
        while True:
            if self.is_working_day(day):
                for opens, closes in self._policy.spans:
                    start, end = self.at_local(day, opens), self.at_local(day, closes)
                    if end > at:
                        yield start, end
            day += _DAY
