"""What the township's meeting decided about a matter, and what villages object to in a comparison."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Index, Select, String, Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.lifecycle import OPEN
from storage.models import Base, Ticket, _key, _of_ticket, _only


class Decision(Base, kw_only=True):
    """A dated task from the weekly meeting (研判): who does what about a ticket, by when. Shown until it is done."""

    __tablename__ = "decision"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)  # the official's, masked
    who: Mapped[str] = mapped_column(String(64))
    until_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime]
    #: when `who` is reminded next; None: not any more
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (
        _of_ticket(),
        Index("ix_decision_open", "township", "remind_at", **_only("done_at IS NULL")),
    )


class Objection(Base, kw_only=True):
    """A village says that a ticket should not stand against it in a quarter; the office answers, with its reason."""

    __tablename__ = "objection"
    township: Mapped[str] = _key(12)
    period: Mapped[str] = _key(16)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    village: Mapped[str] = mapped_column(String(24))
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)  # the official's, masked
    answered_by: Mapped[str | None] = mapped_column(String(64), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    granted: Mapped[bool | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (_of_ticket(),)


def next_decision() -> Select[datetime | None]:
    """Asks when somebody is reminded next of what a meeting decided."""
    return select(func.min(Decision.remind_at)).where(
        Decision.township == bindparam("township"), Decision.done_at.is_(None)
    )


class Decisions:
    """Repository of decisions."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    def add(self, decision: Decision) -> None:
        """Keep what was decided."""
        self._db.add(decision)

    async def of(self, ticket: int) -> Sequence[Decision]:
        """What was decided about a ticket, in order."""
        await self._db.flush()
        query = select(Decision).where(Decision.township == self._township, Decision.ticket == ticket)
        return (await self._db.scalars(query.order_by(Decision.sequence))).all()

    async def still_to_do(self, *, limit: int = 500) -> list[tuple[Decision, Ticket]]:
        """What nobody has done yet about tickets that are still open, the earliest date first."""
        await self._db.flush()
        query = (
            select(Decision, Ticket)
            .join(Ticket, (Ticket.township == Decision.township) & (Ticket.number == Decision.ticket))
            .where(
                Decision.township == self._township,
                Decision.done_at.is_(None),
                Ticket.status.in_(list(OPEN)),
            )
            .order_by(Decision.until_on, Decision.ticket, Decision.sequence)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query)]

    async def to_remind(self, now: datetime, *, limit: int = 100) -> list[tuple[Decision, Ticket]]:
        """Whose reminder has come, locked; those another process is at are left to it."""
        query = (
            select(Decision, Ticket)
            .join(Ticket, (Ticket.township == Decision.township) & (Ticket.number == Decision.ticket))
            .where(Decision.township == self._township, Decision.done_at.is_(None), Decision.remind_at <= now)
            .order_by(Decision.remind_at, Decision.ticket)
            .limit(limit)
            .with_for_update(of=Decision, skip_locked=True)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query)]


class Objections:
    """Repository of objections."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    def add(self, objection: Objection) -> None:
        """Keep an objection."""
        self._db.add(objection)

    async def find(self, period: str, ticket: int) -> Objection | None:
        """The objection to a ticket in a period, or None."""
        await self._db.flush()
        return await self._db.get(Objection, (self._township, period, ticket))

    async def of(self, period: str) -> Sequence[Objection]:
        """Every objection to a period, in order of ticket."""
        await self._db.flush()
        query = select(Objection).where(Objection.township == self._township, Objection.period == period)
        return (await self._db.scalars(query.order_by(Objection.ticket))).all()
