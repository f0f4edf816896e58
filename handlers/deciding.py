"""同意 · 不同意 · 转: one tier up answers what an owner asked for. The first answer decides (Ruling 5)."""

from datetime import timedelta

from classifiers.privacy import mask
from handlers import elsewhere, extending, filing, reopening, returning, taking_over, titles, wording
from handlers.dispatch import officers_named
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.officer_replies import meant, order, polite
from handlers.router import Router
from handlers.tiers import deciders, may_decide
from handlers.turn import Turn
from handlers.wording import deciding as say
from handlers.wording.case_files import CASE_OWNER_WHY
from storage.lifecycle import WORKING, Status
from storage.models import Extension, Officer, SentBack, Ticket
from storage.organisation import Organisation
from storage.requests import Request

router = Router("deciding")

#: for so long somebody who answers too late hears who decided
_REMEMBERED = timedelta(days=30)
_HANDED_OUT = frozenset(
    {
        Status.DISPATCHED,
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.DELIBERATING,
        Status.REOPENED,
        Status.RETURN_REQUESTED,
    }
)


@router.on(from_officer, in_private, order("不同意"))
@polite
async def disagree(turn: Turn, number: int | None, words: str) -> None:
    """「不同意 3 先办起来」: it stays as it was, and whoever asked hears why."""
    request, ticket = await _asked(turn, number, "不同意")
    reason = mask(words[:400])
    if isinstance(request, Extension):
        await extending.refuse(turn, request, ticket, reason)
    else:
        await returning.refuse(turn, request, ticket, reason)


@router.on(from_officer, in_private, order("同意"))
@polite
async def agree(turn: Turn, number: int | None, words: str) -> None:
    """「同意 3」; for a return also 「同意 3 给李桂花」."""
    request, ticket = await _asked(turn, number, "同意")
    if isinstance(request, Extension):
        await extending.grant(turn, request, ticket)
    else:
        await returning.grant(turn, request, ticket, words)


@router.on(from_officer, in_private, order("转"))
@polite
async def hand_on(turn: Turn, number: int | None, words: str) -> None:
    """「转 3 李桂花」: one tier up says whose it is; from its owner it is a wish."""
    assert turn.officer is not None
    number = await turn.number_meant(number)
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if number is not None and ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    request: Request | None = None
    if ticket is None or ticket.owner != turn.officer.id:
        request = await _return_waiting(turn, number)
        ticket = await turn.ledger.tickets.get(request.ticket) if request is not None else ticket
    if ticket is None:
        ticket = await meant(turn, None, lambda t: t.status in _HANDED_OUT, "转")
    named = officers_named(turn.organisation, ticket.village, words)
    if len(named) != 1:
        raise Refused("to whom?", wording.WHOM_TO_GIVE.say(事=filing.staff_title(ticket), 编号=ticket.number))
    if await elsewhere.asked_whether(turn, ticket, named[0], "转", words):
        return
    if ticket.owner == turn.officer.id:
        await returning.ask(turn, ticket, f"想转给{named[0].name}", named[0])
        return
    if ticket.status not in _HANDED_OUT or not _may_hand_on(turn, ticket, request):
        await _say_who_decided(turn, ticket.number)
        _say_that_it_is_over(turn, ticket)
        raise Refused("not his to decide", wording.NOT_YOURS_TO_DECIDE.say(编号=ticket.number))
    assert request is None or isinstance(request, SentBack)
    await returning.give(turn, ticket, named[0], request, because=await _because(turn, ticket, named[0], words))


async def _because(turn: Turn, ticket: Ticket, to: Officer, words: str) -> str:
    """Why it changes hands. Where a team works on it, a reason is asked for (seeds 2.15). Raises Refused."""
    said = mask(words.replace(to.name, " ")[:50]).strip(" ,，。因为：:")
    if await turn.ledger.case_files.open_of(ticket.number) is None:
        return "上面定的"
    if len(said) < 2:
        text = CASE_OWNER_WHY.say(事=filing.title_for_others(ticket), 人=to.name, 编号=ticket.number)
        raise Refused("a reason", text)
    return f"上面定的：{said}"


def _may_hand_on(turn: Turn, ticket: Ticket, request: Request | None) -> bool:
    assert turn.officer is not None
    if request is not None:
        return True
    if ticket.status is Status.RETURN_REQUESTED:
        # somebody asked, and this official is not the one who answers
        return False
    able = deciders(turn.policy, turn.organisation, ticket, turn.now, SentBack, above=False)
    return any(officer.id == turn.officer.id for officer in able)


@router.on(from_officer, in_private, order("让"))
@polite
async def let_have(turn: Turn, number: int | None, words: str) -> None:
    """「让 3」: a helper who has offered takes it; its owner's word is enough."""
    ticket = await meant(turn, number, lambda t: t.status in taking_over.MAY_CHANGE_HANDS, "让")
    await taking_over.allow(turn, ticket)


async def _waiting_for_me(turn: Turn, number: int | None) -> list[tuple[Request, Ticket]]:
    assert turn.officer is not None
    return [
        (request, ticket)
        for request, ticket in await turn.ledger.requests.waiting()
        if (number is None or ticket.number == number)
        and turn.officer.id in may_decide(turn.policy, turn.organisation, ticket, turn.now, request)
    ]


async def _return_waiting(turn: Turn, number: int | None) -> Request | None:
    found = [request for request, _ in await _waiting_for_me(turn, number) if isinstance(request, SentBack)]
    return found[0] if len(found) == 1 else None


async def _asked(turn: Turn, number: int | None, doing: str) -> tuple[Request, Ticket]:
    """The one wish that an answer can mean. Raises Refused: which one, already done, nothing there, not his."""
    number = await turn.number_meant(number)
    found = await _waiting_for_me(turn, number)
    if len(found) == 1:
        return found[0]
    if found:
        rows = [(ticket.number, titles.staff_title(ticket.topic, ticket.kind)) for _, ticket in found[:5]]
        raise Refused("several wait", wording.which_of_yours(doing, rows))
    await _say_who_decided(turn, number)
    if number is None:
        raise Refused("nothing waits", wording.NOTHING_TO_DECIDE.say())
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    if _would_decide(turn, ticket):
        _say_that_it_is_over(turn, ticket)
        raise Refused("nobody asked", say.NOTHING_ASKED.say(事=filing.title_for_others(ticket), 编号=number))
    raise Refused("nothing of his", wording.NOT_YOURS_TO_DECIDE.say(编号=number))


def _would_decide(turn: Turn, ticket: Ticket) -> bool:
    """Whether he is one of those who are asked about this ticket when anything is asked."""
    assert turn.officer is not None
    return any(
        officer.id == turn.officer.id
        for officer in deciders(turn.policy, turn.organisation, ticket, turn.now, SentBack, above=False)
    )


def _say_that_it_is_over(turn: Turn, ticket: Ticket) -> None:
    """Raises Refused where a matter has ended, to whoever would have decided about it: nobody else is to be asked."""
    assert turn.officer is not None
    if ticket.status in WORKING or not _would_decide(turn, ticket):
        return
    again = ticket.status in reopening.ENDED and reopening.may_reopen(
        turn.policy, turn.organisation, ticket, turn.officer.id, turn.now
    )
    phrase = say.DECIDE_ENDED_REOPEN if again else say.DECIDE_ENDED
    raise Refused("it has ended", phrase.say(事=filing.title_for_others(ticket), 编号=ticket.number))


async def _say_who_decided(turn: Turn, number: int | None) -> None:
    """Raises Refused with a polite "already done" where somebody else was faster."""
    assert turn.officer is not None
    for request in await turn.ledger.requests.decided_since(turn.now - _REMEMBERED):
        if number is not None and request.ticket != number:
            continue
        ticket = await turn.ledger.tickets.get(request.ticket)
        if turn.officer.id in _were_asked(turn, ticket, request):
            name = _name_of(turn.organisation, request.decided_by)
            raise Refused("already done", wording.ALREADY_DECIDED.say(事=filing.title_for_others(ticket), 人=name))


def _were_asked(turn: Turn, ticket: Ticket, request: Request) -> set[str]:
    return may_decide(turn.policy, turn.organisation, ticket, turn.now, request) | {request.decided_by or ""}


def _name_of(organisation: Organisation, officer: str | None) -> str:
    found = organisation.officers.get(officer or "")
    return found.name if found is not None else "村里"
