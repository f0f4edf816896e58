"""停: a matter waits for somebody, a meeting, the weather or money. Its dates stand still and keep what was left."""

import re
from datetime import datetime

from classifiers.verdict import Urgency
from handlers import deadlines, filing, wording
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.officer_replies import meant, order, polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.spoken_dates import find_day
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_officer
from handlers.wording.meetings import NOT_WHILE_DISCUSSED
from storage.ledger import Ledger
from storage.lifecycle import MoveName, PauseReason, Status
from storage.models import Pause, Ticket
from storage.organisation import Organisation
from storage.requests import is_open

router = Router("pausing")

#: the reminder that ends a pause by itself
RESUME = "resume"
_MAY_WAIT = frozenset({Status.DISPATCHED, Status.ACCEPTED, Status.IN_PROGRESS, Status.DELIBERATING, Status.REOPENED})
#: in this order: 等他补材料 waits for him
_MEANT = (
    (
        PauseReason.VILLAGER,
        re.compile("本人|[他她]|人不在|不在家|出门|外出|外地|打工|回来|回村|住院|联系不上|没空|家里人"),
    ),
    (PauseReason.MEETING, re.compile("开会|会上|开个会|商量|议事|代表会|大会|表决|说事日")),
    (PauseReason.WEATHER, re.compile("天气|[雨雪冻晴洪]|天好|太热|太冷|结冰")),
    (PauseReason.FUNDS, re.compile("[钱款]|资金|经费|预算|材料|配件|到货|进货|部门|审批|批下|招标|项目")),
)


def reason_in(text: str) -> PauseReason | None:
    """What a matter waits for, as an official says it."""
    return next((reason for reason, words in _MEANT if words.search(text)), None)


@router.on(from_officer, in_private, order("停"))
@polite
async def pause(turn: Turn, number: int | None, words: str) -> None:
    """「停 3 等天气」: the dates stand still, until 接着 or until the reason's longest stay is over."""
    assert turn.officer is not None
    ticket = await meant(turn, number, lambda t: t.status in _MAY_WAIT, "停")
    reason = reason_in(words)
    await _refuse_unless_it_may_wait(turn, ticket, reason)
    assert reason is not None
    until = _until(turn, ticket, reason, words)
    await begin(turn.ledger, turn.policy, turn.organisation, ticket, reason, until, by=turn.officer.id, now=turn.now)
    await turn.answer(
        wording.PAUSED_OK.say(
            事=filing.staff_title(ticket),
            原因=wording.WAITS_FOR[reason],
            日期=turn.policy.day(until),
            编号=ticket.number,
        ),
        ticket=ticket.number,
    )


async def _refuse_unless_it_may_wait(turn: Turn, ticket: Ticket, reason: PauseReason | None) -> None:
    title = filing.staff_title(ticket)
    if ticket.urgency is Urgency.DANGER:
        raise Refused("danger does not wait", wording.PAUSE_NOT_IN_DANGER.say(事=title))
    if ticket.paused_at is not None:
        raise Refused("paused already", wording.ALREADY_PAUSED.say(事=title, 编号=ticket.number))
    if ticket.status is Status.DELIBERATING:
        day = turn.policy.day(ticket.due_at)
        raise Refused("it has a meeting's date", NOT_WHILE_DISCUSSED.say(事=title, 日期=day, 编号=ticket.number))
    if turn.now >= ticket.due_at:
        # a pause must not hide that something is late
        raise Refused("after the date", wording.PAUSE_TOO_LATE.say(事=title))
    if reason is None:
        raise Refused("waits for what?", wording.PAUSE_WHY.say(事=title, 编号=ticket.number))
    if any(is_open(asked, ticket) for asked in await turn.ledger.requests.extensions_of(ticket.number)):
        raise Refused("an extension is undecided", wording.FIRST_AN_ANSWER.say(事=title))
    rules, calendar = turn.policy.deadlines.pauses, turn.policy.calendar.of(ticket.village)
    before = [
        one
        for one in await turn.ledger.pauses.of(ticket.number)
        if one.reason is reason and not rules.taken_back(one, ticket.due_at, calendar)
    ]
    if len(before) >= rules.times:
        raise Refused("paused too often", wording.PAUSE_ENOUGH.say(事=title, 数1=len(before)))


def _until(turn: Turn, ticket: Ticket, reason: PauseReason, words: str) -> datetime:
    """The day that was said, at most the reason's longest stay."""
    calendar = turn.policy.calendar.of(ticket.village)
    longest = turn.policy.deadlines.pauses.longest(reason).end(turn.now, calendar)
    said = find_day(words, calendar.day_of(turn.now))
    if said is None or calendar.close_of(said.day) <= turn.now:
        return longest
    return min(longest, calendar.close_of(said.day))


async def begin(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    reason: PauseReason,
    until: datetime,
    *,
    by: str,
    now: datetime,
) -> None:
    """The dates stand still from `now`, at the longest until `until`; everybody behind it hears so."""
    if ticket.status in (Status.DISPATCHED, Status.REOPENED):
        # whoever pauses it has taken it
        ledger.tickets.move(ticket, MoveName.ACCEPT, actor=by, at=now)
        ticket.accepted_at = ticket.accepted_at or now
    calendar = policy.calendar.of(ticket.village)
    clock = deadlines.promise(policy.deadlines, ticket.urgency, ticket.topic).clock
    close_clock = deadlines.closing(policy.deadlines, ticket.urgency, ticket.topic).clock
    left = deadlines.time_left(clock, calendar, now, ticket.due_at)
    close_left = deadlines.time_left(close_clock, calendar, now, ticket.close_by)
    sequence = len(await ledger.pauses.of(ticket.number)) + 1
    ledger.pauses.begin(
        ticket,
        Pause(
            township=ledger.township,
            ticket=ticket.number,
            sequence=sequence,
            reason=reason,
            allowed_by=by,
            begun_at=now,
            until_at=until,
            clock=clock,
            left_microseconds=deadlines.in_microseconds(left),
            close_clock=close_clock,
            close_left_microseconds=deadlines.in_microseconds(close_left),
        ),
    )
    ledger.tickets.move(
        ticket,
        MoveName.PAUSE,
        actor=by,
        at=now,
        reason=wording.WAITS_FOR[reason],
        detail={"reason": reason.value, "until": until.isoformat(), "due_at": ticket.due_at.isoformat()},
    )
    await ledger.reminders.cancel(ticket.number, now)
    await ledger.reminders.plan(ticket.number, [(filing.in_round(RESUME, ticket), filing.CLOCK, until)])
    await filing.plan_round(ledger, policy, ticket, now)
    owner = filing.owner_of(organisation, ticket)
    await tell_all_behind(
        ledger,
        policy,
        ticket,
        lambda name: wording.PAUSED.say(
            称呼=name,
            事=ticket.title,
            原因=wording.WAITS_FOR[reason],
            日期=policy.day(until),
            人=owner.name,
            电话=owner.phone,
        ),
        why="notice",
        key=f"pause:{sequence}",
        now=now,
    )


@router.on(from_officer, in_private, order("继续"))
@polite
async def go_on(turn: Turn, number: int | None, words: str) -> None:
    """「接着 3」: what it waited for is there; the dates run again with what was left."""
    assert turn.officer is not None
    ticket = await meant(turn, number, lambda t: t.paused_at is not None and t.status in _MAY_WAIT, "接着")
    await resume(turn.ledger, turn.policy, turn.organisation, ticket, since=turn.now, by=turn.officer.id, now=turn.now)
    await turn.answer(
        wording.RESUMED_OK.say(事=filing.staff_title(ticket), 日期=turn.policy.day(ticket.due_at)),
        ticket=ticket.number,
    )


async def resume(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    *,
    since: datetime,
    by: str,
    now: datetime,
) -> None:
    """The dates run again from `since`, each with what was left of it; never to a day before the one that was told."""
    pause = await ledger.pauses.end(ticket, since, by)
    if pause is None:
        return
    deadlines.run_on(ticket, pause, policy.calendar.of(ticket.village), since=since, rules=policy.deadlines.pauses)
    ledger.tickets.move(
        ticket,
        MoveName.RESUME,
        actor=by,
        at=now,
        reason="接着办" if by != "system" else "停的日子到头了",
        detail={
            "since": since.isoformat(),
            "due_at": ticket.due_at.isoformat(),
            "close_by": ticket.close_by.isoformat(),
        },
    )
    await ledger.reminders.cancel(ticket.number, now)
    await filing.plan_rungs(ledger, policy, organisation, ticket, now)
    owner = filing.owner_of(organisation, ticket)
    await tell_all_behind(
        ledger,
        policy,
        ticket,
        lambda name: wording.RESUMED.say(
            称呼=name, 事=ticket.title, 人=owner.name, 电话=owner.phone, 日期=policy.day(ticket.due_at)
        ),
        why="notice",
        key=f"resume:{pause.sequence}",
        now=now,
    )


async def resume_by_itself(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime
) -> bool:
    """The longest stay is over. Counted from that instant, however late the sweep comes. Returns whether it was so."""
    if ticket.paused_at is None or ticket.status not in _MAY_WAIT:
        return False
    *_, last = await ledger.pauses.of(ticket.number)
    await resume(ledger, policy, organisation, ticket, since=last.until_at, by="system", now=now)
    await tell_officer(
        ledger,
        policy,
        filing.owner_of(organisation, ticket),
        wording.PING_RESUMED.say(事=filing.staff_title(ticket), 日期=policy.day(ticket.due_at)),
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:resumed:{last.sequence}",
        now=now,
    )
    return True
