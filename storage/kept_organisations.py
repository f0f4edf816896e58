"""Every organisation that was loaded, as a file, so that the one before can be brought back."""

from collections.abc import Sequence

from sqlalchemy import String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import EncryptedText
from storage.models import Base

#: older ones are taken out: they hold names and phones of people who may have left
KEPT = 10


class KeptOrganisation(Base, kw_only=True):
    """An organisation as YAML, under the generation that it was loaded as."""

    __tablename__ = "kept_organisation"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(EncryptedText, repr=False)


class KeptOrganisations:
    """Repository of organisations as they were loaded."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def keep(self, generation: int, text: str) -> None:
        """Keep one, and let go of the oldest."""
        self._db.add(KeptOrganisation(township=self._township, generation=generation, text=text))
        await self._db.flush()
        old = delete(KeptOrganisation).where(
            KeptOrganisation.township == self._township, KeptOrganisation.generation <= generation - KEPT
        )
        await self._db.execute(old)

    async def find(self, generation: int) -> str | None:
        """The organisation of a generation as YAML; None where it was not kept."""
        kept = await self._db.get(KeptOrganisation, (self._township, generation))
        return kept.text if kept is not None else None

    async def generations(self) -> Sequence[int]:
        """The generations that are kept, the newest first."""
        query = select(KeptOrganisation.generation).where(KeptOrganisation.township == self._township)
        return (await self._db.scalars(query.order_by(KeptOrganisation.generation.desc()))).all()
