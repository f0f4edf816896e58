"""How long each kind of matter may take: the township's own promise, and the date that follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, Field, model_validator

from classifiers.verdict import Topic, Urgency
from handlers.calendar import WorkCalendar


class Span(BaseModel, frozen=True, extra="forbid"):
    """A length of time, in just one of these units.

    Minutes and hours run on the clock; working_hours and working_days on working time; days on the calendar, and
    end on a working day.
    """

    minutes: float | None = Field(default=None, gt=0)
    hours: float | None = Field(default=None, gt=0)
    working_hours: float | None = Field(default=None, gt=0)
    working_days: int | None = Field(default=None, ge=1, le=250)
    days: int | None = Field(default=None, ge=1, le=366)

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if len(self.model_fields_set) != 1 or next(iter(self.model_dump(exclude_none=True)), None) is None:
            raise ValueError("give just one of minutes, hours, working_hours, working_days, days")
        return self

    def after(self, at: datetime, calendar: WorkCalendar) -> datetime:
        """The instant this long after `at` (aware)."""
        if self.working_days is not None:
            return calendar.add_working_days(at, self.working_days)
        if self.working_hours is not None:
            return calendar.add_working_hours(at, self.working_hours)
        if self.days is not None:
            return _calendar_days(at, self.days, calendar)
        return at + timedelta(minutes=self.minutes or 0, hours=self.hours or 0)


def _calendar_days(at: datetime, days: int, calendar: WorkCalendar) -> datetime:
    day = calendar.day_of(at) + timedelta(days=days)
    if not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    return calendar.end_of_working_day(day)


class Limits(BaseModel, frozen=True, extra="forbid"):
    """The four clocks of one urgency."""

    accept: Span
    contact: Span
    result: Span = Field(description="result or plan: the date told to the villager")
    close: Span


class TopicLimits(BaseModel, frozen=True, extra="forbid"):
    """What a topic changes, for normal urgency."""

    result: Span | None = None
    close: Span | None = None


def _clock(accept: Span, contact: Span, result: Span, close: Span) -> Limits:
    return Limits(accept=accept, contact=contact, result=result, close=close)


_ONE = Span(working_days=1)
#: the working rules' table of promises. Danger has no closing target: its result date stands for it. Questions and
#: wishes are not "accepted": there the first human contact stands for it.
_DEFAULT = {
    Urgency.DANGER: _clock(Span(minutes=10), Span(minutes=30), Span(hours=2), Span(hours=2)),
    Urgency.URGENT: _clock(Span(hours=1), Span(hours=2), Span(hours=24), Span(hours=72)),
    Urgency.NORMAL: _clock(_ONE, _ONE, Span(working_days=3), Span(days=7)),
    Urgency.COMPLEX: _clock(_ONE, _ONE, Span(working_days=5), Span(days=15)),
    Urgency.MEDIATION: _clock(_ONE, Span(working_days=2), Span(days=7), Span(days=30)),
    Urgency.APPLICATION: _clock(_ONE, _ONE, Span(working_days=5), Span(working_days=5)),
    Urgency.CONSULT: _clock(_ONE, _ONE, Span(working_days=2), Span(working_days=2)),
    Urgency.WISH: _clock(Span(working_days=3), Span(working_days=3), Span(days=30), Span(days=30)),
}
_TOPICS = {
    Topic.LIGHTING: TopicLimits(close=Span(days=7)),
    Topic.DRAINAGE: TopicLimits(close=Span(days=7)),
    Topic.SANITATION: TopicLimits(close=Span(days=3)),
    Topic.ROAD: TopicLimits(close=Span(days=7)),
    Topic.IRRIGATION: TopicLimits(close=Span(days=3)),
    Topic.BOUNDARY: TopicLimits(close=Span(days=30)),
    Topic.FAMILY: TopicLimits(close=Span(days=30)),
    Topic.WAGES: TopicLimits(result=Span(working_days=3)),
}


class DeadlinePolicy(BaseModel, frozen=True, extra="forbid"):
    """`deadlines:` in config.yaml. What is left out keeps its default."""

    urgencies: dict[Urgency, Limits] = Field(default_factory=dict, description="limits that differ from the defaults")
    topics: dict[Topic, TopicLimits] = Field(default_factory=lambda: dict(_TOPICS), description="by topic")

    def limits(self, urgency: Urgency) -> Limits:
        """The limits of one urgency."""
        return self.urgencies.get(urgency, _DEFAULT[urgency])


@dataclass(frozen=True, slots=True)
class Dates:
    """A ticket's four dates, aware UTC, in order."""

    accept_by: datetime
    contact_by: datetime
    due_at: datetime
    close_by: datetime


def dates_for(
    policy: DeadlinePolicy, calendar: WorkCalendar, urgency: Urgency, topic: Topic | None, at: datetime
) -> Dates:
    """The dates of a matter registered at `at` (aware).

    A topic's own limits count unless the matter is in danger or urgent: a night without water does not wait for the
    topic's ordinary week.
    """
    limits = policy.limits(urgency)
    result, close = limits.result, limits.close
    special = policy.topics.get(topic) if topic else None
    if special is not None and urgency not in (Urgency.DANGER, Urgency.URGENT):
        result, close = special.result or result, special.close or close
    accept_by = limits.accept.after(at, calendar)
    contact_by = max(accept_by, limits.contact.after(at, calendar))
    due_at = max(contact_by, result.after(at, calendar))
    return Dates(accept_by, contact_by, due_at, max(due_at, close.after(at, calendar)))


class Colour(StrEnum):
    """Of a ticket's clock, never of a person or a village."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


#: blue begins when a quarter of the window is left, but not earlier than two days and not later than two hours before
_BLUE_SHARE, _BLUE_LEAST, _BLUE_MOST = 0.25, timedelta(hours=2), timedelta(days=2)


def colour_of(
    registered_at: datetime,
    due_at: datetime,
    urgency: Urgency,
    now: datetime,
    calendar: WorkCalendar,
    *,
    contacted: bool,
    contact_by: datetime,
) -> Colour | None:
    """The colour of an open ticket's clock at `now`; None for wishes and questions, which have a date but no colour."""
    if urgency in (Urgency.WISH, Urgency.CONSULT):
        return None
    if urgency is Urgency.DANGER and not contacted and now > contact_by:
        return Colour.RED
    if now <= due_at:
        blue = min(max((due_at - registered_at) * _BLUE_SHARE, _BLUE_LEAST), _BLUE_MOST)
        return Colour.BLUE if due_at - now <= blue else Colour.GREEN
    fast = urgency in (Urgency.DANGER, Urgency.URGENT)
    yellow_until = due_at + timedelta(hours=24) if fast else calendar.add_working_days(due_at, 3)
    return Colour.YELLOW if now <= yellow_until else Colour.RED
