"""评 催 改 删 停 匿名 保密: what a villager may say at any time about what he has said himself.

Together with 查 and 撤 (`answering`) these are his rights over his own words (practice §12): to see, correct, take back
and delete them, to be asked no more, and to say how far they may travel. Nobody else's words are ever touched.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from classifiers.privacy import mask
from classifiers.verdict import MatterKind, Privacy, Urgency
from handlers import filing, following_up, wording
from handlers.errors import Refused
from handlers.filters import in_private, plain
from handlers.following_up import FOLLOW_UP, LOOKING_BACK, RATING, RESULT
from handlers.looking_back import HOW_IT_IS, WHY_BAD
from handlers.policy import RATED_WITHIN, RESULT_WITHIN
from handlers.reading import own_word
from handlers.router import Filter, Router
from handlers.topics_said import kind_in
from handlers.turn import Turn, tell_officer
from handlers.wording import own_words as say
from storage.lifecycle import OPEN, WORKING, MoveName, Status
from storage.models import Ticket

router = Router("own_words")
_SURE = re.compile("^(?:确定|确认|真的|真删|要删|是|对)")
#: questions that end with it
_ASKED = frozenset({HOW_IT_IS, RATING, WHY_BAD})
#: what one has said is looked for among so many of one's matters
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class _Own:
    """A matter of the speaker: the one he said, and the one it is handled with."""

    said: Ticket
    ticket: Ticket


def _says(verb: str) -> Filter:
    """The speaker uses one of his own words; passes on number and what follows."""

    def passes(turn: Turn) -> dict[str, Any] | None:
        if turn.officer is not None or turn.verdict.urgency is Urgency.DANGER:
            # an official's are orders; danger is heard first
            return None
        found = own_word(plain(turn.text))
        return {"number": found.number, "words": found.words} if found is not None and found.verb == verb else None

    return passes


async def _own(turn: Turn, verb: str, number: int | None, fits: Callable[[_Own], bool]) -> _Own:
    """The one matter that is meant: the number's, the quoted note's, or the only one that fits.

    Raises Refused with a list of at most five where several do, and with what else can be done where none does.
    """
    villager = await turn.villager()
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    mine = [
        _Own(ticket, await turn.ledger.tickets.root_of(ticket))
        for ticket in await turn.ledger.tickets.raised_by(villager.ref, limit=_LOOKED_AT)
    ]
    if number is not None:
        mine = [own for own in mine if number in (own.said.number, own.ticket.number)]
        if not mine:
            raise Refused("not his", wording.NO_SUCH_NUMBER.say(编号=number))
    fitting = [own for own in mine if fits(own)]
    if not fitting:
        raise Refused("nothing fits", say.OWN_NONE.say(哪样=verb, 电话=filing.office_phone(turn.organisation)))
    if len(fitting) > 1:
        rows = [(own.said.number, own.said.title) for own in fitting[:5]]
        raise Refused(
            "several fit",
            say.OWN_WHICH.say(几件=wording.listed(rows, wording.AT_MOST["几件"]), 哪样=verb, 编号=rows[0][0]),
        )
    return fitting[0]


def _kindly(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A refusal is a sentence of its own."""

    async def answers(turn: Turn, number: int | None, words: str) -> None:
        try:
            await handler(turn, number, words)
        except Refused as refused:
            await turn.answer(refused.reply)

    answers.__name__, answers.__doc__ = handler.__name__, handler.__doc__
    return answers


@router.on(in_private, _says("评"))
@_kindly
async def rate(turn: Turn, number: int | None, words: str) -> None:
    """评: ask what may be rated, before anybody has asked: a result, or how it was handled."""
    since = turn.now - RESULT_WITHIN

    def may_be_rated(own: _Own) -> bool:
        ticket = own.ticket
        if ticket.violence_at_home:
            return False
        ended = ticket.status is Status.CLOSED and ticket.closed_at is not None and ticket.closed_at > since
        return ticket.status is Status.RESOLVED or (ended and ticket.satisfaction is None)

    try:
        own = await _own(turn, "评", number, may_be_rated)
    except Refused as refused:
        if str(refused) != "nothing fits":
            raise
        await turn.answer(say.NOTHING_TO_RATE.say())
        return
    ticket = own.ticket
    if ticket.status is Status.RESOLVED:
        await turn.expect(RESULT, ticket.number, turn.now + RESULT_WITHIN)
        await turn.answer(wording.ASK_RESULT_PLAINLY.say(事=ticket.title), why="ask", ticket=ticket.number)
        return
    await turn.expect(RATING, ticket.number, turn.now + RATED_WITHIN)
    await turn.answer(wording.ASK_SATISFIED.say(), why="rating", ticket=ticket.number)


@router.on(in_private, _says("催"))
@_kindly
async def hurry(turn: Turn, number: int | None, words: str) -> None:
    """催: whoever has it hears that somebody waits, once a day for each matter; asking changes nothing else."""
    own = await _own(turn, "催", number, lambda own: own.ticket.status in WORKING)
    ticket = own.ticket
    owner = filing.owner_of(turn.organisation, ticket)
    today = turn.policy.calendar.day_of(turn.now)
    if not await turn.ledger.reminders.begin_period("hurried", str(ticket.number), today, turn.now):
        await turn.answer(say.HURRIED_BEFORE.say(事=ticket.title, 人=owner.name, 电话=owner.phone))
        return
    await tell_officer(
        turn.ledger,
        turn.policy,
        owner,
        say.PING_HURRY.say(事=filing.staff_title(ticket), 日期=turn.policy.due(ticket)),
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:hurried:{today.isoformat()}",
        now=turn.now,
        at_once=ticket.urgency is Urgency.DANGER,
    )
    if ticket.due_at < turn.now and ticket.paused_at is None:
        text = say.HURRIED_LATE.say(事=ticket.title, 人=owner.name, 电话=owner.phone, 部门=wording.HOTLINE)
    else:
        day = turn.policy.due(ticket)
        text = say.HURRIED.say(事=ticket.title, 人=owner.name, 电话=owner.phone, 日期=day)
    await turn.answer(text, ticket=ticket.number)


@router.on(in_private, _says("改"))
@_kindly
async def correct(turn: Turn, number: int | None, words: str) -> None:
    """改 12 不是三组，是二组: added to his own words, and told to whoever has it.

    What he calls his own leaves the group at once; the kind itself is changed by the official who has read it.
    """
    own = await _own(turn, "改", number, lambda own: own.ticket.status in OPEN)
    ticket, villager = own.ticket, await turn.villager()
    if not words:
        raise Refused("what?", say.ADD_HOW.say(事=ticket.title, 编号=own.said.number))
    await turn.ledger.tickets.add_words(ticket, villager, turn.pieces)
    turn.ledger.tickets.move(ticket, MoveName.CORRECT, actor=filing.VILLAGER, at=turn.now, reason="本人改了说法")
    kind = kind_in(words)
    if kind is not None and kind is not ticket.kind:
        if kind is not MatterKind.VILLAGE:
            await _keep_close(turn, ticket)
        text = say.PING_SAYS_KIND.say(
            事=filing.staff_title(ticket), 部门=wording.NAME_OF_KIND[kind], 编号=ticket.number
        )
    else:
        said = filing.heard_of(ticket, mask(words[:100]))
        text = say.PING_SELF_CORRECTED.say(事=filing.staff_title(ticket), 原因=said, 编号=ticket.number)
    await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:self-corrected:{ticket.moves}")
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.answer(
        say.CORRECTED_BY_SELF.say(事=ticket.title, 编号=own.said.number, 人=owner.name, 电话=owner.phone),
        ticket=ticket.number,
    )


@router.on(in_private, _says("删"))
@_kindly
async def delete(turn: Turn, number: int | None, words: str) -> None:
    """删 12 确定: his words are destroyed; number, dates and counts stay. Of an open matter only after 撤."""
    own = await _own(turn, "删", number, lambda own: number is not None or own.said.words_key is not None)
    said, villager = own.said, await turn.villager()
    if said.words_key is None:
        raise Refused("gone before", say.DELETED_BEFORE.say(编号=said.number))
    reporter = await following_up.reporter_of(turn.ledger, said)
    his = reporter is not None and reporter.ref == villager.ref
    if his and own.ticket.status in OPEN:
        raise Refused("still open", say.DELETE_FIRST_TAKE_BACK.say(事=said.title, 编号=said.number))
    if not _SURE.match(words):
        raise Refused("is he sure?", say.DELETE_SURE.say(事=said.title, 编号=said.number))
    if said.voices <= 1:
        await turn.ledger.on_behalf.forget(said.number)
        await turn.ledger.tickets.destroy_words(said)
    else:
        # others spoke under the same key: only his own go
        await turn.ledger.tickets.destroy_words_of(said, villager.ref)
    await turn.answer(say.DELETED.say(编号=said.number))


@router.on(in_private, _says("停"))
@_kindly
async def stop_asking(turn: Turn, number: int | None, words: str) -> None:
    """停: no more questions about what is over: what he was asked about, the number's, or all of them."""
    villager = await turn.villager()
    asked = turn.awaiting if turn.awaiting is not None and turn.awaiting.awaiting in _ASKED else None
    meant = number if number is not None else (asked.ticket if asked is not None else None)
    stopped = 0
    for ticket in await turn.ledger.tickets.raised_by(villager.ref, as_reporter=True, limit=_LOOKED_AT):
        if ticket.status in (Status.CLOSED, Status.RESOLVED) and meant in (None, ticket.number):
            rungs = [filing.in_round(rung, ticket) for rung in (FOLLOW_UP, RATING, *LOOKING_BACK)]
            await turn.ledger.reminders.cancel(ticket.number, turn.now, rungs, person=filing.VILLAGER)
            stopped += 1
    if asked is not None:
        await turn.expect(None, None)
    if stopped:
        await turn.answer(wording.STOPPED.say())
        return
    own = await _own(turn, "停", number, lambda own: own.ticket.status in OPEN)
    await turn.answer(say.STOP_WHAT.say(事=own.ticket.title, 编号=own.said.number))


@router.on(in_private, _says("匿名"))
@_kindly
async def stay_unnamed(turn: Turn, number: int | None, words: str) -> None:
    """匿名: whoever has it does not see the name."""
    own = await _own(turn, "匿名", number, lambda own: own.ticket.status in OPEN)
    own.said.evidence = {**own.said.evidence, filing.UNNAMED: True}
    phone = filing.owner_of(turn.organisation, own.ticket).phone
    await turn.answer(say.ANONYMOUS_OK.say(事=own.said.title, 编号=own.said.number, 电话=phone))


@router.on(in_private, _says("保密"))
@_kindly
async def keep_close(turn: Turn, number: int | None, words: str) -> None:
    """保密: never in a group from here on, whatever kind it is."""
    own = await _own(turn, "保密", number, lambda own: own.ticket.status in OPEN)
    await _keep_close(turn, own.ticket)
    owner = filing.owner_of(turn.organisation, own.ticket)
    await turn.answer(
        say.KEPT_CLOSE.say(事=own.said.title, 编号=own.said.number, 人=owner.name, 电话=owner.phone),
        ticket=own.ticket.number,
    )


async def _keep_close(turn: Turn, ticket: Ticket) -> None:
    if ticket.privacy is not Privacy.OPEN or ticket.voices > 1:
        # what several have said in public is theirs as well
        return
    ticket.privacy = Privacy.PRIVATE
    await turn.ledger.outbox.lapse_in_groups(ticket.number)
