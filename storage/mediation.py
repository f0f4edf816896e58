"""调解: how often two sides sat down together, who led it, how many came. Of the other side nothing is kept but 对方.

Rounds and person-times are counted apart (`Mediations.counts`): 372 rounds are not 667 people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, Ticket


def _of_ticket() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
    )


class Mediation(Base, kw_only=True):
    """Where a ticket's mediation stands, beside the ticket's own state. No word and no name of either side."""

    __tablename__ = "mediation"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: each side was heard by itself; the one who raised it, and the other
    heard_at: Mapped[datetime | None] = mapped_column(default=None)
    other_heard_at: Mapped[datetime | None] = mapped_column(default=None)
    #: one of the two does not want it: then there is none
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    #: the legal adviser whom the villager was asked about, and his answer
    adviser: Mapped[str | None] = mapped_column(String(64), default=None)
    adviser_wanted: Mapped[bool | None] = mapped_column(default=None)
    #: the villager has been told of the other ways
    other_ways_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (_of_ticket(),)


class MediationRound(Base, kw_only=True):
    """Both sides at one table: planned, and how it ended."""

    __tablename__ = "mediation_round"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[date]
    mediator: Mapped[str] = mapped_column(String(64))
    planned_at: Mapped[datetime]
    held_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed: Mapped[bool | None] = mapped_column(default=None)
    #: who came, person by person
    people: Mapped[int] = mapped_column(default=0)
    __table_args__ = (_of_ticket(),)


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """Rounds held and person-times in a period."""

    rounds: int
    people: int
    agreed: int
    tickets: tuple[int, ...] = ()


class Mediations:
    """Repository of mediations and their rounds."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def of(self, ticket: int) -> Mediation | None:
        """A ticket's mediation; None: nothing was said of one yet."""
        await self._db.flush()
        return await self._db.get(Mediation, (self._township, ticket))

    async def begin(self, ticket: int) -> Mediation:
        """A ticket's mediation, made where there is none."""
        found = await self.of(ticket)
        if found is None:
            found = Mediation(township=self._township, ticket=ticket)
            self._db.add(found)
        return found

    async def rounds_of(self, ticket: int) -> Sequence[MediationRound]:
        """A ticket's rounds, in order."""
        await self._db.flush()
        query = select(MediationRound).where(MediationRound.township == self._township, MediationRound.ticket == ticket)
        return (await self._db.scalars(query.order_by(MediationRound.sequence))).all()

    def plan(self, planned: MediationRound) -> None:
        """One more round."""
        self._db.add(planned)

    async def counts(self, since: datetime, until: datetime) -> RoundCounts:
        """Rounds held from `since` to before `until`, and who came; none of complaints about officials."""
        await self._db.flush()
        held = (
            select(MediationRound.ticket, MediationRound.people, MediationRound.agreed)
            .join(Ticket, (Ticket.township == MediationRound.township) & (Ticket.number == MediationRound.ticket))
            .where(
                MediationRound.township == self._township,
                MediationRound.held_at >= since,
                MediationRound.held_at < until,
                Ticket.about_official.is_(False),
            )
            .subquery()
        )
        query = select(
            func.count(),
            func.coalesce(func.sum(held.c.people), 0),
            func.count().filter(held.c.agreed.is_(True)),
        ).select_from(held)
        rounds, people, agreed = (await self._db.execute(query)).one()
        tickets = (await self._db.scalars(select(held.c.ticket).distinct().order_by(held.c.ticket))).all()
        return RoundCounts(rounds, int(people), agreed, tuple(tickets))
