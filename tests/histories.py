"""A township's past, made move by move with the real rows: every move writes what the handlers write."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.organisation_loading import load_organisation
from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from handlers import deadlines, following_up
from handlers.policy import Policy
from storage.database import Database
from storage.ledger import Ledger
from storage.lifecycle import (
    OPEN,
    WORKING,
    Clock,
    Confirmed,
    IllegalMove,
    MoveName,
    Outcome,
    PauseReason,
    Status,
    target_of,
)
from storage.models import Pause, Ticket
from storage.organisation_file import parse_organisation
from tests.builders import TOWNSHIP, a_message, a_ticket
from tests.stage import CHANNEL, a_policy

VILLAGES = ("621221108201", "621221108202", "621221108203")
#: three villages of two grids; one person for each role
THREE_VILLAGES = """
township: {code: "621221108", name: 鸡鸣镇}
villages:
  - {code: "621221108201", name: 上河村}
  - {code: "621221108202", name: 中滩村}
  - {code: "621221108203", name: 柳家湾村}
grids:
  - {code: "621221108201001", name: 上河村一组网格, village: "621221108201", places: [一组, 村口]}
  - {code: "621221108201002", name: 上河村二组网格, village: "621221108201", places: [二组, 桥头]}
  - {code: "621221108202001", name: 中滩村一组网格, village: "621221108202", places: [一组, 村口]}
  - {code: "621221108202002", name: 中滩村二组网格, village: "621221108202", places: [二组, 桥头]}
  - {code: "621221108203001", name: 柳家湾村一组网格, village: "621221108203", places: [一组, 村口]}
  - {code: "621221108203002", name: 柳家湾村二组网格, village: "621221108203", places: [二组, 桥头]}
people:
  - {id: p01, name: 王建军, phone: "13900000001", chat: officer-1}
  - {id: p02, name: 李桂花, phone: "13900000002", chat: officer-2}
  - {id: p03, name: 赵网格, phone: "13900000003", chat: head}
  - {id: p04, name: 周书记, phone: "13900000004", chat: secretary}
  - {id: p05, name: 孙监督, phone: "13900000005", chat: supervisor}
  - {id: p06, name: 镇办公室, phone: "13900000006", chat: office}
  - {id: p07, name: 值班马, phone: "13900000007", chat: duty}
  - {id: p08, name: 包片郭, phone: "13900000008", chat: leader}
  - {id: p09, name: 吴书记, phone: "13900000009", chat: secretary-2}
posts:
  - {person: p01, role: grid_officer, area: "621221108201001"}
  - {person: p02, role: grid_officer, area: "621221108201002"}
  - {person: p02, role: grid_officer, area: "621221108202001"}
  - {person: p02, role: grid_officer, area: "621221108202002"}
  - {person: p02, role: grid_officer, area: "621221108203001"}
  - {person: p02, role: grid_officer, area: "621221108203002"}
  - {person: p03, role: grid_head, area: "621221108201"}
  - {person: p03, role: grid_head, area: "621221108202"}
  - {person: p03, role: grid_head, area: "621221108203"}
  - {person: p04, role: village_secretary, area: "621221108201"}
  - {person: p09, role: village_secretary, area: "621221108202"}
  - {person: p09, role: village_secretary, area: "621221108203"}
  - {person: p05, role: village_supervisor, area: "621221108201"}
  - {person: p06, role: affairs_office, area: "621221108"}
  - {person: p07, role: duty_leader, area: "621221108"}
  - {person: p08, role: area_leader, area: "621221108"}
roster: []
deputies: []
conflicts: []
chats: [{id: g-shanghe, area: "621221108201"}, {id: g-zhongtan, area: "621221108202"}]
codes: []
"""
#: 1 October 2026, 00:00 in the township
QUARTER = datetime(2026, 9, 30, 16, tzinfo=UTC)
#: 1 January 2027, 00:00
NEXT_QUARTER = datetime(2026, 12, 31, 16, tzinfo=UTC)
WORDS = ("村口路灯不亮了", "村口那盏灯又不亮了", "二组水管漏水", "桥头路上有个大坑", "垃圾堆得没人拉")


def nov(day: int, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """An instant of November 2026 on the township's clock."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


async def three_villages(database: Database) -> None:
    """Load them."""
    await load_organisation(database, parse_organisation(THREE_VILLAGES, "histories"), CHANNEL)


@dataclass
class Hand:
    """Makes moves, each at the instant given; what is not allowed is left undone and returns False."""

    ledger: Ledger
    policy: Policy = field(default_factory=a_policy)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    #: the ledger's own rows hang on the session, so sessions may be long
    _people: int = 0

    async def raised(
        self, at: datetime, *, words: str = "村口路灯不亮了", person: str | None = None, **fields: object
    ) -> Ticket:
        """A matter: a lamp in 上河村 unless something else is said; dates by the shipped promises."""
        urgency = fields.get("urgency", Urgency.NORMAL)
        topic = fields.get("topic", Topic.LIGHTING)
        assert isinstance(urgency, Urgency)
        assert topic is None or isinstance(topic, Topic)
        dates = deadlines.dates_for(self.policy.deadlines, self.policy.calendar, urgency, topic, at)
        given = {
            "grid": "621221108201001",
            "registered_at": at,
            "accept_by": dates.accept_by,
            "contact_by": dates.contact_by,
            "due_at": dates.due_at,
            "original_due_at": dates.due_at,
            "close_by": dates.close_by,
        }
        ticket = a_ticket(await self.ledger.tickets.next_number(), **(given | fields))
        villager = await self.ledger.people.meet(self._said(person, words), ticket.village)
        self.ledger.tickets.add(ticket, villager, words, "villager", at)
        self.tickets[ticket.number] = ticket
        await self.ledger.flush()
        return ticket

    def _said(self, person: str | None, words: str) -> object:
        self._people += person is None
        return a_message(words, sender=person or f"person-{self._people}", sender_name="王秀兰")

    def _may(self, ticket: Ticket, move: MoveName) -> bool:
        try:
            target_of(move, ticket.status)
        except IllegalMove:
            return False
        return True

    def _move(self, ticket: Ticket, move: MoveName, at: datetime, actor: str = "p01", **more: object) -> bool:
        if not self._may(ticket, move):
            return False
        self.ledger.tickets.move(ticket, move, actor=actor, at=at, **more)  # type: ignore[arg-type]
        return True

    async def dispatch(self, ticket: Ticket, at: datetime) -> bool:
        """派单."""
        detail = {"owner": "p01", "due_at": ticket.due_at.isoformat()}
        return ticket.status is Status.REGISTERED and self._move(
            ticket, MoveName.DISPATCH, at, "system", reason="这个网格的网格员", detail=detail
        )

    async def accept(self, ticket: Ticket, at: datetime) -> bool:
        """接."""
        if not self._move(ticket, MoveName.ACCEPT, at):
            return False
        ticket.accepted_at = at
        return True

    async def contact(self, ticket: Ticket, at: datetime) -> bool:
        """说了."""
        if ticket.status in (Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED):
            await self.accept(ticket, at)
        if not self._move(ticket, MoveName.CONTACT, at):
            return False
        ticket.first_contact_at = ticket.first_contact_at or at
        return True

    async def contact_all(self, ticket: Ticket, at: datetime) -> None:
        """Out, taken and spoken with."""
        await self.dispatch(ticket, at)
        await self.contact(ticket, at)

    async def pause(self, ticket: Ticket, at: datetime, reason: PauseReason = PauseReason.WEATHER) -> bool:
        """停."""
        if ticket.paused_at is not None or at >= ticket.due_at or not self._may(ticket, MoveName.PAUSE):
            return False
        left = deadlines.time_left(Clock.WORKING, self.policy.calendar, at, ticket.due_at)
        pause = Pause(
            township=TOWNSHIP,
            ticket=ticket.number,
            sequence=len(await self.ledger.pauses.of(ticket.number)) + 1,
            reason=reason,
            allowed_by="p01",
            begun_at=at,
            until_at=at + timedelta(days=10),
            clock=Clock.WORKING,
            left_microseconds=deadlines.in_microseconds(left),
            close_clock=Clock.CALENDAR,
            close_left_microseconds=deadlines.in_microseconds(max(timedelta(0), ticket.close_by - at)),
        )
        self.ledger.pauses.begin(ticket, pause)
        detail = {"reason": reason.value, "due_at": ticket.due_at.isoformat()}
        return self._move(ticket, MoveName.PAUSE, at, detail=detail)

    async def resume(self, ticket: Ticket, at: datetime) -> bool:
        """接着."""
        if ticket.paused_at is None or not self._may(ticket, MoveName.RESUME):
            return False
        pause = await self.ledger.pauses.end(ticket, at, "p01")
        assert pause is not None
        deadlines.run_on(ticket, pause, self.policy.calendar, since=at)
        return self._move(ticket, MoveName.RESUME, at, detail={"due_at": ticket.due_at.isoformat()})

    async def extend(self, ticket: Ticket, at: datetime, days: int = 3) -> bool:
        """延, granted at once."""
        if ticket.paused_at is not None or at >= ticket.due_at or not self._may(ticket, MoveName.EXTEND):
            return False
        ticket.due_at += timedelta(days=days)
        ticket.close_by = max(ticket.close_by, ticket.due_at)
        ticket.dates_moved += 1
        detail = {"due_at": ticket.due_at.isoformat()}
        return self._move(ticket, MoveName.EXTEND, at, "p03", reason="等配件", detail=detail)

    async def give_back(self, ticket: Ticket, at: datetime) -> bool:
        """退, and the tier above sends it out again."""
        if not self._move(ticket, MoveName.RETURN, at, reason="不归我管"):
            return False
        detail = {"owner": "p02", "due_at": ticket.due_at.isoformat()}
        return self._move(ticket, MoveName.REASSIGN, at + timedelta(hours=1), "p03", reason="换人", detail=detail)

    async def ask_help(self, ticket: Ticket, at: datetime, reason: str = "缺钱买配件") -> bool:
        """求助."""
        ticket.help_asked_at = ticket.help_asked_at or at
        return self._move(ticket, MoveName.ASK_HELP, at, reason=reason)

    async def resolve(self, ticket: Ticket, at: datetime, *, told: bool = True) -> bool:
        """好, and the villager is told a minute later."""
        if ticket.status not in WORKING - {Status.CLARIFYING, Status.REGISTERED}:
            return False
        if ticket.status in (Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED, Status.ACCEPTED):
            await self.contact(ticket, at)
        if not self._move(ticket, MoveName.RESOLVE, at, reason="灯换了"):
            return False
        ticket.resolved_at, ticket.outcome = at, Outcome.SOLVED
        await self.ledger.pauses.end(ticket, at, "p01")
        if told:
            await following_up.was_told(self.ledger, ticket, at + timedelta(minutes=1), actor="system")
        return True

    async def confirm(self, ticket: Ticket, at: datetime) -> bool:
        """1: it is done."""
        if ticket.status is not Status.RESOLVED:
            return False
        await following_up.confirm(self.ledger, ticket, at)
        return True

    async def fall_silent(self, ticket: Ticket, at: datetime) -> bool:
        """Three days without an answer."""
        if ticket.status is not Status.RESOLVED or ticket.told_at is None:
            return False
        await following_up.close(self.ledger, ticket, Confirmed.NONE, at, actor="system")
        return True

    async def reopen(self, ticket: Ticket, at: datetime) -> bool:
        """2 or 3: it is not done."""
        if ticket.status not in (Status.RESOLVED, Status.CLOSED):
            return False
        organisation = await self.ledger.organisation()
        await following_up.reopen(self.ledger, self.policy, organisation, ticket, "还是不亮", at)
        return True

    async def withdraw(self, ticket: Ticket, at: datetime) -> bool:
        """撤."""
        if ticket.status not in OPEN or not self._move(ticket, MoveName.WITHDRAW, at, "villager", reason="本人撤回"):
            return False
        ticket.outcome, ticket.closed_at = Outcome.WITHDRAWN, at
        return True

    async def rate(self, ticket: Ticket, at: datetime, answer: int | None) -> bool:
        """Asked how it was handled; None: no answer."""
        if ticket.status is not Status.CLOSED:
            return False
        await self.ledger.flush()
        for reminder in await self.ledger.reminders.waiting(ticket.number):
            if reminder.rung.startswith("rating"):
                reminder.done_at, reminder.result = at, "spoken"
        ticket.satisfaction = answer
        return True

    async def join(self, ticket: Ticket, at: datetime) -> bool:
        """同感."""
        if ticket.status not in WORKING:
            return False
        self._people += 1
        villager = await self.ledger.people.meet(a_message("我家也是", sender=f"person-{self._people}"), ticket.village)
        return await self.ledger.tickets.join(ticket, villager, "我家也是", at)

    async def merge(self, ticket: Ticket, into: Ticket, at: datetime) -> bool:
        """并."""
        both_open = ticket.status in OPEN and into.status in WORKING
        if ticket.number == into.number or not both_open:
            return False
        await self.ledger.flush()
        await self.ledger.tickets.merge(ticket, into, actor="p03", at=at)
        await self.ledger.reminders.rest(ticket.number, at)
        return True

    async def straight(self, ticket: Ticket, *, resolved: datetime, confirmed: datetime | None) -> None:
        """Out, taken, spoken with, done; confirmed, or left open for the answer."""
        start = ticket.registered_at
        await self.dispatch(ticket, start)
        await self.contact(ticket, start + timedelta(hours=1))
        await self.resolve(ticket, resolved)
        if confirmed is not None:
            await self.confirm(ticket, confirmed)


_KINDS = (
    (MatterKind.VILLAGE, (Topic.LIGHTING, Topic.ROAD, Topic.WATER_SUPPLY), Privacy.OPEN),
    (MatterKind.VILLAGE, (Topic.LIGHTING, Topic.ROAD), Privacy.OPEN),
    (MatterKind.NEIGHBOUR, (Topic.BOUNDARY, Topic.ANIMALS), Privacy.PRIVATE),
    (MatterKind.HOUSEHOLD, (Topic.WELFARE, Topic.PAPERS, Topic.CARE), Privacy.PRIVATE),
    (MatterKind.UNCLEAR, (None,), Privacy.PRIVATE),
)
_URGENCIES = (Urgency.NORMAL,) * 5 + (
    Urgency.URGENT,
    Urgency.DANGER,
    Urgency.COMPLEX,
    Urgency.WISH,
    Urgency.CONSULT,
)


async def raise_anything(hand: Hand, rng: random.Random, at: datetime) -> Ticket:
    """Any matter."""
    kind, topics, privacy = rng.choice(_KINDS)
    village = rng.choice((*VILLAGES, VILLAGES[0], None))
    return await hand.raised(
        at,
        words=rng.choice(WORDS),
        kind=kind,
        topic=rng.choice(topics),
        privacy=privacy,
        village=village,
        grid=f"{village}00{rng.choice((1, 2))}" if village and rng.random() < 0.9 else None,
        urgency=rng.choice(_URGENCIES),
        channel=rng.choice(("group", "private", "code", "hotline")),
        about_official=rng.random() < 0.05,
    )


async def happen(hand: Hand, rng: random.Random, at: datetime) -> None:
    """Anything, to some ticket; mostly to one of the newest, whose dates have not passed yet."""
    known = list(hand.tickets.values())
    ticket = rng.choice(known[-6:] if rng.random() < 0.8 else known)
    acts = (
        hand.dispatch, hand.dispatch, hand.accept, hand.contact, hand.contact, hand.pause, hand.resume, hand.extend,
        hand.give_back, hand.ask_help, hand.resolve, hand.resolve, hand.resolve, hand.confirm, hand.fall_silent,
        hand.confirm, hand.reopen, hand.withdraw, hand.join,
    )  # fmt: skip
    roll = rng.randrange(len(acts) + 2)
    if roll == len(acts):
        await hand.rate(ticket, at, rng.choice((1, 2, 3, None)))
    elif roll == len(acts) + 1:
        await hand.merge(ticket, rng.choice(list(hand.tickets.values())), at)
    else:
        await acts[roll](ticket, at)
    await hand.ledger.flush()
