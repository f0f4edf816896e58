"""`shuoshi officer`: a code by which an official makes his chat account his own, and taking it away again."""

import os
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

import structlog
import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, refuse, run
from bot.commands import opened
from bot.config import Config
from bot.logs import set_up_logs
from bot.service import ServiceMistake
from handlers.binding import DIGITS
from storage.models import Officer
from storage.organisation import Organisation

log = structlog.get_logger()

officer_app = typer.Typer(
    help="Officials' chat accounts: give a code, take an account away.",
    no_args_is_help=True,
    epilog="Example: shuoshi officer code p01   then the official writes 绑定 and the code in private chat.",
)
Person = Annotated[str, typer.Argument(help="The official's id in the organisation file, or his name.")]


@officer_app.command("code")
def code(
    context: typer.Context,
    person: Person,
    hours: Annotated[int, typer.Option(help="For so long the code works.", min=1, max=336)] = 48,
) -> None:
    """Print a code that binds the official's chat account: once, for 48 hours. An older code stops working."""
    set_up_logs()
    number, officer, until = run(give_code(config_of(context), os.environ, person, timedelta(hours=hours)))
    typer.echo(number)
    typer.echo(f"{officer.id}: until {until:%Y-%m-%d %H:%M}; in private chat: 绑定 {number}", err=True)


@officer_app.command("unbind")
def unbind(context: typer.Context, person: Person) -> None:
    """Take the official's chat account away at once; the organisation file's `chat:` holds again when it is changed."""
    set_up_logs()
    officer = run(take_account(config_of(context), os.environ, person))
    typer.echo(f"{officer.id}: no chat account any more; `shuoshi officer code {officer.id}` gives a new code")


def _named(organisation: Organisation, person: str) -> Officer:
    if person in organisation.officers:
        return organisation.officers[person]
    found = [officer for officer in organisation.officers.values() if officer.name == person]
    if not found:
        refuse(f"{person}: nobody in the organisation has this id or name; `shuoshi check` names its file")
    if len(found) > 1:
        refuse(f"{person}: {len(found)} people have this name; give the id: {', '.join(one.id for one in found)}")
    return found[0]


async def give_code(
    config: Config, environ: Mapping[str, str], person: str, works: timedelta
) -> tuple[str, Officer, datetime]:
    """A new code for an official, himself, and until when it works (local time)."""
    number = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    now = utc_now()
    async with opened(config, environ) as database, database.ledger() as ledger:
        try:
            organisation = await ledger.organisation()
        except LookupError as missing:
            raise ServiceMistake(f"{missing}; start the service once, or load an organisation") from None
        officer = _named(organisation, person)
        await ledger.accounts.give_code(officer.id, number, now, now + works)
        await ledger.commit()
    log.info("officer: a code was given out", officer=officer.id, hours=int(works.total_seconds() // 3600))
    return number, officer, (now + works).astimezone(build_policy(config, reads=False).zone)


async def take_account(config: Config, environ: Mapping[str, str], person: str) -> Officer:
    """The official has no chat account from now on; what waits for the old one is not sent."""
    async with opened(config, environ) as database, database.ledger() as ledger:
        officer = _named(await ledger.organisation(), person)
        await ledger.accounts.bind(officer.id, None, await ledger.accounts.in_file(officer.id), utc_now())
        await ledger.outbox.readdress(officer, None)
        await ledger.people.changed()
        await ledger.commit()
    log.info("officer: a chat account was taken away", officer=officer.id)
    return officer
