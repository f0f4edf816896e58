"""横到边、纵到底: who would own what, grid by grid and topic by topic, and who stands in; and where there is nobody.

Asked of the same choice that a real matter meets (`dispatch.choose_owner`), on one day, with nobody's load.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from classifiers.topic_names import NAMES
from classifiers.verdict import Topic
from handlers.dispatch import Choice, NobodyToAsk, choose_owner
from handlers.duties import Duties
from storage.models import Area
from storage.organisation import Organisation, Role
from storage.organisation_file import Gap, OrganisationFile

#: posts that answer for a village's matters
_OF_THE_VILLAGE = {Role.GRID_OFFICER, Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.VILLAGE_SUPERVISOR, Role.MEDIATOR}
_OF_THE_TOWNSHIP = {Role.AFFAIRS_OFFICE, Role.AREA_LEADER, Role.VILLAGE_LEAD_CADRE, Role.DUTY_LEADER}


@dataclass(frozen=True, slots=True)
class Answer:
    """Who owns some topics of a place, and who takes over when he cannot; None: nobody."""

    owner: Choice | None
    deputy: Choice | None
    topics: tuple[Topic, ...]


def answers_for(
    organisation: Organisation,
    duties: Duties,
    village: str,
    grid: str | None,
    on: date,
    topics: Iterable[Topic] = tuple(Topic),
) -> list[Answer]:
    """Who would own what in a grid (None: somewhere in the village), those with most topics first."""
    found: dict[tuple[str, str, str, str], list[Topic]] = {}
    choices: dict[tuple[str, str, str, str], tuple[Choice | None, Choice | None]] = {}
    for topic in topics:
        owner = _chosen(organisation, duties, village, grid, topic, on, ())
        deputy = _chosen(organisation, duties, village, grid, topic, on, (owner.owner.id,)) if owner else None
        key = (*_key(owner), *_key(deputy))
        found.setdefault(key, []).append(topic)
        choices[key] = (owner, deputy)
    answers = [Answer(*choices[key], tuple(of_key)) for key, of_key in found.items()]
    return sorted(answers, key=lambda answer: (-len(answer.topics), answer.topics))


def _chosen(
    organisation: Organisation,
    duties: Duties,
    village: str,
    grid: str | None,
    topic: Topic,
    on: date,
    not_again: tuple[str, ...],
) -> Choice | None:
    try:
        return choose_owner(
            organisation, village=village, grid=grid, topic=topic, on=on, duties=duties, not_again=not_again
        )
    except NobodyToAsk:
        return None


def _key(choice: Choice | None) -> tuple[str, str]:
    return (choice.owner.id, choice.because) if choice is not None else ("", "")


def topic_gaps(file: OrganisationFile, organisation: Organisation, duties: Duties, on: date) -> list[Gap]:
    """Grids and topics without an owner of the level whose job they are, or without a second one to stand in.

    `organisation` is what `file` makes. Each gap a sentence with how to mend it, and the place of the grid.
    """
    return [
        Gap(("grids", index), what)
        for index, grid in enumerate(file.grids)
        if (area := organisation.areas.get(grid.code)) is not None
        for what in _gaps_of(organisation, duties, area, on)
    ]


def _gaps_of(organisation: Organisation, duties: Duties, grid: Area, on: date) -> Iterator[str]:
    for answer in answers_for(organisation, duties, grid.parent or "", grid.code, on):
        level = duties.of(answer.topics[0]).leads
        roles = _OF_THE_TOWNSHIP if level == "township" else _OF_THE_VILLAGE
        topics = said(answer.topics)
        if answer.owner is None or not organisation.roles_of(answer.owner.owner.id) & roles:
            yield f"{grid.name}: nobody of the {level} owns {topics}; give somebody the post"
        elif answer.deputy is None or not organisation.roles_of(answer.deputy.owner.id) & roles:
            person = answer.owner.owner.id
            yield f"{grid.name}: nobody of the {level} stands in for {person} ({topics}); give a second one a post"


def said(topics: Iterable[Topic]) -> str:
    """Topics in words: all of them, or by name, or how many."""
    topics = tuple(topics)
    if len(topics) == len(Topic):
        return "every topic"
    if len(topics) <= 3:
        return "、".join(NAMES[topic] for topic in topics)
    return f"{len(topics)} topics"
