"""When an unasked note may be heard: never at night, and for officials not on days off, unless it burns (Ruling 10)."""

from datetime import datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, Field

from classifiers.verdict import Urgency
from handlers.calendar import WorkCalendar


class QuietHours(BaseModel):
    """`quiet_hours:` in config.yaml, local time; the night lies between `from` and `to`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    begins: time = Field(default=time(21, 0), alias="from", description="no unasked note after this")
    ends: time = Field(default=time(7, 30), alias="to", description="until this")

    def hold(self, at: datetime) -> datetime | None:
        """`at` is local: None in daytime, else when (local) the night ends."""
        clock = at.time()
        if self.begins > self.ends:
            night = clock >= self.begins or clock < self.ends
            tomorrow = clock >= self.begins
        else:
            night, tomorrow = self.begins <= clock < self.ends, False
        if not night:
            return None
        day = at.date() + timedelta(days=1) if tomorrow else at.date()
        return datetime.combine(day, self.ends, at.tzinfo)


def when_to_tell_official(now: datetime, urgency: Urgency, quiet: QuietHours, calendar: WorkCalendar) -> datetime:
    """Working days in daytime; urgent also on days off; danger at once. Aware in, aware UTC out, never before `now`."""
    if urgency is Urgency.DANGER:
        return now
    at = when_to_tell_villager(now, quiet, calendar, danger=False)
    if urgency is Urgency.URGENT:
        return at
    day = calendar.day_of(at)
    if calendar.is_working_day(day):
        return at
    return calendar.at_local(calendar.next_working_day(day), quiet.ends)


def when_to_tell_villager(now: datetime, quiet: QuietHours, calendar: WorkCalendar, *, danger: bool) -> datetime:
    """Daytime; danger at once. Answers to what somebody has just written are not asked here: they go at any hour."""
    if danger:
        return now
    morning = quiet.hold(calendar.local(now))
    return now if morning is None else max(now, calendar.at_local(morning.date(), quiet.ends))
