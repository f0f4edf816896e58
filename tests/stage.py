"""A township on a stage: the real program over a real database, a clock that is moved, a channel that writes down."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.recording import RecordingChannel, Sent
from bot.clock import VirtualClock
from bot.organisation_loading import load_organisation
from bot.program import Program
from bot.virtual_time import run_until, settle
from classifiers.classifier import Classifier
from classifiers.rule_file import load_rules
from handlers.calendar import CalendarPolicy, WorkCalendar
from handlers.deadlines import DeadlinePolicy
from handlers.digest_policy import DigestPolicy
from handlers.ladder import LadderPolicy
from handlers.policy import Policy
from handlers.quiet_hours import QuietHours
from handlers.retention_policy import RetentionPolicy
from storage.database import Database
from storage.models import Move, Ticket
from storage.organisation_file import OrganisationFile, parse_organisation
from tests.builders import NOW, a_message

CHANNEL = "rehearsal"
ZONE = ZoneInfo("Asia/Shanghai")

#: one village of two grids; each role is held by one person, whose chat id is the role's name
ORGANISATION = """
township: {code: "621221108", name: 鸡鸣镇}
villages: [{code: "621221108201", name: 上河村, aliases: [上河], groups: [一组, 二组]}]
grids:
  - {code: "621221108201001", name: 上河村一组网格, village: "621221108201", places: [一组, 村口, 戏台]}
  - {code: "621221108201002", name: 上河村二组网格, village: "621221108201", places: [二组, 桥头]}
people:
  - {id: p01, name: 王建军, phone: "13900000001", chat: officer-1}
  - {id: p02, name: 李桂花, phone: "13900000002", chat: officer-2}
  - {id: p03, name: 赵网格, phone: "13900000003", chat: head}
  - {id: p04, name: 周书记, phone: "13900000004", chat: secretary}
  - {id: p05, name: 孙监督, phone: "13900000005", chat: supervisor}
  - {id: p06, name: 镇办公室, phone: "13900000006", chat: office}
  - {id: p07, name: 值班马, phone: "13900000007", chat: duty}
posts:
  - {person: p01, role: grid_officer, area: "621221108201001"}
  - {person: p02, role: grid_officer, area: "621221108201002"}
  - {person: p03, role: grid_head, area: "621221108201"}
  - {person: p04, role: village_secretary, area: "621221108201"}
  - {person: p05, role: village_supervisor, area: "621221108201"}
  - {person: p06, role: affairs_office, area: "621221108"}
  - {person: p07, role: duty_leader, area: "621221108"}
roster: []
deputies: []
conflicts: []
chats: [{id: g-shanghe, area: "621221108201"}]
codes: [{code: SH01, area: "621221108201001", place: 上河村戏台}]
"""


@cache
def the_reader() -> Classifier:
    """The shipped rules; reading them takes a second, so once."""
    return Classifier(load_rules(Path(__file__).parents[1] / "classifiers" / "rules"))


def a_policy(**sections: Any) -> Policy:
    """The shipped promises in the township's zone."""
    given: dict[str, Any] = {
        "zone": ZONE,
        "calendar": WorkCalendar(CalendarPolicy(), ZONE),
        "deadlines": DeadlinePolicy(),
        "ladder": LadderPolicy(),
        "quiet_hours": QuietHours(),
        "digests": DigestPolicy(),
        "retention": RetentionPolicy(),
        "reader": the_reader(),
    }
    return Policy(**(given | sections))


@dataclass
class Stage:
    """What a test plays with. People are named by their chat ids."""

    program: Program
    clock: VirtualClock
    channel: RecordingChannel
    _seen: int = field(default=0)

    async def say(self, sender: str, text: str, *, group: str | None = None, **fields: Any) -> list[Sent]:
        """Somebody says something; returns the notes that went out at once."""
        message = a_message(text, sender=sender, group=group, at=self.clock(), **fields)
        await self.program.reception.receive(message)
        await settle(self.program)
        return self.new()

    async def after(self, **span: float) -> list[Sent]:
        """Let time pass; returns the notes that went out meanwhile."""
        await run_until(self.program, self.clock() + timedelta(**span), self.clock.move_to)
        return self.new()

    async def until(self, at: datetime) -> list[Sent]:
        """Let time pass until an instant."""
        await run_until(self.program, at, self.clock.move_to)
        return self.new()

    def new(self) -> list[Sent]:
        """Notes since the last look."""
        fresh, self._seen = self.channel.sent[self._seen :], len(self.channel.sent)
        return fresh

    async def ticket(self, number: int = 1) -> Ticket:
        """A ticket as it stands."""
        async with self.program.database.reading() as ledger:
            return await ledger.tickets.get(number)

    async def tickets(self) -> list[Ticket]:
        """Every ticket."""
        async with self.program.database.reading() as ledger:
            return list(await ledger.tickets.every())

    async def history(self, number: int = 1) -> list[Move]:
        """A ticket's lines of history."""
        async with self.program.database.reading() as ledger:
            return list(await ledger.tickets.history(number))


def to(notes: list[Sent], address: str) -> list[str]:
    """The texts that went to one chat."""
    return [sent.note.text for sent in notes if sent.note.to == address]


def whys(notes: list[Sent]) -> list[tuple[str, str]]:
    """(address, why) of notes, in order."""
    return [(sent.note.to, sent.note.why) for sent in notes]


@asynccontextmanager
async def a_stage(
    database: Database,
    *,
    at: datetime = NOW,
    organisation: OrganisationFile | None = None,
    policy: Policy | None = None,
    on_sent: Callable[[Sent], None] | None = None,
) -> AsyncIterator[Stage]:
    """The program over a database with the organisation loaded; Monday 10:00."""
    await load_organisation(database, organisation or parse_organisation(ORGANISATION, "stage"), CHANNEL)
    clock = VirtualClock(at)
    channel = RecordingChannel(CHANNEL, clock, on_sent)
    program = Program(database=database, policy=policy or a_policy(), clock=clock, channels=lambda _: [channel])
    yield Stage(program, clock, channel)
