"""`shuoshi report …`: the week's list, the month's and the quarter's report, printed for whoever asks."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, errors, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.service import ServiceMistake
from handlers.reports.month import month_report
from handlers.reports.periods import Kind, NotAPeriod, period_of
from handlers.reports.report import Report, as_text

report_app = typer.Typer(
    help="研判 · 月报 · 季报: figures with their definitions and the tickets behind them. No score of anybody.",
    no_args_is_help=True,
)


class Format(StrEnum):
    """What a report is written as."""

    TEXT = "text"
    JSON = "json"


_Of = Annotated[str, typer.Option("--of", help="The period: 2026-W48 or a day of that week, 2026-11, 2026-Q4.")]
_As = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]
_At = Annotated[
    str | None,
    typer.Option(
        "--at", help="Make it as of this instant (ISO 8601 with offset); default: now. Later moves are unknown."
    ),
]
_Out = Annotated[Path | None, typer.Option("--out", help="A file; default: standard output.")]


@report_app.command("month")
def month(context: typer.Context, of: _Of, format_: _As = Format.TEXT, at: _At = None, out: _Out = None) -> None:
    """月报: the numbers of a month, each with what it means, how many stand behind it, and which tickets.

    Fewer than 5 behind a rate: 样本少 and no percentage; fewer than 5 households: 少于5件.
    """
    _print(context, Kind.MONTH, of, format_, at, out)


def _print(context: typer.Context, kind: Kind, of: str, format_: Format, at: str | None, out: Path | None) -> None:
    report = run(make_report(config_of(context), os.environ, kind, of, _instant(at)))
    content = written(report, format_)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as failure:
        refuse(f"{out}: cannot be written ({failure.strerror}); name another file with --out")
    errors.print(f"{report.title} written to {out}", markup=False)


def _instant(written_: str | None) -> datetime | None:
    if written_ is None:
        return None
    try:
        at = datetime.fromisoformat(written_)
    except ValueError:
        refuse(f"--at {written_}: not an instant; write it as 2026-12-01T09:00:00+08:00", 2)
    if at.tzinfo is None:
        refuse(f"--at {written_}: say the offset too, such as {written_}+08:00", 2)
    return at


def written(report: Report, format_: Format) -> bytes:
    """A report as the bytes of a file."""
    if format_ is Format.JSON:
        return (json.dumps(report.as_fields(), ensure_ascii=False, indent=1) + "\n").encode()
    return ("\n".join(as_text(report)) + "\n").encode()


async def make_report(config: Config, environ: Mapping[str, str], kind: Kind, of: str, at: datetime | None) -> Report:
    """The report of a period as of an instant (aware; None: now). Raises ServiceMistake."""
    policy = build_policy(config)
    try:
        period = period_of(kind, of, policy.calendar)
    except NotAPeriod as mistake:
        raise ServiceMistake(f"--of {mistake}") from None
    made_at = at or utc_now()
    if period.start > made_at:
        raise ServiceMistake(f"--of {of}: that has not begun yet")
    async with opened(config, environ) as database, database.reading() as ledger:
        try:
            return await month_report(ledger, policy, period, made_at)
        except LookupError:
            raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None
