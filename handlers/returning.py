"""退, 转: not my job. The first taker stays responsible until somebody above has said whose it is (首接负责)."""

import re

from classifiers.privacy import mask
from classifiers.verdict import Urgency
from handlers import deadlines, elsewhere, filing, wording
from handlers.dispatch import NobodyToAsk, barred_from, choose_owner, may_own, officers_named
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.handing_over import hand_over
from handlers.officer_replies import meant, order, polite
from handlers.router import Router
from handlers.tiers import deciders
from handlers.turn import Turn, tell_officer
from handlers.wording.later import RETURN_ASKED_LATER
from storage.lifecycle import MoveName, Status
from storage.models import Officer, SentBack, Ticket

router = Router("returning")

_MAY_GO_BACK = frozenset({Status.DISPATCHED, Status.ACCEPTED})
#: 退 3 归镇上管 给镇上; 退 3 这是水管站的事，应该给李桂花
_TO = re.compile(
    "[,，、;；\\s]*(?:应该?|该)?(?:交给|转给|派给|给|归|找)(?P<whom>[^,，、;；。\\s]{1,12}?)(?:[管办去吧。.]*)$"
)


@router.on(from_officer, in_private, order("退"))
@polite
async def give_back(turn: Turn, number: int | None, words: str) -> None:
    """「退 3 不归我管 给李桂花」: asked of the tier above; until it has answered, the owner keeps it."""
    ticket = await meant(turn, number, lambda t: t.status in _WORKED_ON, "退")
    to = _TO.search(words)
    named = _named(turn, ticket, to["whom"]) if to is not None else None
    reason = words[: to.start()] if to is not None and named is not None else words
    if not reason.strip() and to is not None:
        # 退 3 归镇上管 says both at once
        reason = words
    if named is not None and await elsewhere.asked_whether(turn, ticket, named, "退", words):
        return
    await ask(turn, ticket, reason.strip(), named)


_WORKED_ON = frozenset(
    {
        Status.DISPATCHED,
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.DELIBERATING,
        Status.REOPENED,
        Status.RETURN_REQUESTED,
    }
)


async def ask(turn: Turn, ticket: Ticket, reason: str, suggested: Officer | None) -> None:
    """Ask whether a ticket may go back. Raises Refused where it may not be asked."""
    assert turn.officer is not None
    ledger, title = turn.ledger, filing.staff_title(ticket)
    before = await ledger.requests.returns_of(ticket.number)
    above = _refuse_what_cannot_go_back(turn, ticket, len(before))
    if not reason:
        raise Refused("a reason", wording.RETURN_HOW.say(事=title, 编号=ticket.number))
    asked = deciders(turn.policy, turn.organisation, ticket, turn.now, SentBack, above=above)
    if not asked:
        phone = filing.office_phone(turn.organisation)
        raise Refused("nobody to ask", wording.NOBODY_TO_ASK.say(事=title, 电话=phone))
    request = SentBack(
        township=ledger.township,
        ticket=ticket.number,
        sequence=len(before) + 1,
        asked_by=turn.officer.id,
        asked_at=turn.now,
        reason=mask(reason[:400]),
        suggested=suggested.id if suggested is not None else None,
        stood=ticket.status,
        above=above,
    )
    ledger.requests.add(request)
    ledger.tickets.move(
        ticket,
        MoveName.RETURN,
        actor=request.asked_by,
        at=turn.now,
        reason=request.reason,
        detail={"suggested": request.suggested} if request.suggested else None,
    )
    await _ask_each(turn, ticket, request, suggested, asked)


def _refuse_what_cannot_go_back(turn: Turn, ticket: Ticket, before: int) -> bool:
    """Whether only the tier above may decide it. Raises Refused."""
    title, at_most = filing.staff_title(ticket), turn.policy.deadlines.returns.at_most
    if ticket.status is Status.RETURN_REQUESTED:
        raise Refused("one is undecided", wording.FIRST_AN_ANSWER.say(事=title))
    if ticket.paused_at is not None:
        raise Refused("it stands still", wording.ALREADY_PAUSED.say(事=title, 编号=ticket.number))
    if ticket.status not in _MAY_GO_BACK:
        raise Refused("work has begun", wording.RETURN_STARTED.say(事=title))
    if before > at_most:
        raise Refused("decided from above", wording.RETURN_NO_MORE.say(事=title, 数1=before))
    return before >= at_most


async def _ask_each(
    turn: Turn, ticket: Ticket, request: SentBack, suggested: Officer | None, asked: list[Officer]
) -> None:
    assert turn.officer is not None
    title = filing.title_for_others(ticket)
    if suggested is not None:
        text = wording.RETURN_ASK_TO.say(
            人=turn.officer.name, 事=title, 部门=suggested.name, 原因=request.reason, 编号=ticket.number
        )
    else:
        text = wording.RETURN_ASK.say(人=turn.officer.name, 事=title, 原因=request.reason, 编号=ticket.number)
    for officer in asked:
        await tell_officer(
            turn.ledger,
            turn.policy,
            officer,
            text,
            ticket=ticket,
            why="return",
            key=f"t{ticket.number}:return:{request.sequence}:{officer.id}",
            now=turn.now,
        )
    names = "、".join(officer.name for officer in asked)
    phrase = RETURN_ASKED_LATER if turn.waits_for_morning(ticket) else wording.RETURN_ASKED_OK
    await turn.answer(phrase.say(事=filing.staff_title(ticket), 部门=names), ticket=ticket.number)


def _named(turn: Turn, ticket: Ticket, text: str) -> Officer | None:
    """The one official that a text names; None for nobody, and for several."""
    found = officers_named(turn.organisation, ticket.village, text)
    return found[0] if len(found) == 1 else None


async def grant(turn: Turn, request: SentBack, ticket: Ticket, words: str) -> None:
    """「同意」: to whom the decider names, else to whom the owner suggested, else to the next one in line."""
    assert turn.officer is not None
    to = _named(turn, ticket, words) if words else None
    if to is None and request.suggested is not None:
        to = turn.organisation.officers.get(request.suggested)
    await give(turn, ticket, to or _next_in_line(turn, ticket, request), request)


def _next_in_line(turn: Turn, ticket: Ticket, request: SentBack) -> Officer:
    """Who would have had it, had the present owner not been there; never whoever gave it back."""
    try:
        return choose_owner(
            turn.organisation,
            village=ticket.village,
            grid=ticket.grid,
            topic=ticket.topic,
            on=turn.policy.calendar.day_of(turn.now),
            about_official=ticket.about_official,
            barred=barred_from(turn.organisation, ticket),
            not_again=(ticket.owner, request.asked_by),
            duties=turn.policy.duties,
            danger=ticket.urgency is Urgency.DANGER,
        ).owner
    except NobodyToAsk:
        raise Refused(
            "nobody else", wording.WHOM_TO_GIVE.say(事=filing.staff_title(ticket), 编号=ticket.number)
        ) from None


async def give(turn: Turn, ticket: Ticket, to: Officer, request: SentBack | None, *, because: str = "上面定的") -> None:
    """The decider has said whose it is. Raises Refused where that one may not own it."""
    assert turn.officer is not None
    ledger, policy = turn.ledger, turn.policy
    able = turn.organisation.able_on(to.id, policy.calendar.day_of(turn.now))
    if able is None or able == ticket.owner or not may_own(turn.organisation, able, ticket):
        text = wording.CANNOT_GIVE.say(事=filing.staff_title(ticket), 人=to.name, 编号=ticket.number)
        raise Refused("not his to own", text)
    new, old = turn.organisation.officers[able], filing.owner_of(turn.organisation, ticket)
    if request is not None:
        request.decided_by, request.decided_at, request.granted = turn.officer.id, turn.now, True
    await hand_over(ledger, policy, turn.organisation, ticket, new, by=turn.officer.id, now=turn.now, because=because)
    if old.id != turn.officer.id:
        await tell_officer(
            ledger,
            policy,
            old,
            wording.PING_RETURNED.say(事=filing.staff_title(ticket), 人=new.name, 电话=new.phone),
            ticket=ticket,
            why="return",
            key=f"t{ticket.number}:returned:{ticket.moves}",
            now=turn.now,
        )
    await turn.answer(
        wording.RETURNED_OK.say(事=filing.title_for_others(ticket), 人=new.name, 电话=new.phone),
        ticket=ticket.number,
    )


async def refuse(turn: Turn, request: SentBack, ticket: Ticket, reason: str) -> None:
    """「不同意」: it stays with its owner, who hears why; it stands where it stood."""
    assert turn.officer is not None
    request.decided_by, request.decided_at, request.granted = turn.officer.id, turn.now, False
    back_to = request.stood if request.stood is Status.ACCEPTED else None
    turn.ledger.tickets.move(
        ticket,
        MoveName.DISPATCH,
        actor=turn.officer.id,
        at=turn.now,
        reason=reason or "不同意退",
        detail={"owner": ticket.owner, "due_at": ticket.due_at.isoformat()},
        back_to=back_to,
    )
    if ticket.status is Status.DISPATCHED:
        # he had not taken it before he asked: his time to take it begins with the answer
        calendar = turn.policy.calendar.of(ticket.village)
        anew = deadlines.dates_for(turn.policy.deadlines, calendar, ticket.urgency, ticket.topic, turn.now)
        ticket.accept_by = max(ticket.accept_by, anew.accept_by)
        await filing.plan_rungs(turn.ledger, turn.policy, turn.organisation, ticket, turn.now, handed_at=turn.now)
    owner = filing.owner_of(turn.organisation, ticket)
    await tell_officer(
        turn.ledger,
        turn.policy,
        owner,
        wording.PING_NOT_RETURNED.say(
            事=filing.staff_title(ticket),
            原因=reason or wording.NO_REASON_SAID,
            日期=turn.policy.due(ticket),
        ),
        ticket=ticket,
        why="return",
        key=f"t{ticket.number}:not-returned:{request.sequence}",
        now=turn.now,
    )
    await turn.answer(
        wording.NOT_RETURNED_OK.say(事=filing.title_for_others(ticket), 人=owner.name), ticket=ticket.number
    )
