"""说事日: fixed days that everybody knows by heart; only a holiday moves them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.calendar import CalendarPolicy, WorkCalendar
from handlers.meeting_days import MeetingDays, MeetingPolicy, coming_meeting, next_meeting_day

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(CalendarPolicy(), ZONE)


@pytest.mark.parametrize(
    ("since", "day"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),
        (date(2026, 11, 25), date(2026, 11, 25)),
        (date(2026, 11, 26), date(2026, 12, 10)),
        # 25 October 2026 is a Sunday, and stays
        (date(2026, 10, 12), date(2026, 10, 25)),
    ],
)
def test_the_tenth_and_the_twenty_fifth(since: date, day: date) -> None:
    """A weekend does not move them."""
    assert next_meeting_day(MeetingDays(), CALENDAR, since) == day


def test_days_ending_in_four() -> None:
    """逢四: the 4th, 14th, 24th; the 4th of October is a holiday, and goes to the first working day after it."""
    days = MeetingDays(ending_in=4)
    found, since = [], date(2026, 9, 15)
    for _ in range(3):
        day = next_meeting_day(days, CALENDAR, since)
        assert day is not None
        found.append(day)
        since = date.fromordinal(day.toordinal() + 1)
    assert found == [date(2026, 9, 24), date(2026, 10, 8), date(2026, 10, 14)]


def test_the_last_day_of_a_short_month() -> None:
    """31 is the month's last day; and a local day off moves it."""
    assert next_meeting_day(MeetingDays(days=(31,)), CALENDAR, date(2026, 11, 5)) == date(2026, 11, 30)
    fair = WorkCalendar(CalendarPolicy(days_off=frozenset({date(2026, 11, 30)})), ZONE)
    assert next_meeting_day(MeetingDays(days=(31,)), fair, date(2026, 11, 5)) == date(2026, 12, 1)


def test_skipping_weekends_is_a_choice() -> None:
    """Where the township wants it."""
    assert next_meeting_day(MeetingDays(skip_weekends=True), CALENDAR, date(2026, 10, 12)) == date(2026, 10, 26)


def test_todays_meeting_is_over_when_it_has_begun() -> None:
    """Something said at ten o'clock goes to the next."""
    policy = MeetingPolicy(areas={"v": MeetingDays(days=(25,))})
    early, late = (datetime(2026, 11, 25, hour, tzinfo=ZONE) for hour in (8, 10))
    assert coming_meeting(policy, CALENDAR, "v", early) == date(2026, 11, 25)
    assert coming_meeting(policy, CALENDAR, "v", late) == date(2026, 12, 25)
    assert coming_meeting(policy, CALENDAR, "other", late) == date(2026, 12, 10)


@pytest.mark.parametrize("given_", [{"days": []}, {"days": [0]}, {"days": [32]}, {"ending_in": 10}])
def test_a_day_that_does_not_exist_is_refused(given_: dict[str, object]) -> None:
    """With what to write instead."""
    with pytest.raises(ValidationError):
        MeetingDays.model_validate(given_)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(0, 9), st.booleans())
def test_the_next_day_is_never_in_the_past_nor_a_holiday(since: date, ending: int, by_ending: bool) -> None:
    """Whatever the month, and never farther than two months."""
    days = MeetingDays(ending_in=ending) if by_ending else MeetingDays(days=(1 + ending * 3,))
    day = next_meeting_day(days, CALENDAR, since)
    assert day is not None
    assert 0 <= (day - since).days <= 62
    assert CALENDAR.kind_of(day).value not in ("放假", "本地放假")
