"""`shuoshi org tree`: who answers for which place, from the ten-household contact up to the township."""

import os
from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, day, run
from bot.commands import opened
from bot.config import Config
from bot.logs import set_up_logs
from bot.organisation_commands import org_app
from bot.service import ServiceMistake
from handlers.contact_tree import MISSING, tree
from storage.marked_yaml import nearest


@org_app.command("tree")
def org_tree(
    context: typer.Context,
    area: Annotated[str | None, typer.Option(help="Code of one village or grid; default: the whole township.")] = None,
    on: Annotated[str | None, typer.Option(help="The local day (leave counts), YYYY-MM-DD; default: today.")] = None,
) -> None:
    """联系树: township, villages, grids, contacts, each with who holds it; what nobody holds is marked （缺）.

    A matter climbs along these lines. The tree ends at the grid's places: no household stands in it.
    """
    set_up_logs(quiet=True)
    lines = run(draw_tree(config_of(context), os.environ, area, day(on) if on else None))
    for line in lines:
        typer.echo(line)
    missing = sum(line.count(MISSING) for line in lines)
    if missing:
        typer.echo(
            f"{missing} posts are held by nobody; `shuoshi check` says which of them a matter would miss", err=True
        )


async def draw_tree(config: Config, environ: Mapping[str, str], area: str | None, on: date | None) -> list[str]:
    """The lines. Raises ServiceMistake."""
    policy = build_policy(config, reads=False)
    async with opened(config, environ) as database, database.reading() as ledger:
        try:
            organisation = await ledger.organisation()
        except LookupError:
            raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None
    if area is not None and area not in organisation.areas:
        raise ServiceMistake(f"--area {area}: there is no such area{nearest(area, organisation.areas, offer=0)}")
    return list(tree(organisation, on or policy.calendar.day_of(utc_now()), area))
