"""Builds each object once and joins them; nowhere else does."""

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from prometheus_client import generate_latest

from bot import metrics
from bot.channels.base import Channel
from bot.channels.official_account import OfficialAccount, OfficialAccountSettings
from bot.channels.relay import Relay, RelaySettings
from bot.clock import Clock
from bot.config import Config
from bot.delivery import Delivery
from bot.intake import Intake, Reception
from bot.schedule import start_schedule
from bot.sweeping import sweep
from classifiers.classifier import Classifier
from classifiers.rule_file import load_rules
from handlers import answering, following_up, officer_replies, raising
from handlers.calendar import WorkCalendar
from handlers.policy import Policy
from handlers.router import Router
from storage.database import Database
from storage.organisation_file import OrganisationFile, rows_of
from storage.vault import Vault

log = structlog.get_logger()

#: the order is the meaning: an official's orders, then answers to what was asked, then new matters, then "unclear"
ROUTERS: tuple[Router, ...] = (officer_replies.router, answering.router, raising.router, answering.last)
SHIPPED_RULES = Path(__file__).parent.parent / "classifiers" / "rules"


def build_policy(config: Config) -> Policy:
    """The township's rules from its configuration. Raises RuleMistake for a bad rule file."""
    zone = ZoneInfo(config.timezone)
    return Policy(
        zone=zone,
        calendar=WorkCalendar(config.calendar, zone),
        deadlines=config.deadlines,
        ladder=config.ladder,
        quiet_hours=config.quiet_hours,
        digests=config.digests,
        reader=Classifier(load_rules(config.rules_dir or SHIPPED_RULES)),
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
        self.delivery = Delivery(database, self.channels, clock, following_up.on_sent)
        self.intake = Intake(database, policy, ROUTERS, clock, self.reception.handled)
        self.reception.on_sent = following_up.on_sent
        self.reception.on_kept = self.intake.wake
        self.intake.on_notes = self.delivery.wake
        self._workers: list[asyncio.Task[None]] = []

    async def sweep(self) -> int:
        """Everything that has become due."""
        return await sweep(self.database, self.policy, self.clock())

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Intake, delivery and sweeps run while this is open; at its end what is in hand is finished."""
        self._workers = [
            asyncio.create_task(self.intake.run(), name="intake"),
            asyncio.create_task(self.delivery.run(), name="delivery"),
        ]
        schedule = start_schedule(self._sweep_and_deliver)
        try:
            yield
        finally:
            schedule.shutdown(wait=False)
            await self.intake.stop()
            await self.delivery.stop()
            await asyncio.gather(*self._workers, return_exceptions=True)
            for channel in self.channels.values():
                await channel.close()

    async def _sweep_and_deliver(self) -> None:
        if await self.sweep():
            self.delivery.wake()

    async def problems(self) -> list[str]:
        """What keeps the service from being ready, in sentences; empty: ready."""
        found = []
        try:
            await self.database.ping()
        except Exception as failure:  # noqa: BLE001  # whatever the driver raises, the answer is "not ready"
            found.append(f"the database does not answer ({type(failure).__name__})")
        found += [f"the {task.get_name()} worker has stopped" for task in self._workers if task.done()]
        for channel in self.channels.values():
            if sentence := getattr(channel, "misconfigured", None):
                found.append(f"channel {channel.name}: {sentence}")
        return found


def random_bits() -> Callable[[int], int]:
    """Randomness for row ids."""
    return random.Random(secrets.randbits(128)).getrandbits


async def load_organisation(database: Database, organisation: OrganisationFile, channel: str | None) -> None:
    """Put an organisation in the place of what is there; `channel` is where its people and groups are."""
    rows = rows_of(organisation, vault=database.vault, person_channel=channel, group_channel=channel)
    async with database.ledger() as ledger:
        await ledger.people.replace_organisation(rows)
        await ledger.commit()


def configured_channels(config: Config, database: Database, clock: Clock, reception: Reception) -> list[Channel]:
    """The channels of config.yaml."""
    built: list[Channel] = []
    for settings in config.channels:
        match settings:
            case OfficialAccountSettings():
                built.append(OfficialAccount(settings, database, reception, clock))
            case RelaySettings():
                built.append(Relay(settings, reception, clock))
    return built


def web_application(program: Program) -> web.Application:
    """The HTTP face: webhooks, health, readiness, metrics."""
    app = web.Application(client_max_size=256 * 1024)
    for channel in program.channels.values():
        app.add_routes(channel.routes())

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_request: web.Request) -> web.Response:
        found = await program.problems()
        return web.json_response({"ok": not found, "problems": found}, status=503 if found else 200)

    async def numbers(_request: web.Request) -> web.Response:
        async with program.database.reading() as ledger:
            for state, count in (await ledger.inbox.counts()).items():
                metrics.WAITING.labels("inbox", state.value).set(count)
            for note_state, count in (await ledger.outbox.counts()).items():
                metrics.WAITING.labels("outbox", note_state.value).set(count)
        return web.Response(body=generate_latest(), content_type="text/plain", charset="utf-8")

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", numbers)])
    return app


def open_database(config: Config, vault: Vault, township: str) -> Database:
    """The configured database."""
    return Database(config.database.url, vault, township, random_bits())
