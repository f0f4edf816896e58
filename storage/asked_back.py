"""What an official was asked back, and the photos he has sent without a word: until he answers, or for a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import EncryptedText
from storage.models import Base


class AskedBack(Base, kw_only=True):
    """The last question to one official. `what` None: nothing was asked, only photos wait for the ticket they show."""

    __tablename__ = "asked_back"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    officer: Mapped[str] = mapped_column(String(64), primary_key=True)
    what: Mapped[str | None] = mapped_column(String(16), default=None)
    verb: Mapped[str] = mapped_column(String(16), default="")
    #: the tickets it may mean
    numbers: Mapped[list[int]] = mapped_column(JSON, default_factory=list)
    #: what was said with the order, sealed
    words: Mapped[str] = mapped_column(EncryptedText, default="", repr=False)
    photos: Mapped[int] = mapped_column(Integer, default=0)
    asked_at: Mapped[datetime]
    until: Mapped[datetime]


class AskedBacks:
    """Repository of questions to officials."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def find(self, officer: str, now: datetime) -> AskedBack | None:
        """What one official was asked and has not answered; an old question is forgotten here."""
        await self._db.flush()
        row = await self._db.scalar(
            select(AskedBack).where(AskedBack.township == self._township, AskedBack.officer == officer)
        )
        if row is not None and row.until <= now:
            await self._db.delete(row)
            await self._db.flush()
            return None
        return row

    async def ask(self, officer: str, now: datetime, until: datetime, **question: Any) -> AskedBack:
        """Ask this, in the place of what was asked before; photos go on waiting."""
        row = await self.find(officer, now)
        if row is None:
            row = AskedBack(township=self._township, officer=officer, asked_at=now, until=until, **question)
            self._db.add(row)
            return row
        row.asked_at, row.until = now, until
        for name, value in question.items():
            setattr(row, name, value)
        return row

    def answered(self, row: AskedBack) -> None:
        """Nothing is waited for any more; its words go at once."""
        row.what, row.verb, row.numbers, row.words = None, "", [], ""

    async def forget_before(self, before: datetime) -> int:
        """Forget questions whose time was over before an instant."""
        gone = delete(AskedBack).where(AskedBack.township == self._township, AskedBack.until < before)
        return len((await self._db.scalars(gone.returning(AskedBack.officer))).all())
