"""How long what may take: four clocks for each ticket, and the colour its date has at an instant.

The defaults are the working rules' table of promises (section 5.2, "the township's own promise").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from classifiers.verdict import Topic, Urgency
from handlers.calendar import WorkCalendar
from storage.lifecycle import Clock, PauseReason
from storage.models import Pause, Ticket

_RUNS_ON_CLOCK_TIME = frozenset({Urgency.DANGER, Urgency.URGENT})
_WITHOUT_COLOUR = frozenset({Urgency.CONSULT, Urgency.WISH})


class Span(BaseModel):
    """A length of time in exactly one unit, written `{hours: 24}` or `{working_days: 3}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes: float | None = Field(default=None, gt=0)
    hours: float | None = Field(default=None, gt=0)
    working_hours: float | None = Field(default=None, gt=0)
    #: 0 is "the same working day"
    working_days: int | None = Field(default=None, ge=0)
    days: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("give exactly one of minutes, hours, working_hours, working_days, days")
        return self

    @property
    def in_working_time(self) -> bool:
        """Whether nights and days off do not count."""
        return self.working_hours is not None or self.working_days is not None

    @property
    def clock(self) -> Clock:
        """How its time passes."""
        if self.in_working_time:
            return Clock.WORKING
        return Clock.ELAPSED if self.days is None else Clock.CALENDAR

    def end(self, at: datetime, calendar: WorkCalendar, *, moves: bool = True) -> datetime:
        """When a span that begins at `at` is over (both aware UTC).

        Days are calendar days and end at the same local time; one that ends on a day off goes on to the close of the
        next working day where it `moves` (Ruling 2).
        """
        if self.minutes is not None:
            return at + timedelta(minutes=self.minutes)
        if self.hours is not None:
            return at + timedelta(hours=self.hours)
        if self.working_hours is not None:
            return calendar.add_working_hours(at, self.working_hours)
        if self.working_days is not None:
            return calendar.add_working_days(at, self.working_days)
        assert self.days is not None, "a span has one unit"
        # added on the village's clock, so that a change of its clocks does not shift the hour
        end = (calendar.local(at) + timedelta(days=self.days)).astimezone(UTC)
        day = calendar.day_of(end)
        if moves and not calendar.is_working_day(day):
            return calendar.end_of_working_day(calendar.next_working_day(day))
        return end


class Clocks(BaseModel):
    """One row of the table. A clock left out ("–") ends with its neighbour: accept with contact, result with contact,
    close with result."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accept: Span | None = Field(default=None, description="the owner says that he takes it")
    contact: Span = Field(description="a human speaks with the villager")
    result: Span | None = Field(default=None, description="result or plan: the date the villager is told")
    close: Span | None = Field(default=None, description="the matter is over")


class Override(BaseModel):
    """What is different for one topic; what is left out stays as in the urgency's row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accept: Span | None = None
    contact: Span | None = None
    result: Span | None = None
    close: Span | None = None


class PausePolicy(BaseModel):
    """`deadlines.pauses`: how long a matter may wait for what; then its dates run again by themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    waiting_villager: Span = Field(default=Span(days=15), description="for the person concerned")
    waiting_meeting: Span = Field(default=Span(days=30), description="for a meeting")
    waiting_weather: Span = Field(default=Span(days=10), description="for the weather")
    waiting_funds: Span = Field(default=Span(days=30), description="for money, material, a department")
    times: int = Field(default=2, ge=1, description="so often for the same reason")
    taken_back_within: Span = Field(
        default=Span(minutes=10), description="a pause that its owner ends so soon was none: no date moves"
    )

    def taken_back(self, pause: Pause, due_at: datetime, calendar: WorkCalendar) -> bool:
        """Whether a pause that has ended was a slip, taken back at once and before the date."""
        if pause.ended_at is None or pause.ended_by == "system" or pause.ended_at >= due_at:
            return False
        return pause.ended_at <= self.taken_back_within.end(pause.begun_at, calendar)

    def longest(self, reason: PauseReason) -> Span:
        """The longest stay."""
        span = getattr(self, reason.value)
        assert isinstance(span, Span)
        return span


class ExtensionPolicy(BaseModel):
    """`deadlines.extensions`: how often a date may be put off, and how far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_tier: int = Field(default=1, ge=0, description="so many may be granted by grid head or affairs office")
    above: int = Field(default=1, ge=0, description="so many more by the township alone")
    longest: float = Field(default=1.0, gt=0, description="at most this share of the time first promised")


class ReturnPolicy(BaseModel):
    """`deadlines.returns`: how often a matter may be given back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: int = Field(default=2, ge=0, description="after so many the tier above decides, once and for all")


_NEXT_DAY = Span(working_days=1)
_ROWS: dict[Urgency, Clocks] = {
    # not measured by the speed of closing
    Urgency.DANGER: Clocks(accept=Span(minutes=10), contact=Span(minutes=30), result=Span(hours=2)),
    Urgency.URGENT: Clocks(accept=Span(hours=1), contact=Span(hours=2), result=Span(hours=24), close=Span(days=3)),
    Urgency.NORMAL: Clocks(accept=_NEXT_DAY, contact=_NEXT_DAY, result=Span(working_days=3), close=Span(days=7)),
    Urgency.COMPLEX: Clocks(accept=_NEXT_DAY, contact=_NEXT_DAY, result=Span(working_days=5), close=Span(days=15)),
    # both sides separately within two working days; the first meeting is the date
    Urgency.MEDIATION: Clocks(accept=_NEXT_DAY, contact=Span(working_days=2), result=Span(days=7), close=Span(days=30)),
    # our clock stops at the hand-in
    Urgency.APPLICATION: Clocks(accept=_NEXT_DAY, contact=_NEXT_DAY, result=Span(working_days=5)),
    Urgency.CONSULT: Clocks(contact=Span(working_days=0), result=Span(working_days=2), close=Span(working_days=2)),
    Urgency.WISH: Clocks(contact=Span(working_days=3)),
}
_LABOUR_OFFICE = Override(result=Span(working_days=3))
_A_CHILD = Override(result=Span(working_days=1))
_TOPICS: dict[Topic, dict[Urgency, Override]] = {
    Topic.WATER_SUPPLY: {Urgency.URGENT: Override(result=Span(hours=24))},
    Topic.ROAD: {Urgency.NORMAL: Override(close=Span(days=7))},
    Topic.LIGHTING: {Urgency.NORMAL: Override(close=Span(days=7))},
    Topic.DRAINAGE: {Urgency.NORMAL: Override(close=Span(days=7))},
    Topic.SANITATION: {Urgency.NORMAL: Override(close=Span(days=3))},
    Topic.IRRIGATION: {Urgency.NORMAL: Override(close=Span(days=3))},
    Topic.BOUNDARY: {Urgency.MEDIATION: Override(close=Span(days=30))},
    Topic.FAMILY: {Urgency.MEDIATION: Override(close=Span(days=30))},
    Topic.WAGES: dict.fromkeys((Urgency.NORMAL, Urgency.COMPLEX, Urgency.APPLICATION), _LABOUR_OFFICE),
    Topic.CARE: dict.fromkeys((Urgency.NORMAL, Urgency.COMPLEX, Urgency.APPLICATION), _A_CHILD),
}


class ColourPreset(StrEnum):
    """Two ways to colour a date (practice §7)."""

    #: blue near the date, yellow past it, red long past it
    BLUE_YELLOW_RED = "blue_yellow_red"
    #: yellow near the date, red past it
    GREEN_YELLOW_RED = "green_yellow_red"


class DeadlinePolicy(BaseModel):
    """`deadlines:` in config.yaml: one row per urgency, and what is different for some topics.

    What is not named keeps its default, clock by clock in a row; a topic that is named replaces that topic's defaults.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    danger: Clocks = _ROWS[Urgency.DANGER]
    urgent: Clocks = _ROWS[Urgency.URGENT]
    normal: Clocks = _ROWS[Urgency.NORMAL]
    complex: Clocks = _ROWS[Urgency.COMPLEX]
    mediation: Clocks = _ROWS[Urgency.MEDIATION]
    application: Clocks = _ROWS[Urgency.APPLICATION]
    consult: Clocks = _ROWS[Urgency.CONSULT]
    wish: Clocks = _ROWS[Urgency.WISH]
    topics: dict[Topic, dict[Urgency, Override]] = Field(default_factory=lambda: dict(_TOPICS))
    pauses: PausePolicy = PausePolicy()
    extensions: ExtensionPolicy = ExtensionPolicy()
    returns: ReturnPolicy = ReturnPolicy()
    colours: ColourPreset = ColourPreset.BLUE_YELLOW_RED

    @model_validator(mode="before")
    @classmethod
    def _keep_what_is_not_named(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        merged = dict(given)
        for urgency, row in _ROWS.items():
            if isinstance(merged.get(urgency), Mapping):
                merged[urgency.value] = {**row.model_dump(exclude_none=True), **merged[urgency]}
        if isinstance(merged.get("topics"), Mapping):
            merged["topics"] = {**{topic.value: rows for topic, rows in _TOPICS.items()}, **merged["topics"]}
        return merged

    @model_validator(mode="after")
    def _no_waiting_for_monday(self) -> Self:
        for urgency in _RUNS_ON_CLOCK_TIME:
            rows: list[Clocks | Override] = [
                self.row(urgency),
                *(rows[urgency] for rows in self.topics.values() if urgency in rows),
            ]
            for row in rows:
                if any(span and span.in_working_time for span in (row.accept, row.contact, row.result, row.close)):
                    raise ValueError(f"{urgency} runs at night and on days off: give minutes, hours or days")
        return self

    def row(self, urgency: Urgency) -> Clocks:
        """The clocks of an urgency, whatever the topic."""
        row = getattr(self, urgency.value)
        assert isinstance(row, Clocks)
        return row


@dataclass(frozen=True, slots=True)
class Dates:
    """A ticket's four instants, aware UTC, each no earlier than the one before it."""

    accept_by: datetime
    contact_by: datetime
    #: result or plan: the date the villager is told
    due_at: datetime
    close_by: datetime


def dates_for(
    policy: DeadlinePolicy, calendar: WorkCalendar, urgency: Urgency, topic: Topic | None, at: datetime
) -> Dates:
    """The four dates of a matter of this urgency and topic raised at `at` (aware UTC)."""
    row = policy.row(urgency)
    own = _own(policy, urgency, topic)
    moves = urgency not in _RUNS_ON_CLOCK_TIME

    def end(span: Span | None, otherwise: datetime) -> datetime:
        return span.end(at, calendar, moves=moves) if span is not None else otherwise

    contact = end(own.contact or row.contact, at)
    accept = end(own.accept or row.accept, contact)
    # over a long holiday seven calendar days can be shorter than two working days: the later clock gives way
    contact = max(accept, contact)
    due = max(contact, end(own.result or row.result, contact))
    return Dates(accept, contact, due, max(due, end(own.close or row.close, due)))


def promise(policy: DeadlinePolicy, urgency: Urgency, topic: Topic | None) -> Span:
    """The span behind `due_at` of a matter of this urgency and topic."""
    row, own = policy.row(urgency), _own(policy, urgency, topic)
    return own.result or row.result or own.contact or row.contact


def closing(policy: DeadlinePolicy, urgency: Urgency, topic: Topic | None) -> Span:
    """The span behind `close_by`."""
    return _own(policy, urgency, topic).close or policy.row(urgency).close or promise(policy, urgency, topic)


def _own(policy: DeadlinePolicy, urgency: Urgency, topic: Topic | None) -> Override:
    return policy.topics.get(topic, {}).get(urgency, Override()) if topic is not None else Override()


def time_left(clock: Clock, calendar: WorkCalendar, at: datetime, end: datetime) -> timedelta:
    """How much of a clock's time is left at `at` until a date; nothing when it has passed."""
    if clock is Clock.WORKING:
        return calendar.working_time_between(at, end)
    return max(timedelta(0), end - at)


def date_after(clock: Clock, calendar: WorkCalendar, at: datetime, left: timedelta) -> datetime:
    """The date that leaves as much of a clock's time from `at` on.

    On calendar days a date that falls on a day off goes on to the close of the next working day (Ruling 2).
    """
    if clock is Clock.WORKING:
        return calendar.add_working_time(at, left)
    end = at + left
    day = calendar.day_of(end)
    if clock is Clock.CALENDAR and not calendar.is_working_day(day):
        return calendar.end_of_working_day(calendar.next_working_day(day))
    return end


_MICROSECOND = timedelta(microseconds=1)


def helpers_date(calendar: WorkCalendar, due_at: datetime, asked_at: datetime) -> datetime:
    """By when whoever helps answers the owner: one working day before the ticket's date (practice §3, 首接负责).

    Where there is no working day in between: half of what is left. Asked after the date: the close of that day.
    """
    if due_at <= asked_at:
        return calendar.add_working_days(asked_at, 0)
    day_before = calendar.end_of_working_day_before(calendar.day_of(due_at))
    return day_before if day_before > asked_at else asked_at + (due_at - asked_at) / 2


def in_microseconds(span: timedelta) -> int:
    """A span as the tables keep it: exact."""
    return span // _MICROSECOND


def from_microseconds(count: int) -> timedelta:
    """The span again."""
    return count * _MICROSECOND


def run_on(
    ticket: Ticket, pause: Pause, calendar: WorkCalendar, *, since: datetime, rules: PausePolicy | None = None
) -> None:
    """A pause has ended: the dates run again from `since`, each with what was left of it.

    Never to an instant before the one that was told, whatever has become of the calendar meanwhile. By `rules` one that
    was taken back at once was none: five minutes of it would otherwise carry a date from Thursday's close into Friday.
    """
    if rules is not None and rules.taken_back(pause, ticket.due_at, calendar):
        return
    left, close_left = from_microseconds(pause.left_microseconds), from_microseconds(pause.close_left_microseconds)
    ticket.due_at = max(ticket.due_at, date_after(pause.clock, calendar, since, left))
    ticket.close_by = max(ticket.close_by, ticket.due_at, date_after(pause.close_clock, calendar, since, close_left))
    ticket.dates_moved += 1


class Colour(StrEnum):
    """How a ticket's date stands, for staff only; never a colour of a person or a village."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


#: the last part of the window is blue: a quarter of it, within these bounds
_BLUE_SHARE = 0.25
_BLUE_AT_LEAST = timedelta(hours=2)
_BLUE_AT_MOST = timedelta(days=2)
_YELLOW_WORKING_DAYS = 3
_YELLOW_URGENT = timedelta(hours=24)


def colour_of(
    registered_at: datetime,
    due_at: datetime,
    urgency: Urgency,
    now: datetime,
    calendar: WorkCalendar,
    *,
    contacted: bool,
    contact_by: datetime,
    preset: ColourPreset = ColourPreset.BLUE_YELLOW_RED,
) -> Colour | None:
    """The colour at `now`. None: a wish or a question has a date but no colour."""
    if urgency in _WITHOUT_COLOUR:
        return None
    if urgency is Urgency.DANGER and not contacted and now > contact_by:
        return Colour.RED
    near = Colour.BLUE
    if preset is ColourPreset.GREEN_YELLOW_RED:
        if now > due_at:
            return Colour.RED
        near = Colour.YELLOW
    if now > due_at:
        if urgency in _RUNS_ON_CLOCK_TIME:
            yellow_until = due_at + _YELLOW_URGENT
        else:
            yellow_until = calendar.add_working_days(due_at, _YELLOW_WORKING_DAYS)
        return Colour.YELLOW if now <= yellow_until else Colour.RED
    blue = min(max((due_at - registered_at) * _BLUE_SHARE, _BLUE_AT_LEAST), _BLUE_AT_MOST)
    return near if due_at - now <= blue else Colour.GREEN
