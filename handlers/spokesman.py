"""Who speaks with somebody who has no account: whoever filed for him, else the owner, else the next who may know."""

from collections.abc import Iterator
from datetime import date, datetime

from handlers.dispatch import able_holders, barred_from, may_own
from handlers.policy import Policy
from handlers.wording import on_behalf
from storage.ledger import Ledger
from storage.models import Officer, Ticket, Villager
from storage.organisation import Organisation, Role
from storage.people import NO_ACCOUNT
from storage.speech import StaffText

_NEXT = (Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.AFFAIRS_OFFICE)


def has_account(villager: Villager) -> bool:
    """Whether a note can go to him at all."""
    return villager.channel != NO_ACCOUNT


async def spokesman_of(
    ledger: Ledger, organisation: Organisation, ticket: Ticket, on: date, *, beside_owner: bool = False
) -> Officer | None:
    """Who tells the person, on a local day. `beside_owner`: somebody who did not handle it himself.

    Never anybody who may not know of it; of a complaint about an official its owner alone (Ruling 7).
    """
    filed = await ledger.on_behalf.find(ticket.number)
    for officer in _in_turn(organisation, ticket, filed.filed_by if filed is not None else ticket.owner, on):
        if officer.chat is None or not may_own(organisation, officer.id, ticket):
            continue
        if not (beside_owner and officer.id == ticket.owner):
            return officer
    return None


def _in_turn(organisation: Organisation, ticket: Ticket, first: str, on: date) -> Iterator[Officer]:
    people = (ticket.owner,) if ticket.about_official else (first, ticket.owner)
    for person in people:
        able = organisation.able_on(person, on)
        if able is not None:
            yield organisation.officers[able]
    if ticket.about_official:
        return
    barred = barred_from(organisation, ticket)
    for role in _NEXT:
        yield from able_holders(organisation, role, ticket.village, on, without=barred)


async def with_way_to_reach(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, text: StaffText, now: datetime
) -> StaffText:
    """What the owner reads of a ticket, and how to reach somebody who has no account: who filed it, and his number."""
    filed = await ledger.on_behalf.find(ticket.number)
    if filed is None:
        order = await ledger.hotline.of_ticket(ticket.number)
        row = ledger.hotline.row_of(ticket, order) if order is not None else None
        return on_behalf.with_more(text, on_behalf.CALL_HIM.say(电话=row["phone"])) if row and row["phone"] else text
    if filed.bound_at is not None:
        return text
    more = []
    speaker = await spokesman_of(ledger, organisation, ticket, policy.calendar.day_of(now))
    if speaker is not None and speaker.id != ticket.owner:
        more.append(on_behalf.TOLD_THROUGH.say(人=speaker.name, 电话=speaker.phone))
    if phone := ledger.on_behalf.phone(ticket, filed):
        more.append(on_behalf.CALL_HIM.say(电话=phone))
    return on_behalf.with_more(text, *more)
