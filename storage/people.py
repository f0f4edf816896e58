"""The people: the organisation's tables, and the villagers who wrote."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.incoming import ChatType, Incoming
from storage.models import (
    Area,
    AreaLevel,
    Base,
    Conflict,
    Counter,
    Deputy,
    GroupChat,
    Officer,
    Post,
    PostedCode,
    Shift,
    Villager,
)
from storage.officer_accounts import OfficerAccounts
from storage.organisation import Organisation, picture_of
from storage.posted_codes import IssuedCode
from storage.roster import Rosters, laid_over
from storage.upsert import insert_unless_there
from storage.vault import Vault

#: every table that an organisation file fills, children first
_TABLES: tuple[type[Base], ...] = (PostedCode, GroupChat, Conflict, Deputy, Shift, Post, Officer, Area)
_GENERATION = "organisation"


def current_generation() -> Select[int]:
    """Asks how many times an organisation of `:township` has been loaded."""
    # of the table, not the mapped class: half the cost
    counter = Counter.__table__.c
    return select(counter.value).where(counter.township == bindparam("township"), counter.name == _GENERATION)


#: built once: it is asked in nearly every unit of work
_CURRENT_GENERATION = current_generation()
#: the channel of somebody to whom no note can go: whatever concerns him is told by a person
NO_ACCOUNT = ""
Row = TypeVar("Row", bound=Base)


class People:
    """Repository of the organisation and of villagers."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault) -> None:
        self._db = db
        self._township = township
        self._vault = vault
        #: met for the first time in this unit of work, and not yet in the database
        self._new: dict[str, Villager] = {}
        #: as it was asked in this unit of work, or changed by it
        self._generation: int | None = None

    async def generation(self) -> int:
        """How many times an organisation has been loaded; 0: never. Asked once in a unit of work."""
        if self._generation is None:
            self._generation = await self._db.scalar(_CURRENT_GENERATION, {"township": self._township}) or 0
        return self._generation

    def ask_again(self) -> None:
        """A unit of work has ended: another organisation may have been loaded since."""
        self._generation = None

    async def replace_organisation(self, rows: Iterable[Base]) -> int:
        """Put `rows` in the place of everything there; returns the new generation."""
        for table in _TABLES:
            await self._db.execute(delete(table).where(table.__table__.c.township == self._township))
        rows = list(rows)
        self._db.add_all(rows)
        await self._db.flush()
        await OfficerAccounts(self._db, self._township, self._vault).leave_out(
            {row.id for row in rows if isinstance(row, Officer)}
        )
        return await self.changed()

    async def changed(self) -> int:
        """The organisation is another from this commit on, for every process; returns the new generation."""
        key = {"township": self._township, "name": _GENERATION}
        await insert_unless_there(self._db, Counter, [{**key, "value": 0}])
        generation: int | None = await self._db.scalar(
            update(Counter)
            .where(Counter.township == self._township, Counter.name == _GENERATION)
            .values(value=Counter.value + 1)
            .returning(Counter.value)
        )
        assert generation is not None
        self._generation = generation
        return generation

    async def read_organisation(self, generation: int) -> Organisation:
        """The whole organisation. Raises LookupError when none has been loaded."""
        areas = await self._all(Area)
        township = next((area for area in areas if area.level is AreaLevel.TOWNSHIP), None)
        if township is None:
            raise LookupError("no organisation has been loaded for this township")
        officers = await self._all(Officer)
        await OfficerAccounts(self._db, self._township, self._vault).stand_for(officers)
        shifts, deputies = await self._all(Shift), await self._all(Deputy)
        said = Rosters(self._db, self._township)
        layer = laid_over(
            shifts, deputies, await said.leaves(), await said.swaps(), {officer.id for officer in officers}
        )
        return Organisation(
            generation=generation,
            township=township,
            areas={area.code: area for area in areas},
            officers={officer.id: officer for officer in officers},
            posts=await self._all(Post),
            shifts=layer.shifts,
            deputies=layer.deputies,
            told_shifts=shifts,
            told_deputies=deputies,
            roster_conflicts=layer.conflicts,
            conflicts=frozenset((row.officer, row.other) for row in await self._all(Conflict)),
            chats={chat.ref: chat for chat in await self._all(GroupChat)},
            codes={code.code: code for code in await self._all(PostedCode)},
        )

    async def as_it_would_be(self, rows: Iterable[Base]) -> Organisation:
        """The organisation that rows would make, with bound accounts and what was said in chat; nothing is loaded."""
        picture = picture_of(rows)
        await OfficerAccounts(self._db, self._township, self._vault).stand_for(list(picture.officers.values()))
        said = Rosters(self._db, self._township)
        layer = laid_over(
            picture.shifts, picture.deputies, await said.leaves(), await said.swaps(), picture.officers.keys()
        )
        return replace(picture, shifts=layer.shifts, deputies=layer.deputies, roster_conflicts=layer.conflicts)

    async def _all(self, table: type[Row]) -> list[Row]:
        columns = table.__table__
        query = select(table).where(columns.c.township == self._township).order_by(*table.__mapper__.primary_key)
        rows = list(await self._db.scalars(query))
        for row in rows:
            # they outlive this unit of work, in the snapshot
            self._db.expunge(row)
        return rows

    async def find_villager(self, ref: str) -> Villager | None:
        """The villager behind a blind reference."""
        return await self._db.get(Villager, (self._township, ref))

    async def villagers(self, refs: Iterable[str]) -> list[Villager]:
        """Several villagers at once, in no order."""
        query = select(Villager).where(Villager.township == self._township, Villager.ref.in_(list(refs)))
        return list(await self._db.scalars(query))

    async def meet(self, message: Incoming, village: str | None) -> Villager:
        """The villager who wrote this; made when unknown. `village` is that of the group it was said in."""
        ref = self._vault.reference(message.channel, message.sender)
        villager = self._new.get(ref) or await self.find_villager(ref)
        if villager is None:
            villager = Villager(
                township=self._township,
                ref=ref,
                channel=message.channel,
                address=message.sender,
                name=message.sender_name,
                village=village,
            )
            # somebody whose first words in two chats are handled at once: the later unit of work begins again
            self._db.add(villager)
            self._new[ref] = villager
            return villager
        if message.sender_name and villager.name != message.sender_name:
            villager.name = message.sender_name
        if villager.village is None and village is not None:
            villager.village = village
        return villager

    async def lost(self, ref: str, at: datetime) -> None:
        """This person can no longer be written to here; a human has to call."""
        query = update(Villager).where(Villager.township == self._township, Villager.ref == ref)
        await self._db.execute(query.values(unreachable_at=at))

    def bind(self, villager: Villager, code: PostedCode | IssuedCode, village: str | None, until: datetime) -> None:
        """A scan says where somebody is, until the next scan or `until`."""
        villager.grid = code.area
        villager.bound_place = code.place
        villager.bound_until = until
        if village is not None:
            villager.village = village

    def reference(self, message: Incoming, chat_type: ChatType | None = None) -> str:
        """Blind reference of the message's sender within its chat; `chat_type` PRIVATE: of his private chat."""
        if (chat_type or message.chat_type) is ChatType.PRIVATE:
            return self._vault.reference(message.channel, message.sender)
        return self._vault.reference(message.channel, message.chat, message.sender)
