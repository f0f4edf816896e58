"""Which chat account an official writes from: bound by a code of the office, or entered in the organisation file.

A code is kept only as a keyed hash. A binding stands in the place of the file's entry it was made over; when the
office enters another one, the file's holds again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import EncryptedText
from storage.models import Base, Officer
from storage.vault import Vault

#: wrong codes that one chat account may say within `TRIES_WITHIN`, and all of the township's together
TRIES = 5
TRIES_OF_ALL = 60
TRIES_WITHIN = timedelta(hours=24)
_ALL = "*"


class OfficerChat(Base, kw_only=True):
    """The chat account that stands for an official instead of the file's. `chat` None: he has lost it."""

    __tablename__ = "officer_chat"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    officer: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str | None] = mapped_column(String(64), default=None)
    chat: Mapped[str | None] = mapped_column(EncryptedText, default=None, repr=False)
    chat_ref: Mapped[str | None] = mapped_column(String(32), default=None)
    #: the file's entry at that time; once it is another, the office has spoken last
    instead_of: Mapped[str | None] = mapped_column(String(32), default=None)
    changed_at: Mapped[datetime]


class OfficerCode(Base, kw_only=True):
    """A code that was given out and not used yet; one for each official, the newest."""

    __tablename__ = "officer_code"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    officer: Mapped[str] = mapped_column(String(64), primary_key=True)
    hash: Mapped[str] = mapped_column(String(32), repr=False)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class CodeTries(Base, kw_only=True):
    """Wrong codes said from one chat account (by blind reference), or by everybody (`*`)."""

    __tablename__ = "code_tries"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    sender: Mapped[str] = mapped_column(String(32), primary_key=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Account:
    """A chat account: channel, platform id and its blind reference."""

    channel: str
    chat: str
    ref: str


class OfficerAccounts:
    """Repository of officials' chat accounts and the codes by which they are bound."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault) -> None:
        self._db = db
        self._township = township
        self._vault = vault

    async def stand_for(self, officers: Sequence[Officer]) -> None:
        """Put bound accounts into the officials read from the file (rows outside any session)."""
        rows = await self._db.scalars(select(OfficerChat).where(OfficerChat.township == self._township))
        bound = {row.officer: row for row in rows}
        for officer in officers:
            row = bound.get(officer.id)
            if row is not None and row.instead_of == officer.chat_ref:
                officer.channel, officer.chat, officer.chat_ref = row.channel, row.chat, row.chat_ref
                self._db.expunge(row)

    async def leave_out(self, officers: Collection[str]) -> None:
        """Forget accounts and codes of everybody who is not one of these: who has left loses them at once."""
        for table in (OfficerChat, OfficerCode):
            columns = table.__table__.c
            gone = delete(table).where(columns.township == self._township, columns.officer.not_in(list(officers)))
            await self._db.execute(gone)

    async def give_code(self, officer: str, code: str, now: datetime, expires_at: datetime) -> None:
        """Keep a code as its hash; an older one of the same official is worth nothing from now on."""
        await self._db.execute(
            delete(OfficerCode).where(OfficerCode.township == self._township, OfficerCode.officer == officer)
        )
        row = OfficerCode(
            township=self._township, officer=officer, hash=self._hash(code), issued_at=now, expires_at=expires_at
        )
        self._db.add(row)

    async def whose(self, code: str, now: datetime) -> str | None:
        """The official a code was given to, while it is worth something."""
        query = select(OfficerCode.officer).where(
            OfficerCode.township == self._township, OfficerCode.hash == self._hash(code), OfficerCode.expires_at > now
        )
        found = (await self._db.scalars(query)).all()
        # two officials with one number by chance: nobody is bound by guessing
        return found[0] if len(found) == 1 else None

    async def codes_wait(self, now: datetime) -> bool:
        """Whether any code is worth something."""
        query = select(OfficerCode.officer).where(OfficerCode.township == self._township, OfficerCode.expires_at > now)
        return await self._db.scalar(query.limit(1)) is not None

    async def bind(self, officer: str, account: Account | None, instead_of: str | None, now: datetime) -> None:
        """From now on he writes from this account (None: from none); his code is used up."""
        for table in (OfficerChat, OfficerCode):
            columns = table.__table__.c
            await self._db.execute(delete(table).where(columns.township == self._township, columns.officer == officer))
        self._db.add(
            OfficerChat(
                township=self._township,
                officer=officer,
                channel=account.channel if account else None,
                chat=account.chat if account else None,
                chat_ref=account.ref if account else None,
                instead_of=instead_of,
                changed_at=now,
            )
        )
        await self._db.flush()

    async def in_file(self, officer: str) -> str | None:
        """The reference of the account that the organisation file gives an official."""
        query = select(Officer.chat_ref).where(Officer.township == self._township, Officer.id == officer)
        return await self._db.scalar(query)

    async def may_try(self, sender: str, now: datetime) -> bool:
        """Whether another code from this account is looked at."""
        for ref, most in ((sender, TRIES), (_ALL, TRIES_OF_ALL)):
            row = await self._db.get(CodeTries, (self._township, ref))
            if row is not None and row.since > now - TRIES_WITHIN and row.tries >= most:
                return False
        return True

    async def was_wrong(self, sender: str, now: datetime) -> None:
        """Count a wrong code."""
        for ref in (sender, _ALL):
            row = await self._db.get(CodeTries, (self._township, ref))
            if row is None:
                row = CodeTries(township=self._township, sender=ref, since=now)
                self._db.add(row)
            if row.since <= now - TRIES_WITHIN:
                row.since, row.tries = now, 0
            row.tries += 1

    def _hash(self, code: str) -> str:
        return self._vault.reference("officer code", self._township, code)
