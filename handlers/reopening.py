"""重办: whoever looks on from beside (the village's supervisor, the township's office) says that a result is none.

Practice §4: the supervisor has an independent look and may reopen. Unlike the villager he may at any time, and gives
his reason, which the history keeps under his own id.
"""

from datetime import datetime

from classifiers.privacy import mask
from handlers import filing, following_up, joint, wording
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.officer_replies import order, polite
from handlers.orders import enough_of_a_result
from handlers.policy import Policy
from handlers.router import Router
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_officer
from handlers.wording import reopening as say
from storage.lifecycle import WORKING, Status
from storage.models import Ticket
from storage.organisation import Organisation, Role

router = Router("reopening")

_MAY = (Role.VILLAGE_SUPERVISOR, Role.AFFAIRS_OFFICE)
#: what there is a result of
ENDED = frozenset({Status.RESOLVED, Status.CLOSED})


def may_reopen(policy: Policy, organisation: Organisation, ticket: Ticket, officer: str, now: datetime) -> bool:
    """Whether somebody may say so today. Of complaints about officials and of violence at home the office alone,
    unless he has the matter himself (Ruling 7)."""
    few = ticket.about_official or ticket.violence_at_home
    roles = (Role.AFFAIRS_OFFICE,) if few and ticket.owner != officer else _MAY
    return joint.holds(policy, organisation, ticket, officer, roles, now)


@router.on(from_officer, in_private, order("重办"))
@polite
async def reopen(turn: Turn, number: int | None, words: str) -> None:
    """「重办 12 灯还是不亮」: back to its owner with a new date; he and everybody behind it hear so."""
    assert turn.officer is not None
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    ticket = await _meant(turn, number)
    reason = mask(words[:400]).strip()
    if not enough_of_a_result(reason):
        raise Refused("a reason", say.REOPEN_HOW.say(编号=ticket.number))
    await following_up.reopen(
        turn.ledger, turn.policy, turn.organisation, ticket, "", turn.now, by=turn.officer.id, reason=reason
    )
    await _tell(turn, ticket, reason)


async def _meant(turn: Turn, number: int | None) -> Ticket:
    """The ended ticket of this number. Raises Refused; whoever may not know of it hears what a stranger hears."""
    assert turn.officer is not None
    if number is None:
        raise Refused("which one", say.REOPEN_HOW.say(编号=12))
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    ticket = await turn.ledger.tickets.root_of(ticket)
    if not may_reopen(turn.policy, turn.organisation, ticket, turn.officer.id, turn.now):
        raise Refused("not his to reopen", say.NOT_YOURS_TO_REOPEN.say(编号=number))
    title = filing.title_for_others(ticket)
    if ticket.status in WORKING:
        raise Refused("it is worked on", say.REOPEN_NOT_ENDED.say(事=title, 编号=ticket.number))
    if ticket.status not in ENDED:
        raise Refused("it did not end", say.REOPEN_TAKEN_BACK.say(事=title))
    return ticket


async def _tell(turn: Turn, ticket: Ticket, reason: str) -> None:
    assert turn.officer is not None
    ledger, policy = turn.ledger, turn.policy
    owner, day = filing.owner_of(turn.organisation, ticket), policy.day(ticket.due_at)
    if owner.id != turn.officer.id:
        text = say.PING_REOPENED_BY.say(
            事=filing.staff_title(ticket), 人=turn.officer.name, 电话=turn.officer.phone, 原因=reason, 日期=day
        )
        key = f"t{ticket.number}:reopen:{ticket.moves}:{turn.officer.id}"
        await tell_officer(ledger, policy, owner, text, ticket=ticket, why="notice", key=key, now=turn.now)
    # what he was asked about the result is no longer the question
    reporter = await following_up.reporter_of(ledger, ticket)
    asked = await ledger.conversations.find(reporter.ref, turn.now) if reporter is not None else None
    if reporter is not None and asked is not None and asked.ticket == ticket.number:
        await ledger.conversations.expect(reporter.ref, None, None, turn.now)
    await tell_all_behind(
        ledger,
        policy,
        ticket,
        lambda name: say.REOPENED_BY_OTHERS.say(称呼=name, 事=ticket.title, 人=owner.name, 电话=owner.phone, 日期=day),
        why="notice",
        key=f"reopened:{ticket.moves}",
        now=turn.now,
    )
    await turn.answer(
        say.REOPENED_BY_OK.say(事=filing.title_for_others(ticket), 人=owner.name, 日期=day), ticket=ticket.number
    )
