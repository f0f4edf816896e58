"""The ledger in pages, each with everything its lines need: for exports and for verifying, however long it has become.

A page costs the same few statements whatever stands before it, because it begins after a number and not after so many
rows. Nothing is kept of a page when the next one is read.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Counter, Extension, Move, Ticket, Villager, Voice

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which tickets: registered in [since, until), of one village or grid; without those that ended earlier.

    What is left out chooses nothing.
    """

    since: datetime | None = None
    until: datetime | None = None
    area: str | None = None
    not_ended_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket with its lines of history and the later dates that were asked for, both in order."""

    ticket: Ticket
    history: Sequence[Move]
    extensions: Sequence[Extension] = field(default=())


class LedgerPages:
    """Repository of the ledger as a whole."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def count(self, selection: Selection) -> int:
        """How many tickets there are."""
        return await self._db.scalar(self._chosen(select(func.count()), selection)) or 0

    async def pages(self, selection: Selection, *, size: int = _PAGE) -> AsyncIterator[list[Entry]]:
        """The tickets in order of number, `size` at a time."""
        first, last = await self._bounds(selection)
        after = first - 1
        while after < last:
            query = self._chosen(select(Ticket), selection).where(Ticket.number > after, Ticket.number <= last)
            tickets = (await self._db.scalars(query.order_by(Ticket.number).limit(size))).all()
            if not tickets:
                return
            after = tickets[-1].number
            yield await self._entries(tickets)

    async def _bounds(self, selection: Selection) -> tuple[int, int]:
        """The first and the last number, so that a month is not looked for in the years before it."""
        found = self._chosen(select(func.min(Ticket.number), func.max(Ticket.number)), selection)
        first, last = (await self._db.execute(found)).one()
        return (first, last) if first is not None else (1, 0)

    async def _entries(self, tickets: Sequence[Ticket]) -> list[Entry]:
        histories: dict[int, list[Move]] = defaultdict(list)
        numbers = [ticket.number for ticket in tickets]
        query = select(Move).where(Move.township == self._township, Move.ticket.in_(numbers))
        for move in await self._db.scalars(query.order_by(Move.ticket, Move.sequence)):
            histories[move.ticket].append(move)
        extensions: dict[int, list[Extension]] = defaultdict(list)
        # an extension has moved the date, so most tickets need not be asked about
        if moved := [ticket.number for ticket in tickets if ticket.dates_moved]:
            asked = select(Extension).where(Extension.township == self._township, Extension.ticket.in_(moved))
            for extension in await self._db.scalars(asked.order_by(Extension.ticket, Extension.sequence)):
                extensions[extension.ticket].append(extension)
        return [Entry(ticket, histories[ticket.number], extensions[ticket.number]) for ticket in tickets]

    async def names_behind(self, numbers: Iterable[int]) -> dict[int, list[str]]:
        """What those who stand behind some tickets are called, the reporter first; those without a name left out."""
        wanted = list(numbers)
        found: dict[int, list[str]] = defaultdict(list)
        if not wanted:
            return found
        query = (
            select(Voice.ticket, Villager.name)
            .join(Villager, (Villager.township == Voice.township) & (Villager.ref == Voice.villager))
            .where(Voice.township == self._township, Voice.ticket.in_(wanted))
            .order_by(Voice.ticket, Voice.reporter.desc(), Voice.said_at, Voice.villager)
        )
        for number, name in await self._db.execute(query):
            if name:
                found[number].append(name)
        return found

    async def last_number(self) -> int:
        """The last number that was given to a ticket; 0: none yet."""
        given = select(Counter.value).where(Counter.township == self._township, Counter.name == "ticket")
        return await self._db.scalar(given) or 0

    def _chosen(self, query: Any, selection: Selection) -> Any:
        query = query.where(Ticket.township == self._township)
        if selection.since is not None:
            query = query.where(Ticket.registered_at >= selection.since)
        if selection.until is not None:
            query = query.where(Ticket.registered_at < selection.until)
        if selection.not_ended_before is not None:
            ended_at = Ticket.closed_at
            query = query.where(or_(ended_at.is_(None), ended_at >= selection.not_ended_before))
        if selection.area is not None:
            query = query.where(or_(Ticket.village == selection.area, Ticket.grid == selection.area))
        return query
