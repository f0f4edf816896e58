"""A loop that works while there is work, sleeps until there may be some, and outlives whatever goes wrong."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.clock import Clock

log = structlog.get_logger()

#: other processes share the rows, so look again at the latest after so many seconds; and wait so long after a failure
_LONGEST_PAUSE = 2.0


class Worker:
    """Calls `work` until it returns 0, then waits for `wake`, or for the instant that `next_at` gives."""

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[int]],
        next_at: Callable[[], Awaitable[datetime | None]],
        clock: Clock,
    ) -> None:
        self.name = name
        self._work = work
        self._next_at = next_at
        self._clock = clock
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """There may be work."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is in hand and end `run`."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`. What is in hand when the process dies is rolled back by the database."""
        while not self._stopping:
            self._wake.clear()
            pause = _LONGEST_PAUSE
            try:
                while not self._stopping and await self._work():
                    pass
                if (at := await self._next_at()) is not None:
                    pause = min(pause, max(0.05, (at - self._clock()).total_seconds()))
            except Exception:  # a database that went away comes back; the worker must still be there then
                log.exception("a worker was interrupted", worker=self.name)
            if not self._stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)
