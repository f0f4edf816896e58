"""`make bench`: every benchmark, one table."""

import asyncio

from rich.console import Console
from rich.table import Table

from bench import reading, throughput


def main() -> None:
    """Run them all and print the table."""
    table = Table("benchmark", "ours", "baseline", "ratio", "aim")
    console = Console()
    for name, run in (("messages", throughput.run), ("reading", reading.run)):
        with console.status(f"measuring {name}"):
            rows = asyncio.run(run())
        for row in rows:
            table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
