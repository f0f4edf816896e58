"""微心愿: who may read where a wish is. The two who go there, and nobody else, not even the one who looks after it."""

from handlers import filing, following_up
from handlers.spokesman import with_way_to_reach
from handlers.turn import Turn, tell_officer
from handlers.wish_words import KINDS
from handlers.wording import wishes as say
from storage.models import Ticket
from storage.organisation import Organisation
from storage.speech import StaffText
from storage.wishes import Wish

#: why a claim ended
GIVEN_BACK, EXPIRED, OVER = "given_back", "expired", "over"


def name_of(wish: Wish) -> str:
    """The kind as it stands on the list."""
    return KINDS.get(wish.kind, KINDS["thing"])[0]


def village_name(organisation: Organisation, ticket: Ticket) -> str:
    """All that the list says of where."""
    village = organisation.areas.get(ticket.village or "")
    return village.name if village is not None else organisation.township.name


async def where_to(turn: Turn, ticket: Ticket) -> StaffText:
    """Who, where and what for, with the person's own words."""
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    text = say.WHERE_TO.say(
        称呼=filing.name_for_staff(ticket, reporter).strip() or "村民",
        地点=filing.place_name(turn.organisation, ticket),
        原话=await turn.ledger.tickets.words(ticket) or "",
    )
    return await with_way_to_reach(turn.ledger, turn.policy, turn.organisation, ticket, text, turn.now)


async def looked_at(turn: Turn, number: int | None) -> bool:
    """「看 7」 of a wish: the whole for the two who go; for its owner alone only the kind. False: none of his."""
    assert turn.officer is not None
    found = await turn.ledger.wishes.find(number) if number is not None else None
    if found is None:
        return False
    ticket, held = await turn.ledger.tickets.get(found.ticket), await turn.ledger.wishes.held(found.ticket)
    two = {held.officer, held.partner} - {None} if held is not None else set()
    if turn.officer.id not in two | {ticket.owner}:
        return False
    if len(two) == 2 and turn.officer.id in two:
        await turn.answer(await where_to(turn, ticket), ticket=ticket.number)
        return True
    text = say.WISH_NOT_YET.say(编号=ticket.number, 原因=name_of(found), 村=village_name(turn.organisation, ticket))
    await turn.answer(text, ticket=ticket.number)
    return True


async def thank_partner(turn: Turn, ticket: Ticket) -> None:
    """Whoever came along is thanked too, when the one who wished says that it came true."""
    held = await turn.ledger.wishes.held(ticket.number)
    if held is None:
        return
    partner = turn.organisation.officers.get(held.partner or "")
    await turn.ledger.wishes.end(held, turn.now, OVER)
    if partner is not None:
        text = say.THANKED_TOO.say(编号=ticket.number)
        key = f"t{ticket.number}:thanked:{partner.id}"
        await tell_officer(turn.ledger, turn.policy, partner, text, ticket=ticket, why="notice", key=key, now=turn.now)
