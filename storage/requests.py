"""延 and 退: what owners asked for, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.lifecycle import WORKING, Status
from storage.models import Extension, SentBack, Ticket

#: either of the two
Request = Extension | SentBack


def is_open(extension: Extension, ticket: Ticket) -> bool:
    """Nobody has answered it, and it is about the ticket's present date (a reopened ticket has another)."""
    return extension.decided_at is None and extension.due_at == ticket.due_at


class Requests:
    """Repository of extensions and returns."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    def add(self, request: Request) -> None:
        """Keep what was asked for."""
        self._db.add(request)

    async def extensions_of(self, ticket: int) -> Sequence[Extension]:
        """What was asked for a ticket, in order."""
        await self._db.flush()
        query = select(Extension).where(Extension.township == self._township, Extension.ticket == ticket)
        return (await self._db.scalars(query.order_by(Extension.sequence))).all()

    async def returns_of(self, ticket: int) -> Sequence[SentBack]:
        """How often a ticket was given back, in order."""
        await self._db.flush()
        query = select(SentBack).where(SentBack.township == self._township, SentBack.ticket == ticket)
        return (await self._db.scalars(query.order_by(SentBack.sequence))).all()

    async def waiting(self, *, limit: int = 500) -> list[tuple[Request, Ticket]]:
        """What nobody has answered yet, with its ticket, the oldest first.

        A return whose owner has taken it up after all waits for nothing any more.
        """
        await self._db.flush()
        later = (
            select(Extension, Ticket)
            .join(Ticket, (Ticket.township == Extension.township) & (Ticket.number == Extension.ticket))
            .where(
                Extension.township == self._township,
                Extension.decided_at.is_(None),
                Extension.due_at == Ticket.due_at,
                Ticket.status.in_(list(WORKING)),
            )
            .order_by(Extension.asked_at)
            .limit(limit)
        )
        back = (
            select(SentBack, Ticket)
            .join(Ticket, (Ticket.township == SentBack.township) & (Ticket.number == SentBack.ticket))
            .where(
                SentBack.township == self._township,
                SentBack.decided_at.is_(None),
                Ticket.status == Status.RETURN_REQUESTED,
            )
            .order_by(SentBack.asked_at)
            .limit(limit)
        )
        found: list[tuple[Request, Ticket]] = [(row[0], row[1]) for row in await self._db.execute(later)]
        found += [(row[0], row[1]) for row in await self._db.execute(back)]
        return sorted(found, key=lambda pair: (pair[0].asked_at, pair[0].ticket))

    async def decided_since(self, since: datetime, *, limit: int = 50) -> list[Request]:
        """What was answered since an instant, the newest first."""
        await self._db.flush()
        later = select(Extension).where(Extension.township == self._township, Extension.decided_at >= since)
        back = select(SentBack).where(SentBack.township == self._township, SentBack.decided_at >= since)
        found: list[Request] = [
            *await self._db.scalars(later.order_by(Extension.decided_at.desc()).limit(limit)),
            *await self._db.scalars(back.order_by(SentBack.decided_at.desc()).limit(limit)),
        ]
        return sorted(found, key=lambda request: request.decided_at or since, reverse=True)
