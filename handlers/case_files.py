"""专班 12: a hard matter gets two named leads, members, and a plan of dated steps, each told to the villager.

After "1211" (seeds 2.5, 2.15): one team, two leads so that one always stands in, one complete file, and in the place of
any measure against a person a plan of what will be done. The ticket's owner and its date stay what they are.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from classifiers.privacy import mask
from handlers import filing, helping, joint, results
from handlers.dispatch import able_holders, barred_from
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.four_steps import day_among
from handlers.officer_replies import polite
from handlers.people_named import people_named
from handlers.policy import Policy
from handlers.router import Router
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_officer
from handlers.wording import (
    AT_MOST,
    OFFICER_NO_SUCH_NUMBER,
    LocalDay,
    Salutation,
    day_with_weekday,
    steps_listed,
    which_of_yours,
)
from handlers.wording import case_files as say
from handlers.wording.joint import KEPT_AMONG_FEW
from storage.case_files import CaseFile, CaseStep
from storage.ledger import Ledger
from storage.lifecycle import OPEN, WORKING, MoveName
from storage.models import Officer, Ticket
from storage.organisation import Organisation, Role
from storage.speech import PrivateText, StaffText

router = Router("case_files")

#: a team is set up by these, and by them a plan may be made beside the leads and the owner
_MAY_OPEN = (Role.AFFAIRS_OFFICE, Role.AREA_LEADER, Role.DUTY_LEADER)
_FARTHEST = timedelta(days=90)
_LABELS = re.compile(r"(?P<lead>牵头人?|组长|包案)|(?P<deputy>副手|副组长|副牵头|副的?)|(?P<members>组员|成员|参加的?)")
_CLOSE = re.compile(r"^(?:散了?|解散|结束|撤了?)\s*")
_STEP = re.compile(r"^第?\s*(?P<step>\d{1,2}|[一二三四五六七八九])\s*步\s*[,，:：]?\s*(?P<rest>.*)$", re.DOTALL)
#: 步骤 12 2 好
_STEP_BY_NUMBER = re.compile(
    r"^(?P<step>\d{1,2})\s*[,，:：]?\s+(?P<rest>(?:好|做|完|办|改|推|延|放|不|取消|撤).*)$", re.DOTALL
)
_DONE = re.compile(r"^(?:已经?|都)?(?:好了?|做完了?|做了|完成了?|办完了?|办好了?|完了)\s*[,，:：]?\s*")
_MOVED = re.compile(r"^(?:改到|改成|改|推到|推迟到|延到|放到)\s*")
_DROPPED = re.compile(r"^(?:不做了?|取消|撤了?|不用做了?)\s*[,，:：]?\s*")
_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九", 1)}
_CHINESE = re.compile("[\u4e00-\u9fff]")


# the team -------------------------------------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("专班"))
@polite
async def team(turn: Turn, number: int | None, words: str) -> None:
    """「专班 12 牵头李桂花 副手周书记 组员供水站」; 「专班 12 副手孙监督」; 「专班 12 散 事办完了」."""
    assert turn.officer is not None
    ticket = await _may_lead(turn, number)
    case = await turn.ledger.case_files.open_of(ticket.number)
    named = _labelled(words)
    if case is None:
        await _open(turn, ticket, named)
        return
    if (closing := _CLOSE.match(words)) is not None:
        await _close(turn, ticket, case, mask(words[closing.end() :][:400]).strip())
    elif "deputy" in named and "lead" not in named:
        await _new_deputy(turn, ticket, case, named["deputy"])
    else:
        lead = turn.organisation.officers.get(case.lead) or filing.owner_of(turn.organisation, ticket)
        title = filing.title_for_others(ticket)
        text = say.CASE_THERE_ALREADY.say(事=title, 人=lead.name, 电话=lead.phone, 编号=ticket.number)
        raise Refused("there already", text)


async def _may_lead(turn: Turn, number: int | None) -> Ticket:
    assert turn.officer is not None
    number = await turn.number_meant(number)
    if number is None:
        number = await _only_case(turn, _may_open)
    if number is None:
        may = any(role in turn.organisation.roles_of(turn.officer.id) for role in _MAY_OPEN)
        raise Refused("which", say.CASE_WHICH.say() if may else say.CASE_BY_OTHERS.say())
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", OFFICER_NO_SUCH_NUMBER.say(编号=number))
    if ticket.status not in joint.HANDED_OUT or not _may_open(turn, ticket):
        raise Refused("not his to lead", say.NOT_YOURS_TO_LEAD.say(编号=number))
    if ticket.about_official or ticket.violence_at_home:
        phone = filing.office_phone(turn.organisation)
        raise Refused("kept among few", KEPT_AMONG_FEW.say(事=filing.title_for_others(ticket), 电话=phone))
    return ticket


def _may_open(turn: Turn, ticket: Ticket, case: CaseFile | None = None) -> bool:
    assert turn.officer is not None
    return joint.holds(turn.policy, turn.organisation, ticket, turn.officer.id, _MAY_OPEN, turn.now)


async def _only_case(turn: Turn, may: Callable[[Turn, Ticket, CaseFile], bool]) -> int | None:
    """The one open team that an order without a number can mean; None: none. Raises Refused where there are several."""
    mine = await _open_cases(turn, may)
    if len(mine) > 1:
        rows = [(ticket.number, helping.shown(ticket)) for ticket in mine[:5]]
        raise Refused("several fit", which_of_yours("步骤", rows))
    return mine[0].number if mine else None


async def _open_cases(turn: Turn, may: Callable[[Turn, Ticket, CaseFile], bool]) -> list[Ticket]:
    found = []
    for case in await turn.ledger.case_files.every_open():
        ticket = await turn.ledger.tickets.get(case.ticket)
        if ticket.status in OPEN and may(turn, ticket, case):
            found.append(ticket)
    return found


def _labelled(words: str) -> dict[str, str]:
    """What stands behind 牵头, 副手 and 组员."""
    found = list(_LABELS.finditer(words))
    starts = [*(one.start() for one in found[1:]), len(words)]
    return {str(one.lastgroup): words[one.end() : starts[place]] for place, one in enumerate(found)}


def _people(turn: Turn, ticket: Ticket, text: str) -> list[Officer]:
    """Those who are named and there today. Raises Refused: nobody for certain, or one who may not know of it."""
    named = people_named(turn.organisation, ticket.village, ticket.topic, text)
    title = filing.title_for_others(ticket)
    if named.unclear or not named.officers:
        raise Refused("who?", say.CASE_HOW.say(事=title, 编号=ticket.number))
    today = turn.policy.calendar.day_of(turn.now)
    people = []
    for officer in named.officers:
        able = turn.organisation.able_on(officer.id, today)
        if able is None or able in barred_from(turn.organisation, ticket):
            raise Refused("may not", say.CASE_NOT_HIM.say(事=title, 人=officer.name))
        people.append(turn.organisation.officers[able])
    return people


async def _open(turn: Turn, ticket: Ticket, named: dict[str, str]) -> None:
    assert turn.officer is not None
    title = filing.title_for_others(ticket)
    if "lead" not in named or "deputy" not in named:
        raise Refused("two leads", say.CASE_HOW.say(事=title, 编号=ticket.number))
    leads, deputies = (_people(turn, ticket, named[label]) for label in ("lead", "deputy"))
    members = _people(turn, ticket, named["members"]) if named.get("members", "").strip() else []
    if len(leads) != 1 or len(deputies) != 1:
        raise Refused("two leads", say.CASE_HOW.say(事=title, 编号=ticket.number))
    lead, deputy = leads[0], deputies[0]
    if lead.id == deputy.id:
        raise Refused("two people", say.CASE_TWO_PEOPLE.say(事=title))
    members = [one for one in members if one.id not in (lead.id, deputy.id, ticket.owner)]
    before = await turn.ledger.case_files.of(ticket.number)
    if before is not None:
        # set up anew: who had it before stands in the history
        before.opened_by, before.opened_at = turn.officer.id, turn.now
        before.lead, before.deputy, before.members = lead.id, deputy.id, [one.id for one in members]
        before.closed_at, before.closed_because = None, ""
    else:
        turn.ledger.case_files.add(
            CaseFile(
                township=turn.ledger.township,
                ticket=ticket.number,
                opened_by=turn.officer.id,
                opened_at=turn.now,
                lead=lead.id,
                deputy=deputy.id,
                members=[one.id for one in members],
            )
        )
    await _let_in(turn, ticket, [lead, deputy], members)
    ticket.evidence = {**ticket.evidence, "case": True}
    detail = {"lead": lead.id, "deputy": deputy.id, "members": [one.id for one in members], "mode": ticket.mode.value}
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason="成立专班", detail=detail
    )
    await filing.plan_is_made(turn.ledger, ticket, turn.now)
    await filing.plan_helpers(turn.ledger, turn.policy, ticket, turn.now)
    await _tell_of_team(turn, ticket, lead, deputy, members)


async def _let_in(turn: Turn, ticket: Ticket, leads: list[Officer], members: list[Officer]) -> None:
    """Leads see the ticket; members help with it, with a date before the owner's."""
    assert turn.officer is not None
    helps = {one.officer for one in await turn.ledger.helpers.of(ticket)}
    for member in members:
        if member.id not in helps:
            await turn.ledger.helpers.add(ticket, member.id, asked_by=turn.officer.id, wish="专班组员", at=turn.now)
    ticket.mode = helping.mode_by_helpers(ticket, await turn.ledger.helpers.of(ticket))
    seeing = [one.id for one in leads if one.id not in ticket.helpers and one.id != ticket.owner]
    ticket.helpers = [*ticket.helpers, *seeing]


async def _tell_of_team(turn: Turn, ticket: Ticket, lead: Officer, deputy: Officer, members: list[Officer]) -> None:
    title, owner = filing.title_for_others(ticket), filing.owner_of(turn.organisation, ticket)
    for officer, part in ((lead, "牵头"), (deputy, "副手"), *((one, "组员") for one in members)):
        # whoever leads hears who set it up; the others whom to ask
        asking = turn.officer if officer is lead and turn.officer is not None else lead
        text = say.PING_CASE.say(
            人=asking.name,
            电话=asking.phone,
            事=title,
            哪样=part,
            地点=filing.place_for_others(turn.organisation, ticket),
            编号=ticket.number,
        )
        await _write(turn, ticket, officer, text, key=f"case:{ticket.moves}:{officer.id}")
    if owner.id not in (lead.id, deputy.id):
        day = turn.policy.day(ticket.due_at)
        text = say.PING_CASE_OWNER.say(事=filing.staff_title(ticket), 人=lead.name, 电话=lead.phone, 日期=day)
        await _write(turn, ticket, owner, text, key=f"case:{ticket.moves}:{owner.id}")
    await _tell(
        turn,
        ticket,
        lambda name, who: say.CASE_TOLD.say(称呼=name, 事=ticket.title, 部门=lead.name, 人=who.name, 电话=who.phone),
        key=f"case:{ticket.moves}",
    )
    await turn.answer(
        say.CASE_OPENED_OK.say(事=title, 人=lead.name, 部门=deputy.name, 数1=len(members), 编号=ticket.number),
        ticket=ticket.number,
    )


async def _new_deputy(turn: Turn, ticket: Ticket, case: CaseFile, text: str) -> None:
    assert turn.officer is not None
    found = _people(turn, ticket, text)
    title = filing.title_for_others(ticket)
    if len(found) != 1 or found[0].id == case.lead:
        raise Refused("two people", say.CASE_TWO_PEOPLE.say(事=title))
    case.deputy = found[0].id
    await _let_in(turn, ticket, found, [])
    detail = {"lead": case.lead, "deputy": case.deputy}
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason="专班换副手", detail=detail
    )
    await turn.answer(say.CASE_DEPUTY_OK.say(事=title, 人=found[0].name), ticket=ticket.number)


async def _close(turn: Turn, ticket: Ticket, case: CaseFile, because: str) -> None:
    """With a reason that everybody hears; the file stays, and so do owner and date."""
    assert turn.officer is not None
    title = filing.title_for_others(ticket)
    if len(_CHINESE.findall(because)) < 2:
        raise Refused("a reason", say.CASE_CLOSE_WHY.say(事=title, 编号=ticket.number))
    case.closed_at, case.closed_because = turn.now, because
    ticket.evidence = {key: value for key, value in ticket.evidence.items() if key != "case"}
    for helper in await turn.ledger.helpers.of(ticket):
        if helper.officer in case.members:
            await helping.let_go(turn.ledger, ticket, helper, because="专班散了", actor=turn.officer.id, now=turn.now)
    leads = {case.lead, case.deputy}
    ticket.helpers = [one for one in ticket.helpers if one not in leads]
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason=f"专班散了：{because}"
    )
    await _forget_steps(turn.ledger, ticket, turn.now)
    for person in dict.fromkeys([case.lead, case.deputy, *case.members, ticket.owner]):
        officer = turn.organisation.officers.get(person or "")
        if officer is not None and officer.id != turn.officer.id:
            text = say.PING_CASE_CLOSED.say(事=title, 原因=because)
            await _write(turn, ticket, officer, text, key=f"case-closed:{ticket.moves}:{officer.id}")
    await _tell(
        turn,
        ticket,
        lambda name, who: say.CASE_CLOSED_TOLD.say(
            称呼=name, 事=ticket.title, 原因=because, 人=who.name, 电话=who.phone
        ),
        key=f"case-closed:{ticket.moves}",
    )
    await turn.answer(say.CASE_CLOSED_OK.say(事=title), ticket=ticket.number)


async def _forget_steps(ledger: Ledger, ticket: Ticket, now: datetime) -> None:
    rungs = [
        row.rung
        for row in await ledger.reminders.waiting(ticket.number)
        if row.rung.partition(".")[0] == filing.CASE_STEP
    ]
    if rungs:
        await ledger.reminders.cancel(ticket.number, now, rungs)


# the plan -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Planned:
    """What an order of the plan works on."""

    ticket: Ticket
    case: CaseFile
    today: date

    @property
    def title(self) -> str:
        """For whoever may only lead."""
        return filing.title_for_others(self.ticket)


@router.on(from_officer, in_private, order("步骤"))
@polite
async def plan(turn: Turn, number: int | None, words: str) -> None:
    """「步骤 12 周五 请供水站测压」 adds one; 第2步 with 好, 改到周五 or 不做了 changes one; alone it lists them."""
    in_front = None
    if words.startswith("步") and number is not None:
        number, in_front = None, number
    text = f"第{in_front}{words}" if in_front is not None else words.strip()
    planned = await _planned(turn, number, text)
    steps = await turn.ledger.case_files.steps_of(planned.ticket.number)
    found = _STEP.match(text) or _STEP_BY_NUMBER.match(text)
    if number is not None and number != planned.ticket.number:
        # 步骤 2 不做了: no ticket of his, but a step of his only plan
        await _about_step(turn, planned, await _step(turn, planned, number), text)
    elif found is not None:
        which, rest = _DIGITS.get(found["step"]) or int(found["step"]), found["rest"].strip()
        if which == len(steps) + 1 and rest and not _changes(rest):
            # 第3步 周五 换泵: the next one, by its number
            await _add(turn, planned, rest)
            return
        await _about_step(turn, planned, await _step(turn, planned, which), rest)
    elif text and len(left := [step for step in steps if step.is_open]) == 1 and _changes(text):
        await _about_step(turn, planned, left[0], text)
    elif text:
        await _add(turn, planned, text)
    else:
        await turn.answer(_listed(planned, steps), ticket=planned.ticket.number)


def _changes(text: str) -> bool:
    return any(form.match(text) is not None for form in (_DONE, _MOVED, _DROPPED))


async def _planned(turn: Turn, number: int | None, text: str) -> _Planned:
    """The open case that an official may plan for: its leads, the ticket's owner, and those who may set one up."""
    assert turn.officer is not None
    number = await turn.number_meant(number)
    if number is None:
        number = await _only_case(turn, _may_plan)
        if number is None:
            raise Refused("no case of his", say.NO_CASE_OF_YOURS.say())
    ticket = await turn.ledger.tickets.find(number)
    case = await turn.ledger.case_files.open_of(number)
    if ticket is None or case is None or ticket.status not in OPEN or not _may_plan(turn, ticket, case):
        mine = await _open_cases(turn, _may_plan) if _changes(text) else []
        steps = await turn.ledger.case_files.steps_of(mine[0].number) if len(mine) == 1 else ()
        only = await turn.ledger.case_files.open_of(mine[0].number) if mine else None
        if only is None or not any(step.step == number and step.is_open for step in steps):
            raise Refused("no case of his", say.NO_CASE.say(编号=number))
        ticket, case = mine[0], only
    return _Planned(ticket, case, turn.policy.calendar.day_of(turn.now))


def _may_plan(turn: Turn, ticket: Ticket, case: CaseFile) -> bool:
    assert turn.officer is not None
    officer = turn.officer.id
    if officer in barred_from(turn.organisation, ticket):
        return False
    return officer in (case.lead, case.deputy, ticket.owner) or joint.holds(
        turn.policy, turn.organisation, ticket, officer, _MAY_OPEN, turn.now
    )


async def _step(turn: Turn, planned: _Planned, number: int) -> CaseStep:
    for step in await turn.ledger.case_files.steps_of(planned.ticket.number):
        if step.step == number and step.is_open:
            return step
    text = say.NO_SUCH_STEP.say(事=planned.title, 数1=number, 编号=planned.ticket.number)
    raise Refused("no such step", text)


def _listed(planned: _Planned, steps: Sequence[CaseStep]) -> StaffText:
    rows = [(one.step, f"{_how(one)}{one.what}") for one in steps]
    if not rows:
        return say.CASE_PLAN_EMPTY.say(事=planned.title, 编号=planned.ticket.number)
    return say.CASE_PLAN.say(事=planned.title, 几件=steps_listed(rows, AT_MOST["几件"]))


def _how(step: CaseStep) -> str:
    if step.done_at is not None:
        return "（做完）"
    return "（不做了）" if step.dropped_at is not None else f"{step.due_on.month}月{step.due_on.day}日前"


async def _add(turn: Turn, planned: _Planned, words: str) -> None:
    assert turn.officer is not None
    ticket = planned.ticket
    day, what = day_among(words, planned.today)
    if day is None or not planned.today <= day <= planned.today + _FARTHEST:
        raise Refused("which day", say.CASE_STEP_WHEN.say(事=planned.title, 编号=ticket.number))
    what = mask(what[:400])
    if len(_CHINESE.findall(what)) < 2:
        raise Refused("what", say.CASE_STEP_HOW.say(事=planned.title, 编号=ticket.number))
    steps = await turn.ledger.case_files.steps_of(ticket.number)
    step = CaseStep(
        township=turn.ledger.township,
        ticket=ticket.number,
        step=len(steps) + 1,
        what=what,
        due_on=day,
        first_due_on=day,
        planned_by=turn.officer.id,
        planned_at=turn.now,
    )
    turn.ledger.case_files.add(step)
    _line(turn, ticket, step, f"第{step.step}步：{what}")
    await filing.plan_case(turn.ledger, turn.policy, ticket, turn.now)
    await _tell(
        turn,
        ticket,
        lambda name, who: say.CASE_STEP_TOLD.say(
            称呼=name, 事=ticket.title, 数1=step.step, 原因=what, 日期=_day(step), 人=who.name, 电话=who.phone
        ),
        key=f"case-step:{step.step}",
    )
    text = say.CASE_STEP_OK.say(事=planned.title, 数1=step.step, 日期=_day(step), 编号=ticket.number)
    await turn.answer(text, ticket=ticket.number)


async def _about_step(turn: Turn, planned: _Planned, step: CaseStep, rest: str) -> None:
    done, moved, dropped = _DONE.match(rest), _MOVED.match(rest), _DROPPED.match(rest)
    if done is not None:
        result = results.fit_to_be_told(turn.organisation, planned.ticket, rest[done.end() :][:400].strip())
        await _done(turn, planned, step, mask(result))
    elif moved is not None:
        await _move(turn, planned, step, rest[moved.end() :])
    elif dropped is not None:
        await _drop(turn, planned, step, mask(rest[dropped.end() :][:400]).strip())
    else:
        raise Refused("not read", say.CASE_STEP_HOW.say(事=planned.title, 编号=planned.ticket.number))


async def _done(turn: Turn, planned: _Planned, step: CaseStep, result: str) -> None:
    ticket = planned.ticket
    # 第1步 好, and no more: what was planned is what was done
    result = result if len(_CHINESE.findall(result)) >= 2 else step.what
    step.done_at, step.result = turn.now, result
    _line(turn, ticket, step, f"第{step.step}步做了：{result}")
    await _stop_reminding(turn.ledger, ticket, step, turn.now)
    await _tell(
        turn,
        ticket,
        lambda name, who: say.CASE_STEP_DONE.say(
            称呼=name, 事=ticket.title, 数1=step.step, 结果=result, 人=who.name, 电话=who.phone
        ),
        key=f"case-step:{step.step}:done",
    )
    left = sum(one.is_open for one in await turn.ledger.case_files.steps_of(ticket.number))
    await turn.answer(say.CASE_STEP_DONE_OK.say(事=planned.title, 数1=step.step, 数2=left), ticket=ticket.number)


async def _move(turn: Turn, planned: _Planned, step: CaseStep, words: str) -> None:
    """Another day, with a reason: a date never moves silently."""
    ticket = planned.ticket
    day, reason = day_among(words, planned.today)
    if day is None or not planned.today <= day <= planned.today + _FARTHEST:
        raise Refused("which day", say.CASE_STEP_WHEN.say(事=planned.title, 编号=ticket.number))
    reason = mask(reason[:400])
    if len(_CHINESE.findall(reason)) < 2:
        raise Refused("a reason", say.CASE_STEP_WHY.say(事=planned.title, 数1=step.step))
    await _stop_reminding(turn.ledger, ticket, step, turn.now)
    step.due_on, step.moved = day, step.moved + 1
    _line(turn, ticket, step, f"第{step.step}步改日子：{reason}")
    await filing.plan_case(turn.ledger, turn.policy, ticket, turn.now)
    await _tell(
        turn,
        ticket,
        lambda name, who: say.CASE_STEP_MOVED.say(
            称呼=name, 事=ticket.title, 数1=step.step, 日期=_day(step), 原因=reason, 人=who.name, 电话=who.phone
        ),
        key=f"case-step:{step.step}:moved:{step.moved}",
    )
    text = say.CASE_STEP_MOVED_OK.say(事=planned.title, 数1=step.step, 日期=_day(step))
    await turn.answer(text, ticket=ticket.number)


async def _drop(turn: Turn, planned: _Planned, step: CaseStep, reason: str) -> None:
    ticket = planned.ticket
    if len(_CHINESE.findall(reason)) < 2:
        raise Refused("a reason", say.CASE_STEP_WHY.say(事=planned.title, 数1=step.step))
    step.dropped_at, step.result = turn.now, reason
    _line(turn, ticket, step, f"第{step.step}步不做了：{reason}")
    await _stop_reminding(turn.ledger, ticket, step, turn.now)
    await _tell(
        turn,
        ticket,
        lambda name, who: say.CASE_STEP_DROPPED.say(
            称呼=name, 事=ticket.title, 数1=step.step, 原因=reason, 人=who.name, 电话=who.phone
        ),
        key=f"case-step:{step.step}:dropped",
    )
    await turn.answer(say.CASE_STEP_DROPPED_OK.say(事=planned.title, 数1=step.step), ticket=ticket.number)


def _line(turn: Turn, ticket: Ticket, step: CaseStep, reason: str) -> None:
    assert turn.officer is not None
    detail = {"case_step": step.step, "on": step.due_on.isoformat()}
    turn.ledger.tickets.move(ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason=reason, detail=detail)


async def _stop_reminding(ledger: Ledger, ticket: Ticket, step: CaseStep, now: datetime) -> None:
    await ledger.reminders.cancel(ticket.number, now, [f"{filing.CASE_STEP}.{step.step}.{step.moved}"])


async def remind(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    row: str,
    officer: Officer,
    now: datetime,
) -> bool:
    """A step's day has come and it is not done: its lead and the owner hear so, once for each day."""
    number = int(filing.rung_of(row).split(".")[1])
    case = await ledger.case_files.open_of(ticket.number)
    step = next((one for one in await ledger.case_files.steps_of(ticket.number) if one.step == number), None)
    if case is None or step is None or not step.is_open or ticket.status not in WORKING:
        return False
    if step.due_on > policy.calendar.day_of(now):
        return False
    text = say.CASE_STEP_LATE.say(事=filing.title_for_others(ticket), 数1=number, 原因=step.what, 编号=ticket.number)
    key = f"t{ticket.number}:{row}:{officer.id}"
    await tell_officer(ledger, policy, officer, text, ticket=ticket, why="notice", key=key, now=now)
    return True


# who leads ------------------------------------------------------------------------------------------------------------

_SEEN = "case_leads_seen"


async def keep_leads(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Nobody leads who may no longer know of a matter, or has left: the deputy takes over; the office hears of it."""
    organisation = await ledger.organisation()
    if not await ledger.reminders.first_look(_SEEN, organisation.generation):
        return 0
    changed = 0
    for case in await ledger.case_files.every_open():
        ticket = await ledger.tickets.get(case.ticket)
        changed += await _keep(ledger, policy, organisation, case, ticket, now)
    return changed


async def _keep(
    ledger: Ledger, policy: Policy, organisation: Organisation, case: CaseFile, ticket: Ticket, now: datetime
) -> bool:
    barred = barred_from(organisation, ticket)
    gone = {
        person
        for person in (case.lead, case.deputy, *case.members)
        if person is not None and (person in barred or person not in organisation.officers)
    }
    if not gone or ticket.status not in OPEN:
        return False
    because = helping.CONCERNED if gone & barred else helping.NO_LONGER_HERE
    case.members = [one for one in case.members if one not in gone]
    ticket.helpers = [one for one in ticket.helpers if one not in gone]
    if case.deputy in gone:
        case.deputy = None
    if case.lead in gone:
        # where the deputy may not either, the ticket's owner leads until somebody is named
        case.lead, case.deputy = case.deputy or ticket.owner, None
    detail = {"lead": case.lead, "deputy": case.deputy, "members": case.members}
    ledger.tickets.move(ticket, MoveName.CORRECT, actor="system", at=now, reason=f"专班换人：{because}", detail=detail)
    await filing.plan_case(ledger, policy, ticket, now)
    lead = organisation.officers.get(case.lead) or filing.owner_of(organisation, ticket)
    today = policy.calendar.day_of(now)
    for officer in able_holders(organisation, Role.AFFAIRS_OFFICE, ticket.village, today, without=barred)[:1]:
        text = say.PING_NEW_LEAD.say(
            事=filing.title_for_others(ticket), 人=lead.name, 电话=lead.phone, 原因=because, 编号=ticket.number
        )
        key = f"t{ticket.number}:case-lead:{ticket.moves}"
        await tell_officer(ledger, policy, officer, text, ticket=ticket, why="notice", key=key, now=now)
    return True


# telling --------------------------------------------------------------------------------------------------------------


def _day(step: CaseStep) -> LocalDay:
    return day_with_weekday(step.due_on)


async def _write(turn: Turn, ticket: Ticket, officer: Officer, text: StaffText, *, key: str) -> None:
    await tell_officer(
        turn.ledger,
        turn.policy,
        officer,
        text,
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:{key}",
        now=turn.now,
    )


async def _tell(turn: Turn, ticket: Ticket, text: Callable[[Salutation, Officer], PrivateText], *, key: str) -> None:
    """Everybody behind it hears, each by his name, with whom to ask."""
    owner = filing.owner_of(turn.organisation, ticket)
    await tell_all_behind(
        turn.ledger, turn.policy, ticket, lambda name: text(name, owner), why="notice", key=key, now=turn.now
    )
