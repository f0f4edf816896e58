"""Who decides about an owner's wish: one tier up, and never the owner himself (Ruling 5)."""

from collections.abc import Iterator
from datetime import datetime

from handlers.dispatch import may_own
from handlers.policy import Policy
from storage.models import Extension, Officer, SentBack, Ticket
from storage.organisation import Organisation, Role
from storage.requests import Request

#: no grid head decides about a matter of theirs
_BESIDE_THE_GRID_HEAD = {
    Role.GRID_HEAD,
    Role.VILLAGE_SECRETARY,
    Role.VILLAGE_SUPERVISOR,
    Role.VILLAGE_LEAD_CADRE,
}


def deciders(
    policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime, request: type[Request], *, above: bool
) -> list[Officer]:
    """Who may answer today; the first of them to answer decides.

    The village's grid head and the affairs office; `above`: an extension is the township's alone, a return that of
    the tier above the two. Somebody on leave is replaced by the deputy. Where nobody of these is left: the area
    leader, else whoever has the duty.
    """
    for tier in _tiers(organisation, ticket, request, above=above):
        found = _able(policy, organisation, ticket, now, tier)
        if found:
            return found
    duty = organisation.on_duty(policy.calendar.day_of(now))
    if duty is None or duty.id == ticket.owner or not may_own(organisation, duty.id, ticket):
        return []
    return [duty]


def may_decide(policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime, request: Request) -> set[str]:
    """The ids of those who may answer a wish today; never whoever asked."""
    return {
        officer.id
        for officer in deciders(policy, organisation, ticket, now, type(request), above=request.above)
        if officer.id != request.asked_by
    }


def _tiers(
    organisation: Organisation, ticket: Ticket, request: type[Request], *, above: bool
) -> Iterator[list[tuple[Role, str]]]:
    village, township = ticket.village or "", organisation.township.code
    office, leaders = (Role.AFFAIRS_OFFICE, township), [(Role.AREA_LEADER, village), (Role.AREA_LEADER, township)]
    roles = organisation.roles_of(ticket.owner)
    # one tier up, never down: the office's own wishes go to its leaders
    below_the_office = not roles & {Role.AFFAIRS_OFFICE, Role.AREA_LEADER}
    if below_the_office and not above:
        # a complaint about an official is seen by the office only, whoever in the village would decide otherwise
        by_the_office = ticket.about_official or roles & _BESIDE_THE_GRID_HEAD
        yield [office] if by_the_office else [(Role.GRID_HEAD, village), office]
    elif below_the_office and request is Extension:
        yield [office]
    yield leaders
    if request is SentBack and above:
        yield [(Role.DUTY_LEADER, township)]
    yield [office]


def _able(
    policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime, tier: list[tuple[Role, str]]
) -> list[Officer]:
    day = policy.calendar.day_of(now)
    found: dict[str, Officer] = {}
    for role, area in tier:
        for officer in organisation.holders(role, area, ticket.topic):
            able = organisation.able_on(officer.id, day)
            if able is None or able == ticket.owner:
                continue
            if may_own(organisation, able, ticket):
                found[able] = organisation.officers[able]
    # somebody who cannot be written to would never hear of it
    return [officer for officer in found.values() if officer.chat is not None]
