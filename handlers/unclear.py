"""An official's words that order nothing for certain: one helpful line, with his own ticket in the examples.

What is plainly an answer to us (行, 没呢, 灯头换了) never becomes a ticket. A matter that he raises as a villager does.
"""

import re
from collections.abc import Sequence
from typing import Any

from classifiers.verdict import Act, Scene, Urgency
from handlers import asking_back, filing, raising, results, wording
from handlers.dispatch import barred_from, officers_by_name
from handlers.filters import bare, from_officer, in_private, kind, order_in
from handlers.officer_replies import photos_in
from handlers.orders import AskedFor, Hint, Order, Unclear
from handlers.router import Router
from handlers.stitching import Part
from handlers.tiers import may_decide
from handlers.topics_said import topics_in
from handlers.turn import Turn
from handlers.verbs import example_of
from handlers.wording.orders import (
    ORDER_BUSY,
    ORDER_EITHER,
    ORDER_HELP,
    ORDER_LATER,
    ORDER_LEFT,
    ORDER_NOT_DONE,
    ORDER_NOTHING_WAITS,
    ORDER_NUMBER_ONLY,
    ORDER_ONE_AT_A_TIME,
    ORDER_PERHAPS,
    ORDER_SLIP,
    ORDER_SURE_DONE,
    ORDER_SURE_NEW,
    ORDER_SURE_NO,
    ORDER_SURE_NOTE,
    ORDER_SURE_TAKE,
    ORDER_SURE_YES,
    ORDER_UNCLEAR,
    PHOTO_ADDED,
    PHOTO_WAITS,
)
from storage.incoming import MessageKind
from storage.lifecycle import HANDED_OUT, OPEN, WORKING, MoveName, Status
from storage.models import Ticket
from storage.requests import Request
from storage.speech import StaffText

#: before the answers of villagers: what is plainly said to us
router = Router("unclear")
#: before new matters: what is no matter, or one that he has already
matters = Router("unclear_matters")

#: the number in the examples, where he has no ticket
_EXAMPLE = 12
#: fewer characters without a known topic are no matter that somebody could act on
_TOO_SHORT = 8


#: what is said to us also while he is adding to a matter of his own
_HEARD_FIRST = frozenset({Hint.DONE, Hint.HELP, Hint.BUSY, Hint.SLIP})
_SAID_IN_ONE_WORD = {Hint.HELP: ORDER_HELP, Hint.BUSY: ORDER_BUSY, Hint.SLIP: ORDER_SLIP}


def _is_new(turn: Turn) -> bool:
    reading = order_in(turn)
    return isinstance(reading, Order) and reading.verb == asking_back.NEW and reading.sure


@router.on(from_officer, in_private, _is_new)
async def a_new_matter(turn: Turn) -> None:
    """「是」, after he was asked whether his words are a matter of his own."""
    reading = order_in(turn)
    assert isinstance(reading, Order)
    turn.hear_instead(reading.words, turn.policy.reader.read(reading.words, scene=Scene.PRIVATE, sender_is_staff=True))
    await raising.raise_matter(turn, listened=True)


def _to_us(turn: Turn) -> dict[str, Any] | None:
    if turn.message.kind is not MessageKind.TEXT and not turn.text:
        return None
    reading = order_in(turn)
    if isinstance(reading, Unclear) and (reading.hint is None or turn.verdict.urgency is Urgency.DANGER):
        return None
    asked_later = turn.asked_back is not None and turn.asked_back.what is not None
    if isinstance(reading, Unclear) and not asked_later:
        if turn.awaiting is not None:
            # he was asked something as a villager
            return None
        if turn.burst is not None and turn.burst.part is Part.JOINS and reading.hint not in _HEARD_FIRST:
            return None
    return {"reading": reading}


@router.on(from_officer, in_private, _to_us)
async def not_certain(turn: Turn, reading: Order | Unclear) -> None:
    """收到, 行, 不行, 还没, 灯头换了, 12: asked back where something can be meant."""
    mine = await _mine(turn)
    hint = reading.hint if isinstance(reading, Unclear) else None
    example = reading.number or (mine[0].number if len(mine) == 1 else None) or _EXAMPLE
    if await _answers_no(turn, hint):
        return
    if hint is Hint.TWO:
        await turn.answer(ORDER_ONE_AT_A_TIME.say(编号=example), why="ask")
    elif hint is Hint.NUMBER:
        await turn.answer(ORDER_NUMBER_ONLY.say(编号=example), why="ask")
    elif hint in _SAID_IN_ONE_WORD:
        await turn.answer(_SAID_IN_ONE_WORD[hint].say(编号=example), why="ask")
    elif hint is Hint.NOT_DONE:
        await turn.answer(ORDER_NOT_DONE.say(编号=example), why="ask")
    elif isinstance(reading, Unclear) and hint is Hint.MAYBE and reading.maybe:
        await turn.answer(_which_word(reading.maybe, example), why="ask")
    elif not (
        (hint is Hint.DONE and await _perhaps_done(turn, reading, mine))
        or (hint in (Hint.AGREED, Hint.REFUSED) and await _perhaps_decided(turn, hint))
        or (hint in (Hint.PROMISED, Hint.ACKNOWLEDGED, Hint.AGREED) and await _perhaps_taken(turn, mine))
    ):
        polite = not mine and hint in (Hint.ACKNOWLEDGED, Hint.AGREED, Hint.GREETED)
        await turn.answer(ORDER_NOTHING_WAITS.say() if polite else ORDER_UNCLEAR.say(编号=example), why="ask")


def _which_word(maybe: Sequence[str], number: int) -> StaffText:
    """The two orders that the words may have been, as he would write them."""
    examples = [example_of(verb, number) for verb in maybe[:2]]
    if len(examples) == 1:
        return ORDER_PERHAPS.say(清单=examples[0])
    return ORDER_EITHER.say(清单=examples[0], 结果=examples[1])


async def _mine(turn: Turn) -> list[Ticket]:
    assert turn.officer is not None
    return [
        ticket
        for ticket in await turn.ledger.tickets.owned_by(turn.officer.id, OPEN)
        if turn.officer.id not in barred_from(turn.organisation, ticket)
    ]


async def _answers_no(turn: Turn, hint: Hint | None) -> bool:
    """没呢, 不是: the answer to what he was asked. Nothing is done, and nothing waits any more."""
    asked = turn.asked_back
    if asked is None or asked.what in (None, AskedFor.WHICH):
        return False
    number = asked.numbers[0]
    if asked.what == AskedFor.RESULT and hint in (
        Hint.REFUSED, Hint.NOT_DONE, Hint.PROMISED, Hint.ACKNOWLEDGED, Hint.AGREED,
    ):  # fmt: skip
        if hint in (Hint.ACKNOWLEDGED, Hint.AGREED):
            # 行, 是的: done, but what is the villager told?
            ticket = await turn.ledger.tickets.get(number)
            text = wording.ASK_FOR_RESULT.say(编号=number, 事=filing.staff_title(ticket))
            await turn.answer(text, why="ask", ticket=number)
            return True
        asking_back.forget_question(turn)
        await turn.answer(ORDER_LATER.say(编号=number), ticket=number)
        return True
    if asked.what == AskedFor.SURE and hint is Hint.REFUSED:
        asking_back.forget_question(turn)
        await turn.answer(ORDER_LEFT.say(编号=number))
        return True
    return False


async def _perhaps_done(turn: Turn, reading: Order | Unclear, mine: list[Ticket]) -> bool:
    """灯头换了: asked whether the one ticket that this can be about is done."""
    assert turn.officer is not None
    fitting = [t for t in mine if t.status in HANDED_OUT]
    if reading.number is not None:
        fitting = [ticket for ticket in fitting if ticket.number == reading.number]
    if len(fitting) > 1:
        topics = topics_in(turn.text)
        fitting = [ticket for ticket in fitting if ticket.topic in topics] or fitting
    if not fitting:
        return False
    words = reading.words or turn.text.strip()
    if len(fitting) > 1:
        turn.order = Order("好", None, words)
        refused = await asking_back.ask_which(turn, "好", fitting)
        await turn.answer(refused.reply, why="ask")
        return True
    await asking_back.ask_whether(turn, "好", fitting[0], words)
    text = ORDER_SURE_DONE.say(事=filing.staff_title(fitting[0]), 结果=words)
    await turn.answer(text, why="ask", ticket=fitting[0].number)
    return True


async def _perhaps_decided(turn: Turn, hint: Hint) -> bool:
    """行, 不行: perhaps to the one wish that waits for him."""
    assert turn.officer is not None
    waiting: list[tuple[Request, Ticket]] = [
        (request, ticket)
        for request, ticket in await turn.ledger.requests.waiting()
        if turn.officer.id in may_decide(turn.policy, turn.organisation, ticket, turn.now, request)
    ]
    if len(waiting) != 1:
        return False
    request, ticket = waiting[0]
    asker = turn.organisation.officers.get(request.asked_by)
    phrase, verb = (ORDER_SURE_YES, "同意") if hint is Hint.AGREED else (ORDER_SURE_NO, "不同意")
    await asking_back.ask_whether(turn, verb, ticket)
    text = phrase.say(人=asker.name if asker else "村里", 事=filing.title_for_others(ticket), 编号=ticket.number)
    await turn.answer(text, why="ask", ticket=ticket.number)
    return True


async def _perhaps_taken(turn: Turn, mine: list[Ticket]) -> bool:
    """收到, 好的马上去: perhaps 接."""
    fitting = [ticket for ticket in mine if ticket.status in (Status.DISPATCHED, Status.REOPENED)]
    if len(fitting) != 1:
        return False
    await asking_back.ask_whether(turn, "接", fitting[0])
    text = ORDER_SURE_TAKE.say(事=filing.staff_title(fitting[0]), 编号=fitting[0].number)
    await turn.answer(text, why="ask", ticket=fitting[0].number)
    return True


async def _perhaps_about_his_own(turn: Turn) -> bool:
    """打了没人接, 1 灯是好的: of somebody with work in hand, few words that name no place are asked about first."""
    mine = await _mine(turn)
    numbered = _NUMBER_FIRST.match(turn.text.strip())
    named = next((t for t in mine if numbered is not None and t.number == int(numbered["number"])), None)
    if named is not None and numbered is not None and named.status in WORKING:
        await asking_back.ask_whether(turn, "备注", named, numbered["words"].strip())
        await turn.answer(ORDER_SURE_NOTE.say(事=filing.staff_title(named)), why="ask", ticket=named.number)
        return True
    said = bare(turn.text)
    # 村里还有几件, 王建军咋还不接: about what goes on here, and no matter of his
    asks = _ASKS_ABOUT_US.search(turn.text) is not None or bool(officers_by_name(turn.organisation, said))
    short = len(said) <= (_FEW_WORDS if mine or asks else _TOO_FEW)
    placed = turn.verdict.place is not None or turn.organisation.find_village(turn.text) is not None
    if not short or placed or turn.verdict.act is Act.SPLIT:
        return False
    await asking_back.ask_whether_new(turn, turn.text.strip())
    await turn.answer(ORDER_SURE_NEW.say(编号=mine[0].number if mine else _EXAMPLE), why="ask")
    return True


_ASKS_ABOUT_US = re.compile("几件|多少|[咋怎][么]?还|咋不|谁|吗$|没有?$|[?？]|还有|啥事|催")
#: 1 灯是好的: with a gap, as nobody counts things so
_NUMBER_FIRST = re.compile(r"[#第]?(?P<number>\d{1,9})\s*(?:号[\s,，:：]*|[\s,，:：]+)(?P<words>\D.+)", re.DOTALL)
#: longer words tell what is wrong and where; of somebody without work in hand, two or three words are enough
_FEW_WORDS, _TOO_FEW = 14, 4


# photos --------------------------------------------------------------------------------------------------------------


@router.on(
    from_officer,
    in_private,
    kind(MessageKind.IMAGE, MessageKind.VIDEO),
    lambda turn: not turn.text and turn.burst is None and turn.awaiting is None,
)
async def photo(turn: Turn) -> None:
    """A photo without a word: of what he has just reported done, else it waits for the ticket it shows."""
    assert turn.officer is not None
    count = photos_in(turn)
    resolved = [
        ticket
        for ticket in await turn.ledger.tickets.owned_by(turn.officer.id, [Status.RESOLVED])
        if ticket.resolved_at is not None and ticket.resolved_at >= turn.now - asking_back.PHOTOS_WITHIN
    ]
    if resolved:
        ticket = max(resolved, key=lambda one: (one.resolved_at, one.number))
        turn.ledger.tickets.move(
            ticket,
            MoveName.CORRECT,
            actor=turn.officer.id,
            at=turn.now,
            reason=f"补了{count}张照片",
            detail={"photos": count},
        )
        photos = results.add_photos(ticket, count)
        await turn.answer(PHOTO_ADDED.say(事=filing.staff_title(ticket), 数1=photos), ticket=ticket.number)
        return
    mine = [ticket for ticket in await _mine(turn) if ticket.status in WORKING]
    if not mine:
        await raising.only_media(turn)
        return
    if await asking_back.keep_photos(turn, count) == count:
        # several photos in a row are answered once
        await turn.answer(PHOTO_WAITS.say(编号=mine[0].number), why="ask")


# what could be a matter ----------------------------------------------------------------------------------------------


def _no_danger(turn: Turn) -> bool:
    return bool(turn.text) and turn.message.kind is not MessageKind.SCAN and turn.verdict.urgency is not Urgency.DANGER


@matters.on(from_officer, in_private, _no_danger)
async def perhaps_a_matter(turn: Turn) -> None:
    """A matter that somebody could act on is raised; a few words about his own ticket are asked back."""
    verdict = turn.verdict
    if verdict.topic is None and (not verdict.evidence or len(bare(turn.text)) < _TOO_SHORT):
        mine = await _mine(turn)
        await turn.answer(ORDER_UNCLEAR.say(编号=mine[0].number if len(mine) == 1 else _EXAMPLE), why="ask")
        return
    if verdict.place is None and turn.organisation.find_village(turn.text) is None:
        own = [t for t in await _mine(turn) if t.topic is verdict.topic and t.status in WORKING]
        if len(own) == 1 and len(bare(turn.text)) <= 2 * _TOO_SHORT:
            await asking_back.ask_whether(turn, "备注", own[0], turn.text.strip())
            await turn.answer(ORDER_SURE_NOTE.say(事=filing.staff_title(own[0])), why="ask", ticket=own[0].number)
            return
    if verdict.is_matter and await _perhaps_about_his_own(turn):
        return
    if verdict.act is Act.SPLIT:
        await raising.raise_each(turn)
    elif verdict.is_matter:
        await raising.raise_matter(turn)
    else:
        await turn.answer(ORDER_UNCLEAR.say(编号=_EXAMPLE), why="ask")
