"""`shuoshi digest`: prints the daily notes that would be sent, or that were to be sent on a past day. Sends nothing."""

import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, day, run
from bot.commands import opened
from bot.config import Config
from bot.logs import set_up_logs
from bot.service import ServiceMistake
from handlers import digests
from handlers.policy import Policy
from storage.ledger import Ledger
from storage.marked_yaml import nearest
from storage.organisation import Organisation
from storage.speech import PublicText, StaffText

digest_app = typer.Typer(
    help="日报: print what would be sent on a day, a past one too; nothing is sent.",
    no_args_is_help=True,
    epilog="Example: shuoshi digest village --on 2026-11-23 --area 621221108201",
)
_On = Annotated[str, typer.Option(help="The local day, YYYY-MM-DD.")]
#: id of a village or a person, and the note
Note = tuple[str, str]
_Made = Callable[[Ledger, Policy, Organisation, datetime, bool], Awaitable[Mapping[str, PublicText | StaffText]]]


@digest_app.command("village")
def digest_village(
    context: typer.Context,
    on: _On,
    area: Annotated[str | None, typer.Option(help="One village's code; default: every village with news.")] = None,
) -> None:
    """The evening note of the villages that have news."""
    _print(run(village_notes(config_of(context), os.environ, day(on), area)))


@digest_app.command("officer")
def digest_officer(
    context: typer.Context,
    on: _On,
    area: Annotated[str | None, typer.Option(help="Only of officials with a post in this village or grid.")] = None,
) -> None:
    """The morning note of everyone who has open tickets."""
    _print(run(officer_notes(config_of(context), os.environ, day(on), area)))


@digest_app.command("township")
def digest_township(
    context: typer.Context,
    on: _On,
    area: Annotated[str | None, typer.Option(help="The township's own code; it has no other.")] = None,
) -> None:
    """The duty's morning note, to each of its readers: the affairs office and the day's duty leader."""
    _print(run(township_notes(config_of(context), os.environ, day(on), area)))


def _print(notes: list[Note]) -> None:
    set_up_logs(quiet=True)
    for whose, text in notes:
        # one note a line, so that other programs can read it
        typer.echo(f"{whose}\t{' '.join(text.splitlines())}")


async def village_notes(config: Config, environ: Mapping[str, str], on: date, area: str | None = None) -> list[Note]:
    """(village code, text) of each village with news."""

    async def made(
        ledger: Ledger, policy: Policy, organisation: Organisation, struck_at: datetime, past: bool
    ) -> Mapping[str, PublicText]:
        if area is not None and area not in {village.code for village in organisation.villages}:
            known = {village.code for village in organisation.villages}
            raise ServiceMistake(f"--area {area}: there is no such village{nearest(area, known, offer=0)}")
        return await digests.village_digests(ledger, struck_at, past=past, area=area)

    return await _notes(config, environ, on, lambda policy: policy.digests.village_at, made)


async def officer_notes(config: Config, environ: Mapping[str, str], on: date, area: str | None = None) -> list[Note]:
    """(official's id, text) of everyone with open tickets; nobody on a day off."""

    async def made(
        ledger: Ledger, policy: Policy, organisation: Organisation, struck_at: datetime, past: bool
    ) -> Mapping[str, StaffText]:
        here = _with_post_in(organisation, area)
        if not policy.calendar.is_working_day(on):
            return {}
        told = await digests.officer_digests(ledger, policy, on, struck_at, past=past)
        # who has left the organisation meanwhile is not written to
        return {officer: text for officer, text in told.items() if officer in here}

    return await _notes(config, environ, on, lambda policy: policy.digests.officer_at, made)


async def township_notes(config: Config, environ: Mapping[str, str], on: date, area: str | None = None) -> list[Note]:
    """(official's id, text) of each reader."""

    async def made(
        ledger: Ledger, policy: Policy, organisation: Organisation, struck_at: datetime, past: bool
    ) -> Mapping[str, StaffText]:
        if area not in (None, organisation.township.code):
            raise ServiceMistake(f"--area {area}: this note is the township's, {organisation.township.code}")
        return await digests.township_digests(ledger, policy, on, struck_at, past=past)

    return await _notes(config, environ, on, lambda policy: policy.digests.township_at, made)


def _with_post_in(organisation: Organisation, area: str | None) -> set[str]:
    if area is None or area == organisation.township.code:
        return set(organisation.officers)
    if area not in organisation.areas:
        raise ServiceMistake(f"--area {area}: there is no such area{nearest(area, organisation.areas, offer=0)}")
    within = {area, *(grid.code for grid in organisation.grids_of(area))}
    return {post.officer for post in organisation.posts if post.area in within}


async def _notes(
    config: Config, environ: Mapping[str, str], on: date, at: Callable[[Policy], time], made: _Made
) -> list[Note]:
    policy = build_policy(config, reads=False)
    struck_at = policy.calendar.at_local(on, at(policy))
    async with opened(config, environ) as database, database.reading() as ledger:
        try:
            organisation = await ledger.organisation()
        except LookupError:
            raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None
        told = await made(ledger, policy, organisation, struck_at, struck_at <= utc_now())
    return [(whose, text.text) for whose, text in told.items()]
