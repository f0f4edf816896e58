"""`shuoshi casefile 12`: everything about one ticket as one document."""

import json
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, errors, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.logs import set_up_logs
from bot.out_file import can_write, form_of, replaced
from bot.printing import printed, put_in_place
from bot.privileged_reads import record_read
from bot.service import ServiceMistake
from handlers.case_document import Document, KeptApart, document


class Form(StrEnum):
    """What the file is written as."""

    HTML = "html"
    JSON = "json"


def casefile(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The ticket's number.")],
    form: Annotated[Form | None, typer.Option("--format", help="Default: by the name of --out, else json.")] = None,
    out: Annotated[Path | None, typer.Option(help="A file; default: standard output.")] = None,
    with_names: Annotated[
        str | None,
        typer.Option(
            metavar="REASON", help="Names, places and villagers' words too; the reason is kept with the date."
        ),
    ] = None,
) -> None:
    """一套完整资料: team, plan, helpers, meetings, every move, and what the villager was told, in order of time.

    Posts instead of names, and nobody's words, unless a reason is given, which is written down
    (data_dir/privileged-reads.jsonl). Complaints about officials and violence at home want one.
    """
    set_up_logs(quiet=True)
    form = form_of(form, out, {"html": Form.HTML, "htm": Form.HTML, "json": Form.JSON}, Form.JSON)
    was_there = out is not None and can_write(out)
    text = run(export_case(config_of(context), os.environ, number, form, with_names))
    if out is None:
        typer.echo(text)
        return
    try:
        put_in_place(out, text)
    except OSError as failure:
        refuse(f"{out}: cannot be written ({failure.strerror}); nothing was left there")
    errors.print(f"the file of ticket {number} written to {out}{replaced(was_there)}", markup=False)


async def export_case(config: Config, environ: Mapping[str, str], number: int, form: Form, reason: str | None) -> str:
    """The document. Raises ServiceMistake, NoReason; what cannot be recorded is not shown."""
    if reason is not None:
        try:
            record_read(config.data_dir, f"casefile {number} --with-names", reason, utc_now())
        except OSError as failure:
            raise ServiceMistake(
                f"{config.data_dir}: the reading cannot be recorded ({failure.strerror}), so nothing is shown; "
                "make the folder writable"
            ) from None
    policy = build_policy(config, reads=False)
    async with opened(config, environ) as database, database.reading() as ledger:
        try:
            organisation = await ledger.organisation()
        except LookupError:
            raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None
        ticket = await ledger.tickets.find(number)
        if ticket is None:
            raise ServiceMistake(f"there is no ticket {number}; `shuoshi ledger export` lists them")
        try:
            file = await document(ledger, policy, organisation, ticket, with_names=reason is not None)
        except KeptApart:
            raise ServiceMistake(
                f"ticket {number} is kept apart (a complaint about an official, or violence at home): give "
                "--with-names REASON, which is written down"
            ) from None
    if form is Form.JSON:
        return json.dumps(file.as_fields(), ensure_ascii=False, indent=2)
    return as_page(file, policy.calendar.day_of(utc_now()).isoformat(), policy.retention.notes_days, reason is not None)


def as_page(file: Document, printed_on: str, notes_days: int, named: bool) -> str:
    """The document as HTML."""
    values = {
        "title": f"{file.number}号 {file.title}",
        "file": file,
        "printed_on": printed_on,
        "notes_days": notes_days,
        "named": named,
    }
    return printed("casefile.html", values)
