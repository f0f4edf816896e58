"""日报: what a village hears in the evening, and what officials and the township's duty find in the morning.

Each is made of standings (`handlers/standing.py`), so that the digest of a past day is made as it was made then.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from classifiers.verdict import MatterKind, Urgency
from handlers import filing, wording
from handlers.dispatch import able_holders, barred_from
from handlers.filing import is_public
from handlers.policy import Policy
from handlers.standing import Standing, standing_at, standing_now
from handlers.titles import PublicTitle
from handlers.wording.digests import danger_digest
from handlers.wording.digests import township_digest as duty_text
from storage.ledger import Ledger
from storage.ledger_pages import Selection
from storage.lifecycle import Status
from storage.models import AreaLevel, Officer, Ticket
from storage.organisation import Organisation, Role
from storage.speech import PublicText, StaffText

#: as many titles as fit the line of an evening
_TITLES = 3
#: as many villages are asked about at once
_AT_ONCE = 200
_DAY = timedelta(days=1)
#: a merged ticket is told of as the one it was merged into
_UNTOLD = frozenset({Status.WITHDRAWN, Status.MERGED})


# ---- the village's evening ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class News:
    """What happened to a village's open matters within a day."""

    raised: int = 0
    done: int = 0
    doing: list[str] = field(default_factory=list)

    def line(self) -> PublicText:
        """The evening's line."""
        titles = list(dict.fromkeys(self.doing))[:_TITLES]
        return wording.village_digest(
            raised=self.raised, done=self.done, doing=[PublicTitle(title) for title in titles]
        )


async def send_village_digests(ledger: Ledger, policy: Policy, day: date, struck_at: datetime, now: datetime) -> int:
    """One line in the group of every village that has news since yesterday's line. Returns how many.

    Only open village matters by their public titles (Ruling 15); `struck_at` is the instant of the day's digest. What
    it costs grows with the villages that have news: all others are never looked at.
    """
    organisation = await ledger.organisation()
    township = organisation.township.code
    if await ledger.reminders.has_period("digest:village", township, day):
        return 0
    sent = 0
    news = _news(await _standing(ledger, struck_at - _DAY, struck_at), struck_at - _DAY, struck_at)
    for villages in _some_at_a_time(sorted(news)):
        fresh = await ledger.reminders.begin_periods("digest:village", villages, day, now)
        _add_doing(news, [standing_now(ticket) for ticket in await ledger.days.working_in(fresh)])
        for village in sorted(fresh):
            text = news[village].line()
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
                    send_after=max(now, policy.digests.own_minute(struck_at, village)),
                )
                sent += 1
    # the whole township is done: later sweeps of this evening need not look again
    await ledger.reminders.begin_period("digest:village", township, day, now)
    return sent


async def village_digests(
    ledger: Ledger, struck_at: datetime, *, past: bool = False, area: str | None = None
) -> dict[str, PublicText]:
    """The evening's line of each village with news, by its code; `past`: as it was then."""
    since = struck_at - _DAY
    stood = await _stood(ledger, since, struck_at) if past else await _standing(ledger, since, struck_at)
    news = _news(stood, since, struck_at)
    chosen = {village: news[village] for village in sorted(news) if area in (None, village)}
    for villages in _some_at_a_time(list(chosen)):
        tickets = [] if past else await ledger.days.working_in(villages)
        _add_doing(chosen, stood if past else [standing_now(ticket) for ticket in tickets])
        if past:
            break
    return {village: told.line() for village, told in chosen.items()}


async def _standing(ledger: Ledger, since: datetime, until: datetime) -> list[Standing]:
    """What was registered or ended in [since, until)."""
    found = {ticket.number: ticket for ticket in await ledger.days.registered(since, until)}
    found |= {ticket.number: ticket for ticket in await ledger.days.closed(since, until)}
    return [standing_now(ticket) for ticket in found.values()]


async def _stood(ledger: Ledger, since: datetime, at: datetime) -> list[Standing]:
    """Everything that was open just before `at` or had ended since `since`, as it stood then."""
    stood = []
    async for page in ledger.pages.pages(Selection(until=at, not_ended_before=since)):
        stood += [standing for entry in page if (standing := standing_at(entry, at)) is not None]
    return stood


def _news(standings: Iterable[Standing], since: datetime, until: datetime) -> dict[str, News]:
    news: dict[str, News] = defaultdict(News)
    for standing in standings:
        ticket = standing.ticket
        if ticket.village is None or not is_public(ticket) or standing.status in _UNTOLD:
            continue
        if since <= ticket.registered_at < until:
            news[ticket.village].raised += 1
        if standing.closed_at is not None and since <= standing.closed_at < until:
            news[ticket.village].done += 1
    return dict(news)


def _add_doing(news: dict[str, News], standings: Iterable[Standing]) -> None:
    for standing in standings:
        told = news.get(standing.ticket.village or "")
        if told is not None and standing.working and is_public(standing.ticket):
            told.doing.append(standing.ticket.title)


def _some_at_a_time(villages: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(villages), _AT_ONCE):
        yield villages[start : start + _AT_ONCE]


# ---- an official's morning ------------------------------------------------------------------------------------------


async def send_officer_digests(ledger: Ledger, policy: Policy, day: date, struck_at: datetime, now: datetime) -> int:
    """The morning note of everyone who has something new, due or late. Returns how many."""
    organisation = await ledger.organisation()
    # claimed for everybody at once: who gets a first ticket at half past nine needs no "good morning" then
    if not await ledger.reminders.begin_period("digest:officer", organisation.township.code, day, now):
        return 0
    sent = 0
    for officer_id in await ledger.tickets.owners():
        officer = organisation.officers.get(officer_id)
        if officer is None:
            continue
        owned = [standing_now(ticket) for ticket in await ledger.tickets.owned_by(officer_id)]
        text = officer_digest(policy, owned, day)
        if text is None:
            continue
        send_after = max(now, policy.digests.own_minute(struck_at, officer_id))
        sent += await _to_officer(ledger, officer, text, "officer", day, now, send_after)
    return sent


def officer_digest(policy: Policy, owned: Sequence[Standing], day: date) -> StaffText | None:
    """An official's morning: how many wait to be accepted, are due today, are overdue; each counted once.

    None where all three are 0: a note that says nothing is one too many.
    """
    # a wish is nobody's day's work
    working = [s for s in owned if s.working and not s.paused and s.ticket.urgency is not Urgency.WISH]
    due_on = {standing.ticket.number: policy.calendar.day_of(standing.due_at) for standing in working}
    return wording.officer_digest(
        new=sum(s.status is Status.DISPATCHED and due_on[s.ticket.number] > day for s in working),
        today=sum(on == day for on in due_on.values()),
        # whoever has asked for help is no longer counted late
        over=sum(due_on[s.ticket.number] < day for s in working if not s.helped),
    )


async def officer_digests(
    ledger: Ledger, policy: Policy, day: date, struck_at: datetime, *, past: bool = False
) -> dict[str, StaffText]:
    """The morning note of each official who has one, by his id; `past`: as it was then."""
    owned: dict[str, list[Standing]] = defaultdict(list)
    if past:
        for standing in await _stood(ledger, struck_at, struck_at):
            if standing.working:
                owned[standing.owner].append(standing)
    else:
        for officer in await ledger.tickets.owners():
            owned[officer] = [standing_now(ticket) for ticket in await ledger.tickets.owned_by(officer)]
    texts = {officer: officer_digest(policy, owned[officer], day) for officer in sorted(owned)}
    return {officer: text for officer, text in texts.items() if text is not None}


# ---- the township's morning -----------------------------------------------------------------------------------------


async def send_township_digests(ledger: Ledger, policy: Policy, day: date, struck_at: datetime, now: datetime) -> int:
    """The morning note of affairs office and duty leader. Returns how many.

    On a day off only the duty leader has one, and only of danger (Ruling 10).
    """
    organisation = await ledger.organisation()
    if not await ledger.reminders.begin_period("digest:township", organisation.township.code, day, now):
        return 0
    sent = 0
    told = await township_digests(ledger, policy, day, struck_at)
    for officer_id, text in told.items():
        officer = organisation.officers[officer_id]
        sent += await _to_officer(ledger, officer, text, "township", day, now, now)
    return sent


async def township_digests(
    ledger: Ledger, policy: Policy, day: date, struck_at: datetime, *, past: bool = False
) -> dict[str, StaffText]:
    """Each reader's note, by his id: nobody's holds what he may not know of. `past`: as it was then."""
    organisation = await ledger.organisation()
    since = struck_at - _DAY
    if past:
        standings = await _stood(ledger, since, struck_at)
    else:
        tickets = {t.number: t for t in await ledger.days.registered(since, struck_at)}
        tickets |= {t.number: t for t in await ledger.days.pressing(struck_at)}
        standings = [standing_now(tickets[number]) for number in sorted(tickets)]
    told = {}
    for officer, office in _on_duty(organisation, policy, day):
        known = [s for s in standings if _may_know(organisation, s.ticket, officer, office=office)]
        if policy.calendar.is_working_day(day):
            text = _duty_digest(organisation, known, since, struck_at)
        else:
            text = None if office else _danger_digest(organisation, known)
        if text is not None:
            told[officer.id] = text
    return told


def _on_duty(organisation: Organisation, policy: Policy, day: date) -> Iterator[tuple[Officer, bool]]:
    """Who reads it, and whether as the office."""
    office = able_holders(organisation, Role.AFFAIRS_OFFICE, None, day)
    yield from ((officer, True) for officer in office)
    duty = organisation.on_duty(day)
    if duty is not None and duty.id not in {officer.id for officer in office}:
        yield duty, False


def _may_know(organisation: Organisation, ticket: Ticket, officer: Officer, *, office: bool) -> bool:
    """Complaints about officials are the office's own business, and of nobody whom or whose relative they concern."""
    return (office or not ticket.about_official) and officer.id not in barred_from(organisation, ticket)


def _is_open_danger(standing: Standing) -> bool:
    return standing.working and standing.urgency is Urgency.DANGER


def _duty_digest(
    organisation: Organisation, standings: Sequence[Standing], since: datetime, at: datetime
) -> StaffText | None:
    """What somebody on duty reads; None on a morning without anything."""
    new: dict[MatterKind, int] = defaultdict(int)
    for standing in standings:
        if since <= standing.ticket.registered_at < at and standing.status not in _UNTOLD:
            new[standing.ticket.kind] += 1
    late = [standing for standing in standings if standing.late(at)]
    dangers = [_danger(organisation, standing.ticket) for standing in standings if _is_open_danger(standing)]
    # a wish waits on its own list until somebody likes to take it
    not_taken = sum(s.status is Status.DISPATCHED and s.urgency is not Urgency.WISH for s in standings)
    if not (any(new.values()) or late or dangers or not_taken):
        return None
    of_township = sum(standing.level is AreaLevel.TOWNSHIP for standing in late)
    return duty_text(
        new=(new[MatterKind.VILLAGE], new[MatterKind.NEIGHBOUR], new[MatterKind.HOUSEHOLD]),
        unclear=new[MatterKind.UNCLEAR],
        dangers=dangers,
        not_taken=not_taken,
        late=(len(late) - of_township, of_township),
    )


def _danger_digest(organisation: Organisation, standings: Sequence[Standing]) -> StaffText | None:
    dangers = [_danger(organisation, standing.ticket) for standing in standings if _is_open_danger(standing)]
    return danger_digest(dangers) if dangers else None


def _danger(organisation: Organisation, ticket: Ticket) -> str:
    village = organisation.areas.get(ticket.village or "")
    return filing.title_for_others(ticket) + (f"（{village.name}）" if village is not None else "")


async def _to_officer(
    ledger: Ledger, officer: Officer, text: StaffText, name: str, day: date, now: datetime, send_after: datetime
) -> bool:
    if officer.channel is None or officer.chat is None:
        return False
    await ledger.outbox.to_person(
        officer.channel,
        officer.chat,
        text,
        key=f"digest:{name}:{officer.id}:{day.isoformat()}",
        why=f"digest:{name}",
        at=now,
        send_after=send_after,
    )
    return True
