"""What the command line does, apart from arguments and printing."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.app import SHIPPED_RULES, build_policy, open_database
from bot.clock import utc_now
from bot.config import Config, load_master_key
from bot.demonstration import demonstration_township
from bot.privileged_reads import record_read
from bot.rehearsal import Performance, ScriptMistake, read_script, rehearse
from bot.revisions import revision_mismatch
from bot.rule_learning import (
    Comparison,
    Harvest,
    LeftOut,
    SomethingSaid,
    changed_rules,
    draft_rules,
    harvest,
    past_tickets,
    said_in,
)
from bot.service import ServiceMistake, configured_organisation
from classifiers.classifier import Classifier, as_line
from classifiers.examples import check_examples
from classifiers.rule_file import load_rules
from classifiers.verdict import Scene
from classifiers.weights import DANGER, MATTER
from handlers.retention import Forgotten, forget
from storage.database import Database, DatabaseMistake
from storage.ledger import Ledger
from storage.organisation import Organisation
from storage.organisation_file import read_organisation


class BadLine(ValueError):
    """A line of standard input that is not what is asked for."""


class ClassifyRequest(BaseModel, frozen=True):
    """One line of `shuoshi classify`'s input."""

    id: Any = None
    text: str
    scene: Scene | None = None
    sender_is_staff: bool = False


def reader_of(config: Config) -> Classifier:
    """The classifier with the configured rules. Raises RuleMistake."""
    return Classifier(load_rules(config.rules_dir or SHIPPED_RULES))


def classify_line(reader: Classifier, raw: bytes, scene: Scene) -> str | None:
    """One line of input to one line of output; None for an empty line. Raises BadLine."""
    if not raw.strip():
        return None
    request = _request(raw)
    verdict = reader.read(request.text, scene=request.scene or scene, sender_is_staff=request.sender_is_staff)
    return json.dumps(as_line(verdict, request.id), ensure_ascii=False).encode("utf-8", "replace").decode()


def _request(raw: bytes) -> ClassifyRequest:
    try:
        # json reads lone surrogates, which a chat can hold and pydantic's own reader refuses
        fields = json.loads(raw.decode("utf-8", "surrogatepass"))
        return ClassifyRequest.model_construct(**_checked(fields))
    except UnicodeDecodeError:
        raise BadLine("not UTF-8 text") from None
    except json.JSONDecodeError as mistake:
        raise BadLine(f"not JSON (character {mistake.pos + 1}: {mistake.msg.lower()})") from None
    except ValueError as mistake:
        raise BadLine(str(mistake)) from None
    except RecursionError:
        raise BadLine("lists or objects inside each other too deep to be read") from None


def _checked(fields: Any) -> dict[str, Any]:
    if not isinstance(fields, dict):
        raise BadLine("not a JSON object")
    text = fields.get("text")
    if not isinstance(text, str):
        raise BadLine('"text" must be a string')
    try:
        request = ClassifyRequest.model_validate({**fields, "text": ""})
    except ValidationError as mistake:
        first = mistake.errors()[0]
        raise BadLine(f'"{".".join(map(str, first["loc"]))}": {first["msg"]}') from None
    return {"id": request.id, "text": text, "scene": request.scene, "sender_is_staff": request.sender_is_staff}


def explain(reader: Classifier, text: str, scene: Scene) -> Iterator[str]:
    """A verdict as a person reads it."""
    verdict = reader.read(text, scene=scene)
    yield f"事项: {'是' if verdict.is_matter else '否'}   类别: {verdict.kind}   主题: {verdict.topic or '-'}"
    yield f"缓急: {verdict.urgency or '-'}   意图: {verdict.act}   范围: {verdict.privacy}"
    yield f"把握: {verdict.confidence:.2f}"
    asked = {MATTER: "事项", DANGER: "危险", str(verdict.kind): "类别", str(verdict.topic): "主题"}
    for fired in verdict.evidence:
        points = reader.judge.points_of(fired)
        said = " ".join(f"{name}{points[label]:+d}" for label, name in asked.items() if points.get(label))
        yield f"  {fired.rule}: 「{'」「'.join(fired.words)}」 {fired.because}{f'（{said}）' if said else ''}"
    yield f"rules {verdict.rules}"


def test_rules(config: Config) -> tuple[int, Sequence[Any]]:
    """How many rules there are, and which of their examples fail."""
    rules = load_rules(config.rules_dir or SHIPPED_RULES)
    return len(rules.rules), check_examples(rules)


async def suggest_rules(
    config: Config,
    environ: Mapping[str, str],
    *,
    since: date | None,
    min_support: int,
    limit: int,
    with_words: str | None,
    on_start: Callable[[int], Any],
    on_page: Callable[[int], Any],
) -> tuple[Harvest, list[str]]:
    """What could be learnt from, and the lines of a rule file of proposals. Raises RuleMistake, NoReason."""
    if with_words is not None:
        try:
            record_read(config.data_dir, "rules suggest --with-words", with_words, utc_now())
        except OSError as failure:
            raise ServiceMistake(
                f"{config.data_dir}: the reading cannot be recorded ({failure.strerror}), so nothing is shown; "
                "make the folder writable"
            ) from None
    begin = build_policy(config, reads=False).calendar.at_local(since, time.min) if since else None
    async with opened(config, environ) as database, database.reading() as ledger:
        on_start(await ledger.tickets.count())
        organisation = await _organisation(ledger)
        reaped = await harvest(ledger, organisation, since=begin, on_page=on_page)
    if not reaped.corrected:
        return reaped, []
    folder = config.rules_dir or SHIPPED_RULES
    contexts = with_words is not None
    return reaped, draft_rules(
        reaped, folder, organisation.place_names(), min_support=min_support, limit=limit, with_contexts=contexts
    )


async def _organisation(ledger: Ledger) -> Organisation:
    try:
        return await ledger.organisation()
    except LookupError:
        raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None


async def rehearse_rules(
    config: Config,
    environ: Mapping[str, str],
    change: Path,
    *,
    on_start: Callable[[int], Any],
    on_page: Callable[[int], Any],
) -> tuple[Comparison, LeftOut]:
    """Judge every past ticket by the present rules and by the changed ones. Raises RuleMistake."""
    folder = config.rules_dir or SHIPPED_RULES
    changed = changed_rules(folder, change)
    left_out = LeftOut()
    async with opened(config, environ) as database, database.reading() as ledger:
        places = (await _organisation(ledger)).place_names()
        comparison = Comparison(Classifier(load_rules(folder), places=places), Classifier(changed, places=places))
        on_start(await ledger.tickets.count())
        async for page in past_tickets(ledger, since=None, left_out=left_out, on_page=on_page):
            for past in page:
                comparison.add(said_in(past))
    return comparison, left_out


def rehearse_texts(
    config: Config, change: Path, lines: Sequence[bytes], *, on_start: Callable[[int], Any], on_line: Callable[[], Any]
) -> Comparison:
    """The same for texts in a file, a JSON object a line as `classify` takes them. Raises RuleMistake, BadLine."""
    folder = config.rules_dir or SHIPPED_RULES
    changed = changed_rules(folder, change)
    comparison = Comparison(Classifier(load_rules(folder)), Classifier(changed))
    on_start(len(lines))
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            try:
                fields = _request(raw)
            except BadLine as mistake:
                raise BadLine(f"line {number}: {mistake}") from None
            said = SomethingSaid(
                number if fields.id is None else fields.id,
                fields.text,
                fields.scene or Scene.GROUP,
                fields.sender_is_staff,
            )
            comparison.add(said)
        on_line()
    return comparison


async def rehearse_files(
    config: Config,
    files: Sequence[Path],
    org: Path | None,
    until: str | None,
    *,
    on_start: Callable[[int], Any],
    on_line: Callable[[int], Any],
) -> Performance:
    """Play scripts. Raises ScriptMistake, OrganisationMistake."""
    lines = read_script(files)
    on_start(len(lines))
    organisation = read_organisation(org) if org is not None else demonstration_township()
    end = None
    if until is not None:
        try:
            end = datetime.fromisoformat(until)
        except ValueError:
            raise ScriptMistake(f"--until {until}: not an ISO 8601 instant such as 2026-11-30T20:00:00+08:00") from None
        if end.tzinfo is None:
            raise ScriptMistake(f"--until {until}: say the offset too, such as {until}+08:00")
        if end < lines[0].at:
            first = lines[0].at.isoformat()
            raise ScriptMistake(f"--until {until}: lies before the first line ({first}), so nothing would be played")
    return await rehearse(lines, organisation, build_policy(config), until=end, on_line=on_line)


@asynccontextmanager
async def opened(config: Config, environ: Mapping[str, str], *, ready: bool = True) -> AsyncIterator[Database]:
    """The configured database; `ready` wants its tables there. Raises DatabaseMistake."""
    township = configured_organisation(config).township.code
    database = open_database(config, load_master_key(config, environ), township)
    try:
        if ready and (behind := await revision_mismatch(database)) is not None:
            raise DatabaseMistake(f"{behind.what}: {behind.how_to_mend}")
        yield database
    finally:
        await database.close()


async def purge(config: Config, environ: Mapping[str, str], *, dry_run: bool) -> Forgotten:
    """Destroy what is older than promised, or count it; returns the totals."""
    policy, total = build_policy(config, reads=False), Forgotten()
    async with opened(config, environ) as database, database.ledger() as ledger:
        while gone := await forget(ledger, policy, utc_now(), dry_run=dry_run):
            total = Forgotten(total.tickets + gone.tickets, total.notes + gone.notes, total.messages + gone.messages)
            if dry_run:
                break
            await ledger.commit()
    return total


async def upgrade_database(config: Config, environ: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Bring the tables to the newest revision; returns (before, after)."""
    async with opened(config, environ, ready=False) as database:
        before, newest = await database.revision()
        if before != newest:
            await database.upgrade()
        return before, newest
