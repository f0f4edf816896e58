"""Things owed at an instant, each once: reminders of tickets, digests of days."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Period, Reminder, Setting
from storage.upsert import claim, claim_some, plan_again

#: the periods that count what one person was sent unasked on a day
_NOTE = "note:"
#: why a reminder of a merged ticket is not spoken; taken apart again, the ticket owes it as before
_RESTING = "merged"
#: dropped, and owed anew where the same is planned again; what it asked for is there, and it is not
_CANCELLED, _SETTLED = "cancelled", "settled"


#: stands where a person would, for what the program itself has to do at an instant
PROGRAM = "system"


def next_of_people() -> Select[datetime | None]:
    """Asks when the next reminder of `:township` that is owed to somebody becomes due."""
    return _next(Reminder.person != PROGRAM)


def next_of_the_program() -> Select[datetime | None]:
    """Asks when the program itself has to do something in `:township` next."""
    return _next(Reminder.person == PROGRAM)


def _next(whose: ColumnElement[bool]) -> Select[datetime | None]:
    return select(func.min(Reminder.due_at)).where(
        Reminder.township == bindparam("township"), Reminder.done_at.is_(None), whose
    )


def _due(whose: ColumnElement[bool]) -> Select[Reminder]:
    owed = (
        Reminder.township == bindparam("township"),
        Reminder.done_at.is_(None),
        Reminder.due_at <= bindparam("now"),
        whose,
    )
    earliest = select(Reminder.ticket).where(*owed).group_by(Reminder.ticket).order_by(func.min(Reminder.due_at))
    return (
        select(Reminder)
        .where(*owed, Reminder.ticket.in_(earliest.limit(bindparam("limit")).scalar_subquery()))
        .order_by(Reminder.due_at, Reminder.ticket, Reminder.rung, Reminder.person)
        .with_for_update(skip_locked=True)
    )


#: built once: they are asked with every sweep
_DUE_OF_PEOPLE, _DUE_OF_THE_PROGRAM = _due(Reminder.person != PROGRAM), _due(Reminder.person == PROGRAM)


class Reminders:
    """Repository of reminders and periods."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def plan(self, ticket: int, rungs: Iterable[tuple[str, str, datetime]]) -> None:
        """Owe (rung, person, instant) for a ticket; a rung already there stays as it is, unless it was cancelled."""
        rows = [
            {"township": self._township, "ticket": ticket, "rung": rung, "person": person, "due_at": due_at}
            for rung, person, due_at in rungs
        ]
        if rows:
            await plan_again(self._db, Reminder, rows, cancelled=_CANCELLED)

    async def due(self, now: datetime, *, of_the_program: bool = False, limit: int = 200) -> Sequence[Reminder]:
        """What has become due and was not dealt with, for at most `limit` tickets, earliest first.

        A ticket's due rungs always come together, so that of several only the last need speak. `of_the_program`: what
        it has to do itself, such as calling the next one up; otherwise what is owed to people.
        """
        query = _DUE_OF_THE_PROGRAM if of_the_program else _DUE_OF_PEOPLE
        values = {"township": self._township, "now": now, "limit": limit}
        return (await self._db.scalars(query, values)).all()

    async def waiting(self, ticket: int) -> Sequence[Reminder]:
        """A ticket's reminders still to come or due, earliest first."""
        query = select(Reminder).where(
            Reminder.township == self._township, Reminder.ticket == ticket, Reminder.done_at.is_(None)
        )
        return (await self._db.scalars(query.order_by(Reminder.due_at, Reminder.rung))).all()

    async def spoke_to(self, ticket: int, person: str) -> bool:
        """Whether somebody was called about a ticket by one of its rungs."""
        query = select(Reminder.rung).where(
            Reminder.township == self._township,
            Reminder.ticket == ticket,
            Reminder.person == person,
            Reminder.result == "spoken",
        )
        return await self._db.scalar(query.limit(1)) is not None

    async def rest(self, ticket: int, at: datetime) -> None:
        """Owe nothing for a ticket that was merged, until `wake`."""
        query = update(Reminder).where(
            Reminder.township == self._township, Reminder.ticket == ticket, Reminder.done_at.is_(None)
        )
        await self._db.execute(query.values(done_at=at, result=_RESTING))

    async def wake(self, ticket: int) -> None:
        """Owe again, at the same instants, what was owed when the ticket was merged."""
        query = update(Reminder).where(
            Reminder.township == self._township, Reminder.ticket == ticket, Reminder.result == _RESTING
        )
        await self._db.execute(query.values(done_at=None, result=None))

    async def cancel(
        self, ticket: int, at: datetime, rungs: Iterable[str] | None = None, *, person: str | None = None
    ) -> None:
        """Drop what is still owed for a ticket (only these rungs, only to this person, where given)."""
        query = update(Reminder).where(
            Reminder.township == self._township, Reminder.ticket == ticket, Reminder.done_at.is_(None)
        )
        if rungs is not None:
            query = query.where(Reminder.rung.in_(list(rungs)))
        if person is not None:
            query = query.where(Reminder.person == person)
        await self._db.execute(query.values(done_at=at, result=_CANCELLED))

    async def dropped(self, ticket: int, rung: str) -> Sequence[Reminder]:
        """A ticket's reminders of this rung that were cancelled and may be owed anew."""
        query = select(Reminder).where(
            Reminder.township == self._township,
            Reminder.ticket == ticket,
            Reminder.rung == rung,
            Reminder.result == _CANCELLED,
        )
        return (await self._db.scalars(query.order_by(Reminder.person))).all()

    async def settle(self, ticket: int, at: datetime, rung: str) -> None:
        """What these reminders ask for is there: they are not owed, and never again, whoever has the ticket."""
        query = update(Reminder).where(
            Reminder.township == self._township,
            Reminder.ticket == ticket,
            Reminder.rung == rung,
            or_(Reminder.done_at.is_(None), Reminder.result == _CANCELLED),
        )
        await self._db.execute(query.values(done_at=at, result=_SETTLED))

    async def notes_of_day(self, recipient: str, on: date) -> list[datetime]:
        """When somebody was sent the unasked notes of a local day, in order."""
        query = select(Period.done_at).where(
            Period.township == self._township,
            Period.name.startswith(_NOTE),
            Period.area == recipient,
            Period.on == on,
        )
        return sorted((await self._db.scalars(query)).all())

    async def take_note_of_day(self, recipient: str, on: date, at: datetime, *, place: int) -> bool:
        """Take the `place`-th (from 1) unasked note of somebody's local day; False when another process has it."""
        return await self.begin_period(f"{_NOTE}{place}", recipient, on, at)

    async def begin_period(self, name: str, area: str, on: date, at: datetime) -> bool:
        """Claim a digest of a day; False when it was already made."""
        row = {"township": self._township, "name": name, "area": area, "on": on, "done_at": at}
        return await claim(self._db, Period, row)

    async def begin_periods(self, name: str, areas: Iterable[str], on: date, at: datetime) -> set[str]:
        """Claim a digest of a day for several areas at once; returns those for which it was not made yet."""
        row = {"township": self._township, "name": name, "on": on, "done_at": at}
        return set(await claim_some(self._db, Period, [row | {"area": area} for area in areas], Period.area))

    async def has_period(self, name: str, area: str, on: date) -> bool:
        """Whether a digest of a day was already made."""
        return await self._db.get(Period, (self._township, name, area, on)) is not None

    async def first_look(self, name: str, generation: int) -> bool:
        """Whether this generation of the organisation was not looked at under this name; from now on it was."""
        seen = str(generation)
        if await self.setting(name) == seen:
            return False
        await self.keep_setting(name, seen)
        return True

    async def setting(self, name: str) -> str | None:
        """A value the program keeps for itself."""
        row = await self._db.get(Setting, (self._township, name))
        return row.value if row else None

    async def keep_setting(self, name: str, value: str) -> None:
        """Keep a value."""
        row = await self._db.get(Setting, (self._township, name))
        if row is None:
            self._db.add(Setting(township=self._township, name=name, value=value))
        else:
            row.value = value
