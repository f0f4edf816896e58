"""Nobody is woken, danger excepted."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from classifiers.verdict import Urgency
from handlers.calendar import CalendarPolicy, WorkCalendar
from handlers.quiet_hours import QuietHours, when_to_tell_official, when_to_tell_villager

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(CalendarPolicy(), ZONE)
QUIET = QuietHours()


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of 2026 by the village's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "normal", "urgent"),
    [
        (local(11, 23, 10), local(11, 23, 10), local(11, 23, 10)),  # Monday in the daytime
        (local(11, 23, 7, 29), local(11, 23, 7, 30), local(11, 23, 7, 30)),
        (local(11, 23, 7, 30), local(11, 23, 7, 30), local(11, 23, 7, 30)),
        (local(11, 23, 20, 59), local(11, 23, 20, 59), local(11, 23, 20, 59)),
        (local(11, 23, 21), local(11, 24, 7, 30), local(11, 24, 7, 30)),
        (local(11, 27, 22), local(11, 30, 7, 30), local(11, 28, 7, 30)),  # Friday night
        (local(11, 28, 10), local(11, 30, 7, 30), local(11, 28, 10)),  # Saturday
        (local(9, 30, 23), local(10, 8, 7, 30), local(10, 1, 7, 30)),  # the eve of National Day
        (local(10, 10, 10), local(10, 10, 10), local(10, 10, 10)),  # a make-up Saturday
    ],
)
def test_officials_hear_in_their_hours(now: datetime, normal: datetime, urgent: datetime) -> None:
    """Ruling 10: working days 07:30 to 21:00; what is urgent also on days off; danger at once."""
    assert when_to_tell_official(now, Urgency.NORMAL, QUIET, CALENDAR) == normal
    assert when_to_tell_official(now, Urgency.URGENT, QUIET, CALENDAR) == urgent
    assert when_to_tell_official(now, Urgency.DANGER, QUIET, CALENDAR) == now


def test_villagers_are_told_on_any_day_but_not_at_night() -> None:
    """Unasked notes keep 07:30 to 21:00; danger does not wait."""
    night = local(11, 28, 23)
    assert when_to_tell_villager(night, QUIET, CALENDAR, danger=False) == local(11, 29, 7, 30)
    assert when_to_tell_villager(local(11, 29, 10), QUIET, CALENDAR, danger=False) == local(11, 29, 10)
    assert when_to_tell_villager(night, QUIET, CALENDAR, danger=True) == night


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(sorted(set(Urgency) - {Urgency.DANGER})),
)
def test_no_note_goes_back_in_time_or_into_the_night(now: datetime, urgency: Urgency) -> None:
    """Never earlier than now, never at night, and asking again changes nothing."""
    at = when_to_tell_official(now, urgency, QUIET, CALENDAR)
    assert at >= now
    assert time(7, 30) <= CALENDAR.local(at).time() < time(21)
    assert when_to_tell_official(at, urgency, QUIET, CALENDAR) == at


def test_the_night_is_written_as_from_and_to() -> None:
    """Other hours can be set; a "night" that does not go over midnight is a mistake."""
    quiet = QuietHours.model_validate({"from": "20:00", "to": "06:00"})
    assert when_to_tell_villager(local(11, 23, 20), quiet, CALENDAR, danger=False) == local(11, 24, 6)
    with pytest.raises(ValidationError, match="midnight"):
        QuietHours.model_validate({"from": "07:30", "to": "21:00"})
