"""答复 · 指路 · 不收: ends that are no success, each with its reason told, and each with another way beside it.

Practice §3: `referred` (court, arbitration, 12388, petition, insurance …) is decided one tier up; `not_accepted` by the
affairs office alone, with a reason, never by the program. A villager talked out of it is none of the ends there are
(seeds 3.21). 答复 is the owner's: the villager may disagree, and then it is taken up again.
"""

import re
from datetime import datetime
from typing import NoReturn

from classifiers.verdict import Urgency
from handlers import filing, following_up, officer_replies, results
from handlers.danger_words import numbers_in
from handlers.dispatch import able_holders
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.joint import holds
from handlers.legal_ways import WAYS, how_to_get_there, way_said
from handlers.officer_replies import meant, polite
from handlers.quiet_hours import when_to_tell_villager
from handlers.router import Router
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_groups, tell_officer
from handlers.wording import OFFICER_NO_SUCH_NUMBER
from handlers.wording import endings as say
from handlers.wording.forms import PublicText, StaffPhrase
from storage.lifecycle import MOVES, OPEN, WORKING, MoveName, Outcome, Status
from storage.models import Ticket
from storage.organisation import Role

router = Router("endings")

#: as with 好: a word that says nothing is no reason
_CHINESE = re.compile("[\u4e00-\u9fff]")
_WHY_AT_LEAST = 4
_MAY_REFER = (Role.GRID_HEAD, Role.AFFAIRS_OFFICE)


@router.on(from_officer, in_private, order("答复"))
@polite
async def answer(turn: Turn, number: int | None, words: str) -> None:
    """「答复 12 原因」: it cannot be done now, and the villager reads why; 3 of him takes it up again."""
    assert turn.officer is not None
    ticket = await meant(turn, number, lambda t: t.status in WORKING - {Status.CLARIFYING, Status.REGISTERED}, "答复")
    title = filing.staff_title(ticket)
    if ticket.urgency is Urgency.DANGER or ticket.violence_at_home:
        raise Refused("somebody is in danger", say.ANSWER_NOT_DANGER.say(事=title, 编号=ticket.number))
    if len(_CHINESE.findall(words)) < _WHY_AT_LEAST:
        raise Refused("a reason", say.ANSWER_WHY.say(事=title, 编号=ticket.number))
    because = results.fit_to_be_told(turn.organisation, ticket, words[:400])
    if ticket.status in (Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED, Status.ACCEPTED):
        officer_replies.note_contact(turn, ticket)
    detail = {"outcome": Outcome.EXPLAINED.value}
    turn.ledger.tickets.move(
        ticket, MoveName.RESOLVE, actor=turn.officer.id, at=turn.now, reason=because, detail=detail
    )
    ticket.resolved_at, ticket.outcome = turn.now, Outcome.EXPLAINED
    await turn.ledger.pauses.end(ticket, turn.now, turn.officer.id)
    await turn.ledger.reminders.cancel(ticket.number, turn.now)
    reporter = await following_up.tell_result(turn.ledger, turn.policy, turn.organisation, ticket, because, turn.now)
    by_hand = await following_up.resolved_answer(
        turn.ledger, turn.policy, turn.organisation, ticket, reporter, turn.now
    )
    await turn.answer(by_hand or say.ANSWERED_OK.say(事=title), ticket=ticket.number)


@router.on(from_officer, in_private, order("指路"))
@polite
async def refer(turn: Turn, number: int | None, words: str) -> None:
    """「指路 12 法院 带借条」: grid head or office say where it goes; told with a number and what to bring."""
    assert turn.officer is not None
    ticket = await _known(turn, number)
    allowed = (Role.AFFAIRS_OFFICE,) if ticket.about_official else _MAY_REFER
    if not holds(turn.policy, turn.organisation, ticket, turn.officer.id, allowed, turn.now):
        _not_his(turn, ticket, say.REFER_NOT_YOURS)
    _somebody_must_see_it(turn, ticket)
    title = filing.title_for_others(ticket)
    found = way_said(words, turn.policy.numbers)
    if ticket.status not in OPEN or found is None:
        names = "、".join(way.name for way in WAYS)
        raise Refused("where to", say.REFER_WHERE.say(事=title, 编号=ticket.number, 几件=names))
    way, rest = found
    bring = results.fit_to_be_told(turn.organisation, ticket, rest[:200]).removeprefix("带上").removeprefix("带")
    turn.ledger.tickets.move(
        ticket,
        MoveName.REFER,
        actor=turn.officer.id,
        at=turn.now,
        reason=f"该走{way.name}",
        detail={"where": way.name},
    )
    ticket.outcome = Outcome.REFERRED
    helper = turn.officer
    await tell_all_behind(
        turn.ledger,
        turn.policy,
        ticket,
        lambda name: say.REFERRED_TOLD.say(
            称呼=name,
            事=ticket.title,
            部门=way.name,
            地点=how_to_get_there(way, turn.policy.numbers),
            清单=bring or way.bring,
            人=helper.name,
            电话=helper.phone,
        ),
        why="told",
        key=following_up.ENDED,
        now=turn.now,
    )
    await _over(turn, ticket, f"该走{way.name}")
    card = filing.owner_of(turn.organisation, ticket)
    await _tell_group(turn, ticket, say.GROUP_REFERRED.say(**following_up.who_to_ask(ticket, card)))


@router.on(from_officer, in_private, order("不收"))
@polite
async def reject(turn: Turn, number: int | None, words: str) -> None:
    """「不收 12 原因」: the affairs office alone, before anybody works on it; told with the reason and other ways."""
    assert turn.officer is not None
    ticket = await _known(turn, number)
    if not holds(turn.policy, turn.organisation, ticket, turn.officer.id, (Role.AFFAIRS_OFFICE,), turn.now):
        _not_his(turn, ticket, say.REJECT_NOT_YOURS)
    _somebody_must_see_it(turn, ticket)
    title = filing.title_for_others(ticket)
    if ticket.status not in MOVES[MoveName.REJECT].sources:
        raise Refused("too late", say.REJECT_TOO_LATE.say(事=title, 编号=ticket.number))
    if len(_CHINESE.findall(words)) < _WHY_AT_LEAST:
        raise Refused("a reason", say.REJECT_WHY.say(事=title, 编号=ticket.number))
    because = results.fit_to_be_told(turn.organisation, ticket, words[:400])
    turn.ledger.tickets.move(ticket, MoveName.REJECT, actor=turn.officer.id, at=turn.now, reason=because)
    ticket.outcome = Outcome.NOT_ACCEPTED
    helper, numbers = turn.officer, numbers_in(turn.policy, say.NOT_ACCEPTED_TOLD)
    await tell_all_behind(
        turn.ledger,
        turn.policy,
        ticket,
        lambda name: say.NOT_ACCEPTED_TOLD.say(
            称呼=name, 事=ticket.title, 原因=because, 人=helper.name, 电话=helper.phone, **numbers
        ),
        why="told",
        key=following_up.ENDED,
        now=turn.now,
    )
    await _over(turn, ticket, because)


async def _known(turn: Turn, number: int | None) -> Ticket:
    """The ticket of the number or of the quoted note. Raises Refused."""
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if ticket is None:
        raise Refused("no such ticket", OFFICER_NO_SUCH_NUMBER.say(编号=number or 0))
    return ticket


def _not_his(turn: Turn, ticket: Ticket, phrase: StaffPhrase) -> NoReturn:
    today = turn.policy.calendar.day_of(turn.now)
    office = able_holders(turn.organisation, Role.AFFAIRS_OFFICE, None, today)
    phone = office[0].phone if office else filing.office_phone(turn.organisation)
    # whoever may not know of it hears what a stranger hears
    raise Refused("not his to end", phrase.say(编号=ticket.number, 电话=phone))


def _somebody_must_see_it(turn: Turn, ticket: Ticket) -> None:
    if ticket.urgency is Urgency.DANGER or ticket.violence_at_home:
        phone = filing.owner_of(turn.organisation, ticket).phone
        text = say.NOT_LIKE_THIS.say(事=filing.title_for_others(ticket), 编号=ticket.number, 电话=phone)
        raise Refused("somebody is in danger", text)


async def _over(turn: Turn, ticket: Ticket, because: str) -> None:
    """Nothing is owed any more; whoever had it, or helped, need not go."""
    assert turn.officer is not None
    ledger, now, officer = turn.ledger, turn.now, turn.officer
    ticket.closed_at = now
    await filing.drop_wishes(ledger, ticket, by=officer.id, now=now, reason="不在这里办了")
    await ledger.pauses.end(ticket, now, officer.id)
    await ledger.reminders.cancel(ticket.number, now)
    for person in dict.fromkeys([ticket.owner, *ticket.helpers]):
        one = turn.organisation.officers.get(person)
        if one is None or one.id == officer.id:
            continue
        mine = one.id == ticket.owner
        title = filing.staff_title(ticket) if mine else filing.title_for_others(ticket)
        # why, whoever only helped with a household's affair need not know
        why = because if mine else "不在这里办了"
        text = say.PING_ENDED.say(事=title, 原因=why, 人=officer.name, 电话=officer.phone)
        key = f"t{ticket.number}:ended-for:{ticket.moves}:{one.id}"
        await tell_officer(ledger, turn.policy, one, text, ticket=ticket, why="notice", key=key, now=now)
    await turn.answer(say.ENDED_OK.say(事=filing.title_for_others(ticket)), ticket=ticket.number)


async def _tell_group(turn: Turn, ticket: Ticket, text: PublicText) -> None:
    if filing.is_public(ticket):
        await tell_groups(
            turn.ledger,
            turn.organisation,
            ticket,
            text,
            why="told",
            key=f"t{ticket.number}:ended-group:{ticket.moves}",
            now=turn.now,
            send_after=_by_day(turn, turn.now),
        )


def _by_day(turn: Turn, now: datetime) -> datetime:
    return when_to_tell_villager(now, turn.policy.quiet_hours, turn.policy.calendar, danger=False)
