"""看: what an official may see of a ticket that is not his own, and what was remarked on one that is."""

from collections.abc import Sequence

from handlers import filing, helping, wording
from handlers.dispatch import may_own
from handlers.turn import Turn
from handlers.wording.correcting import HELPS_WITH, REMARKS
from storage.lifecycle import OPEN
from storage.models import Ticket
from storage.speech import StaffText

_LISTED = 5


async def lends_a_hand(turn: Turn, number: int) -> bool:
    """「看 12」 of somebody who was asked to help with it: what, where and who has it, without the villager's words."""
    assert turn.officer is not None
    officer, ticket = turn.officer.id, await turn.ledger.tickets.find(number)
    if ticket is None or ticket.status not in OPEN or ticket.owner == officer:
        return False
    if not may_own(turn.organisation, officer, ticket):
        return False
    if officer not in ticket.helpers and not await turn.ledger.reminders.spoke_to(number, officer):
        return False
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.answer(
        wording.TICKET_FOR_HELPER.say(
            事=filing.title_for_others(ticket),
            地点=filing.place_for_others(turn.organisation, ticket),
            人=owner.name,
            电话=owner.phone,
            日期=turn.policy.due(ticket),
        ),
        ticket=ticket.number,
    )
    if officer in ticket.helpers:
        await say_remarks(turn, ticket)
    return True


async def helped(turn: Turn) -> list[Ticket]:
    """What this official was asked to help with (求助, 联), and may know of."""
    assert turn.officer is not None
    return [
        ticket
        for ticket in await turn.ledger.tickets.open_with_helper(turn.officer.id)
        if may_own(turn.organisation, turn.officer.id, ticket)
    ]


def list_of_helped(tickets: Sequence[Ticket]) -> StaffText:
    """The tickets of others, as a helper hears of them."""
    entries = [f"{ticket.number} {helping.shown(ticket)}" for ticket in tickets[:_LISTED]]
    left = f"，还有{len(tickets) - _LISTED}件" if len(tickets) > _LISTED else ""
    return HELPS_WITH.say(数1=len(tickets), 几件="；".join(entries) + left)


async def say_remarks(turn: Turn, ticket: Ticket) -> None:
    """The newest remarks, each on a line of its own."""
    lines = await turn.ledger.tickets.history(ticket.number)
    remarks = [line.reason.removeprefix("备注：") for line in lines if line.detail.get("remark")][-2:]
    for remark in remarks:
        await turn.answer(REMARKS.say(原话=remark), ticket=ticket.number)
