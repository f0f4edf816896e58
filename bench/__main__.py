"""`make bench`: every benchmark, one table; with `--sweeping` (`make bench SWEEPING=1`) a million tickets too.

`--large-ledger` (`make bench LEDGER=1`) exports 200,000 tickets instead of 20,000; `--quarter` (`make bench QUARTER=1`)
rehearses a whole township's quarter, four times.
"""

import asyncio
import sys

from rich.console import Console
from rich.table import Table

from bench import digests, ledger_export, quarter, reading, reporting, sweeping, throughput


def main() -> None:
    """Run them all and print the table."""
    table = Table("benchmark", "ours", "baseline", "ratio", "aim")
    console = Console()
    exporting = ledger_export.run_large if "--large-ledger" in sys.argv else ledger_export.run
    benchmarks = [
        ("messages", throughput.run),
        ("reading", reading.run),
        ("digests", digests.run),
        ("exporting", exporting),
        ("reporting", reporting.run),
    ]
    if "--sweeping" in sys.argv:
        benchmarks.append(("sweeping", sweeping.run))
    if "--quarter" in sys.argv:
        benchmarks.append(("rehearsing", quarter.run))
    for name, run in benchmarks:
        with console.status(f"measuring {name}"):
            rows = asyncio.run(run())
        for row in rows:
            table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
