"""What a sweep costs beside the number of open tickets: a hundred due among a million, and among a thousand.

Both townships lie in databases of their own and are measured in turns, in one run; the median of the turns' ratios is
quoted. Tickets are copied inside the database from one that the program filed, so that a million takes a minute. Each
turn owes a hundred reminders anew and sweeps until nothing is due: every sweep, in the order of the service.

`python -m bench.sweeping [--tickets 1000000]`; PostgreSQL is measured where its server can be started here.
"""

import argparse
import asyncio
import statistics
import time
from datetime import timedelta

from sqlalchemy import Connection, text

from bench.townships import NOW, TOWNSHIP, Row, analysed, few_and_many
from bench.townships import policy as township_policy
from bench.townships import ticket as a_ticket
from bot.demonstration import demonstration_township
from bot.organisation_loading import load_organisation
from bot.sweeping import sweep
from storage.database import Database
from storage.incoming import ChatType, Incoming, MessageKind
from storage.models import Reminder, Ticket

_FEW, _MANY, _DUE = 1_000, 1_000_000, 100
_TURNS = 7
#: owners among whom the tickets are dealt out
_OWNERS = 151


async def _fill(database: Database, count: int) -> None:
    """`count` open tickets, each with a reminder in the future."""
    organisation = demonstration_township()
    await load_organisation(database, organisation, "recording")
    officers = [post.person for post in organisation.posts if post.role == "grid_officer"][:_OWNERS]
    async with database.ledger() as ledger:
        ticket = a_ticket(await ledger.tickets.next_number(), officers[0], organisation.villages[0].code)
        message = Incoming(
            channel="recording",
            external_id="m1",
            kind=MessageKind.TEXT,
            chat_type=ChatType.PRIVATE,
            chat="v1",
            sender="v1",
            sender_name="张婶",
            at=NOW,
            text="村口路灯不亮",
        )
        ledger.tickets.add(ticket, await ledger.people.meet(message, ticket.village), "村口路灯不亮", "villager", NOW)
        await ledger.flush()
        await ledger.reminders.plan(ticket.number, [("L0c", ticket.owner, ticket.due_at)])
        # the week's report is a matter of its own (bench/reporting.py)
        await ledger.reminders.begin_period("report:week", TOWNSHIP, NOW.date() - timedelta(days=7), NOW)
        await ledger.commit()
    async with database.engine.begin() as connection:
        await connection.run_sync(_copy, count, officers)


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
            await ledger.reminders.plan(number, [(f"L0b#{turn}", ticket.owner, NOW - timedelta(minutes=1))])
        await ledger.commit()


async def _measure(few: Database, many: Database, count: int) -> tuple[float, float, float]:
    policy = township_policy()
    seconds: dict[int, list[float]] = {_FEW: [], count: []}
    for turn in range(_TURNS + 1):
        for database, size in ((few, _FEW), (many, count)):
            await _owe(database, size, turn)
            started = time.perf_counter()
            dealt_with = await sweep(database, policy, NOW)
            spent = time.perf_counter() - started
            if turn:  # the first turn warms up, and does what is done once a day
                if dealt_with != _DUE:
                    raise RuntimeError(f"{dealt_with} reminders were dealt with instead of {_DUE}")
                seconds[size].append(spent)
    ratio = statistics.median(m / f for m, f in zip(seconds[count], seconds[_FEW], strict=True))
    return statistics.median(seconds[count]), statistics.median(seconds[_FEW]), ratio


async def _pair(few: Database, many: Database, name: str, count: int) -> Row:
    await _fill(few, _FEW)
    await _fill(many, count)
    for database in (few, many):
        await analysed(database)
    ours, baseline, ratio = await _measure(few, many, count)
    return (
        f"sweep of {_DUE} due among {count:,} open, {name}",
        f"{ours * 1000:,.0f} ms",
        f"among {_FEW:,} open {baseline * 1000:,.0f} ms",
        f"{ratio:.2f}",
        "≤ 2",
    )


async def run(count: int = _MANY) -> list[Row]:
    """Measure on every database that is there."""
    return await few_and_many(lambda few, many, name: _pair(few, many, name, count))


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=_MANY)
    for row in asyncio.run(run(parser.parse_args().tickets)):
        print("  ".join(row))


if __name__ == "__main__":
    main()
