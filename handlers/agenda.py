"""说事日: the agenda, made of what was sent there, to the village's secretary and grid heads."""

from datetime import date, datetime

from handlers import filing
from handlers.dispatch import able_holders, barred_from
from handlers.meeting_days import coming_meeting
from handlers.policy import Policy
from handlers.turn import tell_officer
from handlers.wording import AT_MOST, day_with_weekday, listed
from handlers.wording.meetings import AGENDA, AGENDA_EMPTY
from storage.ledger import Ledger
from storage.models import Officer, Ticket
from storage.organisation import Organisation, Role
from storage.speech import StaffText

_HEAR_OF_IT = (Role.VILLAGE_SECRETARY, Role.GRID_HEAD)
_NAME = "agenda"


async def send_agendas(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """On the working day before a village's meeting, once: what was sent there. Returns how many notes.

    Only open village matters can be sent there; each hears only of what he may know of.
    """
    today = policy.calendar.day_of(now)
    if now < policy.calendar.at_local(today, policy.meetings.agenda_at):
        return 0
    organisation = await ledger.organisation()
    if await ledger.reminders.has_period(_NAME, organisation.township.code, today):
        return 0
    sent = 0
    for village in organisation.villages:
        day = _meeting_tomorrow(policy, village.code, today, now)
        if day is None or not await ledger.reminders.begin_period(_NAME, village.code, day, now):
            continue
        tickets = await _talked_over(ledger, day, village.code)
        sent += await _send(ledger, policy, organisation, village.code, day, tickets, now)
    # the whole township is done: later sweeps of this day need not look again
    await ledger.reminders.begin_period(_NAME, organisation.township.code, today, now)
    return sent


def _meeting_tomorrow(policy: Policy, village: str, today: date, now: datetime) -> date | None:
    """The village's meeting day, where today is the last working day before it."""
    calendar = policy.calendar.of(village)
    day = coming_meeting(policy.meetings, calendar, village, now)
    if day is None or day <= today or not calendar.is_working_day(today):
        return None
    return day if calendar.next_working_day(today) >= day else None


async def _talked_over(ledger: Ledger, day: date, village: str) -> list[Ticket]:
    """What was sent to that meeting and is still everybody's: what has become somebody's own since is not listed."""
    return [ticket for _, ticket in await ledger.deliberations.on(day, village) if filing.is_public(ticket)]


async def _send(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    village: str,
    day: date,
    tickets: list[Ticket],
    now: datetime,
) -> int:
    if not tickets:
        return 0
    today = policy.calendar.day_of(now)
    people: dict[str, Officer] = {}
    for role in _HEAR_OF_IT:
        people |= {officer.id: officer for officer in able_holders(organisation, role, village, today)}
    sent = 0
    for officer in people.values():
        theirs = [ticket for ticket in tickets if officer.id not in barred_from(organisation, ticket)]
        if not theirs:
            continue
        await tell_officer(
            ledger,
            policy,
            officer,
            agenda(day, theirs),
            ticket=None,
            why="notice",
            key=f"agenda:{village}:{day.isoformat()}:{officer.id}",
            now=now,
        )
        sent += 1
    return sent


def agenda(day: date, tickets: list[Ticket]) -> StaffText:
    """What a meeting is to talk over, by number and topic."""
    rows = [(ticket.number, filing.title_for_others(ticket).partition("号")[2]) for ticket in tickets]
    return AGENDA.say(日期=day_with_weekday(day), 数1=len(rows), 几件=listed(rows, AT_MOST["几件"]))


async def for_official(
    ledger: Ledger, policy: Policy, organisation: Organisation, officer: Officer, now: datetime
) -> StaffText:
    """「议」: what the next meeting of his village is to talk over, as it stands."""
    village = next(
        (
            found.code
            for post in organisation.posts_of(officer.id)
            if (found := organisation.village_of(post.area)) is not None
        ),
        None,
    )
    calendar = policy.calendar.of(village)
    day = coming_meeting(policy.meetings, calendar, village, now) or calendar.day_of(now)
    tickets = await _talked_over(ledger, day, village) if village else []
    tickets = [ticket for ticket in tickets if officer.id not in barred_from(organisation, ticket)]
    return agenda(day, tickets) if tickets else AGENDA_EMPTY.say(日期=day_with_weekday(day))
