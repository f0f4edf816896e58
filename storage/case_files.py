"""专班: a hard matter with two named leads, members, and a dated plan of steps."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, OutboxNote


def _of_ticket() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
    )


class CaseFile(Base, kw_only=True):
    """Who leads a hard matter, with whom; one for a ticket. The ticket's owner stays who he is."""

    __tablename__ = "case_file"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    lead: Mapped[str] = mapped_column(String(64))
    #: stands in for the lead; None: he became lead himself, or may no longer know of it
    deputy: Mapped[str | None] = mapped_column(String(64))
    members: Mapped[list[str]]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_because: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (_of_ticket(),)


class CaseStep(Base, kw_only=True):
    """One step of the plan: what, by which day, and what became of it."""

    __tablename__ = "case_step"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: the official's words, masked
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    #: the day first told
    first_due_on: Mapped[date]
    moved: Mapped[int] = mapped_column(default=0)
    planned_by: Mapped[str] = mapped_column(String(64))
    planned_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
    #: how it went, or why it was dropped: the official's words, masked
    result: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (_of_ticket(),)

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.done_at is None and self.dropped_at is None


class CaseFiles:
    """Repository of case files and their steps."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def of(self, ticket: int) -> CaseFile | None:
        """A ticket's case file, open or closed."""
        return await self._db.get(CaseFile, (self._township, ticket))

    async def open_of(self, ticket: int) -> CaseFile | None:
        """A ticket's case file while its team works."""
        case = await self.of(ticket)
        return case if case is not None and case.closed_at is None else None

    async def every_open(self) -> Sequence[CaseFile]:
        """All whose team works, by ticket."""
        await self._db.flush()
        query = select(CaseFile).where(CaseFile.township == self._township, CaseFile.closed_at.is_(None))
        return (await self._db.scalars(query.order_by(CaseFile.ticket))).all()

    async def steps_of(self, ticket: int) -> Sequence[CaseStep]:
        """The plan, in order."""
        await self._db.flush()
        query = select(CaseStep).where(CaseStep.township == self._township, CaseStep.ticket == ticket)
        return (await self._db.scalars(query.order_by(CaseStep.step))).all()

    def add(self, row: CaseFile | CaseStep) -> None:
        """Keep it."""
        self._db.add(row)

    async def notes_about(self, ticket: int) -> Sequence[OutboxNote]:
        """What was written to anybody about a ticket, in order; older ones are forgotten in their time."""
        await self._db.flush()
        query = select(OutboxNote).where(OutboxNote.township == self._township, OutboxNote.ticket == ticket)
        return (await self._db.scalars(query.order_by(OutboxNote.send_after, OutboxNote.id))).all()
