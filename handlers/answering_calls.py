"""说了 and 好 of somebody whom 求助 called: his answer goes to the owner, never to the villager, and moves no state."""

from handlers import filing
from handlers.dispatch import barred_from
from handlers.turn import Turn
from handlers.wording.correcting import CALL_ANSWERED, CALL_ANSWERED_OK
from storage.lifecycle import WORKING, MoveName
from storage.models import Ticket


async def answered(turn: Turn, number: int | None, words: str) -> bool:
    """Tell the owner what his helper says (`words` masked). False: he does not help with it, or means his own."""
    assert turn.officer is not None
    ticket = await _helped_with(turn, number)
    if ticket is None:
        return False
    turn.ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=turn.officer.id,
        at=turn.now,
        reason=f"帮忙的人回话：{words}" if words else "帮忙的人回话",
        detail={"helper": turn.officer.id},
    )
    owner = filing.owner_of(turn.organisation, ticket)
    text = CALL_ANSWERED.say(
        人=turn.officer.name, 电话=turn.officer.phone, 事=filing.staff_title(ticket), 原因=words or "说过了"
    )
    await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:call-answered:{ticket.moves}")
    await turn.answer(CALL_ANSWERED_OK.say(人=owner.name, 电话=owner.phone, 编号=ticket.number), ticket=ticket.number)
    return True


async def _helped_with(turn: Turn, number: int | None) -> Ticket | None:
    assert turn.officer is not None
    officer = turn.officer.id
    number = await turn.number_meant(number)
    if number is not None:
        found = await turn.ledger.tickets.find(number)
        mine = [found] if found is not None and officer in found.helpers and found.status in WORKING else []
    elif await turn.ledger.tickets.owned_by(officer, WORKING):
        return None
    else:
        mine = list(await turn.ledger.tickets.open_with_helper(officer))
    fitting = [one for one in mine if one.owner != officer and officer not in barred_from(turn.organisation, one)]
    return fitting[0] if len(fitting) == 1 else None
