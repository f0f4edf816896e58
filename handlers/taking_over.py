"""接 of somebody who lends a hand: the ticket is his when its owner is away, or when its owner says 让.

Nobody loses a ticket behind his back: an owner who is there is asked, and keeps it until he answers. Who may not own
it (a relative, the one it complains about) cannot offer.
"""

from handlers import filing
from handlers.dispatch import may_own
from handlers.errors import Refused
from handlers.handing_over import hand_over
from handlers.turn import Turn, tell_officer
from handlers.wording.correcting import GIVEN_OK, NO_OFFER, OFFERED_OK, PING_OFFER, TAKEN_OVER_OK
from storage.lifecycle import WORKING, MoveName, Status
from storage.models import Ticket

#: 让 and a helper's 接 are about what somebody works on
MAY_CHANGE_HANDS = WORKING - {Status.CLARIFYING, Status.REGISTERED, Status.RETURN_REQUESTED}
_OFFER = "offers"


async def offered(turn: Turn, number: int) -> bool:
    """A helper's 接. False: he does not help with it, so it means something else."""
    assert turn.officer is not None
    officer = turn.officer
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None or ticket.owner == officer.id or officer.id not in ticket.helpers:
        return False
    if ticket.status not in MAY_CHANGE_HANDS or not may_own(turn.organisation, officer.id, ticket):
        return False
    today = turn.policy.calendar.day_of(turn.now)
    able = turn.organisation.able_on(ticket.owner, today)
    if able == officer.id:
        # he stands in for the owner, who is away
        return False
    owner = filing.owner_of(turn.organisation, ticket)
    if able != ticket.owner or owner.chat is None:
        await _give(turn, ticket, officer.id, because="原来的人不在，帮忙的人接了")
        text = TAKEN_OVER_OK.say(事=filing.staff_title(ticket), 日期=turn.policy.due(ticket), 编号=ticket.number)
        await turn.answer(text, ticket=ticket.number)
        return True
    turn.ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=officer.id,
        at=turn.now,
        reason="帮忙的人愿意接手",
        detail={_OFFER: officer.id},
    )
    await tell_officer(
        turn.ledger,
        turn.policy,
        owner,
        PING_OFFER.say(人=officer.name, 电话=officer.phone, 事=filing.staff_title(ticket), 编号=ticket.number),
        ticket=ticket,
        why="return",
        key=f"t{ticket.number}:offer:{ticket.moves}",
        now=turn.now,
    )
    text = OFFERED_OK.say(人=owner.name, 电话=owner.phone)
    await turn.answer(text, ticket=ticket.number)
    return True


async def allow(turn: Turn, ticket: Ticket) -> None:
    """「让 12」 of its owner: the last who offered has it. Raises Refused where nobody did, or may no longer."""
    assert turn.officer is not None
    offers = [line.detail[_OFFER] for line in await turn.ledger.tickets.history(ticket.number) if _OFFER in line.detail]
    today = turn.policy.calendar.day_of(turn.now)
    able = [
        person
        for person in offers
        if person in ticket.helpers
        and turn.organisation.able_on(person, today) == person
        and may_own(turn.organisation, person, ticket)
    ]
    if not able or ticket.status not in MAY_CHANGE_HANDS:
        raise Refused("nobody has offered", NO_OFFER.say(编号=ticket.number))
    new = turn.organisation.officers[able[-1]]
    await _give(turn, ticket, new.id, because="本人让给帮忙的人")
    text = GIVEN_OK.say(事=filing.title_for_others(ticket), 人=new.name, 电话=new.phone)
    await turn.answer(text, ticket=ticket.number)


async def _give(turn: Turn, ticket: Ticket, to: str, *, because: str) -> None:
    assert turn.officer is not None
    new = turn.organisation.officers[to]
    for helper in await turn.ledger.helpers.of(ticket):
        if helper.officer == to:
            await turn.ledger.helpers.leave(ticket, helper, because, turn.now)
    ticket.helpers = [person for person in ticket.helpers if person != to]
    await hand_over(
        turn.ledger, turn.policy, turn.organisation, ticket, new, by=turn.officer.id, now=turn.now, because=because
    )
    if to == turn.officer.id:
        turn.ledger.tickets.move(ticket, MoveName.ACCEPT, actor=to, at=turn.now)
        ticket.accepted_at = turn.now
