"""The table of promises, row by row, with examples worked out by hand."""

from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from classifiers.verdict import Topic, Urgency
from handlers.calendar import CalendarPolicy, WorkCalendar
from handlers.deadlines import (
    Colour,
    ColourPreset,
    DeadlinePolicy,
    Span,
    colour_of,
    dates_for,
    in_microseconds,
    promise,
    run_on,
    time_left,
)
from storage.lifecycle import Clock, PauseReason
from storage.models import Pause
from tests.builders import NOW, TOWNSHIP, a_ticket

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(CalendarPolicy(), ZONE)
POLICY = DeadlinePolicy()


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of 2026 by the village's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


MONDAY = local(11, 23, 10)


@pytest.mark.parametrize(
    ("urgency", "accept", "contact", "due", "close"),
    [
        (Urgency.DANGER, local(11, 23, 10, 10), local(11, 23, 10, 30), local(11, 23, 12), local(11, 23, 12)),
        (Urgency.URGENT, local(11, 23, 11), local(11, 23, 12), local(11, 24, 10), local(11, 26, 10)),
        (Urgency.NORMAL, local(11, 24, 18), local(11, 24, 18), local(11, 26, 18), local(11, 30, 10)),
        (Urgency.COMPLEX, local(11, 24, 18), local(11, 24, 18), local(11, 30, 18), local(12, 8, 10)),
        (Urgency.MEDIATION, local(11, 24, 18), local(11, 25, 18), local(11, 30, 10), local(12, 23, 10)),
        (Urgency.APPLICATION, local(11, 24, 18), local(11, 24, 18), local(11, 30, 18), local(11, 30, 18)),
        (Urgency.CONSULT, local(11, 23, 18), local(11, 23, 18), local(11, 25, 18), local(11, 25, 18)),
        (Urgency.WISH, local(11, 26, 18), local(11, 26, 18), local(11, 26, 18), local(11, 26, 18)),
    ],
)
def test_a_matter_raised_on_monday_at_ten(
    urgency: Urgency, accept: datetime, contact: datetime, due: datetime, close: datetime
) -> None:
    """The table of section 5.2; a dash ends with the clock beside it."""
    assert astuple(dates_for(POLICY, CALENDAR, urgency, None, MONDAY)) == (accept, contact, due, close)


@pytest.mark.parametrize(
    ("topic", "urgency", "due", "close"),
    [
        (Topic.SANITATION, Urgency.NORMAL, local(11, 26, 18), local(11, 26, 18)),  # 3 days, not before the date
        (Topic.LIGHTING, Urgency.NORMAL, local(11, 26, 18), local(11, 30, 10)),
        (Topic.LIGHTING, Urgency.URGENT, local(11, 24, 10), local(11, 26, 10)),  # a lamp's seven days loosen nothing
        (Topic.WAGES, Urgency.APPLICATION, local(11, 26, 18), local(11, 26, 18)),  # 3 working days, not 5
        (Topic.CARE, Urgency.NORMAL, local(11, 24, 18), local(11, 30, 10)),
        (Topic.WATER_SUPPLY, Urgency.URGENT, local(11, 24, 10), local(11, 26, 10)),
    ],
)
def test_topics_have_their_own_terms(topic: Topic, urgency: Urgency, due: datetime, close: datetime) -> None:
    """Ruling 2: a topic's days move the close, wages' three working days move the date."""
    dates = dates_for(POLICY, CALENDAR, urgency, topic, MONDAY)
    assert (dates.due_at, dates.close_by) == (due, close)


def test_a_term_in_days_that_ends_on_a_day_off_moves_on() -> None:
    """Raised on a Saturday, a first meeting in seven days falls on a Saturday: Monday's close."""
    assert dates_for(POLICY, CALENDAR, Urgency.MEDIATION, None, local(11, 21, 10)).due_at == local(11, 30, 18)


def test_a_term_in_days_over_national_day() -> None:
    """Raised on 30 September, the seventh day is a holiday; both sides are met by the 9th, and the date follows."""
    dates = dates_for(POLICY, CALENDAR, Urgency.MEDIATION, None, local(9, 30, 10))
    assert dates.contact_by == local(10, 9, 18)
    assert dates.due_at == local(10, 9, 18)


def test_a_make_up_saturday_is_a_working_day() -> None:
    """Raised on 7 October, three working days are the 8th, the 9th and Saturday the 10th."""
    assert dates_for(POLICY, CALENDAR, Urgency.NORMAL, None, local(10, 7, 10)).due_at == local(10, 10, 18)


@pytest.mark.parametrize("urgency", [Urgency.DANGER, Urgency.URGENT])
def test_danger_and_urgent_never_move(urgency: Urgency) -> None:
    """On the night before National Day the clock runs on."""
    at = local(9, 30, 23)
    dates = dates_for(POLICY, CALENDAR, urgency, None, at)
    assert dates.due_at - at == timedelta(hours=2 if urgency is Urgency.DANGER else 24)
    assert dates.close_by - at in (timedelta(hours=2), timedelta(days=3))


spans = st.one_of(
    st.builds(Span, minutes=st.integers(1, 600)),
    st.builds(Span, hours=st.integers(1, 100)),
    st.builds(Span, working_hours=st.integers(1, 40)),
    st.builds(Span, working_days=st.integers(0, 9)),
    st.builds(Span, days=st.integers(1, 40)),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(instants, st.sampled_from(Urgency), st.none() | st.sampled_from(Topic))
def test_dates_come_in_order(at: datetime, urgency: Urgency, topic: Topic | None) -> None:
    """Accept, contact, result, close: none before the one that leads to it, at whatever hour and day."""
    dates = astuple(dates_for(POLICY, CALENDAR, urgency, topic, at))
    assert [at, *dates] == sorted([at, *dates])


@given(instants, st.tuples(spans, spans, spans, spans))
def test_dates_come_in_order_however_they_are_configured(at: datetime, row: tuple[Span, Span, Span, Span]) -> None:
    """A township that sets a short close beside a long result gets the later of the two."""
    clocks = dict(zip(("accept", "contact", "result", "close"), row, strict=True))
    dates = astuple(dates_for(DeadlinePolicy.model_validate({"normal": clocks}), CALENDAR, Urgency.NORMAL, None, at))
    assert [at, *dates] == sorted([at, *dates])


def test_what_is_not_named_keeps_its_default() -> None:
    """One changed cell changes one cell; a topic that is named replaces that topic only."""
    policy = DeadlinePolicy.model_validate(
        {"normal": {"result": {"working_days": 5}}, "topics": {"wages": {}, "road": {"normal": {"close": {"days": 9}}}}}
    )
    assert policy.normal.result == Span(working_days=5)
    assert policy.normal.close == POLICY.normal.close
    assert policy.topics[Topic.WAGES] == {}
    assert policy.topics[Topic.ROAD][Urgency.NORMAL].close == Span(days=9)
    assert policy.topics[Topic.CARE] == POLICY.topics[Topic.CARE]


@pytest.mark.parametrize(
    "wrong",
    [
        {"normal": {"contact": {}}},
        {"normal": {"contact": {"hours": 1, "days": 1}}},
        {"normal": {"reply": {"hours": 1}}},
        {"normal": {"contact": {"hours": -1}}},
        {"danger": {"contact": {"working_hours": 1}}},
        {"topics": {"road": {"urgent": {"result": {"working_days": 1}}}}},
        {"topics": {"lamps": {}}},
    ],
)
def test_terms_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    """One unit to a span, known names only, and nothing that is urgent waits for Monday."""
    with pytest.raises(ValidationError):
        DeadlinePolicy.model_validate(wrong)


def colour(
    now: datetime, urgency: Urgency = Urgency.NORMAL, at: datetime = MONDAY, *, contacted: bool = True
) -> Colour | None:
    """The colour at `now` of a ticket raised at `at`."""
    dates = dates_for(POLICY, CALENDAR, urgency, None, at)
    return colour_of(at, dates.due_at, urgency, now, CALENDAR, contacted=contacted, contact_by=dates.contact_by)


def test_the_colours_of_a_normal_matter() -> None:
    """80 hours until Thursday 18:00: the last 20 are blue, three working days after it yellow, then red."""
    assert colour(MONDAY) == Colour.GREEN
    assert colour(local(11, 25, 21, 59)) == Colour.GREEN
    assert colour(local(11, 25, 22)) == Colour.BLUE
    assert colour(local(11, 26, 18)) == Colour.BLUE
    assert colour(local(11, 26, 18, 1)) == Colour.YELLOW
    assert colour(local(12, 1, 18)) == Colour.YELLOW
    assert colour(local(12, 1, 18, 1)) == Colour.RED


def test_the_other_way_to_colour_a_date() -> None:
    """Yellow near the date and red past it, at once (practice §7); danger nobody answered is red in both."""
    dates = dates_for(POLICY, CALENDAR, Urgency.NORMAL, None, MONDAY)

    def at(now: datetime, urgency: Urgency = Urgency.NORMAL) -> Colour | None:
        return colour_of(
            MONDAY,
            dates.due_at,
            urgency,
            now,
            CALENDAR,
            contacted=False,
            contact_by=dates.contact_by,
            preset=ColourPreset.GREEN_YELLOW_RED,
        )

    assert at(local(11, 25, 21, 59)) == Colour.GREEN
    assert at(local(11, 25, 22)) == Colour.YELLOW
    assert at(local(11, 26, 18)) == Colour.YELLOW
    assert at(local(11, 26, 18, 1)) == Colour.RED
    assert at(local(11, 26, 17), Urgency.DANGER) == Colour.RED
    assert at(local(11, 26, 18, 1), Urgency.WISH) is None
    assert DeadlinePolicy(colours="green_yellow_red").colours is ColourPreset.GREEN_YELLOW_RED


def test_the_colours_of_what_is_urgent() -> None:
    """Yellow lasts 24 hours of clock time; an urgent matter over the weekend does not wait for Monday."""
    friday = local(11, 27, 16)
    assert colour(local(11, 28, 9), Urgency.URGENT, friday) == Colour.GREEN
    assert colour(local(11, 28, 10), Urgency.URGENT, friday) == Colour.BLUE
    assert colour(local(11, 29, 16), Urgency.URGENT, friday) == Colour.YELLOW
    assert colour(local(11, 29, 16, 1), Urgency.URGENT, friday) == Colour.RED


def test_danger_that_nobody_answered_is_red() -> None:
    """Half an hour without a human contact, long before its date."""
    assert colour(local(11, 23, 10, 31), Urgency.DANGER, contacted=False) == Colour.RED
    assert colour(local(11, 23, 10, 31), Urgency.DANGER, contacted=True) == Colour.BLUE


@pytest.mark.parametrize("urgency", [Urgency.WISH, Urgency.CONSULT])
def test_a_wish_and_a_question_have_no_colour(urgency: Urgency) -> None:
    """They have a date and nothing that presses."""
    assert colour(local(12, 31, 10), urgency) is None


def test_blue_is_never_longer_than_two_days() -> None:
    """A long term is not blue for a week."""
    due = MONDAY + timedelta(days=40)

    def at(now: datetime) -> Colour | None:
        return colour_of(MONDAY, due, Urgency.COMPLEX, now, CALENDAR, contacted=True, contact_by=due)

    assert at(due - timedelta(days=2, minutes=1)) == Colour.GREEN
    assert at(due - timedelta(days=2)) == Colour.BLUE


# what a pause leaves -------------------------------------------------------------------------------------------------

STAYS = st.lists(st.tuples(st.integers(0, 60 * 24 * 12), st.integers(0, 60 * 24 * 12)), max_size=6)


def a_pause(clock: Clock, begun_at: datetime, due_at: datetime) -> Pause:
    """What is kept when the dates begin to stand still."""
    left = in_microseconds(time_left(clock, CALENDAR, begun_at, due_at))
    return Pause(
        township=TOWNSHIP,
        ticket=1,
        sequence=1,
        reason=PauseReason.WEATHER,
        allowed_by="p01",
        begun_at=begun_at,
        until_at=begun_at,
        clock=clock,
        left_microseconds=left,
        close_clock=clock,
        close_left_microseconds=left,
    )


@given(st.integers(0, 60 * 24 * 30), st.integers(1, 60 * 24 * 20), STAYS)
def test_no_sequence_of_pauses_wins_or_loses_working_time(
    after: int, window: int, stays: list[tuple[int, int]]
) -> None:
    """Run, stand still, run, …: what was worked while it ran, and what is left, make the promise."""
    now = datetime(2026, 9, 14, tzinfo=UTC) + timedelta(minutes=after)
    ticket = a_ticket(registered_at=now, due_at=CALENDAR.add_working_time(now, timedelta(minutes=window)))
    promised = CALENDAR.working_time_between(now, ticket.due_at)
    ran = timedelta(0)
    for running, standing in stays:
        begun = now + timedelta(minutes=running)
        if begun >= ticket.due_at:
            break
        ran += CALENDAR.working_time_between(now, begun)
        now = begun + timedelta(minutes=standing)
        before = ticket.due_at
        run_on(ticket, a_pause(Clock.WORKING, begun, before), CALENDAR, since=now)
        assert ran + CALENDAR.working_time_between(now, ticket.due_at) == promised
        assert ticket.due_at >= before
        assert ticket.close_by >= ticket.due_at


@given(
    st.integers(0, 60 * 24 * 30), st.integers(1, 60 * 24 * 20), st.sets(st.dates(date(2026, 9, 14), date(2026, 11, 30)))
)
def test_a_holiday_announced_during_a_pause_leaves_what_was_left(after: int, stay: int, off: set[date]) -> None:
    """What is left is kept as working time, so that it is the same by the new calendar; no date comes forward."""
    now = datetime(2026, 9, 14, tzinfo=UTC) + timedelta(minutes=after)
    ticket = a_ticket(registered_at=now, due_at=CALENDAR.add_working_days(now, 3))
    left, before = CALENDAR.working_time_between(now, ticket.due_at), ticket.due_at
    announced = WorkCalendar(CalendarPolicy(days_off=frozenset(off)), ZONE)
    since = now + timedelta(minutes=stay)
    run_on(ticket, a_pause(Clock.WORKING, now, ticket.due_at), announced, since=since)
    assert announced.working_time_between(since, ticket.due_at) == left
    assert ticket.due_at >= before


def test_a_date_on_calendar_days_ends_on_a_working_day() -> None:
    """Ruling 2 holds after a pause as before it: the day off is the one thing that may lengthen it."""
    ticket = a_ticket(due_at=local(11, 27, 10))
    run_on(ticket, a_pause(Clock.CALENDAR, NOW, ticket.due_at), CALENDAR, since=NOW + timedelta(days=1))
    assert ticket.due_at == local(11, 30, 18)
    ticket = a_ticket(due_at=local(11, 27, 10))
    run_on(ticket, a_pause(Clock.ELAPSED, NOW, ticket.due_at), CALENDAR, since=NOW + timedelta(days=1))
    assert ticket.due_at == local(11, 28, 10)


@pytest.mark.parametrize(
    ("urgency", "topic", "clock"),
    [
        (Urgency.DANGER, None, Clock.ELAPSED),
        (Urgency.URGENT, Topic.WATER_SUPPLY, Clock.ELAPSED),
        (Urgency.NORMAL, None, Clock.WORKING),
        (Urgency.MEDIATION, Topic.BOUNDARY, Clock.CALENDAR),
        (Urgency.WISH, None, Clock.WORKING),
    ],
)
def test_each_promise_has_its_clock(urgency: Urgency, topic: Topic | None, clock: Clock) -> None:
    """Ruling 2: danger and urgent run day and night, mediation on calendar days, the others on working time."""
    assert promise(DeadlinePolicy(), urgency, topic).clock is clock
