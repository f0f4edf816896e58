"""代报 摸排: an official files for somebody without phone or account, with that person's yes (practice §12).

Same rules, same clocks. Whoever filed tells the person what there is to tell and brings back the answer (代答), which
is kept as a proxy's. Without a yes nothing is kept at all; only danger does not wait for it. What is told about an
official does not go through that official, also where it was he who wrote it down.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from classifiers.privacy import mask
from classifiers.verdict import Scene, Urgency
from handlers import (
    answering,
    errand_asked,
    filing,
    following_up,
    in_hand,
    looking_back,
    results,
    voices,
    wish_visits,
    wishes,
    wording,
)
from handlers.dispatch import barred_from, may_own
from handlers.errors import Refused
from handlers.filters import bare, from_officer, in_group, in_private, order, order_in
from handlers.officer_replies import polite
from handlers.orders import Hint, Order
from handlers.policy import ANSWER_WITHIN, Policy
from handlers.quiet_hours import when_to_tell_official
from handlers.router import Router
from handlers.spokesman import has_account, spokesman_of
from handlers.told_words import PART, Told, first_of, read_told
from handlers.turn import Turn, tell_officer, tell_villager
from handlers.typed import plain
from handlers.wish_words import wish_in
from handlers.wording import on_behalf as say
from storage.ledger import Ledger
from storage.lifecycle import OPEN, Confirmed, HandlingMode, MoveName, Outcome, Status
from storage.models import Area, Officer, Ticket, Villager
from storage.on_behalf import OnBehalf
from storage.speech import StaffText

router = Router("on_behalf")
#: a villager with an account says that a matter is his
own = Router("own_account")

#: consent as it is kept
SAID, DANGER = "said", "danger"
#: after so long without a yes the official is asked once more
REMIND_AFTER = timedelta(hours=1)
_OF_SOMEBODY = re.compile(
    "(?:问过了?|问了|说好了)?(?:他|她|老人家?|本人|人家|[\u4e00-\u9fff]?(?:大娘|大爷|大妈|大叔|大婶|奶奶|爷爷))"
)
_AGREED = re.compile(
    f"(?:{_OF_SOMEBODY.pattern})?(?:问过了?|问了|说好了)?(?:本人)?(?:已经|已|也|都|说)?(?:同意|愿意|答应|点头)(?:记|记下)?(?:了|的)?"
)
_NO_CONSENT = frozenset(
    {
        "没同意", "不同意记", "本人没同意", "本人不同意", "不记了", "没答应", "本人没答应", "他不同意", "她不同意",
        "老人不同意", "本人不愿意", "他不愿意", "她不愿意", "老人不愿意", "不让记",
    }
)  # fmt: skip
#: said of many things: of this one where nobody has asked him anything since
_NO_CONSENT_IF_ASKED = frozenset({"不同意", "不愿意", "不愿", "算了", "不用了", "先不记", "别记了", "不报了"})
_NOT_ASKED_YET = re.compile(
    "(?:还)?没(?:来得及|顾上)?问(?:呢|过|到)?|(?:我|先|等|那我?)*(?:去|会儿?|下|一下)*问(?:问|一下|一问|完再说)?(?:他|她|本人)?(?:去|吧)?"
)
#: a claim that nobody has answered keeps others out for so long
_CLAIM_STANDS = timedelta(days=7)


#: a sentence that says the same is read as if it began so
_TOLD_BY = frozenset({"代报", "摸排"})


def _as_told(turn: Turn) -> str:
    """What he wrote, with its own word in front where a sentence says the same (替张大爷说个事)."""
    reading = order_in(turn)
    if isinstance(reading, Order) and reading.free and reading.verb in _TOLD_BY:
        return f"{reading.verb} {reading.words}"
    return turn.text


def _told(turn: Turn) -> dict[str, Any] | None:
    told = read_told(_as_told(turn))
    return None if told is None else {"told": told}


# filing -----------------------------------------------------------------------------------------------------------


@router.on(from_officer, in_group, _told, lambda turn: turn.verdict.urgency is not Urgency.DANGER)
async def not_in_a_group(turn: Turn, told: Told) -> None:
    """What somebody told him is for nobody's ears: nothing is said or kept of it here."""
    await turn.answer(say.TOLD_IN_PRIVATE.say())


@router.on(from_officer, in_private, _told)
@polite
async def file_for(turn: Turn, told: Told) -> None:
    """「代报 …」: with the person's yes it is filed; without, it waits for it and is then forgotten."""
    await go_on_with(turn, _as_told(turn), told)


async def go_on_with(turn: Turn, draft: str, told: Told, *, part: bool = False) -> None:
    """File what was told so far, or ask for what is missing: what it is about, or that person's yes."""
    verdict = _verdict(turn, told.words) if told.words else None
    says_enough = verdict is not None and (verdict.is_matter or wish_in(told.words) is not None)
    danger = verdict is not None and verdict.urgency is Urgency.DANGER
    if says_enough and (told.consent or danger):
        await turn.ledger.on_behalf.drop_draft(turn.private_ref)
        await _file(turn, told)
        return
    await _keep(turn, draft)
    if not says_enough:
        await turn.answer((say.TOLD_WHAT if part else say.TOLD_HOW).say(), why="ask")
    elif part:
        name = wording.salutation(told.who)
        await turn.answer(say.PART_KEPT.say(称呼=name), why="ask")
    else:
        await turn.answer(say.ASK_CONSENT.say(), why="ask")


async def _keep(turn: Turn, draft: str) -> None:
    assert turn.officer is not None
    until, remind_at = turn.now + ANSWER_WITHIN, turn.now + REMIND_AFTER
    await turn.ledger.on_behalf.keep_draft(turn.private_ref, draft, until, officer=turn.officer.id, remind_at=remind_at)
    await in_hand.hold(turn, None)


def _agrees(turn: Turn) -> bool:
    """本人同意 at any time; 同意 and 愿意 where nobody has asked him anything since."""
    said = bare(turn.text)
    if _AGREED.fullmatch(said) is None:
        return False
    return "本人" in said or (turn.told_for is not None and turn.told_for.draft is not None and _is_his_yes(turn, said))


def _is_his_yes(turn: Turn, said: str) -> bool:
    assert turn.told_for is not None
    # 他同意了 says of whom it speaks
    return _OF_SOMEBODY.match(said) is not None or turn.told_for.asked_last


@router.on(from_officer, in_private, _agrees)
@polite
async def agreed(turn: Turn) -> None:
    """「本人同意」: what waited is filed."""
    draft = turn.told_for.draft if turn.told_for is not None else None
    told = read_told(draft) if draft is not None else None
    if draft is None or told is None:
        raise Refused("no draft", say.DRAFT_GONE.say())
    await go_on_with(turn, f"{draft}{PART}本人同意", replace(told, consent=True), part=True)


def _agrees_not(turn: Turn) -> bool:
    said, waiting = bare(turn.text), turn.told_for is not None and turn.told_for.draft is not None
    if said in _NO_CONSENT:
        return True
    return waiting and turn.told_for is not None and turn.told_for.asked_last and said in _NO_CONSENT_IF_ASKED


@router.on(from_officer, in_private, _agrees_not)
async def not_agreed(turn: Turn) -> None:
    """「没同意」: nothing is kept; the official is reminded once, by no name, to make an appointment."""
    waited = turn.told_for is not None and turn.told_for.draft is not None
    await turn.ledger.on_behalf.drop_draft(turn.private_ref)
    await in_hand.let_go(turn)
    await turn.answer(say.NOT_AGREED.say(电话=filing.office_phone(turn.organisation)))
    if waited:
        calendar = turn.policy.calendar
        day = calendar.next_working_day(calendar.day_of(turn.now))
        await turn.ledger.outbox.to_person(
            turn.message.channel,
            turn.message.sender,
            say.APPOINTMENT.say(),
            key=f"in:{turn.inbox_id.hex}:appointment",
            why="notice",
            at=turn.now,
            send_after=calendar.at_local(day, turn.policy.ladder.morning),
        )


def _not_yet(turn: Turn) -> bool:
    """好, 收到, 还没问: polite, and no yes of the person."""
    if turn.told_for is None or turn.told_for.draft is None or not turn.told_for.asked_last:
        return False
    if _NOT_ASKED_YET.fullmatch(bare(turn.text)) is not None:
        return True
    reading = order_in(turn)
    if isinstance(reading, Order):
        return reading.verb == "好" and reading.number is None and not reading.words
    return reading.hint in (Hint.ACKNOWLEDGED, Hint.AGREED, Hint.PROMISED)


@router.on(from_officer, in_private, _not_yet)
async def consent_plainly(turn: Turn) -> None:
    """Whether the person agreed is asked once more in plain words: a polite 好 files nothing."""
    await turn.answer(say.CONSENT_PLAINLY.say(), why="ask")


def _verdict(turn: Turn, words: str) -> Any:
    return turn.policy.reader.read(words, scene=Scene.PRIVATE, sender_is_staff=False)


def place_of(turn: Turn, words: str) -> tuple[str | None, str | None, str | None]:
    """Village, grid and words for the place: what was said, else where the official is at home."""
    assert turn.officer is not None
    organisation = turn.organisation
    home, own_grid = organisation.home_of(turn.officer.id)
    village = organisation.find_village(words) or home
    if village is None:
        return None, None, turn.verdict.place
    grid: Area | None = organisation.find_grid(words, village.code)
    if grid is None and own_grid is not None and own_grid.parent == village.code:
        grid = own_grid
    return village.code, grid.code if grid else None, turn.verdict.place or (grid.name if grid else None)


async def _file(turn: Turn, told: Told) -> None:
    assert turn.officer is not None
    ledger, officer = turn.ledger, turn.officer
    speak_for(turn, told.words)
    village, grid, place = place_of(turn, told.words)
    person = ledger.on_behalf.without_account(told.who, village, ledger.new_id(turn.now))
    turn.stands_for(person)
    wish = wish_in(told.words) if turn.verdict.urgency is not Urgency.DANGER else None
    if wish is not None:
        wishes.as_wish(turn)
        place = None
    beside = await voices.around(turn, voices.Where(village, grid, place))
    ticket = await filing.file_ticket(
        turn, person, village=village, grid=grid, place=place, waiting=False, heard=told.channel, actor=officer.id
    )
    consent = SAID if told.consent or turn.verdict.urgency is not Urgency.DANGER else DANGER
    ledger.on_behalf.add(ticket, filed_by=officer.id, consent=consent, phone=told.phone)
    await in_hand.hold(turn, ticket)
    if wish is not None:
        owner = await wishes.post(turn, ticket, wish)
        name = wording.salutation(person.name)
        await turn.answer(say.WISH_FILED_FOR.say(称呼=name, 编号=ticket.number, 人=owner.name), ticket=ticket.number)
        return
    may_settle = (
        bool(told.result)
        and ticket.urgency is not Urgency.DANGER
        and not ticket.about_official
        and not ticket.violence_at_home
        and may_own(turn.organisation, officer.id, ticket)
    )
    if may_settle:
        await _settle(turn, ticket, results.fit_to_be_told(turn.organisation, ticket, told.result[:400]))
        return
    await filing.dispatch(ledger, turn.policy, turn.organisation, ticket, turn.now, knows=officer.id)
    if ticket.owner == officer.id:
        # he has just spoken with the person, and knows of it
        _taken_by(turn, ticket)
    await errand_asked.begin(turn, ticket)
    await voices.propose(turn, ticket, beside)
    await _say_filed(turn, ticket, person, not_settled=bool(told.result))


def speak_for(turn: Turn, words: str) -> None:
    """From here on the turn is about what somebody else said, judged like any villager's words."""
    turn.hear_instead(words, _verdict(turn, words))


def _taken_by(turn: Turn, ticket: Ticket) -> None:
    assert turn.officer is not None
    turn.ledger.tickets.move(ticket, MoveName.ACCEPT, actor=turn.officer.id, at=turn.now)
    turn.ledger.tickets.move(ticket, MoveName.CONTACT, actor=turn.officer.id, at=turn.now)
    ticket.accepted_at = ticket.first_contact_at = turn.now


async def _settle(turn: Turn, ticket: Ticket, result: str) -> None:
    """直办: heard, done and told in one step; whether it is so is still for the person to say."""
    assert turn.officer is not None
    ledger, officer = turn.ledger, turn.officer.id
    ticket.owner, ticket.owner_because, ticket.mode = officer, "当场办了", HandlingMode.DIRECT
    detail = {"owner": officer, "due_at": ticket.due_at.isoformat()}
    ledger.tickets.move(ticket, MoveName.DISPATCH, actor=officer, at=turn.now, reason="当场办了", detail=detail)
    _taken_by(turn, ticket)
    ledger.tickets.move(
        ticket, MoveName.RESOLVE, actor=officer, at=turn.now, reason=result, detail={"mode": ticket.mode.value}
    )
    ticket.resolved_at, ticket.outcome = turn.now, Outcome.SOLVED
    # told by the one who did it, to the person beside him
    await following_up.was_told(ledger, ticket, turn.now, actor=officer)
    await turn.answer(say.FILED_AND_DONE.say(事=filing.staff_title(ticket), 编号=ticket.number), ticket=ticket.number)


async def _say_filed(turn: Turn, ticket: Ticket, person: Villager, *, not_settled: bool) -> None:
    assert turn.officer is not None
    officer, owner = turn.officer, filing.owner_of(turn.organisation, ticket)
    if officer.id in barred_from(turn.organisation, ticket):
        # no number: he could follow it by that
        await turn.answer(say.NOT_THROUGH_YOU.say())
        return
    name, title = wording.salutation(person.name), filing.staff_title(ticket)
    day = turn.policy.due(ticket)
    if ticket.about_official:
        await turn.answer(say.FILED_COMPLAINT.say(称呼=name))
        return
    if ticket.urgency is Urgency.DANGER:
        text = say.FILED_FOR_DANGER.say(事=title, 人=owner.name, 电话=owner.phone)
    elif owner.id == officer.id:
        text = say.FILED_MINE.say(称呼=name, 事=title, 日期=day, 编号=ticket.number)
    else:
        text = say.FILED_FOR.say(称呼=name, 事=title, 人=owner.name, 电话=owner.phone, 日期=day)
    await turn.answer(text, why="danger" if ticket.urgency is Urgency.DANGER else "ack", ticket=ticket.number)
    if not_settled:
        await turn.answer(say.DIRECT_NOT_HERE.say(事=title), ticket=ticket.number)


async def forget_drafts(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """A draft without a yes is asked about once more, and then destroyed, which is said. Returns how many drafts."""
    organisation = None
    reminded = 0
    for draft in await ledger.on_behalf.to_remind(now):
        organisation = organisation or await ledger.organisation()
        draft.remind_at, reminded = None, reminded + 1
        officer = organisation.officers.get(draft.officer or "")
        if (
            officer is not None
            and when_to_tell_official(now, Urgency.URGENT, policy.quiet_hours, policy.calendar) <= now
        ):
            await _tell_of_draft(ledger, policy, officer, say.CONSENT_AGAIN.say(), f"{draft.ref}:again", now)
    gone = await ledger.on_behalf.drop_expired(now)
    for person in gone:
        organisation = organisation or await ledger.organisation()
        officer = organisation.officers.get(person or "")
        if officer is not None:
            await _tell_of_draft(ledger, policy, officer, say.DRAFT_DROPPED.say(), f"{officer.id}:dropped", now)
    return reminded + len(gone)


async def _tell_of_draft(
    ledger: Ledger, policy: Policy, officer: Officer, text: StaffText, key: str, now: datetime
) -> None:
    own_key = f"draft:{key}:{now.isoformat()}"
    await tell_officer(ledger, policy, officer, text, ticket=None, why="notice", key=own_key, now=now)


# the person's answers -------------------------------------------------------------------------------------------------


async def _spoken_for(
    turn: Turn, number: int | None, doing: str, fits: Callable[[Ticket], bool] = lambda ticket: ticket.status in OPEN
) -> tuple[Ticket, Villager]:
    """The ticket whose villager this official speaks for, and that villager. Raises Refused."""
    assert turn.officer is not None
    number = await turn.number_meant(number)
    if number is None:
        number = await _the_only_one(turn, doing, fits)
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    if reporter is None or not await _speaks_for(turn, ticket):
        raise Refused("not through him", say.NOT_SPOKEN_FOR.say(编号=number))
    if has_account(reporter):
        raise Refused("he writes himself", say.HE_SPEAKS_HIMSELF.say(编号=number))
    return ticket, reporter


async def _speaks_for(turn: Turn, ticket: Ticket) -> bool:
    assert turn.officer is not None
    today = turn.policy.calendar.day_of(turn.now)
    speaker = await spokesman_of(turn.ledger, turn.organisation, ticket, today)
    beside = await spokesman_of(turn.ledger, turn.organisation, ticket, today, beside_owner=True)
    may = {each.id for each in (speaker, beside if ticket.status is Status.CLOSED else None) if each is not None}
    return turn.officer.id in may


async def _the_only_one(turn: Turn, doing: str, fits: Callable[[Ticket], bool]) -> int:
    """No number was given: the one ticket that he can mean. Raises Refused, with a list where there are several."""
    assert turn.officer is not None
    mine = [
        ticket
        for ticket in await turn.ledger.on_behalf.spoken_for_by(turn.officer.id, OPEN)
        if fits(ticket) and await _speaks_for(turn, ticket)
    ]
    if not mine:
        raise Refused("nothing fits", say.NOBODY_TO_SPEAK_FOR.say())
    if len(mine) > 1:
        rows = [(ticket.number, filing.staff_title(ticket).partition("号")[2]) for ticket in mine[:5]]
        raise Refused("several fit", wording.which_of_yours(doing, rows))
    return mine[0].number


def _is_resolved(ticket: Ticket) -> bool:
    return ticket.status is Status.RESOLVED


_ANSWER = re.compile(r"^代答[\s:：,，]*#?(?P<number>\d{1,9})?\s*号?[\s:：,，]*(?P<words>.*)$", re.DOTALL)

_HE_SAYS = re.compile(f"{_OF_SOMEBODY.pattern}(?:家)?说(?:是)?(?P<words>.{{1,8}})")


def _answers(turn: Turn) -> dict[str, Any] | None:
    # 代答 12 1: the second number is the answer, not a second ticket
    found = _ANSWER.match(plain(turn.text))
    if found is None:
        # 大娘说行
        said = _HE_SAYS.fullmatch(plain(turn.text))
        answered = said is not None and wording.answer_to_result(said["words"]) is not None
        return {"number": None, "words": said["words"]} if said is not None and answered else None
    return {"number": int(found["number"]) if found["number"] else None, "words": found["words"].strip()}


@router.on(from_officer, in_private, _answers)
@polite
async def answer_for(turn: Turn, number: int | None, words: str) -> None:
    """「代答 12 行」「代答 12 没好 灯还闪」: what the person says of the result, kept as said by a proxy."""
    assert turn.officer is not None
    ticket, _ = await _spoken_for(turn, number, "代答", _is_resolved)
    first, _, more = first_of(words)
    answer = wording.answer_to_result(words) or wording.answer_to_result(first)
    if answer is None:
        raise Refused("no answer", say.ANSWER_HOW.say(事=filing.staff_title(ticket), 编号=ticket.number))
    if ticket.status is Status.CLOSED:
        await _rate_for(turn, ticket, answer, more)
        return
    if ticket.status is not Status.RESOLVED:
        raise Refused("nothing to answer", wording.ALREADY_THERE.say(事=filing.staff_title(ticket)))
    if answer == 1:
        await following_up.confirm(turn.ledger, ticket, turn.now, confirmed=Confirmed.PROXY, actor=turn.officer.id)
        await wish_visits.thank_partner(turn, ticket)
        if ticket.owner != turn.officer.id:
            await filing.tell_owner(
                turn,
                ticket,
                wording.OFFICIAL_THANKS.say(事=filing.staff_title(ticket), 称呼="本人"),
                why="notice",
                key=f"t{ticket.number}:thanks:{ticket.moves}",
            )
        await turn.answer(say.ANSWERED_FOR.say(事=filing.staff_title(ticket)), ticket=ticket.number)
        return
    await _not_done_for(turn, ticket, more)


async def _not_done_for(turn: Turn, ticket: Ticket, more: str) -> None:
    await following_up.reopen(turn.ledger, turn.policy, turn.organisation, ticket, mask(more[:400]), turn.now)
    assert turn.officer is not None
    owner, title = filing.owner_of(turn.organisation, ticket), filing.staff_title(ticket)
    day = turn.policy.due(ticket)
    if owner.id == turn.officer.id:
        text = say.ANSWERED_NOT_DONE_MINE.say(事=title, 日期=day, 编号=ticket.number)
    else:
        text = say.ANSWERED_NOT_DONE.say(事=title, 人=owner.name, 电话=owner.phone, 日期=day)
    await turn.answer(text, ticket=ticket.number)


async def _rate_for(turn: Turn, ticket: Ticket, answer: int, more: str) -> None:
    """How it was handled is never answered by the one who handled it."""
    assert turn.officer is not None
    if ticket.owner == turn.officer.id:
        raise Refused("he handled it himself", say.RATING_BY_OTHERS.say(事=filing.staff_title(ticket)))
    if answer == 3 and ticket.confirmed is Confirmed.NONE:
        await _not_done_for(turn, ticket, more)
        return
    ticket.satisfaction = answer
    if answer == 3:
        await looking_back.somebody_else_looks(turn, ticket, mask(more[:400]) or "还没细说")
    await turn.answer(say.RATED_FOR.say(), ticket=ticket.number)


@router.on(from_officer, in_private, order("转告了"))
@polite
async def passed_on(turn: Turn, number: int | None, words: str) -> None:
    """「转告了 12」: the person knows the result; what he says of it may come later."""
    assert turn.officer is not None
    ticket, _ = await _spoken_for(turn, number, "转告了", lambda one: _is_resolved(one) and one.told_at is None)
    if ticket.status is not Status.RESOLVED or ticket.told_at is not None:
        raise Refused("nothing to tell", wording.ALREADY_THERE.say(事=filing.staff_title(ticket)))
    await following_up.was_told(turn.ledger, ticket, turn.now, actor=turn.officer.id)
    await turn.answer(say.PASSED_ON_OK.say(事=filing.staff_title(ticket), 编号=ticket.number), ticket=ticket.number)


@router.on(from_officer, in_private, order("代撤", plainly=("代撤",)))
@polite
async def withdraw_for(turn: Turn, number: int | None, words: str) -> None:
    """「代撤 12」: the person does not want it any more. A complaint is taken back by nobody but himself."""
    ticket, person = await _spoken_for(turn, number, "代撤")
    if ticket.about_official:
        raise Refused("a complaint", say.HE_TAKES_IT_BACK_HIMSELF.say(编号=ticket.number))
    if ticket.status not in OPEN:
        raise Refused("over", wording.ALREADY_THERE.say(事=filing.staff_title(ticket)))
    turn.stands_for(person)
    await answering.take_back(
        turn, ticket, "本人撤回，由人代说", said=say.WITHDRAWN_FOR.say(事=filing.staff_title(ticket))
    )


@router.on(from_officer, in_private, order("代查", plainly=("代查",)))
@polite
async def ask_for(turn: Turn, number: int | None, words: str) -> None:
    """「代查 12」: how it stands, for the person who asked."""
    ticket, _ = await _spoken_for(turn, number, "代查")
    owner, day = filing.owner_of(turn.organisation, ticket), turn.policy.due(ticket)
    if _is_resolved(ticket):
        title, number = filing.staff_title(ticket), ticket.number
        text = say.STANDS_RESOLVED_FOR.say(事=title, 人=owner.name, 电话=owner.phone, 编号=number)
    else:
        text = say.STANDS_FOR.say(事=filing.staff_title(ticket), 人=owner.name, 电话=owner.phone, 日期=day)
    await turn.answer(text, ticket=ticket.number)


# an account of his own ------------------------------------------------------------------------------------------------

_MINE = re.compile(r"^(?:编号)?\s*#?(\d{1,9})\s*号?(?:那件)?(?:事)?是我(?:家)?(?:的|说的|报的)?(?:事)?[。.!！\s]*$")


def _says_mine(turn: Turn) -> dict[str, int] | None:
    found = _MINE.match(plain(turn.text))
    return {"number": int(found[1])} if found else None


@own.on(in_private, lambda turn: turn.officer is None, _says_mine)
async def claim_own(turn: Turn, number: int) -> None:
    """「12号是我的」: whoever filed it is asked whether that is so. The answer tells nothing about the number."""
    villager = await turn.villager()
    await turn.answer(say.IS_IT_MINE.say(电话=filing.office_phone(turn.organisation)))
    ticket = await turn.ledger.tickets.find(number)
    filed = await turn.ledger.on_behalf.find(number) if ticket is not None else None
    if ticket is None or filed is None or filed.bound_at is not None or _waits_for_another(turn, filed, villager):
        return
    today = turn.policy.calendar.day_of(turn.now)
    speaker = await spokesman_of(turn.ledger, turn.organisation, ticket, today)
    if speaker is None:
        return
    filed.claimed_ref, filed.claimed_at = villager.ref, turn.now
    text = say.IS_IT_HIS.say(称呼=wording.salutation(villager.name), 编号=number)
    key = f"t{number}:own:{turn.inbox_id.hex}"
    await tell_officer(turn.ledger, turn.policy, speaker, text, ticket=ticket, why="notice", key=key, now=turn.now)


def _waits_for_another(turn: Turn, filed: OnBehalf, villager: Villager) -> bool:
    pending = filed.claimed_ref is not None and filed.claimed_at is not None
    return bool(
        pending
        and filed.claimed_ref != villager.ref
        and filed.claimed_at is not None
        and turn.now - filed.claimed_at < _CLAIM_STANDS
    )


@router.on(from_officer, in_private, order("是本人", plainly=("是本人",)))
@polite
async def it_is_he(turn: Turn, number: int | None, words: str) -> None:
    """「是本人 12」: from here on he is written to directly, and answers for himself."""
    claimed = await turn.ledger.on_behalf.claimed() if number is None else frozenset[int]()
    ticket, _ = await _spoken_for(turn, number, "是本人", lambda one: one.number in claimed)
    filed = await turn.ledger.on_behalf.find(ticket.number)
    villager = None
    if filed is not None and filed.claimed_ref is not None:
        villager = await turn.ledger.people.find_villager(filed.claimed_ref)
    if filed is None or villager is None:
        raise Refused("nobody claims it", say.NOBODY_CLAIMS.say(编号=ticket.number))
    await turn.ledger.on_behalf.hand_to(ticket, filed, villager, turn.now)
    villager.village = villager.village or ticket.village
    owner, day = filing.owner_of(turn.organisation, ticket), turn.policy.due(ticket)
    if _is_resolved(ticket):
        text = say.NOW_YOURS_RESOLVED.say(事=ticket.title, 编号=ticket.number)
    else:
        text = say.NOW_YOURS.say(事=ticket.title, 编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=day)
    await tell_villager(
        turn.ledger, turn.policy, villager, text, ticket=ticket, why="notice",
        key=f"t{ticket.number}:bound", now=turn.now,
    )  # fmt: skip
    if _is_resolved(ticket):
        await following_up.tell_result_to(turn.ledger, turn.policy, turn.organisation, ticket, villager, turn.now)
    await turn.answer(say.BOUND_OK.say(编号=ticket.number), ticket=ticket.number)
