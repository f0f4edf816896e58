"""A ticket changes hands by a person's word: same date, new owner, and everybody behind it hears who it is now."""

from datetime import datetime

from handlers import deadlines, filing, wording
from handlers.policy import Policy
from handlers.telling import tell_all_behind
from storage.ledger import Ledger
from storage.lifecycle import MoveName
from storage.models import Officer, Ticket
from storage.organisation import Organisation


async def hand_over(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    to: Officer,
    *,
    by: str,
    now: datetime,
    because: str = "上面定的",
) -> None:
    """A new owner, with the same date; he takes it for himself, and the villager hears who it is now."""
    # what the former owner had asked for, or was waiting for, is no longer the question
    await filing.drop_wishes(ledger, ticket, by=by, now=now)
    await filing.no_longer_paused(ledger, policy, ticket, by=by, now=now, reason="换人办了")
    calendar = policy.calendar.of(ticket.village)
    anew = deadlines.dates_for(policy.deadlines, calendar, ticket.urgency, ticket.topic, now)
    # he has as long as anybody to take it and to call, but the date that was told does not move
    ticket.accept_by = max(ticket.accept_by, anew.accept_by)
    ticket.contact_by = max(ticket.contact_by, anew.contact_by)
    ticket.owner, ticket.owner_because, ticket.help_asked_at = to.id, because, None
    await ledger.wishes.let_go(ticket.number, now)
    ledger.tickets.move(
        ticket,
        MoveName.REASSIGN,
        actor=by,
        at=now,
        reason=ticket.owner_because,
        detail={"owner": to.id, "due_at": ticket.due_at.isoformat()},
    )
    await ledger.reminders.cancel(ticket.number, now)
    await filing.plan_rungs(ledger, policy, organisation, ticket, now, handed_at=now)
    await filing.call_owner(ledger, policy, organisation, ticket, to, now, handed=True)
    await tell_all_behind(
        ledger,
        policy,
        ticket,
        lambda name: wording.HANDED_OVER.say(
            称呼=name, 事=ticket.title, 人=to.name, 电话=to.phone, 日期=policy.due(ticket)
        ),
        why="return",
        key=f"handed:{ticket.moves}",
        now=now,
    )
