"""Working time, held against a calendar that counts minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.calendar import CalendarPolicy, WorkCalendar, WorkingSpan

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(CalendarPolicy(), ZONE)
#: the State Council's notice for 2026: days off beside weekends, and the weekend days worked for them
OFF = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
MINUTE = timedelta(minutes=1)

#: minutes from the Monday before the Mid-Autumn make-up Sunday until the middle of October
SEASON = datetime(2026, 9, 14, tzinfo=ZONE)
minutes = st.integers(0, 30 * 24 * 60)


def local(*parts: int) -> datetime:
    """An instant by the village's clock."""
    return datetime(*parts, tzinfo=ZONE).astimezone(UTC)  # type: ignore[misc,arg-type]


def works_on(day: date) -> bool:
    """The notice, read by hand."""
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def works_at(at: datetime) -> bool:
    """Whether the minute that begins at `at` is worked."""
    clock = at.astimezone(ZONE).time()
    return works_on(at.astimezone(ZONE).date()) and (
        time(8, 30) <= clock < time(12, 0) or time(14, 30) <= clock < time(18, 0)
    )


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday worked for it
        (date(2026, 2, 16), False),  # the eve of the Spring Festival
        (date(2026, 2, 14), True),  # a Saturday worked for it
    ],
)
def test_holidays_and_make_up_days_follow_the_notice(day: date, works: bool) -> None:
    """调休: a holiday on a weekday is off, the weekend day that pays for it is worked."""
    assert CALENDAR.is_working_day(day) is works


def test_a_year_that_is_not_known_is_plain_weeks() -> None:
    """The library's years end; the service goes on, and `check` can name the years."""
    assert CALENDAR.is_working_day(date(2060, 10, 1)) is True  # a Friday
    assert CALENDAR.is_working_day(date(2060, 10, 2)) is False
    assert CALENDAR.knows(2026)
    assert not CALENDAR.knows(2060)
    assert CALENDAR.unknown_years([date(2061, 1, 1), date(2026, 1, 1), date(2060, 5, 1), date(2060, 6, 1)]) == [
        2060,
        2061,
    ]


def test_local_days_win_over_the_public_calendar() -> None:
    """A temple fair is a day off, and an announced make-up day is worked, whatever the library says."""
    policy = CalendarPolicy.model_validate({"days_off": ["2026-11-23"], "working_days": ["2026-11-28"]})
    calendar = WorkCalendar(policy, ZONE)
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.is_working_day(date(2026, 11, 28))
    assert calendar.next_working_day(date(2026, 11, 27)) == date(2026, 11, 28)


@pytest.mark.parametrize(
    "wrong",
    [
        {"spans": []},
        {"spans": [{"from": "12:00", "to": "08:30"}]},
        {"spans": [{"from": "08:30", "to": "12:00"}, {"from": "11:00", "to": "18:00"}]},
        {"days_off": ["2026-11-23"], "working_days": ["2026-11-23"]},
        {"day_off": []},
    ],
)
def test_hours_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    """A mistake in the hours is found when the configuration is read, not when a date is."""
    with pytest.raises(ValidationError):
        CalendarPolicy.model_validate(wrong)


@pytest.mark.parametrize(
    ("at", "count", "end"),
    [
        (local(2026, 11, 23, 10), 3, local(2026, 11, 26, 18)),  # Monday morning: Thursday's close
        (local(2026, 11, 23, 23), 3, local(2026, 11, 26, 18)),  # the hour of the day does not matter
        (local(2026, 11, 21, 10), 1, local(2026, 11, 23, 18)),  # said on a Saturday: Monday counts as 1
        (local(2026, 9, 30, 16), 1, local(2026, 10, 8, 18)),  # the eve of National Day
        (local(2026, 10, 3, 9), 3, local(2026, 10, 10, 18)),  # 8th, 9th, and Saturday the 10th
        (local(2026, 11, 23, 10), 0, local(2026, 11, 23, 18)),  # "the same working day"
        (local(2026, 11, 23, 18), 0, local(2026, 11, 24, 18)),  # after work
        (local(2026, 11, 22, 10), 0, local(2026, 11, 23, 18)),  # on a Sunday
    ],
)
def test_working_days_end_at_the_close_of_the_last_one(at: datetime, count: int, end: datetime) -> None:
    """Ruling 2: the n-th working day after the day on which it was said, at the end of its hours."""
    assert CALENDAR.add_working_days(at, count) == end


@given(minutes, st.integers(1, 12))
def test_working_days_are_counted_one_by_one(after: int, count: int) -> None:
    """As somebody would count them on a wall calendar with the notice beside it."""
    at = SEASON + after * MINUTE
    later = (at.date() + timedelta(days=n) for n in range(1, 60))
    last = [day for day in later if works_on(day)][count - 1]
    assert CALENDAR.add_working_days(at, count) == datetime.combine(last, time(18), ZONE)


@settings(deadline=None, max_examples=60)
@given(minutes, st.integers(1, 40 * 60))
def test_working_hours_against_every_minute(after: int, worked: int) -> None:
    """So many minutes worked after an instant are so many minutes of the stretches, however nights and holidays lie."""
    at = SEASON + after * MINUTE
    end, left = at, worked
    while left:
        left -= works_at(end)
        end += MINUTE
    assert CALENDAR.add_working_hours(at, worked / 60) == end


@settings(deadline=None, max_examples=60)
@given(minutes, st.integers(0, 12 * 24 * 60))
def test_working_seconds_against_every_minute(after: int, span: int) -> None:
    """Every worked minute between two instants counts once, and no other."""
    at = SEASON + after * MINUTE
    counted = 60 * sum(works_at(at + n * MINUTE) for n in range(span))
    assert CALENDAR.working_seconds_between(at, at + span * MINUTE) == counted


@given(minutes, st.floats(0.01, 80))
def test_adding_and_measuring_working_time_agree(after: int, hours: float) -> None:
    """What add_working_hours adds, working_seconds_between measures."""
    at = SEASON + after * MINUTE
    measured = CALENDAR.working_seconds_between(at, CALENDAR.add_working_hours(at, hours))
    assert measured == pytest.approx(hours * 3600, abs=0.001)


def test_time_does_not_run_backwards() -> None:
    """Nothing was worked before the beginning, and no negative span can be asked for."""
    at = local(2026, 11, 23, 10)
    assert CALENDAR.working_seconds_between(at, at - timedelta(days=3)) == 0
    assert CALENDAR.add_working_hours(at, 0) == at
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_hours(at, -1)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(at, -1)


def test_farming_hours_can_be_one_long_stretch() -> None:
    """The hours are the township's; more or fewer stretches work the same."""
    calendar = WorkCalendar(CalendarPolicy(spans=(WorkingSpan(start=time(6), end=time(11)),)), ZONE)
    assert calendar.add_working_hours(local(2026, 11, 23, 10), 2) == local(2026, 11, 24, 7)
    assert calendar.end_of_working_day(date(2026, 11, 23)) == local(2026, 11, 23, 11)


def test_instants_come_back_in_utc_and_days_are_local() -> None:
    """Just before midnight in the village is still the same day, though UTC says otherwise at eight in the morning."""
    assert CALENDAR.day_of(datetime(2026, 11, 22, 16, tzinfo=UTC)) == date(2026, 11, 23)
    assert CALENDAR.local(datetime(2026, 11, 22, 16, tzinfo=UTC)).hour == 0
    for at in (CALENDAR.at_local(date(2026, 11, 23), time(9)), CALENDAR.add_working_hours(SEASON, 1)):
        assert at.tzinfo is UTC
