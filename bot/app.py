"""Builds each object once and joins them; nowhere else does."""

import random
import secrets
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from prometheus_client import generate_latest

from bot import metrics
from bot.channels.base import Channel, Reception
from bot.channels.official_account import OfficialAccount, OfficialAccountSettings
from bot.channels.relay import Relay, RelaySettings
from bot.clock import Clock
from bot.config import Config
from bot.own_page import own_page_routes
from bot.program import Program
from bot.reading_rules import CurrentReader
from bot.responsibility_file import read_duties
from classifiers.splitting import Part
from classifiers.verdict import Scene, Verdict
from handlers.calendar import WorkCalendar
from handlers.policy import Policy
from storage.database import Database
from storage.models import InboxState, NoteState
from storage.vault import Vault

log = structlog.get_logger()

SHIPPED_RULES = Path(__file__).parent.parent / "classifiers" / "rules"


class NothingToRead:
    """The reader of a command that reads no villager's words: the rules would cost it a second and memory."""

    def read(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> Verdict:
        """Nobody may ask."""
        raise NotImplementedError

    def read_all(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> tuple[Part, ...]:
        """Nobody may ask."""
        raise NotImplementedError


def build_policy(config: Config, *, reads: bool = True) -> Policy:
    """The township's rules from its configuration. Raises RuleMistake, ResponsibilityMistake for a bad file.

    `reads` False is for commands that read no message.
    """
    zone = ZoneInfo(config.timezone)
    return Policy(
        zone=zone,
        calendar=WorkCalendar(config.calendar, zone, _say_unknown_year),
        deadlines=config.deadlines,
        ladder=config.ladder,
        quiet_hours=config.quiet_hours,
        digests=config.digests,
        retention=config.retention,
        wishes=config.wishes,
        meetings=config.meetings,
        numbers=config.numbers,
        reader=CurrentReader(config.rules_dir or SHIPPED_RULES) if reads else NothingToRead(),
        reports=config.reports,
        duties=read_duties(config.responsibilities),
        public_url=config.public_url,
    )


def _say_unknown_year(year: int) -> None:
    log.warning("calendar: the public holidays of a year are not known; its weeks count as plain weeks", year=year)


def random_bits() -> Callable[[int], int]:
    """Randomness for row ids."""
    return random.Random(secrets.randbits(128)).getrandbits


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

    async def let_go(_app: web.Application) -> None:
        # pages that listen would otherwise keep a stop waiting
        for channel in program.channels.values():
            if (hang_up := getattr(channel, "hang_up", None)) is not None:
                hang_up()

    app.on_shutdown.append(let_go)

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_request: web.Request) -> web.Response:
        found = await program.problems()
        answer = {"ok": not found, "problems": found, "to_mend": program.channel_troubles()}
        return web.json_response(answer, status=503 if found else 200)

    async def numbers(_request: web.Request) -> web.Response:
        async with program.database.reading() as ledger:
            inbox, outbox = await ledger.inbox.counts(), await ledger.outbox.counts()
        # a state that no row is in any more must go back to 0, so every state is set
        for state in InboxState:
            metrics.WAITING.labels("inbox", state.value).set(inbox.get(state, 0))
        for note_state in NoteState:
            metrics.WAITING.labels("outbox", note_state.value).set(outbox.get(note_state, 0))
        return web.Response(body=generate_latest(), content_type="text/plain", charset="utf-8")

    app.add_routes(own_page_routes(program))
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", numbers)])
    return app


def open_database(config: Config, vault: Vault, township: str) -> Database:
    """The configured database."""
    return Database(config.database.url, vault, township, random_bits())
