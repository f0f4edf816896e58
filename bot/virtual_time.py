"""Runs the whole program from one instant to another without waiting: rehearsals and the demonstration's clock.

The clock is moved to each instant at which something is due, and everything due there is done before it moves on;
so a week passes as a week would, digest by digest, and not as a week's downtime.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from bot.program import Program
from bot.sweeping import BY_DAY, WITH_HOURS
from handlers.sweeps import next_digest_after
from storage.ledger import DueAt

#: what is due within the same second is done together
_STEP = timedelta(seconds=1)


async def settle(program: Program) -> DueAt:
    """Do everything that can be done at the present instant; returns what is due next."""
    await program.sweep()
    return await settle_rows(program)


async def settle_rows(program: Program, due: DueAt | None = None) -> DueAt:
    """Messages, reminders and notes that are due; most instants bring only one of them. Returns what is due next.

    `due`: what was due next when the instant before had been settled; None: something has been written since.
    """
    while True:
        now, done = program.clock(), 0
        if due is None:
            due = await _due(program)
        if _now_or_before(due.message, now):
            while _now_or_before(due.message, now) and (handled := await program.intake.handle_next()):
                done += handled
                due = await _due(program)
            # whoever has just said that he is away is looked after at once
            done += await program.sweep(without=WITH_HOURS, due=due)
        elif _now_or_before(due.reminder, now):
            done += await program.sweep(without=WITH_HOURS.keys() | BY_DAY, due=due)
        # a message or a reminder that was dealt with may have left notes
        if done or _now_or_before(due.note, now):
            done += await program.delivery.deliver_due()
        if not done:
            return due
        due = None


def _now_or_before(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


async def _due(program: Program) -> DueAt:
    return await program.database.due_at(without=program.delivery.passive)


async def run_until(
    program: Program,
    until: datetime,
    move_to: Callable[[datetime], None],
    on_step: Callable[[datetime], Awaitable[None]] | None = None,
) -> None:
    """Let time pass until `until` (aware UTC); `move_to` moves the program's clock."""
    due = await settle(program)
    await go_on_until(program, due, until, move_to, on_step)


async def go_on_until(
    program: Program,
    due: DueAt,
    until: datetime,
    move_to: Callable[[datetime], None],
    on_step: Callable[[datetime], Awaitable[None]] | None = None,
) -> None:
    """`run_until` where the present instant has been settled before, and `due` is what comes next."""
    while True:
        now = program.clock()
        struck = min(next_digest_after(program.policy, now), _midnight_after(program, now))
        next_at = min([struck, *(at for at in (due.message, due.reminder, due.note) if at is not None)])
        if next_at >= until:
            break
        move_to(max(next_at, now + _STEP))
        due = await (settle(program) if program.clock() >= struck else settle_rows(program, due))
        if on_step is not None:
            await on_step(program.clock())
    move_to(until)
    await (settle(program) if until >= struck else settle_rows(program, due))


def _midnight_after(program: Program, now: datetime) -> datetime:
    """When the next local day begins: who is away changes then, and what is to be forgotten."""
    calendar = program.policy.calendar
    return calendar.at_local(calendar.day_of(now) + timedelta(days=1), time(0))
