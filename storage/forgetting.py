"""Who stood behind a matter is forgotten when its time is over: counts stay, nobody can be told from them any more."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Conversation, Villager, Voice


class Forgetting:
    """Repository of one deed."""

    def __init__(self, db: AsyncSession, township: str, new_id: Callable[[datetime], uuid.UUID]) -> None:
        self._db = db
        self._township = township
        self._new_id = new_id

    async def who_stood_behind(self, tickets: Sequence[int], now: datetime) -> int:
        """Put chance in the place of every person behind these tickets (one matter and what was merged into it).

        Somebody who stands behind two of them stays one person, so that no count changes. Whoever is behind nothing
        else, and has not asked to be left alone (which must be remembered), goes altogether. Returns how many people.
        """
        await self._db.flush()
        mine = (Voice.township == self._township, Voice.ticket.in_(tickets))
        people = (await self._db.scalars(select(Voice.villager).where(*mine).distinct().order_by(Voice.villager))).all()
        for person in people:
            await self._db.execute(
                update(Voice)
                .where(*mine, Voice.villager == person)
                .values(villager=self._new_id(now).hex)
                .execution_options(synchronize_session=False)
            )
        await self._forget_those_without(people, now)
        return len(people)

    async def _forget_those_without(self, people: Sequence[str], now: datetime) -> None:
        left = exists().where(Voice.township == Villager.township, Voice.villager == Villager.ref)
        query = select(Villager.ref).where(
            Villager.township == self._township,
            Villager.ref.in_(people),
            Villager.opted_out_at.is_(None),
            (Villager.bound_until.is_(None)) | (Villager.bound_until < now),
            ~left,
        )
        gone = (await self._db.scalars(query)).all()
        if not gone:
            return
        for kept in (Villager, Conversation):
            await self._db.execute(
                delete(kept)
                .where(kept.township == self._township, kept.ref.in_(gone))
                .execution_options(synchronize_session=False)
            )
