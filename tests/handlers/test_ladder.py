"""When which reminder is owed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from classifiers.verdict import Urgency
from handlers.calendar import CalendarPolicy, WorkCalendar
from handlers.ladder import STEPS_UP, LadderPolicy, Rung, call_again_after, planned, reminded_to_accept_at

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(CalendarPolicy(), ZONE)
POLICY = LadderPolicy()


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026 by the village's clock; the 31st is the first of December."""
    return (datetime(2026, 11, 1, hour, minute, tzinfo=ZONE) + timedelta(days=day - 1)).astimezone(UTC)


def rungs(begin: datetime, due: datetime, urgency: Urgency = Urgency.NORMAL) -> list[tuple[Rung, datetime]]:
    """The reminders of one date."""
    return planned(POLICY, CALENDAR, begin, due, urgency)


def test_the_reminders_of_a_normal_matter() -> None:
    """At three quarters, on the morning, at the date, and one working day later the next one up."""
    assert rungs(local(23, 10), local(26, 18)) == [
        (Rung.L0B, local(25, 22)),
        (Rung.L0C_MORNING, local(26, 9)),
        (Rung.L0C, local(26, 18)),
        (Rung.L1, local(27, 18)),
        (Rung.L2, local(30, 18)),
        (Rung.L3, local(31, 18)),
        (Rung.L4, local(33, 18)),
        (Rung.L5, local(47, 18)),
    ]


def test_what_is_urgent_steps_up_after_two_hours() -> None:
    """By clock time, on a Saturday too."""
    assert rungs(local(27, 16), local(28, 16), Urgency.URGENT) == [
        (Rung.L0C_MORNING, local(28, 9)),
        (Rung.L0C, local(28, 16)),
        (Rung.L1, local(28, 18)),
        (Rung.L2, local(28, 22)),
        (Rung.L3, local(29, 16)),
        (Rung.L4, local(30, 16)),
        (Rung.L5, local(48, 18)),
    ]


def test_a_morning_close_to_the_date_is_left_out() -> None:
    """Due at ten: a note at nine and another at ten would be one too many."""
    assert [rung for rung, _ in rungs(local(27, 10), local(28, 10), Urgency.URGENT)] == [
        Rung.L0B,
        Rung.L0C,
        *STEPS_UP,
    ]


def test_danger_has_no_morning() -> None:
    """Raised at 08:30, due at 10:30: 09:00 is no "morning of the day", it is the middle of it."""
    assert [rung for rung, _ in rungs(local(23, 8, 30), local(23, 10, 30), Urgency.DANGER)] == [
        Rung.L0B,
        Rung.L0C,
        *STEPS_UP,
    ]


def test_a_matter_raised_on_its_day_has_no_morning() -> None:
    """The morning is past when it is raised."""
    assert Rung.L0C_MORNING not in dict(rungs(local(23, 10), local(23, 18)))


def test_the_morning_says_it_all_when_it_comes_first() -> None:
    """One working day: three quarters are used up only after the morning of the day, and two notes are one too many."""
    assert [rung for rung, _ in rungs(local(23, 17), local(24, 18))] == [
        Rung.L0C_MORNING,
        Rung.L0C,
        *STEPS_UP,
    ]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.timedeltas(timedelta(0), timedelta(days=40)),
    st.sampled_from(Urgency),
)
def test_reminders_are_in_order_and_never_before_the_beginning(
    begin: datetime, window: timedelta, urgency: Urgency
) -> None:
    """Whatever the hour and the window: in order, each rung once, the date among them, a step up at the end."""
    owed = rungs(begin, begin + window, urgency)
    instants = [at for _, at in owed]
    names = [rung for rung, _ in owed]
    assert instants == sorted(instants)
    assert instants[0] >= begin
    assert len(set(names)) == len(names)
    assert (Rung.L0C, begin + window) in owed
    assert tuple(names[-5:]) == STEPS_UP
    assert instants[-5] >= begin + window
    # L0 is said when the ticket is handed out, so a planned one would be said twice
    assert Rung.L0 not in names


def test_a_township_can_set_its_own_hours() -> None:
    """The keys that exist do something; a key that does not is refused."""
    policy = LadderPolicy.model_validate(
        {"before": 0.5, "morning": "07:30", "steps": {"L1": {"after": {"working_days": 2}, "calls": ["grid_head"]}}}
    )
    assert policy.morning == time(7, 30)
    owed = dict(planned(policy, CALENDAR, local(23, 18), local(25, 18), Urgency.NORMAL))
    # steps that are not named stay as they are, and none comes before the one below it
    assert owed.pop(Rung.L2) == local(27, 18)
    assert {rung: owed[rung] for rung in owed if rung not in STEPS_UP[1:]} == {
        Rung.L0B: local(24, 18),
        Rung.L0C_MORNING: local(25, 7, 30),
        Rung.L0C: local(25, 18),
        Rung.L1: local(27, 18),
    }
    with pytest.raises(ValidationError):
        LadderPolicy.model_validate({"second_step_up": {"hours": 1}})
    with pytest.raises(ValidationError, match="no step past the date"):
        LadderPolicy.model_validate({"steps": {"L0b": {"after": {"hours": 1}}}})
    with pytest.raises(ValidationError, match="day and night"):
        LadderPolicy.model_validate({"danger_again": [{"working_days": 1}]})


def test_a_danger_is_called_out_faster_at_first() -> None:
    """Ten minutes three times, then longer, at last every hour, for ever."""
    waits = [call_again_after(POLICY, times) / timedelta(minutes=1) for times in range(1, 9)]
    assert waits == [10, 10, 10, 20, 30, 60, 60, 60]


def test_being_asked_again_whether_one_takes_it() -> None:
    """After half of the working time; what is urgent by the clock."""
    at = reminded_to_accept_at(POLICY, CALENDAR, local(23, 10), local(24, 18), Urgency.NORMAL)
    assert at == local(24, 9, 15)
    at = reminded_to_accept_at(POLICY, CALENDAR, local(23, 20), local(23, 21), Urgency.URGENT)
    assert at == local(23, 20, 30)
