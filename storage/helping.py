"""联办: who works along with a ticket's owner, for how long, and what each of them answered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.lifecycle import WORKING
from storage.models import Base, Ticket


class Helper(Base, kw_only=True):
    """Somebody of the organisation who was asked to work along; he answers the owner, never the villager.

    He has no date of his own: his is one working day before the ticket's, and moves only with it.
    """

    __tablename__ = "helper"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    officer: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    #: what he is asked for: the official's words, masked
    wish: Mapped[str] = mapped_column(Text, default="")
    #: he has said that he is at it
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    #: his part is done
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    #: what he reported: the official's words, masked
    result: Mapped[str] = mapped_column(Text, default="")
    #: he cannot, or is no longer needed, or may not know of it
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    left_because: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
        Index(
            "ix_helper_officer",
            "township",
            "officer",
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )


def _helps(helper: Helper, ticket: Ticket) -> bool:
    return helper.left_at is None and helper.officer in ticket.helpers


class Helpers:
    """Repository of helpers. `Ticket.helpers` lists who helps now, those whom 求助 called included."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def ever(self, ticket: int) -> Sequence[Helper]:
        """Everybody who was asked, in order."""
        await self._db.flush()
        query = select(Helper).where(Helper.township == self._township, Helper.ticket == ticket)
        return (await self._db.scalars(query.order_by(Helper.sequence))).all()

    async def of(self, ticket: Ticket) -> list[Helper]:
        """Who helps now. Whoever has become the owner helps no longer, also when it goes on to another."""
        return [one for one in await self.ever(ticket.number) if _helps(one, ticket)]

    async def add(self, ticket: Ticket, officer: str, *, asked_by: str, wish: str, at: datetime) -> Helper:
        """Ask somebody; he counts as helper from here on."""
        before = await self.ever(ticket.number)
        for one in before:
            if one.officer == officer and one.left_at is None:
                # he has led it in between; what he was asked for then is over
                one.left_at, one.left_because = at, "另请了一回"
        helper = Helper(
            township=self._township,
            ticket=ticket.number,
            sequence=len(before) + 1,
            officer=officer,
            asked_by=asked_by,
            asked_at=at,
            wish=wish,
        )
        self._db.add(helper)
        if officer not in ticket.helpers:
            ticket.helpers = [*ticket.helpers, officer]
        return helper

    async def leave(self, ticket: Ticket, helper: Helper, because: str, at: datetime) -> None:
        """He helps no longer."""
        helper.left_at, helper.left_because = at, because
        if not any(one.officer == helper.officer for one in await self.of(ticket)):
            ticket.helpers = [officer for officer in ticket.helpers if officer != helper.officer]

    async def helped_by(self, officers: Iterable[str], *, limit: int = 200) -> list[tuple[Helper, Ticket]]:
        """What these people help with and somebody still works on, the ticket due first in front."""
        await self._db.flush()
        query = (
            select(Helper, Ticket)
            .join(Ticket, (Ticket.township == Helper.township) & (Ticket.number == Helper.ticket))
            .where(
                Helper.township == self._township,
                Helper.officer.in_(list(officers)),
                Helper.left_at.is_(None),
                Ticket.status.in_(list(WORKING)),
            )
            .order_by(Ticket.due_at, Ticket.number, Helper.sequence)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query) if _helps(row[0], row[1])]

    async def everybody(self) -> list[str]:
        """Everybody who helps with something that is still worked on, in order of id."""
        await self._db.flush()
        query = (
            select(Helper.officer)
            .join(Ticket, (Ticket.township == Helper.township) & (Ticket.number == Helper.ticket))
            .where(Helper.township == self._township, Helper.left_at.is_(None), Ticket.status.in_(list(WORKING)))
            .distinct()
            .order_by(Helper.officer)
        )
        return list(await self._db.scalars(query))
