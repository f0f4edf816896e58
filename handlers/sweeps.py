"""What has become due at an instant. Each sweep reads rows, so a restart or a double run changes nothing."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from handlers import (
    acknowledging,
    case_files,
    decided,
    deliberating,
    digests,
    extending,
    filing,
    following_up,
    helping,
    ladder,
    leaders,
    looking_back,
    mediation,
    mediation_dates,
    pausing,
    reminding,
)
from handlers.agenda import send_agendas as send_agendas
from handlers.case_files import keep_leads as keep_leads
from handlers.climbing import climb as climb
from handlers.dispatch import barred_from
from handlers.errands import remind_to_return as remind_to_return
from handlers.helping import keep_helpers as keep_helpers
from handlers.hotline import warn_of_outside_dates as warn_of_outside_dates
from handlers.on_behalf import forget_drafts as forget_drafts
from handlers.owners import keep_apart as keep_apart
from handlers.owners import keep_owners as keep_owners
from handlers.policy import Policy
from handlers.reports.strikes import next_strike
from handlers.retention import ARCHIVE, forget, put_away
from handlers.turn import tell_officer, tell_villager
from handlers.wishes import take_back_expired as take_back_expired
from storage.ledger import Ledger
from storage.lifecycle import MoveName, Status
from storage.models import Reminder, Ticket
from storage.organisation import Organisation


async def due_reminders(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Speak what is due; of several rungs that one person missed on one ticket, only the last. Returns how many."""
    rows = await ledger.reminders.due(now)
    if not rows:
        return 0
    organisation = await ledger.organisation()
    tickets = await ledger.tickets.numbered({row.ticket for row in rows})
    missed: dict[tuple[int, str, str], list[Reminder]] = defaultdict(list)
    for row in rows:
        missed[row.ticket, row.person, _apart(row)].append(row)
    for (number, person, _), owed in missed.items():
        *earlier, last = sorted(owed, key=lambda row: (row.due_at, ladder.rank(filing.rung_of(row.rung))))
        for row in earlier:
            row.done_at, row.result = now, "skipped"
        spoken = await _speak(ledger, policy, organisation, tickets[number], last.rung, person, now)
        last.done_at, last.result = now, "spoken" if spoken else "cancelled"
    return len(rows)


def _apart(row: Reminder) -> str:
    """What is owed beside the rungs of the ticket's own date says something of its own, and no rung speaks for it."""
    name = filing.rung_of(row.rung)
    own = helping.RUNGS | leaders.RUNGS | {deliberating.STEP_DAY, filing.CASE_STEP, following_up.STILL_TO_TELL}
    return name if name.partition(".")[0] in own else ""


async def _speak(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    rung: str,
    person: str,
    now: datetime,
) -> bool:
    name = filing.rung_of(rung)
    if person == filing.CLOCK:
        return await _by_itself(ledger, policy, organisation, ticket, name, now)
    if name == filing.CLARIFY:
        return await _stop_waiting(ledger, policy, organisation, ticket, now)
    if person == filing.VILLAGER:
        return await _speak_to_villager(ledger, policy, organisation, ticket, rung, now)
    officer = organisation.officers.get(person)
    if officer is None or person in barred_from(organisation, ticket):
        return False
    if helping.rung_of(name) in helping.RUNGS:
        return await helping.remind(ledger, policy, organisation, ticket, rung, officer, now)
    if name.partition(".")[0] == filing.CASE_STEP:
        return await case_files.remind(ledger, policy, organisation, ticket, rung, officer, now)
    if name.partition(".")[0] == deliberating.STEP_DAY:
        return await deliberating.remind(ledger, policy, organisation, ticket, rung, officer, now)
    if name in leaders.RUNGS:
        return await leaders.speak(ledger, policy, organisation, ticket, name, officer, now)
    if name == following_up.STILL_TO_TELL:
        return await following_up.ask_whether_told(ledger, policy, organisation, ticket, rung, officer, now)
    if not reminding.still_owed(policy, ticket, name, person, now):
        return False
    text = reminding.words_for(policy, organisation, ticket, name, person, now)
    await tell_officer(
        ledger, policy, officer, text, ticket=ticket, why=name, key=f"t{ticket.number}:{rung}:{person}", now=now
    )
    return True


async def _by_itself(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, rung: str, now: datetime
) -> bool:
    """What happens at an instant without anybody's word: a pause ends, a wish that nobody answered lapses."""
    if rung in (mediation_dates.DAY, mediation_dates.MONTH):
        return await mediation.by_itself(ledger, policy, organisation, ticket, rung, now)
    if rung == ARCHIVE:
        return put_away(ledger, ticket, now)
    if rung == pausing.RESUME:
        return await pausing.resume_by_itself(ledger, policy, organisation, ticket, now)
    return await extending.lapse(ledger, policy, organisation, ticket, now)


async def _speak_to_villager(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, rung: str, now: datetime
) -> bool:
    match filing.rung_of(rung):
        case ladder.Rung.L1 | ladder.Rung.L5:
            return await following_up.tell_late(ledger, policy, organisation, ticket, rung, now)
        case following_up.RATING:
            return await looking_back.ask_rating(ledger, policy, ticket, rung, now)
        case name if name in following_up.LOOKING_BACK:
            return await looking_back.ask_how_it_is(ledger, policy, ticket, rung, now)
        case _:
            return await following_up.remind_villager(ledger, policy, ticket, rung, now)


async def _stop_waiting(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime
) -> bool:
    """Nobody answered where it is: the village's own person takes it, and the villager hears who and when."""
    if ticket.status is not Status.CLARIFYING:
        return False
    ledger.tickets.move(ticket, MoveName.REGISTER, actor="system", at=now, reason="没等到回话，先交给人")
    owner = await filing.dispatch(ledger, policy, organisation, ticket, now)
    reporter = await following_up.reporter_of(ledger, ticket)
    if reporter is None:
        return True
    await ledger.conversations.expect(reporter.ref, None, ticket.number, now)
    text = acknowledging.in_private(policy, ticket, reporter.name, owner)
    await tell_villager(ledger, policy, reporter, text, ticket=ticket, why="ack", key=f"t{ticket.number}:ack", now=now)
    return True


async def village_digests(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """The evening note of each village that has news, once a day; a stale one is skipped. Returns how many."""
    day, at = _latest(policy, policy.digests.village_at, now)
    if _stale(policy, at, now):
        return 0
    return await digests.send_village_digests(ledger, policy, day, at, now)


async def officer_digests(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """The morning note of each official who has open tickets, on working days. Returns how many."""
    day, at = _latest(policy, policy.digests.officer_at, now)
    if _stale(policy, at, now) or not policy.calendar.is_working_day(day):
        return 0
    return await digests.send_officer_digests(ledger, policy, day, at, now)


async def township_digests(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """The morning note of affairs office and duty leader. Returns how many."""
    day, at = _latest(policy, policy.digests.township_at, now)
    if _stale(policy, at, now):
        return 0
    return await digests.send_township_digests(ledger, policy, day, at, now)


def _stale(policy: Policy, struck_at: datetime, now: datetime) -> bool:
    return now - struck_at >= timedelta(hours=policy.digests.stale_after_hours)


async def reminders_of_decisions(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Whoever has to act on what a meeting decided is reminded. Returns how many."""
    return await decided.remind(ledger, policy, now)


async def forgetting(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Once a day, what was promised to be forgotten is destroyed, a page in each commit. Returns how much of it."""
    day = ("retention", (await ledger.organisation()).township.code, policy.calendar.day_of(now))
    if await ledger.reminders.has_period(*day):
        return 0
    if gone := await forget(ledger, policy, now):
        return gone.tickets + gone.notes + gone.messages
    await ledger.reminders.begin_period(*day, now)
    return 0


def last_strike(policy: Policy, at: time, now: datetime) -> datetime:
    """When this local hour struck last, today or yesterday."""
    return _latest(policy, at, now)[1]


def _latest(policy: Policy, at: time, now: datetime) -> tuple[date, datetime]:
    # the day too on which it did
    day = policy.calendar.day_of(now)
    struck = policy.calendar.at_local(day, at)
    if struck > now:
        day -= timedelta(days=1)
        struck = policy.calendar.at_local(day, at)
    return day, struck


def next_digest_after(policy: Policy, now: datetime) -> datetime:
    """When the next daily note may be due, strictly after `now`."""
    today = policy.calendar.day_of(now)
    strikes = [
        policy.calendar.at_local(today + timedelta(days=days), at)
        for days in (0, 1)
        for at in (
            policy.digests.village_at,
            policy.digests.officer_at,
            policy.digests.township_at,
            policy.meetings.agenda_at,
        )
    ]
    return min(next_strike(policy, now), *(strike for strike in strikes if strike > now))
