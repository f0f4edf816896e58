"""接访 · 下访 · 约访 · 包案 · 积案 · 联席: leaders meet people, take old matters on themselves, and sit together.

Seeds 2.6, 2.7, 5.11. What is kept is that a matter was talked about, by whom of the office, how many came; never who.
"""

import re
from datetime import datetime, timedelta

from handlers import filing, helping, wording
from handlers.dispatch import barred_from
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.four_steps import day_among
from handlers.joint import holds, steered
from handlers.officer_replies import note_contact, polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_officer
from handlers.wording import meeting_people as say
from handlers.wording.joint import KEPT_AMONG_FEW
from storage.contact_log import How
from storage.ledger import Ledger
from storage.lifecycle import HANDED_OUT, WORKING, MoveName, Status
from storage.models import Officer, Ticket
from storage.organisation import Organisation, Role
from storage.speech import StaffText

router = Router("meeting_people")

#: the morning of an agreed day; behind it the line of the log: appointment.2
APPOINTMENT = "appointment"
BACKLOG = timedelta(days=60)
_FARTHEST = timedelta(days=30)
_LEADERS = (Role.AREA_LEADER, Role.DUTY_LEADER)
_MAY_MEET = (*_LEADERS, Role.AFFAIRS_OFFICE, Role.VILLAGE_LEAD_CADRE, Role.VILLAGE_SECRETARY, Role.GRID_HEAD)
_READS_LISTS = (*_LEADERS, Role.AFFAIRS_OFFICE)
_PEOPLE = re.compile("([0-9]{1,2})(?:个)?(?:人|口)")
_LINES = 6
_CONTACTED_BY = frozenset({Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED, Status.ACCEPTED})


@router.on(from_officer, in_private, order("接访"))
@polite
async def met_here(turn: Turn, number: int | None, words: str) -> None:
    """「接访 12 3人」: they came."""
    await _met(turn, number, words, How.MEET, "接访")


@router.on(from_officer, in_private, order("下访"))
@polite
async def met_there(turn: Turn, number: int | None, words: str) -> None:
    """「下访 12」: he went there."""
    await _met(turn, number, words, How.VISIT, "下访")


async def _met(turn: Turn, number: int | None, words: str, how: How, name: str) -> None:
    assert turn.officer is not None
    ticket = await _talked_about(turn, number, name)
    found = _PEOPLE.search(words)
    people = max(1, int(found[1])) if found is not None else 1
    await turn.ledger.contact_log.add(ticket.number, how, turn.officer.id, turn.now, people=people)
    if ticket.owner == turn.officer.id and ticket.status in _CONTACTED_BY:
        # a human has spoken with the villager, and it is he who has the matter
        note_contact(turn, ticket)
    _line(turn, ticket, f"{name}，{people}人", {"met": how.value, "people": people})
    title = filing.title_for_others(ticket)
    await turn.answer(say.MET_OK.say(事=title, 数1=people, 编号=ticket.number), ticket=ticket.number)


@router.on(from_officer, in_private, order("约访"))
@polite
async def appoint(turn: Turn, number: int | None, words: str) -> None:
    """「约访 12 周五」: the villager is asked for that day, and the official reminded on its morning."""
    assert turn.officer is not None
    ticket = await _talked_about(turn, number, "约访")
    title = filing.title_for_others(ticket)
    today = turn.policy.calendar.day_of(turn.now)
    day, _ = day_among(words, today)
    if day is None or not today <= day <= today + _FARTHEST:
        raise Refused("which day", say.APPOINT_WHEN.say(事=title, 编号=ticket.number))
    officer, said_on = turn.officer, wording.day_with_weekday(day)
    met = await turn.ledger.contact_log.add(ticket.number, How.APPOINTMENT, officer.id, turn.now, on=day)
    _line(turn, ticket, "约了当面说", {"met": How.APPOINTMENT.value, "on": day.isoformat()})
    morning = turn.policy.calendar.at_local(day, turn.policy.ladder.morning)
    if morning > turn.now:
        await turn.ledger.reminders.plan(ticket.number, [(f"{APPOINTMENT}.{met.sequence}", officer.id, morning)])
    await tell_all_behind(
        turn.ledger,
        turn.policy,
        ticket,
        lambda name: say.APPOINTED.say(称呼=name, 人=officer.name, 电话=officer.phone, 日期=said_on, 事=ticket.title),
        why="notice",
        key=f"appointed:{met.sequence}",
        now=turn.now,
    )
    await turn.answer(say.APPOINT_OK.say(事=title, 日期=said_on, 编号=ticket.number), ticket=ticket.number)


async def remind(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    rung: str,
    officer: Officer,
    now: datetime,
) -> bool:
    """The morning of an agreed day. Returns whether it was said."""
    if ticket.status not in WORKING:
        return False
    mine = officer.id == ticket.owner
    title = filing.staff_title(ticket) if mine else filing.title_for_others(ticket)
    text = say.PING_APPOINTMENT.say(事=title, 地点=filing.place_for_others(organisation, ticket), 编号=ticket.number)
    key = f"t{ticket.number}:{rung}:{officer.id}"
    await tell_officer(ledger, policy, officer, text, ticket=ticket, why="notice", key=key, now=now)
    return True


async def _talked_about(turn: Turn, number: int | None, doing: str) -> Ticket:
    not_yours = Refused("not his to meet about", say.MET_NOT_YOURS.say(编号=number or 0))
    ticket = await steered(turn, number, _MAY_MEET, doing=doing, not_yours=not_yours)
    if ticket.violence_at_home:
        # whoever was hurt is met as she wishes, and nothing is written of it here
        phone = filing.office_phone(turn.organisation)
        raise Refused("kept among few", KEPT_AMONG_FEW.say(事=filing.title_for_others(ticket), 电话=phone))
    return ticket


@router.on(from_officer, in_private, order("包案"))
@polite
async def take_on(turn: Turn, number: int | None, words: str) -> None:
    """「包案 12」: a leader keeps after it himself; owner and date stay."""
    assert turn.officer is not None
    officer = turn.officer
    not_yours = Refused("not his to take on", say.LEAD_NOT_YOURS.say(编号=number or 0))
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if (
        ticket is None
        or ticket.status not in HANDED_OUT
        or ticket.about_official
        or ticket.violence_at_home
        or not holds(turn.policy, turn.organisation, ticket, officer.id, _LEADERS, turn.now)
    ):
        raise not_yours
    owner = filing.owner_of(turn.organisation, ticket)
    before = [met.officer for met in await turn.ledger.contact_log.of(ticket.number) if met.how == How.CASE_LEAD]
    if officer.id not in before:
        await turn.ledger.contact_log.add(ticket.number, How.CASE_LEAD, officer.id, turn.now)
        if helping.may_help(turn.organisation, officer.id, ticket) and officer.id not in ticket.helpers:
            # whoever keeps after it may see how it stands
            ticket.helpers = [*ticket.helpers, officer.id]
        _line(turn, ticket, "领导包着办", {"met": How.CASE_LEAD.value})
        if owner.id != officer.id:
            text = say.PING_LED.say(事=filing.staff_title(ticket), 人=officer.name, 电话=officer.phone)
            await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:led:{officer.id}")
        await tell_all_behind(
            turn.ledger,
            turn.policy,
            ticket,
            lambda name: say.LED_BY.say(称呼=name, 事=ticket.title, 人=officer.name, 电话=officer.phone),
            why="notice",
            key=f"led:{officer.id}",
            now=turn.now,
        )
    title = filing.title_for_others(ticket)
    await turn.answer(say.LEAD_OK.say(事=title, 人=owner.name, 电话=owner.phone), ticket=ticket.number)


def _line(turn: Turn, ticket: Ticket, reason: str, detail: dict[str, object]) -> None:
    assert turn.officer is not None
    turn.ledger.tickets.move(ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason=reason, detail=detail)


# lists for leaders ----------------------------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("积案"))
@polite
async def old_ones(turn: Turn, number: int | None, words: str) -> None:
    """「积案」: open for more than sixty days, those first that no leader has taken on himself."""
    tickets = [
        ticket for ticket in await turn.ledger.contact_log.old_and_open(turn.now - BACKLOG) if _reads(turn, ticket)
    ]
    if not tickets:
        _only_for_leaders(turn)
        await turn.answer(say.OLD_ONES_NONE.say())
        return
    led = await led_by_leaders(turn.ledger, turn.organisation, tickets, turn.now)
    today = turn.policy.calendar.day_of(turn.now)
    lines = [say.OLD_ONES.say(数1=len(tickets), 数2=sum(ticket.number not in led for ticket in tickets)).text]
    for ticket in sorted(tickets, key=lambda one: (one.number in led, one.registered_at))[:_LINES]:
        days = (today - turn.policy.calendar.day_of(ticket.registered_at)).days
        who = f"，{led[ticket.number]}包着" if ticket.number in led else "，还没有领导包"
        place = filing.place_for_others(turn.organisation, ticket)
        lines.append(wording.cut(f"{filing.title_for_others(ticket)}（{place}）：{days}天{who}", wording.LONGEST))
    await turn.answer(StaffText("\n".join(lines)))


async def led_by_leaders(
    ledger: Ledger, organisation: Organisation, tickets: list[Ticket], now: datetime
) -> dict[int, str]:
    """Ticket → the leader who has taken it on himself or leads its team; whoever is no leader does not count."""
    found = {}
    for ticket, people in (await ledger.contact_log.leads([one.number for one in tickets], now)).items():
        for person in people:
            officer = organisation.officers.get(person)
            if officer is not None and organisation.roles_of(person) & set(_LEADERS):
                found[ticket] = officer.name
    return found


@router.on(from_officer, in_private, order("联席"))
@polite
async def joint_meeting(turn: Turn, number: int | None, words: str) -> None:
    """「联席」: what the units have to go through together: who leads, who helps, by when, who has answered."""
    tickets = [ticket for ticket in await turn.ledger.contact_log.joint() if _reads(turn, ticket)]
    if not tickets:
        _only_for_leaders(turn)
        await turn.answer(say.JOINT_NONE.say())
        return
    lines = [say.JOINT_HEAD.say(数1=len(tickets)).text]
    for ticket in tickets[:_LINES]:
        owner = filing.owner_of(turn.organisation, ticket)
        parts = [
            f"{one.name}{'做完了' if helper.done_at else '在弄' if helper.answered_at else '没回话'}"
            for helper in await turn.ledger.helpers.of(ticket)
            if (one := turn.organisation.officers.get(helper.officer)) is not None
        ]
        place = filing.place_for_others(turn.organisation, ticket)
        day = turn.policy.day(ticket.due_at)
        who = f"{owner.name}牵头，{'、'.join(parts) or '没人搭手'}，{day}前"
        lines.append(wording.cut(f"{filing.title_for_others(ticket)}（{place}）：{who}", wording.LONGEST))
    if len(tickets) > _LINES:
        lines.append(f"还有{len(tickets) - _LINES}件，镇办有全单子。")
    await turn.answer(StaffText("\n".join(lines)))


def _reads(turn: Turn, ticket: Ticket) -> bool:
    assert turn.officer is not None
    officer = turn.officer.id
    return officer not in barred_from(turn.organisation, ticket) and holds(
        turn.policy, turn.organisation, ticket, officer, _READS_LISTS, turn.now
    )


def _only_for_leaders(turn: Turn) -> None:
    """Raises Refused for whoever is neither leader nor office."""
    assert turn.officer is not None
    if not turn.organisation.roles_of(turn.officer.id) & set(_READS_LISTS):
        raise Refused("not his list", say.LISTS_NOT_YOURS.say())
