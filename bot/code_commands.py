"""`shuoshi codes`: 说事码 posters and 连心卡 contact cards, ready to print; new codes, and codes taken down."""

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.app import open_database, random_bits
from bot.channels.base import SendFailed
from bot.channels.official_account import OfficialAccountSettings
from bot.channels.official_account_api import OfficialAccountApi
from bot.clock import utc_now
from bot.command_line import config_of, errors, progress, refuse, run
from bot.commands import opened
from bot.config import Config, load_master_key
from bot.organisation_loading import load_organisation
from bot.posters import pages
from bot.service import configured_organisation, home_channel
from handlers.wording import OfficerName, OfficerPhone
from storage.database import Database
from storage.ledger import Ledger
from storage.marked_yaml import nearest
from storage.models import Area, Officer, PostedCode
from storage.organisation import Organisation, Role
from storage.posted_codes import IssuedCode, Uses, as_code

codes_app = typer.Typer(
    help="说事码 posters and 连心卡 contact cards, ready to print.",
    invoke_without_command=True,
    epilog="Examples: shuoshi codes --out 打印 · shuoshi codes new --area 621221108201001 --place 村口路灯 · "
    "shuoshi codes replace R7K2M9QXAB23",
)
_TITLES = {
    Role.GRID_OFFICER: "网格员",
    Role.GRID_HEAD: "网格长",
    Role.VILLAGE_SECRETARY: "村支书",
    Role.AFFAIRS_OFFICE: "镇社会事务办公室",
}
_Area = Annotated[str | None, typer.Option(help="Code of one village or grid; default: the whole township.")]
Code = PostedCode | IssuedCode


@codes_app.callback()
def codes(
    context: typer.Context,
    area: _Area = None,
    out: Annotated[Path, typer.Option(help="Folder for the files; made if it is not there.")] = Path("codes"),
    link: Annotated[
        str | None,
        typer.Option(help="What the pictures say, with {code} in it; default: the link of the Official Account."),
    ] = None,
) -> None:
    """Draw a poster for every code and a card for every grid officer: SVG, a page to print from, and PDF."""
    if context.invoked_subcommand is not None:
        return
    if link is not None and "{code}" not in link:
        refuse(f"--link {link}: it does not say where the code goes; write {{code}} in it", 2)
    for sentence in run(_draw(config_of(context), os.environ, area, out, link)):
        errors.print(sentence, markup=False)


@codes_app.command("list")
def codes_list(context: typer.Context, area: _Area = None) -> None:
    """Every code: where it hangs, and how often it was scanned (never by whom)."""
    rows, uses = run(_listed(config_of(context), os.environ, area))
    table = Table("code", "area", "place", "made by", "scans", "last scan")
    for code in rows:
        used = uses.get(code.code, None)
        maker = "program" if isinstance(code, IssuedCode) else "organisation file"
        table.add_row(
            code.code, code.area, code.place, maker, str(used.count if used else 0), str(used.last_on) if used else "–"
        )
    Console().print(table)


@codes_app.command("new")
def codes_new(
    context: typer.Context,
    area: Annotated[str, typer.Option(help="Code of the grid or village in which it will hang.")],
    place: Annotated[str, typer.Option(help="Where: a lamp post, the clinic, the bus stop; never a house.")],
) -> None:
    """Make a code for a place. It holds no personal data, and no number of a house."""
    print(run(_issue(config_of(context), os.environ, area, place.strip())))


@codes_app.command("revoke")
def codes_revoke(context: typer.Context, code: Annotated[str, typer.Argument(help="The code to take down.")]) -> None:
    """Take a code down: whoever scans it later is asked for his village, and his matter is taken all the same."""
    run(_revoke(config_of(context), os.environ, code, replace=False))
    errors.print(f"{as_code(code)} is taken down", markup=False)


@codes_app.command("replace")
def codes_replace(context: typer.Context, code: Annotated[str, typer.Argument(help="The torn one.")]) -> None:
    """A new code for the same place, and the old one taken down; prints the new one."""
    print(run(_revoke(config_of(context), os.environ, code, replace=True)))


# what is there -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _township(config: Config, environ: Mapping[str, str]) -> AsyncIterator[tuple[Database, bool]]:
    """The database, where it holds an organisation; otherwise the configured organisation in one that is thrown away.

    Posters are printed before the service is ever started.
    """
    async with opened(config, environ, ready=False) as database:
        revision, newest = await database.revision()
        if revision == newest:
            async with database.reading() as ledger:
                if await ledger.people.generation():
                    yield database, True
                    return
    file = configured_organisation(config)
    with tempfile.TemporaryDirectory(prefix="codes-") as folder:
        passing = config.model_copy(
            update={"database": config.database.model_copy(update={"url": f"sqlite:///{folder}/codes.sqlite3"})}
        )
        database = open_database(passing, load_master_key(config, environ), file.township.code)
        try:
            await database.upgrade()
            await load_organisation(database, file, home_channel(config))
            yield database, False
        finally:
            await database.close()


def _within(organisation: Organisation, area: str | None) -> list[str]:
    """The codes of an area and of all that lies in it. Refuses an unknown one."""
    if area is None or area == organisation.township.code:
        return [organisation.township.code, *organisation.areas]
    if area not in organisation.areas:
        close = nearest(area, organisation.areas)
        refuse(f"--area {area}: no such village or grid" + (f"; did you mean {close}?" if close else ""), 2)
    return [area, *(grid.code for grid in organisation.grids_of(area))]


async def _codes_in(ledger: Ledger, organisation: Organisation, area: str | None) -> list[Code]:
    areas = set(_within(organisation, area))
    posted: list[Code] = [c for c in organisation.codes.values() if c.area in areas and c.revoked_at is None]
    issued = [code for code in await ledger.posted_codes.issued() if code.area in areas]
    return sorted([*posted, *issued], key=lambda code: (code.area, code.code))


async def _listed(
    config: Config, environ: Mapping[str, str], area: str | None
) -> tuple[list[Code], Mapping[str, Uses]]:
    async with _township(config, environ) as (database, _), database.reading() as ledger:
        return await _codes_in(ledger, await ledger.organisation(), area), await ledger.posted_codes.uses()


async def _issue(config: Config, environ: Mapping[str, str], area: str, place: str) -> str:
    async with _township(config, environ) as (database, kept), database.ledger() as ledger:
        _needs_a_ledger(kept)
        organisation = await ledger.organisation()
        _within(organisation, area)
        if not 1 <= len(place) <= 30:
            refuse("--place: say in 1 to 30 characters where it hangs", 2)
        made = ledger.posted_codes.issue(area, place, utc_now(), random_bits())
        await ledger.commit()
        return made.code


async def _revoke(config: Config, environ: Mapping[str, str], code: str, *, replace: bool) -> str:
    async with _township(config, environ) as (database, kept), database.ledger() as ledger:
        _needs_a_ledger(kept)
        organisation = await ledger.organisation()
        if code in organisation.codes:
            refuse(f"{code} stands in the organisation file: take it out there, then `shuoshi org import FILE --yes`")
        found = await ledger.posted_codes.find(as_code(code))
        if found is None:
            refuse(f"{code}: no such code; `shuoshi codes list` prints them all")
        if found.revoked_at is not None:
            refuse(
                f"{found.code} was taken down before"
                + (f"; {found.replaced_by} hangs there now" if found.replaced_by else "")
            )
        new = ledger.posted_codes.issue(found.area, found.place, utc_now(), random_bits()) if replace else None
        ledger.posted_codes.revoke(found, utc_now(), replaced_by=new)
        await ledger.commit()
        return new.code if new is not None else found.code


def _needs_a_ledger(kept: bool) -> None:
    if not kept:
        refuse("the database holds no organisation yet: start the service once, or `shuoshi org import FILE --yes`")


# drawing -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Drawn:
    posters: dict[str, str]
    cards: dict[str, str]


async def _draw(config: Config, environ: Mapping[str, str], area: str | None, out: Path, link: str | None) -> list[str]:
    async with _township(config, environ) as (database, _):
        async with database.reading() as ledger:
            organisation = await ledger.organisation()
            codes = await _codes_in(ledger, organisation, area)
        if not codes:
            refuse("no code hangs there yet: `shuoshi codes new --area … --place …` makes one")
        with progress("drawing") as (start, more):
            start(len(codes))
            says, told = await _what_they_say(config, database, codes, link)
            drawn = _drawings(config, organisation, codes, says, _within(organisation, area), more)
    return [*told, *_write(out, drawn)]


async def _what_they_say(
    config: Config, database: Database, codes: Sequence[Code], link: str | None
) -> tuple[dict[str, str], list[str]]:
    """What each picture says to a telephone, and what the reader should know of it."""
    if link is not None:
        return {code.code: link.replace("{code}", code.code) for code in codes}, []
    accounts = [settings for settings in config.channels if isinstance(settings, OfficialAccountSettings)]
    if not accounts:
        return {code.code: f"说事 {code.code}" for code in codes}, [
            "no Official Account is configured, so the pictures hold the letters of the code, to be sent to us;"
            " give --link, or configure the account and draw them again"
        ]
    settings = accounts[0]
    api = OfficialAccountApi(
        settings.name, settings.app_id, settings.secret.get_secret_value(), settings.api_base, database, utc_now
    )
    try:
        return {code.code: (await api.code(code.code)).url for code in codes}, []
    except SendFailed as failure:
        refuse(f"channel {settings.name}: the platform made no code ({failure}); nothing was written, try again later")
    finally:
        await api.close()


def _drawings(
    config: Config,
    organisation: Organisation,
    codes: Sequence[Code],
    says: Mapping[str, str],
    areas: Sequence[str],
    more: Callable[[int], None],
) -> _Drawn:
    posters, cards = {}, {}
    first: dict[str, Code] = {}
    for code in codes:
        first.setdefault(code.area, code)
        village = organisation.village_of(code.area) or organisation.township
        poster = pages.Poster(code.code, says[code.code], village.name, code.place, _holder_of(organisation, code.area))
        posters[code.code] = pages.poster_svg(poster, config.retention.words_days)
        more(1)
    for area in areas:
        for officer in _grid_officers(organisation, area):
            near = first.get(area)
            card = pages.Card(
                officer.id,
                _as_holder(officer, Role.GRID_OFFICER),
                organisation.areas[area].name,
                says[near.code] if near else None,
                near.code if near else "",
            )
            cards[f"{area}-{officer.id}"] = pages.card_svg(card)
    return _Drawn(posters, cards)


def _grid_officers(organisation: Organisation, area: str) -> list[Officer]:
    return organisation.holders(Role.GRID_OFFICER, area) if area in organisation.areas else []


def _holder_of(organisation: Organisation, area: str) -> pages.Holder | None:
    """Whom a poster names: the place's own officer, else the village's head, secretary, the township's office."""
    village = organisation.village_of(area)
    tried: list[tuple[Role, Area | None]] = [
        (Role.GRID_OFFICER, organisation.areas.get(area)),
        (Role.GRID_HEAD, village),
        (Role.VILLAGE_SECRETARY, village),
        (Role.AFFAIRS_OFFICE, organisation.township),
    ]
    for role, where in tried:
        for officer in organisation.holders(role, where.code) if where is not None else []:
            return _as_holder(officer, role)
    return None


def _as_holder(officer: Officer, role: Role) -> pages.Holder:
    return pages.Holder(_TITLES[role], str(OfficerName(officer.name)), str(OfficerPhone(officer.phone)))


def _as_file(code: str) -> str:
    """A code, or somebody's id, as a file's name: it stays in the folder whatever was entered as it."""
    return code.replace("/", "%2F").replace("\\", "%5C")


def _write(out: Path, drawn: _Drawn) -> list[str]:
    try:
        for name, drawings in (("posters", drawn.posters), ("cards", drawn.cards)):
            (out / name).mkdir(parents=True, exist_ok=True)
            for code, svg in drawings.items():
                (out / name / f"{_as_file(code)}.svg").write_text(svg, encoding="utf-8")
        (out / "posters.html").write_text(pages.posters_html(list(drawn.posters.values())), encoding="utf-8")
        (out / "cards.html").write_text(pages.cards_html(list(drawn.cards.values())), encoding="utf-8")
    except OSError as failure:
        refuse(f"--out {out}: cannot be written ({failure.strerror})")
    told = [f"{out}: {len(drawn.posters)} posters, {len(drawn.cards)} cards; print from posters.html and cards.html"]
    try:
        (out / "posters.pdf").write_bytes(pages.pdf(list(drawn.posters.values()), width=210, height=297))
        if drawn.cards:
            (out / "cards.pdf").write_bytes(pages.pdf(list(drawn.cards.values()), width=90, height=54))
    except pages.NoChineseFont:
        told.append("no PDF was made: this machine has no Chinese typeface (Debian: apt-get install fonts-noto-cjk)")
    else:
        told.append(f"for a print shop: {out / 'posters.pdf'} (A4) and {out / 'cards.pdf'} (90 × 54 mm)")
    return told
