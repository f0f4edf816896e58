"""调解: two sides are heard apart, sit down together, agree or not. Voluntary and free; no way to a court is barred.

Sources: practice §1 (一方明确拒绝调解的，不得调解), §5.1 (a month; land stays as it is), §12 (violence at home is not
mediated). Nothing of the other side is kept: it is 对方, whoever it is.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from classifiers.privacy import mask
from classifiers.verdict import Topic
from handlers import filing, following_up, helping, officer_replies
from handlers.danger_words import numbers_in
from handlers.dispatch import able_holders, barred_from, next_up, officers_by_name
from handlers.errors import Refused
from handlers.filters import awaiting, bare, from_officer, in_private, order
from handlers.mediation_dates import DAY, MONTH, at_home, may_be_mediated
from handlers.officer_replies import meant, polite
from handlers.policy import Policy
from handlers.results import fit_to_be_told
from handlers.router import Router
from handlers.spoken_dates import find_day
from handlers.spokesman import has_account, spokesman_of
from handlers.turn import Turn, tell_officer, tell_villager
from handlers.wording import NOT_YOURS, NOTHING_OPEN, answer_to_result, day_with_weekday, salutation
from handlers.wording import mediation as say
from storage.ledger import Ledger
from storage.lifecycle import OPEN, WORKING, MoveName, Outcome, Status
from storage.mediation import Mediation, MediationRound
from storage.messages import Question
from storage.models import Officer, Ticket, Villager
from storage.organisation import Organisation, Role
from storage.speech import PrivateText

router = Router("mediation")

#: what a villager is asked
ADVISER = "adviser"
#: so many failed rounds, and the next one up is proposed (seeds 4.15)
CLIMB_AFTER = 2
_ASKED_WITHIN = timedelta(days=7)

_WORKED_ON = WORKING - {Status.CLARIFYING, Status.REGISTERED}
_FAILED = re.compile(r"^(?:不成|没成|没谈成|没谈拢|谈不拢|没调成|调不成|失败|没说好)\s*[,，:：]?\s*")
_AGREED = re.compile(r"^(?:成了?|谈成了?|调成了?|说好了?|达成)\s*[,，:：]?\s*")
_UNWILLING = re.compile(r"^(?:不愿|不愿意|不肯|不干|不同意)(?:调解?|谈)?")
_OTHER_SIDE = re.compile("对方|那家|那户|另一家|另一方|那边")
_BOTH_SIDES = re.compile("两边|双方|两家")
_PEOPLE = re.compile(r"(\d{1,2}|[两二三四五六七八九十])\s*(?:个)?人")
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NOT_WANTED = re.compile(r"^(?:我们?家?)?(?:不愿意?|不想|不要|不同意|不接受|拒绝)(?:再)?调解?(?:了|的)?$")
_NO_LAWYER = re.compile(r"^(?:我)?(?:不用|不要|不请|别让)(?:法律顾问|律师|顾问)(?:看|管|了)*$")
#: the one who raised it says himself that he is a child
_A_CHILD = re.compile(
    "我(?:今年)?(?:才|刚)?(?:[3-9]|1[0-7]|十[一二三四五六七]?|[三四五六七八九])岁|我是?(?:个)?(?:小学生|初中生|孩子)|我(?:上|读|念)(?:小学|初[一二三中]|[一二三四五六]年级)"
)
_LAND = frozenset({Topic.BOUNDARY, Topic.LAND_COLLECTIVE, Topic.BUILDING, Topic.PASSAGE})


async def _fits(turn: Turn, ticket: Ticket) -> None:
    """Raises Refused where there is nothing to mediate, or nobody may."""
    title = filing.staff_title(ticket)
    if at_home(ticket):
        numbers = numbers_in(turn.policy, say.MEDIATE_NOT_HOME)
        raise Refused("violence at home", say.MEDIATE_NOT_HOME.say(事=title, **numbers))
    if not may_be_mediated(ticket) or ticket.about_official:
        raise Refused("nothing to mediate", say.MEDIATE_NOT_THIS.say(事=title))
    known = await turn.ledger.mediations.of(ticket.number)
    if known is not None and known.refused_at is not None:
        raise Refused("one side does not want it", say.MEDIATE_NO_MORE.say(事=title))
    if _A_CHILD.search(await turn.ledger.tickets.words(ticket) or ""):
        raise Refused("a child raised it", say.MEDIATE_NOT_A_CHILD.say(事=title))


# hearing each side --------------------------------------------------------------------------------


def _of_the_other_side(turn: Turn) -> bool:
    return _OTHER_SIDE.search(turn.text) is not None or _BOTH_SIDES.search(turn.text) is not None


@router.on(from_officer, in_private, order("说了"), _of_the_other_side)
@polite
async def heard_other(turn: Turn, number: int | None, words: str) -> None:
    """「说了 12 对方」: the other side was heard by itself; 两边 means each by itself, too."""
    assert turn.officer is not None
    ticket = await meant(turn, number, lambda t: t.status in OPEN, "说了")
    if not may_be_mediated(ticket) or ticket.status not in _WORKED_ON:
        await officer_replies.contacted(turn, number=ticket.number, words=words)
        return
    standing = await turn.ledger.mediations.begin(ticket.number)
    standing.other_heard_at = standing.other_heard_at or turn.now
    if _BOTH_SIDES.search(words):
        officer_replies.note_contact(turn, ticket)
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason="对方单独听过了", detail={"heard": "other"}
    )
    phrase = say.HEARD_OTHER if ticket.first_contact_at is not None else say.HEARD_OTHER_ONLY
    await turn.answer(phrase.say(事=filing.staff_title(ticket), 编号=ticket.number), ticket=ticket.number)


# rounds --------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("调解"))
@polite
async def mediate(turn: Turn, number: int | None, words: str) -> None:
    """「调解 12 周五」 plans a round, 不成 and 成 end one, 不愿 ends it all."""
    ticket = await meant(turn, number, lambda t: t.status in _WORKED_ON, "调解")
    await _fits(turn, ticket)
    said = words.strip()
    if _UNWILLING.match(said):
        await _no_more(turn, ticket, by_villager=False)
    elif (found := _FAILED.match(said)) is not None:
        await _failed(turn, ticket, said[found.end() :])
    elif (found := _AGREED.match(said)) is not None:
        await _agreed(turn, ticket, said[found.end() :])
    else:
        await _plan(turn, ticket, said)


async def _both_heard(turn: Turn, ticket: Ticket) -> Mediation:
    """Both sides were heard by themselves. Raises Refused."""
    standing = await turn.ledger.mediations.begin(ticket.number)
    missing = [
        name for name, at in (("本人", ticket.first_contact_at), ("对方", standing.other_heard_at)) if at is None
    ]
    if missing:
        raise Refused(
            "not both heard",
            say.MEDIATE_HEAR_FIRST.say(事=filing.staff_title(ticket), 清单="、".join(missing), 编号=ticket.number),
        )
    standing.heard_at = standing.heard_at or ticket.first_contact_at
    return standing


async def _plan(turn: Turn, ticket: Ticket, words: str) -> None:
    assert turn.officer is not None
    policy, today = turn.policy, turn.policy.calendar.day_of(turn.now)
    found = find_day(words, today)
    if found is None or found.day < today:
        raise Refused("which day", say.MEDIATE_HOW.say(编号=ticket.number))
    await _both_heard(turn, ticket)
    mediator = _mediator(turn, ticket, found.rest)
    rounds = await turn.ledger.mediations.rounds_of(ticket.number)
    open_one = rounds[-1] if rounds and rounds[-1].held_at is None else None
    if open_one is None:
        open_one = MediationRound(
            township=turn.ledger.township,
            ticket=ticket.number,
            sequence=len(rounds) + 1,
            on=found.day,
            mediator=mediator.id,
            planned_at=turn.now,
        )
        turn.ledger.mediations.plan(open_one)
    open_one.on, open_one.mediator = found.day, mediator.id
    day = day_with_weekday(found.day)
    _note(turn, ticket, f"定了第{open_one.sequence}次调解", {"round": open_one.sequence, "on": found.day.isoformat()})
    morning = max(turn.now, policy.calendar.at_local(found.day, policy.quiet_hours.end))
    await turn.ledger.reminders.plan(ticket.number, [(f"{DAY}@{ticket.moves}", filing.CLOCK, morning)])
    await turn.answer(
        say.MEDIATE_PLANNED.say(事=filing.staff_title(ticket), 日期=day, 数1=open_one.sequence, 人=mediator.name),
        ticket=ticket.number,
    )
    if mediator.id != ticket.owner:
        owner = filing.owner_of(turn.organisation, ticket)
        text = say.PING_MEDIATOR.say(
            日期=day,
            事=filing.title_for_others(ticket),
            地点=filing.place_for_others(turn.organisation, ticket),
            人=owner.name,
            电话=owner.phone,
        )
        await _tell_official(turn, ticket, mediator, text, key=f"mediator:{ticket.moves}")
    await _tell_reporter(
        turn,
        ticket,
        say.MEDIATION_PLANNED,
        key=f"round:{ticket.moves}",
        日期=day,
        人=mediator.name,
        电话=mediator.phone,
    )


def pool(policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> list[Officer]:
    """The village's mediators who may know of it and are there today, the owner aside."""
    today, without = policy.calendar.day_of(now), _not_these(organisation, ticket)
    return able_holders(organisation, Role.MEDIATOR, ticket.village, today, without=without | {ticket.owner})


def _not_these(organisation: Organisation, ticket: Ticket) -> frozenset[str]:
    """Nobody who is a party, complained about, or related to one of these, mediates."""
    party = {ticket.evidence["raised_by"]} if "raised_by" in ticket.evidence else set()
    return barred_from(organisation, ticket) | party


def _mediator(turn: Turn, ticket: Ticket, words: str) -> Officer:
    """Whom the words name, of the pool; the owner himself where they name nobody. Raises Refused."""
    assert turn.officer is not None
    organisation = turn.organisation
    named = officers_by_name(organisation, words)
    if not named:
        if turn.officer.id not in _not_these(organisation, ticket):
            return turn.officer
        able = pool(turn.policy, organisation, ticket, turn.now)
        if able:
            return able[0]
        named = [turn.officer]
    able_ids = {one.id for one in pool(turn.policy, organisation, ticket, turn.now)}
    for one in named:
        itself = one.id == ticket.owner and one.id not in _not_these(organisation, ticket)
        related = any(organisation.related(one.id, other) for other in _parties(ticket))
        if (one.id in able_ids or itself) and not related:
            return one
    raise Refused("may not mediate", say.MEDIATE_NOT_THEM.say(事=filing.staff_title(ticket), 人=named[0].name))


def _parties(ticket: Ticket) -> list[str]:
    """Officials who are a party themselves, as far as is known."""
    raised_by = ticket.evidence.get("raised_by")
    return [*ticket.evidence.get("accused", ()), *([raised_by] if raised_by else [])]


async def _failed(turn: Turn, ticket: Ticket, words: str) -> None:
    rounds = await turn.ledger.mediations.rounds_of(ticket.number)
    held = await _held(turn, ticket, rounds, words, agreed=False)
    _note(turn, ticket, mask(words[:200]) or "没谈拢", {"round": held.sequence, "agreed": False, "people": held.people})
    failed = sum(one.agreed is False for one in rounds)
    title = filing.staff_title(ticket)
    if failed < CLIMB_AFTER:
        await turn.answer(say.MEDIATE_FAILED.say(事=title, 数1=held.sequence, 编号=ticket.number), ticket=ticket.number)
        return
    today = turn.policy.calendar.day_of(turn.now)
    above = next_up(
        turn.organisation,
        village=ticket.village,
        owner=ticket.owner,
        on=today,
        beside=ticket.helpers,
        without=_not_these(turn.organisation, ticket),
    )
    text = say.MEDIATE_CLIMB.say(事=title, 数1=failed, 编号=ticket.number, 人=above.name if above else "镇上")
    await turn.answer(text, ticket=ticket.number)


async def _held(
    turn: Turn, ticket: Ticket, rounds: Sequence[MediationRound], words: str, *, agreed: bool
) -> MediationRound:
    """The round that was planned is over. Raises Refused where none was."""
    await _both_heard(turn, ticket)
    if not rounds or rounds[-1].held_at is not None:
        raise Refused("no round", say.MEDIATE_NO_ROUND.say(事=filing.staff_title(ticket), 编号=ticket.number))
    held = rounds[-1]
    held.held_at, held.agreed, held.people = turn.now, agreed, _people_in(words)
    return held


def _people_in(words: str) -> int:
    """How many came, where it was said; two sides are two people."""
    found = _PEOPLE.search(words)
    if found is None:
        return 2
    said = found[1]
    return max(2, int(said) if said.isdecimal() else _NUMERALS[said])


async def _agreed(turn: Turn, ticket: Ticket, words: str) -> None:
    assert turn.officer is not None
    if sum("\u4e00" <= char <= "\u9fff" for char in words) < 2:
        raise Refused("what was agreed", say.MEDIATE_HOW.say(编号=ticket.number))
    result = fit_to_be_told(turn.organisation, ticket, words[:400])
    held = await _held(turn, ticket, await turn.ledger.mediations.rounds_of(ticket.number), words, agreed=True)
    if ticket.status in (Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED, Status.ACCEPTED):
        officer_replies.note_contact(turn, ticket)
    detail: dict[str, Any] = {"round": held.sequence, "agreed": True, "people": held.people}
    turn.ledger.tickets.move(ticket, MoveName.RESOLVE, actor=turn.officer.id, at=turn.now, reason=result, detail=detail)
    ticket.resolved_at, ticket.outcome = turn.now, Outcome.MEDIATED
    await turn.ledger.pauses.end(ticket, turn.now, turn.officer.id)
    await turn.ledger.reminders.cancel(ticket.number, turn.now)
    reporter = await following_up.tell_result(turn.ledger, turn.policy, turn.organisation, ticket, result, turn.now)
    by_hand = await following_up.resolved_answer(
        turn.ledger, turn.policy, turn.organisation, ticket, reporter, turn.now
    )
    await turn.answer(by_hand or say.MEDIATE_AGREED.say(事=filing.staff_title(ticket)), ticket=ticket.number)


# no --------------------------------------------------------------------------------


def _does_not_want_it(turn: Turn) -> bool:
    return turn.officer is None and _NOT_WANTED.match(bare(turn.text)) is not None


@router.on(in_private, _does_not_want_it)
async def unwilling(turn: Turn) -> None:
    """「不愿调解」 of the villager: nobody asks why, there is none any more, and he hears of the other ways."""
    villager = await turn.villager()
    for ticket in await turn.ledger.tickets.raised_by(villager.ref, as_reporter=True):
        if ticket.status in _WORKED_ON and may_be_mediated(ticket):
            await _no_more(turn, ticket, by_villager=True)
            return
    await turn.answer(NOTHING_OPEN.say(电话=filing.office_phone(turn.organisation)))


async def _no_more(turn: Turn, ticket: Ticket, *, by_villager: bool) -> None:
    standing = await turn.ledger.mediations.begin(ticket.number)
    standing.refused_at = standing.refused_at or turn.now
    actor = filing.VILLAGER if by_villager or turn.officer is None else turn.officer.id
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=actor, at=turn.now, reason="有一方不愿调解", detail={"mediation": "refused"}
    )
    title = filing.staff_title(ticket)
    if by_villager:
        # he has just written, so he is answered at once, and as often as he says it
        standing.other_ways_at = standing.other_ways_at or turn.now
        villager = await turn.villager()
        await turn.answer(_other_ways(turn.policy, turn.organisation, ticket, villager), ticket=ticket.number)
        await _tell_official(
            turn,
            ticket,
            filing.owner_of(turn.organisation, ticket),
            say.PING_UNWILLING.say(事=title),
            key=f"unwilling:{ticket.moves}",
        )
        return
    await other_ways(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
    await turn.answer(say.MEDIATE_NO_MORE.say(事=title), ticket=ticket.number)


def _other_ways(policy: Policy, organisation: Organisation, ticket: Ticket, villager: Villager) -> PrivateText:
    phrase = say.MEDIATION_OTHER_WAYS_LAND if ticket.topic in _LAND else say.MEDIATION_OTHER_WAYS
    owner = filing.owner_of(organisation, ticket)
    return phrase.say(称呼=salutation(villager.name), 人=owner.name, 电话=owner.phone, **numbers_in(policy, phrase))


async def other_ways(ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> bool:
    """The court, the lawyer's line, for land the township's decision: said once. Returns whether it was."""
    standing = await ledger.mediations.begin(ticket.number)
    reporter = await following_up.reporter_of(ledger, ticket)
    if standing.other_ways_at is not None or reporter is None or ticket.violence_at_home:
        return False
    standing.other_ways_at = now
    text = _other_ways(policy, organisation, ticket, reporter)
    await tell_villager(
        ledger, policy, reporter, text, ticket=ticket, why="notice", key=f"t{ticket.number}:other-ways", now=now
    )
    return True


# by the clock --------------------------------------------------------------------------------


async def by_itself(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, rung: str, now: datetime
) -> bool:
    """The morning of a round, or the end of the month. Returns whether something was said."""
    if ticket.status not in _WORKED_ON or not may_be_mediated(ticket):
        return False
    if rung == MONTH:
        return await other_ways(ledger, policy, organisation, ticket, now)
    rounds = await ledger.mediations.rounds_of(ticket.number)
    standing = await ledger.mediations.of(ticket.number)
    if not rounds or rounds[-1].held_at is not None or rounds[-1].on != policy.calendar.day_of(now):
        return False
    if standing is not None and standing.refused_at is not None:
        return False
    await tell_officer(
        ledger,
        policy,
        filing.owner_of(organisation, ticket),
        say.PING_MEDIATION_DAY.say(事=filing.staff_title(ticket), 编号=ticket.number),
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:round-day:{rounds[-1].sequence}:{rounds[-1].on}",
        now=now,
    )
    return True


# the legal adviser --------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("法律顾问", "律师", "请律师"))
@polite
async def ask_adviser(turn: Turn, number: int | None, words: str) -> None:
    """「法律顾问 12」: the villager is asked; nobody hears of his matter before he says yes (seeds 5.20).

    「法律顾问 12 愿意」 is the word of somebody without an account, brought by the one who speaks with him.
    """
    if words and (wanted := willing(words)) is not None:
        await _brought(turn, number, wanted=wanted)
        return
    ticket = await meant(turn, number, lambda t: t.status in _WORKED_ON, "法律顾问")
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    today, not_these = turn.policy.calendar.day_of(turn.now), _not_these(turn.organisation, ticket)
    able = [
        one
        for one in able_holders(turn.organisation, Role.LEGAL_ADVISER, ticket.village, today, without=not_these)
        if helping.may_help(turn.organisation, one.id, ticket)
    ]
    kept_among_few = ticket.about_official or ticket.violence_at_home
    if not able or reporter is None or kept_among_few or reporter.opted_out_at is not None:
        raise Refused("no adviser", say.ADVISER_NONE.say(**numbers_in(turn.policy, say.ADVISER_NONE)))
    standing = await turn.ledger.mediations.begin(ticket.number)
    standing.adviser, standing.adviser_wanted = able[0].id, None
    await _tell_reporter(turn, ticket, say.ASK_ADVISER, key=f"adviser:{ticket.moves}", 人=able[0].name)
    await turn.ledger.conversations.expect(reporter.ref, ADVISER, ticket.number, turn.now, turn.now + _ASKED_WITHIN)
    if has_account(reporter):
        await turn.answer(say.ADVISER_ASKED.say(人=able[0].name), ticket=ticket.number)
        return
    await turn.answer(say.ADVISER_ASK_HIM.say(人=able[0].name, 编号=ticket.number), ticket=ticket.number)


async def _brought(turn: Turn, number: int | None, *, wanted: bool) -> None:
    """What somebody without an account answered. Raises Refused where he answers himself, or was not asked."""
    assert turn.officer is not None
    number = await turn.number_meant(number)
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if ticket is None:
        ticket = await meant(turn, number, lambda t: t.status in _WORKED_ON, "法律顾问")
    today = turn.policy.calendar.day_of(turn.now)
    speaker = await spokesman_of(turn.ledger, turn.organisation, ticket, today)
    if ticket.owner != turn.officer.id and (speaker is None or speaker.id != turn.officer.id):
        raise Refused("in other hands", NOT_YOURS.say(编号=ticket.number))
    title, reporter = filing.staff_title(ticket), await following_up.reporter_of(turn.ledger, ticket)
    standing = await turn.ledger.mediations.of(ticket.number)
    if standing is None or standing.adviser is None or standing.adviser_wanted is not None or reporter is None:
        raise Refused("not asked", say.ADVISER_NOT_ASKED.say(事=title, 编号=ticket.number))
    if has_account(reporter):
        raise Refused("he answers himself", say.ADVISER_HE_ANSWERS.say(事=title))
    await _with_or_without(turn, ticket, wanted=wanted, brought=True)


#: 我愿意, 愿意的, 请吧 · 不愿意, 不用请
_WILLING = re.compile("(?:我|俺)?(?:们)?(?:愿意|愿|想请|请吧|请一个|要请|同意)(?:的|请|啊|了|呀|看看)*")
_NOT_WILLING = re.compile("(?:我|俺)?(?:们)?(?:不愿意?|不想|不用请?|不请|不要|不同意|不必)(?:的|请|啊|了|呀|麻烦)*")


def willing(text: str) -> bool | None:
    """What somebody answers to whether he wants one; None: no answer. Only a plain yes is one."""
    said = bare(text)
    if _NOT_WILLING.fullmatch(said) is not None:
        return False
    if _WILLING.fullmatch(said) is not None:
        return True
    answer = answer_to_result(text)
    return None if answer is None else answer == 1


@router.on(in_private, awaiting(ADVISER), lambda turn: willing(turn.text) is not None)
async def adviser_wanted(turn: Turn, asked: Question) -> None:
    """1 or 2, 愿意 or 不愿意."""
    await turn.expect(None, None)
    ticket = await turn.ledger.tickets.get(asked.ticket or 0)
    await _with_or_without(turn, ticket, wanted=willing(turn.text) is True)


async def _with_or_without(turn: Turn, ticket: Ticket, *, wanted: bool, brought: bool = False) -> None:
    standing = await turn.ledger.mediations.begin(ticket.number)
    owner = filing.owner_of(turn.organisation, ticket)
    adviser = turn.organisation.officers.get(standing.adviser or "")
    wanted = wanted and adviser is not None and ticket.status in OPEN
    standing.adviser_wanted = wanted
    title, number = filing.staff_title(ticket), ticket.number
    told = turn.officer is None or turn.officer.id != owner.id or not brought
    if not wanted or adviser is None:
        said = say.ADVISER_REFUSED.say(事=title) if brought else say.ADVISER_NO.say(人=owner.name, 电话=owner.phone)
        await turn.answer(said, ticket=number)
        if told:
            text = say.ADVISER_REFUSED.say(事=title)
            await _tell_official(turn, ticket, owner, text, key=f"adviser:no:{ticket.moves}")
        return
    helper = await turn.ledger.helpers.add(
        ticket, adviser.id, asked_by=ticket.owner, wish="法律上帮着看看", at=turn.now
    )
    ticket.mode = helping.mode_by_helpers(ticket, [helper])
    turn.ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=turn.officer.id if brought and turn.officer is not None else filing.VILLAGER,
        at=turn.now,
        reason="本人愿意请法律顾问",
        detail={"helper": adviser.id},
    )
    comes = say.ADVISER_COMES.say(事=title, 人=adviser.name, 电话=adviser.phone)
    await turn.answer(comes if brought else say.ADVISER_YES.say(人=adviser.name, 电话=adviser.phone), ticket=number)
    if told:
        await _tell_official(turn, ticket, owner, comes, key=f"adviser:yes:{ticket.moves}")
    text = say.PING_ADVISER.say(
        事=filing.title_for_others(ticket),
        地点=filing.place_for_others(turn.organisation, ticket),
        人=owner.name,
        电话=owner.phone,
    )
    await _tell_official(turn, ticket, adviser, text, key=f"adviser:{ticket.moves}")


def _no_lawyer(turn: Turn) -> bool:
    return turn.officer is None and _NO_LAWYER.match(bare(turn.text)) is not None


@router.on(in_private, _no_lawyer)
async def stop_adviser(turn: Turn) -> None:
    """「不用律师」: at any time, without a reason."""
    villager = await turn.villager()
    for ticket in await turn.ledger.tickets.raised_by(villager.ref, as_reporter=True):
        standing = await turn.ledger.mediations.of(ticket.number)
        if ticket.status not in OPEN or standing is None or not standing.adviser_wanted:
            continue
        standing.adviser_wanted = False
        for helper in await turn.ledger.helpers.of(ticket):
            if helper.officer == standing.adviser:
                await helping.let_go(
                    turn.ledger, ticket, helper, because="本人不用了", actor=filing.VILLAGER, now=turn.now
                )
        owner = filing.owner_of(turn.organisation, ticket)
        await turn.answer(say.ADVISER_STOPPED.say(人=owner.name, 电话=owner.phone), ticket=ticket.number)
        adviser = turn.organisation.officers.get(standing.adviser or "")
        if adviser is not None:
            text = say.PING_ADVISER_STOPPED.say(事=filing.title_for_others(ticket))
            await _tell_official(turn, ticket, adviser, text, key=f"adviser:stop:{ticket.moves}")
        return
    await turn.answer(NOTHING_OPEN.say(电话=filing.office_phone(turn.organisation)))


# notes --------------------------------------------------------------------------------


def _note(turn: Turn, ticket: Ticket, reason: str, detail: dict[str, Any]) -> None:
    assert turn.officer is not None
    turn.ledger.tickets.move(ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason=reason, detail=detail)


async def _tell_official(turn: Turn, ticket: Ticket, officer: Officer, text: Any, *, key: str) -> None:
    await tell_officer(
        turn.ledger,
        turn.policy,
        officer,
        text,
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:{key}:{officer.id}",
        now=turn.now,
    )


async def _tell_reporter(turn: Turn, ticket: Ticket, phrase: Any, *, key: str, **slots: Any) -> None:
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    if reporter is None or reporter.unreachable_at is not None:
        return
    await tell_villager(
        turn.ledger,
        turn.policy,
        reporter,
        phrase.say(称呼=salutation(reporter.name), **slots),
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:{key}:villager",
        now=turn.now,
    )
