"""Tickets, their voices and their history. A ticket changes only through `move` or `correct`."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, Text, bindparam, case, cast, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.util import identity_key

from classifiers.privacy import mask
from classifiers.verdict import Topic, Urgency
from storage import said
from storage.history import hash_of
from storage.incoming import Said
from storage.lifecycle import OPEN, WORKING, HandlingMode, MoveName, Status, target_of
from storage.models import Counter, Move, Ticket, Villager, Voice
from storage.upsert import insert_unless_there
from storage.vault import Vault

_NUMBERS = "ticket"


class NoSuchTicket(LookupError):
    """There is no ticket of this number."""


def _owners_ever() -> Select[str]:
    ticket, township = Ticket.__table__.c, bindparam("township", type_=String())
    owners = select(func.min(ticket.owner).label("owner")).where(ticket.township == township)
    walk = owners.cte("owners", recursive=True)
    next_one = select(func.min(ticket.owner)).where(ticket.township == township, ticket.owner > walk.c.owner)
    walk = walk.union_all(select(next_one.scalar_subquery()).where(walk.c.owner.is_not(None)))
    return select(walk.c.owner).where(walk.c.owner.is_not(None))


#: built once: they are asked for with every message, note or sweep
_MINE = select(Ticket).where(Ticket.township == bindparam("township"))
_FIND = _MINE.where(Ticket.number == bindparam("number"))
_NUMBERED = _MINE.where(Ticket.number.in_(bindparam("numbers", expanding=True)))
_OWNED_BY = _MINE.where(
    Ticket.owner == bindparam("owner"), Ticket.status.in_(bindparam("statuses", expanding=True))
).order_by(Ticket.due_at, Ticket.number)
_DANGER_NOT_TAKEN = (
    _MINE.where(Ticket.status == Status.DISPATCHED, Ticket.urgency == Urgency.DANGER).order_by(Ticket.number).limit(50)
)
_OF_TICKET: dict[str, Any] = {"township": bindparam("township"), "ticket": bindparam("ticket")}
_VOICES_OF = select(Voice).filter_by(**_OF_TICKET).order_by(Voice.reporter.desc(), Voice.said_at, Voice.villager)
_HISTORY = select(Move).filter_by(**_OF_TICKET).order_by(Move.sequence)
_OWNERS_EVER = _owners_ever()


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

    def add(
        self,
        ticket: Ticket,
        reporter: Villager | None,
        words: str | Sequence[Said],
        actor: str,
        at: datetime,
        detail: dict[str, Any] | None = None,
    ) -> None:
        """File a new ticket with its first voice and its first line of history. `at` is when it was said.

        That line keeps the first date, and in `detail` where it came from.
        """
        ticket.words_key = self._vault.new_ticket_key()
        self._db.add(ticket)
        if reporter is not None:
            self._add_voice(ticket, reporter, words, at, reporter_=True)
        kept = {"due_at": ticket.due_at.isoformat(), "contact_by": ticket.contact_by.isoformat()} | (detail or {})
        self._append(ticket, MoveName.REGISTER, actor, ticket.registered_at, "", kept)

    def _add_voice(
        self, ticket: Ticket, villager: Villager, words: str | Sequence[Said], at: datetime, *, reporter_: bool
    ) -> None:
        assert ticket.words_key is not None
        pieces = said.pieces_of(words, at)
        ticket.evidence = said.counted(ticket.evidence, pieces)
        sealed = self._vault.of_ticket(ticket.words_key).seal(said.to_text(pieces))
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

    async def join(self, ticket: Ticket, villager: Villager, words: str | Sequence[Said], at: datetime) -> bool:
        """One more voice behind a ticket (同感). False when this person stands behind it already, merged or not."""
        await self._db.flush()
        if any(voice.villager == villager.ref for voice in await self.behind(ticket)):
            return False
        if ticket.words_key is None:
            ticket.words_key = self._vault.new_ticket_key()
        self._add_voice(ticket, villager, words, at, reporter_=False)
        ticket.voices += 1
        return True

    async def add_words(self, ticket: Ticket, villager: Villager, words: str | Sequence[Said]) -> None:
        """What somebody adds to what they said; under the key of the ticket he spoke for, after his first words."""
        standing = next((voice for voice in await self.behind(ticket) if voice.villager == villager.ref), None)
        own = await self.get(standing.ticket) if standing is not None else ticket
        voice, pieces = await self._voice(own, villager.ref)
        if voice is None or pieces is None:
            return
        known = {piece.id for piece in pieces if piece.id}
        fresh = [piece for piece in said.pieces_of(words, voice.said_at) if piece.id not in known]
        self._keep_pieces(own, voice, [*pieces, *fresh])
        own.evidence = said.counted(own.evidence, fresh)

    async def said_by(self, ticket: Ticket, villager_ref: str) -> list[Said]:
        """What one person said about a ticket, piece by piece; empty when it was destroyed or he said nothing."""
        _, pieces = await self._voice(ticket, villager_ref)
        return pieces or []

    async def take_back(self, ticket: Ticket, villager_ref: str, piece_id: str) -> list[Said] | None:
        """Remove a piece that its speaker recalled; returns the others, or None when this ticket has no such piece."""
        voice, pieces = await self._voice(ticket, villager_ref)
        gone = [piece for piece in pieces or () if piece.id == piece_id]
        if voice is None or pieces is None or not gone:
            return None
        left = said.without(pieces, piece_id)
        self._keep_pieces(ticket, voice, left)
        ticket.evidence = said.counted(ticket.evidence, (), gone)
        return left

    async def _voice(self, ticket: Ticket, villager_ref: str) -> tuple[Voice | None, list[Said] | None]:
        """A person's voice, locked (he may be writing in two chats at once), and its pieces unless destroyed."""
        await self._db.flush()
        key = (self._township, ticket.number, villager_ref)
        voice = await self._db.get(Voice, key, with_for_update=True, populate_existing=True)
        return voice, None if voice is None else self._pieces(ticket, voice)

    def _keep_pieces(self, ticket: Ticket, voice: Voice, pieces: Sequence[Said]) -> None:
        assert ticket.words_key is not None
        voice.words = self._vault.of_ticket(ticket.words_key).seal(said.to_text(pieces))

    async def possibly_the_same(self, village: str, topic: Topic, since: datetime, *, limit: int) -> Sequence[Ticket]:
        """A village's tickets of a topic, said since an instant, on which somebody still works; the newest first.

        Whoever asks this holds the township's counter of tickets until his commit, so that of two who report one thing
        at the same moment, to two processes, the second sees the first one's ticket.
        """
        await self._db.flush()
        await self._hold_the_counter()
        query = self._mine().where(
            Ticket.village == village,
            Ticket.status.in_(list(WORKING)),
            Ticket.topic == topic,
            Ticket.registered_at >= since,
        )
        return (await self._db.scalars(query.order_by(Ticket.number.desc()).limit(limit))).all()

    async def ended_since(self, village: str, topic: Topic, since: datetime, *, limit: int) -> Sequence[Ticket]:
        """A village's tickets of a topic that were reported done since an instant; not what is worked on again."""
        await self._db.flush()
        query = self._mine().where(
            Ticket.village == village,
            Ticket.status.in_([Status.RESOLVED, Status.CLOSED]),
            Ticket.topic == topic,
            Ticket.resolved_at >= since,
        )
        return (await self._db.scalars(query.order_by(Ticket.number.desc()).limit(limit))).all()

    async def _hold_the_counter(self) -> None:
        held = (
            select(Counter.value).where(Counter.township == self._township, Counter.name == _NUMBERS).with_for_update()
        )
        if await self._db.scalar(held) is None:
            # the very first ticket: there is nothing to hold yet
            await insert_unless_there(self._db, Counter, [{"township": self._township, "name": _NUMBERS, "value": 0}])
            await self._db.execute(held)

    async def root_of(self, ticket: Ticket) -> Ticket:
        """The ticket that it is handled with: its own, or the one it was merged into."""
        seen = {ticket.number}
        while ticket.merged_into is not None and ticket.merged_into not in seen:
            seen.add(ticket.merged_into)
            ticket = await self.get(ticket.merged_into)
        return ticket

    async def merged_into(self, ticket: Ticket) -> Sequence[Ticket]:
        """Tickets merged into this one, not through another; the latest number last."""
        await self._db.flush()
        query = self._mine().where(Ticket.merged_into == ticket.number).order_by(Ticket.number)
        return (await self._db.scalars(query)).all()

    async def family(self, ticket: Ticket) -> list[Ticket]:
        """The ticket itself, then everything that was merged into it, directly or through another."""
        found = [ticket]
        for member in found:
            found += await self.merged_into(member)
        return found

    async def merge(self, ticket: Ticket, into: Ticket, *, actor: str, at: datetime) -> None:
        """并件: `ticket` is handled with `into` from now on. Both keep their own voices, words and history."""
        detail = {"into": into.number, "from": ticket.status.value}
        self.move(ticket, MoveName.MERGE, actor=actor, at=at, reason=f"和{into.number}号是一件事", detail=detail)
        ticket.merged_into = into.number
        await self.count_voices(into)

    async def unmerge(self, ticket: Ticket, *, actor: str, at: datetime) -> Ticket:
        """Take a merged ticket out again, to the state it had; returns the one it stood in. Raises IllegalMove."""
        history = await self.history(ticket.number)
        merged = next((line for line in reversed(history) if line.move is MoveName.MERGE), None)
        stood = Status(merged.detail["from"]) if merged is not None else Status.REGISTERED
        self.move(ticket, MoveName.UNMERGE, actor=actor, at=at, reason="不是一件事，分开办", back_to=stood)
        assert ticket.merged_into is not None
        main = await self.get(ticket.merged_into)
        ticket.merged_into = ticket.confirmed = None
        await self.count_voices(main)
        return main

    async def count_voices(self, ticket: Ticket) -> None:
        """Count the people behind a ticket and what was merged into it, each once; and so on up to the root."""
        while True:
            family = await self.family(ticket)
            voices = [voice for member in family for voice in await self.voices_of(member)]
            with_reporter = {voice.ticket for voice in voices if voice.reporter}
            # a ticket that an official filed has nobody behind it and counts as one
            ticket.voices = len({voice.villager for voice in voices}) + len(family) - len(with_reporter)
            if ticket.merged_into is None:
                return
            ticket = await self.get(ticket.merged_into)

    async def behind(self, ticket: Ticket) -> list[Voice]:
        """Everyone behind a ticket and what was merged into it, each person once, its own reporter first."""
        people: dict[str, Voice] = {}
        for member in await self.family(ticket):
            for voice in await self.voices_of(member):
                people.setdefault(voice.villager, voice)
        return list(people.values())

    async def words_of(self, ticket: Ticket, voice: Voice) -> str | None:
        """What one of the voices said; None when it was destroyed."""
        pieces = self._pieces(ticket, voice)
        return None if pieces is None else said.words_of(pieces)

    def _pieces(self, ticket: Ticket, voice: Voice) -> list[Said] | None:
        """What one of the voices said, piece by piece; None when it was destroyed."""
        if voice.words is None or ticket.words_key is None:
            return None
        return said.from_text(self._vault.of_ticket(ticket.words_key).open(voice.words), voice.said_at)

    async def split_off(self, main: Ticket, voice: Voice, ticket: Ticket, *, actor: str, at: datetime) -> None:
        """A voice that had joined `main` gets a ticket of its own, with its words."""
        pieces = self._pieces(main, voice)
        await self._db.delete(voice)
        await self._db.flush()
        self.add(ticket, None, "", actor, at)
        assert ticket.words_key is not None
        sealed = None if pieces is None else self._vault.of_ticket(ticket.words_key).seal(said.to_text(pieces))
        self._db.add(
            Voice(
                township=self._township,
                ticket=ticket.number,
                villager=voice.villager,
                said_at=voice.said_at,
                reporter=True,
                words=sealed,
            )
        )
        self.move(main, MoveName.SPLIT, actor=actor, at=at, reason=f"分出{ticket.number}号")
        await self.count_voices(main)

    async def leave(self, ticket: Ticket, villager_ref: str) -> bool:
        """Somebody no longer stands behind a ticket; where he raised it, the next one speaks for it.

        False when he raised it and nobody else is left, and then nothing was changed.
        """
        voices = await self.voices_of(ticket)
        others = [voice for voice in voices if voice.villager != villager_ref]
        gone = next((voice for voice in voices if voice.villager == villager_ref), None)
        if gone is None or (gone.reporter and not others):
            return False
        await self._db.delete(gone)
        if gone.reporter:
            others[0].reporter = True
        await self.count_voices(ticket)
        return True

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
        key = (self._township, number)
        if identity_key(Ticket, key) in self._db.identity_map:
            return await self._db.get(Ticket, key)
        found: Ticket | None = await self._db.scalar(_FIND, {"township": self._township, "number": number})
        return found

    def move(
        self,
        ticket: Ticket,
        move: MoveName,
        *,
        actor: str,
        at: datetime,
        reason: str = "",
        detail: dict[str, Any] | None = None,
        back_to: Status | None = None,
    ) -> Status:
        """Make a move and write its line of history; returns the state before. Raises IllegalMove.

        `actor` is an officer's id, `villager` or `system`; what an official wrote as `reason` is masked here.
        `back_to` is for the moves that lead back to where a ticket stood before.
        """
        before = ticket.status
        ticket.status = target_of(move, before, back_to)
        if ticket.owner in ticket.helpers:
            # whoever leads now no longer helps
            ticket.helpers = [helper for helper in ticket.helpers if helper != ticket.owner]
            if not ticket.helpers and ticket.mode is HandlingMode.JOINT:
                ticket.mode = HandlingMode.LED
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
        query = select(Voice.words, Voice.said_at).where(
            Voice.township == self._township, Voice.ticket == ticket.number, Voice.reporter.is_(True)
        )
        row = (await self._db.execute(query)).first()
        if row is None or row.words is None or ticket.words_key is None:
            return None
        return said.words_of(said.from_text(self._vault.of_ticket(ticket.words_key).open(row.words), row.said_at))

    async def words_of_each(self, tickets: Iterable[Ticket]) -> dict[int, str]:
        """What the reporters of several tickets said, by number; those whose words are gone are left out."""
        keys = {ticket.number: ticket.words_key for ticket in tickets if ticket.words_key is not None}
        query = select(Voice.ticket, Voice.words, Voice.said_at).where(
            Voice.township == self._township,
            Voice.ticket.in_(list(keys)),
            Voice.reporter.is_(True),
            Voice.words.is_not(None),
        )
        sealed = (await self._db.execute(query)).all()
        return {
            number: said.words_of(said.from_text(self._vault.of_ticket(keys[number]).open(words), said_at))
            for number, words, said_at in sealed
            if words
        }

    async def with_words_closed_before(self, before: datetime, *, limit: int) -> Sequence[Ticket]:
        """Tickets that ended before an instant and still have their words, the oldest first."""
        query = self._mine().where(Ticket.closed_at < before, Ticket.words_key.is_not(None))
        return (await self._db.scalars(query.order_by(Ticket.closed_at).limit(limit))).all()

    async def count_with_words_closed_before(self, before: datetime) -> int:
        """How many they are."""
        query = select(func.count()).where(
            Ticket.township == self._township, Ticket.closed_at < before, Ticket.words_key.is_not(None)
        )
        return await self._db.scalar(query) or 0

    async def destroy_words(self, ticket: Ticket) -> None:
        """Take away the ticket's key, the sealed words and the place; counts and history stay whole."""
        ticket.words_key = ticket.place = None
        await self._db.execute(
            update(Voice)
            .where(Voice.township == self._township, Voice.ticket == ticket.number)
            .values(words=None)
            .execution_options(synchronize_session=False)
        )

    async def destroy_words_of(self, ticket: Ticket, villager_ref: str) -> None:
        """Take away one person's sealed words; what others said under the same key stays."""
        await self._db.execute(
            update(Voice)
            .where(Voice.township == self._township, Voice.ticket == ticket.number, Voice.villager == villager_ref)
            .values(words=None)
            .execution_options(synchronize_session=False)
        )

    async def voices_of(self, ticket: Ticket) -> Sequence[Voice]:
        """Everyone behind a ticket, the reporter first, then in the order they came."""
        await self._db.flush()
        values = {"township": self._township, "ticket": ticket.number}
        return (await self._db.scalars(_VOICES_OF, values)).all()

    async def history(self, number: int) -> Sequence[Move]:
        """A ticket's lines of history, in order."""
        await self._db.flush()
        return (await self._db.scalars(_HISTORY, {"township": self._township, "ticket": number})).all()

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
        values = {"township": self._township, "owner": officer, "statuses": list(statuses)}
        return (await self._db.scalars(_OWNED_BY, values)).all()

    async def open_with_helper(self, officer: str, *, limit: int = 50) -> Sequence[Ticket]:
        """What somebody lends a hand with and is still worked on, the one due first in front."""
        await self._db.flush()
        # a list of ids as JSON text on both databases
        named = cast(Ticket.helpers, Text).contains(json.dumps(officer), autoescape=True)
        query = self._mine().where(Ticket.status.in_(list(WORKING)), named).order_by(Ticket.due_at, Ticket.number)
        return (await self._db.scalars(query.limit(limit))).all()

    async def load_of(self, officers: Iterable[str]) -> dict[str, tuple[int, int]]:
        """What each has in hand: how many open tickets, and the number of his last one; without those who had none."""
        await self._db.flush()
        in_hand = func.sum(case((Ticket.status.in_(list(WORKING)), 1), else_=0))
        query = select(Ticket.owner, in_hand, func.max(Ticket.number)).where(
            Ticket.township == self._township, Ticket.owner.in_(list(officers))
        )
        return {
            owner: (int(open_), last) for owner, open_, last in await self._db.execute(query.group_by(Ticket.owner))
        }

    async def owners_ever(self) -> list[str]:
        """Everyone who owns a ticket, open or not, in order of id; costs a look at the index for each of them."""
        return list(await self._db.scalars(_OWNERS_EVER, {"township": self._township}))

    async def open_with_owner_among(
        self, officers: Iterable[str], *, after: int = 0, limit: int = 50
    ) -> Sequence[Ticket]:
        """Open tickets of several officials in order of number, a page at a time."""
        query = self._mine().where(
            Ticket.owner.in_(list(officers)), Ticket.status.in_(list(OPEN)), Ticket.number > after
        )
        return (await self._db.scalars(query.order_by(Ticket.number).limit(limit))).all()

    async def danger_not_taken(self) -> Sequence[Ticket]:
        """Dangers that were called out and that nobody has accepted yet, the oldest first."""
        return (await self._db.scalars(_DANGER_NOT_TAKEN, {"township": self._township})).all()

    async def open_in_group(self, group_ref: str, since: datetime) -> Sequence[Ticket]:
        """Open tickets said in a group since an instant, the newest first."""
        query = self._mine().where(
            Ticket.group_ref == group_ref, Ticket.status.in_(list(OPEN)), Ticket.registered_at >= since
        )
        return (await self._db.scalars(query.order_by(Ticket.number.desc()))).all()

    async def numbered(self, numbers: Iterable[int]) -> dict[int, Ticket]:
        """Several tickets by number."""
        values = {"township": self._township, "numbers": list(numbers)}
        return {ticket.number: ticket for ticket in await self._db.scalars(_NUMBERED, values)}

    async def every(self, *, after: int = 0, limit: int = 500, **where: Any) -> Sequence[Ticket]:
        """The ledger in order of number, a page at a time: those with a number greater than `after`."""
        query = self._mine().where(Ticket.number > after).filter_by(**where)
        return (await self._db.scalars(query.order_by(Ticket.number).limit(limit))).all()

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
