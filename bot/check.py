"""`shuoshi check`: everything that is wrong or should be known, found at once, before a villager meets it.

No text here holds a secret, a name or a phone: ids, places in files, and kinds of failures only.
"""

import asyncio
import ipaddress
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from bot.app import SHIPPED_RULES, open_database
from bot.clock import Clock, utc_now
from bot.config import SIMULATED, Config, ConfigMistake, find_master_key, key_source, read_config
from bot.demonstration import demonstration_township
from bot.responsibility_file import ResponsibilityMistake, read_duties
from classifiers.examples import check_examples
from classifiers.rule_file import RuleMistake, load_rules
from handlers.calendar import WorkCalendar
from handlers.coverage import topic_gaps
from storage.database import Database
from storage.organisation import picture_of
from storage.organisation_file import (
    OrganisationFile,
    OrganisationMistake,
    coverage_gaps,
    read_organisation,
    rows_of,
)
from storage.vault import KeyMistake, Vault, new_master_key

#: seconds; a database that takes longer to answer is not there
_PATIENCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend (error) or to know (warning)."""

    where: str
    what: str
    how_to_mend: str
    severity: Literal["error", "warning"] = "error"


async def check(config_path: Path, environ: Mapping[str, str], clock: Clock = utc_now) -> list[Problem]:
    """Every problem of a configuration and of what it names, in the order in which a start would meet them."""
    problems: list[Problem] = []
    mistaken: frozenset[str] = frozenset()
    try:
        config = read_config(config_path, environ)
    except ConfigMistake as mistake:
        problems += [_said(line) for line in mistake.problems]
        if mistake.partial is None:
            return problems
        # what the mistakes leave untouched is looked at as well
        config, mistaken = mistake.partial, mistake.mistaken
    problems += [_said(line, "warning") for line in config.warnings]
    today = clock().astimezone(ZoneInfo(config.timezone)).date()
    if "rules_dir" not in mistaken:
        problems += _rules(config)
    organisation: OrganisationFile | None = None
    if mistaken.isdisjoint({"organisation", "demonstration"}):
        organisation, found = _organisation(config, today)
        problems += found
    if organisation is not None and "responsibilities" not in mistaken:
        problems += _responsibilities(config, organisation, today)
    if organisation is not None and "channels" not in mistaken:
        problems += _channels(config, organisation)
    if "calendar" not in mistaken:
        problems += _calendar(config, today)
        problems += _calendar_areas(config, organisation)
    if mistaken.isdisjoint({"database", "data_dir", "key_file", "master_key"}):
        vault, found = _key(config, environ)
        problems += found
        problems += await _database(config, vault, organisation)
    if "server" not in mistaken:
        problems += await _server(config)
    return problems


def _said(line: str, severity: Literal["error", "warning"] = "error") -> Problem:
    """A line of the form `where: what; how to mend`, taken apart."""
    where, _, rest = line.partition(": ")
    what, _, mend = rest.partition("; ")
    return Problem(where=where, what=what, how_to_mend=mend or "correct it there", severity=severity)


def _rules(config: Config) -> Iterator[Problem]:
    folder = config.rules_dir or SHIPPED_RULES
    if not folder.is_dir():
        yield Problem(
            where=config.where("rules_dir"), what=f"{folder} is not a folder", how_to_mend="name a folder of rule files"
        )
        return
    try:
        rules = load_rules(folder)
    except RuleMistake as mistake:
        for line in mistake.problems:
            yield _said(line)
        return
    except (OSError, ValueError) as failure:
        yield Problem(
            where=str(folder),
            what=f"the rules cannot be read ({type(failure).__name__})",
            how_to_mend="check that the files are UTF-8 text and who may read them",
        )
        return
    for failed in check_examples(rules):
        yield Problem(
            where=f"{failed.file}:{failed.line}: {failed.rule}",
            what=f"{'does not fire' if failed.should_fire else 'fires'} on its own example {failed.text!r}",
            how_to_mend="change the rule's words, or move the example; `shuoshi rules explain TEXT` shows what fires",
        )


def _organisation(config: Config, today: date) -> tuple[OrganisationFile | None, list[Problem]]:
    if config.organisation is None:
        if config.demonstration:
            return demonstration_township(), []
        none = Problem(
            where=config.where("organisation"),
            what="no organisation is named, so nobody could own a matter",
            how_to_mend="name the file, or set `demonstration: true` to look around",
        )
        return None, [none]
    try:
        organisation = read_organisation(config.organisation)
    except OrganisationMistake as mistake:
        return None, [_said(line) for line in mistake.problems]
    gaps = []
    for gap in coverage_gaps(organisation, on=today):
        what, _, mend = gap.partition("; ")
        gaps.append(Problem(where=str(config.organisation), what=what, how_to_mend=mend or "give somebody the post"))
    return organisation, gaps


def _responsibilities(config: Config, organisation: OrganisationFile, today: date) -> Iterator[Problem]:
    """The list of whose job a topic is, and grids and topics without an owner or a second one (seeds 2.4)."""
    try:
        duties = read_duties(config.responsibilities)
    except ResponsibilityMistake as mistake:
        for line in mistake.problems:
            yield _said(line)
        return
    # a key of its own: nothing of this picture is kept or compared
    rows = rows_of(organisation, vault=Vault(new_master_key()), person_channel="check", group_channel="check")
    for gap in topic_gaps(organisation, picture_of(rows), duties, today):
        what, _, mend = gap.what.partition("; ")
        where = str(config.organisation or "the demonstration township")
        yield Problem(where=where, what=what, how_to_mend=mend, severity="warning")


def _channels(config: Config, organisation: OrganisationFile) -> Iterator[Problem]:
    known = {channel.name for channel in config.channels} | ({SIMULATED} if config.demonstration else set())
    if not known:
        yield Problem(
            where=config.where("channels"),
            what="there is no channel, so nobody can say anything",
            how_to_mend="add one; the comments in the config.yaml that comes with the program show how",
            severity="warning",
        )
        return
    named = {person.channel for person in organisation.people} | {chat.channel for chat in organisation.chats}
    for name in sorted(filter(None, named - known)):
        yield Problem(
            where=str(config.organisation),
            what=f"the channel {name!r} is not configured, so its people and groups cannot be written to",
            how_to_mend=f"correct the name there, or add it to `channels` (there are {', '.join(sorted(known))})",
            severity="warning",
        )


def _calendar(config: Config, today: date) -> Iterator[Problem]:
    calendar = WorkCalendar(config.calendar, ZoneInfo(config.timezone))
    for year in calendar.unknown_years([today, today.replace(year=today.year + 1, day=1)]):
        yield Problem(
            where=config.where("calendar"),
            what=f"the public holidays of {year} are not known; until they are, its weeks count as plain weeks",
            how_to_mend="once they are announced, update the package chinesecalendar, or name its days "
            "(calendar.days_off, calendar.working_days) and the year in calendar.known_years",
            severity="warning",
        )


def _calendar_areas(config: Config, organisation: OrganisationFile | None) -> Iterator[Problem]:
    if organisation is None:
        return
    known = {village.code for village in organisation.villages}
    for code in sorted(config.calendar.areas.keys() - known):
        yield Problem(
            where=config.where("calendar", "areas"),
            what=f"there is no village {code}, so its hours hold for nobody",
            how_to_mend="write the code of a village of the organisation",
            severity="warning",
        )


def _key(config: Config, environ: Mapping[str, str]) -> tuple[Vault | None, list[Problem]]:
    try:
        key = find_master_key(config, environ)
    except KeyMistake as mistake:
        return None, [_said(str(mistake))]
    try:
        return (Vault(key) if key is not None else None), []
    except KeyMistake as mistake:
        return None, [
            Problem(
                where=key_source(config, environ),
                what=f"this is no master key: {mistake}",
                how_to_mend="bring back the right one",
            )
        ]


async def _database(config: Config, vault: Vault | None, organisation: OrganisationFile | None) -> list[Problem]:
    where = config.where("database", "url")
    file = config.sqlite_file
    if file is not None and not _has_content(file):
        # made at the first start; looking must not make it
        reason = _not_writable(file.parent)
        mend = "make the folder writable, or name another"
        return [Problem(where=where, what=f"{file} cannot be made: {reason}", how_to_mend=mend)] if reason else []
    if vault is None:
        # nothing in the database can be read; the key has been named
        return []
    database = open_database(config, vault, organisation.township.code if organisation else "")
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _inside(database, where)
    except KeyMistake:
        return [
            Problem(
                where=where,
                what="what is in there was sealed with another master key",
                how_to_mend="bring back the key it was sealed with",
            )
        ]
    except Exception as failure:  # noqa: BLE001  # each driver has its own; none may end in a stack trace
        kind = type(getattr(failure, "orig", None) or failure).__name__
        return [
            Problem(
                where=where,
                what=f"the database does not answer ({kind})",
                how_to_mend="check address, name and password, and that it is running",
            )
        ]
    finally:
        await database.close()


async def _inside(database: Database, where: str) -> list[Problem]:
    revision, newest = await database.revision()
    if revision != newest:
        return [
            Problem(
                where=where,
                what=f"its tables are at revision {revision or 'nothing'}, this program's at {newest}",
                how_to_mend="run `shuoshi db upgrade`, after a backup",
                # the embedded database is brought up to date at the next start
                severity="warning" if database.is_sqlite else "error",
            )
        ]
    async with database.reading() as ledger:
        found = []
        if count := len(await ledger.inbox.set_aside()):
            found.append(
                Problem(
                    where="messages that were set aside",
                    what=f"{count} could not be handled, however often they were tried",
                    how_to_mend="`shuoshi inbox list` says when and why; `shuoshi inbox retry` tries them again",
                    severity="warning",
                )
            )
        if await ledger.people.generation():
            # reads sealed names, so it also tells whether the key fits
            organisation = await ledger.organisation()
            found += [
                Problem(
                    where="duty and leave said in chat",
                    what=f"does not count: {conflict}",
                    how_to_mend="ask both whether it still holds, and enter it in the organisation file",
                    severity="warning",
                )
                for conflict in organisation.roster_conflicts
            ]
    return found


def _has_content(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except OSError:
        return False


def _not_writable(folder: Path) -> str:
    """Why nothing can be written into a folder that may still have to be made; "" where it can."""
    for existing in (folder, *folder.absolute().parents):
        if existing.is_dir():
            return "" if os.access(existing, os.W_OK | os.X_OK) else f"nothing can be written into {existing}"
        if existing.exists():
            return f"{existing} is not a folder"
    return f"there is no {folder}"


async def _server(config: Config) -> list[Problem]:
    host, port = config.server.host, config.server.port
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return [
            Problem(
                where=config.where("server", "host"),
                what=f"{host!r} is no address of this machine",
                how_to_mend="write 127.0.0.1, or 0.0.0.0 for all of them",
            )
        ]
    problems = []
    if config.demonstration and not all(_is_loopback(str(address[0])) for *_, address in found):
        problems.append(
            Problem(
                where=config.where("demonstration"),
                what=f"the demonstration is on and {host} is reached from other machines: they can read and move it",
                how_to_mend="set `demonstration: false`, or `server.host: 127.0.0.1`",
                severity="warning",
            )
        )
    taken = next(filter(None, (_not_free(family, address) for family, _, _, _, address in found)), "")
    if taken:
        problems.append(
            Problem(
                where=config.where("server", "port"),
                what=f"port {port} on {host} cannot be opened ({taken})",
                how_to_mend="fine when the service is running; otherwise stop what uses it, or name another port",
                severity="warning",
            )
        )
    return problems


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _not_free(family: int, address: tuple[object, ...]) -> str:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            # a port that was closed a moment ago is free for us
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as failure:
        return failure.strerror or type(failure).__name__
    return ""
