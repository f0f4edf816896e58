"""代办: errands done for somebody, and the papers that were handed over for them until they are given back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Select, String, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, Ticket

_STILL_OUT = text("remind_at IS NOT NULL")


class Errand(Base, kw_only=True):
    """A ticket that is an errand: somebody goes in the villager's place."""

    __tablename__ = "errand"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    begun_at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
    )


class HandedOver(Base, kw_only=True):
    """A paper that the helper was given for an errand. Which one, never what stands on it."""

    __tablename__ = "handed_over"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: one of `handlers.errands.PAPERS`
    item: Mapped[str] = mapped_column(String(16))
    received_by: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    #: the villager says that he never gave it
    disputed_at: Mapped[datetime | None] = mapped_column(default=None)
    #: when the helper is reminded next; None: it is back
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
        Index("ix_handed_over_remind", "township", "remind_at", sqlite_where=_STILL_OUT, postgresql_where=_STILL_OUT),
    )


def next_return() -> Select[datetime | None]:
    """Asks when somebody is reminded next to give something back."""
    # said, so that the partial index is used
    still_out = HandedOver.remind_at.is_not(None)
    return select(func.min(HandedOver.remind_at)).where(HandedOver.township == bindparam("township"), still_out)


class Errands:
    """Repository of errands and what was handed over for them."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def find(self, ticket: int) -> Errand | None:
        """The errand; None where this ticket is none."""
        await self._db.flush()
        return await self._db.get(Errand, (self._township, ticket))

    async def begin(self, ticket: Ticket, at: datetime) -> bool:
        """A ticket is an errand from here on; False when it was one already."""
        if await self.find(ticket.number) is not None:
            return False
        self._db.add(Errand(township=self._township, ticket=ticket.number, begun_at=at))
        return True

    async def of(self, ticket: int) -> Sequence[HandedOver]:
        """Everything that was ever handed over for a ticket, in order."""
        await self._db.flush()
        query = select(HandedOver).where(HandedOver.township == self._township, HandedOver.ticket == ticket)
        return (await self._db.scalars(query.order_by(HandedOver.sequence))).all()

    async def still_out(self, ticket: int) -> list[HandedOver]:
        """What has not been given back."""
        return [row for row in await self.of(ticket) if row.returned_at is None]

    async def hand_over(
        self, ticket: int, items: Iterable[str], *, by: str, at: datetime, remind_at: datetime
    ) -> list[HandedOver]:
        """The helper got these; what he holds already is not written down twice. Returns what is new."""
        known = await self.of(ticket)
        holds = {row.item for row in known if row.returned_at is None}
        rows = [
            HandedOver(
                township=self._township,
                ticket=ticket,
                sequence=len(known) + place,
                item=item,
                received_by=by,
                received_at=at,
                remind_at=remind_at,
            )
            for place, item in enumerate((item for item in dict.fromkeys(items) if item not in holds), 1)
        ]
        self._db.add_all(rows)
        return rows

    async def to_remind(self, now: datetime, *, limit: int = 200) -> Sequence[HandedOver]:
        """What should have been given back by now, locked for this unit of work."""
        query = (
            select(HandedOver)
            .where(HandedOver.township == self._township, HandedOver.remind_at <= now)
            .order_by(HandedOver.ticket, HandedOver.sequence)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return (await self._db.scalars(query)).all()
