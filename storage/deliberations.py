"""议事: a matter that people talk over, which steps it has taken, with which figures."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.lifecycle import OPEN, Status
from storage.models import Base, Ticket


class Way(StrEnum):
    """How it is talked over."""

    TALK = "meeting_day"  # 说事日
    FOUR_TWO = "four_two"  # 四议两公开
    ONE_BY_ONE = "yishi_yiyi"  # 一事一议: money and labour, by the same six steps


class End(StrEnum):
    """How it ended."""

    DECIDED = "decided"
    REFUSED = "refused"  # a meeting said no
    DROPPED = "dropped"  # it was not needed after all
    ANEW = "anew"  # begun again another way


class Deliberation(Base, kw_only=True):
    """One time that a ticket is talked over. While it goes on, the ticket's date is that of the next step."""

    __tablename__ = "deliberation"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    way: Mapped[str] = mapped_column(String(24))
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    #: where the ticket stood before
    stood: Mapped[Status]
    #: 0: the talk itself; 1 to 6: the steps of 四议两公开
    next_step: Mapped[int]
    next_on: Mapped[date | None]
    #: how often the next step's day was put off
    put_off: Mapped[int] = mapped_column(default=0)
    end: Mapped[str | None] = mapped_column(String(24), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    #: the result or the reason: the official's words, masked
    result: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
        Index("ix_deliberation_opened", "township", "opened_at"),
        Index("ix_deliberation_next", "township", "next_on"),
    )


class Step(Base, kw_only=True):
    """One step as it was recorded. Nothing is written over: a correction is another row, an undone one stays."""

    __tablename__ = "deliberation_step"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[int]
    held_on: Mapped[date]
    passed: Mapped[bool]
    #: who met, where it makes a difference: villagers, households, representatives
    body: Mapped[str] = mapped_column(String(24), default="")
    called: Mapped[int | None] = mapped_column(default=None)
    present: Mapped[int | None] = mapped_column(default=None)
    agreed: Mapped[int | None] = mapped_column(default=None)
    #: the official's words, masked
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]
    #: the entry that this one puts right
    corrects: Mapped[int | None] = mapped_column(default=None)
    undone_by: Mapped[str | None] = mapped_column(String(64), default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket", "sequence"],
            ["deliberation.township", "deliberation.ticket", "deliberation.sequence"],
            deferrable=True,
            initially="DEFERRED",
        ),
    )


class Deliberations:
    """Repository of what is talked over."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def of(self, ticket: int) -> Sequence[Deliberation]:
        """Every time a ticket was talked over, in order."""
        await self._db.flush()
        query = select(Deliberation).where(Deliberation.township == self._township, Deliberation.ticket == ticket)
        return (await self._db.scalars(query.order_by(Deliberation.sequence))).all()

    async def last(self, ticket: int) -> Deliberation | None:
        """The last time, ended or not."""
        found = await self.of(ticket)
        return found[-1] if found else None

    def add(self, row: Deliberation | Step) -> None:
        """Keep it."""
        self._db.add(row)

    async def steps_of(self, deliberation: Deliberation) -> Sequence[Step]:
        """Every entry, in the order they were made, those undone included."""
        await self._db.flush()
        query = select(Step).where(
            Step.township == self._township,
            Step.ticket == deliberation.ticket,
            Step.sequence == deliberation.sequence,
        )
        return (await self._db.scalars(query.order_by(Step.entry))).all()

    async def standing(self, deliberation: Deliberation) -> dict[int, Step]:
        """What holds of each step: its last entry that was not undone."""
        return {step.step: step for step in await self.steps_of(deliberation) if step.undone_at is None}

    async def on(self, day: date, village: str) -> list[tuple[Deliberation, Ticket]]:
        """What a village talks over on a local day, by number."""
        return [
            (deliberation, ticket)
            for deliberation, ticket in await self._going_on()
            if deliberation.next_on == day and ticket.village == village
        ]

    async def open_in(self, village: str) -> list[tuple[Deliberation, Ticket]]:
        """Everything in a village that has a next step, by day."""
        found = [pair for pair in await self._going_on() if pair[1].village == village]
        return sorted(found, key=lambda pair: (pair[0].next_on or date.max, pair[1].number))

    async def _going_on(self) -> list[tuple[Deliberation, Ticket]]:
        await self._db.flush()
        query = (
            select(Deliberation, Ticket)
            .join(Ticket, (Ticket.township == Deliberation.township) & (Ticket.number == Deliberation.ticket))
            .where(
                Deliberation.township == self._township,
                Deliberation.next_on.is_not(None),
                Ticket.status.in_(list(OPEN)),
            )
            .order_by(Deliberation.ticket, Deliberation.sequence)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query)]

    async def opened_between(self, start: datetime, end: datetime) -> list[tuple[Deliberation, Ticket]]:
        """What was taken up in [start, end), by ticket."""
        await self._db.flush()
        query = (
            select(Deliberation, Ticket)
            .join(Ticket, (Ticket.township == Deliberation.township) & (Ticket.number == Deliberation.ticket))
            .where(
                Deliberation.township == self._township,
                Deliberation.opened_at >= start,
                Deliberation.opened_at < end,
            )
            .order_by(Deliberation.ticket, Deliberation.sequence)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query)]
