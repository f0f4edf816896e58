"""接 · 好 结果 · 求助 · 说了 · 看: an official answers by one word. Guessing is not allowed; asking back is."""

import re
from collections.abc import Callable
from typing import Any

from classifiers.privacy import mask
from classifiers.verdict import Urgency
from handlers import (
    answering_calls,
    asking_back,
    filing,
    following_up,
    helping,
    looking,
    owners,
    results,
    spokesman,
    taking_over,
    titles,
    voices,
    wish_visits,
    wording,
)
from handlers.dispatch import barred_from, next_up
from handlers.errors import Refused
from handlers.filters import bare, from_officer, in_private, order_in, two_numbers
from handlers.filters import order as order
from handlers.orders import ALL, Order, enough_of_a_result
from handlers.router import Handler, Router
from handlers.turn import Turn, tell_officer
from handlers.wording.later import HELP_ASKED_LATER
from handlers.wording.meetings import SUGGEST_MEETING
from storage.incoming import MessageKind
from storage.lifecycle import OPEN, WORKING, HandlingMode, MoveName, Outcome, Status
from storage.models import Ticket

router = Router("officer_replies")


def polite(handler: Handler) -> Handler:
    """A refusal becomes a sentence that says what can be done instead."""

    async def answers(turn: Turn, **values: Any) -> None:
        try:
            await handler(turn, **values)
        except Refused as refused:
            await turn.answer(refused.reply)

    answers.__name__ = getattr(handler, "__name__", "handler")
    answers.__doc__ = handler.__doc__
    return answers


async def meant(turn: Turn, number: int | None, fits: Callable[[Ticket], bool], doing: str) -> Ticket:
    """The one ticket that an order can mean: the quoted note's, the number's, or the only one that fits.

    Raises Refused: with a list of at most five where several fit, with what can be done where none does.
    """
    assert turn.officer is not None
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    mine = [
        ticket
        for ticket in await turn.ledger.tickets.owned_by(turn.officer.id, OPEN)
        # relatives may have been declared a moment ago
        if turn.officer.id not in barred_from(turn.organisation, ticket)
    ]
    if number is not None:
        ticket = await turn.ledger.tickets.find(number)
        if ticket is None:
            raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
        if ticket.owner != turn.officer.id or turn.officer.id in barred_from(turn.organisation, ticket):
            raise Refused("in other hands", wording.NOT_YOURS.say(编号=number))
        if not fits(ticket):
            raise Refused(
                f"{ticket.status} does not allow it", wording.ALREADY_THERE.say(事=filing.staff_title(ticket))
            )
        return ticket
    fitting = [ticket for ticket in mine if fits(ticket)]
    if not fitting:
        raise Refused("nothing fits", wording.NOTHING_FITS.say())
    if len(fitting) == 1:
        return fitting[0]
    last = await asking_back.by_last_note(turn, fitting)
    if last is None:
        raise await asking_back.ask_which(turn, doing, fitting)
    return last


async def _danger_called_to(turn: Turn, number: int | None) -> Ticket | None:
    """The one danger that nobody has taken yet, to which this official was called. Raises Refused for several."""
    assert turn.officer is not None
    officer = turn.officer.id
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    waiting = [
        ticket
        for ticket in await turn.ledger.tickets.danger_not_taken()
        if (number is None or ticket.number == number)
        and (
            ticket.owner == officer
            or any(
                called.id == officer
                for called in filing.called_in_danger(turn.organisation, turn.policy, ticket, turn.now)
            )
        )
    ]
    if number is None and len(waiting) > 1:
        raise await asking_back.ask_which(turn, "接", waiting)
    # danger stands before whatever else waits to be taken
    return waiting[0] if len(waiting) == 1 else None


#: a return that nobody has answered yet does not keep its owner from taking it after all
_NOT_TAKEN = frozenset({Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED})


@router.on(from_officer, in_private, order("接"))
@polite
async def accept(turn: Turn, number: int | None, words: str) -> None:
    """「接」: the owner takes it; 「接 12 15」 takes both."""
    reading = order_in(turn)
    if words == ALL and number is None:
        await _accept_all(turn)
        return
    for each in (reading.numbers if isinstance(reading, Order) else ()) or (number,):
        await _accept(turn, each)


async def _accept_all(turn: Turn) -> None:
    """都接: whatever waits for him to be taken, each answered by itself."""
    assert turn.officer is not None
    waiting = [
        ticket.number
        for ticket in await turn.ledger.tickets.owned_by(turn.officer.id, OPEN)
        if ticket.status in _NOT_TAKEN and turn.officer.id not in barred_from(turn.organisation, ticket)
    ]
    if not waiting:
        raise Refused("nothing fits", wording.NOTHING_FITS.say())
    for each in waiting[:_AT_MOST_AT_ONCE]:
        await _accept(turn, each)


#: more than so many in one word are looked at one by one
_AT_MOST_AT_ONCE = 5


async def _accept(turn: Turn, number: int | None) -> None:
    assert turn.officer is not None
    ticket = await _danger_called_to(turn, number)
    if ticket is not None and ticket.owner != turn.officer.id:
        # somebody who was called because there is danger takes it from the one who has not answered
        ticket.owner, ticket.owner_because = turn.officer.id, "有危险，先接的人办"
        # it was the one before who had asked for help
        ticket.help_asked_at = None
        turn.ledger.tickets.move(
            ticket,
            MoveName.REASSIGN,
            actor=turn.officer.id,
            at=turn.now,
            reason=ticket.owner_because,
            detail={"owner": turn.officer.id},
        )
        await turn.ledger.reminders.cancel(ticket.number, turn.now)
        await filing.plan_rungs(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
    elif ticket is None:
        if number is not None and await taking_over.offered(turn, number):
            return
        await _stand_in(turn, number)
        ticket = await meant(turn, number, lambda t: t.status in _NOT_TAKEN, "接")
    turn.ledger.tickets.move(ticket, MoveName.ACCEPT, actor=turn.officer.id, at=turn.now)
    ticket.accepted_at = turn.now
    await turn.answer(
        wording.ACCEPTED_OK.say(事=filing.staff_title(ticket), 日期=turn.policy.due(ticket)),
        ticket=ticket.number,
    )
    await _suggest_meeting(turn, ticket)


async def _suggest_meeting(turn: Turn, ticket: Ticket) -> None:
    """What the law has the villagers decide themselves: said once to whoever takes it; he decides."""
    point = ticket.evidence.get("must_discuss")
    if not isinstance(point, str) or not filing.is_public(ticket) or ticket.urgency is Urgency.DANGER:
        return
    text = SUGGEST_MEETING.say(事=filing.staff_title(ticket), 地点=point, 编号=ticket.number)
    await turn.answer(text, why="notice", ticket=ticket.number)


async def _stand_in(turn: Turn, number: int | None) -> None:
    """A deputy takes by his 接 what belongs to somebody who is away today, before any sweep has handed it to him."""
    assert turn.officer is not None
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if ticket is None or ticket.status not in _NOT_TAKEN or ticket.owner == turn.officer.id:
        return
    today = turn.policy.calendar.day_of(turn.now)
    if turn.organisation.able_on(ticket.owner, today) == turn.officer.id:
        await owners.hand_over(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)


@router.on(from_officer, in_private, order("说了"))
@polite
async def contacted(turn: Turn, number: int | None, words: str) -> None:
    """「说了」: a human has spoken with the person; only this counts as first contact, no note of ours does.

    Of somebody who helps it is an answer to the owner.
    """
    said = mask(words[:400])
    if await helping.answered(turn, number, said, done=False) or await answering_calls.answered(turn, number, said):
        return
    ticket = await meant(
        turn,
        number,
        lambda t: (
            t.status in _NOT_TAKEN | {Status.ACCEPTED, Status.IN_PROGRESS}
            or (t.status is Status.RESOLVED and t.told_at is None)
        ),
        "说了",
    )
    if ticket.status is Status.RESOLVED:
        # the result was told face to face, to somebody whom no note reaches
        assert turn.officer is not None
        await following_up.was_told(turn.ledger, ticket, turn.now, actor=turn.officer.id)
    else:
        _contact(turn, ticket)
    await turn.answer(wording.CONTACTED_OK.say(事=filing.staff_title(ticket)), ticket=ticket.number)


def _contact(turn: Turn, ticket: Ticket) -> None:
    assert turn.officer is not None
    if ticket.status in _NOT_TAKEN:
        turn.ledger.tickets.move(ticket, MoveName.ACCEPT, actor=turn.officer.id, at=turn.now)
        ticket.accepted_at = ticket.accepted_at or turn.now
    turn.ledger.tickets.move(ticket, MoveName.CONTACT, actor=turn.officer.id, at=turn.now)
    ticket.first_contact_at = ticket.first_contact_at or turn.now


@router.on(from_officer, in_private, order("好"))
@polite
async def resolve(turn: Turn, number: int | None, words: str) -> None:
    """「好 灯换了」: done; the villager is told and asked. 好 without 接 implies accepting and first contact.

    Of somebody who helps it goes to the owner: his part is done.
    """
    said = mask(words[:400])
    if await helping.answered(turn, number, said, done=enough_of_a_result(words)):
        return
    if await answering_calls.answered(turn, number, said):
        return
    ticket = await meant(turn, number, lambda t: t.status in WORKING - {Status.CLARIFYING, Status.REGISTERED}, "好")
    assert turn.officer is not None
    if not enough_of_a_result(words):
        # "好" alone may only mean "all right": a result is needed before anybody is told that it is done
        await asking_back.ask_result(turn, ticket)
        await turn.answer(
            wording.ASK_FOR_RESULT.say(编号=ticket.number, 事=filing.staff_title(ticket)),
            why="ask",
            ticket=ticket.number,
        )
        return
    result = results.fit_to_be_told(turn.organisation, ticket, words[:400])
    detail: dict[str, Any] = _settled_at_once(turn, ticket)
    if ticket.status in _NOT_TAKEN | {Status.ACCEPTED}:
        _contact(turn, ticket)
    photos = photos_in(turn) + asking_back.take_photos(turn)
    if photos:
        detail["photos"] = results.add_photos(ticket, photos)
    turn.ledger.tickets.move(
        ticket, MoveName.RESOLVE, actor=turn.officer.id, at=turn.now, reason=result, detail=detail or None
    )
    ticket.resolved_at, ticket.outcome = turn.now, Outcome.SOLVED
    await turn.ledger.pauses.end(ticket, turn.now, turn.officer.id)
    await turn.ledger.reminders.cancel(ticket.number, turn.now)
    reporter = await following_up.tell_result(turn.ledger, turn.policy, turn.organisation, ticket, result, turn.now)
    by_hand = await following_up.resolved_answer(
        turn.ledger, turn.policy, turn.organisation, ticket, reporter, turn.now
    )
    text = by_hand or wording.RESOLVED_OK.say(事=filing.staff_title(ticket))
    await turn.answer(text, ticket=ticket.number)


def note_contact(turn: Turn, ticket: Ticket) -> None:
    """A human has spoken with the person, as an order about more than that says."""
    _contact(turn, ticket)


def photos_in(turn: Turn) -> int:
    """How many pictures came with the words."""
    return sum(piece.kind in (MessageKind.IMAGE, MessageKind.VIDEO) for piece in turn.pieces)


def _settled_at_once(turn: Turn, ticket: Ticket) -> dict[str, Any]:
    """直办: done as the first word of its owner, on the day it was said."""
    calendar = turn.policy.calendar
    same_day = calendar.day_of(ticket.registered_at) == calendar.day_of(turn.now)
    if ticket.status is not Status.DISPATCHED or ticket.mode is not HandlingMode.LED or not same_day or ticket.reopened:
        return {}
    ticket.mode = HandlingMode.DIRECT
    return {"mode": ticket.mode.value}


@router.on(from_officer, in_private, order("求助"))
@polite
async def ask_help(turn: Turn, number: int | None, words: str) -> None:
    """「求助 缺配件」: asking early is a virtue; the next one up is called at once."""
    ticket = await meant(turn, number, lambda t: t.status in WORKING - {Status.CLARIFYING, Status.REGISTERED}, "求助")
    assert turn.officer is not None
    reason = mask(words[:400])
    turn.ledger.tickets.move(ticket, MoveName.ASK_HELP, actor=turn.officer.id, at=turn.now, reason=reason)
    await _stop_counting_late(turn, ticket)
    on, barred = turn.policy.calendar.day_of(turn.now), barred_from(turn.organisation, ticket)
    village, owner = ticket.village, ticket.owner
    above = next_up(turn.organisation, village=village, owner=owner, on=on, beside=ticket.helpers, without=barred)
    # with everybody there already, the nearest hears it once more
    above = above or next_up(turn.organisation, village=village, owner=owner, on=on, without=barred)
    if above is not None and not ticket.about_official:
        if above.id not in ticket.helpers:
            ticket.helpers = [*ticket.helpers, above.id]
        await tell_officer(
            turn.ledger,
            turn.policy,
            above,
            wording.PING_HELP.say(
                事=filing.title_for_others(ticket),
                地点=filing.place_for_others(turn.organisation, ticket),
                人=turn.officer.name,
                电话=turn.officer.phone,
                原因=reason or "没细说",
            ),
            ticket=ticket,
            why="L1",
            key=f"t{ticket.number}:help:{ticket.moves}",
            now=turn.now,
        )
    title = filing.staff_title(ticket)
    if above is not None and turn.waits_for_morning(ticket):
        await turn.answer(HELP_ASKED_LATER.say(事=title, 人=above.name, 电话=above.phone), ticket=ticket.number)
        return
    await turn.answer(wording.HELP_ASKED_OK.say(事=title, 人=above.name if above else "镇上"), ticket=ticket.number)


async def _stop_counting_late(turn: Turn, ticket: Ticket) -> None:
    """What is late from here on is no longer said to the owner; the steps above him hear of it as before."""
    ticket.help_asked_at = ticket.help_asked_at or turn.now
    late = [
        reminder.rung
        for reminder in await turn.ledger.reminders.waiting(ticket.number)
        if reminder.person == ticket.owner and reminder.due_at > ticket.due_at
    ]
    await turn.ledger.reminders.cancel(ticket.number, turn.now, late, person=ticket.owner)


@router.on(from_officer, in_private, two_numbers)
@polite
async def merge(turn: Turn, one: int | None, other: int | None) -> None:
    """「并 12 15」: the two are one matter; everybody behind either hears it, and 拆 undoes it."""
    if one is None or other is None:
        raise Refused("which two", wording.MERGE_WHICH.say(编号=12, 数1=15))
    main, gone = await voices.merge(turn, one, other)
    await turn.answer(wording.MERGED_OK.say(事=filing.staff_title(gone), 编号=main.number), ticket=main.number)


@router.on(from_officer, in_private, order("拆"))
@polite
async def take_apart(turn: Turn, number: int | None, words: str) -> None:
    """「拆 15」: not one matter after all. 15 stands alone again, or whoever joined it last gets a ticket."""
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    if number is None:
        raise Refused("which", wording.NOTHING_FITS.say())
    ticket = await voices.take_apart(turn, number)
    await turn.answer(wording.UNMERGED_OK.say(事=filing.staff_title(ticket)), ticket=ticket.number)


_ASKS_FOR_ONE = re.compile(
    "是?谁(?:家|的|家的|报的|说的)?|(?:在|是)?哪(?:儿|里)?|啥地方|电话.*|号码.*|.{1,2}么?联系|.*到期|.*日子|到哪天"
)


async def _the_one_looked_at(turn: Turn) -> int | None:
    assert turn.officer is not None
    mine = [
        ticket
        for ticket in await turn.ledger.tickets.owned_by(turn.officer.id, OPEN)
        if turn.officer.id not in barred_from(turn.organisation, ticket)
    ]
    quoted = await turn.number_meant(None)
    if quoted is not None or len(mine) == 1:
        return quoted if quoted is not None else mine[0].number
    last = await asking_back.by_last_note(turn, mine)
    return last.number if last is not None else None


@router.on(from_officer, in_private, order("看"))
@polite
async def look(turn: Turn, number: int | None, words: str) -> None:
    """「看」: my open tickets. 「看 12」: one of them, with the villager's words, for its owner only."""
    assert turn.officer is not None
    if number is None and _ASKS_FOR_ONE.fullmatch(bare(turn.text)):
        # 电话多少: of the one that he has, or that was spoken of last
        number = await _the_one_looked_at(turn)
    if number is None:
        rows = [
            (ticket.number, titles.staff_title(ticket.topic, ticket.kind), turn.policy.due(ticket))
            for ticket in await turn.ledger.tickets.owned_by(turn.officer.id, OPEN)
            if turn.officer.id not in barred_from(turn.organisation, ticket)
        ]
        helping_with = await looking.helped(turn)
        if rows or not helping_with:
            await turn.answer(wording.my_tickets(rows))
        if helping_with:
            await turn.answer(looking.list_of_helped(helping_with))
        return
    if await wish_visits.looked_at(turn, number) or await looking.lends_a_hand(turn, number):
        return
    ticket = await meant(turn, number, lambda _: True, "看")
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    text = wording.ticket_in_full(
        title=filing.staff_title(ticket),
        who=filing.name_for_staff(ticket, reporter),
        place=ticket.place or filing.place_name(turn.organisation, ticket),
        words=wording.with_evidence(await turn.ledger.tickets.words(ticket) or "", ticket.evidence.get("media", {})),
        day=turn.policy.due(ticket),
    )
    await turn.answer(
        await spokesman.with_way_to_reach(turn.ledger, turn.policy, turn.organisation, ticket, text, turn.now),
        ticket=ticket.number,
    )
    await looking.say_remarks(turn, ticket)
