"""Working time: the township's hours, public holidays and make-up working days (调休), local exceptions."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import chinese_calendar
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

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


def _in_order(spans: tuple[WorkingSpan, ...]) -> None:
    for earlier, later in pairwise(spans):
        if later.start < earlier.end:
            raise ValueError(f"stretches of work must be in order and apart: {later.start} is before {earlier.end}")


_SEASON_END = re.compile(r"^(?:(?P<year>\d{4})-)?(?P<day>\d{2}-\d{2})$")


class Season(BaseModel):
    """Other hours for a part of the year, such as the busy weeks of a harvest; both days included.

    `{from: "05-20", to: "06-20", spans: […]}` is every year, `{from: "2026-05-20", …}` that year only. Without years
    it may go over the new year.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    spans: tuple[WorkingSpan, ...] = Field(min_length=1)

    @field_validator("start", "end")
    @classmethod
    def _is_a_day(cls, text: str) -> str:
        found = _SEASON_END.match(text)
        try:
            # a leap year, so that 02-29 is a day
            date.fromisoformat(f"{found['year'] or 2024}-{found['day']}" if found else text)
        except ValueError:
            found = None
        if found is None:
            raise ValueError('write a day as "05-20" (every year) or "2026-05-20"')
        return text

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _in_order(self.spans)
        if len(self.start) != len(self.end):
            raise ValueError("give both days of a season with a year, or both without")
        if len(self.start) > len("05-20") and self.end < self.start:
            raise ValueError("a season must end later than it begins")
        return self

    def holds(self, day: date) -> bool:
        """Whether the day lies in the season."""
        # ISO texts of one length sort as days do
        text = day.isoformat()[-len(self.start) :]
        if self.start <= self.end:
            return self.start <= text <= self.end
        return text >= self.start or text <= self.end


class LocalDays(BaseModel):
    """What is different here, in the township or in one village. Days named here win over the public calendar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days_off: frozenset[date] = Field(default=frozenset(), description="local days off, such as a temple fair")
    working_days: frozenset[date] = Field(
        default=frozenset(), description="local working days, such as a make-up day announced after this release"
    )
    seasons: tuple[Season, ...] = Field(
        default=(), description="other hours for a part of the year; the first one that holds a day wins"
    )

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        both = sorted(self.days_off & self.working_days)
        if both:
            raise ValueError(f"{both[0]} is named both as a day off and as a working day")
        return self


class AreaHours(LocalDays):
    """A village's own hours and days; what is left out is the township's."""

    spans: tuple[WorkingSpan, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _spans_in_order(self) -> Self:
        _in_order(self.spans or ())
        return self


class Overrides(LocalDays):
    """A file of its own for what changes from year to year, named as `calendar.overrides` in config.yaml."""

    known_years: frozenset[int] = Field(
        default=frozenset(), description="years whose public holidays and make-up days are all named here"
    )
    areas: dict[str, AreaHours] = Field(default_factory=dict, description="what is different in a village, by its code")


class CalendarPolicy(Overrides):
    """`calendar:` in config.yaml: when people here work."""

    spans: tuple[WorkingSpan, ...] = Field(
        default=_HOURS, min_length=1, description="hours of a working day, in order, local time"
    )
    overrides: Path | None = Field(default=None, description="a file of the same days, seasons and areas; it wins")

    @model_validator(mode="after")
    def _spans_in_order(self) -> Self:
        _in_order(self.spans)
        return self

    def with_overrides(self, given: Overrides) -> "CalendarPolicy":
        """The same with what a file says about the days it names; the file wins."""
        return self.model_copy(
            update={
                "days_off": given.days_off | (self.days_off - given.working_days),
                "working_days": given.working_days | (self.working_days - given.days_off),
                "seasons": given.seasons + self.seasons,
                "known_years": self.known_years | given.known_years,
                "areas": {**self.areas, **given.areas},
            }
        )

    def in_area(self, own: AreaHours) -> "CalendarPolicy":
        """A village's calendar: its own days, seasons and hours before the township's."""
        return self.model_copy(
            update={
                "days_off": own.days_off | (self.days_off - own.working_days),
                "working_days": own.working_days | (self.working_days - own.days_off),
                "seasons": own.seasons + (() if own.spans else self.seasons),
                "spans": own.spans or self.spans,
                "areas": {},
            }
        )


class DayKind(StrEnum):
    """Why a day is worked or not, as people say it."""

    PLAIN = "平日"
    WEEKEND = "周末"
    HOLIDAY = "放假"
    MADE_UP = "调休上班"
    LOCAL_OFF = "本地放假"
    LOCAL_WORK = "本地上班"


_WORKED = frozenset({DayKind.PLAIN, DayKind.MADE_UP, DayKind.LOCAL_WORK})


@lru_cache(maxsize=8192)
def _public_calendar(day: date) -> bool | None:
    """Whether the State Council's calendar makes this a working day; None where the library's years end."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


class WorkCalendar:
    """Working time in one zone. Instants in and out are aware UTC, days are local.

    `on_unknown_year` is told, once for each, of a year that was asked about and whose holidays are not known.
    """

    def __init__(
        self, policy: CalendarPolicy, zone: ZoneInfo, on_unknown_year: Callable[[int], None] | None = None
    ) -> None:
        self.policy = policy
        self.zone = zone
        self._on_unknown_year = on_unknown_year
        self._announced: set[int] = set()
        self._areas: Mapping[str, WorkCalendar] = {
            code: WorkCalendar(policy.in_area(own), zone, self._announce) for code, own in policy.areas.items()
        }

    def of(self, village: str | None) -> "WorkCalendar":
        """The calendar of a village, where it has one of its own; otherwise the township's."""
        return self._areas.get(village or "", self)

    def _announce(self, year: int) -> None:
        if year not in self._announced:
            self._announced.add(year)
            if self._on_unknown_year is not None:
                self._on_unknown_year(year)

    def knows(self, year: int) -> bool:
        """Whether the holidays of this year are known; otherwise it is treated as plain weeks, and `check` says so."""
        return year in self.policy.known_years or _public_calendar(date(year, 7, 1)) is not None

    def unknown_years(self, days: Iterable[date]) -> list[int]:
        """The years among these days whose holidays are not known, in order."""
        return [year for year in sorted({day.year for day in days}) if not self.knows(year)]

    def kind_of(self, day: date) -> DayKind:
        """What kind of day this is here."""
        if day in self.policy.working_days:
            return DayKind.LOCAL_WORK
        if day in self.policy.days_off:
            return DayKind.LOCAL_OFF
        weekend = day.weekday() >= _SATURDAY
        known = _public_calendar(day)
        if known is None:
            if day.year not in self.policy.known_years:
                self._announce(day.year)
            return DayKind.WEEKEND if weekend else DayKind.PLAIN
        if known:
            return DayKind.MADE_UP if weekend else DayKind.PLAIN
        # the library calls a weekend beside a holiday a day off like any other
        return DayKind.WEEKEND if weekend else DayKind.HOLIDAY

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this local day."""
        return self.kind_of(day) in _WORKED

    def spans_on(self, day: date) -> tuple[WorkingSpan, ...]:
        """The hours of a working day, in order: those of its season, else the usual ones."""
        return next((season.spans for season in self.policy.seasons if season.holds(day)), self.policy.spans)

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
        return self.at_local(day, self.spans_on(day)[-1].end)

    def end_of_working_day_before(self, day: date) -> datetime:
        """When work ended on the last working day before `day`."""
        day -= _DAY
        while not self.is_working_day(day):
            day -= _DAY
        return self.end_of_working_day(day)

    def close_of(self, day: date) -> datetime:
        """The close of this day, or of the next working day where it is a day off."""
        return self.end_of_working_day(day if self.is_working_day(day) else self.next_working_day(day))

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
        """The earliest instant by which so many hours have been worked after `at`."""
        return self.add_working_time(at, timedelta(hours=hours))

    def add_working_time(self, at: datetime, worked: timedelta) -> datetime:
        """The earliest instant by which so much has been worked after `at`."""
        if worked < timedelta(0):
            raise ValueError("a number of working hours cannot be negative")
        left = worked
        if not left:
            return at.astimezone(UTC)
        for start, end in self._stretches(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("working time does not end")

    def subtract_working_time(self, at: datetime, worked: timedelta) -> datetime:
        """The latest instant from which so much has been worked until `at`."""
        if worked < timedelta(0):
            raise ValueError("a number of working hours cannot be negative")
        left = worked
        if not left:
            return at.astimezone(UTC)
        for start, end in self._stretches_before(at):
            if left <= end - start:
                return end - left
            left -= end - start
        raise AssertionError("working time has no beginning")

    def working_time_between(self, begin: datetime, end: datetime) -> timedelta:
        """How much was worked in [begin, end); nothing where `end` is not later."""
        worked = timedelta(0)
        if begin >= end:
            return worked
        for opened, closed in self._stretches(begin):
            if opened >= end:
                break
            worked += min(closed, end) - opened
        return worked

    def working_seconds_between(self, begin: datetime, end: datetime) -> float:
        """How many seconds were worked in [begin, end); 0 where `end` is not later."""
        return self.working_time_between(begin, end).total_seconds()

    def _stretches(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch of work that ends after `since`, the first one cut to begin there; without end."""
        since = since.astimezone(UTC)
        day = self.day_of(since)
        while True:
            if self.is_working_day(day):
                for span in self.spans_on(day):
                    opened, closed = self.at_local(day, span.start), self.at_local(day, span.end)
                    if closed > since:
                        yield max(opened, since), closed
            day += _DAY

    def _stretches_before(self, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch of work that begins before `until`, backwards, the first one cut to end there."""
        until = until.astimezone(UTC)
        day = self.day_of(until)
        while True:
            if self.is_working_day(day):
                for span in reversed(self.spans_on(day)):
                    opened, closed = self.at_local(day, span.start), self.at_local(day, span.end)
                    if opened < until:
                        yield opened, min(closed, until)
            day -= _DAY
