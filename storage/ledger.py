"""One unit of work over the repositories; nothing is saved without `commit()`."""

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from storage.asked_back import AskedBacks
from storage.case_files import CaseFiles
from storage.corrections import Corrections
from storage.days import Days
from storage.decisions import Decisions, Objections, next_decision
from storage.deliberations import Deliberations
from storage.errands import Errands, next_return
from storage.helping import Helpers
from storage.hotline import Hotline, next_warning
from storage.kept_organisations import KeptOrganisations
from storage.ledger_pages import LedgerPages
from storage.mediation import Mediations
from storage.messages import Conversations, Inbox, Outbox, Platform, next_message, next_note
from storage.officer_accounts import OfficerAccounts
from storage.on_behalf import OnBehalves, next_draft
from storage.organisation import Organisation
from storage.pauses import Pauses
from storage.people import People, current_generation
from storage.posted_codes import PostedCodes
from storage.reminders import Reminders, next_of_people, next_of_the_program
from storage.reporting import Reporting
from storage.requests import Requests
from storage.roster import Rosters
from storage.tickets import Tickets
from storage.vault import Vault
from storage.wishes import Wishes, next_lease_end


class Owed(StrEnum):
    """Rows that carry their own instant, each kind looked at by a sweep of its own."""

    BY_THE_PROGRAM = "by_the_program"
    TO_PEOPLE = "to_people"
    LEASE_END = "lease_end"
    WARNING = "warning"
    RETURN = "return"
    DECISION = "decision"
    DRAFT = "draft"


_NEXT = {
    Owed.BY_THE_PROGRAM: next_of_the_program(),
    Owed.TO_PEOPLE: next_of_people(),
    Owed.LEASE_END: next_lease_end(),
    Owed.WARNING: next_warning(),
    Owed.RETURN: next_return(),
    Owed.DECISION: next_decision(),
    Owed.DRAFT: next_draft(),
}
#: built once: virtual time asks at every instant, a service with every sweep
_DUE_AT = select(
    *(question.scalar_subquery() for question in (current_generation(), next_message(), next_note(), *_NEXT.values()))
)


class SomebodyWasFaster(Exception):
    """Another unit of work changed the same row first; begin again with what is there now.

    The message names the broken rule, never a value.
    """

    def __init__(self, error: StaleDataError | DBAPIError) -> None:
        # the driver's first line names constraint and columns; the values stand in later lines
        broken = str(error.orig).partition("\n")[0] if isinstance(error, DBAPIError) else "version"
        super().__init__(broken[:120])


@dataclass(frozen=True, slots=True)
class DueAt:
    """When the next message, the next note and the next row of each kind that is owed are due; None: there is none."""

    message: datetime | None
    note: datetime | None
    owed: Mapping[Owed, datetime | None]
    #: of the organisation, as it was when this was asked
    generation: int

    @property
    def reminder(self) -> datetime | None:
        """When the next row that a sweep looks at is due."""
        return min((at for at in self.owed.values() if at is not None), default=None)

    def has_come(self, kind: Owed, now: datetime) -> bool:
        """Whether a row of this kind is due at `now`."""
        at = self.owed[kind]
        return at is not None and at <= now


async def due_at(connection: AsyncConnection, township: str, without: Iterable[str] = ()) -> DueAt:
    """See `Ledger.due_at`; asked of a connection, it needs no unit of work."""
    row = (await connection.execute(_DUE_AT, {"township": township, "without": list(without)})).one()
    generation, message, note, *owed = row
    return DueAt(message, note, dict(zip(_NEXT, owed, strict=True)), generation or 0)


class Ledger:
    """The repositories of one township, sharing a session and a commit."""

    def __init__(
        self,
        session: AsyncSession,
        township: str,
        vault: Vault,
        new_id: Callable[[datetime], uuid.UUID],
        read_organisation: Callable[["Ledger"], Awaitable[Organisation]],
    ) -> None:
        self._session = session
        self._read_organisation = read_organisation
        self.township = township
        self.vault = vault
        #: a row id for something that happens at an instant
        self.new_id = new_id
        self.tickets = Tickets(session, township, vault)
        self.posted_codes = PostedCodes(session, township, vault)
        self.corrections = Corrections(session, township)
        self.pages = LedgerPages(session, township)
        self.days = Days(session, township)
        self.kept_organisations = KeptOrganisations(session, township)
        self.people = People(session, township, vault)
        self.inbox = Inbox(session, township, vault, new_id)
        self.outbox = Outbox(session, township, vault, new_id)
        self.conversations = Conversations(session, township)
        self.reminders = Reminders(session, township)
        self.pauses = Pauses(session, township)
        self.requests = Requests(session, township)
        self.asked_back = AskedBacks(session, township)
        self.accounts = OfficerAccounts(session, township, vault)
        self.helpers = Helpers(session, township)
        self.rosters = Rosters(session, township)
        self.mediations = Mediations(session, township)
        self.deliberations = Deliberations(session, township)
        self.case_files = CaseFiles(session, township)
        self.reporting = Reporting(session, township)
        self.decisions = Decisions(session, township)
        self.objections = Objections(session, township)
        self.on_behalf = OnBehalves(session, township, vault)
        self.wishes = Wishes(session, township)
        self.errands = Errands(session, township)
        self.hotline = Hotline(session, township, vault)
        self.platform = Platform(session, township)

    async def organisation(self) -> Organisation:
        """The organisation as it stands. Raises LookupError when none has been loaded."""
        return await self._read_organisation(self)

    async def due_at(self, *, without: Iterable[str] = ()) -> DueAt:
        """When the next rows of each kind (notes: not of channels in `without`) are due, asked at once."""
        return await due_at(await self._session.connection(), self.township, without)

    async def flush(self) -> None:
        """Send what is pending to the database, still uncommitted. Raises SomebodyWasFaster."""
        await self._session.flush()

    async def commit(self) -> None:
        """Save everything since the last commit. Raises SomebodyWasFaster, and then nothing is saved."""
        await self._session.commit()
        self.people.ask_again()

    async def rollback(self) -> None:
        """Forget everything since the last commit."""
        await self._session.rollback()
        self.people.ask_again()
