"""催办: which reminder is owed when, from the day a ticket has a date to the first step up."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from classifiers.verdict import Urgency
from handlers.calendar import WorkCalendar
from handlers.deadlines import Span

_STEPS_UP_FAST = frozenset({Urgency.DANGER, Urgency.URGENT})


class LadderPolicy(BaseModel):
    """`ladder:` in config.yaml: when the owner is reminded, and when the next one up is asked to help."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: float = Field(default=0.75, gt=0, lt=1, description="remind when this share of the time is used up")
    morning: time = Field(default=time(9, 0), description="remind at this local time on the day itself")
    first_step_up: Span = Field(default=Span(working_days=1), description="past the date: the grid head hears of it")
    first_step_up_urgent: Span = Field(default=Span(hours=2), description="the same for what is urgent or dangerous")


#: at the least this long before the date itself, the morning's reminder is worth a note of its own
APART = timedelta(hours=3)


class Rung(StrEnum):
    """The steps of the ladder."""

    L0 = "L0"  # new: said when the ticket is handed out, so never planned
    L0_ACCEPT = "L0-accept"  # a danger that nobody has taken
    L0B = "L0b"  # most of the time is used up
    L0C_MORNING = "L0c-morning"  # today is the day
    L0C = "L0c"  # now
    L1 = "L1"  # past the date: owner and grid head


def planned(
    policy: LadderPolicy, calendar: WorkCalendar, registered_at: datetime, due_at: datetime, urgency: Urgency
) -> list[tuple[Rung, datetime]]:
    """The reminders owed for a date, in order of time (aware UTC), none before `registered_at`.

    Where the morning of the day comes before most of the time is used up, the morning's reminder says it all and L0b
    is left out. Danger has no morning's reminder: its two hours know no day.
    """
    due_at = max(registered_at, due_at)
    before = registered_at + (due_at - registered_at) * policy.before
    morning = calendar.at_local(calendar.day_of(due_at), policy.morning)
    # two notes about one date within a few hours are one too many
    with_morning = registered_at < morning <= due_at - APART and urgency is not Urgency.DANGER
    rungs: list[tuple[Rung, datetime]] = []
    if before < due_at and not (with_morning and before >= morning):
        rungs.append((Rung.L0B, before))
    if with_morning:
        rungs.append((Rung.L0C_MORNING, morning))
    rungs.append((Rung.L0C, due_at))
    step = policy.first_step_up_urgent if urgency in _STEPS_UP_FAST else policy.first_step_up
    rungs.append((Rung.L1, step.end(due_at, calendar, moves=urgency not in _STEPS_UP_FAST)))
    return rungs
