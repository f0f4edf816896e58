"""What reports are made of: plain rows, read in pages, without a name, a villager's word or an address."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from storage.incoming import ChatType
from storage.lifecycle import Confirmed, HandlingMode, MoveName, PauseReason, Status
from storage.models import AreaLevel, Move, NoteState, Officer, OutboxNote, Pause, Reminder, Ticket, Voice

#: as many tickets as are read at a time, with everything that hangs on them
PAGE = 1000
_ASKED_HOW_IT_WAS = "rating"


class TicketRow(NamedTuple):
    """A ticket's columns that a report may know. Owner and helpers are left out: no figure is about a person."""

    number: int
    channel: str
    kind: MatterKind
    topic: Topic | None
    urgency: Urgency
    privacy: Privacy
    title: str
    village: str | None
    grid: str | None
    level: AreaLevel
    mode: HandlingMode
    about_official: bool
    violence_at_home: bool
    registered_at: datetime
    contact_by: datetime
    due_at: datetime
    original_due_at: datetime
    status: Status
    satisfaction: int | None
    #: rule ids; and who may not know of it: the accused, an official who raised it
    evidence: dict[str, Any]


class MoveRow(NamedTuple):
    """A line of history. `by`: villager, system, or official; never who."""

    ticket: int
    at: datetime
    move: MoveName
    status: Status
    by: str
    reason: str
    detail: dict[str, Any]


class PauseRow(NamedTuple):
    """A time during which a ticket's dates stood still; `ended_at` None: they still do."""

    ticket: int
    reason: PauseReason
    begun_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A ticket with everything that a report may know of it, each list in order."""

    ticket: TicketRow
    moves: Sequence[MoveRow]
    pauses: Sequence[PauseRow]
    #: who stands behind it: blind references, and since when; the reporter first
    voices: Sequence[tuple[str, datetime, bool]]
    #: when the villager was asked how it was handled, the latest first
    asked_at: datetime | None


_COLUMNS = tuple(getattr(Ticket, name) for name in TicketRow._fields)


class Reporting:
    """Repository of what reports read. It changes nothing."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def dossiers(self, since: datetime, until: datetime, *, page: int = PAGE) -> AsyncIterator[list[Dossier]]:
        """Tickets registered until an instant that were still alive since another, page by page in order of number.

        Alive: not ended before `since`, or with a date after it.
        """
        await self._db.flush()
        after = 0
        query = select(*_COLUMNS).where(
            Ticket.township == self._township,
            Ticket.registered_at <= until,
            or_(
                Ticket.closed_at.is_(None),
                Ticket.closed_at >= since,
                Ticket.due_at >= since,
                Ticket.original_due_at >= since,
                Ticket.contact_by >= since,
            ),
        )
        while rows := (
            await self._db.execute(query.where(Ticket.number > after).order_by(Ticket.number).limit(page))
        ).all():
            tickets = [TicketRow(*row) for row in rows]
            yield await self._with_all(tickets)
            after = tickets[-1].number

    async def _with_all(self, tickets: Sequence[TicketRow]) -> list[Dossier]:
        first, last = tickets[0].number, tickets[-1].number
        wanted = {ticket.number for ticket in tickets}
        moves, pauses = await self._moves(first, last, wanted), await self._pauses(first, last)
        voices, asked = await self._voices(first, last), await self._asked(first, last)
        return [
            Dossier(
                ticket,
                moves.get(ticket.number, ()),
                pauses.get(ticket.number, ()),
                voices.get(ticket.number, ()),
                asked.get(ticket.number),
            )
            for ticket in tickets
        ]

    async def _moves(self, first: int, last: int, wanted: set[int]) -> dict[int, list[MoveRow]]:
        query = (
            select(Move.ticket, Move.at, Move.move, Move.status, Move.actor, Move.reason, Move.detail)
            .where(Move.township == self._township, Move.ticket.between(first, last))
            .order_by(Move.ticket, Move.sequence)
        )
        found: dict[int, list[MoveRow]] = defaultdict(list)
        for ticket, at, move, status, actor, reason, detail in await self._db.execute(query):
            if ticket in wanted:
                by = actor if actor in ("villager", "system") else "official"
                found[ticket].append(MoveRow(ticket, at, move, status, by, reason, detail))
        return found

    async def _pauses(self, first: int, last: int) -> dict[int, list[PauseRow]]:
        query = (
            select(Pause.ticket, Pause.reason, Pause.begun_at, Pause.ended_at)
            .where(Pause.township == self._township, Pause.ticket.between(first, last))
            .order_by(Pause.ticket, Pause.sequence)
        )
        found: dict[int, list[PauseRow]] = defaultdict(list)
        for row in await self._db.execute(query):
            found[row.ticket].append(PauseRow(*row))
        return found

    async def _voices(self, first: int, last: int) -> dict[int, list[tuple[str, datetime, bool]]]:
        query = (
            select(Voice.ticket, Voice.villager, Voice.said_at, Voice.reporter)
            .where(Voice.township == self._township, Voice.ticket.between(first, last))
            .order_by(Voice.ticket, Voice.reporter.desc(), Voice.said_at, Voice.villager)
        )
        found: dict[int, list[tuple[str, datetime, bool]]] = defaultdict(list)
        for ticket, villager, said_at, reporter in await self._db.execute(query):
            found[ticket].append((villager, said_at, reporter))
        return found

    async def _asked(self, first: int, last: int) -> dict[int, datetime]:
        query = (
            select(Reminder.ticket, func.max(Reminder.done_at))
            .where(
                Reminder.township == self._township,
                Reminder.ticket.between(first, last),
                Reminder.rung.like(f"{_ASKED_HOW_IT_WAS}%"),
                Reminder.result == "spoken",
            )
            .group_by(Reminder.ticket)
        )
        return {ticket: at for ticket, at in await self._db.execute(query) if at is not None}

    async def notes_to_officials(self, since: datetime, until: datetime) -> list[int]:
        """How many unasked notes each official was sent in [since, until), smallest first; never to whom.

        Answers to what somebody had just written do not count. Notes are kept for a limited time only.
        """
        officials = select(Officer.chat_ref).where(Officer.township == self._township, Officer.chat_ref.is_not(None))
        query = (
            select(func.count())
            .where(
                OutboxNote.township == self._township,
                OutboxNote.chat_type == ChatType.PRIVATE,
                OutboxNote.state == NoteState.SENT,
                OutboxNote.answers.is_(None),
                OutboxNote.sent_at >= since,
                OutboxNote.sent_at < until,
                OutboxNote.recipient.in_(officials),
            )
            .group_by(OutboxNote.recipient)
        )
        return sorted(await self._db.scalars(query))

    async def words_of_officials(self, since: datetime, until: datetime) -> list[int]:
        """How many lines of history each official's word made in [since, until), smallest first; never whose."""
        query = (
            select(func.count())
            .where(
                Move.township == self._township,
                Move.at >= since,
                Move.at < until,
                Move.actor.not_in(("villager", "system")),
            )
            .group_by(Move.actor)
        )
        return sorted(await self._db.scalars(query))

    async def thanked(self, since: datetime, until: datetime) -> dict[str, int]:
        """For each official who lent a hand: of how many tickets closed in [since, until) the villager said: done.

        For that person's own eyes only; it stands in no report.
        """
        query = select(Ticket.helpers).where(
            Ticket.township == self._township,
            Ticket.closed_at >= since,
            Ticket.closed_at < until,
            Ticket.confirmed == Confirmed.SELF,
            Ticket.about_official.is_(False),
        )
        found: dict[str, int] = defaultdict(int)
        for helpers in await self._db.scalars(query):
            for helper in helpers:
                found[helper] += 1
        return dict(sorted(found.items()))

    async def words_destroyed(self, since: datetime, until: datetime) -> int:
        """Of how many tickets that ended in [since, until) the words have been destroyed by now."""
        query = select(func.count()).where(
            Ticket.township == self._township,
            Ticket.closed_at >= since,
            Ticket.closed_at < until,
            Ticket.words_key.is_(None),
            Ticket.about_official.is_(False),
        )
        return await self._db.scalar(query) or 0

    async def tickets_numbered(self, numbers: Iterable[int]) -> Sequence[Ticket]:
        """Whole tickets, for those few whose words have to be opened."""
        query = select(Ticket).where(Ticket.township == self._township, Ticket.number.in_(list(numbers)))
        return (await self._db.scalars(query)).all()
