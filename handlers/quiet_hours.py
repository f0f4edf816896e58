"""When a note may be read without waking anybody (Ruling 10)."""

from datetime import datetime, time, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from classifiers.verdict import Urgency
from handlers.calendar import WorkCalendar


class QuietHours(BaseModel):
    """`quiet_hours:` in config.yaml: the night, in local time. Only danger breaks through."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: time = Field(default=time(21, 0), alias="from", description="from this time in the evening nothing is sent")
    end: time = Field(default=time(7, 30), alias="to", description="until this time in the morning")

    @model_validator(mode="after")
    def _over_night(self) -> Self:
        if self.start <= self.end:
            raise ValueError("quiet hours go over midnight: `from` in the evening, `to` in the morning")
        return self


def when_to_tell_official(now: datetime, urgency: Urgency, quiet: QuietHours, calendar: WorkCalendar) -> datetime:
    """The first instant from `now` at which an official may be told about a ticket of this urgency.

    Danger: at once. Urgent: in the daytime of any day. All else: in the daytime of a working day.
    """
    if urgency is Urgency.DANGER:
        return now
    at = _after_the_night(now, quiet, calendar)
    day = calendar.day_of(at)
    if urgency is Urgency.URGENT or calendar.is_working_day(day):
        return at
    return calendar.at_local(calendar.next_working_day(day), quiet.end)


def when_to_tell_villager(now: datetime, quiet: QuietHours, calendar: WorkCalendar, danger: bool) -> datetime:
    """The first instant from `now` at which a villager may be told something he has not just asked for."""
    return now if danger else _after_the_night(now, quiet, calendar)


def _after_the_night(now: datetime, quiet: QuietHours, calendar: WorkCalendar) -> datetime:
    local = calendar.local(now)
    if quiet.end <= local.time() < quiet.start:
        return now
    morning = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    return calendar.at_local(morning, quiet.end)
