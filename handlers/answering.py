"""A villager answers a question, asks how it stands, takes a matter back, says thanks, or asks to be left alone."""

import re

from classifiers.privacy import mask
from classifiers.verdict import Act, MatterKind, Topic, Urgency
from handlers import acknowledging, continuing, danger_words, filing, following_up, voices, wish_visits, wording
from handlers.dispatch import accused_in
from handlers.filters import act, awaiting, bare, from_officer, in_group, in_private, plain, whole
from handlers.policy import ADD_WITHIN
from handlers.raising import AGAIN, MATTER, PLACE, RANGE, VILLAGE, raise_matter
from handlers.reading import OPT_OUT
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording.endings import ASK_NO_AGAIN, QUERY_ANSWERED
from storage.corrections import Judged
from storage.lifecycle import OPEN, WORKING, MoveName, Outcome, Status
from storage.messages import Question
from storage.models import Officer, Ticket
from storage.speech import StaffText

router = Router("answering")

#: which of several tickets is meant, and for what
WHICH_TO_WITHDRAW = "which_to_withdraw"
#: what its reporter may take back: an open ticket, and one that was merged into another
_TAKEN_BACK = OPEN | {Status.MERGED}
_HUMAN = ("人工", "打电话", "找人", "叫个人", "转人工")
_NO_PLACE = re.compile("不知道|不清楚|不想说|说不清|不行|没有|算了")
_BY_NUMBER = re.compile(r"^(?:撤|撤回|撤掉|取消)\s*(?P<number>\d{1,9})\s*号?$")
_SOLVED_BY_ITSELF = re.compile(r"自己|已经好|好了|修好|来水了|来电了")


def not_an_order(turn: Turn) -> bool:
    """Not one of the words that work at any time (查, 撤, 不记 …) and not a new danger: that is heard first."""
    if turn.verdict.urgency is Urgency.DANGER and not turn.officer:
        return False
    return turn.verdict.act not in (Act.QUERY, Act.WITHDRAW, Act.FEEDBACK) and bare(turn.text) not in _ANY_TIME


@router.on(whole(*OPT_OUT))
async def opt_out(turn: Turn) -> None:
    """不记: holds for this person everywhere until they write 说 or scan a code (Ruling 14)."""
    if turn.officer is not None:
        # his orders must still be heard
        await turn.answer(wording.OFFICER_UNCLEAR.say())
        return
    villager = await turn.villager()
    villager.opted_out_at = turn.now
    await turn.expect(None, None)
    await turn.answer(wording.OPT_OUT.say(电话=_phone_of_someone(turn)))


@router.on(in_private, whole("说", "说事"))
async def come_back(turn: Turn) -> None:
    """说: heard again, and listening."""
    villager = await turn.villager()
    villager.opted_out_at = None
    await turn.answer(wording.LISTENING.say())


@router.on(in_private, whole(*_HUMAN))
async def human(turn: Turn) -> None:
    """Somebody wants a person, not a program."""
    villager = await turn.villager()
    for ticket in await voices.standing(turn, villager):
        owner = filing.owner_of(turn.organisation, ticket)
        await turn.answer(wording.HUMAN_OFFER.say(人=owner.name, 电话=owner.phone), ticket=ticket.number)
        return
    await turn.answer(wording.HUMAN_OFFER.say(人="村里", 电话=_phone_of_someone(turn)))


@router.on(act(Act.QUERY))
async def query(turn: Turn) -> None:
    """查: one's own matters, told in private only."""
    villager = await turn.villager()
    if turn.in_group:
        await turn.say_in_group(wording.QUERY_GROUP.say(), why="reply")
    mine = await voices.standing(turn, villager)
    if not mine:
        await turn.answer(wording.NOTHING_OPEN.say(电话=_phone_of_someone(turn)))
        return
    for ticket in mine[:3]:
        owner = filing.owner_of(turn.organisation, ticket)
        if ticket.paused_at is not None and ticket.status in WORKING:
            await _say_what_it_waits_for(turn, ticket, owner)
            continue
        phrase = wording.QUERY_RESOLVED if ticket.status is Status.RESOLVED else wording.QUERY_PRIVATE
        if ticket.status is Status.RESOLVED and ticket.outcome is Outcome.EXPLAINED:
            phrase = QUERY_ANSWERED
        await turn.answer(
            phrase.say(
                编号=ticket.number,
                事=ticket.title,
                人=owner.name,
                电话=owner.phone,
                **({"日期": turn.policy.due(ticket)} if "日期" in phrase.slots else {}),
            ),
            ticket=ticket.number,
        )


async def _say_what_it_waits_for(turn: Turn, ticket: Ticket, owner: Officer) -> None:
    *_, pause = await turn.ledger.pauses.of(ticket.number)
    await turn.answer(
        wording.QUERY_PAUSED.say(
            编号=ticket.number,
            事=ticket.title,
            人=owner.name,
            电话=owner.phone,
            原因=wording.WAITS_FOR[pause.reason],
        ),
        ticket=ticket.number,
    )


def _withdraw_number(turn: Turn) -> dict[str, int] | None:
    found = _BY_NUMBER.match(plain(turn.text))
    return {"number": int(found["number"])} if found else None


@router.on(in_private, _withdraw_number)
async def withdraw_numbered(turn: Turn, number: int) -> None:
    """「撤 3」: the number says which."""
    await _take_back_number(turn, number)


@router.on(act(Act.WITHDRAW))
async def withdraw(turn: Turn) -> None:
    """撤: the reporter takes a matter back; with several open, ask which."""
    villager = await turn.villager()
    mine = [t for t in await turn.ledger.tickets.raised_by(villager.ref, as_reporter=True) if t.status in _TAKEN_BACK]
    # somebody who only joined takes back his own part
    mine = mine or [t for t in await turn.ledger.tickets.raised_by(villager.ref) if t.status in OPEN]
    if turn.verdict.topic is not None and len(mine) > 1:
        mine = [ticket for ticket in mine if ticket.topic is turn.verdict.topic] or mine
    if not mine:
        if not turn.in_group:
            await turn.answer(wording.NOTHING_OPEN.say(电话=_phone_of_someone(turn)))
        return
    if len(mine) > 1:
        await turn.answer(wording.which_ticket([(t.number, t.title) for t in mine[:5]]), why="ask")
        await turn.expect(WHICH_TO_WITHDRAW, None, filing.answer_until(turn))
        return
    await _take_back(turn, mine[0])


@router.on(in_private, awaiting(WHICH_TO_WITHDRAW), lambda turn: bare(turn.text).isdecimal())
async def withdraw_this(turn: Turn, asked: Question) -> None:
    """The number of the matter to take back."""
    await _take_back_number(turn, int(bare(turn.text)[:9]))


async def _take_back_number(turn: Turn, number: int) -> None:
    villager = await turn.villager()
    for ticket in await turn.ledger.tickets.raised_by(villager.ref, limit=50):
        if ticket.number == number and ticket.status in _TAKEN_BACK:
            await turn.expect(None, None)
            await _take_back(turn, ticket)
            return
    await turn.answer(wording.NO_SUCH_NUMBER.say(编号=number), why="ask")


async def _take_back(turn: Turn, ticket: Ticket) -> None:
    await take_back(turn, ticket, "自己弄好了" if _SOLVED_BY_ITSELF.search(turn.text) else "本人撤回")


async def take_back(turn: Turn, ticket: Ticket, reason: str, *, said: StaffText | None = None) -> None:
    """End a ticket because its reporter does not want it any more; whoever was called hears that he need not go.

    `said`: the answer, where an official brings the reporter's word.
    """
    ledger, now = turn.ledger, turn.now
    if ticket.status is Status.MERGED:
        # his own part alone: the one it was merged into goes on
        await voices.unmerge(turn, ticket, quietly=True)
    elif await voices.leave(turn, ticket, await turn.villager()):
        await turn.answer(wording.LEFT_TO_OTHERS.say(), ticket=ticket.number)
        return
    told_owner = ticket.status is not Status.CLARIFYING
    ledger.tickets.move(ticket, MoveName.WITHDRAW, actor=filing.VILLAGER, at=now, reason=reason)
    ticket.outcome, ticket.closed_at = Outcome.WITHDRAWN, now
    await ledger.reminders.cancel(ticket.number, now)
    asked = await ledger.conversations.find(turn.private_ref, now)
    if asked is not None and asked.ticket == ticket.number:
        await turn.expect(None, None)
    await turn.answer(said or wording.WITHDRAW_DONE.say(), ticket=ticket.number)
    if told_owner and ticket.urgency is Urgency.DANGER:
        # somebody may be made to say that nothing is wrong: whoever was called looks all the same
        await filing.tell_called(
            ledger,
            turn.policy,
            turn.organisation,
            ticket,
            wording.PING_DANGER_WITHDRAWN.say(事=filing.title_for_others(ticket)),
            key=f"withdrawn:{ticket.moves}",
            now=now,
        )
    elif told_owner:
        await filing.tell_owner(
            turn,
            ticket,
            wording.PING_WITHDRAWN.say(事=filing.staff_title(ticket)),
            why="notice",
            key=f"t{ticket.number}:withdrawn:{ticket.moves}",
        )


@router.on(in_private, awaiting(following_up.RESULT), not_an_order)
async def rate_result(turn: Turn, asked: Question) -> None:
    """1 / 2 / 3 after a result: done, not quite, no (Ruling 12). Anything else that is a new matter is taken as one."""
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if ticket is None or ticket.status not in (Status.RESOLVED, Status.CLOSED):
        await turn.expect(None, None)
        await nothing_awaited(turn)
        return
    answer = wording.answer_to_result(turn.text)
    same = turn.verdict.topic is ticket.topic
    if answer is None and turn.verdict.act is Act.CONFIRM:
        answer = 1
    if answer == 1:
        await _done_for_me(turn, ticket)
    elif answer in (2, 3):
        await not_done(turn, ticket, "")
    elif turn.verdict.is_matter and same:
        # "二组那盏还是不亮": no number, but plainly about this
        await not_done(turn, ticket, turn.text)
    elif turn.verdict.is_matter and turn.verdict.topic is not None:
        await raise_matter(turn)
    else:
        plainly = wording.ASK_RESULT_PLAINLY.say(事=ticket.title)
        if ticket.outcome is Outcome.EXPLAINED:
            plainly = ASK_NO_AGAIN.say(称呼=wording.salutation(await _name(turn)), 事=ticket.title)
        await turn.answer(plainly, why="ask", ticket=ticket.number)


async def _done_for_me(turn: Turn, ticket: Ticket) -> None:
    """The one who raised it ends it; whoever joined speaks for himself."""
    if await following_up.confirm_voice(turn.ledger, ticket, (await turn.villager()).ref, turn.now):
        await turn.expect(None, None)
        await turn.answer(wording.THANKS_FEEDBACK.say(), ticket=ticket.number)
        return
    await _done(turn, ticket)


async def _done(turn: Turn, ticket: Ticket) -> None:
    await turn.expect(None, None)
    if ticket.status is Status.RESOLVED:
        await following_up.confirm(turn.ledger, ticket, turn.now)
        await wish_visits.thank_partner(turn, ticket)
        await filing.tell_owner(
            turn,
            ticket,
            wording.OFFICIAL_THANKS.say(
                事=filing.staff_title(ticket),
                称呼=wording.salutation(filing.name_for_staff(ticket, await turn.villager())),
            ),
            why="notice",
            key=f"t{ticket.number}:thanks:{ticket.moves}",
        )
    await turn.answer(wording.THANKS_FEEDBACK.say(), ticket=ticket.number)


async def not_done(turn: Turn, ticket: Ticket, words: str) -> None:
    """It is not done: taken up again; without `words` the reason is asked for."""
    await following_up.reopen(turn.ledger, turn.policy, turn.organisation, ticket, mask(words[:400]), turn.now)
    owner = filing.owner_of(turn.organisation, ticket)
    phrase = wording.REOPENED if words else wording.REOPENED_ASK_WHY
    await turn.answer(
        phrase.say(事=ticket.title, 人=owner.name, 电话=owner.phone, 日期=turn.policy.due(ticket)),
        ticket=ticket.number,
    )
    await turn.expect(None if words else following_up.WHY, ticket.number, filing.answer_until(turn))


@router.on(in_private, awaiting(AGAIN), not_an_order, lambda turn: bool(turn.text))
async def again_or_another(turn: Turn, asked: Question) -> None:
    """是不是又坏了? 1: taken up again by its owner. Anything else is a matter of its own."""
    await turn.expect(None, None)
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if answer_is_yes(turn.text) and ticket is not None and ticket.status is Status.CLOSED:
        await not_done(turn, ticket, "又坏了")
        return
    await raise_matter(turn, listened=True, again=True)


@router.on(in_private, awaiting(continuing.SAME), not_an_order, lambda turn: bool(turn.text))
async def one_or_two(turn: Turn, asked: Question) -> None:
    """是一件事吗? 1: they are one. Anything else: a matter of its own, with whatever place is told."""
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if ticket is None or ticket.status is not Status.CLARIFYING:
        await turn.expect(None, None)
        await nothing_awaited(turn)
        return
    earlier = await continuing.asked_about(turn, ticket)
    if earlier is not None and (answer_is_yes(turn.text) or bare(turn.text) in _ONE):
        await turn.expect(None, None)
        await continuing.made_one(turn, ticket, earlier)
        return
    if wording.answer_to_result(turn.text) is None and _another_matter(turn, ticket):
        await raise_matter(turn, alone=True)
        return
    await turn.expect(None, None)
    _place_beside(turn, ticket)
    turn.ledger.tickets.move(ticket, MoveName.REGISTER, actor=filing.VILLAGER, at=turn.now, reason="说是另外一件")
    await turn.ledger.reminders.cancel(ticket.number, turn.now, [filing.CLARIFY])
    owner = await filing.dispatch(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
    await acknowledging.acknowledge(turn, ticket, await turn.villager(), owner)


def _place_beside(turn: Turn, ticket: Ticket) -> None:
    """2，在三组: the place that stands beside the answer."""
    grid = turn.organisation.find_grid(turn.text, ticket.village) if ticket.village else None
    if grid is not None:
        ticket.grid = grid.code
    ticket.place = turn.verdict.place or ticket.place or (grid.name if grid is not None else None)


_ONE = frozenset(
    {"一件", "1件", "是一件", "是一件事", "一件事", "同一件", "一回事", "是一回事", "就是那件", "就是一件事"}
)


@router.on(in_private, awaiting(continuing.ANOTHER), lambda turn: continuing.says_another(turn.text))
async def another_one(turn: Turn, asked: Question) -> None:
    """另一件: what was joined to a ticket becomes one of its own."""
    await turn.expect(None, None)
    if await continuing.heard_apart(turn, asked.ticket or 0):
        await raise_matter(turn, listened=True, alone=True)
    else:
        await turn.answer(wording.LISTENING.say())


def answer_is_yes(text: str) -> bool:
    """1, 是, 对, 就是那个."""
    said = bare(text)
    return wording.answer_to_result(text) == 1 or said in _YES or said.startswith("就是")


_YES = frozenset({"是", "是的", "对", "对的", "嗯", "是它", "又坏了", "是又坏了", "还是那个", "是上回那个"})


@router.on(in_private, awaiting(following_up.WHY), not_an_order)
async def say_why(turn: Turn, asked: Question) -> None:
    """The words after "not done" are the reason; the owner hears them, masked, and nobody else."""
    await turn.expect(None, None)
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if ticket is None:
        return
    await following_up.tell_owner_again(
        turn.ledger, turn.policy, turn.organisation, ticket, mask(turn.text[:400]), turn.now
    )
    await turn.answer(wording.THANKS_FEEDBACK.say(), ticket=ticket.number)


def _another_matter(turn: Turn, ticket: Ticket | None) -> bool:
    """Plainly about something else than what was asked about, and naming no place that could be the answer."""
    verdict, organisation = turn.verdict, turn.organisation
    if ticket is None or verdict.act is not Act.TICKET or verdict.topic in (None, ticket.topic):
        return False
    in_village = organisation.find_grid(turn.text, ticket.village) if ticket.village else None
    return in_village is None and organisation.find_village(turn.text) is None


@router.on(in_private, awaiting(PLACE, VILLAGE, RANGE, MATTER), not_an_order, lambda turn: bool(turn.text))
async def fill_in(turn: Turn, asked: Question) -> None:
    """The answer to the one question: the ticket goes out to whoever it points to."""
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if _another_matter(turn, ticket):
        await raise_matter(turn)
        return
    if ticket is not None and ticket.violence_at_home and turn.organisation.find_village(turn.text) is None:
        # 1 and 方便 answer whether it is safe to talk: where it is may still be told
        await stay_safe(turn, asked)
        return
    await turn.expect(None, None)
    gone_out = (
        ticket is not None and ticket.status in WORKING - {Status.CLARIFYING} and asked.awaiting in (PLACE, VILLAGE)
    )
    if ticket is None or not (ticket.status is Status.CLARIFYING or gone_out):
        await nothing_awaited(turn, listened=asked.awaiting == MATTER)
        return
    villager = await turn.villager()
    _take_place(turn, ticket, asked.awaiting)
    if ticket.village is not None and villager.village is None:
        villager.village = ticket.village
    await note_accused(turn, ticket)
    if asked.awaiting in (RANGE, MATTER):
        _take_kind(turn, ticket, asked.awaiting)
    if gone_out:
        owner = await filing.redirect(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
        await acknowledging.acknowledge(turn, ticket, villager, owner)
        return
    turn.ledger.tickets.move(ticket, MoveName.REGISTER, actor=filing.VILLAGER, at=turn.now, reason="补充了情况")
    await turn.ledger.reminders.cancel(ticket.number, turn.now, [filing.CLARIFY])
    owner = await filing.dispatch(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
    await acknowledging.acknowledge(turn, ticket, villager, owner)


async def note_accused(turn: Turn, ticket: Ticket) -> None:
    """Whom a complaint is about, only a later message may have told: the village, another post."""
    words = await turn.ledger.tickets.words(ticket) or ""
    both = f"{words}，{turn.text}"
    accused = accused_in(turn.organisation, ticket.village, both, complaint=ticket.about_official)
    if accused and accused != ticket.evidence.get("accused"):
        ticket.evidence = {**ticket.evidence, "accused": accused}
        ticket.about_official = True


def _no_command(turn: Turn) -> bool:
    return turn.verdict.act not in (Act.QUERY, Act.WITHDRAW, Act.FEEDBACK) and bare(turn.text) not in _ANY_TIME


@router.on(in_private, awaiting(acknowledging.SAFETY), _no_command, lambda turn: bool(turn.text))
async def stay_safe(turn: Turn, asked: Question) -> None:
    """Somebody in danger writes again: a person and a number. A new matter is still taken as one."""
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if ticket is None or _something_else(turn, ticket):
        await turn.expect(None, None)
        await nothing_awaited(turn)
        return
    if ticket.grid is None:
        # 上河村一组, said to whoever asked whether it is safe to talk
        _take_place(turn, ticket, PLACE)
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.answer(danger_words.stay_safe(turn.policy, ticket, owner), why="danger", ticket=ticket.number)
    if len(bare(turn.text)) > 1 and ticket.status in OPEN:
        # "火更大了": kept with the matter, and its owner hears it at once
        await turn.ledger.tickets.add_words(ticket, await turn.villager(), turn.pieces)
        if ticket.about_official:
            await note_accused(turn, ticket)
        await filing.tell_more(turn, ticket)
        if turn.now - ticket.registered_at > ADD_WITHIN:
            # hours later, whoever else was called may think that it is over
            await filing.tell_called(
                turn.ledger,
                turn.policy,
                turn.organisation,
                ticket,
                wording.PING_DANGER_MORE.say(事=filing.title_for_others(ticket), 原因="事情还没完"),
                key=f"more:{turn.inbox_id.hex}",
                now=turn.now,
                but_not=ticket.owner,
            )


#: "他拿刀", said an hour after "他打我", is the same man at the same door
_OF_ONE_VIOLENCE = frozenset({Topic.FAMILY, Topic.PUBLIC_ORDER, Topic.DISASTER, Topic.QUARREL_NOISE})


def _something_else(turn: Turn, ticket: Ticket) -> bool:
    """Whether somebody in danger speaks of another matter; of violence at home that is not soon thought."""
    topic = turn.verdict.topic
    if not turn.verdict.is_matter or topic in (None, ticket.topic):
        return False
    if ticket.about_official and turn.verdict.urgency is Urgency.DANGER:
        # 打得人流血了: the ordinary way of a danger may lead to the one who hits
        return False
    return not (ticket.violence_at_home and topic in _OF_ONE_VIOLENCE)


def _take_place(turn: Turn, ticket: Ticket, asked: str) -> None:
    organisation, text = turn.organisation, turn.text
    village = organisation.areas.get(ticket.village or "") or organisation.find_village(text)
    if village is not None:
        ticket.village = village.code
        grid = organisation.find_grid(text, village.code)
        if grid is not None:
            ticket.grid = grid.code
    if asked in (PLACE, VILLAGE) and len(bare(text)) > 1 and _NO_PLACE.search(text) is None:
        ticket.place = text.strip()[:60]


def _take_kind(turn: Turn, ticket: Ticket, asked: str) -> None:
    verdict = turn.verdict
    kind = ticket.kind
    if asked == RANGE:
        kind = MatterKind.HOUSEHOLD if wording.only_one_household(turn.text) else MatterKind.VILLAGE
    elif verdict.kind not in (MatterKind.NONE, MatterKind.UNCLEAR):
        kind = verdict.kind
    topic = ticket.topic or verdict.topic
    filing.correct(turn.ledger, ticket, Judged(kind, topic), actor=filing.VILLAGER, at=turn.now)


async def nothing_awaited(turn: Turn, *, listened: bool = False) -> None:
    """Heard as if nothing had been asked."""
    if turn.verdict.is_matter:
        await raise_matter(turn, listened=listened)
    else:
        await turn.answer(wording.CANNOT_UNDERSTAND.say(电话=_phone_of_someone(turn)))


@router.on(act(Act.CONFIRM))
async def thanks(turn: Turn) -> None:
    """「修好了，谢谢」: confirms one's own matter that was reported done; a thank-you never reopens anything."""
    villager = await turn.villager()
    # somebody who only joined cannot end it for the one who raised it
    mine = await turn.ledger.tickets.raised_by(villager.ref, as_reporter=True)
    topic = turn.verdict.topic
    told = [t for t in mine if t.status is Status.RESOLVED and (topic is None or t.topic is topic)]
    if len(told) == 1:
        await _done(turn, told[0])
    elif not turn.in_group:
        phrase = wording.THANKS_FEEDBACK if turn.officer is None else wording.OFFICER_UNCLEAR
        await turn.answer(phrase.say())


@router.on(in_group, act(Act.FEEDBACK))
async def be_quiet(turn: Turn) -> None:
    """「机器人别老说话」: taken at its word, without excuses."""
    await turn.say_in_group(wording.GROUP_QUIET.say(), why="reply")


@router.on(in_private, act(Act.FEEDBACK))
async def fault(turn: Turn) -> None:
    """Something is wrong with this service itself: a person helps."""
    await turn.answer(wording.HUMAN_OFFER.say(人="村里", 电话=_phone_of_someone(turn)))


#: the last router's last word: somebody wrote in private and nothing else applied
last = Router("last")


@last.on(in_private, from_officer)
async def officer_unclear(turn: Turn) -> None:
    """An official's words that are no order and no matter."""
    await turn.answer(wording.OFFICER_UNCLEAR.say())


@last.on(in_private)
async def unclear(turn: Turn) -> None:
    """Not understood: say so, and offer a person."""
    await turn.answer(wording.CANNOT_UNDERSTAND.say(电话=_phone_of_someone(turn)))


_ANY_TIME = frozenset({*_HUMAN, *OPT_OUT, "说", "说事"})


def _phone_of_someone(turn: Turn) -> str:
    return filing.office_phone(turn.organisation)


async def _name(turn: Turn) -> str:
    return (await turn.villager()).name
