"""What exporting the ledger to a workbook costs in memory: two hundred thousand tickets beside two thousand.

Both run as processes of their own, the command as an operator types it; each says at its end what it held at most.
Tickets with seven lines of history each are copied inside the database from one that the program filed.

`python -m bench.ledger_export [--tickets 200000]`
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from bench.townships import NOW, TOWNSHIP
from bench.townships import ticket as a_ticket
from bot.demonstration import demonstration_township
from bot.organisation_loading import load_organisation
from storage.database import Database
from storage.incoming import ChatType, Incoming, MessageKind
from storage.lifecycle import MoveName, Outcome
from storage.models import Move, Ticket, Voice
from storage.vault import Vault, new_master_key

_FEW, _MANY, _SMALL = 2_000, 200_000, 20_000
_ROOT = Path(__file__).parents[1]
#: the command line, and at its end the most that the process held, in MiB. What wait4 says of a child holds its
#: parent's memory too, from before the child began, so Linux is asked for the high water mark of this program alone.
_MEASURED = """
import re, resource, sys
from pathlib import Path
from bot.__main__ import main
try:
    main()
finally:
    status = Path("/proc/self/status")
    if status.exists():
        print(int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024)
    else:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """A process: the most memory it held, in MiB, how long it took, and the size of what it wrote."""

    peak: float
    seconds: float
    written: int


async def _fill(url: str, key: str, count: int) -> None:
    database = Database(url, Vault(key), TOWNSHIP, random.Random(1).getrandbits, durable=False)
    try:
        await database.upgrade()
        organisation = demonstration_township()
        await load_organisation(database, organisation, "recording")
        officers = [post.person for post in organisation.posts if post.role == "grid_officer"]
        async with database.ledger() as ledger:
            ticket = a_ticket(await ledger.tickets.next_number(), officers[0], organisation.villages[0].code)
            message = Incoming(
                channel="recording", external_id="m1", kind=MessageKind.TEXT, chat_type=ChatType.PRIVATE, chat="v1",
                sender="v1", sender_name="张婶", at=NOW, text="村口路灯不亮",
            )  # fmt: skip
            reporter = await ledger.people.meet(message, ticket.village)
            ledger.tickets.add(ticket, reporter, "村口路灯不亮", "villager", NOW)
            at = NOW
            for move, reason in (
                (MoveName.CONTACT, "去看过了，灯泡坏了"),
                (MoveName.RESOLVE, "换了灯泡，拧紧了线头，晚上亮着"),
                (MoveName.TELL, ""),
                (MoveName.CONFIRM, "1"),
                (MoveName.CLOSE, ""),
            ):
                at += timedelta(hours=5)
                ledger.tickets.move(ticket, move, actor=ticket.owner, at=at, reason=reason)
            ticket.outcome, ticket.closed_at, ticket.first_contact_at = Outcome.SOLVED, at, at
            await ledger.commit()
        async with database.engine.begin() as connection:
            await connection.run_sync(_copy, count)
    finally:
        await database.close()


def _copy(connection: Connection, count: int) -> None:
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
    for table, key in ((Ticket.__table__, "number"), (Voice.__table__, "ticket"), (Move.__table__, "ticket")):
        names = [f'"{column.name}"' for column in table.columns]
        values = ["n.i" if name == f'"{key}"' else f"t.{name}" for name in names]
        # names of our own tables, nothing from outside
        insert = f"INSERT INTO {table.name} ({', '.join(names)}) "
        connection.execute(
            text(insert + numbers + f"SELECT {', '.join(values)} FROM {table.name} t, n WHERE t.{key} = 1")
        )


def export(folder: Path, count: int, format_: str = "xlsx") -> Spent:
    """Fill a township with `count` tickets in `folder` and export it with the command itself."""
    key = new_master_key()
    config = folder / "config.yaml"
    config.write_text("data_dir: data\ndemonstration: true\n", encoding="utf-8")
    (folder / "data").mkdir()
    asyncio.run(_fill(f"sqlite:///{folder}/data/shuoshi.sqlite3", key, count))
    out = folder / f"ledger.{format_}"
    words = ["--config", str(config), "ledger", "export", "--format", format_, "--out", str(out)]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words],
        cwd=_ROOT,
        env={**os.environ, "SHUOSHI_MASTER_KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the export ended with {done.returncode}: {done.stderr[-500:]}")
    return Spent(float(done.stdout.split()[-1]), time.perf_counter() - started, out.stat().st_size)


async def run(count: int = _SMALL) -> list[tuple[str, ...]]:
    """Measure both; the row of the table."""
    return await asyncio.to_thread(_rows, count)


async def run_large() -> list[tuple[str, ...]]:
    """The same with two hundred thousand; takes several minutes."""
    return await run(_MANY)


def _rows(count: int) -> list[tuple[str, ...]]:
    spent = []
    for size in (_FEW, count):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            spent.append(export(Path(folder), size))
    few, many = spent
    return [
        (
            f"ledger of {count:,} tickets to XLSX, peak of the process",
            f"{many.peak:,.0f} MiB ({many.seconds:,.0f} s, {many.written / 2**20:,.1f} MiB written)",
            f"of {_FEW:,} tickets {few.peak:,.0f} MiB ({few.seconds:,.0f} s)",
            f"{many.peak / few.peak:.2f}",
            "≤ 1.5",
        )
    ]


def main() -> None:
    """Print the row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=_MANY)
    for row in _rows(parser.parse_args().tickets):
        print("  ".join(row))


if __name__ == "__main__":
    main()
