"""When each report is due: on the first working day of the period after it, at its hour."""

from datetime import date, datetime, time, timedelta

from handlers.policy import Policy
from handlers.reports.periods import Kind, Period, before, containing


def strike_of(policy: Policy, kind: Kind, period: Period) -> datetime:
    """When the report of the period BEFORE this one goes out: on this one's first working day."""
    at: dict[Kind, time] = {
        Kind.WEEK: policy.reports.week_at,
        Kind.MONTH: policy.reports.month_at,
        Kind.QUARTER: policy.reports.quarter_at,
    }
    calendar = policy.calendar
    first = period.first
    day = first if calendar.is_working_day(first) else calendar.next_working_day(first)
    return calendar.at_local(day, at[kind])


def due_period(policy: Policy, kind: Kind, now: datetime) -> tuple[Period, date] | None:
    """The period whose report is due now and the local day it struck on; None: none, or too late for it."""
    current = containing(kind, policy.calendar.day_of(now), policy.calendar)
    for following in (current, before(current, policy.calendar)):
        struck = strike_of(policy, kind, following)
        if struck <= now < struck + timedelta(days=policy.reports.stale_after_days):
            return before(following, policy.calendar), policy.calendar.day_of(struck)
    return None


def next_strike(policy: Policy, now: datetime) -> datetime:
    """When a report, or a reminder of what was decided, may be due next, strictly after `now`."""
    today = policy.calendar.day_of(now)
    hours = (policy.reports.week_at, policy.reports.month_at, policy.reports.quarter_at)
    strikes = [policy.calendar.at_local(today + timedelta(days=days), at) for days in (0, 1) for at in hours]
    return min(strike for strike in strikes if strike > now)
