"""Runs every sweep once, each in its own unit of work, until nothing is due."""

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import metrics
from handlers import sweeps
from handlers.policy import Policy
from handlers.reports import sending
from storage.database import Database
from storage.ledger import Ledger, SomebodyWasFaster

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
#: what has hours of its own: nothing is due between them (`sweeps.next_digest_after`)
WITH_HOURS: frozenset[Sweep] = frozenset(
    {
        sweeps.officer_digests,
        sweeps.township_digests,
        sweeps.village_digests,
        sweeps.reminders_of_decisions,
        WEEK,
        MONTH,
        QUARTER,
        sweeps.forgetting,
    }
)
#: what changes with the day, and by what somebody says
BY_DAY: frozenset[Sweep] = frozenset({sweeps.keep_owners, sweeps.keep_helpers, sweeps.keep_leads})


async def sweep(database: Database, policy: Policy, now: datetime, *, without: Collection[Sweep] = frozenset()) -> int:
    """Everything that is due at `now`; returns how much was dealt with. Safe to run twice, or in two processes.

    `without`: sweeps of which the caller knows that nothing can be due now.
    """
    dealt_with = 0
    for each in SWEEPS:
        if each in without:
            continue
        name = each.name if isinstance(each, Report) else getattr(each, "__name__", "sweep")
        started = time.perf_counter()
        try:
            while count := await _once(database, policy, each, now):
                dealt_with += count
        except SomebodyWasFaster:
            # another process was at the same row; what it left is swept next time
            log.info("sweep: somebody else was faster", sweep=name)
        except Exception:
            # one sweep's mistake must not silence the others
            log.exception("sweep: failed", sweep=name)
        metrics.SWEEP_SECONDS.labels(name).observe(time.perf_counter() - started)
    return dealt_with


async def _once(database: Database, policy: Policy, each: Sweep, now: datetime) -> int:
    if isinstance(each, Report):
        return await _report(database, policy, each, now)
    async with database.ledger() as ledger:
        count = await each(ledger, policy, now)
        await ledger.commit()
    return count


async def _report(database: Database, policy: Policy, report: Report, now: datetime) -> int:
    async with database.reading() as ledger:
        drafts = await report.draft(ledger, policy, now)
    if drafts is None:
        return 0
    async with database.ledger() as ledger:
        count = await sending.send(ledger, policy, drafts, now)
        await ledger.commit()
    return count
