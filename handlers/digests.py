"""日报: what the village hears in the evening, and what each official finds in the morning."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers import wording
from handlers.filing import is_public
from handlers.policy import Policy
from handlers.titles import PublicTitle
from handlers.turn import tell_officer
from storage.ledger import Ledger
from storage.lifecycle import WORKING, Status
from storage.models import Ticket
from storage.speech import PublicText, StaffText

#: as many titles as fit the line of an evening
_TITLES = 3


async def send_village_digests(ledger: Ledger, policy: Policy, day: date, struck_at: datetime, now: datetime) -> int:
    """One line in the group of every village that has news since yesterday's line. Returns how many.

    Only open village matters by their public titles (Ruling 15); `struck_at` is the instant of the day's digest.
    """
    organisation = await ledger.organisation()
    township = organisation.township.code
    if await ledger.reminders.has_period("digest:village", township, day):
        return 0
    sent = 0
    since = struck_at - timedelta(days=1)
    for village in await ledger.tickets.villages_with_news(since, struck_at):
        if not await ledger.reminders.begin_period("digest:village", village, day, now):
            continue
        text = await village_digest(ledger, village, since, struck_at)
        if text is None:
            continue
        for chat in organisation.groups_of(village):
            if chat.channel is None:
                continue
            await ledger.outbox.to_group(
                chat.channel,
                chat.chat,
                text,
                key=f"digest:village:{village}:{day.isoformat()}:{chat.ref}",
                why="digest:village",
                at=now,
            )
            sent += 1
    # the whole township is done: later sweeps of this evening need not look again
    await ledger.reminders.begin_period("digest:village", township, day, now)
    return sent


async def village_digest(ledger: Ledger, village: str, since: datetime, until: datetime) -> PublicText | None:
    """The evening's line for a village, None without news of open village matters in [since, until)."""
    raised = _public(await ledger.tickets.registered_between(village, since, until))
    done = _public(await ledger.tickets.closed_between(village, since, until))
    if not raised and not done:
        return None
    titles = list(dict.fromkeys(ticket.title for ticket in _public(await ledger.tickets.working_in(village))))
    return wording.village_digest(
        raised=len(raised), done=len(done), doing=[PublicTitle(title) for title in titles[:_TITLES]]
    )


def _public(tickets: Sequence[Ticket]) -> list[Ticket]:
    # a merged ticket is told of as the one it was merged into
    untold = (Status.WITHDRAWN, Status.MERGED)
    return [ticket for ticket in tickets if is_public(ticket) and ticket.status not in untold]


async def send_officer_digests(ledger: Ledger, policy: Policy, day: date, now: datetime) -> int:
    """The morning note of everyone who has open tickets. Returns how many."""
    organisation = await ledger.organisation()
    # claimed for everybody at once: who gets a first ticket at half past nine needs no "good morning" then
    if not await ledger.reminders.begin_period("digest:officer", organisation.township.code, day, now):
        return 0
    sent = 0
    for officer_id in await ledger.tickets.owners():
        officer = organisation.officers.get(officer_id)
        if officer is None:
            continue
        text = officer_digest(policy, await ledger.tickets.owned_by(officer_id), day)
        await tell_officer(
            ledger,
            policy,
            officer,
            text,
            ticket=None,
            why="digest:officer",
            key=f"digest:officer:{officer_id}:{day.isoformat()}",
            now=now,
        )
        sent += 1
    return sent


def officer_digest(policy: Policy, tickets: Sequence[Ticket], day: date) -> StaffText:
    """An official's morning: how many are new, due today, overdue."""
    working = [ticket for ticket in tickets if ticket.status in WORKING and ticket.paused_at is None]
    due = [policy.calendar.day_of(ticket.due_at) for ticket in working]
    # whoever has asked for help is no longer counted late
    alone = [policy.calendar.day_of(ticket.due_at) for ticket in working if ticket.help_asked_at is None]
    return wording.officer_digest(
        new=sum(ticket.status is Status.DISPATCHED for ticket in tickets),
        today=sum(on == day for on in due),
        over=sum(on < day for on in alone),
    )
