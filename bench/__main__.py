"""`make bench`: every benchmark, one table; with `--sweeping` (`make bench SWEEPING=1`) a million tickets too.

`--large-ledger` (`make bench LEDGER=1`) exports 200,000 tickets instead of 20,000."""

import asyncio
import sys

from rich.console import Console
from rich.table import Table

from bench import ledger_export, reading, reporting, sweeping, throughput


def main() -> None:
    """Run them all and print the table."""
    table = Table("benchmark", "ours", "baseline", "ratio", "aim")
    console = Console()
    benchmarks = [
        ("messages", throughput.run),
        ("reading", reading.run),
        ("exporting", ledger_export.run),
        ("reporting", reporting.run),
    ]
    if "--large-ledger" in sys.argv:
        benchmarks[2] = ("exporting", ledger_export.run_large)
    if "--sweeping" in sys.argv:
        benchmarks.append(("sweeping", sweeping.run))
    for name, run in benchmarks:
        with console.status(f"measuring {name}"):
            rows = asyncio.run(run())
        for row in rows:
            table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
