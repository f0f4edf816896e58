"""`shuoshi decisions`: the book of what villages have talked over, to be printed or taken on as JSON."""

import json
import os
from collections.abc import Mapping
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, day, errors, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.logs import set_up_logs
from bot.out_file import can_write, form_of, replaced
from bot.printing import printed, put_in_place
from bot.service import ServiceMistake
from handlers.decision_book import Decision, decisions
from storage.marked_yaml import nearest

decisions_app = typer.Typer(
    help="决策记录簿: what villages have talked over, step by step.",
    no_args_is_help=True,
    epilog="Example: shuoshi decisions export --out 决策记录簿.html --from 2026-10-01 --to 2026-12-31",
)


@decisions_app.callback()
def _group() -> None:
    """A group, though it has one command."""


class Form(StrEnum):
    """What the book is written as."""

    HTML = "html"
    JSON = "json"


@decisions_app.command("export")
def decisions_export(
    context: typer.Context,
    first: Annotated[str | None, typer.Option("--from", help="Taken up on this local day or later.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Taken up on this local day or earlier.")] = None,
    area: Annotated[str | None, typer.Option(help="Code of one village; default: all.")] = None,
    form: Annotated[Form | None, typer.Option("--format", help="Default: by the name of --out, else json.")] = None,
    out: Annotated[Path | None, typer.Option(help="A file; default: standard output.")] = None,
) -> None:
    """The book of decisions: each matter, its steps with days and figures, what was put right. No person in it.

    Officials stand there by their posts; what they wrote is masked. HTML is to be printed and signed.
    """
    set_up_logs(quiet=True)
    begin = day(first, "--from") if first else None
    end = day(last, "--to") if last else None
    if begin and end and end < begin:
        refuse(f"--to {end} lies before --from {begin}; exchange the two", 2)
    form = form_of(form, out, {"html": Form.HTML, "htm": Form.HTML, "json": Form.JSON}, Form.JSON)
    was_there = out is not None and can_write(out)
    found, text = run(export_decisions(config_of(context), os.environ, begin, end, area, form))
    if out is None:
        typer.echo(text)
        return
    try:
        put_in_place(out, text)
    except OSError as failure:
        refuse(f"{out}: cannot be written ({failure.strerror}); nothing was left there")
    errors.print(f"{len(found)} decisions written to {out}{replaced(was_there)}", markup=False)


async def export_decisions(
    config: Config, environ: Mapping[str, str], first: date | None, last: date | None, area: str | None, form: Form
) -> tuple[list[Decision], str]:
    """The decisions of a time and a village, and the document. Raises ServiceMistake."""
    policy, now = build_policy(config, reads=False), utc_now()
    start = policy.calendar.at_local(first or date(2000, 1, 1), time.min)
    end = policy.calendar.at_local(last + timedelta(days=1), time.min) if last else now
    async with opened(config, environ) as database, database.reading() as ledger:
        try:
            organisation = await ledger.organisation()
        except LookupError:
            raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None
        villages = {village.code: village.name for village in organisation.villages}
        if area is not None and area not in villages:
            raise ServiceMistake(f"--area {area}: no village has this code{nearest(area, villages)}")
        found = await decisions(ledger, policy, organisation, start, end, area)
    if form is Form.JSON:
        return found, json.dumps([one.as_fields() for one in found], ensure_ascii=False, indent=2)
    values = {
        "title": f"{organisation.township.name}农村重大事项决策记录簿",
        "period": f"{first or '最早'} 至 {last or policy.calendar.day_of(now)}",
        "area": villages.get(area or "", ""),
        "decisions": found,
        "printed_on": policy.calendar.day_of(now).isoformat(),
    }
    return found, printed("decisions.html", values)
