"""`shuoshi report …`: the week's list, the month's and the quarter's report, printed for whoever asks."""

import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, day, errors, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.ledger_files import in_place
from bot.out_file import can_write, form_of, replaced
from bot.report_page import report_page
from bot.report_workbook import report_workbook
from bot.service import ServiceMistake
from handlers import decided, objecting
from handlers.errors import Refused
from handlers.policy import Policy
from handlers.reports.month import month_report
from handlers.reports.periods import Kind, NotAPeriod, Period, period_of
from handlers.reports.quarter import quarter_report
from handlers.reports.report import Report, as_text
from handlers.reports.village_note import village_notes
from handlers.reports.week import week_report
from storage.ledger import Ledger
from storage.models import Officer
from storage.organisation import Organisation, Role

report_app = typer.Typer(
    help="研判 · 月报 · 季报: figures with their definitions and the tickets behind them. No score of anybody.",
    no_args_is_help=True,
)


class Format(StrEnum):
    """What a report is written as."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"


_BY_NAME = {"txt": Format.TEXT, **{form.value: form for form in Format if form is not Format.TEXT}, "htm": Format.HTML}
_Of = Annotated[str, typer.Option("--of", help="The period: 2026-W48 or a day of that week, 2026-11, 2026-Q4.")]
_As = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="Default: by the name of --out, else text. json for programs; xlsx: a workbook with charts; html: a page "
        "to read or print.",
    ),
]
_At = Annotated[
    str | None,
    typer.Option(
        "--at", help="Make it as of this instant (ISO 8601 with offset); default: now. What came later is unknown."
    ),
]
_Out = Annotated[Path | None, typer.Option("--out", help="A file; default: standard output.")]


@report_app.command("month")
def month(
    context: typer.Context,
    of: _Of,
    format_: _As = None,
    at: _At = None,
    out: _Out = None,
    village: Annotated[
        str | None, typer.Option(help="Only the short note that this village (its code) may read, in a line.")
    ] = None,
) -> None:
    """月报: the numbers of a month, each with what it means, how many stand behind it, and which tickets.

    Fewer than 5 behind a rate: 样本少 and no percentage; fewer than 5 households: 少于5件.
    """
    if village is not None:
        typer.echo(run(note_of_village(config_of(context), os.environ, of, _instant(at), village)))
        return
    _print(context, Kind.MONTH, of, format_, at, out)


@report_app.command("week")
def week(context: typer.Context, of: _Of, format_: _As = None, at: _At = None, out: _Out = None) -> None:
    """周研判: what is stuck, where, and what has to be decided; and what was decided before and is not done.

    Each matter is listed once, under the weightiest of its lists; the lists stand as they are at --at (or now).
    """
    _print(context, Kind.WEEK, of, format_, at, out)


@report_app.command("decide")
def decide(
    context: typer.Context,
    ticket: Annotated[int, typer.Argument(help="The ticket's number.")],
    words: Annotated[str, typer.Argument(help="What was decided, in one sentence.")],
    by: Annotated[str, typer.Option(help="Who decided: a person's id; affairs office or area leader.")],
    who: Annotated[str, typer.Option(help="Who has to act: a person's id.")],
    until: Annotated[str, typer.Option(help="The local day, YYYY-MM-DD.")],
) -> None:
    """Keep what the meeting decided about a ticket; whoever has to act is told, reminded, and listed until it is done.

    Example: shuoshi report decide 12 "换水泵" --by p06 --who p01 --until 2026-12-03
    """
    typer.echo(run(keep_decision(config_of(context), os.environ, ticket, words, by, who, day(until, "--until"))))


@report_app.command("done")
def done(
    context: typer.Context,
    ticket: Annotated[int, typer.Argument(help="The ticket's number.")],
    sequence: Annotated[
        int | None, typer.Option(help="Which of its decisions, counted from 1; default: all of them.")
    ] = None,
) -> None:
    """Say that what was decided about a ticket is done."""
    typer.echo(run(finish_decisions(config_of(context), os.environ, ticket, sequence)))


@report_app.command("quarter")
def quarter(context: typer.Context, of: _Of, format_: _As = None, at: _At = None, out: _Out = None) -> None:
    """季报: trends, villages by the promises kept, repeated causes, what lacks money, who may be silent, privacy.

    The comparison of villages is not final before their objections have been heard (report object, report answer).
    """
    _print(context, Kind.QUARTER, of, format_, at, out)


@report_app.command("object")
def object_(
    context: typer.Context,
    ticket: Annotated[int, typer.Argument(help="The ticket's number.")],
    words: Annotated[str, typer.Argument(help="Why it should not count for the village.")],
    of: Annotated[str, typer.Option("--of", help="The quarter: 2026-Q4.")],
    by: Annotated[str, typer.Option(help="Who objects: a person's id; the village's secretary or grid head.")],
) -> None:
    """Object to a ticket in a village's quarter; the affairs office is asked, and the report shows it from here on.

    Example: shuoshi report object 12 "等的是供水公司" --of 2026-Q4 --by p04
    """
    typer.echo(run(keep_objection(config_of(context), os.environ, ticket, words, of, by)))


@report_app.command("answer")
def answer(
    context: typer.Context,
    ticket: Annotated[int, typer.Argument(help="The ticket's number.")],
    of: Annotated[str, typer.Option("--of", help="The quarter: 2026-Q4.")],
    by: Annotated[str, typer.Option(help="Who answers: a person's id of the affairs office.")],
    grant: Annotated[bool, typer.Option("--grant/--refuse", help="Whether it is left out of the village's figures.")],
    words: Annotated[str, typer.Option(help="Why; shown in the report where it is refused.")] = "",
) -> None:
    """Answer an objection; the comparison is made anew and shows what it was before."""
    typer.echo(run(answer_objection(config_of(context), os.environ, ticket, of, by, grant=grant, words=words)))


def _print(context: typer.Context, kind: Kind, of: str, asked: Format | None, at: str | None, out: Path | None) -> None:
    format_ = form_of(asked, out, _BY_NAME, Format.TEXT)
    was_there = out is not None and can_write(out)
    report = run(make_report(config_of(context), os.environ, kind, of, _instant(at)))
    content = written(report, format_)
    if out is None and format_ is Format.XLSX and sys.stdout.isatty():
        refuse("a workbook cannot be shown on a screen; give --out FILE.xlsx", 2)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        with in_place(out) as part:
            part.write_bytes(content)
    except OSError as failure:
        refuse(f"{out}: cannot be written ({failure.strerror}); name another file with --out")
    errors.print(f"{report.title} written to {out}{replaced(was_there)}", markup=False)


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
    if format_ is Format.XLSX:
        return report_workbook(report)
    if format_ is Format.HTML:
        return report_page(report)
    if format_ is Format.JSON:
        return (json.dumps(report.as_fields(), ensure_ascii=False, indent=1) + "\n").encode()
    return ("\n".join(as_text(report)) + "\n").encode()


_MAKERS: Mapping[Kind, Callable[[Ledger, Policy, Period, datetime], Awaitable[Report]]] = {
    Kind.WEEK: week_report,
    Kind.MONTH: month_report,
    Kind.QUARTER: quarter_report,
}


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
            return await _MAKERS[kind](ledger, policy, period, made_at)
        except LookupError:
            raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None


async def note_of_village(
    config: Config, environ: Mapping[str, str], of: str, at: datetime | None, village: str
) -> str:
    """The month's line for a village; a sentence where there is nothing to say. Raises ServiceMistake."""
    policy = build_policy(config)
    try:
        period = period_of(Kind.MONTH, of, policy.calendar)
    except NotAPeriod as mistake:
        raise ServiceMistake(f"--of {mistake}") from None
    async with opened(config, environ) as database, database.reading() as ledger:
        organisation = await _organisation(ledger)
        if village not in {area.code for area in organisation.villages}:
            raise ServiceMistake(f"--village {village}: no village has this code")
        text = (await village_notes(ledger, policy, period, at or utc_now())).get(village)
    return text.text if text is not None else f"{village}: nothing was raised or closed in {period.label}"


async def keep_decision(
    config: Config, environ: Mapping[str, str], number: int, words: str, by: str, who: str, until: date
) -> str:
    """Keep a decision; returns what was kept, in a sentence. Raises ServiceMistake."""
    policy = build_policy(config)
    async with opened(config, environ) as database, database.ledger() as ledger:
        organisation = await _organisation(ledger)
        decider, actor = _person(organisation, by, "--by"), _person(organisation, who, "--who")
        ticket = await ledger.tickets.find(number)
        if ticket is None or not decided.may_decide(organisation, decider.id, ticket):
            raise ServiceMistake(
                f"ticket {number}: --by {by} may not decide about it, or there is none; "
                "the affairs office and the village's area leader may, and nobody about a complaint"
            )
        try:
            decision = await decided.decide(
                ledger, policy, organisation, ticket, words, until=until, who=actor, by=decider.id, now=utc_now()
            )
        except Refused as refused:
            raise ServiceMistake(f"ticket {number}: {refused.reply.text}") from None
        await ledger.commit()
        return f"ticket {number}, decision {decision.sequence}: {who} until {until.isoformat()}, and is told"


async def finish_decisions(config: Config, environ: Mapping[str, str], number: int, sequence: int | None) -> str:
    """What was decided about a ticket is done; returns how many, in a sentence. Raises ServiceMistake."""
    async with opened(config, environ) as database, database.ledger() as ledger:
        found = [
            decision
            for decision in await ledger.decisions.of(number)
            if decision.done_at is None and sequence in (None, decision.sequence)
        ]
        if not found:
            raise ServiceMistake(f"ticket {number}: nothing decided about it is still to do")
        for decision in found:
            decided.done(decision, utc_now())
        await ledger.commit()
        return f"ticket {number}: {len(found)} done"


async def _organisation(ledger: Ledger) -> Organisation:
    try:
        return await ledger.organisation()
    except LookupError:
        raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None


def _person(organisation: Organisation, person: str, option: str) -> Officer:
    found = organisation.officers.get(person)
    if found is None:
        raise ServiceMistake(f"{option} {person}: nobody has this id in the organisation")
    return found


async def keep_objection(config: Config, environ: Mapping[str, str], number: int, words: str, of: str, by: str) -> str:
    """Keep an objection; returns what was kept, in a sentence. Raises ServiceMistake."""
    policy = build_policy(config)
    quarter = _quarter(policy, of)
    async with opened(config, environ) as database, database.ledger() as ledger:
        organisation = await _organisation(ledger)
        objector = _person(organisation, by, "--by")
        try:
            await objecting.object_to(ledger, policy, organisation, quarter, number, words, by=objector, now=utc_now())
        except Refused as refused:
            raise ServiceMistake(f"ticket {number}: {refused.reply.text}") from None
        await ledger.commit()
        return f"ticket {number}, {quarter.label}: the objection is kept, and the affairs office is asked"


async def answer_objection(
    config: Config, environ: Mapping[str, str], number: int, of: str, by: str, *, grant: bool, words: str
) -> str:
    """Answer an objection; returns what was done, in a sentence. Raises ServiceMistake."""
    policy = build_policy(config)
    quarter = _quarter(policy, of)
    async with opened(config, environ) as database, database.ledger() as ledger:
        organisation = await _organisation(ledger)
        person = _person(organisation, by, "--by")
        if Role.AFFAIRS_OFFICE not in organisation.roles_of(person.id):
            raise ServiceMistake(f"--by {by}: only the affairs office answers objections")
        found = await ledger.objections.find(quarter.label, number)
        if found is None or found.answered_at is not None:
            raise ServiceMistake(f"ticket {number}, {quarter.label}: no objection waits for an answer")
        await objecting.answer(
            ledger, policy, organisation, found, granted=grant, words=words, by=person.id, now=utc_now()
        )
        await ledger.commit()
        return f"ticket {number}, {quarter.label}: {'granted, left out' if grant else 'refused, counted as before'}"


def _quarter(policy: Policy, of: str) -> Period:
    try:
        return period_of(Kind.QUARTER, of, policy.calendar)
    except NotAPeriod as mistake:
        raise ServiceMistake(f"--of {mistake}") from None
