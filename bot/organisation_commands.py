"""`shuoshi org`: areas, people, posts, roster; from a workbook, a folder of CSV files or YAML, and back again."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, errors, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.ledger_files import in_place
from bot.logs import set_up_logs
from bot.organisation_loading import (
    generation_before,
    kept_organisation,
    load_organisation,
    present_organisation,
)
from bot.organisation_tables import Source, write_template
from bot.out_file import can_write, replaced
from bot.service import ServiceMistake, home_channel
from handlers.coverage import topic_gaps
from handlers.owners import would_change_hands
from handlers.policy import Policy
from handlers.titles import staff_title
from storage.database import Database
from storage.ledger import Ledger
from storage.models import Officer
from storage.organisation import Organisation, picture_of
from storage.organisation_changes import Change, changes_between
from storage.organisation_file import (
    Gap,
    OrganisationFile,
    OrganisationMistake,
    gaps_in,
    rows_of,
    write_organisation,
)

org_app = typer.Typer(
    help="The organisation: areas, people, posts, roster.",
    no_args_is_help=True,
    epilog="First: shuoshi org template 组织.xlsx; fill it in; shuoshi org import 组织.xlsx; then again with --yes.",
)
#: as many changes of one kind in one sheet are shown
_SHOWN = 20


@org_app.command("template")
def org_template(
    out: Annotated[Path, typer.Argument(help="The workbook to make, such as 组织.xlsx.")],
) -> None:
    """A workbook to fill in: a sheet for each part, with explanations, examples and lists to choose from."""
    if out.suffix.lower() == ".xlsx" and can_write(out):
        # it may be filled in half
        refuse(f"{out}: is there already; name another file, or put that one away first", 2)
    _make(out, None)
    typer.echo(f"{out}: fill it in, then run `shuoshi org import {out}`")


def _make(out: Path, organisation: OrganisationFile | None) -> None:
    if out.suffix.lower() != ".xlsx":
        refuse(f"{out}: this is written as a workbook; call it {out.stem}.xlsx", 2)
    try:
        with in_place(out) as part:
            write_template(part, organisation)
    except OSError as failure:
        refuse(f"{out}: cannot be written ({failure.strerror}); nothing was left there")


@org_app.command("import")
def org_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx, .xls, .ods), a folder of .csv files, or YAML.")],
    yes: Annotated[bool, typer.Option("--yes", help="Load it; without this, only say what it would change.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show every change, however many.")] = False,
) -> None:
    """Load an organisation in the place of the present one: all or nothing. A dry run unless --yes.

    Says what comes, goes and changes, and which open tickets change hands. Every problem is named at once, by sheet,
    row and column; with a problem nothing is changed, and the exit code is 1. `shuoshi org restore` undoes it.
    """
    set_up_logs(quiet=True)
    after = Source(file)
    with errors.status("reading"):
        prospect = run(import_organisation(config_of(context), os.environ, after, load=yes))
    for line in prospect.lines(everything=everything):
        typer.echo(line)
    typer.echo(
        "loaded; `shuoshi org restore` brings back the one before"
        if yes
        else "nothing was changed; add --yes to load it"
    )


@org_app.command("export")
def org_export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="A file: .yaml, or .xlsx to fill in further.")],
) -> None:
    """Write the present organisation to a file that can be imported again. It holds names and phones."""
    set_up_logs(quiet=True)
    if out.suffix.lower() not in (".xlsx", ".yaml", ".yml"):
        refuse(f"{out}: an organisation is written as .yaml or .xlsx; name it so", 2)
    was_there = can_write(out)
    present = run(_present(config_of(context), os.environ))
    if out.suffix.lower() == ".xlsx":
        _make(out, present)
    else:
        try:
            with in_place(out) as part:
                part.write_text(write_organisation(present), encoding="utf-8")
        except OSError as failure:
            refuse(f"{out}: cannot be written ({failure.strerror}); nothing was left there")
    counts = f"{len(present.people)} people, {len(present.posts)} posts"
    typer.echo(f"{out}{replaced(was_there)}: {counts}; keep it as you keep phone lists")


@org_app.command("restore")
def org_restore(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would change.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show every change, however many.")] = False,
) -> None:
    """Bring back the organisation that was loaded before the present one. Doing it twice undoes it."""
    set_up_logs(quiet=True)
    prospect = run(restore_organisation(config_of(context), os.environ, load=not dry_run))
    for line in prospect.lines(everything=everything):
        typer.echo(line)
    typer.echo("nothing was changed" if dry_run else "the organisation before is back")


# ---- what loading would do -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an organisation would bring in the place of the present one."""

    organisation: OrganisationFile
    changes: Sequence[Change]
    #: sentences about open tickets that would change hands
    handed: Sequence[str]
    #: what should be known, each with its place
    warnings: Sequence[str]

    def lines(self, *, everything: bool = False) -> Iterator[str]:
        """The prospect in sentences."""
        file = self.organisation
        yield (
            f"{file.township.name}: {len(file.villages)} villages, {len(file.grids)} grids, {len(file.people)} people, "
            f"{len(file.posts)} posts, {len(file.codes)} codes"
        )
        if not self.changes:
            yield "nothing would change"
        for sheet, of_sheet in groupby(self.changes, key=lambda change: change.sheet):
            found = list(of_sheet)
            counts = ", ".join(
                f"{word} {count}"
                for sign, word in (("+", "new"), ("~", "changed"), ("-", "gone"))
                if (count := sum(change.sign == sign for change in found))
            )
            yield f"{sheet.key} ({sheet.title}): {counts}"
            for sign in "+~-":
                some = [change for change in found if change.sign == sign]
                shown = some if everything else some[:_SHOWN]
                yield from (f"  {change.sign} {change.said}" for change in shown)
                if len(some) > len(shown):
                    yield f"  {sign} … and {len(some) - len(shown)} more; --all shows them"
        if self.handed:
            yield f"open tickets that change hands: {len(self.handed)}"
            yield from (f"  {sentence}" for sentence in self.handed)
        elif self.changes:
            yield "no open ticket changes hands"
        yield from (f"gap: {warning}" for warning in self.warnings)


async def import_organisation(
    config: Config, environ: Mapping[str, str], source: Source, *, load: bool, now: datetime | None = None
) -> Prospect:
    """What a file would bring; with `load` it is put in the place of the present one. Raises OrganisationMistake."""
    now, policy = now or utc_now(), build_policy(config, reads=False)
    after = source.read()
    gaps = gaps_in(after, on=policy.calendar.day_of(now))
    if refused := [_placed(source, gap) for gap in gaps if gap.refuses]:
        raise OrganisationMistake(refused)
    async with opened(config, environ) as database:
        if after.township.code != database.township:
            raise OrganisationMistake(
                [
                    f"{source.path}: the township is {after.township.code}, this database is that of "
                    f"{database.township}; correct the code, or name another database"
                ]
            )
        warnings = [_placed(source, gap) for gap in (*gaps, *_topic_gaps(database, config, policy, after, now))]
        return await _prospect(database, config, policy, after, warnings, now, load=load)


def _topic_gaps(
    database: Database, config: Config, policy: Policy, after: OrganisationFile, now: datetime
) -> list[Gap]:
    channel = home_channel(config) or "unknown"
    picture = picture_of(rows_of(after, vault=database.vault, person_channel=channel, group_channel=channel))
    return topic_gaps(after, picture, policy.duties, policy.calendar.day_of(now))


def _placed(source: Source, gap: Gap) -> str:
    place = source.place(gap.path)
    return f"{place}: {gap.what}" if place else gap.what


async def restore_organisation(config: Config, environ: Mapping[str, str], *, load: bool) -> Prospect:
    """The same with the organisation before. Raises ServiceMistake where there is none."""
    now, policy = utc_now(), build_policy(config, reads=False)
    async with opened(config, environ) as database:
        async with database.reading() as ledger:
            before = await generation_before(ledger)
            after = await kept_organisation(ledger, before) if before is not None else None
        if after is None:
            raise ServiceMistake("no organisation was loaded before the present one, so there is nothing to bring back")
        warnings = [gap.what for gap in gaps_in(after, on=policy.calendar.day_of(now))]
        return await _prospect(database, config, policy, after, warnings, now, load=load)


async def _prospect(
    database: Database,
    config: Config,
    policy: Policy,
    after: OrganisationFile,
    warnings: Sequence[str],
    now: datetime,
    *,
    load: bool,
) -> Prospect:
    channel = home_channel(config)
    rows = rows_of(after, vault=database.vault, person_channel=channel, group_channel=channel)
    async with database.reading() as ledger:
        before = await present_organisation(ledger)
        picture = await ledger.people.as_it_would_be(rows)
        changes = changes_between(before, after)
        handed = await _handed(ledger, policy, picture, now) if before is not None else []
    if load:
        await load_organisation(database, after, channel)
    return Prospect(after, changes, handed, [*warnings, *picture.roster_conflicts])


async def _handed(ledger: Ledger, policy: Policy, picture: Organisation, now: datetime) -> list[str]:
    present = await ledger.organisation()
    sentences, apart = [], 0
    async for ticket, choice in would_change_hands(ledger, policy, picture, now):
        if ticket.about_official or ticket.violence_at_home:
            apart += 1
            continue
        title = staff_title(ticket.topic, ticket.kind)
        before = _called(present, ticket.owner)
        sentences.append(f"{ticket.number} {title}: {before} → {_called(picture, choice.owner.id)} ({choice.because})")
    if apart:
        sentences.append(f"and {apart} that are kept apart")
    return sentences


def _called(organisation: Organisation, person: str) -> str:
    officer: Officer | None = organisation.officers.get(person)
    return f"{officer.name} {person}" if officer is not None else person


async def _present(config: Config, environ: Mapping[str, str]) -> OrganisationFile:
    async with opened(config, environ) as database, database.reading() as ledger:
        present = await present_organisation(ledger)
    if present is None:
        raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`")
    return present
