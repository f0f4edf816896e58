"""催办: which reminders a ticket owes and when; before the date a word to the owner, after it one step up."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from pydantic import BaseModel, Field

from classifiers.verdict import Urgency
from handlers.calendar import WorkCalendar
from handlers.deadlines import Span


class Rung(StrEnum):
    """The rungs climbed so far; L0 is the call to a new owner and is spoken at once."""

    L0 = "L0"
    L0B = "L0b"  # most of the window is used
    L0C_MORNING = "L0c-morning"  # the morning of the day
    L0C = "L0c"  # the date itself
    L1 = "L1"  # one step up


class LadderPolicy(BaseModel, frozen=True, extra="forbid"):
    """`ladder:` in config.yaml."""

    before: float = Field(default=0.75, gt=0, lt=1, description="the first reminder, as a share of the window used")
    morning: time = Field(default=time(9, 0), description="the reminder on the day itself, local time")
    first_step_up: Span = Field(default=Span(working_days=1), description="how long after the date the next one hears")
    first_step_up_urgent: Span = Field(default=Span(hours=2), description="the same for urgent matters and danger")


def planned(
    policy: LadderPolicy, calendar: WorkCalendar, registered_at: datetime, due_at: datetime, urgency: Urgency
) -> list[tuple[Rung, datetime]]:
    """The rungs of a ticket after L0, earliest first; instants are aware UTC."""
    fast = urgency in (Urgency.DANGER, Urgency.URGENT)
    step_up = policy.first_step_up_urgent if fast else policy.first_step_up
    rungs = [
        (Rung.L0B, registered_at + (due_at - registered_at) * policy.before),
        (Rung.L0C, due_at),
        (Rung.L1, step_up.after(due_at, calendar)),
    ]
    morning = calendar.at_local(calendar.day_of(due_at), policy.morning)
    # a matter of hours has no morning of its day, and two notes within the hour are one too many
    if registered_at + timedelta(hours=1) < morning < due_at - timedelta(hours=1):
        rungs.append((Rung.L0C_MORNING, morning))
    return sorted(rungs, key=lambda rung: rung[1])
