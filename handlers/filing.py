"""From a matter to a ticket with one owner and one date, and out to the one who has to act."""

from dataclasses import replace
from datetime import datetime

from classifiers.dangers import AT_HOME, Danger, danger_of
from classifiers.privacy import mask
from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from handlers import danger_words, deadlines, ladder, mediation_dates, quiet_hours, titles, wording
from handlers.dispatch import (
    Choice,
    Load,
    able_holders,
    accused_in,
    barred,
    barred_from,
    choose_owner,
    may_own,
    who_share,
)
from handlers.ladder import Rung
from handlers.must_discuss import must_discuss
from handlers.note_kinds import HANDED
from handlers.policy import ANSWER_WITHIN, Policy
from handlers.turn import Turn, tell_officer
from storage.corrections import Judged, detail_of, judged
from storage.ledger import Ledger
from storage.lifecycle import HandlingMode, MoveName, Status
from storage.models import AreaLevel, Officer, Ticket, Villager
from storage.organisation import Organisation, Role
from storage.reminders import PROGRAM as PROGRAM
from storage.speech import StaffText

#: the villager's part in the rungs; officials stand there by their id
VILLAGER = "villager"
#: what happens by itself at an instant, to nobody in particular
CLOCK = "clock"
CLARIFY = "clarify"
#: in the first line of history: the date is the one of somebody outside, who wanted it earlier than we would have said
OUTSIDE = "outside"
#: the program's own part: to hand on what nobody has taken
HAND_ON = "hand-on"
#: the date of somebody who helps, and his silence at it; behind it his number: help-due.2 (`handlers/helping.py`)
HELP_DUE, HELP_SILENT = "help-due", "help-silent"
#: a step of a team's plan; behind it number and times moved: case-step.2.0 (`handlers/case_files.py`)
CASE_STEP = "case-step"
#: what is complex is told to the leaders the same day, and wants a plan by its end (`handlers/leaders.py`)
LEADERS, PLAN_DUE = "leaders", "plan-due"


async def file_ticket(
    turn: Turn,
    reporter: Villager,
    *,
    village: str | None,
    grid: str | None,
    place: str | None,
    waiting: bool,
    heard: str | None = None,
    actor: str = VILLAGER,
    latest: datetime | None = None,
) -> Ticket:
    """File what the turn's verdict says. `waiting`: something is asked first, so nobody is called yet.

    `heard`, `actor`: the way it was heard, where it is not the sender's own matter, and who wrote it down. `latest`: a
    date set by somebody outside, which ours is never behind, unless it has passed.
    """
    raised_by = turn.officer.id if turn.officer and heard is None else None
    verdict, policy, now = turn.verdict, turn.policy, turn.now
    urgency = verdict.urgency or Urgency.NORMAL
    dates = deadlines.dates_for(policy.deadlines, policy.calendar.of(village), urgency, verdict.topic, now)
    earlier = latest is not None and now < latest < dates.due_at
    if latest is not None and earlier:
        accept_by, contact_by = min(dates.accept_by, latest), min(dates.contact_by, latest)
        dates = replace(dates, accept_by=accept_by, contact_by=contact_by, due_at=latest)
    accused = accused_in(turn.organisation, village, turn.text, complaint=verdict.about_official)
    about_official = verdict.about_official or bool(accused)
    danger = danger_of(verdict, turn.text) if urgency is Urgency.DANGER else None
    choice = choose_owner(
        turn.organisation,
        village=village,
        grid=grid,
        topic=verdict.topic,
        on=policy.calendar.day_of(now),
        about_official=about_official,
        duties=policy.duties,
        danger=urgency is Urgency.DANGER,
        load=await load_for(turn.ledger, policy, turn.organisation, village, grid, verdict.topic),
        barred=barred(turn.organisation, accused=accused, raised_by=raised_by),
    )
    # a fixed phrase; only ever a hint to the owner
    point = must_discuss(verdict.topic, turn.text) if verdict.kind is MatterKind.VILLAGE else None
    ticket = Ticket(
        township=turn.ledger.township,
        number=await turn.ledger.tickets.next_number(),
        channel=heard or _heard_by(turn, reporter),
        kind=verdict.kind,
        topic=verdict.topic,
        urgency=urgency,
        privacy=verdict.privacy,
        title=titles.public_title(verdict.topic, verdict.kind, danger, wished=urgency is Urgency.WISH),
        village=village,
        grid=grid,
        place=place,
        owner=choice.owner.id,
        owner_because=choice.because,
        registered_at=now,
        accept_by=dates.accept_by,
        contact_by=dates.contact_by,
        due_at=dates.due_at,
        original_due_at=dates.due_at,
        close_by=dates.close_by,
        rules=verdict.rules,
        status=Status.CLARIFYING if waiting else Status.REGISTERED,
        group_ref=turn.group.ref if turn.group else None,
        level=_level(policy, verdict.topic, village, urgency),
        about_official=about_official,
        violence_at_home=verdict.violence_at_home or danger in AT_HOME,
        evidence={"rules": [fired.rule for fired in verdict.evidence]}
        | ({"danger": danger.value} if danger is not None else {})
        | ({"accused": accused} if accused else {})
        | ({"must_discuss": point} if point is not None else {})
        | ({"raised_by": raised_by} if raised_by else {}),
    )
    # what was promised is kept beside the date, so that the date can be explained when the promises have changed
    rule = deadlines.promise(policy.deadlines, urgency, verdict.topic).model_dump(exclude_none=True)
    detail = {"rule": rule} | ({OUTSIDE: True} if earlier else {})
    turn.ledger.tickets.add(ticket, reporter, turn.pieces, actor, turn.message.at, detail)
    if waiting:
        await turn.ledger.reminders.plan(ticket.number, [(CLARIFY, VILLAGER, now + ANSWER_WITHIN)])
    return ticket


def _level(policy: Policy, topic: Topic | None, village: str | None, urgency: Urgency) -> AreaLevel:
    """Who leads: the township where it is its job (事务清单) or there is no village; in danger whoever is nearest."""
    if village is None or (policy.duties.of(topic).leads == "township" and urgency is not Urgency.DANGER):
        return AreaLevel.TOWNSHIP
    return AreaLevel.VILLAGE


def _heard_by(turn: Turn, reporter: Villager) -> str:
    if turn.in_group:
        return "group"
    bound = reporter.bound_until is not None and reporter.bound_until > turn.now
    return "code" if bound else "private"


def is_public(ticket: Ticket) -> bool:
    """Whether a group may hear of it: an open village matter, by its public title."""
    return (
        ticket.kind is MatterKind.VILLAGE
        and ticket.privacy is Privacy.OPEN
        and not ticket.about_official
        and not ticket.violence_at_home
    )


def warns_all(ticket: Ticket) -> bool:
    """Whether a group is warned: a danger to everybody who goes by (a knife, a mad dog), though no open matter."""
    return is_public(ticket) or (
        ticket.urgency is Urgency.DANGER
        and ticket.kind is MatterKind.VILLAGE
        and ticket.privacy is not Privacy.SECRET
        and not ticket.about_official
        and not ticket.violence_at_home
    )


async def dispatch(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    now: datetime,
    *,
    knows: str | None = None,
) -> Officer:
    """Hand a registered ticket to its owner, and owe the reminders. Returns the owner.

    The choice is made anew: a place may have been told since, or the owner may have gone on leave. `knows`: who has
    written it down himself, and need not be told that it is new.
    """
    load = await load_for(ledger, policy, organisation, ticket.village, ticket.grid, ticket.topic)
    choice = owner_by_rule(policy, organisation, ticket, now, load=load)
    if choice.owner.id == ticket.owner and choice.because in ticket.owner_because:
        # why it was he of several is known from when it was filed
        choice = Choice(choice.owner, ticket.owner_because)
    ticket.owner, ticket.owner_because = choice.owner.id, choice.because[:64]
    ledger.tickets.move(
        ticket,
        MoveName.DISPATCH,
        actor="system",
        at=now,
        reason=choice.because,
        detail={"owner": choice.owner.id, "due_at": ticket.due_at.isoformat()},
    )
    await plan_rungs(ledger, policy, organisation, ticket, now)
    if choice.owner.id != knows or ticket.urgency is Urgency.DANGER:
        await call_owner(ledger, policy, organisation, ticket, choice.owner, now)
    if ticket.urgency is Urgency.COMPLEX and not ticket.about_official and not ticket.violence_at_home:
        await ledger.reminders.plan(ticket.number, [(LEADERS, PROGRAM, now)])
    return choice.owner


def owner_by_rule(
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    now: datetime,
    *,
    not_again: tuple[str, ...] = (),
    load: Load | None = None,
) -> Choice:
    """The choice made anew: a place may have been told since, or the owner may have gone on leave.

    `not_again`: who had it and is passed over. Of several who answer for the same the owner stays; see `choose_owner`.
    """
    return choose_owner(
        organisation,
        village=ticket.village,
        grid=ticket.grid,
        topic=ticket.topic,
        on=policy.calendar.day_of(now),
        about_official=ticket.about_official,
        barred=barred_from(organisation, ticket),
        not_again=not_again,
        duties=policy.duties,
        danger=ticket.urgency is Urgency.DANGER,
        load=load,
        keep=ticket.owner,
    )


async def load_for(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    village: str | None,
    grid: str | None,
    topic: Topic | None,
) -> Load | None:
    """How much those have in hand among whom such a matter is shared; None where one alone answers for it."""
    sharing = who_share(organisation, village=village, grid=grid, topic=topic, duties=policy.duties)
    return await ledger.tickets.load_of(sharing) if sharing else None


def owner_of(organisation: Organisation, ticket: Ticket) -> Officer:
    """The ticket's owner; where he has left the organisation, whoever answers for the township's office."""
    owner = organisation.officers.get(ticket.owner)
    if owner is not None:
        return owner
    # never the one complained about, nor his relatives, not even as a stopgap
    not_these = barred_from(organisation, ticket)
    office = organisation.holders(Role.AFFAIRS_OFFICE, organisation.township.code)
    return next(officer for officer in (*office, *organisation.officers.values()) if officer.id not in not_these)


async def redirect(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime
) -> Officer:
    """The place was told after the ticket had gone out (danger does not wait): call whoever is nearer.

    Somebody who has already accepted keeps it and hears the place. Returns the owner.
    """
    choice = owner_by_rule(policy, organisation, ticket, now)
    if ticket.status is Status.DISPATCHED and choice.owner.id != ticket.owner:
        ticket.owner, ticket.owner_because, ticket.help_asked_at = choice.owner.id, choice.because, None
        ledger.tickets.move(
            ticket,
            MoveName.REASSIGN,
            actor="system",
            at=now,
            reason=choice.because,
            detail={"owner": choice.owner.id},
        )
        await ledger.reminders.cancel(ticket.number, now)
        await plan_rungs(ledger, policy, organisation, ticket, now)
    else:
        ledger.tickets.move(ticket, MoveName.CORRECT, actor=VILLAGER, at=now, reason="补充了地点")
    owner = owner_of(organisation, ticket)
    await call_owner(ledger, policy, organisation, ticket, owner, now)
    return owner


def owner_would_change(policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> bool:
    """Whether what has been told since points to somebody nearer than the present owner."""
    return owner_by_rule(policy, organisation, ticket, now).owner.id != ticket.owner


async def raise_to_danger(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, danger: Danger, now: datetime
) -> Officer:
    """There is danger after all: the dates become those of danger, everybody who must know is called at once.

    Returns the owner. The date first promised stays beside the new one (`original_due_at`).
    """
    calendar = policy.calendar.of(ticket.village)
    dates = deadlines.dates_for(policy.deadlines, calendar, Urgency.DANGER, ticket.topic, now)
    # danger does not wait for the weather
    await ledger.pauses.end(ticket, now, VILLAGER)
    ticket.urgency = Urgency.DANGER
    ticket.evidence = {**ticket.evidence, "danger": danger.value}
    ticket.violence_at_home = ticket.violence_at_home or danger in AT_HOME
    ticket.title = titles.public_title(ticket.topic, ticket.kind, danger)
    ticket.accept_by, ticket.contact_by, ticket.close_by = dates.accept_by, dates.contact_by, dates.close_by
    ticket.due_at = min(ticket.due_at, dates.due_at)
    ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=VILLAGER,
        at=now,
        reason="补充说有危险",
        detail={
            "urgency": Urgency.DANGER.value,
            "due_at": ticket.due_at.isoformat(),
            "contact_by": ticket.contact_by.isoformat(),
        },
    )
    await ledger.reminders.cancel(ticket.number, now)
    if ticket.status is Status.CLARIFYING:
        # danger does not wait for an answer
        ledger.tickets.move(ticket, MoveName.REGISTER, actor="system", at=now, reason="有危险，先派人")
    if ticket.status is Status.REGISTERED:
        return await dispatch(ledger, policy, organisation, ticket, now)
    await plan_rungs(ledger, policy, organisation, ticket, now)
    owner = owner_of(organisation, ticket)
    await call_owner(ledger, policy, organisation, ticket, owner, now)
    return owner


def correct(ledger: Ledger, ticket: Ticket, after: Judged, *, actor: str, at: datetime, reason: str = "") -> None:
    """Take a ticket for something else; the history keeps what it was taken for before, for the rules to learn from."""
    detail = detail_of(judged(ticket), after)
    ticket.kind, ticket.topic = after.kind, after.topic
    ticket.title = titles.public_title(ticket.topic, ticket.kind, _danger(ticket), wished=_wished(ticket))
    ledger.tickets.move(ticket, MoveName.CORRECT, actor=actor, at=at, reason=reason, detail=detail)


_TOWNSHIP_AND_ABOVE = frozenset({AreaLevel.TOWNSHIP, AreaLevel.COUNTY})
_ONE_UP = {
    AreaLevel.GRID: AreaLevel.TOWNSHIP,
    AreaLevel.VILLAGE: AreaLevel.TOWNSHIP,
    AreaLevel.TOWNSHIP: AreaLevel.COUNTY,
}


def raise_level(ledger: Ledger, ticket: Ticket, *, actor: str, reason: str, now: datetime) -> AreaLevel:
    """The matter is looked after one level further up: village, township, county; never two at once, never down."""
    ticket.level = _ONE_UP.get(ticket.level, ticket.level)
    detail = {"level": ticket.level.value}
    ledger.tickets.move(ticket, MoveName.CORRECT, actor=actor, at=now, reason=reason, detail=detail)
    return ticket.level


async def leaders_hear_of_quarrel(ledger: Ledger, ticket: Ticket, now: datetime) -> None:
    """A quarrel that was handed up to the township is a hard one: its leaders hear of it the same day (seeds 1.7).

    Its promise stays that of a mediation, by calendar days; of a complaint or violence at home nobody is told.
    """
    if ticket.urgency is Urgency.MEDIATION and not ticket.about_official and not ticket.violence_at_home:
        await ledger.reminders.plan(ticket.number, [(LEADERS, PROGRAM, now)])


async def plan_is_made(ledger: Ledger, ticket: Ticket, now: datetime) -> None:
    """Somebody has said what will be done, or has called others to it: nobody is asked for a plan any more."""
    await ledger.reminders.settle(ticket.number, now, PLAN_DUE)


def put_on_township_list(ledger: Ledger, ticket: Ticket, now: datetime, because: str) -> None:
    """The matter is the township's from now on: its weekly meeting looks at it (督办)."""
    if ticket.level in _TOWNSHIP_AND_ABOVE and ticket.mode is HandlingMode.SUPERVISED:
        return
    # what has been taken to the county stays there
    ticket.level = ticket.level if ticket.level in _TOWNSHIP_AND_ABOVE else AreaLevel.TOWNSHIP
    ticket.mode = HandlingMode.SUPERVISED
    detail = {"level": ticket.level.value, "mode": ticket.mode.value}
    reason = f"{because}，列入镇里周会"
    ledger.tickets.move(ticket, MoveName.CORRECT, actor="system", at=now, reason=reason, detail=detail)


async def no_longer_paused(
    ledger: Ledger, policy: Policy, ticket: Ticket, *, by: str, now: datetime, reason: str
) -> None:
    """What it waited for is no longer the question: its dates run again, with what was left."""
    pause = await ledger.pauses.end(ticket, now, by)
    if pause is None:
        return
    deadlines.run_on(ticket, pause, policy.calendar.of(ticket.village), since=now, rules=policy.deadlines.pauses)
    ledger.tickets.move(
        ticket,
        MoveName.RESUME,
        actor=by,
        at=now,
        reason=reason,
        detail={"since": now.isoformat(), "due_at": ticket.due_at.isoformat()},
    )


async def drop_wishes(ledger: Ledger, ticket: Ticket, *, by: str, now: datetime, reason: str = "换人办了") -> None:
    """Whoever asked for a later date no longer has it: the wish goes with him."""
    for extension in await ledger.requests.extensions_of(ticket.number):
        if extension.decided_at is None:
            extension.decided_by, extension.decided_at, extension.granted = by, now, False
            ledger.tickets.move(ticket, MoveName.REFUSE_EXTENSION, actor=by, at=now, reason=reason)


async def plan_rungs(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    now: datetime,
    *,
    handed_at: datetime | None = None,
) -> None:
    """Owe the rungs of the ladder for the ticket's present owner and date.

    `handed_at`: it was handed on then, and the new owner is not reminded of what went by before. The steps past the
    date are the program's to take; whom they call is decided when they are due (`handlers/climbing.py`).
    """
    if ticket.paused_at is not None or ticket.urgency is Urgency.WISH:
        # its dates stand still, and are owed anew when they run again; a wish has no clock that punishes
        return
    calendar = policy.calendar.of(ticket.village)
    started_at = now if ticket.reopened or ticket.dates_moved else ticket.registered_at
    rungs = ladder.planned(policy.ladder, calendar, started_at, ticket.due_at, ticket.urgency)
    rungs = _heard_apart(policy, ticket, started_at, rungs)
    steps = [(rung, at) for rung, at in rungs if rung in ladder.STEPS_UP]
    # past the date the steps up call the owner too, unless he has asked for help (`handlers/climbing.py`)
    late_counts = ticket.help_asked_at is None
    owed = [
        (in_round(rung, ticket), ticket.owner, at)
        for rung, at in rungs
        if rung not in ladder.STEPS_UP
        and (handed_at is None or at > handed_at)
        and (late_counts or at <= ticket.due_at)
    ]
    owed += [(in_round(rung, ticket), PROGRAM, at) for rung, at in steps]
    if ticket.status is Status.DISPATCHED:
        owed += _until_taken(policy, ticket, now, handed_at)
    if not ticket.about_official and ticket.urgency is not Urgency.DANGER:
        # a date never passes silently: when the next one up is called, the villager hears that it is late
        owed += [(in_round(rung, ticket), VILLAGER, at) for rung, at in steps if rung in (Rung.L1, Rung.L5)]
    month_ends_at = mediation_dates.month_ends_at(policy, ticket)
    if month_ends_at is not None and month_ends_at > now:
        # planned anew with every owner; the note itself goes once
        owed.append((f"{mediation_dates.MONTH}@{ticket.moves}", CLOCK, month_ends_at))
    owed += await _owed_beside_the_date(ledger, policy, ticket, now)
    await ledger.reminders.plan(ticket.number, owed)
    await plan_helpers(ledger, policy, ticket, now)
    await plan_case(ledger, policy, ticket, now)


async def _owed_beside_the_date(
    ledger: Ledger, policy: Policy, ticket: Ticket, now: datetime
) -> list[tuple[str, str, datetime]]:
    """What another date or another owner changes nothing about: a round that is planned, a plan nobody has made."""
    owed = []
    round_at = await mediation_dates.round_owed_at(ledger, policy, ticket, now)
    if round_at is not None:
        # the note itself goes once for each day
        owed.append((f"{mediation_dates.DAY}@{ticket.moves}", CLOCK, round_at))
    calendar = policy.calendar.of(ticket.village)
    unplanned = await ledger.reminders.dropped(ticket.number, PLAN_DUE)
    return [*owed, *((row.rung, row.person, max(row.due_at, calendar.add_working_days(now, 0))) for row in unplanned)]


async def plan_round(ledger: Ledger, policy: Policy, ticket: Ticket, now: datetime) -> None:
    """While a matter stands still, the round that was told to two sides is still held on its day."""
    round_at = await mediation_dates.round_owed_at(ledger, policy, ticket, now)
    if round_at is not None:
        rung = f"{mediation_dates.DAY}@{ticket.moves}"
        await ledger.reminders.plan(ticket.number, [(rung, CLOCK, round_at)])


async def plan_case(ledger: Ledger, policy: Policy, ticket: Ticket, now: datetime) -> None:
    """Owe the reminders of a team's steps: at the end of each step's day, to its lead and to the owner."""
    if not ticket.evidence.get("case"):
        return
    case = await ledger.case_files.open_of(ticket.number)
    if case is None:
        return
    calendar = policy.calendar.of(ticket.village)
    owed = [
        (f"{CASE_STEP}.{step.step}.{step.moved}", person, calendar.end_of_working_day(step.due_on))
        for step in await ledger.case_files.steps_of(ticket.number)
        if step.is_open
        for person in dict.fromkeys((case.lead, ticket.owner))
    ]
    await ledger.reminders.plan(ticket.number, owed)


async def plan_helpers(ledger: Ledger, policy: Policy, ticket: Ticket, now: datetime) -> None:
    """Owe the reminders of those who help: one on the day of their own date, one to the owner of their silence."""
    if not ticket.helpers or ticket.paused_at is not None:
        return
    calendar = policy.calendar.of(ticket.village)
    owed = []
    for helper in await ledger.helpers.of(ticket):
        due_at = deadlines.helpers_date(calendar, ticket.due_at, helper.asked_at)
        if helper.done_at is not None or due_at <= now:
            continue
        morning = calendar.at_local(calendar.day_of(due_at), policy.ladder.morning)
        at = morning if max(helper.asked_at, now) < morning < due_at else due_at
        owed.append((in_round(f"{HELP_DUE}.{helper.sequence}", ticket), helper.officer, at))
        owed.append((in_round(f"{HELP_SILENT}.{helper.sequence}", ticket), ticket.owner, due_at))
    await ledger.reminders.plan(ticket.number, owed)


def _until_taken(
    policy: Policy, ticket: Ticket, now: datetime, handed_at: datetime | None
) -> list[tuple[str, str, datetime]]:
    """What is owed as long as nobody has taken it."""
    since = handed_at or ticket.registered_at
    if ticket.urgency is Urgency.DANGER:
        # everybody who was called hears it again, and the duty leader until somebody answers
        again_at = max(ticket.accept_by, now + (ticket.accept_by - since))
        return [(in_round(Rung.L0_ACCEPT, ticket), PROGRAM, again_at)]
    calendar = policy.calendar.of(ticket.village)
    # his time begins when he may hear of it: what is urgent is said in the morning, and its hour runs from then
    heard_at = quiet_hours.when_to_tell_official(now, ticket.urgency, policy.quiet_hours, policy.calendar)
    by = max(ticket.accept_by, heard_at + (ticket.accept_by - since) if heard_at > now else ticket.accept_by)
    if ticket.urgency is not Urgency.URGENT:
        by = max(ticket.accept_by, calendar.add_working_days(heard_at, 0))
    reminded_at = ladder.reminded_to_accept_at(policy.ladder, calendar, heard_at, by, ticket.urgency)
    owed = [(in_round(f"{HAND_ON}@{ticket.moves}", ticket), PROGRAM, by)]
    if heard_at < reminded_at < by:
        owed.append((in_round(Rung.L0_ACCEPT, ticket), ticket.owner, reminded_at))
    return owed


def _heard_apart(
    policy: Policy, ticket: Ticket, started_at: datetime, rungs: list[tuple[Rung, datetime]]
) -> list[tuple[Rung, datetime]]:
    """A first reminder that the night would hold back until shortly before the morning's comes the evening before.

    One that would be heard together with the date's own is left out: the later one says it all.
    """
    instants = dict(rungs)
    morning, before = instants.get(Rung.L0C_MORNING), instants.get(Rung.L0B)
    if before is None:
        return rungs
    others: list[tuple[Rung, datetime]] = [(rung, at) for rung, at in rungs if rung is not Rung.L0B]
    heard, heard_last = (
        quiet_hours.when_to_tell_official(at, ticket.urgency, policy.quiet_hours, policy.calendar)
        for at in (before, instants[Rung.L0C])
    )
    if heard_last - heard < ladder.TOGETHER:
        return others
    if morning is None or heard <= morning - ladder.APART:
        return rungs
    evening = policy.calendar.end_of_working_day_before(policy.calendar.day_of(morning))
    return [(Rung.L0B, evening), *others] if evening > started_at + ladder.APART else others


def in_round(rung: str, ticket: Ticket) -> str:
    """A rung's row is unique per ticket and person; every new date has rungs of its own (L0b, L0b#1, …)."""
    dates = ticket.reopened + ticket.dates_moved
    return f"{rung}#{dates}" if dates else str(rung)


def rung_of(reminder: str) -> str:
    """The rung's plain name again."""
    return reminder.partition("#")[0].partition("@")[0]


def times_of(reminder: str) -> int:
    """How many times a rung that repeats is said with this row: 1, and 3 for L0-accept@3."""
    times = reminder.partition("#")[0].partition("@")[2]
    return int(times) if times.isdecimal() else 1


async def call_owner(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    owner: Officer,
    now: datetime,
    *,
    handed: bool = False,
) -> None:
    """Tell the owner that it is his; danger is called out to everybody who must know.

    `handed`: another had it until now, so he hears of it the same day (`note_kinds`).
    """
    danger = ticket.urgency is Urgency.DANGER
    # danger breaks through at once to the owner, the day's duty leader and the village secretary
    called = [owner, *called_in_danger(organisation, policy, ticket, now)]
    title, place = staff_title(ticket), ticket.place or place_name(organisation, ticket)
    if danger:
        text = danger_words.to_called(policy, ticket, title, place)
    else:
        text = wording.PING_NEW.say(事=title, 地点=place, 日期=policy.by(ticket, ticket.contact_by))
    for officer in {officer.id: officer for officer in called}.values():
        await tell_officer(
            ledger,
            policy,
            officer,
            text,
            ticket=ticket,
            why="danger" if danger else "L0",
            key=f"t{ticket.number}:{f'L0@{HANDED}' if handed else 'L0'}:{officer.id}:{ticket.moves}",
            now=now,
            at_once=danger,
        )


def _called_in_danger(organisation: Organisation, ticket: Ticket, policy: Policy, now: datetime) -> list[Officer]:
    called = []
    today = policy.calendar.day_of(now)
    duty = organisation.on_duty(today)
    if duty is not None:
        called.append(duty)
    if ticket.village is not None:
        called += able_holders(organisation, Role.VILLAGE_SECRETARY, ticket.village, today)
    not_these = barred_from(organisation, ticket)
    return [officer for officer in called if officer.id not in not_these]


def staff_title(ticket: Ticket) -> str:
    """How officials hear of a ticket: number and topic."""
    return f"{ticket.number}号{titles.staff_title(ticket.topic, ticket.kind, _danger(ticket), wished=_wished(ticket))}"


def _wished(ticket: Ticket) -> bool:
    return ticket.urgency is Urgency.WISH


def _danger(ticket: Ticket) -> Danger | None:
    return danger_words.kind_of(ticket) if ticket.urgency is Urgency.DANGER else None


#: the notes by which somebody is called to a danger, by their `why`
CALLS = ("danger", Rung.L0_ACCEPT.value)
#: in a ticket's evidence: whoever told of the danger said that it is over, and nobody has looked yet
SAID_OVER = "said_over"
#: in a ticket's evidence: whoever raised it does not want to be named
UNNAMED = "unnamed"


def name_for_staff(ticket: Ticket, reporter: Villager | None) -> str:
    """Whoever raised it, as officials see him; empty where he asked not to be named."""
    return "" if reporter is None or ticket.evidence.get(UNNAMED) else reporter.name


def title_for_others(ticket: Ticket) -> str:
    """How somebody hears of it who only lends a hand: a household's affair by its kind and no more."""
    if ticket.kind is MatterKind.HOUSEHOLD or ticket.privacy is Privacy.SECRET:
        return f"{ticket.number}号{titles.public_title(None, ticket.kind)}"
    return staff_title(ticket)


def place_for_others(organisation: Organisation, ticket: Ticket) -> str:
    """The place for those: of a household's affair only the village, and never a door or a number."""
    if ticket.kind is MatterKind.HOUSEHOLD or ticket.privacy is Privacy.SECRET:
        village = organisation.areas.get(ticket.village or "")
        return village.name if village is not None else organisation.township.name
    return mask(ticket.place or "") or place_name(organisation, ticket)


def heard_of(ticket: Ticket, words: str) -> str:
    """What an official reads of a villager's (masked) words: of violence at home, only that there are some."""
    return "方便时看一眼" if ticket.violence_at_home and words else words


async def tell_more(turn: Turn, ticket: Ticket) -> None:
    """What somebody adds to a danger reaches its owner at once; of violence at home, only that there is more."""
    if not turn.text:
        return
    # it is not over after all: whoever was called is called again
    ticket.evidence = {name: value for name, value in ticket.evidence.items() if name != SAID_OVER}
    said = heard_of(ticket, mask(turn.text[:400]))
    await tell_officer(
        turn.ledger,
        turn.policy,
        owner_of(turn.organisation, ticket),
        wording.PING_DANGER_MORE.say(事=staff_title(ticket), 原因=said),
        ticket=ticket,
        why="danger",
        key=f"t{ticket.number}:more:{turn.inbox_id.hex}",
        now=turn.now,
        at_once=True,
    )


async def tell_called(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    text: StaffText,
    *,
    key: str,
    now: datetime,
    but_not: str = "",
) -> None:
    """A note at once to the owner of a danger and to everybody else who was called to it, but for one official.

    Whoever was called before (yesterday's duty leader, an owner who has handed it on) hears it as well, if he may.
    """
    called = [owner_of(organisation, ticket), *called_in_danger(organisation, policy, ticket, now)]
    for channel, recipient in sorted(await ledger.outbox.told_of(ticket.number, CALLS)):
        before = organisation.officer_at(channel, recipient)
        if before is not None and may_hear_of(organisation, before.id, ticket):
            called.append(before)
    for officer in {officer.id: officer for officer in called if officer.id != but_not}.values():
        await tell_officer(
            ledger,
            policy,
            officer,
            text,
            ticket=ticket,
            why="danger",
            key=f"t{ticket.number}:{key}:{officer.id}",
            now=now,
            at_once=True,
        )


def may_hear_of(organisation: Organisation, officer: str, ticket: Ticket) -> bool:
    """Whether somebody who was called to a danger may still know how it goes on."""
    allowed = officer not in barred_from(organisation, ticket)
    return allowed and (not ticket.about_official or may_own(organisation, officer, ticket))


def called_in_danger(organisation: Organisation, policy: Policy, ticket: Ticket, now: datetime) -> list[Officer]:
    """Who is called beside the owner when there is danger; any of them may take it by 接."""
    if ticket.urgency is not Urgency.DANGER:
        return []
    called = _called_in_danger(organisation, ticket, policy, now)
    if ticket.about_official:
        # nobody of the village, whoever of them it is about; the day's duty leader at once (practice §4)
        return [officer for officer in called if may_own(organisation, officer.id, ticket)]
    return called


def place_name(organisation: Organisation, ticket: Ticket) -> str:
    """The best the organisation knows of where: the grid, else the village, else nothing known."""
    area = organisation.areas.get(ticket.grid or ticket.village or "")
    return area.name if area is not None else "地点还没问到"


async def tell_owner(turn: Turn, ticket: Ticket, text: StaffText, *, why: str, key: str) -> None:
    """A note to the ticket's present owner."""
    await tell_officer(
        turn.ledger,
        turn.policy,
        owner_of(turn.organisation, ticket),
        text,
        ticket=ticket,
        why=why,
        key=key,
        now=turn.now,
    )


def answer_until(turn: Turn) -> datetime:
    """How long the answer to a question is waited for."""
    return turn.now + ANSWER_WITHIN


def office_phone(organisation: Organisation, village: str | None = None) -> str:
    """Whom to call when no one else is known: the village's secretary, else the township's office."""
    places = [(Role.VILLAGE_SECRETARY, village)] if village else []
    for role, area in [*places, (Role.AFFAIRS_OFFICE, organisation.township.code)]:
        for officer in organisation.holders(role, area or ""):
            return officer.phone
    return wording.HOTLINE
