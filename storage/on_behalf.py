"""代报: matters that an official filed for somebody without an account, and drafts that wait for that person's yes."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Select,
    String,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import EncryptedText
from storage.lifecycle import Status
from storage.models import Base, Ticket, Villager, Voice
from storage.people import NO_ACCOUNT
from storage.vault import Vault


class OnBehalf(Base, kw_only=True):
    """A ticket that was told to an official in person. Who it was stands in the voice, as for everybody else."""

    __tablename__ = "on_behalf"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    filed_by: Mapped[str] = mapped_column(String(64))
    #: `said`: the person agreed that it is written down; `danger`: somebody's life did not wait for that
    consent: Mapped[str] = mapped_column(String(16))
    #: the person's own number, under the ticket's key
    phone: Mapped[bytes | None] = mapped_column(LargeBinary, repr=False, default=None)
    #: somebody wrote from an account of his own that it is his, and waits for the official's word
    claimed_ref: Mapped[str | None] = mapped_column(String(32), default=None)
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    bound_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
    )


class Draft(Base, kw_only=True):
    """What an official wants to file for somebody, until that person has been asked; one for each official."""

    __tablename__ = "on_behalf_draft"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), primary_key=True)
    order: Mapped[str] = mapped_column("order_text", EncryptedText, repr=False)
    expires_at: Mapped[datetime]
    #: whose it is; None in rows that are older than this column
    officer: Mapped[str | None] = mapped_column(String(64), default=None)
    #: when he is asked once more; None: he was
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    __table_args__ = (Index("ix_on_behalf_draft_expires", "township", "expires_at"),)


def next_draft() -> Select[datetime | None]:
    """Asks when a draft is reminded of, or destroyed, next."""
    ends = select(func.min(Draft.expires_at)).where(Draft.township == bindparam("township")).scalar_subquery()
    reminds = select(func.min(Draft.remind_at)).where(Draft.township == bindparam("township")).scalar_subquery()
    return select(case((reminds < ends, reminds), else_=ends))


class OnBehalves:
    """Repository of what was filed for others."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault) -> None:
        self._db = db
        self._township = township
        self._vault = vault

    def without_account(self, name: str, village: str | None, row_id: uuid.UUID) -> Villager:
        """Somebody to whom no note can go. One row for each matter: what he says elsewhere is not joined to it."""
        villager = Villager(
            township=self._township,
            ref=self._vault.reference("without account", row_id.hex),
            channel=NO_ACCOUNT,
            address="",
            name=name,
            village=village,
        )
        self._db.add(villager)
        return villager

    def add(self, ticket: Ticket, *, filed_by: str, consent: str, phone: str) -> OnBehalf:
        """`ticket` was filed by an official for somebody else."""
        assert ticket.words_key is not None, "a ticket is filed before it is said for whom"
        sealed = self._vault.of_ticket(ticket.words_key).seal(phone) if phone else None
        row = OnBehalf(township=self._township, ticket=ticket.number, filed_by=filed_by, consent=consent, phone=sealed)
        self._db.add(row)
        return row

    async def find(self, ticket: int) -> OnBehalf | None:
        """Who filed it for whom; None where the person wrote himself."""
        await self._db.flush()
        return await self._db.get(OnBehalf, (self._township, ticket))

    async def spoken_for_by(self, officer: str, statuses: Collection[Status]) -> Sequence[Ticket]:
        """Tickets in these states that somebody filed for a person without an account, or owns, by number."""
        await self._db.flush()
        query = (
            select(Ticket)
            .join(OnBehalf, (OnBehalf.township == Ticket.township) & (OnBehalf.ticket == Ticket.number))
            .where(
                Ticket.township == self._township,
                Ticket.status.in_(statuses),
                OnBehalf.bound_at.is_(None),
                or_(OnBehalf.filed_by == officer, Ticket.owner == officer),
            )
        )
        return (await self._db.scalars(query.order_by(Ticket.number))).all()

    async def claimed(self) -> frozenset[int]:
        """Tickets of which somebody writes from an account of his own that they are his, unanswered yet."""
        await self._db.flush()
        query = select(OnBehalf.ticket).where(OnBehalf.township == self._township, OnBehalf.claimed_ref.is_not(None))
        return frozenset((await self._db.scalars(query)).all())

    def keep_phone(self, ticket: Ticket, row: OnBehalf, phone: str) -> None:
        """The person's own number, told later."""
        if ticket.words_key is not None:
            row.phone = self._vault.of_ticket(ticket.words_key).seal(phone)

    def phone(self, ticket: Ticket, row: OnBehalf) -> str:
        """The person's own number; empty where none was given, or where it was destroyed."""
        if row.phone is None or ticket.words_key is None:
            return ""
        return self._vault.of_ticket(ticket.words_key).open(row.phone)

    async def hand_to(self, ticket: Ticket, row: OnBehalf, villager: Villager, at: datetime) -> None:
        """The person has an account now: the voice and what was said are his."""
        row.bound_at, row.claimed_ref = at, None
        voices = await self._voices(ticket.number)
        for voice in [voice for voice in voices if voice.reporter]:
            if any(other.villager == villager.ref for other in voices):
                # he had joined his own matter
                other = next(other for other in voices if other.villager == villager.ref)
                await self._db.delete(other)
                ticket.voices -= 1
            held = voice.said_at, voice.words, voice.told_at, voice.confirmed
            await self._db.delete(voice)
            await self._db.flush()
            self._db.add(
                Voice(
                    township=self._township,
                    ticket=ticket.number,
                    villager=villager.ref,
                    reporter=True,
                    said_at=held[0],
                    words=held[1],
                    told_at=held[2],
                    confirmed=held[3],
                )
            )

    async def forget(self, ticket: int) -> None:
        """Its words were destroyed: the number and the name of the one who has no account go with them."""
        for voice in await self._voices(ticket):
            villager = await self._db.get(Villager, (self._township, voice.villager))
            if villager is not None and villager.channel == NO_ACCOUNT:
                villager.name = ""
        await self._db.execute(
            update(OnBehalf)
            .where(OnBehalf.township == self._township, OnBehalf.ticket == ticket)
            .values(phone=None)
            .execution_options(synchronize_session=False)
        )

    async def _voices(self, ticket: int) -> Sequence[Voice]:
        await self._db.flush()
        query = select(Voice).where(Voice.township == self._township, Voice.ticket == ticket)
        return (await self._db.scalars(query)).all()

    # drafts -----------------------------------------------------------------------------------------------------

    async def keep_draft(
        self, ref: str, order: str, expires_at: datetime, *, officer: str, remind_at: datetime | None
    ) -> None:
        """Wait for the person's yes; a later draft of the same official takes the place of this one."""
        await self.drop_draft(ref)
        self._db.add(
            Draft(
                township=self._township,
                ref=ref,
                order=order,
                expires_at=expires_at,
                officer=officer,
                remind_at=remind_at,
            )
        )

    async def draft(self, ref: str, now: datetime) -> Draft | None:
        """What waits, unless its time has passed."""
        row = await self._db.get(Draft, (self._township, ref))
        return row if row is not None and row.expires_at > now else None

    async def drop_draft(self, ref: str) -> None:
        """Nothing waits any more; the words are gone."""
        row = await self._db.get(Draft, (self._township, ref))
        if row is not None:
            await self._db.delete(row)
            await self._db.flush()

    async def to_remind(self, now: datetime) -> Sequence[Draft]:
        """Drafts whose official is asked once more now."""
        query = select(Draft).where(Draft.township == self._township, Draft.remind_at <= now, Draft.expires_at > now)
        return (await self._db.scalars(query.order_by(Draft.remind_at, Draft.ref))).all()

    async def drop_expired(self, now: datetime) -> Sequence[str | None]:
        """Destroy every draft whose time has passed; returns whose they were."""
        gone = delete(Draft).where(Draft.township == self._township, Draft.expires_at <= now).returning(Draft.officer)
        return sorted((await self._db.scalars(gone)).all(), key=str)
