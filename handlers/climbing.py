"""上报: what the program has to do itself when its instant has come.

Whom a step calls is decided when it is due, not when the date was set: by then somebody may be on leave, have left, or
turn out to be a relative. The step's row makes the rows of the people it calls in the same commit, so that a crash in
between loses nothing and says nothing twice.
"""

from datetime import date, datetime

from classifiers.verdict import Urgency
from handlers import filing, leaders, owners
from handlers.dispatch import able_holders, barred_from
from handlers.ladder import STEPS_UP, Rung, call_again_after
from handlers.policy import Policy
from storage.ledger import Ledger
from storage.lifecycle import WORKING, Status
from storage.models import AreaLevel, Officer, Reminder, Ticket
from storage.organisation import Organisation


async def climb(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Do what the program owes: hand on what nobody took, call the next ones up. Returns how many rows."""
    rows = await ledger.reminders.due(now, of_the_program=True)
    if not rows:
        return 0
    organisation = await ledger.organisation()
    tickets = await ledger.tickets.numbered({row.ticket for row in rows})
    for row in rows:
        done = await _do(ledger, policy, organisation, tickets[row.ticket], row, now)
        row.done_at, row.result = now, "spoken" if done else "cancelled"
    return len(rows)


async def _do(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, row: Reminder, now: datetime
) -> bool:
    rung = filing.rung_of(row.rung)
    if rung == filing.HAND_ON:
        return await owners.hand_on(ledger, policy, organisation, ticket, now)
    if rung == filing.LEADERS:
        return await leaders.call(ledger, policy, organisation, ticket, row, now)
    if rung == Rung.L0_ACCEPT:
        return await _call_out_again(ledger, policy, organisation, ticket, row, now)
    if rung not in STEPS_UP or ticket.status not in WORKING or ticket.paused_at is not None or ticket.due_at > now:
        return False
    today = policy.calendar.day_of(now)
    people = [officer.id for officer in called_at(policy, organisation, ticket, Rung(rung), today)]
    # whoever has asked for help is no longer counted late
    if rung != Rung.L5 and ticket.help_asked_at is None:
        people.insert(0, ticket.owner)
    await ledger.reminders.plan(ticket.number, [(row.rung, person, row.due_at) for person in dict.fromkeys(people)])
    if rung == Rung.L3 and ticket.level is AreaLevel.VILLAGE and not ticket.about_official:
        filing.raise_level(ledger, ticket, actor=filing.PROGRAM, reason="过期了，镇上一起想办法", now=now)
    if rung == Rung.L5:
        filing.put_on_township_list(ledger, ticket, now, "过期太久")
    return True


def called_at(policy: Policy, organisation: Organisation, ticket: Ticket, rung: Rung, on: date) -> list[Officer]:
    """Who is called beside the owner at a step past the date, on a local day. Nobody who may not know of it.

    Where nobody holds the step's roles but the owner, those of the next step are called.
    """
    passed_over = barred_from(organisation, ticket) | {ticket.owner}
    for each in STEPS_UP[STEPS_UP.index(rung) :]:
        step = policy.ladder.steps.get(each)
        if ticket.about_official:
            roles = policy.ladder.complaint.get(each, ())
        else:
            roles = step.calls if step is not None else ()
        found = [
            officer
            for role in roles
            for officer in able_holders(organisation, role, ticket.village, on, without=passed_over)
        ]
        if found:
            break
        if ticket.about_official and each not in policy.ladder.complaint:
            break
    own = policy.ladder.steps.get(rung)
    if own is not None and not ticket.about_official:
        found += [
            officer
            for role in own.copies
            for officer in able_holders(organisation, role, ticket.village, on, without=passed_over)
        ]
    return found


async def _call_out_again(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, row: Reminder, now: datetime
) -> bool:
    """A danger that nobody has taken: the day's duty leader is called, again and again, until somebody answers."""
    if ticket.status is not Status.DISPATCHED or ticket.urgency is not Urgency.DANGER:
        return False
    times = filing.times_of(row.rung)
    called = filing.called_in_danger(organisation, policy, ticket, now)
    duty = organisation.on_duty(policy.calendar.day_of(now))
    everybody = [ticket.owner, *(officer.id for officer in called)]
    # the first time everybody who was called hears it again; after that whoever has the duty
    people = everybody if times == 1 or duty is None or duty not in called else [duty.id]
    if ticket.evidence.get(filing.SAID_OVER):
        # only its owner is still to look (`handlers/danger_over.py`), and he is asked once more
        await ledger.reminders.plan(ticket.number, [(row.rung, ticket.owner, row.due_at)])
        return True
    next_at = now + call_again_after(policy.ladder, times)
    owed = [(row.rung, person, row.due_at) for person in dict.fromkeys(people)]
    again = filing.in_round(f"{Rung.L0_ACCEPT}@{times + 1}", ticket)
    await ledger.reminders.plan(ticket.number, [*owed, (again, filing.PROGRAM, next_at)])
    return True
