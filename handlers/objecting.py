"""异议 · 采纳 · 不采纳: a village objects to a ticket in its quarter, the office answers, the comparison is made anew.

What is taken out is listed with its reason (practice §14.4): nothing disappears from a comparison unseen.
"""

from datetime import datetime

from classifiers.privacy import mask
from handlers import wording
from handlers.dispatch import able_holders
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.officer_replies import polite
from handlers.policy import Policy
from handlers.reports.periods import Kind, Period, before, containing
from handlers.reports.quarter import objections_until
from handlers.reports.reading import instant_in_words, looked_at_since, read_cases, view_of
from handlers.reports.strikes import strike_of
from handlers.reports.villages import promises_of
from handlers.router import Router
from handlers.turn import Turn, tell_officer
from handlers.wording import reports as say
from storage.decisions import Objection
from storage.ledger import Ledger
from storage.models import Officer
from storage.organisation import Organisation, Role
from storage.speech import StaffText

router = Router("objecting")


def open_quarter(policy: Policy, now: datetime) -> Period | None:
    """The quarter to which objections are heard now: from its report's day on, for as long as configured."""
    current = containing(Kind.QUARTER, policy.calendar.day_of(now), policy.calendar)
    quarter = before(current, policy.calendar)
    heard = strike_of(policy, Kind.QUARTER, current) <= now
    return quarter if heard and policy.calendar.day_of(now) <= objections_until(policy, quarter) else None


def villages_of(organisation: Organisation, officer: str) -> set[str]:
    """For which villages somebody may object: their secretary and their grid head."""
    roles = (Role.VILLAGE_SECRETARY, Role.GRID_HEAD)
    return {post.area for post in organisation.posts_of(officer) if post.role in roles}


@router.on(from_officer, in_private, order("异议"))
@polite
async def object_here(turn: Turn, number: int | None, words: str) -> None:
    """「异议 12 等的是供水公司」."""
    assert turn.officer is not None
    policy, now = turn.policy, turn.now
    quarter = open_quarter(policy, now)
    if quarter is None:
        raise Refused("no quarter is open", say.OBJECT_NOT_OPEN.say(天数=policy.reports.objections_days))
    if number is None or len(words) < 2:
        until = wording.day_with_weekday(objections_until(policy, quarter))
        raise Refused("which, and why", say.OBJECT_HOW.say(日期=until))
    await object_to(turn.ledger, policy, turn.organisation, quarter, number, words, by=turn.officer, now=now)
    await turn.answer(say.OBJECT_OK.say(编号=number))


async def object_to(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    quarter: Period,
    number: int,
    words: str,
    *,
    by: Officer,
    now: datetime,
) -> Objection:
    """Keep an objection and ask the affairs office. Raises Refused."""
    ticket = await ledger.tickets.find(number)
    mine = villages_of(organisation, by.id)
    village = ticket.village if ticket is not None and ticket.village in mine and not ticket.about_official else None
    if village is None or number not in await _counted(ledger, policy, organisation, quarter, village, now):
        raise Refused("not in his village's quarter", say.OBJECT_NOT_YOURS.say(编号=number))
    known = await ledger.objections.find(quarter.label, number)
    if known is not None:
        raise Refused("already", say.OBJECT_ALREADY.say(编号=number, 部门=_how_it_stands(known)))
    objection = Objection(
        township=ledger.township,
        period=quarter.label,
        ticket=number,
        village=village,
        made_by=by.id,
        made_at=now,
        words=mask(words[:400]),
    )
    ledger.objections.add(objection)
    name = organisation.areas[village].name
    for officer in able_holders(organisation, Role.AFFAIRS_OFFICE, None, policy.calendar.day_of(now)):
        text = say.PING_OBJECTION.say(村=name, 编号=number, 原因=objection.words)
        await _tell(ledger, policy, officer, text, f"objection:{quarter.label}:{number}:{officer.id}", now)
    return objection


def _how_it_stands(objection: Objection) -> str:
    if objection.answered_at is None:
        return "等镇里答复"
    return "已采纳" if objection.granted else "没采纳"


async def _counted(
    ledger: Ledger, policy: Policy, organisation: Organisation, quarter: Period, village: str, now: datetime
) -> set[int]:
    """The tickets that stand behind a village's quarter."""
    cases, people = await read_cases(ledger, looked_at_since(quarter), now)
    view = view_of(cases, people, {}, quarter, instant_in_words(policy, now))
    kept = promises_of(view, village, organisation.areas[village].name)
    return {number for figure in (kept.contact, kept.result, kept.confirmed) for number in figure.out_of}


@router.on(from_officer, in_private, order("采纳"))
@polite
async def grant(turn: Turn, number: int | None, words: str) -> None:
    """「采纳 12」: it no longer counts for that village."""
    await _answered(turn, number, granted=True, words=words)


@router.on(from_officer, in_private, order("不采纳"))
@polite
async def refuse(turn: Turn, number: int | None, words: str) -> None:
    """「不采纳 12 已经延过期了」: it counts as before, and both opinions are shown."""
    await _answered(turn, number, granted=False, words=words)


async def _answered(turn: Turn, number: int | None, *, granted: bool, words: str) -> None:
    assert turn.officer is not None
    organisation = turn.organisation
    if Role.AFFAIRS_OFFICE not in organisation.roles_of(turn.officer.id):
        raise Refused("the office answers", say.OBJECTION_NOT_YOURS.say())
    quarter = before(
        containing(Kind.QUARTER, turn.policy.calendar.day_of(turn.now), turn.policy.calendar), turn.policy.calendar
    )
    if number is None:
        raise Refused("which", say.OBJECTION_WHICH.say())
    found = await turn.ledger.objections.find(quarter.label, number)
    if found is None or found.answered_at is not None:
        raise Refused("nothing waits", say.OBJECTION_NONE.say(编号=number))
    await answer(
        turn.ledger, turn.policy, organisation, found, granted=granted, words=words, by=turn.officer.id, now=turn.now
    )
    village = organisation.areas.get(found.village)
    name = village.name if village is not None else found.village
    await turn.answer(say.OBJECTION_ANSWERED_OK.say(编号=found.ticket, 村=name))


async def answer(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    objection: Objection,
    *,
    granted: bool,
    words: str,
    by: str,
    now: datetime,
) -> None:
    """Answer an objection; whoever made it hears so. The report shows both from here on."""
    objection.answered_by, objection.answered_at, objection.granted = by, now, granted
    objection.answer = mask(words[:400]) or ("" if granted else "没说为啥")
    officer = organisation.officers.get(objection.made_by)
    if officer is None:
        return
    if granted:
        text = say.OBJECTION_GRANTED.say(编号=objection.ticket)
    else:
        text = say.OBJECTION_REFUSED.say(编号=objection.ticket, 原因=objection.answer)
    await _tell(ledger, policy, officer, text, f"objection:{objection.period}:{objection.ticket}:answer", now)


async def _tell(ledger: Ledger, policy: Policy, officer: Officer, text: StaffText, key: str, now: datetime) -> None:
    await tell_officer(ledger, policy, officer, text, ticket=None, why="report:quarter", key=key, now=now)
