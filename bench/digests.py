"""What the evening digests cost beside the number of villages: 100 with news among 10,000, and among 1,000.

Both townships lie in databases of their own and are measured in turns, in one run; the median of the turns' ratios is
quoted. Each turn makes the digests of another evening: claims, lines, notes, one commit.

`python -m bench.digests [--villages 10000]`; PostgreSQL is measured where its server can be started here.
"""

import argparse
import asyncio
import statistics
import time
from datetime import date, timedelta

from bench.townships import NOW, TOWNSHIP, Row, analysed, few_and_many, policy
from bench.townships import ticket as a_ticket
from bot.organisation_loading import load_organisation
from handlers.digests import send_village_digests
from storage.database import Database
from storage.organisation_file import ChatEntry, OrganisationFile, PersonEntry, PostEntry, TownshipEntry, VillageEntry

_FEW, _MANY, _WITH_NEWS, _TICKETS = 1_000, 10_000, 100, 3
_TURNS = 7
_STRUCK_AT = NOW + timedelta(hours=8)


def _organisation(villages: int) -> OrganisationFile:
    codes = [f"{TOWNSHIP}{number:05}" for number in range(villages)]
    return OrganisationFile(
        township=TownshipEntry(code=TOWNSHIP, name="鸡鸣镇"),
        villages=tuple(VillageEntry(code=code, name=f"第{code}村") for code in codes),
        people=(PersonEntry(id="p1", name="王某", phone="13900000001", chat="o1"),),
        posts=(PostEntry(person="p1", role="affairs_office", area=TOWNSHIP),),
        chats=tuple(ChatEntry(id=f"g-{code}", area=code) for code in codes),
    )


async def _fill(database: Database, villages: int) -> None:
    await load_organisation(database, _organisation(villages), "recording")
    step = villages // _WITH_NEWS
    async with database.ledger() as ledger:
        for number in range(_WITH_NEWS):
            for _ in range(_TICKETS):
                ticket = a_ticket(await ledger.tickets.next_number(), "p1", f"{TOWNSHIP}{number * step:05}")
                ticket.registered_at = NOW
                ledger.tickets.add(ticket, None, "", "system", NOW)
        await ledger.commit()
    async with database.ledger() as ledger:
        # the picture of the organisation is read once for each generation of it, not each evening
        await ledger.organisation()


async def _evening(database: Database, day: date) -> float:
    started = time.perf_counter()
    async with database.ledger() as ledger:
        sent = await send_village_digests(ledger, policy(), day, _STRUCK_AT, _STRUCK_AT)
        await ledger.commit()
    spent = time.perf_counter() - started
    if sent != _WITH_NEWS:
        raise RuntimeError(f"{sent} villages were told instead of {_WITH_NEWS}")
    return spent


async def _pair(few: Database, many: Database, name: str, villages: int) -> Row:
    seconds: dict[int, list[float]] = {_FEW: [], villages: []}
    for database, size in ((few, _FEW), (many, villages)):
        await _fill(database, size)
        await analysed(database)
    for turn in range(_TURNS + 1):
        for database, size in ((few, _FEW), (many, villages)):
            spent = await _evening(database, date(2026, 11, 23) + timedelta(days=turn))
            if turn:  # the first turn warms up
                seconds[size].append(spent)
    ratio = statistics.median(m / f for m, f in zip(seconds[villages], seconds[_FEW], strict=True))
    ours, baseline = statistics.median(seconds[villages]), statistics.median(seconds[_FEW])
    return (
        f"evening digests, {_WITH_NEWS} of {villages:,} villages with news, {name}",
        f"{ours * 1000:,.0f} ms",
        f"{_WITH_NEWS} of {_FEW:,} {baseline * 1000:,.0f} ms",
        f"{ratio:.2f}",
        "≤ 1.5",
    )


async def run(villages: int = _MANY) -> list[Row]:
    """Measure on every database that is there."""
    return await few_and_many(lambda few, many, name: _pair(few, many, name, villages))


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--villages", type=int, default=_MANY)
    for row in asyncio.run(run(parser.parse_args().villages)):
        print("  ".join(row))


if __name__ == "__main__":
    main()
