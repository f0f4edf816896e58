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
    await program.sweep()
    await _settle_rows(program)


async def _settle_rows(program: Program) -> None:
    """Messages, reminders and notes that are due; most instants bring only one of them."""
    while True:
        now, done = program.clock(), 0
        async with program.database.reading() as ledger:
            due = await ledger.due_at(without=program.delivery.passive)
        if due.message is not None and due.message <= now:
            while handled := await program.intake.handle_next():
                done += handled
        if due.reminder is not None and due.reminder <= now:
            done += await program.sweep()
        # a message or a reminder that was dealt with may have left notes
        if done or (due.note is not None and due.note <= now):
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
    while True:
        now = program.clock()
        digest = next_digest_after(program.policy, now)
        async with program.database.reading() as ledger:
            due = await ledger.due_at(without=program.delivery.passive)
        next_at = min([digest, *(at for at in (due.message, due.reminder, due.note) if at is not None)])
        if next_at >= until:
            break
        move_to(max(next_at, now + _STEP))
        if program.clock() >= digest:
            await settle(program)
        else:
            await _settle_rows(program)
        if on_step is not None:
            await on_step(program.clock())
    move_to(until)
    await settle(program)
