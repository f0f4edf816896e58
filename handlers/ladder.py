"""催办 上报: which reminder is owed when, from the day a ticket has a date to the township's list.

Pure decisions over instants. Who holds a role on a day is asked when the step is due (`handlers/climbing.py`).
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from classifiers.verdict import Urgency
from handlers.calendar import WorkCalendar
from handlers.deadlines import Span
from storage.organisation import Role

_STEPS_UP_FAST = frozenset({Urgency.DANGER, Urgency.URGENT})


class Rung(StrEnum):
    """The steps of the ladder, in the order in which they come."""

    L0 = "L0"  # new
    L0_ACCEPT = "L0-accept"  # nobody has taken it yet
    L0B = "L0b"  # most of the time is used up
    L0C_MORNING = "L0c-morning"  # today is the day
    L0C = "L0c"  # now
    L1 = "L1"  # past the date: owner and grid head
    L2 = "L2"  # the village secretary, with a copy for the supervisor
    L3 = "L3"  # the township: who is in charge of the village there, and the office
    L4 = "L4"  # the area leader
    L5 = "L5"  # the township's list; the villager hears of other ways


#: past the date, somebody beside the owner is called
STEPS_UP = (Rung.L1, Rung.L2, Rung.L3, Rung.L4, Rung.L5)
_ORDER = {rung: place for place, rung in enumerate(Rung)}


def rank(rung: str) -> int:
    """Where a rung stands on the ladder; what is no rung stands before all."""
    return _ORDER.get(Rung(rung), -1) if rung in _ORDER else -1


class Step(BaseModel):
    """One step past the date: when, and whom it calls beside the owner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Span = Field(description="so long after the date")
    urgent: Span | None = Field(default=None, description="the same for what is urgent or dangerous")
    calls: tuple[Role, ...] = Field(default=(), description="who is asked to lend a hand")
    copies: tuple[Role, ...] = Field(default=(), description="who only hears of it")


_STEPS: dict[Rung, Step] = {
    Rung.L1: Step(after=Span(working_days=1), urgent=Span(hours=2), calls=(Role.GRID_HEAD,)),
    Rung.L2: Step(
        after=Span(working_days=2),
        urgent=Span(hours=6),
        calls=(Role.VILLAGE_SECRETARY,),
        copies=(Role.VILLAGE_SUPERVISOR,),
    ),
    Rung.L3: Step(
        after=Span(working_days=3), urgent=Span(hours=24), calls=(Role.VILLAGE_LEAD_CADRE, Role.AFFAIRS_OFFICE)
    ),
    Rung.L4: Step(after=Span(working_days=5), urgent=Span(hours=48), calls=(Role.AREA_LEADER,)),
    Rung.L5: Step(after=Span(working_days=15), calls=(Role.AFFAIRS_OFFICE,)),
}
_COMPLAINT: dict[Rung, tuple[Role, ...]] = {Rung.L1: (Role.AFFAIRS_OFFICE,), Rung.L2: (Role.AREA_LEADER,)}
_TEN_MINUTES = Span(minutes=10)


class LadderPolicy(BaseModel):
    """`ladder:` in config.yaml: when the owner is reminded, and who is asked to help when a date has passed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accept: float = Field(default=0.5, gt=0, lt=1, description="not taken after this share of the time: remind")
    before: float = Field(default=0.75, gt=0, lt=1, description="remind when this share of the time is used up")
    morning: time = Field(default=time(9, 0), description="remind at this local time on the day itself")
    steps: dict[Rung, Step] = Field(default_factory=lambda: dict(_STEPS), description="past the date")
    complaint: dict[Rung, tuple[Role, ...]] = Field(
        default_factory=lambda: dict(_COMPLAINT),
        description="past the date of a complaint about an official: these, and nobody else",
    )
    danger_again: tuple[Span, ...] = Field(
        default=(_TEN_MINUTES, _TEN_MINUTES, _TEN_MINUTES, Span(minutes=20), Span(minutes=30), Span(hours=1)),
        min_length=1,
        description="the duty leader is called again after so long, until somebody takes it; the last one repeats",
    )
    notes_a_day: int = Field(default=3, ge=1, description="unasked notes about tickets to one official in a day")
    beyond_urgent: Span = Field(
        default=Span(minutes=30),
        description="when these are used up, a new duty in an urgent matter is said so long after the last note",
    )
    beyond: Span = Field(default=Span(hours=2), description="the same for any other new duty")

    @model_validator(mode="before")
    @classmethod
    def _keep_what_is_not_named(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and isinstance(given.get("steps"), Mapping):
            steps = {**{rung.value: step for rung, step in _STEPS.items()}, **given["steps"]}
            return {**given, "steps": steps}
        return given

    @model_validator(mode="after")
    def _makes_sense(self) -> "LadderPolicy":
        for rung in (*self.steps, *self.complaint):
            if rung not in STEPS_UP:
                raise ValueError(f"{rung} is no step past the date: L1 to L5")
        if self.beyond_urgent.in_working_time or self.beyond.in_working_time:
            raise ValueError("beyond and beyond_urgent run by the clock: give minutes or hours")
        if any(span.in_working_time for span in self.danger_again):
            raise ValueError("danger_again runs day and night: give minutes or hours")
        return self


#: at the least this long before the date itself, the morning's reminder is worth a note of its own
APART = timedelta(hours=3)
#: two reminders of one date that would be heard within less than this are one
TOGETHER = timedelta(minutes=10)


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
    at = due_at
    for rung in STEPS_UP:
        step = policy.steps.get(rung)
        if step is not None:
            fast = urgency in _STEPS_UP_FAST and step.urgent is not None
            span = step.urgent if fast and step.urgent is not None else step.after
            # a township may write its steps in any order; they are climbed in this one
            at = max(at, span.end(due_at, calendar, moves=urgency not in _STEPS_UP_FAST))
            rungs.append((rung, at))
    return rungs


def reminded_to_accept_at(
    policy: LadderPolicy, calendar: WorkCalendar, heard_at: datetime, accept_by: datetime, urgency: Urgency
) -> datetime:
    """When somebody who heard of a ticket at `heard_at` is asked again whether he takes it (all aware UTC)."""
    if urgency in _STEPS_UP_FAST:
        return heard_at + (accept_by - heard_at) * policy.accept
    hours = calendar.working_seconds_between(heard_at, accept_by) / 3600
    return calendar.add_working_hours(heard_at, hours * policy.accept)


def call_again_after(policy: LadderPolicy, times: int) -> timedelta:
    """How long after its `times`-th call (from 1) a danger that nobody has taken is called out again."""
    span = policy.danger_again[min(times, len(policy.danger_again)) - 1]
    return timedelta(minutes=span.minutes or 0, hours=span.hours or 0, days=span.days or 0)
