"""Messages in and notes out, as rows: the inbox, the outbox, what a conversation waits for, what may still be sent."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy import (
    cast as sql_cast,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.columns import UtcDateTime
from storage.incoming import ChatType, Incoming, Said
from storage.models import (
    AccessToken,
    Conversation,
    InboxMessage,
    InboxState,
    NoteState,
    Officer,
    OutboxNote,
    PlatformCode,
    Reach,
    Villager,
)
from storage.officer_accounts import Account
from storage.people import current_generation
from storage.speech import PrivateText, PublicText, StaffText
from storage.upsert import insert_unless_there, upsert
from storage.vault import Vault

#: written out, not bound: neither database uses a partial index for a condition it cannot see
_WAITING: ColumnElement[Any] = literal_column("'waiting'")
_HELD: ColumnElement[Any] = literal_column("'held'")
#: longer external ids are kept as their hash: still the same for the same message
_LONGEST_ID = 200


def _bounded(external_id: str) -> str:
    if len(external_id) <= _LONGEST_ID and external_id.isprintable():
        return external_id
    return "sha256:" + hashlib.sha256(external_id.encode("utf-8", "surrogatepass")).hexdigest()


def next_message() -> Select[datetime | None]:
    """Asks when the next waiting message of `:township` may be tried."""
    return select(func.min(InboxMessage.next_try_at)).where(
        InboxMessage.township == bindparam("township"), InboxMessage.state == _WAITING
    )


def next_note(*, of_all: bool = False) -> Select[datetime | None]:
    """Asks when the next waiting note of `:township` may go, not (unless `of_all`) of channels in `:without`."""
    query = select(func.min(OutboxNote.next_try_at)).where(
        OutboxNote.township == bindparam("township"), OutboxNote.state == _WAITING
    )
    return query if of_all else query.where(OutboxNote.channel.not_in(bindparam("without", expanding=True)))


def _first_waiting() -> Select[InboxMessage]:
    earlier = aliased(InboxMessage)
    before_it = (
        select(1)
        .where(
            earlier.township == bindparam("township"),
            earlier.state == _WAITING,
            earlier.conversation == InboxMessage.conversation,
            earlier.id < InboxMessage.id,
        )
        .exists()
    )
    return (
        select(InboxMessage)
        .where(
            InboxMessage.township == bindparam("township"),
            InboxMessage.state == _WAITING,
            InboxMessage.next_try_at <= bindparam("now"),
            ~before_it,
        )
        .order_by(InboxMessage.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True, of=InboxMessage)
    )


#: built once: it is asked for with every message
_FIRST_WAITING = _first_waiting()


class SetAside(NamedTuple):
    """A message that no try could handle: where it came from, when, and why; not who said what."""

    id: uuid.UUID
    channel: str
    received_at: datetime
    attempts: int
    failure: str | None


class Inbox:
    """Repository of incoming messages."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault, new_id: Callable[[datetime], uuid.UUID]) -> None:
        self._db = db
        self._township = township
        self._vault = vault
        self._new_id = new_id

    async def keep(self, messages: Sequence[tuple[Incoming, datetime]]) -> None:
        """Keep messages, each with the instant it was received; one that is already there changes nothing."""
        if messages:
            await insert_unless_there(self._db, InboxMessage, [self._row(m, at) for m, at in messages])

    def _row(self, message: Incoming, received_at: datetime) -> dict[str, Any]:
        return {
            "township": self._township,
            "id": self._new_id(received_at),
            "channel": message.channel,
            "external_id": _bounded(message.external_id),
            "conversation": self._vault.reference(message.channel, message.chat),
            "payload": message.to_json(),
            "received_at": received_at,
            "next_try_at": received_at,
        }

    async def keep_as_part(self, parts: Sequence[tuple[str, Said, str]], at: datetime) -> None:
        """Note (channel, piece, chat) that pieces were kept inside another message: repeats of them change nothing,
        and a recall finds that they are there."""
        rows = [
            {
                "township": self._township,
                "id": self._new_id(at),
                "channel": channel,
                "external_id": _bounded(piece.id),
                "conversation": self._vault.reference(channel, chat),
                "payload": None,
                "received_at": at,
                "next_try_at": at,
                "state": InboxState.DONE,
                "handled_at": at,
            }
            for channel, piece, chat in parts
        ]
        if rows:
            await insert_unless_there(self._db, InboxMessage, rows)

    async def known(self, ids: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these (channel, external id) were kept."""
        asked = {(channel, _bounded(external_id)): (channel, external_id) for channel, external_id in ids}
        if not asked:
            return set()
        query = select(InboxMessage.channel, InboxMessage.external_id).where(
            InboxMessage.township == self._township,
            tuple_(InboxMessage.channel, InboxMessage.external_id).in_(list(asked)),
        )
        return {asked[row.channel, row.external_id] for row in await self._db.execute(query)}

    async def take_back(self, recall: Incoming, at: datetime) -> None:
        """Drop a message that its own sender recalled before it was handled; its words go at once."""
        if recall.recalls is None:
            return
        query = (
            select(InboxMessage)
            .where(
                InboxMessage.township == self._township,
                InboxMessage.channel == recall.channel,
                InboxMessage.external_id == _bounded(recall.recalls),
                InboxMessage.payload.is_not(None),
            )
            .with_for_update()
        )
        row = await self._db.scalar(query)
        # an administrator who removes somebody's words from the group does not take the matter back
        if row is not None and self.open(row).sender == recall.sender:
            self.done(row, at)

    async def claim(self, now: datetime, *, limit: int = 1) -> Sequence[InboxMessage]:
        """The oldest messages that may be handled: the first waiting one of each conversation, at most `limit`.

        On PostgreSQL the rows stay locked until this unit of work ends, and with them their conversations.
        """
        values = {"township": self._township, "now": now, "limit": limit}
        return (await self._db.scalars(_FIRST_WAITING, values)).all()

    async def find(self, channel: str, external_id: str) -> InboxMessage | None:
        """The kept message of this outside id."""
        query = select(InboxMessage).where(
            InboxMessage.township == self._township,
            InboxMessage.channel == channel,
            InboxMessage.external_id == _bounded(external_id),
        )
        return await self._db.scalar(query)

    async def get(self, row_id: uuid.UUID) -> InboxMessage:
        """A kept message by its id, locked for this unit of work."""
        return await self._db.get_one(InboxMessage, (self._township, row_id), with_for_update=True)

    def open(self, row: InboxMessage) -> Incoming:
        """The message in a row; raises ValueError when its words are gone."""
        if row.payload is None:
            raise ValueError("the message has been handled and its words removed")
        return Incoming.from_json(row.payload)

    def done(self, row: InboxMessage, at: datetime) -> None:
        """Handled: only the row that guards against repeats remains, without the words."""
        row.state, row.handled_at, row.payload = InboxState.DONE, at, None

    def failed(self, row: InboxMessage, because: str, next_try_at: datetime | None) -> None:
        """A try failed. `next_try_at` None: set aside, whole and visible, and the conversation goes on."""
        row.attempts += 1
        row.failure = because[:200]
        if next_try_at is None:
            row.state = InboxState.SET_ASIDE
        else:
            row.next_try_at = next_try_at

    async def counts(self) -> Mapping[InboxState, int]:
        """How many messages wait, are done, are set aside."""
        query = select(InboxMessage.state, func.count()).where(InboxMessage.township == self._township)
        return {row[0]: row[1] for row in await self._db.execute(query.group_by(InboxMessage.state))}

    async def next_try(self) -> datetime | None:
        """When the next waiting message may be tried."""
        return await self._db.scalar(next_message(), {"township": self._township})

    async def older_than(self, before: datetime, set_aside_before: datetime) -> int:
        """How many handled messages' rows, and messages set aside with their words, are older than an instant each."""
        query = select(func.count()).where(self._settled_before(before, set_aside_before))
        return await self._db.scalar(query) or 0

    async def delete_older_than(self, before: datetime, set_aside_before: datetime) -> int:
        """Delete them: a platform that repeats a message after so long would be heard anew."""
        old = self._settled_before(before, set_aside_before)
        return len((await self._db.scalars(delete(InboxMessage).where(old).returning(InboxMessage.id))).all())

    def _settled_before(self, before: datetime, set_aside_before: datetime) -> ColumnElement[bool]:
        return and_(
            InboxMessage.township == self._township,
            or_(
                and_(InboxMessage.state == InboxState.DONE, InboxMessage.handled_at < before),
                and_(InboxMessage.state == InboxState.SET_ASIDE, InboxMessage.received_at < set_aside_before),
            ),
        )

    async def set_aside(self) -> list[SetAside]:
        """Messages that no try could handle, the oldest first; nothing of what was said."""
        query = (
            select(
                InboxMessage.id,
                InboxMessage.channel,
                InboxMessage.received_at,
                InboxMessage.attempts,
                InboxMessage.failure,
            )
            .where(InboxMessage.township == self._township, InboxMessage.state == InboxState.SET_ASIDE)
            .order_by(InboxMessage.received_at, InboxMessage.id)
        )
        return [SetAside(*row) for row in await self._db.execute(query)]

    async def try_again(self, now: datetime, ids: Iterable[uuid.UUID] | None = None) -> int:
        """Put messages that were set aside back in the queue, or only those of some ids; returns how many."""
        query = update(InboxMessage).where(
            InboxMessage.township == self._township, InboxMessage.state == InboxState.SET_ASIDE
        )
        if ids is not None:
            query = query.where(InboxMessage.id.in_(list(ids)))
        again = query.values(state=InboxState.WAITING, attempts=0, next_try_at=now).returning(InboxMessage.id)
        return len((await self._db.scalars(again)).all())


def _first_due(*, of_all: bool) -> Select[OutboxNote]:
    earlier, now = aliased(OutboxNote), bindparam("now", type_=UtcDateTime())
    before_it = (
        select(1)
        .where(
            earlier.township == bindparam("township"),
            earlier.state == _WAITING,
            earlier.recipient == OutboxNote.recipient,
            earlier.send_after <= now,
            _before(earlier, OutboxNote),
        )
        .exists()
    )
    query = (
        select(OutboxNote)
        if of_all
        else select(OutboxNote).where(OutboxNote.channel.not_in(bindparam("without", expanding=True)))
    )
    return (
        query.where(
            OutboxNote.township == bindparam("township"),
            OutboxNote.state == _WAITING,
            # nothing is tried before it may be sent; said, so that the night's notes are not walked through by day
            OutboxNote.send_after <= now,
            OutboxNote.next_try_at <= now,
            or_(OutboxNote.claimed_until.is_(None), OutboxNote.claimed_until <= now),
            ~before_it,
        )
        .order_by(OutboxNote.send_after, OutboxNote.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True, of=OutboxNote)
    )


def _before(earlier: Any, note: Any) -> ColumnElement[bool]:
    return or_(earlier.send_after < note.send_after, and_(earlier.send_after == note.send_after, earlier.id < note.id))


def _waiting_beside() -> Select[OutboxNote]:
    return (
        select(OutboxNote)
        .where(
            OutboxNote.township == bindparam("township"),
            OutboxNote.recipient == bindparam("recipient"),
            OutboxNote.state == _WAITING,
            OutboxNote.claimed_until.is_(None),
            OutboxNote.attempts == 0,
            OutboxNote.id != bindparam("itself"),
        )
        .order_by(OutboxNote.send_after, OutboxNote.id)
        .with_for_update(skip_locked=True)
    )


#: built once: they are asked for after every message and every sweep, and with every note
_FIRST_DUE, _FIRST_DUE_OF_ALL, _WAITING_BESIDE = _first_due(of_all=False), _first_due(of_all=True), _waiting_beside()
_SEVERAL = select(OutboxNote).where(
    OutboxNote.township == bindparam("township"), OutboxNote.id.in_(bindparam("ids", expanding=True))
)


def _release_held() -> Update:
    note = cast(Table, OutboxNote.__table__)
    return (
        update(note)
        .where(
            note.c.township == bindparam("of_township"),
            note.c.recipient.in_(bindparam("recipients", expanding=True)),
            note.c.state == _HELD,
        )
        .values(state=NoteState.WAITING, next_try_at=bindparam("now"), claimed_until=None)
    )


def _record_sent() -> Update:
    note = cast(Table, OutboxNote.__table__)
    return (
        update(note)
        .where(note.c.township == bindparam("of_township"), note.c.id == bindparam("note_id"))
        .values(state=NoteState.SENT, sent_at=bindparam("at"), claimed_until=None, external_id=bindparam("outside"))
    )


_RELEASE_HELD, _RECORD_SENT = _release_held(), _record_sent()


class Outbox:
    """Repository of notes on their way. A group takes `PublicText` and nothing else."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault, new_id: Callable[[datetime], uuid.UUID]) -> None:
        self._db = db
        self._township = township
        self._vault = vault
        self._new_id = new_id

    async def to_group(self, channel: str, chat: str, text: PublicText, **note: Any) -> None:
        """A note for a group; see `_add` for the rest."""
        if not isinstance(text, PublicText):
            raise TypeError("only PublicText may be said in a group")
        await self._add(channel, ChatType.GROUP, chat, text.text, **note)

    async def to_person(self, channel: str, address: str, text: PrivateText | StaffText, **note: Any) -> None:
        """A note for one person's private chat."""
        await self._add(channel, ChatType.PRIVATE, address, text.text, **note)

    async def _add(
        self,
        channel: str,
        chat_type: ChatType,
        address: str,
        text: str,
        *,
        key: str,
        why: str,
        at: datetime,
        send_after: datetime | None = None,
        ticket: int | None = None,
        answers: uuid.UUID | None = None,
    ) -> None:
        """`key` makes it the same note when made twice; `at` is now; `send_after` later than now keeps it back."""
        row = {
            "township": self._township,
            "id": self._new_id(at),
            "key": key,
            "channel": channel,
            "chat_type": chat_type,
            "recipient": self._vault.reference(channel, address),
            "address": address,
            "text": text,
            "why": why,
            "send_after": send_after or at,
            "next_try_at": send_after or at,
            "ticket": ticket,
            "answers": answers,
        }
        await insert_unless_there(self._db, OutboxNote, [row])

    async def first_due(self, now: datetime, *, limit: int = 50, without: Iterable[str] = ()) -> Sequence[OutboxNote]:
        """Notes whose time has come, at most one per recipient, not leased yet; see `claim_due`."""
        values: dict[str, Any] = {"township": self._township, "now": now, "limit": limit}
        excluded = list(without)
        if not excluded:
            return (await self._db.scalars(_FIRST_DUE_OF_ALL, values)).all()
        return (await self._db.scalars(_FIRST_DUE, values | {"without": excluded})).all()

    async def claim_due(
        self, now: datetime, *, lease: timedelta, limit: int = 50, without: Iterable[str] = ()
    ) -> Sequence[OutboxNote]:
        """Notes to send now, at most one per recipient, leased until `now + lease`; commit before sending.

        A process that dies in between leaves a lease that runs out, and the note is sent again. `without` names
        channels whose notes only go out as the answer to a message.
        """
        notes = await self.first_due(now, limit=limit, without=without)
        for note in notes:
            note.claimed_until = now + lease
        return notes

    async def waiting_beside(self, note: OutboxNote) -> Sequence[OutboxNote]:
        """What else waits for the same person and was never tried, in order, whether its instant has come or not."""
        values = {"township": self._township, "recipient": note.recipient, "itself": note.id}
        return (await self._db.scalars(_WAITING_BESIDE, values)).all()

    def was_tried(self, note: OutboxNote) -> bool:
        """Whether it was on its way before, whatever became of it; not, when it was put off since."""
        return note.claimed_until is not None or note.failure is not None

    def postpone(self, note: OutboxNote, until: datetime) -> None:
        """Not before that instant, and then as if it had never been tried."""
        note.send_after = note.next_try_at = until
        note.claimed_until = note.failure = None

    def lapse(self, note: OutboxNote) -> None:
        """Never sent: it is no longer true."""
        note.state, note.claimed_until = NoteState.LAPSED, None

    async def readdress(self, officer: Officer, account: Account | None) -> None:
        """What waits for an official at his old account goes to the new one; without one it is never sent.

        What the same account is told as a villager's stays where it is.
        """
        if officer.channel is None or officer.chat_ref is None:
            return
        his = or_(
            OutboxNote.why.like("L%"),
            OutboxNote.why == "digest:officer",
            *(OutboxNote.key.contains(f":{officer.id}{end}", autoescape=True) for end in (":", "#")),
            OutboxNote.key.endswith(f":{officer.id}", autoescape=True),
        )
        query = update(OutboxNote).where(
            OutboxNote.township == self._township,
            OutboxNote.channel == officer.channel,
            OutboxNote.recipient == officer.chat_ref,
            OutboxNote.state.in_([NoteState.WAITING, NoteState.HELD]),
            OutboxNote.answers.is_(None),
            OutboxNote.key.not_like("bound:%"),
            his,
        )
        if account is None:
            await self._db.execute(query.values(state=NoteState.LAPSED, claimed_until=None))
            return
        there = {"channel": account.channel, "recipient": account.ref, "address": account.chat}
        await self._db.execute(query.values(state=NoteState.WAITING, claimed_until=None, **there))

    async def lapse_in_groups(self, ticket: int) -> None:
        """What waits to be said of a ticket in a group is never said: it is no public matter any more."""
        query = update(OutboxNote).where(
            OutboxNote.township == self._township,
            OutboxNote.ticket == ticket,
            OutboxNote.chat_type == ChatType.GROUP,
            OutboxNote.state.in_([NoteState.WAITING, NoteState.HELD]),
        )
        await self._db.execute(query.values(state=NoteState.LAPSED, claimed_until=None))

    def bundle(self, note: OutboxNote, others: Iterable[OutboxNote], text: StaffText, why: str) -> None:
        """Say several notes to one person as one; it is about no single ticket."""
        note.text, note.why, note.ticket = text.text, why, None
        for other in others:
            other.state = NoteState.BUNDLED

    async def waiting_for(self, channel: str, address: str, now: datetime) -> Sequence[OutboxNote]:
        """Notes that one person may be told in the answer to a message: waiting and held ones, in order."""
        query = (
            select(OutboxNote)
            .where(
                OutboxNote.township == self._township,
                OutboxNote.recipient == self._vault.reference(channel, address),
                OutboxNote.state.in_([NoteState.WAITING, NoteState.HELD]),
                OutboxNote.send_after <= now,
            )
            .order_by(OutboxNote.send_after, OutboxNote.id)
            .with_for_update(skip_locked=True)
        )
        return (await self._db.scalars(query)).all()

    async def given_in_answer_to(self, inbox_id: uuid.UUID) -> Sequence[OutboxNote]:
        """Notes that went out as the passive answer to one message."""
        query = select(OutboxNote).where(
            OutboxNote.township == self._township,
            OutboxNote.answers == inbox_id,
            OutboxNote.state == NoteState.SENT,
        )
        return (await self._db.scalars(query.order_by(OutboxNote.send_after, OutboxNote.id))).all()

    async def release_held(self, recipients: Iterable[str], now: datetime) -> None:
        """These people wrote again: what was held for them may go."""
        wrote = list(recipients)
        if wrote:
            await self._db.execute(_RELEASE_HELD, {"of_township": self._township, "recipients": wrote, "now": now})

    async def quoted(self, channel: str, external_id: str) -> OutboxNote | None:
        """The note that somebody quotes."""
        query = select(OutboxNote).where(
            OutboxNote.township == self._township,
            OutboxNote.channel == channel,
            OutboxNote.external_id == _bounded(external_id),
        )
        return await self._db.scalar(query.limit(1))

    async def last_about(self, channel: str, address: str, since: datetime, *, limit: int = 8) -> Sequence[int | None]:
        """What the notes that reached one person since an instant were about, the newest first; None: about several."""
        query = (
            select(OutboxNote.ticket)
            .where(
                OutboxNote.township == self._township,
                OutboxNote.recipient == self._vault.reference(channel, address),
                OutboxNote.state == NoteState.SENT,
                OutboxNote.sent_at >= since,
                # answers that are about nothing (看) say nothing; several notes said as one do
                or_(OutboxNote.ticket.is_not(None), OutboxNote.answers.is_(None)),
            )
            .order_by(OutboxNote.sent_at.desc())
            .limit(limit)
        )
        return (await self._db.scalars(query)).all()

    async def told_of(self, ticket: int, whys: Iterable[str]) -> set[tuple[str, str]]:
        """(channel, blind reference) of everybody to whom notes of these kinds about a ticket were written."""
        query = select(OutboxNote.channel, OutboxNote.recipient).where(
            OutboxNote.township == self._township,
            OutboxNote.ticket == ticket,
            OutboxNote.why.in_(list(whys)),
            OutboxNote.chat_type == ChatType.PRIVATE,
            OutboxNote.state != NoteState.LAPSED,
        )
        return {(channel, recipient) for channel, recipient in (await self._db.execute(query.distinct())).all()}

    async def several(self, note_ids: Iterable[uuid.UUID]) -> Sequence[OutboxNote]:
        """Notes by id, in no order."""
        values = {"township": self._township, "ids": list(note_ids)}
        return (await self._db.scalars(_SEVERAL, values)).all()

    async def record_sent(self, went: Mapping[uuid.UUID, str | None], at: datetime) -> None:
        """The platform took these (id → its own id for it); the rows are written without being read again."""
        values = [
            {
                "of_township": self._township,
                "note_id": note_id,
                "at": at,
                "outside": None if external_id is None else _bounded(external_id),
            }
            for note_id, external_id in went.items()
        ]
        if values:
            await self._db.execute(_RECORD_SENT, values if len(values) > 1 else values[0])

    def sent(self, note: OutboxNote, at: datetime, external_id: str | None) -> None:
        """The platform took it."""
        note.state, note.sent_at, note.claimed_until = NoteState.SENT, at, None
        note.external_id = None if external_id is None else _bounded(external_id)

    def failed(self, note: OutboxNote, because: str, next_try_at: datetime | None) -> None:
        """A try failed. `next_try_at` None: a dead letter, kept and shown."""
        note.attempts += 1
        note.failure, note.claimed_until = because[:200], None
        if next_try_at is None:
            note.state = NoteState.DEAD
        else:
            note.next_try_at = next_try_at

    def hold(self, note: OutboxNote, because: str) -> None:
        """The person must write first."""
        note.state, note.failure, note.claimed_until = NoteState.HELD, because[:200], None

    async def older_than(self, before: datetime) -> int:
        """How many notes went out, or were given up, before an instant."""
        query = select(func.count()).where(*self._settled_before(before))
        return await self._db.scalar(query) or 0

    async def delete_older_than(self, before: datetime) -> int:
        """Delete them."""
        gone = delete(OutboxNote).where(*self._settled_before(before)).returning(OutboxNote.id)
        return len((await self._db.scalars(gone)).all())

    def _settled_before(self, before: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            OutboxNote.township == self._township,
            OutboxNote.state.in_([NoteState.SENT, NoteState.DEAD, NoteState.BUNDLED, NoteState.LAPSED]),
            OutboxNote.send_after < before,
        )

    async def counts(self) -> Mapping[NoteState, int]:
        """How many notes wait, are held, sent, dead."""
        query = select(OutboxNote.state, func.count()).where(OutboxNote.township == self._township)
        return {row[0]: row[1] for row in await self._db.execute(query.group_by(OutboxNote.state))}

    async def next_due(self, *, without: Iterable[str] = ()) -> datetime | None:
        """When the next waiting note may go."""
        return await self._db.scalar(next_note(), {"township": self._township, "without": list(without)})


@dataclass(frozen=True, slots=True)
class Question:
    """What one person was asked, as it stood when it was looked up."""

    awaiting: str
    ticket: int | None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who, of several people, is waited for or has something to be told, and who asked not to be recorded.

    `generation`: of the organisation, as it was asked at the same moment.
    """

    expected: frozenset[str]
    silent: frozenset[str]
    generation: int = 0


def _question() -> Select[str | None, int | None, datetime | None]:
    asked = Conversation.__table__.c
    return select(asked.awaiting, asked.ticket, asked.asked_at).where(
        asked.township == bindparam("township"),
        asked.ref == bindparam("ref"),
        asked.awaiting.is_not(None),
        or_(asked.expires_at.is_(None), asked.expires_at > bindparam("now")),
    )


def _standing() -> CompoundSelect[str, str]:
    asked, note, villager = Conversation.__table__.c, OutboxNote.__table__.c, Villager.__table__.c
    generation = current_generation().subquery()
    township, people = bindparam("township", type_=String()), bindparam("people", type_=String(), expanding=True)
    waited_for = select(literal("expected"), asked.ref).where(
        asked.township == township,
        asked.ref.in_(people),
        asked.awaiting.is_not(None),
        or_(asked.expires_at.is_(None), asked.expires_at > bindparam("now")),
    )
    held_for = select(literal("expected"), note.recipient).where(
        note.township == township, note.recipient.in_(people), note.state == _HELD
    )
    opted_out = select(literal("silent"), villager.ref).where(
        villager.township == township, villager.ref.in_(people), villager.opted_out_at.is_not(None)
    )
    as_of = select(literal("generation"), sql_cast(generation.c.value, String))
    return union_all(waited_for, held_for, opted_out, as_of)


#: built once: they are asked for with every message
_QUESTION, _STANDING = _question(), _standing()


class Conversations:
    """Repository of what each conversation waits for, and of what may still be sent to a person."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def find(self, ref: str, now: datetime) -> Question | None:
        """What is awaited from this person here, unless the question has grown old."""
        row = (await self._db.execute(_QUESTION, {"township": self._township, "ref": ref, "now": now})).first()
        return None if row is None or row.awaiting is None else Question(row.awaiting, row.ticket, row.asked_at)

    async def standing(self, refs: Iterable[str], now: datetime) -> Standing:
        """How these people stand with us, in one question: it is asked for every batch of messages."""
        values = {"township": self._township, "people": list(refs), "now": now}
        rows = (await self._db.execute(_STANDING, values)).all()
        return Standing(
            frozenset(ref for how, ref in rows if how == "expected"),
            frozenset(ref for how, ref in rows if how == "silent"),
            next((int(value) for how, value in rows if how == "generation"), 0),
        )

    async def expect(
        self, ref: str, awaiting: str | None, ticket: int | None, now: datetime, until: datetime | None = None
    ) -> None:
        """Wait for an answer (None: for nothing) about a ticket."""
        key = {"township": self._township, "ref": ref}
        question = {"awaiting": awaiting, "ticket": ticket, "asked_at": now, "expires_at": until}
        await upsert(self._db, Conversation, key, question)

    async def reach(self, ref: str) -> Reach | None:
        """What the platform still allows for a person."""
        return await self._db.get(Reach, (self._township, ref))

    async def opened(self, refs: Mapping[str, str], at: datetime) -> None:
        """People acted (reference → action), which opens their windows anew."""
        # in order, so that two processes never wait for each other
        for ref, action in sorted(refs.items()):
            window = {"action": action, "opened_at": at, "sent": 0}
            await upsert(self._db, Reach, {"township": self._township, "ref": ref}, window)

    async def spend(self, ref: str) -> None:
        """One note was sent within the window."""
        query = update(Reach).where(Reach.township == self._township, Reach.ref == ref)
        await self._db.execute(query.values(sent=Reach.sent + 1))


class Platform:
    """Repository of what a platform gave us and everyone must share: tokens, parametric codes."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def token(self, channel: str) -> AccessToken | None:
        """The channel's token, locked until the end of the unit of work (one refresher at a time)."""
        query = select(AccessToken).where(AccessToken.township == self._township, AccessToken.channel == channel)
        return await self._db.scalar(query.with_for_update())

    async def keep_token(self, channel: str, token: str, expires_at: datetime) -> int:
        """Keep a refreshed token; returns its generation."""
        row = await self._db.get(AccessToken, (self._township, channel))
        if row is None:
            row = AccessToken(
                township=self._township, channel=channel, token=token, expires_at=expires_at, generation=1
            )
            self._db.add(row)
        else:
            row.token, row.expires_at, row.generation = token, expires_at, row.generation + 1
        return row.generation

    async def code(self, channel: str, code: str) -> PlatformCode | None:
        """The platform's QR code for a posted code."""
        return await self._db.get(PlatformCode, (self._township, channel, code))

    def keep_code(self, channel: str, code: str, ticket: str, url: str, at: datetime) -> PlatformCode:
        """Keep a QR code the platform made."""
        row = PlatformCode(township=self._township, channel=channel, code=code, ticket=ticket, url=url, created_at=at)
        self._db.add(row)
        return row
