"""`shuoshi inbox`: messages that no try could handle, and trying them again."""

import os
import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.logs import set_up_logs
from storage.messages import SetAside

inbox_app = typer.Typer(
    help="Messages that were set aside: a villager wrote, and no try could handle it.",
    no_args_is_help=True,
    epilog="Example: shuoshi inbox list   then mend the cause (see WHY), then: shuoshi inbox retry",
)
#: as many signs of an id as tell one message from another on a screen
_SHORT = 12


@inbox_app.command("list")
def list_(context: typer.Context) -> None:
    """One line a message: ID, when it came, its channel, how often it was tried, WHY the last try failed.

    Nothing of what was said is shown, nor who said it. A message is tried six times within a quarter of an hour; then
    it is set aside and its chat goes on without it, so whoever wrote has had no answer. What is not tried again is
    destroyed with its words after `retention.words_days`.
    """
    set_up_logs(quiet=True)
    config = config_of(context)
    found = run(set_aside(config, os.environ))
    zone = build_policy(config, reads=False).zone
    for row in found:
        came = f"{row.received_at.astimezone(zone):%Y-%m-%d %H:%M}"
        typer.echo(f"{row.id.hex[-_SHORT:]}  {came}  {row.channel}  {row.attempts} tries  {row.failure or '-'}")
    typer.echo(f"{len(found)} set aside" if found else "nothing is set aside", err=True)


@inbox_app.command("retry")
def retry(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="IDs as `list` prints them; default: all.")] = None,
) -> None:
    """Put messages back in the queue; the service handles them within seconds, as if they had just come.

    Mend the cause first (WHY in `list`), or they will be set aside again a quarter of an hour later. What was handled
    in the meantime is not touched. Exit 1 if an ID is unknown, and then nothing is put back.
    """
    set_up_logs(quiet=True)
    count = run(try_again(config_of(context), os.environ, ids or None))
    typer.echo(f"{count} put back; `shuoshi run` handles them")


async def set_aside(config: Config, environ: Mapping[str, str]) -> list[SetAside]:
    """What was set aside, the oldest first."""
    async with opened(config, environ) as database, database.reading() as ledger:
        return await ledger.inbox.set_aside()


async def try_again(config: Config, environ: Mapping[str, str], ids: Sequence[str] | None) -> int:
    """Put back all, or those whose id ends so; returns how many."""
    async with opened(config, environ) as database, database.ledger() as ledger:
        chosen = None if ids is None else _chosen(await ledger.inbox.set_aside(), ids)
        count = await ledger.inbox.try_again(utc_now(), chosen)
        await ledger.commit()
    return count


def _chosen(rows: Sequence[SetAside], ids: Sequence[str]) -> list[uuid.UUID]:
    chosen = []
    for wanted in ids:
        fits = [row.id for row in rows if wanted and row.id.hex.endswith(wanted.lower())]
        if len(fits) != 1:
            what = "no message that is set aside has this id" if not fits else f"{len(fits)} messages have this id"
            refuse(f"{wanted}: {what}; `shuoshi inbox list` prints them. Nothing was put back")
        chosen += fits
    return chosen
