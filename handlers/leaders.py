"""复杂的事: the leaders hear of it the same day, and by its end there is a plan (seeds 1.7)."""

from datetime import datetime

from handlers import filing
from handlers.dispatch import able_holders, barred_from
from handlers.policy import Policy
from handlers.quiet_hours import when_to_tell_official
from handlers.turn import tell_officer
from handlers.wording.joint import COMPLEX_TODAY, COMPLEX_UNPLANNED
from storage.ledger import Ledger
from storage.lifecycle import WORKING, MoveName
from storage.models import Officer, Reminder, Ticket
from storage.organisation import Organisation, Role

RUNGS = frozenset({filing.LEADERS, filing.PLAN_DUE})


async def call(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, row: Reminder, now: datetime
) -> bool:
    """Whoever has the duty and the village's cadre of the township are told; the plan is owed at the day's end.

    The day is that on which they may hear of it: at night and on a day off nobody is called (Ruling 10).
    """
    if ticket.status not in WORKING:
        return False
    calendar = policy.calendar.of(ticket.village)
    heard_at = when_to_tell_official(now, ticket.urgency, policy.quiet_hours, policy.calendar)
    plan_due_at = calendar.add_working_days(heard_at, 0)
    on, without = policy.calendar.day_of(heard_at), barred_from(organisation, ticket) | {ticket.owner}
    duty = able_holders(organisation, Role.DUTY_LEADER, ticket.village, on, without=without)
    cadres = able_holders(organisation, Role.VILLAGE_LEAD_CADRE, ticket.village, on, without=without)
    people = list(dict.fromkeys(officer.id for officer in (*duty, *cadres)))
    if not people:
        return False
    owed = [(filing.LEADERS, person, row.due_at) for person in people]
    # one person is asked whether there is a plan: whoever has the duty, else the cadre
    await ledger.reminders.plan(ticket.number, [*owed, (filing.PLAN_DUE, people[0], plan_due_at)])
    ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor="system",
        at=now,
        reason="不好办的事，当天告诉值班的领导",
        detail={"plan_due_at": plan_due_at.isoformat()},
    )
    return True


async def speak(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    rung: str,
    officer: Officer,
    now: datetime,
) -> bool:
    """The note to a leader. Returns whether there was still something to say."""
    if ticket.status not in WORKING or officer.id == ticket.owner:
        return False
    owner = filing.owner_of(organisation, ticket)
    title = filing.title_for_others(ticket)
    if rung == filing.LEADERS:
        heard_at = when_to_tell_official(now, ticket.urgency, policy.quiet_hours, policy.calendar)
        text = COMPLEX_TODAY.say(
            事=title,
            地点=filing.place_for_others(organisation, ticket),
            人=owner.name,
            电话=owner.phone,
            日期=policy.day(policy.calendar.of(ticket.village).add_working_days(heard_at, 0)),
            编号=ticket.number,
        )
    else:
        text = COMPLEX_UNPLANNED.say(事=title, 人=owner.name, 电话=owner.phone, 编号=ticket.number)
    key = f"t{ticket.number}:{rung}:{officer.id}"
    await tell_officer(ledger, policy, officer, text, ticket=ticket, why="notice", key=key, now=now)
    return True
