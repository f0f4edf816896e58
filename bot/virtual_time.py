"""Runs the whole program from one instant to another without waiting: rehearsals and the demonstration's clock.

The clock is moved to each instant at which something is due, and everything due there is done before it moves on;
so a week passes as a week would, digest by digest, and not as a week's downtime.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.program import Program
from handlers.sweeps import next_digest_after

#: what is due within the same second is done together
_STEP = timedelta(seconds=1)


async def settle(program: Program) -> None:
    """Do everything that can be done at the present instant."""
    while True:
        done = 0
        while handled := await program.intake.handle_next():
            done += handled
        done += await program.sweep()
        while delivered := await program.delivery.deliver_due():
            done += delivered
        if not done:
            return


async def run_until(
    program: Program,
    until: datetime,
    move_to: Callable[[datetime], None],
    on_step: Callable[[datetime], Awaitable[None]] | None = None,
) -> None:
    """Let time pass until `until` (aware UTC); `move_to` moves the program's clock."""
    await settle(program)
    while (next_at := await _next_instant(program)) < until:
        move_to(max(next_at, program.clock() + _STEP))
        await settle(program)
        if on_step is not None:
            await on_step(program.clock())
    move_to(until)
    await settle(program)


async def _next_instant(program: Program) -> datetime:
    now = program.clock()
    async with program.database.reading() as ledger:
        rows_due = (
            await ledger.inbox.next_try(),
            await ledger.outbox.next_due(),
            await ledger.reminders.next_due(),
        )
    return min(at for at in (next_digest_after(program.policy, now), *rows_due) if at is not None)
