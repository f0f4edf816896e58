"""备注: a word for oneself and those above. It is a line of history, masked, and reaches no villager and no group."""

from classifiers.privacy import mask
from handlers import filing, wording
from handlers.dispatch import barred_from
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.officer_replies import meant, order, polite
from handlers.router import Router
from handlers.tiers import deciders
from handlers.turn import Turn
from handlers.wording.correcting import REMARK_HOW, REMARK_NOT_YOURS, REMARKED_OK
from storage.lifecycle import OPEN, MoveName
from storage.models import SentBack, Ticket

router = Router("remarking")


@router.on(from_officer, in_private, order("备注"))
@polite
async def remark(turn: Turn, number: int | None, words: str) -> None:
    """「备注 12 约了周五上门」."""
    assert turn.officer is not None
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if ticket is None or not may_remark(turn, ticket):
        if ticket is not None and ticket.owner != turn.officer.id:
            raise Refused("not his to remark on", REMARK_NOT_YOURS.say(编号=ticket.number))
        ticket = await meant(turn, number, lambda one: one.status in OPEN, "备注")
    if ticket.status not in OPEN:
        raise Refused("it has ended", wording.ALREADY_THERE.say(事=filing.staff_title(ticket)))
    if not words:
        raise Refused("what?", REMARK_HOW.say(编号=ticket.number))
    turn.ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=turn.officer.id,
        at=turn.now,
        reason=f"备注：{mask(words[:200])}",
        detail={"remark": True},
    )
    await turn.answer(REMARKED_OK.say(事=filing.title_for_others(ticket)), ticket=ticket.number)


def may_remark(turn: Turn, ticket: Ticket) -> bool:
    """Its owner, whoever helps, and those who decide about it; never one who may not know of it."""
    assert turn.officer is not None
    officer = turn.officer.id
    if officer in barred_from(turn.organisation, ticket):
        return False
    above = deciders(turn.policy, turn.organisation, ticket, turn.now, SentBack, above=False)
    return officer in {ticket.owner, *ticket.helpers, *(one.id for one in above)}
