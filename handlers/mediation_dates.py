"""Which matters two sides may sit down about, and what the calendar owes them."""

from datetime import datetime, timedelta

from classifiers.verdict import MatterKind, Topic, Urgency
from handlers.policy import Policy
from storage.ledger import Ledger
from storage.models import Ticket

#: reminder rows of nobody in particular: the morning of a round, and the end of the thirty days
DAY, MONTH = "mediate-day", "mediate-month"
#: practice §5.1: usually settled within a month; then the villager hears of the other ways
OTHER_WAYS_AFTER = timedelta(days=30)


def may_be_mediated(ticket: Ticket) -> bool:
    """Between neighbours, or in a family where nobody is in danger."""
    return (ticket.kind is MatterKind.NEIGHBOUR or ticket.topic is Topic.FAMILY) and not at_home(ticket)


def at_home(ticket: Ticket) -> bool:
    """Violence within a family: never mediated (practice §12)."""
    return ticket.violence_at_home or (ticket.topic is Topic.FAMILY and ticket.urgency is Urgency.DANGER)


def month_ends_at(policy: Policy, ticket: Ticket) -> datetime | None:
    """When the thirty days are over, in the morning (aware UTC); None: nothing to mediate."""
    if not may_be_mediated(ticket) or ticket.about_official:
        return None
    last = policy.calendar.day_of(ticket.registered_at + OTHER_WAYS_AFTER)
    return policy.calendar.at_local(last, policy.quiet_hours.end)


async def round_owed_at(ledger: Ledger, policy: Policy, ticket: Ticket, now: datetime) -> datetime | None:
    """The morning of the round that is planned and not held yet (aware UTC), not before `now`; None: none is, or its
    day has gone by."""
    if not may_be_mediated(ticket):
        return None
    rounds = await ledger.mediations.rounds_of(ticket.number)
    if not rounds or rounds[-1].held_at is not None or rounds[-1].on < policy.calendar.day_of(now):
        return None
    return max(now, policy.calendar.at_local(rounds[-1].on, policy.quiet_hours.end))
