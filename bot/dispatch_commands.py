"""`shuoshi dispatch explain`: who would own what, why, and what is not the village's job (事务清单)."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

import typer

from bot.app import build_policy
from bot.clock import utc_now
from bot.command_line import config_of, day, run
from bot.commands import opened
from bot.config import Config
from bot.logs import set_up_logs
from bot.service import ServiceMistake
from classifiers.topic_names import NAMES
from classifiers.verdict import Topic
from handlers.coverage import Answer, answers_for, said
from handlers.dispatch import Choice
from handlers.duties import Duties
from storage.marked_yaml import nearest
from storage.models import Area
from storage.organisation import Organisation

dispatch_app = typer.Typer(
    help="派单: who would own what, and why.",
    no_args_is_help=True,
    epilog="Example: shuoshi dispatch explain --area 621221108201 --topic wages",
)


@dispatch_app.command("explain")
def dispatch_explain(
    context: typer.Context,
    area: Annotated[str | None, typer.Option(help="Code of one village or grid; default: all of them.")] = None,
    topic: Annotated[Topic | None, typer.Option(help="One topic; default: all of them.")] = None,
    on: Annotated[str | None, typer.Option(help="The local day (leave counts), YYYY-MM-DD; default: today.")] = None,
) -> None:
    """For each grid and topic: who owns it, why, and who stands in; then what is not the village's job.

    Asked of the same choice that a real matter meets. Where several share a grid, whoever has least in hand gets it.
    """
    set_up_logs(quiet=True)
    for line in run(explain_dispatch(config_of(context), os.environ, area, topic, day(on) if on else None)):
        typer.echo(line)


async def explain_dispatch(
    config: Config, environ: Mapping[str, str], area: str | None, topic: Topic | None, on: date | None
) -> list[str]:
    """The table, line by line. Raises ServiceMistake."""
    policy = build_policy(config, reads=False)
    async with opened(config, environ) as database, database.reading() as ledger:
        try:
            organisation = await ledger.organisation()
        except LookupError:
            raise ServiceMistake("no organisation has been loaded yet: run `shuoshi org import FILE --yes`") from None
    if area is not None and area not in organisation.areas:
        raise ServiceMistake(f"--area {area}: there is no such area{nearest(area, organisation.areas, offer=0)}")
    topics = (topic,) if topic is not None else tuple(Topic)
    on = on or policy.calendar.day_of(utc_now())
    lines = list(_places(organisation, policy.duties, area, topics, on))
    return [*lines, *_list(organisation, policy.duties, topics)]


def _places(
    organisation: Organisation, duties: Duties, area: str | None, topics: tuple[Topic, ...], on: date
) -> Iterator[str]:
    for village in organisation.villages:
        grids = [grid for grid in organisation.grids_of(village.code) if area in (None, village.code, grid.code)]
        if area in (None, organisation.township.code, village.code):
            yield from _place(village.name + "（地点不明）", organisation, duties, village, None, topics, on)
            grids = organisation.grids_of(village.code)
        for grid in grids:
            yield from _place(grid.name, organisation, duties, village, grid, topics, on)


def _place(
    name: str,
    organisation: Organisation,
    duties: Duties,
    village: Area,
    grid: Area | None,
    topics: tuple[Topic, ...],
    on: date,
) -> Iterator[str]:
    yield f"{name} {grid.code if grid is not None else village.code}"
    for answer in answers_for(organisation, duties, village.code, grid.code if grid else None, on, topics):
        yield f"  {_who(answer.owner)}; stands in: {_who(answer.deputy)}: {_topics(answer)}"


def _who(choice: Choice | None) -> str:
    return f"{choice.owner.name} {choice.owner.id}（{choice.because}）" if choice is not None else "nobody"


def _topics(answer: Answer) -> str:
    return said(answer.topics)


def _list(organisation: Organisation, duties: Duties, topics: tuple[Topic, ...]) -> Iterator[str]:
    yield "not the village's job:"
    for topic in topics:
        duty = duties.of(topic)
        parts = []
        if duty.leads == "township":
            parts.append("the township leads")
        if duty.not_the_village is not None:
            elsewhere = duty.not_the_village
            parts.append(" ".join(filter(None, (elsewhere.what, "→", elsewhere.whose, elsewhere.call))))
        if duty.county is not None:
            held = [
                organisation.officers[post.officer]
                for post in organisation.posts
                if post.role == duty.county and (not post.topics or topic.value in post.topics)
            ]
            if held:
                parts.append("lends a hand: " + "、".join(f"{one.name} {one.id}" for one in held))
        if parts:
            yield f"  {NAMES[topic]} {topic.value}: {'; '.join(parts)}"
