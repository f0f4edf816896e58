"""换班 and 请假 as officials say them in chat: their own rows, laid over the organisation file whenever it is read.

Loading another organisation leaves them as they are. What no longer fits the file (the shift is somebody else's now,
the deputy has left, two leaves point at each other) does not count and is told (`Layer.conflicts`).
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Index, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, Deputy, Shift

#: deputies of deputies, as many as `Organisation.able_on` follows
_LONGEST_CHAIN = 8


class ChatLeave(Base, kw_only=True):
    """Somebody is away and named who stands in. `deputy` None: he is back, whatever leave the file has."""

    __tablename__ = "chat_leave"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    officer: Mapped[str] = mapped_column(String(64))
    from_on: Mapped[date]
    to_on: Mapped[date]
    deputy: Mapped[str | None] = mapped_column(String(64))
    said_at: Mapped[datetime]
    #: back before `to_on`: from this day on
    back_on: Mapped[date | None] = mapped_column(default=None)
    __table_args__ = (Index("ix_chat_leave_officer", "township", "officer", "to_on"),)


class DutySwap(Base, kw_only=True):
    """One shift offered to somebody else; it changes hands when he agrees. Rows are the roster's history."""

    __tablename__ = "duty_swap"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    on: Mapped[date]
    duty: Mapped[str] = mapped_column(String(32))
    officer: Mapped[str] = mapped_column(String(64))
    other: Mapped[str] = mapped_column(String(64))
    #: the other's day that comes back for it
    in_return: Mapped[date | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed: Mapped[bool | None] = mapped_column(default=None)
    __table_args__ = (Index("ix_duty_swap_other", "township", "other", "answered_at"),)


@dataclass(frozen=True, slots=True)
class Layer:
    """The file's roster and leaves with what was said in chat over them."""

    shifts: Sequence[Shift]
    deputies: Sequence[Deputy]
    #: what was said in chat and does not count, in sentences with ids only
    conflicts: Sequence[str]


class Rosters:
    """Repository of leaves and swaps said in chat."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    def add(self, row: ChatLeave | DutySwap) -> None:
        """Keep what was said."""
        self._db.add(row)

    async def leaves(self) -> Sequence[ChatLeave]:
        """Every leave, in the order in which they were said."""
        await self._db.flush()
        query = select(ChatLeave).where(ChatLeave.township == self._township)
        return (await self._db.scalars(query.order_by(ChatLeave.said_at, ChatLeave.id))).all()

    async def swaps(self) -> Sequence[DutySwap]:
        """Every swap that was asked for, in order."""
        await self._db.flush()
        query = select(DutySwap).where(DutySwap.township == self._township)
        return (await self._db.scalars(query.order_by(DutySwap.asked_at, DutySwap.id))).all()

    async def asked_of(self, officer: str) -> DutySwap | None:
        """The newest swap that waits for this official's answer."""
        await self._db.flush()
        query = select(DutySwap).where(
            DutySwap.township == self._township, DutySwap.other == officer, DutySwap.answered_at.is_(None)
        )
        return (await self._db.scalars(query.order_by(DutySwap.asked_at.desc()).limit(1))).first()


def laid_over(
    shifts: Sequence[Shift],
    deputies: Sequence[Deputy],
    leaves: Sequence[ChatLeave],
    swaps: Sequence[DutySwap],
    officers: Collection[str],
) -> Layer:
    """The layer as a whole; the same rows always give the same one."""
    conflicts: list[str] = []
    known = {(shift.on, shift.duty, shift.officer): shift for shift in shifts}
    for swap in (swap for swap in swaps if swap.agreed):
        moved = _swapped(known, swap, officers)
        if not moved:
            conflicts.append(f"swap of {swap.on} between {swap.officer} and {swap.other}: the roster is another now")
    counted = _cut_short(deputies, [leave for leave in leaves if leave.deputy is None])
    for leave in (leave for leave in leaves if leave.deputy is not None):
        row = _as_deputy(leave)
        if row is None:
            continue
        if row.officer not in officers or row.deputy not in officers:
            conflicts.append(f"leave of {row.officer} from {row.from_on}: {row.officer} or {row.deputy} has left")
        elif runs_in_a_circle([row, *counted], row):
            conflicts.append(f"leave of {row.officer} from {row.from_on}: deputies would run in a circle")
        else:
            # what was said last stands before what was said earlier
            counted.insert(0, row)
    return Layer(sorted(known.values(), key=lambda s: (s.on, s.duty, s.officer)), counted, conflicts)


def _swapped(known: dict[tuple[date, str, str], Shift], swap: DutySwap, officers: Collection[str]) -> bool:
    given = (swap.on, swap.duty, swap.officer)
    taken = (swap.in_return, swap.duty, swap.other) if swap.in_return is not None else None
    if given not in known or swap.other not in officers or (taken is not None and taken not in known):
        return False
    exchanged = [(given, swap.other)] + ([(taken, swap.officer)] if taken is not None else [])
    for (on, duty, _), officer in exchanged:
        if (on, duty, officer) in known:
            return False
    for key, officer in exchanged:
        del known[key]
        on, duty, _ = key
        known[on, duty, officer] = Shift(township=swap.township, on=on, duty=duty, officer=officer)
    return True


def _as_deputy(leave: ChatLeave) -> Deputy | None:
    assert leave.deputy is not None
    to_on = leave.to_on if leave.back_on is None else min(leave.to_on, leave.back_on - timedelta(days=1))
    if to_on < leave.from_on:
        return None
    return Deputy(
        township=leave.township, officer=leave.officer, from_on=leave.from_on, deputy=leave.deputy, to_on=to_on
    )


def _cut_short(deputies: Sequence[Deputy], back: Sequence[ChatLeave]) -> list[Deputy]:
    """The file's leaves, ended where somebody has said that he is back."""
    kept = []
    for deputy in deputies:
        ends = [one.from_on for one in back if one.officer == deputy.officer and one.to_on == deputy.to_on]
        to_on = min([deputy.to_on, *(day - timedelta(days=1) for day in ends)])
        if to_on >= deputy.from_on:
            kept.append(
                deputy
                if to_on == deputy.to_on
                else Deputy(
                    township=deputy.township,
                    officer=deputy.officer,
                    from_on=deputy.from_on,
                    deputy=deputy.deputy,
                    to_on=to_on,
                )
            )
    return kept


def runs_in_a_circle(deputies: Sequence[Deputy], new: Deputy) -> bool:
    """Whether on some day of a leave nobody is left who can act: the chain of deputies comes back, or is too long."""
    day = new.from_on
    while day <= new.to_on:
        away: dict[str, str] = {}
        for one in deputies:
            if one.from_on <= day <= one.to_on:
                away.setdefault(one.officer, one.deputy)
        for start in {new.officer, *(officer for officer in away)}:
            seen, current = {start}, start
            while current in away:
                current = away[current]
                if current in seen or len(seen) >= _LONGEST_CHAIN:
                    if new.officer in seen:
                        return True
                    break
                seen.add(current)
        day += timedelta(days=1)
    return False
