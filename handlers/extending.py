"""延: an owner asks for a later date before it has passed; one tier up grants it, and the villager is told."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from classifiers.privacy import mask
from classifiers.verdict import Urgency
from handlers import deadlines, filing, wording
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.officer_replies import meant, polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.spoken_dates import SpokenDay, find_day
from handlers.telling import tell_all_behind
from handlers.tiers import deciders
from handlers.turn import Turn, tell_officer
from handlers.wording.later import EXTEND_ASKED_LATER
from handlers.wording.meetings import NOT_WHILE_DISCUSSED
from storage.ledger import Ledger
from storage.lifecycle import Clock, MoveName, Status
from storage.models import Extension, Officer, Ticket
from storage.organisation import Organisation
from storage.requests import is_open

router = Router("extending")

#: the reminder that ends a wish which nobody has answered by the date
LAPSE = "lapse"
_MAY_BE_PUT_OFF = frozenset(
    {Status.DISPATCHED, Status.ACCEPTED, Status.IN_PROGRESS, Status.DELIBERATING, Status.REOPENED}
)
_NUMBER_FIRST = re.compile(r"^\s*[#＃]?\s*(?P<number>\d{1,9})\s*号?\s*[,，、.。:：]?\s*(?P<rest>.*)$", re.DOTALL)


def read_wish(words: str, today: date, due_on: date | None) -> tuple[int | None, SpokenDay | None]:
    """The number and the day in what follows 延. 「25号」 alone is a day, 「3 25号」 a number and a day."""
    numbered = _NUMBER_FIRST.match(words)
    if numbered is not None:
        day = find_day(numbered["rest"], today, counted_from=due_on)
        if day is not None:
            return int(numbered["number"]), day
    day = find_day(words, today, counted_from=due_on)
    if day is not None:
        return None, day
    return (int(numbered["number"]) if numbered is not None else None), None


@router.on(from_officer, in_private, order("延"))
@polite
async def ask(turn: Turn, number: int | None, words: str) -> None:
    """「延 3 周五 等配件」: asked of one tier up; until that says yes, nothing moves."""
    assert turn.officer is not None
    today = turn.policy.calendar.day_of(turn.now)
    numbered = number is not None
    if not numbered:
        number, _ = read_wish(words, today, None)
    ticket = await meant(turn, number, lambda t: t.status in _MAY_BE_PUT_OFF, "延")
    due_on = turn.policy.calendar.day_of(ticket.due_at)
    said = find_day(words, today, counted_from=due_on) if numbered else read_wish(words, today, due_on)[1]
    _refuse_what_cannot_be_put_off(turn, ticket)
    before = await turn.ledger.requests.extensions_of(ticket.number)
    above = _refuse_what_was_asked_enough(turn, ticket, before)
    if said is None or not said.rest:
        raise Refused("a date and a reason", wording.EXTEND_HOW.say(事=filing.staff_title(ticket), 编号=ticket.number))
    wanted = _wanted(turn.policy, ticket, said.day)
    asked = deciders(turn.policy, turn.organisation, ticket, turn.now, Extension, above=above)
    if not asked:
        phone = filing.office_phone(turn.organisation)
        raise Refused("nobody to ask", wording.NOBODY_TO_ASK.say(事=filing.staff_title(ticket), 电话=phone))
    extension = Extension(
        township=turn.ledger.township,
        ticket=ticket.number,
        sequence=len(before) + 1,
        asked_by=turn.officer.id,
        asked_at=turn.now,
        reason=mask(said.rest[:400]),
        due_at=ticket.due_at,
        wanted_at=wanted,
        above=above,
    )
    await _keep_and_ask(turn, ticket, extension, asked)


def _refuse_what_cannot_be_put_off(turn: Turn, ticket: Ticket) -> None:
    title = filing.staff_title(ticket)
    if ticket.urgency is Urgency.DANGER:
        raise Refused("danger is not put off", wording.EXTEND_NOT_IN_DANGER.say(事=title))
    if ticket.paused_at is not None:
        raise Refused("it stands still", wording.ALREADY_PAUSED.say(事=title, 编号=ticket.number))
    if ticket.status is Status.DELIBERATING:
        day = turn.policy.day(ticket.due_at)
        raise Refused("it has a meeting's date", NOT_WHILE_DISCUSSED.say(事=title, 日期=day, 编号=ticket.number))
    if turn.now >= ticket.due_at:
        raise Refused("after the date", wording.EXTEND_TOO_LATE.say(事=title))


def _refuse_what_was_asked_enough(turn: Turn, ticket: Ticket, before: Sequence[Extension]) -> bool:
    """Whether the township alone decides. Raises Refused for one wish too many."""
    rules, title = turn.policy.deadlines.extensions, filing.staff_title(ticket)
    if any(is_open(extension, ticket) for extension in before):
        raise Refused("one is undecided", wording.FIRST_AN_ANSWER.say(事=title))
    granted = sum(bool(extension.granted) for extension in before)
    if granted >= rules.first_tier + rules.above:
        raise Refused("extended enough", wording.EXTEND_NO_MORE.say(事=title, 数1=granted))
    return granted >= rules.first_tier


def _wanted(policy: Policy, ticket: Ticket, day: date) -> datetime:
    """The instant that is meant by a day. Raises Refused for one that is no later, or too far away."""
    calendar, title = policy.calendar.of(ticket.village), filing.staff_title(ticket)
    clock = deadlines.promise(policy.deadlines, ticket.urgency, ticket.topic).clock
    wanted = calendar.end_of_working_day(day) if clock is Clock.ELAPSED else calendar.close_of(day)
    if day <= calendar.day_of(ticket.due_at):
        # people are told days: the day that stands already is no later one, whatever the hour
        raise Refused("no later date", wording.EXTEND_NOT_LATER.say(事=title, 日期=policy.day(ticket.due_at)))
    window = deadlines.time_left(clock, calendar, ticket.registered_at, ticket.original_due_at)
    longest = window * policy.deadlines.extensions.longest
    latest = calendar.day_of(deadlines.date_after(clock, calendar, ticket.due_at, longest))
    if day > latest:
        raise Refused("too far away", wording.EXTEND_TOO_FAR.say(事=title, 日期=wording.day_with_weekday(latest)))
    return wanted


async def _keep_and_ask(turn: Turn, ticket: Ticket, extension: Extension, asked: list[Officer]) -> None:
    assert turn.officer is not None
    ledger, wanted = turn.ledger, turn.policy.day(extension.wanted_at)
    if ticket.status in (Status.DISPATCHED, Status.REOPENED):
        # whoever wants a later date for it has taken it, and it is not handed on as if nobody had
        ledger.tickets.move(ticket, MoveName.ACCEPT, actor=extension.asked_by, at=turn.now)
        ticket.accepted_at = ticket.accepted_at or turn.now
    ledger.requests.add(extension)
    ledger.tickets.move(
        ticket,
        MoveName.ASK_EXTENSION,
        actor=extension.asked_by,
        at=turn.now,
        reason=extension.reason,
        detail={"wanted_at": extension.wanted_at.isoformat()},
    )
    await ledger.reminders.plan(ticket.number, [(f"{LAPSE}.{extension.sequence}", filing.CLOCK, ticket.due_at)])
    for officer in asked:
        await tell_officer(
            ledger,
            turn.policy,
            officer,
            wording.EXTEND_ASK.say(
                人=turn.officer.name,
                事=filing.title_for_others(ticket),
                日期=wanted,
                原因=extension.reason,
                编号=ticket.number,
            ),
            ticket=ticket,
            why="extension",
            key=f"t{ticket.number}:extend:{extension.sequence}:{officer.id}",
            now=turn.now,
        )
    names = "、".join(officer.name for officer in asked)
    phrase = EXTEND_ASKED_LATER if turn.waits_for_morning(ticket) else wording.EXTEND_ASKED_OK
    await turn.answer(phrase.say(事=filing.staff_title(ticket), 日期=wanted, 部门=names), ticket=ticket.number)


def _settle(extension: Extension, *, by: str, granted: bool, now: datetime) -> None:
    extension.decided_by, extension.decided_at, extension.granted = by, now, granted


async def grant(turn: Turn, extension: Extension, ticket: Ticket) -> None:
    """「同意」: the date moves now, and everybody hears so. Raises Refused where it can no longer move."""
    assert turn.officer is not None
    ledger, policy, title = turn.ledger, turn.policy, filing.staff_title(ticket)
    if ticket.urgency is Urgency.DANGER or ticket.paused_at is not None or extension.asked_by != ticket.owner:
        # the matter is no longer the one that was asked about
        await _refused(turn, extension, ticket, by="system", reason="情况变了")
        raise Refused("it has changed", wording.ALREADY_DECIDED.say(事=title, 人="村里"))
    if turn.now >= ticket.due_at:
        await lapse(ledger, policy, turn.organisation, ticket, turn.now)
        raise Refused("after the date", wording.EXTEND_TOO_LATE.say(事=title))
    _settle(extension, by=turn.officer.id, granted=True, now=turn.now)
    await move_date(ledger, policy, turn.organisation, ticket, extension, now=turn.now)
    owner = filing.owner_of(turn.organisation, ticket)
    await tell_officer(
        ledger,
        policy,
        owner,
        wording.PING_EXTENDED.say(事=title, 人=turn.officer.name, 日期=policy.day(ticket.due_at)),
        ticket=ticket,
        why="extension",
        key=f"t{ticket.number}:extended:{extension.sequence}",
        now=turn.now,
    )
    await turn.answer(
        wording.EXTENDED_OK.say(事=filing.title_for_others(ticket), 日期=policy.day(ticket.due_at), 人=owner.name),
        ticket=ticket.number,
    )


async def move_date(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, extension: Extension, *, now: datetime
) -> None:
    """A granted extension takes effect: never to an earlier date, always with a line of history."""
    ticket.due_at = max(ticket.due_at, extension.wanted_at)
    ticket.close_by = max(ticket.close_by, ticket.due_at)
    ticket.dates_moved += 1
    assert extension.decided_by is not None
    ledger.tickets.move(
        ticket,
        MoveName.EXTEND,
        actor=extension.decided_by,
        at=now,
        reason=extension.reason,
        detail={"due_at": ticket.due_at.isoformat(), "close_by": ticket.close_by.isoformat()},
    )
    await ledger.reminders.cancel(ticket.number, now)
    await filing.plan_rungs(ledger, policy, organisation, ticket, now)
    owner = filing.owner_of(organisation, ticket)
    await tell_all_behind(
        ledger,
        policy,
        ticket,
        lambda name: wording.EXTENDED.say(
            称呼=name,
            事=ticket.title,
            原因=extension.reason,
            日期=policy.day(ticket.due_at),
            人=owner.name,
            电话=owner.phone,
        ),
        why="extension",
        key=f"extended:{extension.sequence}",
        now=now,
    )


async def refuse(turn: Turn, extension: Extension, ticket: Ticket, reason: str) -> None:
    """「不同意」: the date stays, and the owner hears why."""
    assert turn.officer is not None
    await _refused(turn, extension, ticket, by=turn.officer.id, reason=reason)
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.answer(
        wording.NOT_EXTENDED_OK.say(事=filing.title_for_others(ticket), 人=owner.name), ticket=ticket.number
    )


async def _refused(turn: Turn, extension: Extension, ticket: Ticket, *, by: str, reason: str) -> None:
    await _stays(turn.ledger, turn.policy, turn.organisation, ticket, extension, by=by, reason=reason, now=turn.now)


async def _stays(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    extension: Extension,
    *,
    by: str,
    reason: str,
    now: datetime,
) -> None:
    _settle(extension, by=by, granted=False, now=now)
    ledger.tickets.move(ticket, MoveName.REFUSE_EXTENSION, actor=by, at=now, reason=reason)
    rung = f"{LAPSE}.{extension.sequence}"
    await ledger.reminders.cancel(ticket.number, now, [rung], person=filing.CLOCK)
    asked_by = organisation.officers.get(extension.asked_by)
    if asked_by is None:
        return
    await tell_officer(
        ledger,
        policy,
        asked_by,
        wording.PING_NOT_EXTENDED.say(
            事=filing.staff_title(ticket), 原因=reason or wording.NO_REASON_SAID, 日期=policy.day(ticket.due_at)
        ),
        ticket=ticket,
        why="extension",
        key=f"t{ticket.number}:not-extended:{extension.sequence}",
        now=now,
    )


async def lapse(ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> bool:
    """The date has come and nobody has answered: it stays, and the owner hears so. Returns whether that was so."""
    waiting = [one for one in await ledger.requests.extensions_of(ticket.number) if one.decided_at is None]
    if not waiting or ticket.status not in _MAY_BE_PUT_OFF:
        return False
    for extension in waiting:
        await _stays(ledger, policy, organisation, ticket, extension, by="system", reason="到日子还没答复", now=now)
    return True
