"""停: times during which a ticket's dates stand still."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Pause, Ticket


class Pauses:
    """Repository of pauses. `Ticket.paused_at` is set exactly as long as the last one has not ended."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def of(self, ticket: int) -> Sequence[Pause]:
        """A ticket's pauses, in order."""
        await self._db.flush()
        query = select(Pause).where(Pause.township == self._township, Pause.ticket == ticket)
        return (await self._db.scalars(query.order_by(Pause.sequence))).all()

    def begin(self, ticket: Ticket, pause: Pause) -> None:
        """The dates stand still from here on."""
        self._db.add(pause)
        ticket.paused_at = pause.begun_at

    async def end(self, ticket: Ticket, at: datetime, by: str) -> Pause | None:
        """The dates run again from `at`; returns the pause, None where there was none. Moves no date."""
        if ticket.paused_at is None:
            return None
        *_, last = await self.of(ticket.number)
        ticket.paused_at = None
        last.ended_at, last.ended_by = at, by
        return last
