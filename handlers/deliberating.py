"""议: a matter goes to a meeting, its date becomes that of the next step, and the villager hears of every step.

「议 12」 the next meeting day; 「议 12 四议」 the six steps of 四议两公开; 「议 12 第3步 通过 应到30 实到25 同意20」
records one, 改 puts it right, 撤 takes it back; 「议 12 结果 …」 ends a talk, 「议 12 不议了」 drops it (practice §10).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from classifiers.privacy import mask
from classifiers.verdict import MatterKind, Urgency
from handlers import agenda, deadlines, filing, results, titles
from handlers.dispatch import able_holders, barred_from
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.four_steps import (
    DECISION_PUBLIC,
    LAST,
    PUBLICATIONS,
    STEPS,
    TALK,
    VILLAGERS_MEETING,
    Doing,
    Said,
    read_said,
    what_is_short,
)
from handlers.meeting_days import coming_meeting, next_meeting_day
from handlers.officer_replies import meant, polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.telling import tell_all_whom_to_ask
from handlers.turn import Turn, tell_officer
from handlers.wording import OFFICER_NO_SUCH_NUMBER, LocalDay, Salutation, day_with_weekday, which_of_yours
from handlers.wording import meetings as say
from storage.deliberations import Deliberation, End, Step, Way
from storage.ledger import Ledger
from storage.lifecycle import MOVES, WORKING, MoveName, Status
from storage.models import Officer, Ticket
from storage.organisation import Organisation, Role
from storage.speech import PrivateText, StaffText

router = Router("deliberating")

#: the reminder on the day of a step
STEP_DAY = "step-day"
_TAKEN = MOVES[MoveName.DELIBERATE].sources
_WAYS = {"four": Way.FOUR_TWO, "one": Way.ONE_BY_ONE}
_STEPPED = frozenset({Way.FOUR_TWO, Way.ONE_BY_ONE})


@router.on(from_officer, in_private, order("议"))
@polite
async def discuss(turn: Turn, number: int | None, words: str) -> None:
    """Everything that an owner or a secretary says with 议."""
    assert turn.officer is not None
    in_front = None
    if words.startswith("步") and number is not None:
        # 议 第3步 通过: the number was the step's
        number, in_front = None, number
    number = await turn.number_meant(number)
    if number is None and not words:
        await turn.answer(
            await agenda.for_official(turn.ledger, turn.policy, turn.organisation, turn.officer, turn.now)
        )
        return
    today = turn.policy.calendar.day_of(turn.now)
    said = read_said(words, today, step_in_front=in_front)
    ticket = await _meant(turn, number)
    now_on = await turn.ledger.deliberations.last(ticket.number)
    match said.doing:
        case Doing.TAKE_UP:
            await _take_up(turn, ticket, now_on, said)
        case Doing.RECORD:
            await _record(turn, ticket, _going_on(ticket, now_on), said)
        case Doing.CORRECT:
            await _correct(turn, ticket, _going_on(ticket, now_on), said)
        case Doing.UNDO:
            await _undo(turn, ticket, _going_on(ticket, now_on), said.step or 0)
        case Doing.RESULT:
            await _talked_over(turn, ticket, _going_on(ticket, now_on), said)
        case Doing.DROP:
            await _drop(turn, ticket, _going_on(ticket, now_on), said)
        case Doing.UNCLEAR:
            raise Refused("not read", say.DISCUSS_HOW.say(事=filing.staff_title(ticket), 编号=ticket.number))


# who, and which -------------------------------------------------------------------------------------------------------


async def _meant(turn: Turn, number: int | None) -> Ticket:
    """The ticket that its owner or the village's secretary means. Raises Refused; a stranger learns nothing."""
    assert turn.officer is not None
    if number is None:
        found = await _discussed_by(turn)
        if len(found) > 1:
            rows = [(ticket.number, titles.staff_title(ticket.topic, ticket.kind)) for ticket in found[:5]]
            raise Refused("several", which_of_yours("议", rows))
        return found[0] if found else await meant(turn, None, lambda ticket: ticket.status in _TAKEN, "议")
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", OFFICER_NO_SUCH_NUMBER.say(编号=number))
    if turn.officer.id in barred_from(turn.organisation, ticket) or not (
        ticket.owner == turn.officer.id
        or (
            filing.is_public(ticket)
            and turn.officer.id in _secretaries(turn.policy, turn.organisation, ticket, turn.now)
        )
    ):
        raise Refused("not his", say.NOT_YOURS_TO_DISCUSS.say(编号=number))
    return ticket


def _secretaries(policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> dict[str, Officer]:
    on = policy.calendar.day_of(now)
    without = barred_from(organisation, ticket)
    found = able_holders(organisation, Role.VILLAGE_SECRETARY, ticket.village, on, without=without)
    return {officer.id: officer for officer in found}


async def _discussed_by(turn: Turn) -> list[Ticket]:
    """What is talked over now, of an official's own or, for the secretary, of his village."""
    assert turn.officer is not None
    villages = {
        post.area for post in turn.organisation.posts_of(turn.officer.id) if post.role == Role.VILLAGE_SECRETARY
    }
    mine = await turn.ledger.tickets.owned_by(turn.officer.id, [Status.DELIBERATING])
    here = [
        ticket
        for village in sorted(villages)
        for deliberation, ticket in await turn.ledger.deliberations.open_in(village)
        if ticket.status is Status.DELIBERATING and deliberation.end is None
    ]
    found = {ticket.number: ticket for ticket in (*mine, *here)}
    return [one for one in found.values() if turn.officer.id not in barred_from(turn.organisation, one)]


def _going_on(ticket: Ticket, deliberation: Deliberation | None) -> Deliberation:
    """The deliberation, where it still has a step to come or one to put right. Raises Refused."""
    if deliberation is None or deliberation.end in (End.DROPPED, End.ANEW):
        raise Refused("not discussed", say.NOT_DISCUSSED.say(事=filing.staff_title(ticket), 编号=ticket.number))
    return deliberation


# taking up ------------------------------------------------------------------------------------------------------------


async def _take_up(turn: Turn, ticket: Ticket, now_on: Deliberation | None, said: Said) -> None:
    assert turn.officer is not None
    way = _WAYS.get(said.way or "")
    goes_on = now_on is not None and now_on.end is None and ticket.status is Status.DELIBERATING
    if now_on is not None and goes_on and way in (None, now_on.way):
        if said.day is None:
            await turn.answer(_where_it_stands(ticket, now_on), ticket=ticket.number)
        else:
            await _put_off(turn, ticket, now_on, said.day)
        return
    # every refusal before anything is changed: what a handler has changed is kept
    _refuse_unless_it_may_be_discussed(turn, ticket)
    day = _day_for(turn, ticket, said.day)
    if now_on is not None and now_on.end is None:
        # another way, or it went on to another owner, or came to an end without the meeting
        now_on.end, now_on.ended_at, now_on.next_on = End.ANEW, turn.now, None
    await _make_ready(turn, ticket)
    number = (now_on.sequence if now_on is not None else 0) + 1
    begun = Deliberation(
        township=turn.ledger.township,
        ticket=ticket.number,
        sequence=number,
        way=way or Way.TALK,
        opened_by=turn.officer.id,
        opened_at=turn.now,
        stood=ticket.status,
        next_step=TALK if way is None else 1,
        next_on=day,
    )
    turn.ledger.deliberations.add(begun)
    await _wait_for(turn, ticket, begun, f"{'走四议两公开' if way else '拿到说事会上议'}{_said_too(said)}")
    place = turn.policy.meetings.of(ticket.village).place
    await tell_all_whom_to_ask(
        turn,
        ticket,
        lambda name, owner: say.WAIT_MEETING.say(
            称呼=name, 事=ticket.title, 日期=_day(begun), 地点=place, 人=owner.name, 电话=owner.phone
        ),
        key=f"meeting:{number}",
    )
    title = filing.staff_title(ticket)
    await _tell_other(
        turn,
        ticket,
        say.PING_TAKEN_UP.say(人=turn.officer.name, 事=title, 日期=_day(begun), 地点=place, 编号=ticket.number),
        key=f"taken-up:{number}",
    )
    if way is None:
        text = say.TAKEN_UP_OK.say(事=title, 日期=_day(begun), 地点=place, 编号=ticket.number)
    else:
        text = say.STEPS_BEGUN_OK.say(
            事=title,
            地点="一事一议" if way is Way.ONE_BY_ONE else "四议两公开",
            数1=1,
            日期=_day(begun),
            编号=ticket.number,
        )
    await turn.answer(text, ticket=ticket.number)


def _said_too(said: Said) -> str:
    return f"：{mask(said.words[:400])}" if said.words else ""


def _refuse_unless_it_may_be_discussed(turn: Turn, ticket: Ticket) -> None:
    """An open village matter that somebody has taken, without danger, before its date or by the secretary."""
    assert turn.officer is not None
    title = filing.title_for_others(ticket)
    if ticket.status not in WORKING:
        raise Refused("ended", say.DISCUSSED_AND_ENDED.say(事=title))
    if ticket.urgency is Urgency.DANGER:
        raise Refused("danger does not wait", say.NOT_IN_DANGER.say(事=title))
    if not filing.is_public(ticket):
        # neighbours only with both sides' yes, which nobody can give here; households and complaints never
        raise Refused("not for a meeting", say.NOT_TO_MEETINGS.say(事=title))
    owns = ticket.owner == turn.officer.id
    if ticket.status not in _TAKEN and not (owns and ticket.status is Status.DISPATCHED):
        raise Refused("nobody has taken it", say.TAKE_IT_FIRST.say(事=title))
    secretary = turn.officer.id in _secretaries(turn.policy, turn.organisation, ticket, turn.now)
    if turn.now >= ticket.due_at and not secretary:
        # a meeting must not hide that something is late
        raise Refused("after the date", say.LATE_FOR_OWNER.say(事=title, 编号=ticket.number))


def _day_for(turn: Turn, ticket: Ticket, said: date | None) -> date:
    """The day that was said, else the next meeting day. Raises Refused: gone by, or too far away."""
    calendar, title = turn.policy.calendar.of(ticket.village), filing.staff_title(ticket)
    day = said or coming_meeting(turn.policy.meetings, calendar, ticket.village, turn.now)
    if day is None:
        raise Refused("no meeting day", say.NO_MEETING_DAY.say(事=title, 编号=ticket.number))
    today = calendar.day_of(turn.now)
    latest = today + timedelta(days=turn.policy.meetings.ahead_days)
    if day < today:
        raise Refused("gone by", say.MEETING_DAY_GONE.say(事=title, 编号=ticket.number))
    if day > latest:
        raise Refused("too far away", say.MEETING_TOO_FAR.say(事=title, 日期=day_with_weekday(latest)))
    return day


async def _make_ready(turn: Turn, ticket: Ticket) -> None:
    """Taken, no longer paused, nothing undecided: from here on its date is the meeting's."""
    assert turn.officer is not None
    if ticket.status is Status.DISPATCHED:
        turn.ledger.tickets.move(ticket, MoveName.ACCEPT, actor=turn.officer.id, at=turn.now)
        ticket.accepted_at = ticket.accepted_at or turn.now
    await filing.no_longer_paused(
        turn.ledger, turn.policy, ticket, by=turn.officer.id, now=turn.now, reason="拿到会上议了"
    )
    await filing.drop_wishes(turn.ledger, ticket, by=turn.officer.id, now=turn.now, reason="拿到会上议了")


async def _wait_for(turn: Turn, ticket: Ticket, deliberation: Deliberation, reason: str) -> None:
    """The ticket's date becomes that of the next step; one line of history, reminders anew."""
    assert turn.officer is not None
    assert deliberation.next_on is not None
    calendar, day = turn.policy.calendar.of(ticket.village), deliberation.next_on
    begins = calendar.at_local(day, turn.policy.meetings.of(ticket.village).at)
    # on a day off people meet all the same, and the date that was told stays that day
    due_at = max(calendar.end_of_working_day(day), begins + timedelta(hours=2), turn.now + timedelta(minutes=1))
    await _move_date(turn, ticket, deliberation, reason, due_at=due_at, to=Status.DELIBERATING)
    await remind_of_step(turn.ledger, turn.policy, turn.organisation, ticket, deliberation)


async def _move_date(
    turn: Turn, ticket: Ticket, deliberation: Deliberation, reason: str, *, due_at: datetime, to: Status
) -> None:
    assert turn.officer is not None
    ticket.due_at = due_at
    ticket.close_by = max(ticket.close_by, due_at)
    ticket.dates_moved += 1
    _line(turn, ticket, deliberation, reason, to=to)
    await turn.ledger.reminders.cancel(ticket.number, turn.now)
    await filing.plan_rungs(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)


def _line(turn: Turn, ticket: Ticket, deliberation: Deliberation, reason: str, *, to: Status | None) -> None:
    """A line of history, by the move that the ticket's state allows; `to` None: the state stays."""
    assert turn.officer is not None
    detail = {
        "due_at": ticket.due_at.isoformat(),
        "way": str(deliberation.way),
        "step": deliberation.next_step,
        "on": deliberation.next_on.isoformat() if deliberation.next_on else None,
    }
    actor, at = turn.officer.id, turn.now
    if to is not None and ticket.status in _TAKEN:
        back = to if to is not Status.DELIBERATING else None
        turn.ledger.tickets.move(
            ticket, MoveName.DELIBERATE, actor=actor, at=at, reason=reason, detail=detail, back_to=back
        )
        return
    # not taken by its new owner yet, or done already: what is recorded changes no state
    move = MoveName.TELL if ticket.status is Status.CLOSED else MoveName.CORRECT
    turn.ledger.tickets.move(ticket, move, actor=actor, at=at, reason=reason, detail=detail)


async def remind_of_step(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, deliberation: Deliberation
) -> None:
    """On the morning of a step's day the secretary, else the owner, is reminded; once for each date."""
    if deliberation.next_on is None:
        return
    calendar = policy.calendar.of(ticket.village)
    at = calendar.at_local(deliberation.next_on, policy.quiet_hours.end)
    person = next(iter(_secretaries(policy, organisation, ticket, at)), ticket.owner)
    rung = filing.in_round(f"{STEP_DAY}.{deliberation.next_step}", ticket)
    await ledger.reminders.plan(ticket.number, [(rung, person, at)])


async def remind(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    row: str,
    officer: Officer,
    now: datetime,
) -> bool:
    """The day of a step has come. Returns whether there is still something to say."""
    deliberation = await ledger.deliberations.last(ticket.number)
    if deliberation is None or deliberation.next_on is None or ticket.status not in WORKING:
        return False
    if ticket.kind is not MatterKind.VILLAGE or ticket.about_official:
        # corrected since: no matter for a meeting
        return False
    step = int(filing.rung_of(row).partition(".")[2] or 0)
    if step != deliberation.next_step or deliberation.next_on > policy.calendar.day_of(now):
        return False
    title = filing.title_for_others(ticket)
    if step == TALK:
        text = say.TALK_TODAY.say(事=title, 编号=ticket.number)
    else:
        text = say.STEP_TODAY.say(事=title, 数1=step, 地点=STEPS[step], 编号=ticket.number)
    key = f"t{ticket.number}:{row}:{officer.id}"
    await tell_officer(ledger, policy, officer, text, ticket=ticket, why="notice", key=key, now=now)
    return True


def _where_it_stands(ticket: Ticket, deliberation: Deliberation) -> StaffText:
    title = filing.staff_title(ticket)
    if deliberation.next_step == TALK:
        return say.TALK_COMING.say(事=title, 日期=_day(deliberation), 编号=ticket.number)
    step = deliberation.next_step
    return say.WHERE_IT_STANDS.say(事=title, 数1=step, 地点=STEPS[step], 日期=_day(deliberation), 编号=ticket.number)


async def _put_off(turn: Turn, ticket: Ticket, deliberation: Deliberation, said: date) -> None:
    """Another day for the next step; not more often than is promised."""
    title = filing.staff_title(ticket)
    day = _day_for(turn, ticket, said)
    if deliberation.put_off >= turn.policy.meetings.put_off and day > (deliberation.next_on or day):
        text = say.PUT_OFF_ENOUGH.say(事=title, 数1=deliberation.put_off, 编号=ticket.number)
        raise Refused("put off too often", text)
    if day > (deliberation.next_on or day):
        deliberation.put_off += 1
    deliberation.next_on = day
    await _wait_for(turn, ticket, deliberation, f"议的日子改到{_day(deliberation)}")
    await tell_all_whom_to_ask(
        turn,
        ticket,
        lambda name, owner: say.PUT_OFF_TOLD.say(
            称呼=name, 事=ticket.title, 日期=_day(deliberation), 人=owner.name, 电话=owner.phone
        ),
        key=f"put-off:{ticket.moves}",
    )
    await _tell_other(
        turn,
        ticket,
        say.PING_TAKEN_UP.say(
            人=_name(turn),
            事=title,
            日期=_day(deliberation),
            地点=turn.policy.meetings.of(ticket.village).place,
            编号=ticket.number,
        ),
        key=f"put-off:{ticket.moves}",
    )
    await turn.answer(say.PUT_OFF_OK.say(事=title, 日期=_day(deliberation)), ticket=ticket.number)


# recording ------------------------------------------------------------------------------------------------------------


async def _record(
    turn: Turn, ticket: Ticket, deliberation: Deliberation, said: Said, *, corrects: Step | None = None
) -> None:
    """A step was taken: keep it with its figures, and go on to the next, or back to work."""
    step = said.step or 0
    _refuse_out_of_turn(ticket, deliberation, step)
    held_on = said.day or turn.policy.calendar.day_of(turn.now)
    _refuse_what_does_not_hold(turn, ticket, said, held_on)
    # looked at before anything is kept: a next step too far away is refused
    next_on = _day_for(turn, ticket, said.next_day or _usual_next(turn, ticket))
    kept = await _keep(turn, deliberation, said, held_on, corrects)
    if step in PUBLICATIONS:
        await _made_public(turn, ticket, deliberation, kept)
    elif not said.passed:
        await _ended(turn, ticket, deliberation, End.REFUSED, kept)
    elif step == VILLAGERS_MEETING:
        await _ended(turn, ticket, deliberation, End.DECIDED, kept)
    else:
        await _next_step(turn, ticket, deliberation, kept, next_on)


def _refuse_out_of_turn(ticket: Ticket, deliberation: Deliberation, step: int) -> None:
    title, expected = filing.staff_title(ticket), deliberation.next_step
    if deliberation.way not in _STEPPED:
        raise Refused("no steps", say.FOUR_FIRST.say(事=title, 编号=ticket.number))
    if step < expected or deliberation.end == End.REFUSED:
        raise Refused("recorded", say.STEP_DONE_ALREADY.say(事=title, 数1=step, 编号=ticket.number))
    if step > expected:
        raise Refused("out of turn", say.STEP_FIRST.say(事=title, 数1=expected, 地点=STEPS[expected]))
    if step <= VILLAGERS_MEETING and ticket.status not in WORKING:
        raise Refused("ended", say.DISCUSSED_AND_ENDED.say(事=title))


def _refuse_what_does_not_hold(turn: Turn, ticket: Ticket, said: Said, held_on: date) -> None:
    title, step = filing.staff_title(ticket), said.step or 0
    if held_on > turn.policy.calendar.day_of(turn.now):
        raise Refused("in the future", say.NO_FUTURE_STEPS.say(事=title, 数1=step))
    if step in PUBLICATIONS and not said.passed:
        raise Refused("not read", say.DISCUSS_HOW.say(事=title, 编号=ticket.number))
    short = what_is_short(step, said.figures, said.body) if said.passed else None
    if short is not None:
        text = say.FIGURES_SHORT.say(事=title, 数1=step, 清单=short.value, 编号=ticket.number)
        raise Refused("the figures do not carry it", text)


async def _keep(turn: Turn, deliberation: Deliberation, said: Said, held_on: date, corrects: Step | None) -> Step:
    assert turn.officer is not None
    step = said.step or 0
    before = await turn.ledger.deliberations.steps_of(deliberation)
    kept = Step(
        township=turn.ledger.township,
        ticket=deliberation.ticket,
        sequence=deliberation.sequence,
        entry=len(before) + 1,
        step=step,
        held_on=held_on,
        passed=bool(said.passed),
        body=str(said.body) if step == VILLAGERS_MEETING else "",
        called=said.figures.called,
        present=said.figures.present,
        agreed=said.figures.agreed,
        note=mask(said.words[:400]),
        recorded_by=turn.officer.id,
        recorded_at=turn.now,
        corrects=corrects.entry if corrects is not None else None,
    )
    turn.ledger.deliberations.add(kept)
    return kept


def in_words(step: Step) -> str:
    """通过，应到30实到25同意20, as officials and villagers hear it."""
    if step.step in PUBLICATIONS:
        return "公开了"
    figures = "".join(
        f"{name}{count}"
        for name, count in (("应到", step.called), ("实到", step.present), ("同意", step.agreed))
        if count is not None
    )
    result = "通过" if step.passed else "没通过"
    return f"{result}，{figures}" if figures else result


async def _next_step(turn: Turn, ticket: Ticket, deliberation: Deliberation, kept: Step, day: date) -> None:
    deliberation.next_step, deliberation.next_on, deliberation.put_off = kept.step + 1, day, 0
    await _wait_for(turn, ticket, deliberation, f"第{kept.step}步{STEPS[kept.step]}：{in_words(kept)}")
    await tell_all_whom_to_ask(
        turn,
        ticket,
        lambda name, owner: say.STEP_TOLD.say(
            称呼=name,
            事=ticket.title,
            地点=STEPS[kept.step],
            原因=in_words(kept),
            日期=_day(deliberation),
            人=owner.name,
            电话=owner.phone,
        ),
        key=f"step:{deliberation.sequence}:{kept.entry}",
    )
    await _tell_recorded(turn, ticket, kept)
    text = say.STEP_OK.say(
        事=filing.staff_title(ticket),
        数1=kept.step,
        原因=in_words(kept),
        数2=kept.step + 1,
        日期=_day(deliberation),
        编号=ticket.number,
    )
    await turn.answer(text, ticket=ticket.number)


def _usual_next(turn: Turn, ticket: Ticket) -> date:
    """The next meeting day after today, where it is near enough; else the working day a week from now."""
    calendar = turn.policy.calendar.of(ticket.village)
    today = calendar.day_of(turn.now)
    day = next_meeting_day(turn.policy.meetings.of(ticket.village), calendar, today + timedelta(days=1))
    if day is not None and day <= today + timedelta(days=turn.policy.meetings.ahead_days):
        return day
    return calendar.next_working_day(today + timedelta(days=6))


async def _ended(
    turn: Turn, ticket: Ticket, deliberation: Deliberation, end: End, kept: Step | None, reason: str = ""
) -> None:
    """Decided, refused, talked over or dropped: back to work, with a new date that the villager hears."""
    calendar = turn.policy.calendar.of(ticket.village)
    deliberation.end, deliberation.ended_at = end, turn.now
    deliberation.result = reason or (kept.note if kept is not None else "")
    deliberation.next_on = None
    if end is End.DECIDED and deliberation.way in _STEPPED:
        deliberation.next_step, deliberation.put_off = DECISION_PUBLIC, 0
        deliberation.next_on = calendar.day_of(turn.policy.meetings.publish.end(turn.now, calendar))
    due_at = deadlines.dates_for(turn.policy.deadlines, calendar, ticket.urgency, ticket.topic, turn.now).due_at
    back = Status.IN_PROGRESS if ticket.first_contact_at is not None else Status.ACCEPTED
    said = f"第{kept.step}步{STEPS[kept.step]}：{in_words(kept)}" if kept is not None and kept.step != TALK else reason
    await _move_date(turn, ticket, deliberation, said or "议完了", due_at=due_at, to=back)
    await remind_of_step(turn.ledger, turn.policy, turn.organisation, ticket, deliberation)
    await _tell_end(turn, ticket, deliberation, kept, reason)


async def _tell_end(turn: Turn, ticket: Ticket, deliberation: Deliberation, kept: Step | None, reason: str) -> None:
    day, title = turn.policy.day(ticket.due_at), filing.staff_title(ticket)
    words = in_words(kept) if kept is not None and kept.step != TALK else ""

    def told(name: Salutation, owner: Officer) -> PrivateText:
        values: dict[str, object] = {
            "称呼": name,
            "事": ticket.title,
            "人": owner.name,
            "电话": owner.phone,
            "日期": day,
        }
        if deliberation.end == End.DROPPED:
            return say.DROPPED_TOLD.say(**values, 原因=reason)  # type: ignore[arg-type]
        if deliberation.end == End.REFUSED:
            return say.NOT_DECIDED_TOLD.say(**values, 原因=words or "没通过")  # type: ignore[arg-type]
        if kept is not None and kept.step != TALK:
            return say.DECIDED_TOLD.say(**values, 结果=words)  # type: ignore[arg-type]
        return say.TALKED_OVER.say(**values, 结果=reason)  # type: ignore[arg-type]

    await tell_all_whom_to_ask(turn, ticket, told, key=f"discussed:{deliberation.sequence}:{ticket.moves}")
    if kept is not None:
        await _tell_recorded(turn, ticket, kept)
    if deliberation.end == End.DROPPED:
        answer = say.DROPPED_OK.say(事=title, 日期=day)
    elif kept is None or kept.step == TALK:
        answer = say.TALK_OK.say(事=title, 日期=day)
    elif deliberation.end == End.REFUSED:
        answer = say.NOT_DECIDED_OK.say(事=title, 数1=kept.step, 日期=day)
    else:
        answer = say.DECIDED_OK.say(事=title, 数1=kept.step, 原因=words, 日期=day, 编号=ticket.number)
    await turn.answer(answer, ticket=ticket.number)


async def _made_public(turn: Turn, ticket: Ticket, deliberation: Deliberation, kept: Step) -> None:
    """⑤ and ⑥: no date of the ticket moves; the villager hears where it hangs."""
    deliberation.next_step, deliberation.next_on = kept.step + 1, None
    _line(turn, ticket, deliberation, f"第{kept.step}步{STEPS[kept.step]}", to=None)
    await tell_all_whom_to_ask(
        turn,
        ticket,
        lambda name, owner: say.PUBLIC_TOLD.say(
            称呼=name, 事=ticket.title, 地点=STEPS[kept.step], 人=owner.name, 电话=owner.phone
        ),
        key=f"public:{deliberation.sequence}:{kept.entry}",
    )
    title = filing.staff_title(ticket)
    done = kept.step == LAST
    await turn.answer(
        say.ALL_STEPS_OK.say(事=title) if done else say.PUBLIC_OK.say(事=title, 地点=STEPS[kept.step]),
        ticket=ticket.number,
    )


async def _talked_over(turn: Turn, ticket: Ticket, deliberation: Deliberation, said: Said) -> None:
    """「议 12 结果 下月修」: a talk on a meeting day has ended with words."""
    if deliberation.end is not None or deliberation.way != Way.TALK or ticket.status not in WORKING:
        raise Refused("not a talk", say.DISCUSS_HOW.say(事=filing.staff_title(ticket), 编号=ticket.number))
    words = results.fit_to_be_told(turn.organisation, ticket, said.words[:400])
    today = turn.policy.calendar.day_of(turn.now)
    kept = await _keep(turn, deliberation, replace(said, step=TALK, passed=True), today, None)
    await _ended(turn, ticket, deliberation, End.DECIDED, kept, words)


async def _drop(turn: Turn, ticket: Ticket, deliberation: Deliberation, said: Said) -> None:
    """「议 12 不议了 已经修好了」: with a reason that the villager hears."""
    title = filing.staff_title(ticket)
    if deliberation.end is not None or ticket.status not in WORKING:
        raise Refused("not discussed", say.NOT_DISCUSSED.say(事=title, 编号=ticket.number))
    if not said.words:
        raise Refused("a reason", say.DISCUSS_HOW.say(事=title, 编号=ticket.number))
    await _ended(turn, ticket, deliberation, End.DROPPED, None, mask(said.words[:400]))


# putting right --------------------------------------------------------------------------------------------------------


async def _standing(turn: Turn, ticket: Ticket, deliberation: Deliberation, step: int) -> tuple[Step, list[int]]:
    """The entry that holds for a step, and the later steps that are recorded. Raises Refused."""
    standing = await turn.ledger.deliberations.standing(deliberation)
    kept = standing.get(step)
    if kept is None:
        title = filing.staff_title(ticket)
        raise Refused("not recorded", say.STEP_NOT_RECORDED.say(事=title, 数1=step))
    return kept, [one for one in standing if one > step]


async def _correct(turn: Turn, ticket: Ticket, deliberation: Deliberation, said: Said) -> None:
    """「议 12 改 第3步 通过 应到30 实到26 同意20」: the wrong entry stays in the book, marked; the right one holds."""
    assert turn.officer is not None
    step, title = said.step or 0, filing.staff_title(ticket)
    wrong, later = await _standing(turn, ticket, deliberation, step)
    held_on = said.day or wrong.held_on
    _refuse_what_does_not_hold(turn, ticket, said, held_on)
    if wrong.passed != bool(said.passed):
        # the result itself was wrong: it is taken back and taken again
        said = replace(said, day=held_on)
        _day_for(turn, ticket, said.next_day or _usual_next(turn, ticket))
        await _take_back(turn, ticket, deliberation, wrong, later)
        await _record(turn, ticket, deliberation, said, corrects=wrong)
        return
    wrong.undone_by, wrong.undone_at = turn.officer.id, turn.now
    right = await _keep(turn, deliberation, said, held_on, wrong)
    _line(turn, ticket, deliberation, f"更正第{step}步：{in_words(right)}", to=None)
    await tell_all_whom_to_ask(
        turn,
        ticket,
        lambda name, owner: say.CORRECTED_TOLD.say(
            称呼=name, 事=ticket.title, 地点=STEPS[step], 原因=in_words(right), 人=owner.name, 电话=owner.phone
        ),
        key=f"corrected:{deliberation.sequence}:{right.entry}",
    )
    await turn.answer(say.CORRECTED_OK.say(事=title, 数1=step, 原因=in_words(right)), ticket=ticket.number)


async def _take_back(turn: Turn, ticket: Ticket, deliberation: Deliberation, wrong: Step, later: list[int]) -> None:
    assert turn.officer is not None
    title = filing.staff_title(ticket)
    if later:
        raise Refused("later steps stand", say.LATER_STEPS_STAND.say(事=title, 数2=max(later)))
    if wrong.step <= VILLAGERS_MEETING and ticket.status not in WORKING:
        raise Refused("ended", say.DISCUSSED_AND_ENDED.say(事=title))
    wrong.undone_by, wrong.undone_at = turn.officer.id, turn.now
    deliberation.next_step, deliberation.put_off = wrong.step, 0
    if wrong.step <= VILLAGERS_MEETING:
        deliberation.end = deliberation.ended_at = None
        deliberation.result = ""


async def _undo(turn: Turn, ticket: Ticket, deliberation: Deliberation, step: int) -> None:
    """「议 12 撤 第3步」: as if it had not been recorded; the next step is this one again."""
    wrong, later = await _standing(turn, ticket, deliberation, step)
    await _take_back(turn, ticket, deliberation, wrong, later)
    deliberation.next_on = _usual_next(turn, ticket)
    if step <= VILLAGERS_MEETING:
        await _wait_for(turn, ticket, deliberation, f"第{step}步记错了，撤了")
    else:
        _line(turn, ticket, deliberation, f"第{step}步记错了，撤了", to=None)
    await tell_all_whom_to_ask(
        turn,
        ticket,
        lambda name, owner: say.CORRECTED_TOLD.say(
            称呼=name,
            事=ticket.title,
            地点=STEPS[step],
            原因=f"还没定，{_day(deliberation)}再议",
            人=owner.name,
            电话=owner.phone,
        ),
        key=f"undone:{deliberation.sequence}:{wrong.entry}",
    )
    await turn.answer(
        say.UNDONE_OK.say(事=filing.staff_title(ticket), 数1=step, 日期=_day(deliberation)), ticket=ticket.number
    )


# telling --------------------------------------------------------------------------------------------------------------


def _day(deliberation: Deliberation) -> LocalDay:
    assert deliberation.next_on is not None
    return day_with_weekday(deliberation.next_on)


def _name(turn: Turn) -> str:
    assert turn.officer is not None
    return turn.officer.name


async def _tell_other(turn: Turn, ticket: Ticket, text: StaffText, *, key: str) -> None:
    """Of owner and secretary, whoever did not write it hears of it."""
    assert turn.officer is not None
    people = {ticket.owner: filing.owner_of(turn.organisation, ticket)}
    people |= _secretaries(turn.policy, turn.organisation, ticket, turn.now)
    for person, officer in people.items():
        if person != turn.officer.id:
            await tell_officer(
                turn.ledger,
                turn.policy,
                officer,
                text,
                ticket=ticket,
                why="notice",
                key=f"t{ticket.number}:{key}:{person}",
                now=turn.now,
            )


async def _tell_recorded(turn: Turn, ticket: Ticket, kept: Step) -> None:
    text = say.PING_MEETING_MOVED.say(
        事=filing.staff_title(ticket),
        人=_name(turn),
        原因=f"{STEPS[kept.step]}{in_words(kept)}" if kept.step != TALK else "会上议过了",
        日期=turn.policy.day(ticket.due_at),
    )
    await _tell_other(turn, ticket, text, key=f"recorded:{kept.sequence}:{kept.entry}")
