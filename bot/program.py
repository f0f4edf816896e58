"""One running service: reception, intake, delivery and sweeps over one database."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from functools import partial

import structlog

from bot.channels.base import Channel
from bot.clock import Clock
from bot.delivery import Delivery
from bot.intake import Intake, Reception
from bot.reading_rules import CurrentReader
from bot.schedule import start_schedule
from bot.sweeping import Sweep, Swept, sweep
from handlers import (
    adding,
    answering,
    asking_facts,
    binding,
    case_files,
    correcting,
    danger_over,
    decided,
    deciding,
    deliberating,
    endings,
    errands,
    extending,
    following_up,
    going_higher,
    greeting,
    joint,
    looking_back,
    mediation,
    meeting_people,
    minding,
    modes,
    objecting,
    officer_replies,
    on_behalf,
    on_behalf_parts,
    own_page,
    own_words,
    pausing,
    raising,
    recalling,
    remarking,
    reopening,
    returning,
    roster,
    scanning,
    thanking,
    unclear,
    under_way,
    who_answers,
    why_this_date,
    wishes,
)
from handlers.policy import Policy
from handlers.router import Router
from storage.database import Database
from storage.ledger import DueAt

log = structlog.get_logger()

#: the order is the meaning: what was taken back, the end of a burst, an official's orders, answers to what was asked,
#: what is added to a matter just raised, new matters, then "unclear"
ROUTERS: tuple[Router, ...] = (
    raising.first,
    binding.router,
    recalling.router,
    danger_over.router,
    adding.ending,
    scanning.router,
    greeting.router,
    own_page.router,
    # what is said for somebody else begins with its own word and may hold any other
    on_behalf.router,
    on_behalf_parts.router,
    wishes.router,
    errands.router,
    why_this_date.router,
    roster.router,
    mediation.router,
    pausing.router,
    extending.router,
    returning.router,
    decided.router,
    objecting.router,
    deciding.router,
    reopening.router,
    deliberating.router,
    correcting.router,
    remarking.router,
    meeting_people.router,
    thanking.router,
    case_files.router,
    joint.router,
    modes.router,
    endings.router,
    under_way.router,
    asking_facts.router,
    officer_replies.router,
    unclear.router,
    on_behalf.own,
    errands.own,
    own_words.router,
    who_answers.router,
    wishes.wishing,
    looking_back.router,
    answering.router,
    going_higher.router,
    adding.router,
    unclear.matters,
    raising.router,
    answering.last,
)


class Program:
    """One running service: reception, intake, delivery and sweeps over one database."""

    def __init__(
        self,
        *,
        database: Database,
        policy: Policy,
        clock: Clock,
        channels: Callable[[Reception], Sequence[Channel]],
    ) -> None:
        self.database = database
        self.policy = policy
        self.clock = clock
        self.reception = Reception(database, policy, clock)
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels(self.reception)}
        self.delivery = Delivery(
            database,
            self.channels,
            clock,
            following_up.on_sent,
            following_up.on_unsent,
            partial(minding.may_go, policy),
        )
        self.intake = Intake(database, policy, ROUTERS, clock, self.reception.handled)
        self.reception.on_sent = following_up.on_sent
        self.reception.on_kept = self.intake.worker.wake
        self.intake.on_notes = self.delivery.worker.wake
        self._workers: list[asyncio.Task[None]] = []
        self._swept: Swept = {}

    async def sweep(self, *, without: Collection[Sweep] = frozenset(), due: DueAt | None = None) -> int:
        """Everything that has become due; `without` and `due`: see `bot.sweeping.sweep`."""
        return await sweep(self.database, self.policy, self.clock(), without=without, due=due, swept=self._swept)

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Intake, delivery and sweeps run while this is open; at its end what is in hand is finished."""
        await self.learn()
        self._workers = [
            asyncio.create_task(worker.run(), name=worker.name) for worker in (self.intake.worker, self.delivery.worker)
        ]
        schedule = start_schedule(self._sweep_and_deliver)
        try:
            yield
        finally:
            schedule.shutdown(wait=False)
            self.intake.worker.stop()
            self.delivery.worker.stop()
            await asyncio.gather(*self._workers, return_exceptions=True)
            for channel in self.channels.values():
                await channel.close()

    async def learn(self) -> None:
        """Take up changed rules, and the names of places when another organisation was loaded."""
        reader = self.policy.reader
        if not isinstance(reader, CurrentReader):
            return
        try:
            async with self.database.reading() as ledger:
                places = (await ledger.organisation()).place_names()
        except LookupError:
            # nothing loaded yet
            places = frozenset()
        await reader.refresh(places)

    async def _sweep_and_deliver(self) -> None:
        try:
            await self.learn()
        except Exception:
            # what was learnt stays in use; what is due must not wait for it
            log.exception("program: nothing new was learnt")
        if await self.sweep():
            self.delivery.worker.wake()

    async def problems(self) -> list[str]:
        """What keeps the service from being ready, in sentences; empty: ready."""
        found = []
        try:
            await self.database.ping()
        except Exception as failure:  # noqa: BLE001  # whatever the driver raises, the answer is "not ready"
            found.append(f"the database does not answer ({type(failure).__name__})")
        found += [f"the {task.get_name()} worker has stopped" for task in self._workers if task.done()]
        return found

    def channel_troubles(self) -> list[str]:
        """What somebody has to mend at a platform; webhooks go on being taken meanwhile."""
        return [
            f"channel {channel.name}: {sentence}"
            for channel in self.channels.values()
            if (sentence := getattr(channel, "misconfigured", None))
        ]
