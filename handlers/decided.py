"""决定 · 办到: what the township's meeting decides about a matter becomes a dated task that somebody is told of."""

import re
from datetime import date, datetime

from classifiers.privacy import mask
from handlers import filing, wording
from handlers.dispatch import may_own, officers_named
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.officer_replies import polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.spoken_dates import find_day
from handlers.turn import Turn, tell_officer
from handlers.wording import reports as say
from storage.decisions import Decision
from storage.ledger import Ledger
from storage.lifecycle import OPEN
from storage.models import Officer, Ticket
from storage.organisation import Organisation, Role

router = Router("decided")

_APART = re.compile(r"[\s,，、;；。:：]+")
_GIVEN_TO = re.compile("^(?:由|交给|给|请|归)|(?:去办|来办|负责|办)$")


def may_decide(organisation: Organisation, officer: str, ticket: Ticket) -> bool:
    """The affairs office and the area leader of the village; never about what they may not know of.

    A complaint about an official (Ruling 7) and violence at home are no matters for a meeting.
    """
    if ticket.about_official or ticket.violence_at_home or not may_own(organisation, officer, ticket):
        return False
    township = organisation.township.code
    places = ((Role.AFFAIRS_OFFICE, township), (Role.AREA_LEADER, township), (Role.AREA_LEADER, ticket.village or ""))
    return any(officer == holder.id for role, area in places for holder in organisation.holders(role, area))


@router.on(from_officer, in_private, order("决定"))
@polite
async def decide_here(turn: Turn, number: int | None, words: str) -> None:
    """「决定 12 换水泵 周五 王建军」."""
    assert turn.officer is not None
    number = await turn.number_meant(number)
    if number is None:
        raise Refused("which", say.DECIDE_WHICH.say())
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None or not may_decide(turn.organisation, turn.officer.id, ticket):
        # whoever may not decide about it does not learn whether there is such a ticket
        raise Refused("not his to decide", say.DECIDE_NOT_YOURS.say(编号=number))
    title = filing.title_for_others(ticket)
    today = turn.policy.calendar.day_of(turn.now)
    day, who, rest = read_decision(turn.organisation, ticket, words, today)
    if day is None or not rest:
        raise Refused("a day and words", say.DECIDE_HOW.say(事=title, 编号=number))
    if who is None:
        raise Refused("who?", say.DECIDE_WHOM.say(事=title, 编号=number))
    decision = await decide(
        turn.ledger, turn.policy, turn.organisation, ticket, rest, until=day, who=who, by=turn.officer.id, now=turn.now
    )
    await turn.answer(
        say.DECIDED_OK.say(事=title, 人=who.name, 日期=wording.day_with_weekday(decision.until_on)), ticket=number
    )


def read_decision(
    organisation: Organisation, ticket: Ticket, words: str, today: date
) -> tuple[date | None, Officer | None, str]:
    """The day, the person and the rest of what follows the number; None where none, or not one, is named."""
    day: date | None = None
    who: Officer | None = None
    rest = []
    for part in filter(None, _APART.split(words)):
        found = find_day(part, today) if day is None else None
        if found is not None and not found.rest:
            day = found.day
            continue
        name = _GIVEN_TO.sub("", part)
        named = officers_named(organisation, ticket.village, name) if who is None else []
        if len(named) == 1 and name in (named[0].name, *_POSTS):
            who = named[0]
            continue
        rest.append(part)
    return day, who, "，".join(rest)


#: posts by which somebody may be named, as `officers_named` knows them
_POSTS = ("网格长", "网格员", "书记", "监督", "监委", "包村干部", "村主任", "事务办", "镇上")


async def decide(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    words: str,
    *,
    until: date,
    who: Officer,
    by: str,
    now: datetime,
) -> Decision:
    """Keep a decision and tell whoever has to act. Raises Refused."""
    title = filing.title_for_others(ticket)
    if ticket.status not in OPEN:
        raise Refused("it is over", say.DECIDE_NOT_OPEN.say(事=title))
    if until < policy.calendar.day_of(now):
        raise Refused("a day gone by", say.DECIDE_PAST.say(日期=wording.day_with_weekday(until), 编号=ticket.number))
    if not may_own(organisation, who.id, ticket):
        raise Refused("not for him", say.DECIDE_WHOM.say(事=title, 编号=ticket.number))
    decision = Decision(
        township=ledger.township,
        ticket=ticket.number,
        sequence=len(await ledger.decisions.of(ticket.number)) + 1,
        words=mask(words[:400]),
        who=who.id,
        until_on=until,
        decided_by=by,
        decided_at=now,
        remind_at=_reminded_at(policy, until, now),
    )
    ledger.decisions.add(decision)
    await tell_officer(
        ledger,
        policy,
        who,
        say.PING_DECIDED.say(
            事=title,
            地点=filing.place_for_others(organisation, ticket),
            日期=wording.day_with_weekday(until),
            原因=decision.words,
            编号=ticket.number,
        ),
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:decided:{decision.sequence}",
        now=now,
    )
    return decision


def _reminded_at(policy: Policy, until: date, now: datetime) -> datetime:
    """The morning of the day, or of the next working day after it where that has gone by."""
    calendar = policy.calendar
    day = until if calendar.is_working_day(until) else calendar.next_working_day(until)
    at = calendar.at_local(day, policy.reports.week_at)
    return at if at > now else calendar.at_local(calendar.next_working_day(day), policy.reports.week_at)


async def remind(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Whoever has to act is reminded on the day and on the next working day after it; then the week's list says it."""
    rows = await ledger.decisions.to_remind(now)
    if not rows:
        return 0
    organisation = await ledger.organisation()
    calendar = policy.calendar
    for decision, ticket in rows:
        late = calendar.day_of(now) > decision.until_on
        again = calendar.at_local(calendar.next_working_day(calendar.day_of(now)), policy.reports.week_at)
        decision.remind_at = None if late else again
        who = organisation.officers.get(decision.who)
        if ticket.status not in OPEN or who is None or not may_own(organisation, who.id, ticket):
            decision.remind_at = None
            continue
        await tell_officer(
            ledger,
            policy,
            who,
            say.PING_DECIDED_DUE.say(
                事=filing.title_for_others(ticket),
                日期=wording.day_with_weekday(decision.until_on),
                原因=decision.words,
                编号=ticket.number,
            ),
            ticket=ticket,
            why="notice",
            key=f"t{ticket.number}:decided:{decision.sequence}:{'late' if late else 'due'}",
            now=now,
        )
    return len(rows)


@router.on(from_officer, in_private, order("办到"))
@polite
async def done_here(turn: Turn, number: int | None, words: str) -> None:
    """「办到 12」: by whoever was to act, or by who may decide about it."""
    assert turn.officer is not None
    mine = [
        (decision, ticket)
        for decision, ticket in await turn.ledger.decisions.still_to_do()
        if decision.who == turn.officer.id or may_decide(turn.organisation, turn.officer.id, ticket)
    ]
    if number is not None:
        mine = [pair for pair in mine if pair[1].number == number]
    else:
        mine = [pair for pair in mine if pair[0].who == turn.officer.id]
    if not mine:
        raise Refused("nothing to do", say.TASK_NONE.say())
    numbers = {ticket.number for _, ticket in mine}
    if len(numbers) > 1:
        listed = "、".join(
            f"{ticket.number} {filing.title_for_others(ticket).partition('号')[2]}" for _, ticket in mine
        )
        raise Refused("which", say.TASK_WHICH.say(数1=len(numbers), 几件=listed, 编号=mine[0][1].number))
    for decision, _ in mine:
        done(decision, turn.now)
    await turn.answer(say.TASK_DONE_OK.say(事=filing.title_for_others(mine[0][1])), ticket=mine[0][1].number)


def done(decision: Decision, now: datetime) -> None:
    """It is done, and stands in no list any more."""
    decision.done_at, decision.remind_at = now, None
