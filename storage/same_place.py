"""What was said before about the same place: numbers of matters, never of people."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from classifiers.verdict import MatterKind, Privacy
from storage.lifecycle import Status
from storage.models import Ticket

#: as many as anybody reads
_AT_MOST = 20
_NOT_COUNTED = (Status.WITHDRAWN, Status.MERGED, Status.NOT_ACCEPTED)


class SamePlace:
    """Repository of one question: how often."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def numbers(self, ticket: Ticket, since: datetime) -> Sequence[int]:
        """Open village matters of a ticket's grid and topic registered since, itself among them; the oldest first."""
        await self._db.flush()
        query = select(Ticket.number).where(
            Ticket.township == self._township,
            Ticket.village == ticket.village,
            Ticket.grid == ticket.grid,
            Ticket.topic == ticket.topic,
            Ticket.kind == MatterKind.VILLAGE,
            Ticket.privacy == Privacy.OPEN,
            Ticket.about_official.is_(False),
            Ticket.registered_at >= since,
            Ticket.status.not_in(_NOT_COUNTED),
        )
        return (await self._db.scalars(query.order_by(Ticket.registered_at, Ticket.number).limit(_AT_MOST))).all()
