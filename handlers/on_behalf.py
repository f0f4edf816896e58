"""代报 摸排: an official files for somebody without phone or account, with that person's yes (practice §12).

Same rules, same clocks. Whoever filed tells the person what there is to tell and brings back the answer (代答), which
is kept as a proxy's. Without a yes nothing is kept at all; only danger does not wait for it. What is told about an
official does not go through that official, also where it was he who wrote it down.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from classifiers.privacy import looks_like_a_name, mask
from classifiers.verdict import Scene, Urgency
from handlers import (
    answering,
    errand_asked,
    filing,
    following_up,
    looking_back,
    results,
    voices,
    wish_visits,
    wishes,
    wording,
)
from handlers.dispatch import barred_from, may_own
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order, whole
from handlers.officer_replies import polite
from handlers.policy import ANSWER_WITHIN, RESULT_WITHIN, Policy
from handlers.router import Router
from handlers.spokesman import has_account, spokesman_of
from handlers.turn import Turn, tell_officer, tell_villager
from handlers.typed import plain
from handlers.wish_words import wish_in
from handlers.wording import on_behalf as say
from storage.ledger import Ledger
from storage.lifecycle import OPEN, Confirmed, HandlingMode, MoveName, Outcome, Status
from storage.models import Area, AreaLevel, Ticket, Villager
from storage.on_behalf import OnBehalf

router = Router("on_behalf")
#: a villager with an account says that a matter is his
own = Router("own_account")

#: consent as it is kept
SAID, DANGER = "said", "danger"
#: how it was heard, as people say it
_CHANNELS = {
    "visit": ("上门", "走访", "入户", "家访"),
    "point": ("说事点", "来访", "窗口", "当面", "到村委会"),
    "phone": ("电话", "来电", "打电话"),
}
_BY_WORD = {word: channel for channel, words in _CHANNELS.items() for word in words}
#: 摸排 is done at people's homes; whoever asks somebody to write for him has come
_USUALLY = {"摸排": "visit", "代报": "point"}
_ORDER = re.compile(r"^(代报|摸排)[\s:：,，、。]*(.*)$", re.DOTALL)
_CONSENT = re.compile(
    r"[（(，,。;；\s]*(?<![没未不问等要])(?<!没有|还没|不知|问问|还要)(?:他|她|老人)?本人(?:已经|已|也|都)?同意了?(?![不没吗与?？])[)）。.!！\s]*"
)
_NO_CONSENT = whole(
    "没同意", "不同意记", "本人没同意", "本人不同意", "不记了", "没答应", "本人没答应", "他不同意", "她不同意"
)
_DONE = re.compile(r"(?:^|[\s，,。；;])已(?:经)?办(?:好|完|妥)?了?[\s：:，,]+(.+)$", re.DOTALL)
_BREAKS = re.compile(r"[\s，,。；;：:]+")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
_ADDRESSED = re.compile(
    r".{1,4}(?:大娘|大爷|大妈|大叔|大伯|大婶|大嫂|大姐|大哥|婶子?|奶奶|爷爷|叔|伯|嫂子?|姐|哥|老师|老汉|师傅)家?|老[\u4e00-\u9fff]家?"
    r"|[\u4e00-\u9fff]{1,4}家"
)
#: a claim that nobody has answered keeps others out for so long
_CLAIM_STANDS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """What an official wrote down for somebody. `result`: it was settled at once."""

    channel: str
    who: str
    phone: str
    words: str
    result: str
    consent: bool


def read_told(text: str) -> Told | None:
    """「代报 李大娘 门口路灯坏了 本人同意」; None: it is no such order."""
    found = _ORDER.match(plain(text))
    if found is None:
        return None
    channel, rest = _USUALLY[found[1]], found[2]
    consent = _CONSENT.search(rest) is not None
    rest = _CONSENT.sub(" ", rest).strip()
    done = _DONE.search(rest)
    result = done[1].strip() if done is not None else ""
    rest = rest[: done.start()].strip() if done is not None else rest
    who = phone = ""
    for place in range(4):
        token, _, more = _first(rest)
        if token in _BY_WORD and place < 2:
            channel = _BY_WORD[token]
        elif not phone and _PHONE.fullmatch(token):
            phone = token
        elif not who and more and (_ADDRESSED.fullmatch(token) or looks_like_a_name(token)):
            who = token
        else:
            break
        rest = more
    return Told(channel, who, phone, rest, result, consent)


def _first(text: str) -> tuple[str, str, str]:
    gap = _BREAKS.search(text)
    if gap is None:
        return text, "", ""
    return text[: gap.start()], text[gap.start() : gap.end()], text[gap.end() :]


def _told(turn: Turn) -> dict[str, Any] | None:
    told = read_told(turn.text)
    return None if told is None else {"told": told}


# filing -----------------------------------------------------------------------------------------------------------


@router.on(from_officer, in_private, _told)
@polite
async def file_for(turn: Turn, told: Told) -> None:
    """「代报 …」: with the person's yes it is filed; without, it waits for it and is then forgotten."""
    if not told.words:
        raise Refused("nothing was said", say.TOLD_HOW.say())
    verdict = _verdict(turn, told.words)
    if not verdict.is_matter and wish_in(told.words) is None:
        raise Refused("no matter", say.TOLD_HOW.say())
    if not told.consent and verdict.urgency is not Urgency.DANGER:
        await turn.ledger.on_behalf.keep_draft(turn.private_ref, turn.text, turn.now + ANSWER_WITHIN)
        await turn.answer(say.ASK_CONSENT.say(), why="ask")
        return
    await turn.ledger.on_behalf.drop_draft(turn.private_ref)
    await _file(turn, told)


@router.on(from_officer, in_private, whole("本人同意", "本人同意了", "本人已同意", "他本人同意", "她本人同意"))
@polite
async def agreed(turn: Turn) -> None:
    """「本人同意」: what waited is filed."""
    draft = await turn.ledger.on_behalf.draft(turn.private_ref, turn.now)
    told = read_told(draft) if draft is not None else None
    await turn.ledger.on_behalf.drop_draft(turn.private_ref)
    if told is None:
        raise Refused("no draft", say.DRAFT_GONE.say())
    await _file(turn, told)


@router.on(from_officer, in_private, _NO_CONSENT)
async def not_agreed(turn: Turn) -> None:
    """「没同意」: nothing is kept; the official is reminded once, by no name, to make an appointment."""
    waited = await turn.ledger.on_behalf.draft(turn.private_ref, turn.now) is not None
    await turn.ledger.on_behalf.drop_draft(turn.private_ref)
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


def _verdict(turn: Turn, words: str) -> Any:
    return turn.policy.reader.read(words, scene=Scene.PRIVATE, sender_is_staff=False)


def place_of(turn: Turn, words: str) -> tuple[str | None, str | None, str | None]:
    """Village, grid and words for the place: what was said, else where the official is at home."""
    assert turn.officer is not None
    organisation = turn.organisation
    posts = [organisation.areas.get(post.area) for post in organisation.posts_of(turn.officer.id)]
    areas = [area for area in posts if area is not None]
    homes = {home.code: home for area in areas if (home := organisation.village_of(area.code)) is not None}
    village = organisation.find_village(words) or (next(iter(homes.values())) if len(homes) == 1 else None)
    if village is None:
        return None, None, turn.verdict.place
    grid: Area | None = organisation.find_grid(words, village.code)
    own_grids = {area.code: area for area in areas if area.level is AreaLevel.GRID and area.parent == village.code}
    if grid is None and len(own_grids) == 1:
        (grid,) = own_grids.values()
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


async def forget_drafts(ledger: Ledger, _policy: Policy, now: Any) -> int:
    """What nobody agreed to in time is destroyed. Returns how many drafts."""
    return await ledger.on_behalf.drop_expired(now)


# the person's answers -------------------------------------------------------------------------------------------------


async def _spoken_for(turn: Turn, number: int | None) -> tuple[Ticket, Villager]:
    """The ticket whose villager this official speaks for, and that villager. Raises Refused."""
    assert turn.officer is not None
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    if number is None:
        raise Refused("which", wording.NOTHING_FITS.say())
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    today = turn.policy.calendar.day_of(turn.now)
    speaker = await spokesman_of(turn.ledger, turn.organisation, ticket, today)
    beside = await spokesman_of(turn.ledger, turn.organisation, ticket, today, beside_owner=True)
    may = {each.id for each in (speaker, beside if ticket.status is Status.CLOSED else None) if each is not None}
    if reporter is None or turn.officer.id not in may:
        raise Refused("not through him", say.NOT_SPOKEN_FOR.say(编号=number))
    if has_account(reporter):
        raise Refused("he writes himself", say.HE_SPEAKS_HIMSELF.say(编号=number))
    return ticket, reporter


_ANSWER = re.compile(r"^代答[\s:：,，]*#?(?P<number>\d{1,9})?\s*号?[\s:：,，]*(?P<words>.*)$", re.DOTALL)


def _answers(turn: Turn) -> dict[str, Any] | None:
    # 代答 12 1: the second number is the answer, not a second ticket
    found = _ANSWER.match(plain(turn.text))
    if found is None:
        return None
    return {"number": int(found["number"]) if found["number"] else None, "words": found["words"].strip()}


@router.on(from_officer, in_private, _answers)
@polite
async def answer_for(turn: Turn, number: int | None, words: str) -> None:
    """「代答 12 行」「代答 12 没好 灯还闪」: what the person says of the result, kept as said by a proxy."""
    assert turn.officer is not None
    ticket, _ = await _spoken_for(turn, number)
    first, _, more = _first(words)
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
    owner = filing.owner_of(turn.organisation, ticket)
    day = turn.policy.due(ticket)
    text = say.ANSWERED_NOT_DONE.say(事=filing.staff_title(ticket), 人=owner.name, 电话=owner.phone, 日期=day)
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


@router.on(from_officer, in_private, order("转告了", "转告过了", "告诉他了", "已转告", plainly=("转告了",)))
@polite
async def passed_on(turn: Turn, number: int | None, words: str) -> None:
    """「转告了 12」: the person knows the result; what he says of it may come later."""
    assert turn.officer is not None
    ticket, _ = await _spoken_for(turn, number)
    if ticket.status is not Status.RESOLVED or ticket.told_at is not None:
        raise Refused("nothing to tell", wording.ALREADY_THERE.say(事=filing.staff_title(ticket)))
    await following_up.was_told(turn.ledger, ticket, turn.now, actor=turn.officer.id)
    await turn.answer(say.PASSED_ON_OK.say(事=filing.staff_title(ticket), 编号=ticket.number), ticket=ticket.number)


@router.on(from_officer, in_private, order("代撤", plainly=("代撤",)))
@polite
async def withdraw_for(turn: Turn, number: int | None, words: str) -> None:
    """「代撤 12」: the person does not want it any more. A complaint is taken back by nobody but himself."""
    ticket, person = await _spoken_for(turn, number)
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
    ticket, _ = await _spoken_for(turn, number)
    owner, day = filing.owner_of(turn.organisation, ticket), turn.policy.due(ticket)
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
    ticket, _ = await _spoken_for(turn, number)
    filed = await turn.ledger.on_behalf.find(ticket.number)
    villager = None
    if filed is not None and filed.claimed_ref is not None:
        villager = await turn.ledger.people.find_villager(filed.claimed_ref)
    if filed is None or villager is None:
        raise Refused("nobody claims it", say.NOBODY_CLAIMS.say(编号=ticket.number))
    await turn.ledger.on_behalf.hand_to(ticket, filed, villager, turn.now)
    villager.village = villager.village or ticket.village
    owner, day = filing.owner_of(turn.organisation, ticket), turn.policy.due(ticket)
    text = say.NOW_YOURS.say(事=ticket.title, 编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=day)
    await tell_villager(
        turn.ledger, turn.policy, villager, text, ticket=ticket, why="notice",
        key=f"t{ticket.number}:bound", now=turn.now,
    )  # fmt: skip
    if ticket.status is Status.RESOLVED:
        until = turn.now + RESULT_WITHIN
        await turn.ledger.conversations.expect(villager.ref, following_up.RESULT, ticket.number, turn.now, until)
    await turn.answer(say.BOUND_OK.say(编号=ticket.number), ticket=ticket.number)
