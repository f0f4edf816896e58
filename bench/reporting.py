"""What a quarter's report costs: twenty thousand tickets with seven lines of history each, beside two thousand.

Tickets are copied inside the database from one that the program filed, over the township's grids and fourteen topics,
and spread over the quarter. The report is made as the command makes it: read by page, every figure, words opened for
likeness. The ratio is that of the seconds: ten times the tickets, and in each grid ten times as many of one topic to be
compared with each other.

`python -m bench.reporting [--tickets 20000]`
"""

import argparse
import asyncio
import random
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from bench.townships import TOWNSHIP
from bench.townships import policy as township_policy
from bench.townships import ticket as a_ticket
from bot.demonstration import demonstration_township
from bot.organisation_loading import load_organisation
from classifiers.verdict import Topic
from handlers.reports.periods import Kind, period_of
from handlers.reports.quarter import quarter_report
from storage.database import Database
from storage.incoming import ChatType, Incoming, MessageKind
from storage.lifecycle import MoveName
from storage.models import Move, Ticket, Voice
from storage.vault import Vault, new_master_key

_FEW, _MANY = 2_000, 20_000
_BEGIN = datetime(2026, 10, 1, 2, tzinfo=UTC)
_MADE_AT = datetime(2027, 1, 4, 2, tzinfo=UTC)
_DAYS = 88


async def _fill(database: Database, count: int) -> None:
    organisation = demonstration_township()
    await load_organisation(database, organisation, "recording")
    grids = [(grid.code, grid.village) for grid in organisation.grids]
    async with database.ledger() as ledger:
        ticket = a_ticket(await ledger.tickets.next_number(), "p001", grids[0][1])
        ticket.registered_at, ticket.grid = _BEGIN, grids[0][0]
        ticket.contact_by, ticket.due_at = _BEGIN + timedelta(days=1), _BEGIN + timedelta(days=3)
        ticket.original_due_at = ticket.due_at
        message = Incoming(
            channel="recording",
            external_id="m1",
            kind=MessageKind.TEXT,
            chat_type=ChatType.PRIVATE,
            chat="v1",
            sender="v1",
            sender_name="张婶",
            at=_BEGIN,
            text="村口路灯不亮",
        )
        villager = await ledger.people.meet(message, ticket.village)
        ticket.status = ticket.status.REGISTERED
        ledger.tickets.add(ticket, villager, "村口路灯不亮", "villager", _BEGIN)
        for hours, move, actor in (
            (0, MoveName.DISPATCH, "system"),
            (1, MoveName.ACCEPT, "p001"),
            (2, MoveName.CONTACT, "p001"),
            (30, MoveName.RESOLVE, "p001"),
            (31, MoveName.TELL, "system"),
            (32, MoveName.CONFIRM, "villager"),
            (32, MoveName.CLOSE, "villager"),
        ):
            ledger.tickets.move(ticket, move, actor=actor, at=_BEGIN + timedelta(hours=hours))
        ticket.closed_at = _BEGIN + timedelta(hours=32)
        await ledger.commit()
    async with database.engine.begin() as connection:
        await connection.run_sync(_copy, count, grids)


def _copy(connection: Connection, count: int, grids: list[tuple[str, str]]) -> None:
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
    grid = " ".join(f"WHEN {place} THEN '{code}'" for place, (code, _) in enumerate(grids))
    village = " ".join(f"WHEN {place} THEN '{code}'" for place, (_, code) in enumerate(grids))
    topic = " ".join(f"WHEN {place} THEN '{topic.value}'" for place, topic in enumerate(list(Topic)[:14]))
    own = {
        '"grid"': f"CASE n.i % {len(grids)} {grid} END",
        '"village"': f"CASE n.i % {len(grids)} {village} END",
        '"topic"': f"CASE n.i % 14 {topic} END",
    }
    instants = {"registered_at", "contact_by", "due_at", "original_due_at", "closed_at", "at", "said_at"}
    for table, key in ((Ticket.__table__, "number"), (Move.__table__, "ticket"), (Voice.__table__, "ticket")):
        names = [f'"{column.name}"' for column in table.columns]
        values = [
            "n.i" if name == f'"{key}"'
            else own[name] if name in own
            else f"strftime('%Y-%m-%d %H:%M:%f', t.{name}, '+' || (n.i % {_DAYS}) || ' days') || '000'"
            if name.strip('"') in instants
            else f"t.{name}"
            for name in names
        ]  # fmt: skip
        # names of our own tables and codes of the demonstration, nothing from outside
        insert = f"INSERT INTO {table.name} ({', '.join(names)}) "
        rows = f"SELECT {', '.join(values)} FROM {table.name} t, n WHERE t.{key} = 1"
        connection.execute(text(insert + numbers + rows))


async def _seconds(folder: Path, count: int) -> float:
    url = f"sqlite:///{folder}/{count}.sqlite3"
    database = Database(url, Vault(new_master_key()), TOWNSHIP, random.Random(1).getrandbits, durable=False)
    try:
        await database.upgrade()
        await _fill(database, count)
        policy = township_policy()
        period = period_of(Kind.QUARTER, "2026-Q4", policy.calendar)
        started = time.perf_counter()
        async with database.reading() as ledger:
            report = await quarter_report(ledger, policy, period, _MADE_AT)
        spent = time.perf_counter() - started
        received = next(figure for figure in report.figures() if figure.id == "received")
        if received.value != count:
            raise RuntimeError(f"{received.value} tickets were counted instead of {count}")
        return spent
    finally:
        await database.close()


async def run(tickets: int = _MANY) -> list[tuple[str, str, str, str, str]]:
    """Rows of the table of benchmarks."""
    with tempfile.TemporaryDirectory(prefix="reporting-") as folder:
        few, many = await _seconds(Path(folder), _FEW), await _seconds(Path(folder), tickets)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    name = f"a quarter's report of {tickets:,} tickets, to one of {_FEW:,} (most memory {peak:.0f} MiB)"
    return [(name, f"{many:.1f} s", f"{few:.1f} s", f"{many / few:.1f}", "30")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=_MANY)
    for row in asyncio.run(run(parser.parse_args().tickets)):
        print("  ".join(row))
