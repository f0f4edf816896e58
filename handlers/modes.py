"""四办 beside 联: 直办 on the spot, 督 by whoever watches; and 上报, one level up at a time (村, 镇, 县).

Reporting up early is no fault of anybody, and moves no date.
"""

import re
from collections.abc import Sequence

from classifiers.privacy import mask
from classifiers.verdict import Urgency
from handlers import filing, following_up, joint, results
from handlers.dispatch import able_holders, barred_from, may_own
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.officer_replies import meant, order, polite
from handlers.router import Router
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_officer
from handlers.wording import OFFICER_NO_SUCH_NUMBER
from handlers.wording.joint import (
    DONE_ON_THE_SPOT,
    NOT_YOURS_ON_THE_SPOT,
    NOT_YOURS_TO_PLAN,
    NOT_YOURS_TO_WATCH,
    PLAN_FOR_OWNER,
    PLAN_NOTED,
    PLAN_TOLD,
    PLAN_TOLD_LATE,
    REPORT_WHY,
    REPORTED_TO_ALL,
    REPORTED_UP,
    REPORTED_UP_OK,
    UP_BY_OTHERS,
    UP_FOR_VILLAGER,
    UP_FOR_VILLAGER_LATE,
    UP_THERE_ALREADY,
    WATCHED,
    WATCHED_NO_MORE,
    WATCHED_OK,
    WHAT_PLAN,
    WHAT_WAS_DONE,
)
from storage.lifecycle import HandlingMode, MoveName, Outcome, Status
from storage.models import AreaLevel, Officer, Ticket
from storage.organisation import Role

router = Router("modes")

_MAY_WATCH = (Role.VILLAGE_SUPERVISOR, Role.AFFAIRS_OFFICE, Role.AREA_LEADER, Role.DUTY_LEADER)
_VILLAGE_LINE = (Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.VILLAGE_LEAD_CADRE)
_TOWNSHIP_LINE = (Role.AFFAIRS_OFFICE, Role.AREA_LEADER, Role.DUTY_LEADER)
_PLANS = (Role.AFFAIRS_OFFICE, Role.AREA_LEADER, Role.DUTY_LEADER, Role.VILLAGE_LEAD_CADRE, Role.VILLAGE_SECRETARY)
_CHINESE = re.compile("[\u4e00-\u9fff]")
#: where a level is, as people say it
_PLACE_OF = {AreaLevel.TOWNSHIP: "镇上", AreaLevel.COUNTY: "县里"}


@router.on(from_officer, in_private, order("督"))
@polite
async def watch(turn: Turn, number: int | None, words: str) -> None:
    """「督 12 拖得久了」: the village's supervisor or the township looks on; the date stays, and so does the owner."""
    assert turn.officer is not None
    ticket = await _watched(turn, number)
    if ticket.mode is not HandlingMode.SUPERVISED:
        _set_mode(turn, ticket, HandlingMode.SUPERVISED, f"一起盯着：{mask(words[:400])}" if words else "一起盯着")
    owner = filing.owner_of(turn.organisation, ticket)
    text = WATCHED.say(
        事=filing.staff_title(ticket),
        人=turn.officer.name,
        电话=turn.officer.phone,
        原因=mask(words[:400]) or "看缺啥，帮一把",
        日期=turn.policy.due(ticket),
    )
    await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:watched:{ticket.moves}")
    await turn.answer(
        WATCHED_OK.say(事=filing.title_for_others(ticket), 人=owner.name, 编号=ticket.number), ticket=ticket.number
    )


@router.on(from_officer, in_private, order("不督"))
@polite
async def watch_no_more(turn: Turn, number: int | None, words: str) -> None:
    """「不督 12」: by helpers it is 联 again, else 领."""
    assert turn.officer is not None
    ticket = await _watched(turn, number)
    helpers = await turn.ledger.helpers.of(ticket)
    if ticket.mode is HandlingMode.SUPERVISED:
        _set_mode(turn, ticket, HandlingMode.JOINT if helpers else HandlingMode.LED, "照平常办")
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.answer(WATCHED_NO_MORE.say(事=filing.title_for_others(ticket), 人=owner.name), ticket=ticket.number)


async def _watched(turn: Turn, number: int | None) -> Ticket:
    assert turn.officer is not None
    not_yours = Refused("not his to watch", NOT_YOURS_TO_WATCH.say(编号=number or 0))
    ticket = await joint.steered(turn, number, _MAY_WATCH, doing="督", not_yours=not_yours)
    if ticket.owner == turn.officer.id:
        # nobody watches himself
        raise Refused("his own", NOT_YOURS_TO_WATCH.say(编号=ticket.number))
    return ticket


def _set_mode(turn: Turn, ticket: Ticket, mode: HandlingMode, reason: str) -> None:
    assert turn.officer is not None
    ticket.mode = mode
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason=reason, detail={"mode": mode.value}
    )


@router.on(from_officer, in_private, order("上报"))
@polite
async def report_up(turn: Turn, number: int | None, words: str) -> None:
    """「上报 12 缺挖机」: from the village to the township, and by the township alone to the county."""
    assert turn.officer is not None
    ticket = await joint.steered(turn, number, (*_VILLAGE_LINE, *_TOWNSHIP_LINE), doing="上报")
    title, reason = filing.title_for_others(ticket), mask(words[:400])
    phone = filing.office_phone(turn.organisation)
    if ticket.level is AreaLevel.COUNTY:
        raise Refused("there already", UP_THERE_ALREADY.say(事=title, 部门="县里", 电话=phone))
    if ticket.level is AreaLevel.TOWNSHIP and not joint.holds(
        turn.policy, turn.organisation, ticket, turn.officer.id, _TOWNSHIP_LINE, turn.now
    ):
        raise Refused("one level at a time", UP_BY_OTHERS.say(事=title, 部门="镇上", 电话=phone))
    if not reason:
        raise Refused("a reason", REPORT_WHY.say(事=title, 编号=ticket.number))
    higher = _PLACE_OF[AreaLevel.COUNTY if ticket.level is AreaLevel.TOWNSHIP else AreaLevel.TOWNSHIP]
    level = filing.raise_level(
        turn.ledger, ticket, actor=turn.officer.id, reason=f"报到{higher}：{reason}", now=turn.now
    )
    if level is AreaLevel.TOWNSHIP:
        await filing.leaders_hear_of_quarrel(turn.ledger, ticket, turn.now)
    called = await _call_up(turn, ticket, level, reason)
    names = "、".join(officer.name for officer in called) or "值班的人"
    await turn.answer(REPORTED_UP_OK.say(事=title, 部门=_PLACE_OF[level], 人=names), ticket=ticket.number)
    await _tell_of_level(turn, ticket, level)


async def _call_up(turn: Turn, ticket: Ticket, level: AreaLevel, reason: str) -> Sequence[Officer]:
    assert turn.officer is not None
    today, without = turn.policy.calendar.day_of(turn.now), barred_from(turn.organisation, ticket) | {turn.officer.id}
    first = Role.AFFAIRS_OFFICE if level is AreaLevel.TOWNSHIP else Role.AREA_LEADER
    called: list[Officer] = []
    for role in (first, Role.DUTY_LEADER):
        called = called or able_holders(turn.organisation, role, ticket.village, today, without=without)
    if ticket.about_official:
        # only those of its own ladder
        called = [officer for officer in called if may_own(turn.organisation, officer.id, ticket)]
    for officer in called:
        if officer.id == ticket.owner:
            continue
        text = REPORTED_UP.say(
            人=turn.officer.name,
            电话=turn.officer.phone,
            事=filing.title_for_others(ticket),
            地点=filing.place_for_others(turn.organisation, ticket),
            原因=reason,
            编号=ticket.number,
        )
        key = f"t{ticket.number}:up:{level.value}:{officer.id}"
        await tell_officer(turn.ledger, turn.policy, officer, text, ticket=ticket, why="notice", key=key, now=turn.now)
    return called


async def _tell_of_level(turn: Turn, ticket: Ticket, level: AreaLevel) -> None:
    assert turn.officer is not None
    owner, day = filing.owner_of(turn.organisation, ticket), turn.policy.due(ticket)
    if owner.id != turn.officer.id:
        text = REPORTED_TO_ALL.say(事=filing.staff_title(ticket), 部门=_PLACE_OF[level], 日期=day)
        await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:up:{level.value}:owner")
    await tell_all_behind(
        turn.ledger,
        turn.policy,
        ticket,
        lambda name: (
            # a day that has gone by is not promised once more
            UP_FOR_VILLAGER_LATE.say(称呼=name, 事=ticket.title, 部门=_PLACE_OF[level], 人=owner.name, 电话=owner.phone)
            if ticket.due_at <= turn.now
            else UP_FOR_VILLAGER.say(
                称呼=name, 事=ticket.title, 部门=_PLACE_OF[level], 人=owner.name, 电话=owner.phone, 日期=day
            )
        ),
        why="notice",
        key=f"up:{level.value}",
        now=turn.now,
    )


@router.on(from_officer, in_private, order("直办"))
@polite
async def on_the_spot(turn: Turn, number: int | None, words: str) -> None:
    """「直办 12 灯泡换了」: taken, done and told in one step by whoever was there; the villager is still asked."""
    assert turn.officer is not None
    ticket = await _found_on_the_spot(turn, number)
    title = filing.title_for_others(ticket)
    if len(_CHINESE.findall(words)) < 2:
        raise Refused("what was done", WHAT_WAS_DONE.say(事=title, 编号=ticket.number))
    # looked at before anything is changed
    result = results.fit_to_be_told(turn.organisation, ticket, words[:400])
    ledger, officer = turn.ledger, turn.officer.id
    if ticket.owner != officer:
        ticket.owner, ticket.owner_because, ticket.help_asked_at = officer, "当场办了", None
        ledger.tickets.move(
            ticket, MoveName.REASSIGN, actor=officer, at=turn.now, reason="当场办了", detail={"owner": officer}
        )
    if ticket.status in (Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED):
        ledger.tickets.move(ticket, MoveName.ACCEPT, actor=officer, at=turn.now)
        ticket.accepted_at = ticket.accepted_at or turn.now
    if ticket.status is not Status.IN_PROGRESS:
        ledger.tickets.move(ticket, MoveName.CONTACT, actor=officer, at=turn.now)
    ticket.first_contact_at = ticket.first_contact_at or turn.now
    if ticket.mode is not HandlingMode.SUPERVISED:
        ticket.mode = HandlingMode.DIRECT
    detail = {"mode": ticket.mode.value}
    ledger.tickets.move(ticket, MoveName.RESOLVE, actor=officer, at=turn.now, reason=result, detail=detail)
    ticket.resolved_at, ticket.outcome = turn.now, Outcome.SOLVED
    await ledger.pauses.end(ticket, turn.now, officer)
    await ledger.reminders.cancel(ticket.number, turn.now)
    reporter = await following_up.tell_result(ledger, turn.policy, turn.organisation, ticket, result, turn.now)
    by_hand = await following_up.resolved_answer(ledger, turn.policy, turn.organisation, ticket, reporter, turn.now)
    await turn.answer(by_hand or DONE_ON_THE_SPOT.say(事=title), ticket=ticket.number)


#: who may settle on the spot what is somebody else's: those who are about in the village
_ABOUT = (Role.GRID_OFFICER, Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.VILLAGE_LEAD_CADRE)


async def _found_on_the_spot(turn: Turn, number: int | None) -> Ticket:
    """His own, or an open matter of his village that nobody works on yet. Raises Refused."""
    assert turn.officer is not None
    fits = joint.HANDED_OUT - {Status.DELIBERATING}
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if number is not None and ticket is None:
        raise Refused("no such ticket", OFFICER_NO_SUCH_NUMBER.say(编号=number))
    if ticket is None or ticket.owner == turn.officer.id:
        return await meant(turn, number, lambda one: one.status in fits, "直办")
    about = {post.area for post in turn.organisation.posts_of(turn.officer.id) if post.role in _ABOUT}
    here = {ticket.village, *(grid.code for grid in turn.organisation.grids_of(ticket.village or ""))}
    untaken = ticket.status in (Status.DISPATCHED, Status.REOPENED)
    if (
        not about & here
        or not may_own(turn.organisation, turn.officer.id, ticket)
        or not filing.is_public(ticket)
        or not untaken
        or ticket.urgency is Urgency.DANGER
    ):
        raise Refused("not his", NOT_YOURS_ON_THE_SPOT.say(编号=ticket.number))
    return ticket


@router.on(from_officer, in_private, order("方案"))
@polite
async def plan(turn: Turn, number: int | None, words: str) -> None:
    """「方案 12 先请供水站查管」: what will be done, kept with the ticket and told to the villager; no date moves."""
    assert turn.officer is not None
    not_yours = Refused("not his to plan", NOT_YOURS_TO_PLAN.say(编号=number or 0))
    ticket = await joint.steered(turn, number, _PLANS, doing="方案", not_yours=not_yours)
    title, said = filing.title_for_others(ticket), mask(words[:400])
    if len(_CHINESE.findall(said)) < 2:
        raise Refused("what plan", WHAT_PLAN.say(事=title, 编号=ticket.number))
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason=f"办法：{said}", detail={"plan": True}
    )
    await filing.plan_is_made(turn.ledger, ticket, turn.now)
    owner, day = filing.owner_of(turn.organisation, ticket), turn.policy.due(ticket)
    if owner.id != turn.officer.id:
        text = PLAN_FOR_OWNER.say(
            事=filing.staff_title(ticket), 原因=said, 人=turn.officer.name, 电话=turn.officer.phone, 日期=day
        )
        await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:plan:{ticket.moves}")
    await tell_all_behind(
        turn.ledger,
        turn.policy,
        ticket,
        lambda name: (
            PLAN_TOLD_LATE.say(称呼=name, 事=ticket.title, 原因=said, 人=owner.name, 电话=owner.phone)
            if ticket.due_at <= turn.now
            else PLAN_TOLD.say(称呼=name, 事=ticket.title, 原因=said, 人=owner.name, 电话=owner.phone, 日期=day)
        ),
        why="notice",
        key=f"plan:{ticket.moves}",
        now=turn.now,
    )
    await turn.answer(PLAN_NOTED.say(事=title, 人=owner.name), ticket=ticket.number)
