"""`shuoshi run`: everything joined, on a port, until SIGTERM."""

import asyncio
import signal
from collections.abc import Mapping, Sequence

import structlog
from aiohttp import web

from bot.app import build_policy, configured_channels, open_database, web_application
from bot.channels.base import Channel, Reception
from bot.clock import Clock, ShiftedClock, utc_now
from bot.config import SIMULATED, Config, load_master_key
from bot.demonstration import demonstration_township
from bot.kept_memory import memory_kept
from bot.organisation_loading import load_organisation
from bot.program import Program
from bot.revisions import revision_mismatch
from bot.simulated_group import SimulatedGroupChannel, restore_clock
from storage.database import Database
from storage.organisation_file import OrganisationFile, read_organisation

log = structlog.get_logger()


class ServiceMistake(Exception):
    """The service cannot start; the message says why and what to do."""


def configured_organisation(config: Config) -> OrganisationFile:
    """The organisation file of the configuration, or the demonstration township."""
    if config.organisation is not None:
        return read_organisation(config.organisation)
    if config.demonstration:
        return demonstration_township()
    raise ServiceMistake(
        "config.yaml, organisation: no file is named; name one, or set `demonstration: true` to look around"
    )


async def serve(config: Config, environ: Mapping[str, str]) -> None:
    """Serve until SIGTERM or SIGINT. Raises ServiceMistake, ConfigMistake, DatabaseMistake."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    organisation = configured_organisation(config)
    database = open_database(config, load_master_key(config, environ), organisation.township.code)
    try:
        await prepare(database, config, organisation)
        clock: Clock = utc_now
        if config.demonstration:
            clock = ShiftedClock()
            await restore_clock(database, clock)
        program = build_program(config, database, clock)
        await _serve(program, config, stop)
    finally:
        await database.close()


async def prepare(database: Database, config: Config, organisation: OrganisationFile) -> None:
    """Tables up to date (the embedded database upgrades itself), and an organisation loaded at the first start."""
    behind = await revision_mismatch(database)
    if behind is not None:
        revision, _ = await database.revision()
        if not database.is_sqlite or not (revision is None or database.knows(revision)):
            raise ServiceMistake(f"{behind.what}: {behind.how_to_mend}")
        await database.upgrade()
    async with database.reading() as ledger:
        loaded = await ledger.people.generation()
    if not loaded:
        await load_organisation(database, organisation, home_channel(config))


def home_channel(config: Config) -> str | None:
    """Where people and groups are when the organisation file does not say: the demonstration, or the first channel."""
    if config.demonstration and config.organisation is None:
        return SIMULATED
    return config.channels[0].name if config.channels else None


def build_program(config: Config, database: Database, clock: Clock) -> Program:
    """The program with its configured channels, and the simulated group where the demonstration is on."""

    def channels(reception: Reception) -> Sequence[Channel]:
        built = configured_channels(config, database, clock, reception)
        if isinstance(clock, ShiftedClock):
            built.append(SimulatedGroupChannel(SIMULATED, reception, clock))
        return built

    program = Program(database=database, policy=build_policy(config), clock=clock, channels=channels)
    simulated = program.channels.get(SIMULATED)
    if isinstance(simulated, SimulatedGroupChannel):
        simulated.attach(program)
    return program


async def _serve(program: Program, config: Config, stop: asyncio.Event) -> None:
    runner = web.AppRunner(web_application(program), access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        async with program.working():
            site = web.TCPSite(runner, config.server.host, config.server.port)
            try:
                await site.start()
            except OSError as failure:
                raise ServiceMistake(
                    f"port {config.server.port} on {config.server.host} cannot be opened ({failure.strerror}): "
                    "stop what uses it, or name another as server.port"
                ) from None
            _announce(config)
            with memory_kept():
                await stop.wait()
            log.info("stopping: no more is taken, what is in hand is finished")
            # first the doors, then the workers
            await runner.cleanup()
    except BaseException:
        await runner.cleanup()
        raise


def _announce(config: Config) -> None:
    host = config.server.host if config.server.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    address = f"http://{host}:{config.server.port}"
    if config.demonstration:
        print(f"说事 is running. Open {address}/try/", flush=True)
    else:
        print(f"说事 is running on {address}", flush=True)
