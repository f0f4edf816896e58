"""What a day's notes are made of: what happened between two instants, and what stands open, of all areas at once.

The cost grows with what happened, not with how many villages there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from classifiers.verdict import Urgency
from storage.lifecycle import WORKING, Status
from storage.models import Ticket


class Days:
    """Repository of what digests read."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def registered(self, start: datetime, end: datetime) -> Sequence[Ticket]:
        """Tickets registered in [start, end), in order of number."""
        return await self._tickets(Ticket.registered_at >= start, Ticket.registered_at < end)

    async def closed(self, start: datetime, end: datetime) -> Sequence[Ticket]:
        """Tickets whose last end lies in [start, end), in order of number."""
        return await self._tickets(Ticket.closed_at >= start, Ticket.closed_at < end)

    async def working_in(self, villages: Iterable[str]) -> Sequence[Ticket]:
        """Tickets of several villages on which somebody still has work to do, in order of number."""
        return await self._tickets(Ticket.village.in_(list(villages)), Ticket.status.in_(list(WORKING)))

    async def pressing(self, now: datetime) -> Sequence[Ticket]:
        """What the township looks at in the morning: open dangers, what nobody has taken, what is past its date."""
        return await self._tickets(
            Ticket.status.in_(list(WORKING)),
            or_(Ticket.urgency == Urgency.DANGER, Ticket.status == Status.DISPATCHED, Ticket.due_at < now),
        )

    async def _tickets(self, *conditions: Any) -> Sequence[Ticket]:
        await self._db.flush()
        query = select(Ticket).where(Ticket.township == self._township, *conditions).order_by(Ticket.number)
        return (await self._db.scalars(query)).all()
