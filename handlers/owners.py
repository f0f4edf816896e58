"""值班 代理 回避: every open ticket has an owner who can act today. Where one cannot, the next by rule takes over.

A sweep looks every time; nothing waits for somebody to notice. The new owner has to accept for himself; the date that
the villager was told does not move.
"""

from collections.abc import AsyncIterator
from datetime import datetime

from classifiers.verdict import Urgency
from handlers import deadlines, filing, following_up, wording
from handlers.dispatch import Choice, NobodyToAsk, able_holders, barred_from
from handlers.note_kinds import HANDED
from handlers.policy import Policy
from handlers.turn import tell_officer, tell_villager
from storage.ledger import Ledger
from storage.lifecycle import WORKING, MoveName, Status
from storage.models import Ticket
from storage.organisation import Organisation, Role
from storage.speech import StaffText

AWAY, LEFT, NOT_TAKEN, CONCERNED = "原来的人不在岗", "原来的人不管这片了", "原来的人一直没接", "按回避换人"
#: whose decision or answer is awaited: the owner changes, the state does not
_STATE_STAYS = frozenset({Status.CLARIFYING, Status.RESOLVED, Status.DELIBERATING, Status.RETURN_REQUESTED})
_CONFLICTS_SEEN = "conflicts_seen"


async def keep_owners(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Hand over every open ticket whose owner is away today or has left. Returns how many."""
    organisation = await ledger.organisation()
    today = policy.calendar.day_of(now)
    unable = [owner for owner in await ledger.tickets.owners_ever() if organisation.able_on(owner, today) != owner]
    return await _hand_over_all(ledger, policy, organisation, unable, now) if unable else 0


async def keep_apart(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Relatives may have been declared since a ticket was handed out: looked at once for each organisation."""
    organisation = await ledger.organisation()
    if not await ledger.reminders.first_look(_CONFLICTS_SEEN, organisation.generation):
        return 0
    declared = sorted({person for pair in organisation.conflicts for person in pair})
    return await _hand_over_all(ledger, policy, organisation, declared, now) if declared else 0


async def _hand_over_all(
    ledger: Ledger, policy: Policy, organisation: Organisation, owners: list[str], now: datetime
) -> int:
    handed, after = 0, 0
    while page := await ledger.tickets.open_with_owner_among(owners, after=after):
        after = page[-1].number
        for ticket in page:
            handed += await hand_over(ledger, policy, organisation, ticket, now)
        await ledger.flush()
    return handed


async def hand_over(ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> bool:
    """Give a ticket to somebody who can act, where its owner cannot. False: he can, or there is nobody else."""
    found = successor(policy, organisation, ticket, now)
    if found is None:
        return False
    choice, because = found
    await give_to(ledger, policy, organisation, ticket, choice, because, now)
    return True


def successor(policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> tuple[Choice, str] | None:
    """Who takes over where the owner cannot act, and why he cannot. None: he can, or there is nobody else."""
    today = policy.calendar.day_of(now)
    barred = barred_from(organisation, ticket)
    able = organisation.able_on(ticket.owner, today)
    if able == ticket.owner and ticket.owner not in barred:
        return None
    because = CONCERNED if ticket.owner in barred else AWAY if ticket.owner in organisation.officers else LEFT
    deputy = organisation.officers.get(able or "")
    if deputy is not None and deputy.id not in barred and deputy.chat is not None and not ticket.about_official:
        return Choice(deputy, because + "，由代理人接"), because
    try:
        found = filing.owner_by_rule(policy, organisation, ticket, now, not_again=(ticket.owner,))
    except NobodyToAsk:
        return None
    return Choice(found.owner, f"{because}，{found.because}"), because


async def would_change_hands(
    ledger: Ledger, policy: Policy, organisation: Organisation, now: datetime
) -> AsyncIterator[tuple[Ticket, Choice]]:
    """The open tickets that would get another owner under an organisation that is not loaded yet."""
    today = policy.calendar.day_of(now)
    unable = {owner for owner in await ledger.tickets.owners_ever() if organisation.able_on(owner, today) != owner}
    declared = {person for pair in organisation.conflicts for person in pair}
    after = 0
    while page := await ledger.tickets.open_with_owner_among(sorted(unable | declared), after=after):
        after = page[-1].number
        for ticket in page:
            found = successor(policy, organisation, ticket, now)
            if found is not None:
                yield ticket, found[0]


async def hand_on(ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime) -> bool:
    """Nobody has taken it in time: the next in the grid, else the next one up, gets it as deputy."""
    if ticket.status is not Status.DISPATCHED or ticket.accept_by > now:
        # taken, or handed on meanwhile
        return False
    if ticket.help_asked_at is not None:
        # asking for help is an answer, and the next one up has been called
        return False
    history = await ledger.tickets.history(ticket.number)
    if any(line.move is MoveName.REASSIGN and line.reason.startswith(NOT_TAKEN) for line in history):
        # once is enough: from here on the ladder calls those above
        return False
    handed_out = [str(line.detail["owner"]) for line in history if "owner" in line.detail]
    try:
        load = await filing.load_for(ledger, policy, organisation, ticket.village, ticket.grid, ticket.topic)
        not_again = (*handed_out, ticket.owner)
        found = filing.owner_by_rule(policy, organisation, ticket, now, not_again=not_again, load=load)
    except NobodyToAsk:
        return False
    await give_to(
        ledger, policy, organisation, ticket, Choice(found.owner, f"{NOT_TAKEN}，{found.because}"), NOT_TAKEN, now
    )
    return True


async def give_to(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    choice: Choice,
    because: str,
    now: datetime,
) -> None:
    """Another owner, with a line of history; he, the dispatcher and the villager hear of it."""
    before, ticket.owner, ticket.owner_because = ticket.owner, choice.owner.id, choice.because[:64]
    # it was the one before who had asked for help, or had taken a wish
    ticket.help_asked_at = None
    await ledger.wishes.let_go(ticket.number, now)
    detail = {"owner": ticket.owner, "from": before}
    # what waits for the weather waits for it in other hands too; he hears when it goes on
    stays = ticket.status in _STATE_STAYS or ticket.paused_at is not None
    if not stays:
        dates = deadlines.dates_for(
            policy.deadlines, policy.calendar.of(ticket.village), ticket.urgency, ticket.topic, now
        )
        # he has as long to say whether he takes it as the first one had; the date that was promised stays
        ticket.accept_by = dates.accept_by
        detail["accept_by"] = ticket.accept_by.isoformat()
    move = MoveName.CORRECT if stays else MoveName.REASSIGN
    ledger.tickets.move(ticket, move, actor="system", at=now, reason=choice.because, detail=detail)
    await ledger.reminders.cancel(ticket.number, now, person=before)
    if ticket.status not in WORKING or ticket.status is Status.CLARIFYING:
        return
    await filing.drop_wishes(ledger, ticket, by="system", now=now)
    await filing.plan_rungs(ledger, policy, organisation, ticket, now, handed_at=now)
    await _tell(ledger, policy, organisation, ticket, choice, because, now)


async def _tell(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    choice: Choice,
    because: str,
    now: datetime,
) -> None:
    owner = choice.owner
    if ticket.urgency is Urgency.DANGER:
        await filing.call_owner(ledger, policy, organisation, ticket, owner, now)
    else:
        # where he need not take it for himself, the note is no rung that the taking would end
        to_be_taken = ticket.status is Status.DISPATCHED
        await tell_officer(
            ledger,
            policy,
            owner,
            _taken_over(policy, organisation, ticket, because),
            ticket=ticket,
            why="L0" if to_be_taken else "notice",
            key=f"t{ticket.number}:{f'L0@{HANDED}' if to_be_taken else 'taken-over'}:{owner.id}:{ticket.moves}",
            now=now,
        )
    barred = barred_from(organisation, ticket)
    today = policy.calendar.day_of(now)
    for dispatcher in able_holders(
        organisation, Role.AFFAIRS_OFFICE, ticket.village, today, without=barred | {owner.id}
    )[:1]:
        await tell_officer(
            ledger,
            policy,
            dispatcher,
            wording.PING_MOVED.say(
                事=filing.title_for_others(ticket),
                地点=filing.place_for_others(organisation, ticket),
                原因=because,
                人=owner.name,
                电话=owner.phone,
            ),
            ticket=ticket,
            why="notice",
            key=f"t{ticket.number}:moved:{ticket.moves}",
            now=now,
        )
    await _tell_villager(ledger, policy, ticket, choice, now)


def _taken_over(policy: Policy, organisation: Organisation, ticket: Ticket, because: str) -> StaffText:
    title, place = filing.staff_title(ticket), ticket.place or filing.place_name(organisation, ticket)
    if ticket.paused_at is not None:
        return wording.PING_TAKEN_OVER_PAUSED.say(事=title, 地点=place, 原因=because, 编号=ticket.number)
    return wording.PING_TAKEN_OVER.say(事=title, 地点=place, 原因=because, 日期=policy.due(ticket))


async def _tell_villager(ledger: Ledger, policy: Policy, ticket: Ticket, choice: Choice, now: datetime) -> None:
    reporter = await following_up.reporter_of(ledger, ticket)
    if reporter is None or ticket.violence_at_home or reporter.unreachable_at is not None:
        # where there is violence at home nothing is written unasked
        return
    name, owner = wording.salutation(reporter.name), choice.owner
    if ticket.paused_at is not None:
        # its date stands still; the new one is told when it goes on
        text = wording.NEW_HANDLER_PAUSED.say(称呼=name, 事=ticket.title, 人=owner.name, 电话=owner.phone)
    else:
        day = policy.due(ticket)
        text = wording.NEW_HANDLER.say(称呼=name, 事=ticket.title, 人=owner.name, 电话=owner.phone, 日期=day)
    await tell_villager(
        ledger,
        policy,
        reporter,
        text,
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:moved:villager:{ticket.moves}",
        now=now,
    )
