"""One message being handled: who said what, what it seems to be, and how to answer."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime

from classifiers.verdict import Urgency, Verdict
from handlers import quiet_hours, wording
from handlers.orders import Order, Unclear
from handlers.policy import Policy
from handlers.spokesman import has_account, spokesman_of
from handlers.stitching import LIMITS, Burst, Part, Speaker, read_together
from handlers.wording import on_behalf
from storage.asked_back import AskedBack
from storage.incoming import ChatType, Incoming, Said
from storage.ledger import Ledger
from storage.messages import Question
from storage.models import GroupChat, Officer, Ticket, Villager
from storage.organisation import Organisation
from storage.speech import PrivateText, PublicText, StaffText
from storage.vault import Vault

#: `platform_kind` of a message whose words were left out because its sender is not to be recorded
UNRECORDED_DANGER = "unrecorded_danger"
#: what a conversation is while somebody is still adding to what he has just raised there
BURST = "burst"
#: the same, after the first addition
BURST_ADDED = "burst_added"


def speaker_of(message: Incoming) -> Speaker:
    """Whose words these are, and where: the key under which nobody else's are ever found."""
    return message.channel, message.chat, message.sender


def burst_ref(vault: Vault, message: Incoming) -> str:
    """Blind reference under which this speaker's burst in this chat is kept, apart from what he was asked."""
    return vault.reference(BURST, *speaker_of(message))


@dataclass(frozen=True, slots=True)
class OpenBurst:
    """What the sender is still adding to, here, and what this message is to it."""

    ticket: Ticket
    burst: Burst
    part: Part
    started_at: datetime
    #: something was added before this message
    added: bool


@dataclass(frozen=True, slots=True)
class InHand:
    """What an official is telling for somebody just now (`handlers/in_hand.py`)."""

    #: the order that waits for that person's yes
    draft: str | None
    #: what was filed a moment ago
    ticket: int | None
    #: his next words may belong to it
    fresh: bool
    #: nobody has asked him anything since
    asked_last: bool


@dataclass(kw_only=True)
class Turn:
    """The message, its verdict, and one unit of work. Answers become outbox notes; nothing is sent from here."""

    ledger: Ledger
    policy: Policy
    organisation: Organisation
    now: datetime
    message: Incoming
    verdict: Verdict
    inbox_id: uuid.UUID
    officer: Officer | None = None
    group: GroupChat | None = None
    #: what this person's private chat (or this person in this group) is waited for
    awaiting: Question | None = None
    #: the matter that this person raised here a moment ago
    burst: OpenBurst | None = None
    #: the danger of which he says here that it is over (`handlers/danger_over.py`)
    past_danger: Ticket | None = None
    #: what an official's words order, once they have been read (`filters.order_in`)
    order: Order | Unclear | None = None
    #: of the numbers in an official's words, the tickets that he could mean (`handlers/asking_back.py`)
    known: frozenset[int] = frozenset()
    #: what this official was asked back and has not answered (`handlers/asking_back.py`)
    asked_back: AskedBack | None = None
    #: what this official is telling for somebody else
    told_for: InHand | None = None
    #: what happened, for the log: ids only
    remarks: dict[str, str] = field(default_factory=dict)
    _notes: int = field(default=0, init=False)
    _villager: Villager | None = field(default=None, init=False)

    @property
    def in_group(self) -> bool:
        """Said in a group chat."""
        return self.message.chat_type is ChatType.GROUP

    @property
    def text(self) -> str:
        """What was said, with what led to it; a place sent as a map point counts by its name."""
        return read_together(self.pieces)

    @property
    def pieces(self) -> tuple[Said, ...]:
        """What led to it, and the message itself."""
        return (*self.message.before, self.message.said)

    @property
    def private_ref(self) -> str:
        """Reference of the sender's private chat."""
        return self.ledger.people.reference(self.message, ChatType.PRIVATE)

    async def number_meant(self, number: int | None) -> int | None:
        """The ticket's number that an order gave, else that of the note it quotes; None: neither."""
        if number is None and self.message.quote is not None:
            note = await self.ledger.outbox.quoted(self.message.channel, self.message.quote)
            number = note.ticket if note is not None else None
        return number

    def waits_for_morning(self, ticket: Ticket) -> bool:
        """Whether a note to an official about this ticket would be kept back now."""
        policy = self.policy
        heard_at = quiet_hours.when_to_tell_official(self.now, ticket.urgency, policy.quiet_hours, policy.calendar)
        return heard_at > self.now

    def hear_instead(self, words: str, verdict: Verdict) -> None:
        """The message is handled as these words with this verdict: an official wrote down what somebody else said."""
        self.message, self.verdict = replace(self.message, text=words, before=()), verdict

    def stands_for(self, person: Villager) -> None:
        """The sender speaks for this person."""
        self._villager = person

    async def villager(self) -> Villager:
        """The sender, as somebody who may stand behind a ticket."""
        if self._villager is None:
            village = self.organisation.village_of(self.group.area) if self.group else None
            self._villager = await self.ledger.people.meet(self.message, village.code if village else None)
        return self._villager

    def _key(self) -> str:
        self._notes += 1
        return f"in:{self.inbox_id.hex}:{self._notes}"

    async def answer(self, text: PrivateText | StaffText, *, why: str = "reply", ticket: int | None = None) -> None:
        """Answer the sender privately, at any hour: they have just written."""
        await self.ledger.outbox.to_person(
            self.message.channel,
            self.message.sender,
            text,
            key=self._key(),
            why=why,
            at=self.now,
            ticket=ticket,
            answers=self.inbox_id,
        )

    async def say_in_group(self, text: PublicText, *, why: str = "ack", ticket: int | None = None) -> None:
        """One line in the group where this was said."""
        if not self.in_group or self.group is None:
            # nothing is said in a group that the organisation does not know
            return
        await self.ledger.outbox.to_group(
            self.message.channel, self.message.chat, text, key=self._key(), why=why, at=self.now, ticket=ticket
        )

    async def expect(self, awaiting: str | None, ticket: int | None, until: datetime | None = None) -> None:
        """Wait for the sender's next words in private (None: for nothing)."""
        await self.ledger.conversations.expect(self.private_ref, awaiting, ticket, self.now, until)

    async def open_burst(self, ticket: Ticket) -> None:
        """What the sender says here next may belong to this ticket."""
        ref = burst_ref(self.ledger.vault, self.message)
        await self.ledger.conversations.expect(ref, BURST, ticket.number, self.now, self.now + LIMITS.pause)

    async def prolong_burst(self, burst: OpenBurst) -> None:
        """He is still adding: wait for the next pause, but not for ever."""
        until = min(self.now + LIMITS.pause, burst.started_at + LIMITS.altogether)
        ref = burst_ref(self.ledger.vault, self.message)
        await self.ledger.conversations.expect(ref, BURST_ADDED, burst.ticket.number, burst.started_at, until)

    async def close_burst(self) -> None:
        """Nothing more belongs to it."""
        ref = burst_ref(self.ledger.vault, self.message)
        await self.ledger.conversations.expect(ref, None, None, self.now)


async def tell_officer(
    ledger: Ledger,
    policy: Policy,
    officer: Officer,
    text: StaffText,
    *,
    ticket: Ticket | None,
    why: str,
    key: str,
    now: datetime,
    at_once: bool = False,
) -> None:
    """An unasked note to an official, kept back to the hours that are his. Without a chat account: nothing.

    One about no ticket (duty, leave, a report) keeps the nights, and goes on days off too.
    """
    if officer.channel is None or officer.chat is None:
        return
    send_after = now
    if not at_once:
        urgency = ticket.urgency if ticket is not None else Urgency.URGENT
        send_after = quiet_hours.when_to_tell_official(now, urgency, policy.quiet_hours, policy.calendar)
    await ledger.outbox.to_person(
        officer.channel,
        officer.chat,
        text,
        key=key,
        why=why,
        at=now,
        send_after=send_after,
        ticket=ticket.number if ticket else None,
    )


async def tell_villager(
    ledger: Ledger,
    policy: Policy,
    villager: Villager,
    text: PrivateText,
    *,
    ticket: Ticket,
    why: str,
    key: str,
    now: datetime,
) -> None:
    """An unasked note to a villager, kept back to daytime.

    Whoever was hurt at home is written to of the result alone, in words that show nothing: somebody else may read it.
    """
    if villager.opted_out_at is not None or (ticket.violence_at_home and why != "result"):
        return
    if not has_account(villager):
        await _through_somebody(ledger, policy, villager, text, ticket=ticket, why=why, key=key, now=now)
        return
    await ledger.outbox.to_person(
        villager.channel,
        villager.address,
        text,
        key=key,
        why=why,
        at=now,
        send_after=quiet_hours.when_to_tell_villager(now, policy.quiet_hours, policy.calendar, danger=False),
        ticket=ticket.number,
    )


#: notes that want an answer
_ASKING = frozenset({"result", "follow-up", "rating"})


async def _through_somebody(
    ledger: Ledger,
    policy: Policy,
    villager: Villager,
    text: PrivateText,
    *,
    ticket: Ticket,
    why: str,
    key: str,
    now: datetime,
) -> None:
    """Somebody without an account hears the same as everybody else, from the one who speaks with him.

    How it was handled is never asked by the one who handled it; who has just said how it ended need not be told so.
    """
    organisation = await ledger.organisation()
    today = policy.calendar.day_of(now)
    speaker = await spokesman_of(ledger, organisation, ticket, today, beside_owner=why == "rating")
    if speaker is None or (why == "result" and speaker.id == ticket.owner):
        return
    caller = await ledger.on_behalf.find(ticket.number) is None
    name = wording.salutation(villager.name)
    passed = on_behalf.passed_on(name, ticket.number, text, caller=caller, asks=why in _ASKING)
    # "villager" in a key says that an official raised it himself
    own_key = f"{key.replace('villager', 'person')}:through:{speaker.id}"
    await tell_officer(ledger, policy, speaker, passed, ticket=ticket, why="notice", key=own_key, now=now)


async def tell_groups(
    ledger: Ledger,
    organisation: Organisation,
    ticket: Ticket,
    text: PublicText,
    *,
    why: str,
    key: str,
    now: datetime,
    send_after: datetime,
) -> None:
    """One line in the group where an open village matter was said."""
    chat = organisation.chats.get(ticket.group_ref or "")
    if chat is None or chat.channel is None:
        return
    await ledger.outbox.to_group(
        chat.channel, chat.chat, text, key=key, why=why, at=now, send_after=send_after, ticket=ticket.number
    )
