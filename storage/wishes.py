"""微心愿: small wishes on a list, and who has taken one, for how long. One holder at a time, by a unique index."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Select, String, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.lifecycle import WORKING
from storage.models import Base, Ticket
from storage.upsert import claim


class Wish(Base, kw_only=True):
    """A ticket that stands on the list of wishes, by its number, its kind and its village."""

    __tablename__ = "wish"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: a key of `handlers.wishes.KINDS`, never the villager's words
    kind: Mapped[str] = mapped_column(String(16))
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
    )


class WishClaim(Base, kw_only=True):
    """Somebody took a wish (认领). It is his until `ended_at`."""

    __tablename__ = "wish_claim"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    officer: Mapped[str] = mapped_column(String(64))
    claimed_at: Mapped[datetime]
    #: when it goes back to the list by itself
    until_at: Mapped[datetime]
    #: who comes along to a home: nobody goes alone
    partner: Mapped[str | None] = mapped_column(String(64), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    #: given_back, expired, handed_on (the claimant is away), over
    ended_because: Mapped[str | None] = mapped_column(String(16), default=None)
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
        Index(
            "uq_wish_claim_held",
            "township",
            "ticket",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_wish_claim_until",
            "township",
            "until_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


def next_lease_end() -> Select[datetime | None]:
    """Asks when the next claim goes back to the list by itself."""
    return select(func.min(WishClaim.until_at)).where(
        WishClaim.township == bindparam("township"), WishClaim.ended_at.is_(None)
    )


class Wishes:
    """Repository of wishes and claims."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    def post(self, ticket: Ticket, kind: str) -> None:
        """Put a ticket on the list."""
        self._db.add(Wish(township=self._township, ticket=ticket.number, kind=kind))

    async def find(self, ticket: int) -> Wish | None:
        """The wish; None where this ticket is none."""
        await self._db.flush()
        return await self._db.get(Wish, (self._township, ticket))

    async def open(self) -> Sequence[tuple[Ticket, Wish]]:
        """What nobody has taken, the oldest first."""
        await self._db.flush()
        held = select(WishClaim.ticket).where(WishClaim.township == self._township, WishClaim.ended_at.is_(None))
        query = (
            select(Ticket, Wish)
            .join(Wish, (Wish.township == Ticket.township) & (Wish.ticket == Ticket.number))
            .where(
                Ticket.township == self._township,
                Ticket.status.in_(list(WORKING)),
                Wish.ticket.not_in(held),
            )
            .order_by(Ticket.number)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query)]

    async def held(self, ticket: int) -> WishClaim | None:
        """The claim that holds a wish now."""
        await self._db.flush()
        query = select(WishClaim).where(
            WishClaim.township == self._township, WishClaim.ticket == ticket, WishClaim.ended_at.is_(None)
        )
        return await self._db.scalar(query)

    async def claims_of(self, ticket: int) -> Sequence[WishClaim]:
        """Every claim there was, in order."""
        await self._db.flush()
        query = select(WishClaim).where(WishClaim.township == self._township, WishClaim.ticket == ticket)
        return (await self._db.scalars(query.order_by(WishClaim.sequence))).all()

    async def take(self, ticket: int, officer: str, at: datetime, until: datetime) -> bool:
        """Take a wish; of two at once one gets True, whatever the processes."""
        await self._db.flush()
        mine = (WishClaim.township == self._township, WishClaim.ticket == ticket)
        sequence = (await self._db.scalar(select(func.max(WishClaim.sequence)).where(*mine)) or 0) + 1
        row = {
            "township": self._township,
            "ticket": ticket,
            "sequence": sequence,
            "officer": officer,
            "claimed_at": at,
            "until_at": until,
        }
        return await claim(self._db, WishClaim, row)

    async def end(self, held: WishClaim, at: datetime, because: str) -> bool:
        """Nobody holds it any more; False when it was ended by somebody else a moment ago."""
        await self._db.flush()
        ended = await self._db.scalar(
            update(WishClaim)
            .where(
                WishClaim.township == self._township,
                WishClaim.ticket == held.ticket,
                WishClaim.sequence == held.sequence,
                WishClaim.ended_at.is_(None),
            )
            .values(ended_at=at, ended_because=because)
            .returning(WishClaim.sequence)
            .execution_options(synchronize_session=False)
        )
        self._db.expire(held)
        return ended is not None

    async def let_go(self, ticket: int, at: datetime) -> None:
        """Somebody else has it now by another's word: it stands on the list again."""
        held = await self.held(ticket)
        if held is not None:
            await self.end(held, at, "handed_on")

    async def run_out(self, now: datetime, *, limit: int = 50) -> Sequence[WishClaim]:
        """Claims whose time has passed, the oldest first; locked for this unit of work."""
        query = (
            select(WishClaim)
            .where(WishClaim.township == self._township, WishClaim.ended_at.is_(None), WishClaim.until_at <= now)
            .order_by(WishClaim.until_at, WishClaim.ticket)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return (await self._db.scalars(query)).all()
