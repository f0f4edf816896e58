"""`shuoshi ledger`: the ledger as a file, and whether its history is whole."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, day, errors, progress, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.ledger_files import CsvTable, Sheet, Workbook, in_place
from bot.logs import set_up_logs
from bot.privileged_reads import record_read
from bot.service import ServiceMistake
from handlers.ledger_lines import EVERYTHING, KEPT_APART, ledger_lines
from handlers.ledger_sheet import columns, ledger_sheet
from handlers.policy import Policy
from storage.history import first_broken
from storage.ledger import Ledger
from storage.ledger_pages import Selection
from storage.marked_yaml import nearest
from storage.organisation import Organisation

ledger_app = typer.Typer(
    help="台账: export it, verify its history.",
    no_args_is_help=True,
    epilog="Example: shuoshi ledger export --out 台账.xlsx --from 2026-11-01 --to 2026-11-30",
)


class Format(StrEnum):
    """What the ledger is written as."""

    XLSX = "xlsx"
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants exported. `first` and `last` are local days of registration, both included."""

    format: Format
    first: date | None = None
    last: date | None = None
    area: str | None = None
    reason: str | None = None

    @property
    def period(self) -> str:
        """The days in words."""
        if self.first is None and self.last is None:
            return "全部"
        return f"{self.first or '最早'} 至 {self.last or '现在'}"


@ledger_app.command("export")
def ledger_export(
    context: typer.Context,
    format_: Annotated[
        Format | None, typer.Option("--format", help="Default: by the name of --out, else jsonl.")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help="Registered on this local day or later.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Registered on this local day or earlier.")] = None,
    area: Annotated[str | None, typer.Option(help="Code of one village or grid.")] = None,
    out: Annotated[Path | None, typer.Option(help="A file; default: standard output.")] = None,
    with_names: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="xlsx, csv: officials', villagers' names, places too; the reason is kept."),
    ] = None,
) -> None:
    """The ledger as a workbook, comma-separated values or JSON lines: no name, no phone, no villager's word.

    Of complaints about officials and violence at home every form says number and dates, and with --area nothing at all.
    The file appears when it is complete. With a reason, which is written down with the date and who asked
    (data_dir/privileged-reads.jsonl), names and places stand in columns of their own.
    """
    set_up_logs(quiet=True)
    wish = Wish(
        format=format_ or _format_of(out),
        first=day(first, "--from") if first else None,
        last=day(last, "--to") if last else None,
        area=area,
        reason=with_names,
    )
    if wish.reason is not None and wish.format is Format.JSONL:
        refuse("--with-names is for xlsx and csv; the JSON lines never hold a name", 2)
    if out is None and wish.format is Format.XLSX and sys.stdout.isatty():
        refuse("a workbook is not for the screen: name a file with --out, such as --out 台账.xlsx", 2)
    try:
        with progress("exporting") as (start, more):
            count = run(export_ledger(config_of(context), os.environ, wish, out, on_start=start, on_more=more))
    except OSError as failure:
        refuse(f"{out}: cannot be written ({failure.strerror}); nothing was left there")
    if out is not None:
        errors.print(f"{count} tickets written to {out}", markup=False)


def _format_of(out: Path | None) -> Format:
    suffix = out.suffix.lower().removeprefix(".") if out is not None else ""
    return Format(suffix) if suffix in list(Format) else Format.JSONL


@ledger_app.command("verify")
def ledger_verify(context: typer.Context) -> None:
    """Compute every ticket's history chain again, and look for tickets that are gone. Exit 1 if anything is broken."""
    set_up_logs(quiet=True)
    with progress("verifying") as (start, more):
        verified = run(verify_ledger(config_of(context), os.environ, on_start=start, on_more=more))
    for number, line in verified.broken:
        typer.echo(f"ticket {number}: the history does not fit" + (f" from line {line} on" if line else " its end"))
    for first, last in verified.missing:
        typer.echo(f"ticket {first}: is missing" if first == last else f"tickets {first} to {last}: are missing")
    typer.echo(f"{verified.count} tickets verified, {len(verified.broken)} broken, {verified.gone} missing")
    raise typer.Exit(1 if verified.broken or verified.missing else 0)


# ---- exporting ------------------------------------------------------------------------------------------------------


async def export_ledger(
    config: Config,
    environ: Mapping[str, str],
    wish: Wish,
    out: Path | None,
    *,
    on_start: Callable[[int], Any] = lambda total: None,
    on_more: Callable[[int], Any] = lambda count: None,
) -> int:
    """Write the tickets that are wished for; returns how many. Raises NoReason, ServiceMistake, OSError."""
    if wish.reason is not None:
        _record(config, wish)
    policy, now = build_policy(config, reads=False), utc_now()
    async with opened(config, environ) as database, database.reading() as ledger:
        selection = await _selection(ledger, policy, wish)
        on_start(await ledger.pages.count(selection))
        count = 0
        if wish.format is Format.JSONL:
            with _text_file(out) as file:
                async for line in ledger_lines(ledger, policy, now, selection):
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
                    on_more(1)
                    count += 1
            return count
        organisation = await _organisation(ledger)
        with _sheet(out, policy, organisation, wish, now) as sheet:
            async for row in ledger_sheet(ledger, policy, selection, with_names=wish.reason is not None):
                sheet.write(row)
                on_more(1)
                count += 1
        return count


def _record(config: Config, wish: Wish) -> None:
    what = f"ledger export --with-names, {wish.period}, {wish.area or 'every area'}"
    try:
        record_read(config.data_dir, what, wish.reason or "", utc_now())
    except OSError as failure:
        raise ServiceMistake(
            f"{config.data_dir}: the reading cannot be recorded ({failure.strerror}), so nothing is shown; "
            "make the folder writable"
        ) from None


async def _organisation(ledger: Ledger) -> Organisation:
    try:
        return await ledger.organisation()
    except LookupError:
        raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None


async def _selection(ledger: Ledger, policy: Policy, wish: Wish) -> Selection:
    if wish.first is None and wish.last is None and wish.area is None:
        return EVERYTHING
    if wish.first and wish.last and wish.last < wish.first:
        raise ServiceMistake(f"--to {wish.last} lies before --from {wish.first}; exchange the two")
    area = wish.area
    if area is not None:
        organisation = await _organisation(ledger)
        if area not in organisation.areas:
            raise ServiceMistake(f"--area {area}: there is no such area{nearest(area, organisation.areas, offer=0)}")
        if area == organisation.township.code:
            area = None
    at = policy.calendar.at_local
    return Selection(
        since=at(wish.first, time.min) if wish.first else None,
        until=at(wish.last + timedelta(days=1), time.min) if wish.last else None,
        area=area,
    )


@contextmanager
def _text_file(out: Path | None) -> Iterator[Any]:
    if out is None:
        yield sys.stdout
        return
    with in_place(out) as part, part.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def _sheet(out: Path | None, policy: Policy, organisation: Organisation, wish: Wish, now: datetime) -> Iterator[Sheet]:
    shown = columns(with_names=wish.reason is not None)
    if wish.format is Format.CSV:
        if out is None:
            # line ends are the writer's own
            file = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
            yield CsvTable(file, shown)
            file.detach()
            return
        with _text_file(out) as file:
            yield CsvTable(file, shown)
        return
    if out is None:
        with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
            whole = Path(folder) / "ledger.xlsx"
            yield from _workbook(whole, policy, organisation, wish, now)
            sys.stdout.buffer.write(whole.read_bytes())
        return
    with in_place(out) as part:
        yield from _workbook(part, policy, organisation, wish, now)


def _workbook(path: Path, policy: Policy, organisation: Organisation, wish: Wish, now: datetime) -> Iterator[Sheet]:
    made_at = policy.calendar.local(now)
    area = organisation.areas.get(wish.area or "", organisation.township)
    about = [
        ("范围", f"{area.name}，登记日期：{wish.period}"),
        ("导出时间", f"{made_at:%Y-%m-%d %H:%M}"),
        (
            "隐私",
            "没有姓名、电话、门牌和原话；户里事只到村。"
            if wish.reason is None
            else "含姓名和地点，不得外传，用完删除。",
        ),
        (KEPT_APART, "反映干部的事和家暴不在这张表里说内容，只由该看的人办。"),
        ("期限", "原定期限是头一回答应本人的日子；延期写次数、原因和新的日子。"),
        ("确认方式", "本人确认：本人说行；代确认：别人替他说；未回复：问过两回没回话，不算满意。"),
        ("到期删除日", "从这天起原话和地点删除，编号和过程留下。"),
    ]
    book = Workbook(
        path,
        columns(with_names=wish.reason is not None),
        title=f"{area.name}说事台账",
        about=about,
        folder=path.parent,
        made_at=made_at,
    )
    yield book
    book.close()


# ---- verifying ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at and what was found: (number, first line that does not fit), (first, last) of missing ones."""

    count: int
    broken: list[tuple[int, int]]
    missing: list[tuple[int, int]]

    @property
    def gone(self) -> int:
        """How many numbers have no ticket."""
        return sum(last - first + 1 for first, last in self.missing)


async def verify_ledger(
    config: Config,
    environ: Mapping[str, str],
    *,
    on_start: Callable[[int], Any] = lambda total: None,
    on_more: Callable[[int], Any] = lambda count: None,
) -> Verified:
    """Every ticket's chain, and every number: numbers are given without gaps, so a gap is a ticket taken out."""
    count, expected = 0, 1
    broken: list[tuple[int, int]] = []
    missing: list[tuple[int, int]] = []
    async with opened(config, environ) as database, database.reading() as ledger:
        on_start(await ledger.pages.count(EVERYTHING))
        given = await ledger.pages.last_number()
        async for page in ledger.pages.pages(EVERYTHING):
            for entry in page:
                number = entry.ticket.number
                if number > expected:
                    missing.append((expected, number - 1))
                expected = number + 1
                line = first_broken(entry.history, entry.ticket.chain)
                if line is not None:
                    broken.append((number, line))
            count += len(page)
            on_more(len(page))
    if given >= expected:
        missing.append((expected, given))
    return Verified(count, broken, missing)
