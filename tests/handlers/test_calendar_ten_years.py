"""Working time over ten years of real holidays and make-up days, against a calendar that counts minute by minute."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.calendar import AreaHours, CalendarPolicy, DayKind, Overrides, Season, WorkCalendar, WorkingSpan

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2017, 1, 1), date(2026, 12, 31)
FAIR, CLEANING = date(2026, 11, 30), date(2026, 11, 28)
HARVEST = Season(start="05-20", end="06-20", spans=(WorkingSpan(start=time(6), end=time(10, 30)),))
NEW_YEAR = Season(start="12-28", end="01-03", spans=(WorkingSpan(start=time(9), end=time(16)),))
CALENDAR = WorkCalendar(
    CalendarPolicy(days_off=frozenset({FAIR}), working_days=frozenset({CLEANING}), seasons=(HARVEST, NEW_YEAR)), ZONE
)
DAYS = (LAST - FIRST).days + 1
BEGINNING = datetime(2017, 1, 1, tzinfo=ZONE).astimezone(UTC)
MINUTE = timedelta(minutes=1)
#: a month at either end stays free, so that what is added or taken away does not leave the ten years
minutes = st.integers(31 * 1440, (DAYS - 31) * 1440)


def is_worked(day: date) -> bool:
    """Read from the notices, not from the calendar under test."""
    if day in (FAIR, CLEANING):
        return day == CLEANING
    return day not in holidays and (day.weekday() < 5 or day in workdays)


def minutes_of(day: date) -> Iterator[bool]:
    """Whether each minute of a day is worked."""
    month_day = (day.month, day.day)
    if not is_worked(day):
        return (False for _ in range(1440))
    if (5, 20) <= month_day <= (6, 20):
        return (6 * 60 <= minute < 10 * 60 + 30 for minute in range(1440))
    if month_day >= (12, 28) or month_day <= (1, 3):
        return (9 * 60 <= minute < 16 * 60 for minute in range(1440))
    return (8 * 60 + 30 <= minute < 12 * 60 or 14 * 60 + 30 <= minute < 18 * 60 for minute in range(1440))


@cache
def worked_until() -> list[int]:
    """For every minute of the ten years, how many worked ones lie before it."""
    each = (worked for day in range(DAYS) for worked in minutes_of(FIRST + timedelta(days=day)))
    return list(accumulate(each, initial=0))


def at(minute: int) -> datetime:
    """The instant of a minute of the ten years."""
    return BEGINNING + minute * MINUTE


@settings(deadline=None)
@given(minutes, minutes)
def test_between_counts_every_worked_minute_once(one: int, other: int) -> None:
    """Over any part of ten years, holidays, make-up days and harvests included."""
    total = worked_until()
    begin, end = min(one, other), max(one, other)
    assert CALENDAR.working_time_between(at(begin), at(end)) == (total[end] - total[begin]) * MINUTE
    assert CALENDAR.working_time_between(at(end), at(begin)) == timedelta(0)


@settings(deadline=None)
@given(minutes, st.integers(1, 5000))
def test_adding_ends_at_the_first_minute_by_which_it_was_worked(begin: int, count: int) -> None:
    """Not a minute sooner, and not after the night, the weekend or the holiday behind it."""
    total = worked_until()
    wanted = total[begin] + count
    if wanted <= total[-1]:
        assert CALENDAR.add_working_time(at(begin), count * MINUTE) == at(bisect_left(total, wanted))


@settings(deadline=None)
@given(minutes, st.integers(1, 5000))
def test_subtracting_begins_at_the_last_minute_from_which_it_was_worked(end: int, count: int) -> None:
    """The mirror of adding."""
    total = worked_until()
    wanted = total[end] - count
    if wanted >= 0:
        assert CALENDAR.subtract_working_time(at(end), count * MINUTE) == at(bisect_right(total, wanted) - 1)


@given(minutes, st.integers(0, 10**9))
def test_what_was_added_can_be_measured_and_taken_away(begin: int, microseconds: int) -> None:
    """Add, between and subtract agree to the microsecond."""
    span = timedelta(microseconds=microseconds)
    end = CALENDAR.add_working_time(at(begin), span)
    assert CALENDAR.working_time_between(at(begin), end) == span
    back = CALENDAR.subtract_working_time(end, span)
    assert CALENDAR.working_time_between(back, end) == span
    assert back >= at(begin)


@given(minutes, st.integers(0, 3000), st.integers(0, 3000))
def test_adding_twice_is_adding_once(begin: int, one: int, other: int) -> None:
    """A pause in the middle of nothing changes nothing."""
    twice = CALENDAR.add_working_time(CALENDAR.add_working_time(at(begin), one * MINUTE), other * MINUTE)
    once = CALENDAR.add_working_time(at(begin), (one + other) * MINUTE)
    assert CALENDAR.working_time_between(twice, once) == timedelta(0) == CALENDAR.working_time_between(once, twice)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 23), DayKind.PLAIN),
        (date(2026, 11, 22), DayKind.WEEKEND),
        (date(2026, 10, 1), DayKind.HOLIDAY),
        (date(2026, 10, 10), DayKind.MADE_UP),
        (FAIR, DayKind.LOCAL_OFF),
        (CLEANING, DayKind.LOCAL_WORK),
    ],
)
def test_a_day_says_why_it_is_worked_or_not(day: date, kind: DayKind) -> None:
    """So that a date can be explained."""
    assert CALENDAR.kind_of(day) is kind


def test_a_year_that_is_not_known_is_plain_weeks_and_announced_once() -> None:
    """The library's years end; whoever listens hears of each year once, also by way of a village's calendar."""
    told: list[int] = []
    policy = CalendarPolicy(areas={"v1": AreaHours()}, known_years=frozenset({2032}))
    calendar = WorkCalendar(policy, ZONE, told.append)
    assert calendar.is_working_day(date(2031, 10, 1))
    assert not calendar.of("v1").is_working_day(date(2031, 10, 4))
    assert calendar.is_working_day(date(2032, 10, 1)), "a year that is named as known is not announced"
    assert told == [2031]
    assert calendar.unknown_years([date(2031, 1, 1), date(2032, 1, 1), date(2026, 1, 1)]) == [2031]


def test_a_village_has_days_and_hours_of_its_own() -> None:
    """What it leaves out is the township's; other villages do not notice."""
    own = AreaHours(days_off=frozenset({CLEANING}), spans=(WorkingSpan(start=time(7), end=time(11)),))
    policy = CalendarPolicy(working_days=frozenset({CLEANING}), days_off=frozenset({FAIR}), areas={"v1": own})
    calendar = WorkCalendar(policy, ZONE)
    assert calendar.of("v2") is calendar.of(None) is calendar
    assert calendar.is_working_day(CLEANING)
    assert not calendar.of("v1").is_working_day(CLEANING)
    assert not calendar.of("v1").is_working_day(FAIR)
    assert calendar.of("v1").end_of_working_day(date(2026, 11, 24)) == datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_a_file_of_local_days_wins_over_the_configuration() -> None:
    """A day that the file works is worked, whatever config.yaml says."""
    policy = CalendarPolicy(days_off=frozenset({FAIR})).with_overrides(
        Overrides(working_days=frozenset({FAIR}), seasons=(HARVEST,))
    )
    calendar = WorkCalendar(policy, ZONE)
    assert calendar.kind_of(FAIR) is DayKind.LOCAL_WORK
    assert calendar.end_of_working_day(date(2027, 6, 1)) == datetime(2027, 6, 1, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end"), [("5-20", "06-20"), ("13-01", "13-02"), ("2026-05-20", "06-20"), ("2026-06-20", "2026-05-20")]
)
def test_a_season_that_is_no_part_of_a_year_is_refused(start: str, end: str) -> None:
    """With the form to write."""
    with pytest.raises(ValueError, match=r"season|write a day"):
        Season(start=start, end=end, spans=(WorkingSpan(start=time(6), end=time(10)),))


def test_a_season_of_one_year_is_over_the_next() -> None:
    """A drought's hours do not come back."""
    season = Season(start="2026-05-20", end="2026-06-20", spans=(WorkingSpan(start=time(6), end=time(10)),))
    assert season.holds(date(2026, 6, 20))
    assert not season.holds(date(2027, 6, 1))
