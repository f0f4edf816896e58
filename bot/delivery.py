"""From outbox to channel: at least once, in order for each person, and never in a loop against a closed door."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import stamina
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.channels.base import Channel, ChannelDown, NoteRefused, Outgoing, SendFailed, Unreachable, WindowClosed
from bot.clock import Clock
from bot.worker import Worker
from storage.database import Database
from storage.incoming import ChatType
from storage.ledger import Ledger, SomebodyWasFaster
from storage.models import NoteState, OutboxNote

log = structlog.get_logger()

#: waits after the first, second … failed try; after the last the note is a dead letter
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (1, 4, 16, 60, 300, 900, 3600, 3600, 7200, 14400))
#: a process that dies while sending gives its notes back after this
LEASE = timedelta(seconds=60)
#: seconds until what another process has changed is looked at again
_BREATH = 0.05
#: how many notes are under way at once
AT_ONCE = 20

OnSent = Callable[[Ledger, OutboxNote, datetime], Awaitable[None]]
#: asked before a note goes: whether it may (False: it was put off, bundled or dropped)
MayGo = Callable[[Ledger, OutboxNote, datetime], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class _Attempt:
    note: uuid.UUID
    external_id: str | None
    failure: SendFailed | None


class Delivery:
    """Sends what is due."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        on_sent: OnSent,
        on_unsent: OnSent,
        may_go: MayGo | None = None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._on_sent = on_sent
        self._on_unsent = on_unsent
        self._may_go = may_go
        self.passive = [channel.name for channel in channels.values() if channel.passive]
        #: sends as long as something is due
        self.worker = Worker("delivery", self.deliver_due, self._next_due, clock)

    async def _next_due(self) -> datetime | None:
        async with self._database.reading() as ledger:
            return await ledger.outbox.next_due(without=self.passive)

    async def deliver_due(self) -> int:
        """Send one note to each person who has one due; returns how many were dealt with."""
        due, notes = await self.take_due()
        under_way = {asyncio.create_task(self._send(note)) for note in notes}
        while under_way:
            # what has been sent by now is recorded in one commit; a slow platform holds up nobody's record
            done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            try:
                await self._record_all([task.result() for task in done])
            except Exception:  # the others are on their way and must still be recorded; these are sent again
                log.exception("delivery: notes could not be recorded", notes=len(done))
        return due

    async def take_due(self) -> tuple[int, list[OutboxNote]]:
        """How many were due, and those that go now; what is decided about the others is committed with them."""
        now = self._clock()
        async with self._database.ledger() as ledger:
            due = await ledger.outbox.first_due(now, limit=AT_ONCE, without=self.passive)
            going = []
            try:
                for note in due:
                    # a note may have been said within another one a moment ago
                    if note.state is NoteState.WAITING and await self._lets_go(ledger, note, now):
                        note.claimed_until = now + LEASE
                        going.append(note)
                await ledger.commit()
            except SomebodyWasFaster:
                # two processes took the same note of somebody's day; nothing was sent, so it is done again, when the
                # other one has had time to finish
                await asyncio.sleep(_BREATH)
                return len(due), []
        return len(due), going

    async def _lets_go(self, ledger: Ledger, note: OutboxNote, now: datetime) -> bool:
        if self._may_go is None:
            return True
        try:
            return await self._may_go(ledger, note, now)
        except (SQLAlchemyError, SomebodyWasFaster):
            raise
        except Exception:  # one note that cannot be judged must not hold up everybody's: it goes as it was written
            log.exception("delivery: a note could not be looked at again", note=note.id.hex, ticket=note.ticket)
            return True

    async def _send(self, note: OutboxNote) -> _Attempt:
        outgoing = Outgoing(
            id=note.id, chat_type=note.chat_type, to=note.address, text=note.text, ticket=note.ticket, why=note.why
        )
        channel = self._channels.get(note.channel)
        try:
            if channel is None:
                raise NoteRefused("no channel of this name is configured")
            return _Attempt(note.id, await channel.send(outgoing), None)
        except SendFailed as refused:
            return _Attempt(note.id, None, refused)
        except Exception as error:  # a channel's mistake costs one note's try, not the worker
            log.exception("delivery: a channel failed", note=note.id.hex, channel=note.channel)
            return _Attempt(note.id, None, ChannelDown(type(error).__name__))

    async def _record_all(self, attempts: Sequence[_Attempt]) -> None:
        # the notes have gone out: if a ticket was changed meanwhile, only the record is made again
        async for again in stamina.retry_context(on=SomebodyWasFaster, attempts=5, timeout=30):
            with again:
                async with self._database.ledger() as ledger:
                    notes = {note.id: note for note in await ledger.outbox.several(each.note for each in attempts)}
                    for attempt in attempts:
                        await self._record(ledger, notes[attempt.note], attempt)
                    await ledger.commit()

    async def _record(self, ledger: Ledger, note: OutboxNote, attempt: _Attempt) -> None:
        failure, now = attempt.failure, self._clock()
        because = "" if failure is None else f"{type(failure).__name__}: {failure}"
        match failure:
            case None:
                ledger.outbox.sent(note, now, attempt.external_id)
                await self._on_sent(ledger, note, now)
                fate = "sent"
            case WindowClosed():
                ledger.outbox.hold(note, because)
                await self._on_unsent(ledger, note, now)
                fate = "held"
            case Unreachable():
                ledger.outbox.failed(note, because, None)
                if note.chat_type is ChatType.PRIVATE:
                    await ledger.people.lost(note.recipient, now)
                await self._on_unsent(ledger, note, now)
                fate = "unreachable"
            case ChannelDown(retry_after=retry_after):
                again = _again_at(note.attempts, retry_after, now)
                ledger.outbox.failed(note, because, again)
                fate = "again" if again else "dead"
            case _:
                ledger.outbox.failed(note, because, None)
                fate = "dead"
        metrics.SENT.labels(note.channel, fate).inc()
        if fate in ("dead", "unreachable"):
            log.error("delivery: a note was given up", note=note.id.hex, ticket=note.ticket, because=because)


def _again_at(attempts: int, retry_after: timedelta | None, now: datetime) -> datetime | None:
    if attempts >= len(BACKOFF):
        return None
    return now + max(BACKOFF[attempts], retry_after or timedelta(0))
