"""The simulated group as a channel: what is sent appears on the page, at once and in memory only."""

import uuid
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import time, timedelta

from aiohttp import web

from bot.channels.base import Outgoing, Reception
from bot.clock import ShiftedClock
from bot.demonstration import DEMONSTRATION_CAST, DEMONSTRATION_GROUP, CastMember
from bot.program import Program
from bot.simulated_group.transcript import Line, Transcript, written
from bot.simulated_group.web import Page, told_at
from storage.database import Database
from storage.incoming import ChatType

#: how far the demonstration's clock was moved on, seconds
CLOCK_SETTING = "demonstration_clock_ahead"
#: local time at which a demonstration begins that was opened out of hours
_BEGINS_AT = time(9, 0)
#: notes whose second attempt is recognised
_REMEMBERED = 2000


async def restore_clock(database: Database, clock: ShiftedClock) -> None:
    """Move the clock to where an earlier run had moved it, so that a restart does not go back in time."""
    async with database.reading() as ledger:
        kept = await ledger.reminders.setting(CLOCK_SETTING)
    try:
        ahead = timedelta(seconds=float(kept or 0))
    except (ValueError, OverflowError):
        return
    clock.ahead = max(clock.ahead, ahead)


class SimulatedGroupChannel:
    """A group chat and everybody's private chat with the program, on one web page."""

    passive = False

    def __init__(
        self,
        name: str,
        reception: Reception,
        clock: ShiftedClock,
        *,
        cast: Sequence[CastMember] = DEMONSTRATION_CAST,
        group: str = DEMONSTRATION_GROUP,
    ) -> None:
        self.name = name
        self._clock = clock
        self._group = group
        self._transcript = Transcript()
        self._page = Page(
            channel=name, reception=reception, clock=clock, transcript=self._transcript, cast=cast, group=group
        )
        self._sent: OrderedDict[uuid.UUID, str] = OrderedDict()

    def attach(self, program: Program) -> None:
        """Give the page its program: for moving the clock and for showing tickets. Before the first request.

        A demonstration that is first opened at night or on a day off begins on the next working morning: at any
        other hour no official would be told of anything, and the story would stand still.
        """
        now = self._clock()
        told = told_at(program.policy, now)
        if not self._clock.ahead and told > now:
            calendar = program.policy.calendar
            self._clock.move_to(calendar.at_local(calendar.day_of(told), _BEGINS_AT))
        self._page.attach(program, self._keep_clock)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Everything below /try/."""
        return self._page.routes()

    async def send(self, note: Outgoing) -> str | None:
        """Show a note. The same note tried again is shown once; other villages' groups have no page."""
        if note.id in self._sent:
            return self._sent[note.id]
        line_id = self._transcript.new_id()
        in_group = note.chat_type is ChatType.GROUP
        if not in_group or note.to == self._group:
            self._transcript.add(
                Line(
                    id=line_id,
                    at=written(self._clock()),
                    private=None if in_group else note.to,
                    sender=None,
                    kind="text",
                    text=note.text,
                    ticket=note.ticket,
                    why=note.why,
                )
            )
        self._sent[note.id] = line_id
        if len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)
        return line_id

    def hang_up(self) -> None:
        """Let everybody who is looking go: a live feed would hold up the end of the service."""
        self._transcript.close()

    async def close(self) -> None:
        """See `bot.channels.base.Channel`."""
        self.hang_up()

    async def _keep_clock(self, database: Database) -> None:
        async with database.ledger() as ledger:
            await ledger.reminders.keep_setting(CLOCK_SETTING, f"{self._clock.ahead.total_seconds():.3f}")
            await ledger.commit()
