"""接访 下访 约访 包案: that somebody of the township or village met whom a matter is about, when, and how many came.

A log of meetings about a matter, never of a person: whom it was stands nowhere in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from classifiers.verdict import Urgency
from storage.case_files import CaseFile
from storage.lifecycle import OPEN, WORKING, HandlingMode
from storage.models import Base, Ticket, _key, _of_ticket


class How(StrEnum):
    """How they met."""

    MEET = "meet"  # 接访: the villager came
    VISIT = "visit"  # 下访: the official went
    APPOINTMENT = "appointment"  # 约访: a day was agreed
    CASE_LEAD = "case_lead"  # 包案: a leader has taken the matter on himself


class Met(Base, kw_only=True):
    """One meeting, or one leader's word that he takes a matter on himself."""

    __tablename__ = "met"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    how: Mapped[str] = mapped_column(String(16))
    officer: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    people: Mapped[int] = mapped_column(default=1)
    #: the day that was agreed
    on: Mapped[date | None] = mapped_column(default=None)
    __table_args__ = (_of_ticket(), Index("ix_met_at", "township", "at"))


@dataclass(frozen=True, slots=True)
class MetCounts:
    """How often in a period, how many people came, and about which tickets."""

    times: int
    people: int
    tickets: tuple[int, ...]


class ContactLog:
    """Repository of meetings, and of what leaders have to look at."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def of(self, ticket: int) -> Sequence[Met]:
        """A ticket's lines, in order."""
        await self._db.flush()
        query = select(Met).where(Met.township == self._township, Met.ticket == ticket)
        return (await self._db.scalars(query.order_by(Met.sequence))).all()

    async def add(
        self, ticket: int, how: How, officer: str, at: datetime, *, people: int = 1, on: date | None = None
    ) -> Met:
        """One line more."""
        met = Met(
            township=self._township,
            ticket=ticket,
            sequence=len(await self.of(ticket)) + 1,
            how=how.value,
            officer=officer,
            at=at,
            people=people,
            on=on,
        )
        self._db.add(met)
        return met

    async def counts(self, since: datetime, until: datetime) -> dict[How, MetCounts]:
        """By kind, from `since` to before `until`; complaints about officials are in no count."""
        await self._db.flush()
        query = (
            select(Met.how, Met.ticket, func.count(), func.coalesce(func.sum(Met.people), 0))
            .join(Ticket, (Ticket.township == Met.township) & (Ticket.number == Met.ticket))
            .where(
                Met.township == self._township,
                Met.at >= since,
                Met.at < until,
                Ticket.about_official.is_(False),
            )
            .group_by(Met.how, Met.ticket)
            .order_by(Met.how, Met.ticket)
        )
        found: dict[How, MetCounts] = {}
        for how, ticket, times, people in await self._db.execute(query):
            so_far = found.get(How(how), MetCounts(0, 0, ()))
            found[How(how)] = MetCounts(so_far.times + times, so_far.people + int(people), (*so_far.tickets, ticket))
        return found

    async def leads(self, tickets: Iterable[int], at: datetime) -> dict[int, list[str]]:
        """Who had taken each of these on himself by then (包案), or leads its team (专班): officials' ids."""
        await self._db.flush()
        numbers = list(tickets)
        found: dict[int, list[str]] = {}
        taken = select(Met.ticket, Met.officer).where(
            Met.township == self._township, Met.ticket.in_(numbers), Met.how == How.CASE_LEAD.value, Met.at <= at
        )
        teams = select(CaseFile.ticket, CaseFile.lead).where(
            CaseFile.township == self._township,
            CaseFile.ticket.in_(numbers),
            CaseFile.closed_at.is_(None),
            CaseFile.opened_at <= at,
        )
        for query in (taken, teams):
            for ticket, officer in await self._db.execute(query):
                found.setdefault(ticket, []).append(officer)
        return found

    async def old_and_open(self, before: datetime, *, limit: int = 200) -> Sequence[Ticket]:
        """积案: open since before an instant, the oldest first; wishes have no clock."""
        await self._db.flush()
        query = select(Ticket).where(
            Ticket.township == self._township,
            Ticket.registered_at < before,
            Ticket.status.in_(list(OPEN)),
            Ticket.urgency != Urgency.WISH,
            Ticket.about_official.is_(False),
            Ticket.violence_at_home.is_(False),
        )
        return (await self._db.scalars(query.order_by(Ticket.registered_at, Ticket.number).limit(limit))).all()

    async def joint(self, *, limit: int = 200) -> Sequence[Ticket]:
        """联办 on which somebody still works, the earliest date first."""
        await self._db.flush()
        query = select(Ticket).where(
            Ticket.township == self._township,
            Ticket.mode == HandlingMode.JOINT,
            Ticket.status.in_(list(WORKING)),
            Ticket.about_official.is_(False),
            Ticket.violence_at_home.is_(False),
        )
        return (await self._db.scalars(query.order_by(Ticket.due_at, Ticket.number).limit(limit))).all()
