"""Tickets, their voices and their history. A ticket changes only through `move` or `correct`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from classifiers.privacy import mask
from classifiers.verdict import Urgency
from storage.history import hash_of
from storage.lifecycle import OPEN, WORKING, MoveName, Status, target_of
from storage.models import Counter, Move, Ticket, Villager, Voice
from storage.upsert import insert_unless_there
from storage.vault import Vault

_NUMBERS = "ticket"


class NoSuchTicket(LookupError):
    """There is no ticket of this number."""


class Tickets:
    """Repository of tickets."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault) -> None:
        self._db = db
        self._township = township
        self._vault = vault

    async def next_number(self) -> int:
        """The next number of the township's ledger. Kept only if the unit of work is committed."""
        grow = (
            update(Counter)
            .where(Counter.township == self._township, Counter.name == _NUMBERS)
            .values(value=Counter.value + 1)
            .returning(Counter.value)
            .execution_options(synchronize_session=False)
        )
        number = await self._db.scalar(grow)
        if number is None:
            await insert_unless_there(self._db, Counter, [{"township": self._township, "name": _NUMBERS, "value": 0}])
            number = await self._db.scalar(grow)
        assert number is not None
        return number

    def add(self, ticket: Ticket, reporter: Villager | None, words: str, actor: str, at: datetime) -> None:
        """File a new ticket with its first voice and its first line of history. `at` is when it was said."""
        ticket.words_key = self._vault.new_ticket_key()
        self._db.add(ticket)
        if reporter is not None:
            self._add_voice(ticket, reporter, words, at, reporter_=True)
        self._append(ticket, MoveName.REGISTER, actor, ticket.registered_at, "", {})

    def _add_voice(self, ticket: Ticket, villager: Villager, words: str, at: datetime, *, reporter_: bool) -> None:
        assert ticket.words_key is not None
        sealed = self._vault.of_ticket(ticket.words_key).seal(words)
        self._db.add(
            Voice(
                township=self._township,
                ticket=ticket.number,
                villager=villager.ref,
                said_at=at,
                reporter=reporter_,
                words=sealed,
            )
        )

    async def join(self, ticket: Ticket, villager: Villager, words: str, at: datetime) -> bool:
        """One more voice behind a ticket (同感). False when this person already stands behind it."""
        await self._db.flush()
        if await self._db.get(Voice, (self._township, ticket.number, villager.ref)) is not None:
            return False
        if ticket.words_key is None:
            ticket.words_key = self._vault.new_ticket_key()
        self._add_voice(ticket, villager, words, at, reporter_=False)
        ticket.voices += 1
        return True

    async def add_words(self, ticket: Ticket, villager: Villager, words: str) -> None:
        """What somebody adds to what they said; kept under the ticket's key, after the first words."""
        voice = await self._db.get(Voice, (self._township, ticket.number, villager.ref))
        if voice is None or voice.words is None or ticket.words_key is None:
            return
        sealer = self._vault.of_ticket(ticket.words_key)
        voice.words = sealer.seal(f"{sealer.open(voice.words)}；{words}")

    async def get(self, number: int) -> Ticket:
        """The ticket; raises NoSuchTicket."""
        ticket = await self.find(number)
        if ticket is None:
            raise NoSuchTicket(str(number))
        return ticket

    async def find(self, number: int) -> Ticket | None:
        """The ticket of this number, or None."""
        # numbers come from people's fingers; the column holds 32 bits on PostgreSQL
        if not 0 < number < 2**31:
            return None
        return await self._db.get(Ticket, (self._township, number))

    def move(
        self,
        ticket: Ticket,
        move: MoveName,
        *,
        actor: str,
        at: datetime,
        reason: str = "",
        detail: dict[str, Any] | None = None,
    ) -> Status:
        """Make a move and write its line of history; returns the state before. Raises IllegalMove.

        `actor` is an officer's id, `villager` or `system`; what an official wrote as `reason` is masked here.
        """
        before = ticket.status
        ticket.status = target_of(move, before)
        self._append(ticket, move, actor, at, reason, detail or {})
        return before

    def _append(
        self, ticket: Ticket, move: MoveName, actor: str, at: datetime, reason: str, detail: dict[str, Any]
    ) -> None:
        if actor not in ("villager", "system"):
            # the last door: history outlives the sealed words, and people leave the rest to us
            reason = mask(reason)
        line = Move(
            township=self._township,
            ticket=ticket.number,
            sequence=ticket.moves + 1,
            at=at,
            actor=actor,
            move=move,
            status=ticket.status,
            # PostgreSQL text holds no NUL, and lone surrogates cannot be encoded
            reason=reason.replace("\0", "").encode("utf-8", "replace").decode(),
            detail=detail,
        )
        line.hash = hash_of(line, ticket.chain)
        ticket.moves, ticket.chain = line.sequence, line.hash
        self._db.add(line)

    async def words(self, ticket: Ticket) -> str | None:
        """What the reporter said; None when it was destroyed or nobody wrote."""
        query = select(Voice.words).where(
            Voice.township == self._township, Voice.ticket == ticket.number, Voice.reporter.is_(True)
        )
        sealed = await self._db.scalar(query)
        if sealed is None or ticket.words_key is None:
            return None
        return self._vault.of_ticket(ticket.words_key).open(sealed)

    async def with_words_closed_before(self, before: datetime, *, limit: int) -> Sequence[Ticket]:
        """Tickets that ended before an instant and still have their words, the oldest first."""
        query = self._mine().where(Ticket.closed_at < before, Ticket.words_key.is_not(None))
        return (await self._db.scalars(query.order_by(Ticket.closed_at).limit(limit))).all()

    async def destroy_words(self, ticket: Ticket) -> None:
        """Take away the ticket's key, the sealed words and the place; counts and history stay whole."""
        ticket.words_key = ticket.place = None
        await self._db.execute(
            update(Voice)
            .where(Voice.township == self._township, Voice.ticket == ticket.number)
            .values(words=None)
            .execution_options(synchronize_session=False)
        )

    async def voices_of(self, ticket: Ticket) -> Sequence[Voice]:
        """Everyone behind a ticket, the reporter first."""
        query = select(Voice).where(Voice.township == self._township, Voice.ticket == ticket.number)
        return (await self._db.scalars(query.order_by(Voice.reporter.desc(), Voice.said_at))).all()

    async def history(self, number: int) -> Sequence[Move]:
        """A ticket's lines of history, in order."""
        query = select(Move).where(Move.township == self._township, Move.ticket == number)
        return (await self._db.scalars(query.order_by(Move.sequence))).all()

    async def raised_by(self, villager_ref: str, *, limit: int = 10, as_reporter: bool = False) -> Sequence[Ticket]:
        """Tickets this person stands behind (`as_reporter`: which he raised himself), the newest first."""
        query = (
            self._mine()
            .join(Voice, (Voice.township == Ticket.township) & (Voice.ticket == Ticket.number))
            .where(Voice.villager == villager_ref, Voice.reporter.is_(True) if as_reporter else true())
            .order_by(Ticket.number.desc())
            .limit(limit)
        )
        return (await self._db.scalars(query)).all()

    async def owned_by(self, officer: str, statuses: Iterable[Status] = WORKING) -> Sequence[Ticket]:
        """An official's open tickets, the one due first in front."""
        query = self._mine().where(Ticket.owner == officer, Ticket.status.in_(list(statuses)))
        return (await self._db.scalars(query.order_by(Ticket.due_at, Ticket.number))).all()

    async def danger_not_taken(self) -> Sequence[Ticket]:
        """Dangers that were called out and that nobody has accepted yet, the oldest first."""
        query = self._mine().where(Ticket.status == Status.DISPATCHED, Ticket.urgency == Urgency.DANGER)
        return (await self._db.scalars(query.order_by(Ticket.number).limit(50))).all()

    async def open_in_group(self, group_ref: str, since: datetime) -> Sequence[Ticket]:
        """Open tickets said in a group since an instant, the newest first."""
        query = self._mine().where(
            Ticket.group_ref == group_ref, Ticket.status.in_(list(OPEN)), Ticket.registered_at >= since
        )
        return (await self._db.scalars(query.order_by(Ticket.number.desc()))).all()

    async def numbered(self, numbers: Iterable[int]) -> dict[int, Ticket]:
        """Several tickets by number."""
        query = self._mine().where(Ticket.number.in_(list(numbers)))
        return {ticket.number: ticket for ticket in await self._db.scalars(query)}

    async def every(self, *, after: int = 0, limit: int = 500, **where: Any) -> Sequence[Ticket]:
        """The ledger in order of number, a page at a time: those with a number greater than `after`."""
        query = self._mine().where(Ticket.number > after).filter_by(**where)
        return (await self._db.scalars(query.order_by(Ticket.number).limit(limit))).all()

    async def in_village(
        self, village: str, *conditions: ColumnElement[bool], limit: int | None = None
    ) -> Sequence[Ticket]:
        """A village's tickets under further conditions, in order of number."""
        query = self._mine().where(Ticket.village == village, *conditions).order_by(Ticket.number)
        return (await self._db.scalars(query.limit(limit) if limit else query)).all()

    async def registered_between(self, village: str, start: datetime, end: datetime) -> Sequence[Ticket]:
        """A village's tickets registered in [start, end)."""
        return await self.in_village(village, Ticket.registered_at >= start, Ticket.registered_at < end)

    async def closed_between(self, village: str, start: datetime, end: datetime) -> Sequence[Ticket]:
        """A village's tickets closed in [start, end)."""
        return await self.in_village(village, Ticket.closed_at >= start, Ticket.closed_at < end)

    async def working_in(self, village: str) -> Sequence[Ticket]:
        """A village's tickets on which somebody still has work to do."""
        return await self.in_village(village, Ticket.status.in_(list(WORKING)))

    async def villages_with_news(self, start: datetime, end: datetime) -> Sequence[str]:
        """Villages where something was registered or closed in [start, end), in order of code."""
        mine = (Ticket.township == self._township, Ticket.village.is_not(None))
        # two ranges of two indexes; as one condition neither would be used
        raised = select(Ticket.village).where(*mine, Ticket.registered_at >= start, Ticket.registered_at < end)
        closed = select(Ticket.village).where(*mine, Ticket.closed_at >= start, Ticket.closed_at < end)
        villages = await self._db.scalars(union(raised, closed))
        return sorted(village for village in villages if village is not None)

    async def owners(self) -> Sequence[str]:
        """Everyone who has open tickets, in order of id."""
        query = (
            select(Ticket.owner)
            .where(Ticket.township == self._township, Ticket.status.in_(list(WORKING)))
            .distinct()
            .order_by(Ticket.owner)
        )
        return (await self._db.scalars(query)).all()

    async def count(self) -> int:
        """How many tickets there are."""
        return await self._db.scalar(select(func.count()).where(Ticket.township == self._township)) or 0

    def _mine(self) -> Any:
        return select(Ticket).where(Ticket.township == self._township)
