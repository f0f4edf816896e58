"""The mapped classes. `township` is the first part of every primary key: the key by which data is ever divided.

Instants end in `_at` and are aware UTC; local days end in `_on`. Sealed columns are `EncryptedText`. `ref` columns are
blind references to a platform id (see `Vault.reference`): they can be compared, not read.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Enum,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from storage.columns import EncryptedText, UtcDateTime
from storage.incoming import ChatType
from storage.lifecycle import Clock, Confirmed, HandlingMode, MoveName, Outcome, PauseReason, Status


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]


def _column_of(members: type[StrEnum]) -> Enum:
    # text, not a database enum: a new state must not need a table rewrite
    return Enum(members, native_enum=False, length=24, values_callable=_values, create_constraint=False)


class AreaLevel(StrEnum):
    """县 · 镇 · 村 · 网格. No area here is the county's; a matter may be."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GRID = "grid"


class InboxState(StrEnum):
    """`set_aside` means: tried several times and failed; kept whole, shown by `check` and in the metrics."""

    WAITING = "waiting"
    DONE = "done"
    SET_ASIDE = "set_aside"


class NoteState(StrEnum):
    """`held`: the person must write first (a closed window, a passive account). `dead`: given up, kept, shown.
    `bundled`: said within another note. `lapsed`: no longer true when its time came, so never sent."""

    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    DEAD = "dead"
    BUNDLED = "bundled"
    LAPSED = "lapsed"


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Base of the mapped classes."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        **{
            members: _column_of(members)
            for members in (
                AreaLevel,
                ChatType,
                Clock,
                Confirmed,
                HandlingMode,
                InboxState,
                MatterKind,
                MoveName,
                NoteState,
                Outcome,
                PauseReason,
                Privacy,
                Status,
                Topic,
                Urgency,
            )
        },
    }


def _only(condition: str) -> dict[str, Any]:
    # a partial index: the few rows still to be dealt with, among all that ever were
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _of_ticket() -> ForeignKeyConstraint:
    # looked at when the unit of work is committed, so that within it rows may come in any order
    return ForeignKeyConstraint(
        ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
    )


def _key(length: int) -> Any:
    return mapped_column(String(length), primary_key=True)


# ---- the organisation -------------------------------------------------------------------------------------------


class Area(Base, kw_only=True):
    """The township, one of its villages, or a grid of a village."""

    __tablename__ = "area"
    township: Mapped[str] = _key(12)
    code: Mapped[str] = _key(24)
    level: Mapped[AreaLevel]
    name: Mapped[str] = mapped_column(String(64))
    parent: Mapped[str | None] = mapped_column(String(24), default=None)
    aliases: Mapped[list[str]] = mapped_column(default_factory=list)
    #: a village's group names (一组), a grid's landmarks (村口, 戏台)
    places: Mapped[list[str]] = mapped_column(default_factory=list)


class Officer(Base, kw_only=True):
    """Somebody who may hold a post: grid officers, secretaries, the office, contacts."""

    __tablename__ = "officer"
    township: Mapped[str] = _key(12)
    id: Mapped[str] = _key(64)
    name: Mapped[str] = mapped_column(EncryptedText, repr=False)
    phone: Mapped[str] = mapped_column(EncryptedText, repr=False)
    #: where to write: channel and platform id; None for somebody who has no chat account
    channel: Mapped[str | None] = mapped_column(String(64), default=None)
    chat: Mapped[str | None] = mapped_column(EncryptedText, repr=False, default=None)
    chat_ref: Mapped[str | None] = mapped_column(String(32), default=None)


class Post(Base, kw_only=True):
    """A role held in an area; `topics` limits it (empty: all)."""

    __tablename__ = "post"
    township: Mapped[str] = _key(12)
    officer: Mapped[str] = _key(64)
    role: Mapped[str] = _key(32)
    area: Mapped[str] = _key(24)
    topics: Mapped[list[str]] = mapped_column(default_factory=list)


class Shift(Base, kw_only=True):
    """One day of the duty roster (接访值班表)."""

    __tablename__ = "shift"
    township: Mapped[str] = _key(12)
    on: Mapped[date] = mapped_column(primary_key=True)
    duty: Mapped[str] = _key(32)
    officer: Mapped[str] = _key(64)


class Deputy(Base, kw_only=True):
    """Who stands in while somebody is away; both days included."""

    __tablename__ = "deputy"
    township: Mapped[str] = _key(12)
    officer: Mapped[str] = _key(64)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    deputy: Mapped[str] = mapped_column(String(64))
    to_on: Mapped[date]


class Conflict(Base, kw_only=True):
    """Declared relatives: neither owns nor reads the other's matters."""

    __tablename__ = "conflict"
    township: Mapped[str] = _key(12)
    officer: Mapped[str] = _key(64)
    other: Mapped[str] = _key(64)


class GroupChat(Base, kw_only=True):
    """A village's group chat. `channel` None: it is known, but nothing can be sent there."""

    __tablename__ = "group_chat"
    township: Mapped[str] = _key(12)
    ref: Mapped[str] = _key(32)
    chat: Mapped[str] = mapped_column(EncryptedText, repr=False)
    area: Mapped[str] = mapped_column(String(24))
    channel: Mapped[str | None] = mapped_column(String(64), default=None)


class PostedCode(Base, kw_only=True):
    """A 说事码: a random code that stands for a place. No personal data, no household number."""

    __tablename__ = "posted_code"
    township: Mapped[str] = _key(12)
    code: Mapped[str] = _key(64)
    area: Mapped[str] = mapped_column(String(24))
    place: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Counter(Base, kw_only=True):
    """A number that only grows: ticket numbers, the organisation's generation."""

    __tablename__ = "counter"
    township: Mapped[str] = _key(12)
    name: Mapped[str] = _key(32)
    value: Mapped[int]


# ---- people who write ---------------------------------------------------------------------------------------------


class Villager(Base, kw_only=True):
    """Somebody who raised, joined or asked about a matter. No category, no score, no history view."""

    __tablename__ = "villager"
    township: Mapped[str] = _key(12)
    ref: Mapped[str] = _key(32)
    channel: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(EncryptedText, repr=False)
    name: Mapped[str] = mapped_column(EncryptedText, repr=False, default="")
    village: Mapped[str | None] = mapped_column(String(24), default=None)
    #: the place of the last scanned code, until `bound_until`
    grid: Mapped[str | None] = mapped_column(String(24), default=None)
    bound_place: Mapped[str | None] = mapped_column(String(64), default=None)
    bound_until: Mapped[datetime | None] = mapped_column(default=None)
    opted_out_at: Mapped[datetime | None] = mapped_column(default=None)
    unreachable_at: Mapped[datetime | None] = mapped_column(default=None)


class Conversation(Base, kw_only=True):
    """What the program is waiting to hear from one person in one chat."""

    __tablename__ = "conversation"
    township: Mapped[str] = _key(12)
    ref: Mapped[str] = _key(32)
    awaiting: Mapped[str | None] = mapped_column(String(24), default=None)
    ticket: Mapped[int | None] = mapped_column(default=None)
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    expires_at: Mapped[datetime | None] = mapped_column(default=None)


class Reach(Base, kw_only=True):
    """How many notes a platform still lets us send to one person, and until when (see the channel's own rules)."""

    __tablename__ = "reach"
    township: Mapped[str] = _key(12)
    ref: Mapped[str] = _key(32)
    action: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    sent: Mapped[int] = mapped_column(default=0)


class AccessToken(Base, kw_only=True):
    """A platform's access token, shared by all processes. `generation` grows with every refresh."""

    __tablename__ = "access_token"
    township: Mapped[str] = _key(12)
    channel: Mapped[str] = _key(64)
    token: Mapped[str] = mapped_column(EncryptedText, repr=False)
    expires_at: Mapped[datetime]
    generation: Mapped[int]


class PlatformCode(Base, kw_only=True):
    """A parametric QR code that a platform made for a posted code. They cannot be deleted there, so: made once."""

    __tablename__ = "platform_code"
    township: Mapped[str] = _key(12)
    channel: Mapped[str] = _key(64)
    code: Mapped[str] = _key(64)
    ticket: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


# ---- tickets --------------------------------------------------------------------------------------------------------


class Ticket(Base, kw_only=True):
    """One line of the ledger: what somebody raised, and what has become of it."""

    __tablename__ = "ticket"
    township: Mapped[str] = _key(12)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(24))  # group, private, code, visit …: the way it was heard
    kind: Mapped[MatterKind]
    topic: Mapped[Topic | None]
    urgency: Mapped[Urgency]
    privacy: Mapped[Privacy]
    title: Mapped[str] = mapped_column(String(64))  # fixed phrase of the topic, never the villager's words
    village: Mapped[str | None] = mapped_column(String(24))
    grid: Mapped[str | None] = mapped_column(String(24))
    #: where, for the people who go there; free words, so sealed
    place: Mapped[str | None] = mapped_column(EncryptedText, repr=False)
    owner: Mapped[str] = mapped_column(String(64))
    owner_because: Mapped[str] = mapped_column(String(64))
    registered_at: Mapped[datetime]
    accept_by: Mapped[datetime]
    contact_by: Mapped[datetime]
    due_at: Mapped[datetime]
    original_due_at: Mapped[datetime]
    close_by: Mapped[datetime]
    rules: Mapped[str] = mapped_column(String(32))  # version of the rule set that judged it
    status: Mapped[Status]
    #: the group it was said in; its group hears the progress of open village matters
    group_ref: Mapped[str | None] = mapped_column(String(32), default=None)
    level: Mapped[AreaLevel] = mapped_column(default=AreaLevel.VILLAGE)
    mode: Mapped[HandlingMode] = mapped_column(default=HandlingMode.LED)
    about_official: Mapped[bool] = mapped_column(default=False)
    violence_at_home: Mapped[bool] = mapped_column(default=False)
    helpers: Mapped[list[str]] = mapped_column(default_factory=list)
    evidence: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # rule ids only, no words
    voices: Mapped[int] = mapped_column(default=1)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    first_contact_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    confirmed: Mapped[Confirmed | None] = mapped_column(default=None)
    satisfaction: Mapped[int | None] = mapped_column(default=None)
    reopened: Mapped[int] = mapped_column(default=0)
    merged_into: Mapped[int | None] = mapped_column(default=None)
    #: since when its dates stand still; None: they run (see `Pause`)
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
    #: how often a pause or an extension has moved its dates: every date has reminders of its own
    dates_moved: Mapped[int] = mapped_column(default=0)
    #: its present owner has asked for help: what is late is no longer counted against him
    help_asked_at: Mapped[datetime | None] = mapped_column(default=None)
    #: the ticket's own key, wrapped; removed when the words are destroyed
    words_key: Mapped[bytes | None] = mapped_column(LargeBinary, repr=False, default=None)
    moves: Mapped[int] = mapped_column(default=0)  # lines of history so far
    chain: Mapped[str] = mapped_column(String(64), default="")  # hash of the last line
    version: Mapped[int] = mapped_column(init=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # two officers at once: the later save fails
    __table_args__ = (
        Index("ix_ticket_owner", "township", "owner", "status"),
        Index("ix_ticket_village", "township", "village", "status"),
        Index("ix_ticket_group", "township", "group_ref", "status"),
        Index("ix_ticket_registered", "township", "registered_at"),
        Index("ix_ticket_closed", "township", "closed_at"),
        Index("ix_ticket_merged", "township", "merged_into", **_only("merged_into IS NOT NULL")),
    )


class Voice(Base, kw_only=True):
    """One person standing behind a ticket; the first is the reporter."""

    __tablename__ = "voice"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    villager: Mapped[str] = _key(32)
    said_at: Mapped[datetime]
    reporter: Mapped[bool]
    #: under the ticket's own key (see Ticket.words_key)
    words: Mapped[bytes | None] = mapped_column(LargeBinary, repr=False, default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    #: whoever joined says for himself whether it is done; the reporter's word is the ticket's own
    confirmed: Mapped[Confirmed | None] = mapped_column(default=None)
    __table_args__ = (
        _of_ticket(),
        Index("ix_voice_villager", "township", "villager"),
    )


class Move(Base, kw_only=True):
    """One line of a ticket's history, chained by hash to the line before. Never changed, never removed."""

    __tablename__ = "move"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))  # an officer's id, `villager` or `system`
    move: Mapped[MoveName]
    status: Mapped[Status]
    reason: Mapped[str] = mapped_column(Text, default="")  # masked, or a fixed phrase; never a villager's words
    detail: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    hash: Mapped[str] = mapped_column(String(64), default="")
    __table_args__ = (_of_ticket(),)


class Pause(Base, kw_only=True):
    """A time during which a ticket's dates stand still, and what was left of them when it began."""

    __tablename__ = "pause"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[PauseReason]
    allowed_by: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime]
    #: the longest stay: then it ends by itself
    until_at: Mapped[datetime]
    clock: Mapped[Clock]
    left_microseconds: Mapped[int] = mapped_column(BigInteger)
    close_clock: Mapped[Clock]
    close_left_microseconds: Mapped[int] = mapped_column(BigInteger)
    #: the instant from which the dates run again
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = mapped_column(String(64), default=None)
    __table_args__ = (_of_ticket(),)


class Extension(Base, kw_only=True):
    """An owner asked for a later date; the date moves only where this was granted."""

    __tablename__ = "extension"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)  # the official's, masked
    due_at: Mapped[datetime]  # the date when it was asked
    wanted_at: Mapped[datetime]
    #: not the first one, so the township alone decides
    above: Mapped[bool]
    decided_by: Mapped[str | None] = mapped_column(String(64), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    granted: Mapped[bool | None] = mapped_column(default=None)
    __table_args__ = (
        _of_ticket(),
        Index("ix_extension_waiting", "township", "ticket", **_only("decided_at IS NULL")),
        Index("ix_extension_decided", "township", "decided_at"),
    )


class SentBack(Base, kw_only=True):
    """An owner asked to give a ticket back (退); he stays responsible until it is decided."""

    __tablename__ = "sent_back"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)  # the official's, masked
    #: whom he thinks it should go to
    suggested: Mapped[str | None] = mapped_column(String(64))
    #: where the ticket stood
    stood: Mapped[Status]
    #: returned too often already, so the tier above decides
    above: Mapped[bool]
    decided_by: Mapped[str | None] = mapped_column(String(64), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    granted: Mapped[bool | None] = mapped_column(default=None)
    __table_args__ = (
        _of_ticket(),
        Index("ix_sent_back_waiting", "township", "ticket", **_only("decided_at IS NULL")),
        Index("ix_sent_back_decided", "township", "decided_at"),
    )


class Reminder(Base, kw_only=True):
    """Something owed at an instant: one row per (ticket, rung, person), so it can happen once only."""

    __tablename__ = "reminder"
    township: Mapped[str] = _key(12)
    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rung: Mapped[str] = _key(24)
    person: Mapped[str] = _key(64)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    #: spoken, or why not: skipped (a later rung spoke), cancelled (the ticket moved on)
    result: Mapped[str | None] = mapped_column(String(16), default=None)
    __table_args__ = (
        _of_ticket(),
        Index("ix_reminder_due", "township", "due_at", **_only("done_at IS NULL")),
    )


class Period(Base, kw_only=True):
    """A digest or report for one area and one day: the row is the promise that it goes out once."""

    __tablename__ = "period"
    township: Mapped[str] = _key(12)
    name: Mapped[str] = _key(32)
    area: Mapped[str] = _key(64)
    on: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]


# ---- messages in and out --------------------------------------------------------------------------------------------


class InboxMessage(Base, kw_only=True):
    """A message that carries a signal, on disk before it is acknowledged. Its words go when it has been handled."""

    __tablename__ = "inbox_message"
    township: Mapped[str] = _key(12)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str] = mapped_column(String(200))
    #: blind reference of the chat: messages of one conversation are handled in order, one at a time
    conversation: Mapped[str] = mapped_column(String(32))
    payload: Mapped[str | None] = mapped_column(EncryptedText, repr=False)
    received_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    state: Mapped[InboxState] = mapped_column(default=InboxState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[datetime | None] = mapped_column(default=None)
    failure: Mapped[str | None] = mapped_column(String(200), default=None)
    __table_args__ = (
        UniqueConstraint("township", "channel", "external_id", name="uq_inbox_external"),
        Index(
            "ix_inbox_waiting",
            "township",
            "conversation",
            "id",
            **_only("state = 'waiting'"),
        ),
        Index("ix_inbox_next", "township", "id", **_only("state = 'waiting'")),
    )


class OutboxNote(Base, kw_only=True):
    """A note on its way to one person or one group."""

    __tablename__ = "outbox_note"
    township: Mapped[str] = _key(12)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    #: what makes it the same note when made twice
    key: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(64))
    chat_type: Mapped[ChatType]
    recipient: Mapped[str] = mapped_column(String(32))  # blind reference: notes to one recipient go in order
    address: Mapped[str] = mapped_column(EncryptedText, repr=False)
    text: Mapped[str] = mapped_column(EncryptedText, repr=False)
    why: Mapped[str] = mapped_column(String(32))
    send_after: Mapped[datetime]
    next_try_at: Mapped[datetime]
    ticket: Mapped[int | None] = mapped_column(default=None)
    #: the inbox message it answers: a passive reply to a repeated message is the same reply
    answers: Mapped[uuid.UUID | None] = mapped_column(default=None)
    state: Mapped[NoteState] = mapped_column(default=NoteState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    external_id: Mapped[str | None] = mapped_column(String(200), default=None)
    failure: Mapped[str | None] = mapped_column(String(200), default=None)
    __table_args__ = (
        UniqueConstraint("township", "key", name="uq_outbox_key"),
        Index(
            "ix_outbox_waiting",
            "township",
            "recipient",
            "send_after",
            "id",
            **_only("state = 'waiting'"),
        ),
        Index("ix_outbox_next", "township", "send_after", "id", **_only("state = 'waiting'")),
        Index("ix_outbox_try", "township", "next_try_at", **_only("state = 'waiting'")),
        Index("ix_outbox_held", "township", "recipient", **_only("state = 'held'")),
        Index("ix_outbox_external", "township", "channel", "external_id"),
        Index("ix_outbox_answers", "township", "answers"),
    )


class Setting(Base, kw_only=True):
    """A value that the program itself keeps, such as how far the demonstration's clock was moved on (seconds)."""

    __tablename__ = "setting"
    township: Mapped[str] = _key(12)
    name: Mapped[str] = _key(32)
    value: Mapped[str] = mapped_column(String(200))
