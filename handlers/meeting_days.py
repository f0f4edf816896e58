"""说事日: on which days a village sits together, and how long a matter may wait for one.

The days are fixed by the number in the month (10 and 25, or 4, 14, 24 as in 逢四说事; practice §2), so that everybody
knows them by heart. A weekend does not move them: people who farm have no weekend, and those who work away are home
then. A public holiday or a local day off does, to the next working day.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, Field, model_validator

from handlers.calendar import DayKind, WorkCalendar
from handlers.deadlines import Span

_MOVED = frozenset({DayKind.HOLIDAY, DayKind.LOCAL_OFF})
_DAY = timedelta(days=1)
#: days looked at: two months and a long holiday
_LOOK_AHEAD = 80


class MeetingDays(BaseModel):
    """When one village sits together, in local time. In a month that is shorter, day 31 is its last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: tuple[int, ...] = Field(default=(10, 25), description="days of the month")
    ending_in: int | None = Field(
        default=None, ge=0, le=9, description="instead: every day whose number ends so (逢四)"
    )
    at: time = Field(default=time(9, 0), description="when it begins")
    place: str = Field(default="村部", max_length=10, description="where, as people call it")
    skip_weekends: bool = Field(default=False, description="a day on a weekend moves to the next working day too")

    @model_validator(mode="after")
    def _are_days(self) -> "MeetingDays":
        if not self.days and self.ending_in is None:
            raise ValueError("give the days of the month, such as [10, 25], or ending_in: 4")
        if any(not 1 <= day <= 31 for day in self.days):
            raise ValueError("a day of the month is 1 to 31")
        return self

    def names(self, day: date) -> bool:
        """Whether the calendar's number makes this one of the days."""
        if self.ending_in is not None:
            return day.day % 10 == self.ending_in and (day.day > 0)
        last = monthrange(day.year, day.month)[1]
        return any(min(number, last) == day.day for number in self.days)


class MeetingPolicy(MeetingDays):
    """`meetings:` in config.yaml: when villages sit together, and what holds of matters that wait for it."""

    areas: dict[str, MeetingDays] = Field(default_factory=dict, description="a village's own days, by its code")
    agenda_at: time = Field(
        default=time(15, 0), description="the agenda goes out at this time on the working day before"
    )
    ahead_days: int = Field(default=30, ge=7, le=60, description="a step is at most so many days ahead")
    put_off: int = Field(default=2, ge=0, description="one step may be put off so often")
    publish: Span = Field(default=Span(working_days=3), description="a decision is made public within this time")

    def of(self, village: str | None) -> MeetingDays:
        """A village's own days, else the township's."""
        return self.areas.get(village or "", self)


def next_meeting_day(days: MeetingDays, calendar: WorkCalendar, since: date) -> date | None:
    """The first meeting day from a local day on, that day included; None: none within two months."""
    found = []
    for ahead in range(-30, _LOOK_AHEAD):
        day = since + ahead * _DAY
        if days.names(day):
            moved = _moved(days, calendar, day)
            if moved >= since:
                found.append(moved)
    return min(found, default=None)


def _moved(days: MeetingDays, calendar: WorkCalendar, day: date) -> date:
    kind = calendar.kind_of(day)
    if kind in _MOVED or (kind is DayKind.WEEKEND and (days.skip_weekends or _in_holidays(calendar, day))):
        return calendar.next_working_day(day)
    return day


def _in_holidays(calendar: WorkCalendar, day: date) -> bool:
    """A weekend in a row of days off that a holiday made: people are visiting then."""
    for step in (-_DAY, _DAY):
        beside = day + step
        while not calendar.is_working_day(beside):
            if calendar.kind_of(beside) is DayKind.HOLIDAY:
                return True
            beside += step
    return False


def coming_meeting(policy: MeetingPolicy, calendar: WorkCalendar, village: str | None, now: datetime) -> date | None:
    """The meeting day that something said now can still go to: today's until it begins, else the next."""
    days = policy.of(village)
    today = calendar.day_of(now)
    return next_meeting_day(days, calendar, today if now < calendar.at_local(today, days.at) else today + _DAY)
