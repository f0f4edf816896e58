"""决策记录簿: what people talked over in a time, step by step, with every figure; no villager in it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from classifiers.privacy import Mask
from handlers.filing import is_public
from handlers.four_steps import LAST, STEPS, TALK, Body
from handlers.policy import Policy
from storage.deliberations import Deliberation, End, Step, Way
from storage.ledger import Ledger
from storage.models import Ticket
from storage.organisation import Organisation, Role

_WAYS = {Way.TALK: "说事会", Way.FOUR_TWO: "四议两公开", Way.ONE_BY_ONE: "一事一议"}
_ENDS = {End.DECIDED: "议定", End.REFUSED: "没通过", End.DROPPED: "不再上会", End.ANEW: "改个方式再议", None: "还在议"}
_BODIES = {Body.REPRESENTATIVES: "村民代表会议", Body.VILLAGERS: "村民会议", Body.HOUSEHOLDS: "村民会议（按户）"}
_WHO_MEETS = {1: "党支部", 2: "村两委", 3: "党员大会"}
_POSTS = {
    Role.VILLAGE_SECRETARY: "村支书",
    Role.GRID_HEAD: "网格长",
    Role.GRID_OFFICER: "网格员",
    Role.VILLAGE_SUPERVISOR: "村务监督",
    Role.VILLAGE_LEAD_CADRE: "包村干部",
    Role.AFFAIRS_OFFICE: "镇社会事务办公室",
    Role.AREA_LEADER: "包片领导",
    Role.DUTY_LEADER: "值班领导",
    Role.COUNTY_DEPT: "县级部门",
    Role.MEDIATOR: "人民调解员",
    Role.LEGAL_ADVISER: "法律顾问",
}


def post_of(organisation: Organisation, person: str) -> str:
    """Somebody by his post, since a document is about posts; an unknown one is 工作人员."""
    roles = organisation.roles_of(person)
    return next((name for role, name in _POSTS.items() if role in roles), "工作人员")


@dataclass(frozen=True, slots=True)
class StepLine:
    """One entry of the book. `undone`: it was put right or taken back, and stands there struck out."""

    step: int
    name: str
    held_on: str
    body: str
    called: int | None
    present: int | None
    agreed: int | None
    outcome: str
    note: str
    recorded_by: str
    recorded_at: str
    corrects: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One matter that was talked over."""

    number: int
    title: str
    village: str
    way: str
    opened_on: str
    opened_by: str
    end: str
    result: str
    steps: tuple[StepLine, ...]
    #: steps that ought to stand there and do not
    missing: tuple[str, ...]

    def as_fields(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


async def decisions(
    ledger: Ledger, policy: Policy, organisation: Organisation, start: datetime, end: datetime, village: str | None
) -> list[Decision]:
    """What was taken up in [start, end), in one village or in all; names that officials wrote are masked.

    Only open village matters can be sent to a meeting; one that has become something else since is left out.
    """
    hide = Mask([officer.name for officer in organisation.officers.values()])
    found = []
    for deliberation, ticket in await ledger.deliberations.opened_between(start, end):
        if not is_public(ticket) or (village is not None and ticket.village != village):
            continue
        steps = await ledger.deliberations.steps_of(deliberation)
        found.append(decision_of(policy, organisation, deliberation, ticket, steps, hide))
    return found


def decision_of(
    policy: Policy,
    organisation: Organisation,
    deliberation: Deliberation,
    ticket: Ticket,
    steps: Sequence[Step],
    hide: Callable[[str], str],
) -> Decision:
    """One deliberation with its steps; `hide` takes names out of what officials wrote."""
    area = organisation.areas.get(ticket.village or "")
    standing = {step.step for step in steps if step.undone_at is None}
    ended = deliberation.end in (End.REFUSED, End.DROPPED, End.ANEW)
    stepped = deliberation.way != Way.TALK
    return Decision(
        number=ticket.number,
        title=ticket.title,
        village=area.name if area is not None else organisation.township.name,
        way=_WAYS[Way(deliberation.way)],
        opened_on=policy.calendar.day_of(deliberation.opened_at).isoformat(),
        opened_by=post_of(organisation, deliberation.opened_by),
        end=_ENDS[End(deliberation.end) if deliberation.end else None],
        result=hide(deliberation.result),
        steps=tuple(_line(organisation, step, hide) for step in steps),
        missing=tuple(STEPS[number] for number in range(1, LAST + 1) if number not in standing)
        if stepped and not ended
        else (),
    )


def _line(organisation: Organisation, step: Step, hide: Callable[[str], str]) -> StepLine:
    body = _BODIES[Body(step.body)] if step.body else _WHO_MEETS.get(step.step, "")
    outcome = "公开" if step.step > 4 else "议过" if step.step == TALK else "通过" if step.passed else "没通过"
    return StepLine(
        step=step.step,
        name=STEPS[step.step],
        held_on=step.held_on.isoformat(),
        body=body,
        called=step.called,
        present=step.present,
        agreed=step.agreed,
        outcome=outcome,
        note=hide(step.note),
        recorded_by=post_of(organisation, step.recorded_by),
        recorded_at=step.recorded_at.isoformat(),
        corrects=step.corrects is not None,
        undone=step.undone_at is not None,
    )
