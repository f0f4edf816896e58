"""APScheduler says when; what is done is the sweeps' own matter, and what is due stands in the database."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

#: how often rows that became due are looked for, seconds
EVERY = 15


def start_schedule(sweep: Callable[[], Awaitable[None]]) -> AsyncIOScheduler:
    """Call `sweep` now and then until `shutdown()`. A run that is still going is not overtaken by the next."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(sweep, "interval", seconds=EVERY, max_instances=1, coalesce=True)
    scheduler.start()
    return scheduler
