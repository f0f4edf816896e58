"""`shuoshi hotline …`: orders of 12345 in from a table as it is sent, the same table back with results."""

import asyncio
import codecs
import csv
import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import stamina
import typer
import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, errors, progress, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.ledger_files import as_words, in_place
from bot.report_workbook import sheet_name
from bot.service import ServiceMistake
from classifiers.verdict import Verdict
from handlers.hotline import Sorted, judge, results_of, sort_orders, take
from handlers.hotline_rows import NAMES, OURS, Column, OrderRow, Value, header_of, orders_in, plain_number
from handlers.policy import Policy
from storage.database import Database
from storage.ledger import Ledger, SomebodyWasFaster

hotline_app = typer.Typer(
    help="12345: orders of the hotline in from XLSX or CSV, and their results back in the same table.",
    no_args_is_help=True,
)

_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".et"})
#: what a cell of a workbook holds at most; a longer text would be left out without a word
_LONGEST_CELL = 32_000
#: as many problems are printed; the rest is counted
_SHOWN = 50
#: orders of one commit: about a second on a small machine
_PIECE = 25
#: seconds between two commits on SQLite, where whoever waits for the writer's place asks every tenth of a second
_BREATH = 0.15


class TableMistake(Exception):
    """A table that cannot be read, or not as a whole: every problem with where it is."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems[:3]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or the whole of a CSV file."""

    name: str
    where: str
    rows: Sequence[Sequence[Value]]


@dataclass(slots=True)
class Found:
    """What a file holds, and what of it is new."""

    orders: list[OrderRow] = field(default_factory=list)
    repeated: int = 0
    sorted: Sorted = field(default_factory=lambda: Sorted((), 0, ()))


# reading ----------------------------------------------------------------------------------------------------------


def read_tables(path: Path) -> tuple[list[Table], str]:
    """The tables of a file, and the encoding of its text ("" for a workbook). Raises TableMistake."""
    try:
        if path.suffix.lower() in _WORKBOOKS:
            return _workbook(path), ""
        text, encoding = _decoded(path.read_bytes())
    except OSError as failure:
        raise TableMistake([f"{path}: cannot be read ({failure.strerror}); check its name and folder"]) from None
    except CalamineError as failure:
        said = str(failure).splitlines()[0][:120]
        raise TableMistake([f"{path}: no workbook that can be read ({said}); save it anew as .xlsx"]) from None
    except UnicodeDecodeError:
        raise TableMistake([f"{path}: neither UTF-8 nor GBK; save it as CSV UTF-8"]) from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    try:
        rows: list[list[Value]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as failure:
        raise TableMistake([f"{path}: {failure}; save it anew as CSV UTF-8"]) from None
    return [Table(path.stem, path.name, rows)], encoding


def _workbook(path: Path) -> list[Table]:
    with CalamineWorkbook.from_path(str(path)) as book:
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        ]
        return [
            Table(
                name,
                f"{path.name}, sheet {name}",
                book.get_sheet_by_name(name).to_python(skip_empty_area=False),
            )
            for name in shown
        ]


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        # what a spreadsheet in Chinese writes unless it is told otherwise
        return content.decode("gb18030"), "gb18030"


def read_orders(path: Path, policy: Policy) -> Found:
    """Every order of a file. Raises TableMistake with all mistakes: it is taken as a whole or not at all."""
    tables, _ = read_tables(path)
    found, problems, headers = Found(), [], 0
    first: dict[str, OrderRow] = {}
    for table in tables:
        header = header_of(table.rows)
        if header is None:
            continue
        headers += 1
        read = orders_in(table.rows, header, table.where, policy.zone)
        problems += read.problems
        for order in read.orders:
            before = first.setdefault(order.number, order)
            if before is order:
                found.orders.append(order)
            elif before.fields() == order.fields():
                found.repeated += 1
            else:
                problems.append(f"{order.where}: the number {order.number} stands already in {before.where}, otherwise")
    if not headers:
        wanted = "、".join(NAMES[column][0] for column in (Column.NUMBER, Column.WORDS))
        problems.append(f"{path}: no row with the names of the columns was found; two are needed: {wanted}")
    if problems:
        raise TableMistake(problems)
    return found


# import -----------------------------------------------------------------------------------------------------------


async def bring_in(
    database: Database,
    policy: Policy,
    path: Path,
    *,
    write: bool,
    on_start: Callable[[int], Any],
    on_row: Callable[[int], Any],
) -> Found:
    """Read a file, and with `write` file every new order. Raises TableMistake, SomebodyWasFaster.

    Filed in pieces, each in one commit of its own, so that a service beside it never waits long. The rows of
    `hotline_order` remember what was filed: after a stop in between the same file goes on where it was.
    """
    found = read_orders(path, policy)
    async with database.reading() as ledger:
        await ledger.organisation()
        found.sorted = await sort_orders(ledger, found.orders)
    fresh = found.sorted.fresh
    on_start(len(fresh) * (2 if write else 1))
    verdicts = []
    for order in fresh:
        # judged before anything is locked: reading takes most of the time
        verdicts.append(judge(policy, order))
        on_row(1)
    if not write or not fresh:
        return found
    judged = list(zip(fresh, verdicts, strict=True))
    for start in range(0, len(judged), _PIECE):
        if start and database.is_sqlite:
            await asyncio.sleep(_BREATH)
        piece = judged[start : start + _PIECE]
        async for again in stamina.retry_context(on=SomebodyWasFaster, attempts=3, timeout=30):
            with again:
                await _file_piece(database, policy, piece)
        on_row(len(piece))
    return found


async def _file_piece(database: Database, policy: Policy, piece: Sequence[tuple[OrderRow, Verdict]]) -> None:
    """File some orders in one commit, those left out that somebody else has filed meanwhile."""
    now = utc_now()
    async with database.ledger() as ledger:
        organisation = await ledger.organisation()
        kept = await ledger.hotline.numbered(order.number for order, _ in piece)
        for order, verdict in piece:
            if order.number not in kept:
                await take(ledger, policy, organisation, order, verdict, now)
        await ledger.commit()


@hotline_app.command("import")
def hotline_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The hotline's table: .xlsx, .xls, .ods or .csv (UTF-8 or GBK).")],
    yes: Annotated[
        bool, typer.Option("--yes", help="File the new orders; without this, only say what there is.")
    ] = False,
) -> None:
    """File the hotline's orders as tickets. A dry run unless --yes; a file with a mistake is refused as a whole.

    Columns are known by their names (工单编号, 来电时间, 办理期限, 诉求内容, 来电号码, 来电人, 事发地址 and the like),
    below a title or a header of two rows. A number that is known makes no second ticket; where its row says something
    else now, the difference is printed and nothing is overwritten. What seems to be known already is proposed to the
    grid head for merging. Orders are filed a few at a time while the service runs; stopped in between, the same
    command goes on where it was. Exit 1 if a row cannot be read: each with sheet, row and column.
    """
    config = config_of(context)
    try:
        found = run(_import(config, os.environ, file, yes))
    except TableMistake as mistake:
        for problem in mistake.problems[:_SHOWN]:
            errors.print(problem, markup=False)
        left = len(mistake.problems) - _SHOWN
        refuse(f"{f'and {left} more; ' if left > 0 else ''}nothing was changed: mend these and run it again")
    except SomebodyWasFaster:
        refuse(
            "somebody else changed the same rows at this moment; run it again, what was filed is known by its number"
        )
    for difference in found.sorted.differences:
        typer.echo(
            f"{difference.where}: {difference.number} (ticket {difference.ticket}) has changed and was left as it is: "
            + "; ".join(difference.changes)
        )
    done = "filed" if yes else "would be filed"
    typer.echo(
        f"{len(found.sorted.fresh)} {done}, {found.sorted.known} known already "
        f"({len(found.sorted.differences)} of them changed), {found.repeated} repeated in the file"
    )
    if not yes:
        typer.echo("nothing was changed; add --yes to file them")


async def _import(config: Config, environ: Mapping[str, str], file: Path, yes: bool) -> Found:
    policy = build_policy(config)
    async with opened(config, environ) as database:
        with progress("hotline") as (start, more):
            try:
                return await bring_in(database, policy, file, write=yes, on_start=start, on_row=more)
            except LookupError:
                sentence = "no organisation has been loaded yet: run `shuoshi org import FILE --yes`"
                raise ServiceMistake(sentence) from None


# export -----------------------------------------------------------------------------------------------------------


async def with_results(database: Database, policy: Policy, path: Path | None) -> tuple[list[Table], str, int]:
    """The tables of `path` with our columns filled in (None: one of all orders), encoding, and how many were known."""
    async with database.reading() as ledger:
        if path is None:
            rows = await _all_orders(ledger, policy)
            return [Table("12345", "12345", rows)], "utf-8-sig", len(rows) - 1
        tables, encoding = read_tables(path)
        filled = [await _filled(ledger, policy, table) for table in tables]
    return [table for table, _ in filled], encoding, sum(known for _, known in filled)


async def _all_orders(ledger: Ledger, policy: Policy) -> list[list[Value]]:
    rows: list[list[Value]] = [[NAMES[column][0] for column in (Column.NUMBER, Column.DUE, *OURS)]]
    after = ""
    while page := await ledger.hotline.every(after=after):
        for order, ticket in page:
            due = order.outside_due_at.astimezone(policy.zone) if order.outside_due_at else None
            told = await results_of(ledger, policy, ticket)
            day = due.strftime("%Y-%m-%d %H:%M") if due else ""
            rows.append([order.outside_number, day, *(told[each] for each in OURS)])
        after = page[-1][0].outside_number
    return rows


async def _filled(ledger: Ledger, policy: Policy, table: Table) -> tuple[Table, int]:
    """One table with what became of its orders, and how many of them are known here."""
    header = header_of(table.rows)
    if header is None:
        return table, 0
    place = dict(header.columns)
    copy: list[list[Value]] = [list(row) for row in table.rows]
    width = max(len(row) for row in copy)
    for column in OURS:
        if column not in place:
            place[column], width = width, width + 1
    _put(copy[header.at], {place[c]: NAMES[c][0] for c in OURS if c not in header.columns}, width)
    at_number, known = place[Column.NUMBER], 0
    below = [(at, copy[at]) for at in range(header.at + 1, len(copy)) if at_number < len(copy[at])]
    for start in range(0, len(below), 500):
        some = [(plain_number(row[at_number]), row) for _, row in below[start : start + 500]]
        kept = await ledger.hotline.numbered(number for number, _ in some if number)
        for number, row in some:
            if number in kept:
                known += 1
                told = await results_of(ledger, policy, kept[number][1])
                _put(row, {place[c]: told[c] for c in OURS}, width)
    return Table(table.name, table.where, copy), known


def _put(row: list[Value], values: Mapping[int, Value], width: int) -> None:
    row += [None] * (width - len(row))
    for place, value in values.items():
        if value or not row[place]:
            row[place] = value


def write_tables(path: Path, tables: Sequence[Table], encoding: str) -> None:
    """As a workbook, or as CSV; nothing in a cell is ever a formula."""
    with in_place(path) as beside:
        if path.suffix.lower() == ".csv":
            with beside.open("w", encoding=encoding or "utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                for table in tables:
                    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
            return
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(str(beside), options) as book:
            days = {
                True: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
                False: book.add_format({"num_format": "yyyy-mm-dd"}),
            }
            taken: set[str] = set()
            for table in tables:
                sheet = book.add_worksheet(sheet_name(table.name, taken))
                for at, row in enumerate(table.rows):
                    for place, cell in enumerate(row):
                        _write(sheet, at, place, cell, days)


def _write(sheet: Any, at: int, place: int, cell: Value, days: Mapping[bool, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(at, place, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(at, place, cell)
    elif isinstance(cell, str):
        sheet.write_string(at, place, cell[:_LONGEST_CELL])
    elif hasattr(cell, "year"):
        sheet.write_datetime(at, place, cell, days[hasattr(cell, "hour")])
    else:
        sheet.write_string(at, place, str(cell))


def _safe(cell: Value) -> str:
    text = "" if cell is None else str(cell)
    return text if text.lstrip("+-").replace(".", "").isdigit() else as_words(text)


@hotline_app.command("export")
def hotline_export(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="The file to write: .xlsx or .csv.")],
    file: Annotated[
        Path | None,
        typer.Argument(help="The hotline's own table; its columns are kept and ours filled in. Default: all."),
    ] = None,
) -> None:
    """Write what became of the hotline's orders (办理状态, 首次联系时间, 办理结果, 办结时间, 群众确认, 说事编号).

    With FILE: the same rows and columns in the same order, ours filled where they are there and added at the end where
    not. Without it: every order by its number, with no name and no number to call.
    """
    if file is not None and out.resolve() == file.resolve():
        refuse(f"{out}: would overwrite the hotline's own table; name another file")
    config = config_of(context)
    try:
        known = run(_export(config, os.environ, file, out))
    except TableMistake as mistake:
        refuse("\n".join(mistake.problems))
    errors.print(f"{known} orders with what became of them written to {out}", markup=False)


async def _export(config: Config, environ: Mapping[str, str], file: Path | None, out: Path) -> int:
    policy = build_policy(config, reads=False)
    async with opened(config, environ) as database:
        tables, encoding, known = await with_results(database, policy, file)
    write_tables(out, tables, encoding)
    return known
