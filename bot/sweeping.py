"""Runs every sweep once, each in its own unit of work, until nothing is due."""

import datetime as wall
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import metrics
from handlers import sweeps
from handlers.policy import Policy
from handlers.reports import sending
from storage.database import Database
from storage.ledger import DueAt, Ledger, Owed, SomebodyWasFaster

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Report:
    """A sweep that reckons long: drafted from what is only read, beside everybody else, then kept in a short commit."""

    name: str
    draft: Callable[[Ledger, Policy, datetime], Awaitable[sending.Drafts | None]]


Sweep = Callable[[Ledger, Policy, datetime], Awaitable[int]] | Report

WEEK = Report("week_reports", sending.draft_week)
MONTH = Report("month_reports", sending.draft_month)
QUARTER = Report("quarter_reports", sending.draft_quarter)
#: in the order in which they speak
SWEEPS: tuple[Sweep, ...] = (
    # whoever is spoken to must be somebody who can act today
    sweeps.keep_owners,
    sweeps.keep_apart,
    sweeps.keep_helpers,
    sweeps.keep_leads,
    sweeps.climb,
    sweeps.due_reminders,
    sweeps.officer_digests,
    sweeps.township_digests,
    sweeps.village_digests,
    sweeps.reminders_of_decisions,
    WEEK,
    MONTH,
    QUARTER,
    sweeps.take_back_expired,
    sweeps.warn_of_outside_dates,
    sweeps.remind_to_return,
    sweeps.send_agendas,
    sweeps.forget_drafts,
    sweeps.forgetting,
)
#: what has an hour of its own, and which: nothing is due until it strikes again (`sweeps.next_digest_after`)
WITH_HOURS: Mapping[Sweep, Callable[[Policy], wall.time]] = {
    sweeps.officer_digests: lambda policy: policy.digests.officer_at,
    sweeps.township_digests: lambda policy: policy.digests.township_at,
    sweeps.village_digests: lambda policy: policy.digests.village_at,
    WEEK: lambda policy: policy.reports.week_at,
    MONTH: lambda policy: policy.reports.month_at,
    QUARTER: lambda policy: policy.reports.quarter_at,
    sweeps.send_agendas: lambda policy: policy.meetings.agenda_at,
    sweeps.forgetting: lambda _policy: wall.time(0),
}
#: what looks once at each organisation that was loaded
BY_ORGANISATION: frozenset[Sweep] = frozenset({sweeps.keep_apart, sweeps.keep_helpers, sweeps.keep_leads})
#: what looks at rows that carry their instant: run only where one has come
BY_ROW: Mapping[Sweep, Owed] = {
    sweeps.climb: Owed.BY_THE_PROGRAM,
    sweeps.due_reminders: Owed.TO_PEOPLE,
    sweeps.reminders_of_decisions: Owed.DECISION,
    sweeps.take_back_expired: Owed.LEASE_END,
    sweeps.warn_of_outside_dates: Owed.WARNING,
    sweeps.remind_to_return: Owed.RETURN,
    sweeps.forget_drafts: Owed.DRAFT,
}
#: what changes with the day, and by what somebody says
BY_DAY: frozenset[Sweep] = BY_ORGANISATION | {sweeps.keep_owners}
#: for which hour, or which organisation, a sweep was run until it found nothing more
Swept = MutableMapping[Sweep, datetime | int]


async def sweep(
    database: Database,
    policy: Policy,
    now: datetime,
    *,
    without: Collection[Sweep] = frozenset(),
    due: DueAt | None = None,
    swept: Swept | None = None,
) -> int:
    """Everything that is due at `now`; returns how much was dealt with. Safe to run twice, or in two processes.

    `without`: sweeps of which the caller knows that nothing can be due now. `due`: what is due next, where the caller
    has just asked; a sweep none of whose rows has come opens no unit of work. `swept`: what this process remembers of
    its sweeps before; one that has done with its hour, or with the organisation, opens none either.
    """
    dealt_with = 0
    swept = {} if swept is None else swept
    for each in SWEEPS:
        if each in without:
            continue
        name = each.name if isinstance(each, Report) else getattr(each, "__name__", "sweep")
        started = time.perf_counter()
        try:
            if due is None:
                due = await database.due_at()
            occasion = _occasion(each, policy, due, now)
            if occasion is not None and swept.get(each) == occasion:
                continue
            while _has_come(each, due, now):
                count, due = await _once(database, policy, each, due, now)
                if not count:
                    break
                dealt_with += count
            if occasion is not None:
                swept[each] = occasion
        except SomebodyWasFaster:
            # another process was at the same row; what it left is swept next time
            log.info("sweep: somebody else was faster", sweep=name)
        except Exception:
            # one sweep's mistake must not silence the others
            log.exception("sweep: failed", sweep=name)
        metrics.SWEEP_SECONDS.labels(name).observe(time.perf_counter() - started)
    return dealt_with


def _occasion(each: Sweep, policy: Policy, due: DueAt, now: datetime) -> datetime | int | None:
    """For what a sweep is run once; None: it is run whenever somebody asks."""
    hour = WITH_HOURS.get(each)
    if hour is not None:
        return sweeps.last_strike(policy, hour(policy), now)
    return due.generation if each in BY_ORGANISATION else None


def _has_come(each: Sweep, due: DueAt, now: datetime) -> bool:
    kind = BY_ROW.get(each)
    return kind is None or due.has_come(kind, now)


async def _once(database: Database, policy: Policy, each: Sweep, due: DueAt, now: datetime) -> tuple[int, DueAt]:
    """One unit of work: how much was dealt with, and what is due after it. What does nothing makes no rows due."""
    if isinstance(each, Report):
        return await _report(database, policy, each, now), due
    async with database.ledger() as ledger:
        count = await each(ledger, policy, now)
        if count:
            await ledger.flush()
            due = await ledger.due_at()
        await ledger.commit()
    return count, due


async def _report(database: Database, policy: Policy, report: Report, now: datetime) -> int:
    async with database.reading() as ledger:
        drafts = await report.draft(ledger, policy, now)
    if drafts is None:
        return 0
    async with database.ledger() as ledger:
        count = await sending.send(ledger, policy, drafts, now)
        await ledger.commit()
    return count
