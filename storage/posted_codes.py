"""说事码 that the program itself made, and how often any code was scanned; never by whom.

A code is eight characters of chance and four that only the holder of the key can make. So a code that somebody made up
is told from one of ours that was taken down, without a look at the table; neither is turned away.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base
from storage.upsert import count_one_more
from storage.vault import Vault

#: no 0/O, 1/I/L, U: read aloud and typed by hand
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHANCE, _SIGNATURE = 8, 4
LENGTH = _CHANCE + _SIGNATURE


class IssuedCode(Base, kw_only=True):
    """A code made by the program for one place. `replaced_by`: the code that hangs there now."""

    __tablename__ = "issued_code"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    area: Mapped[str] = mapped_column(String(24))
    place: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    replaced_by: Mapped[str | None] = mapped_column(String(16), default=None)


class CodeUse(Base, kw_only=True):
    """How often a code was scanned on a local day."""

    __tablename__ = "code_use"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a code was scanned, and when last."""

    count: int
    last_on: date


def as_code(text: str) -> str:
    """What somebody typed or scanned, as a code is written: capitals, nothing between them."""
    return "".join(character for character in text.upper() if character.isalnum())


def new_code(vault: Vault, random_bits: Callable[[int], int]) -> str:
    """A code nobody can guess, with its signature."""
    chance = "".join(ALPHABET[random_bits(32) % len(ALPHABET)] for _ in range(_CHANCE))
    return chance + _signature(vault, chance)


def is_ours(vault: Vault, code: str) -> bool:
    """Whether this program made the code, whatever has become of it."""
    if len(code) != LENGTH or not code.isascii():
        return False
    return hmac.compare_digest(code[_CHANCE:], _signature(vault, code[:_CHANCE]))


def _signature(vault: Vault, chance: str) -> str:
    number = int(vault.reference("posted code", chance), 16)
    signature = ""
    for _ in range(_SIGNATURE):
        number, place = divmod(number, len(ALPHABET))
        signature += ALPHABET[place]
    return signature


class PostedCodes:
    """Repository of issued codes and of counts."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault) -> None:
        self._db = db
        self._township = township
        self._vault = vault

    async def find(self, code: str) -> IssuedCode | None:
        """An issued code, revoked or not."""
        return await self._db.get(IssuedCode, (self._township, code)) if is_ours(self._vault, code) else None

    async def issued(self, areas: Iterable[str] | None = None) -> Sequence[IssuedCode]:
        """Issued codes that were not revoked (of these areas), by area and place."""
        query = select(IssuedCode).where(IssuedCode.township == self._township, IssuedCode.revoked_at.is_(None))
        if areas is not None:
            query = query.where(IssuedCode.area.in_(list(areas)))
        return (await self._db.scalars(query.order_by(IssuedCode.area, IssuedCode.place, IssuedCode.code))).all()

    def issue(self, area: str, place: str, now: datetime, random_bits: Callable[[int], int]) -> IssuedCode:
        """Make a code for a place."""
        made = IssuedCode(
            township=self._township, code=new_code(self._vault, random_bits), area=area, place=place, made_at=now
        )
        self._db.add(made)
        return made

    def revoke(self, code: IssuedCode, now: datetime, *, replaced_by: IssuedCode | None = None) -> None:
        """Take a code down. Whoever scans it later is asked for the village instead."""
        code.revoked_at = code.revoked_at or now
        code.replaced_by = replaced_by.code if replaced_by is not None else None

    async def count(self, code: str, on: date) -> None:
        """One more scan on a local day."""
        key = {"township": self._township, "code": code, "on": on}
        await count_one_more(self._db, CodeUse, key, CodeUse.count)

    async def uses(self) -> Mapping[str, Uses]:
        """Scans of every code that was ever scanned."""
        query = (
            select(CodeUse.code, func.sum(CodeUse.count), func.max(CodeUse.on))
            .where(CodeUse.township == self._township)
            .group_by(CodeUse.code)
        )
        return {code: Uses(int(count), last) for code, count, last in (await self._db.execute(query)).all()}
