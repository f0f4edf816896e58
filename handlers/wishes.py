"""微心愿, 点单–派单–接单: a small wish is posted without a name, taken for a while, brought by two.

No clock punishes anybody: a wish has no rungs past a date, and a claim that runs out goes back to the list with a kind
word. A claimant is the ticket's owner as long as he holds it, so 好, 看 and the villager's answer work as everywhere.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from classifiers.verdict import MatterKind, Privacy, Urgency
from handlers import filing, following_up, wording
from handlers.dispatch import barred_from, may_own
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.officer_replies import polite
from handlers.people_named import people_named
from handlers.policy import Policy
from handlers.router import Router
from handlers.turn import Turn, tell_officer, tell_villager
from handlers.wish_visits import EXPIRED, GIVEN_BACK, OVER, name_of, village_name, where_to
from handlers.wish_words import kind_of, wish_in
from handlers.wording import wishes as say
from storage.ledger import Ledger
from storage.lifecycle import WORKING, MoveName, Status
from storage.models import Officer, Ticket
from storage.organisation import Organisation
from storage.wishes import Wish, WishClaim

#: an official's orders; a villager's wish stands behind the answers to what was asked
router = Router("wishes")
wishing = Router("wishing")


# 点单 ---------------------------------------------------------------------------------------------------------------


def _wishes(turn: Turn) -> dict[str, Any] | None:
    if turn.verdict.urgency is Urgency.DANGER:
        # danger first, whatever it is called
        return None
    words = wish_in(turn.text)
    return None if words is None else {"words": words}


@wishing.on(in_private, lambda turn: turn.officer is None, _wishes)
async def wish(turn: Turn, words: str) -> None:
    """「心愿 想要个收音机」: on the list by its kind, without a name."""
    villager = await turn.villager()
    if len(words) < 2:
        await turn.answer(say.WISH_WHAT.say(电话=filing.office_phone(turn.organisation)), why="ask")
        return
    village = turn.organisation.find_village(words) or turn.organisation.areas.get(villager.village or "")
    bound = villager.bound_until is not None and villager.bound_until > turn.now
    grid = villager.grid if bound else None
    as_wish(turn)
    ticket = await filing.file_ticket(
        turn,
        villager,
        village=village.code if village else None,
        grid=grid,
        # where it is stands in the words alone, so that no note to an official can carry it
        place=None,
        waiting=False,
    )
    owner = await post(turn, ticket, words)
    text = say.ACK_WISH.say(
        称呼=wording.salutation(villager.name or turn.message.sender_name),
        编号=ticket.number,
        人=owner.name,
        电话=owner.phone,
    )
    await turn.answer(text, why="ack", ticket=ticket.number)


def as_wish(turn: Turn) -> None:
    """From here on what was said is a wish: one household's own, for nobody but those who bring it."""
    turn.verdict = replace(
        turn.verdict, urgency=Urgency.WISH, kind=MatterKind.HOUSEHOLD, privacy=Privacy.PRIVATE, is_matter=True
    )


async def post(turn: Turn, ticket: Ticket, words: str) -> Officer:
    """Put a filed wish on the list; whoever looks after the place hears its kind, not where it is. Returns him."""
    ledger = turn.ledger
    ledger.wishes.post(ticket, kind_of(words))
    owner = filing.owner_of(turn.organisation, ticket)
    ledger.tickets.move(
        ticket,
        MoveName.DISPATCH,
        actor="system",
        at=turn.now,
        reason="挂到心愿单",
        detail={"owner": owner.id, "due_at": ticket.due_at.isoformat()},
    )
    await filing.plan_rungs(ledger, turn.policy, turn.organisation, ticket, turn.now)
    listed = await _listed(ledger, ticket)
    if turn.officer is None or owner.id != turn.officer.id:
        text = say.PING_WISH.say(编号=ticket.number, 原因=name_of(listed), 村=village_name(turn.organisation, ticket))
        key = f"t{ticket.number}:L0:{owner.id}:{ticket.moves}"
        await tell_officer(ledger, turn.policy, owner, text, ticket=ticket, why="notice", key=key, now=turn.now)
    return owner


async def _listed(ledger: Ledger, ticket: Ticket) -> Wish:
    found = await ledger.wishes.find(ticket.number)
    if found is None:
        raise Refused("no wish", say.NOT_A_WISH.say(编号=ticket.number))
    return found


# 接单 ---------------------------------------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("心愿", "微心愿", "心愿单"))
@polite
async def the_list(turn: Turn, number: int | None, words: str) -> None:
    """「心愿」: what nobody has taken yet: number, kind and village."""
    assert turn.officer is not None
    officer = turn.officer.id
    rows = [
        (ticket.number, name_of(one), village_name(turn.organisation, ticket))
        for ticket, one in await turn.ledger.wishes.open()
        if officer not in barred_from(turn.organisation, ticket)
    ]
    await turn.answer(say.wish_list(rows))


async def _wish_meant(turn: Turn, number: int | None, doing: str) -> tuple[Ticket, Wish]:
    assert turn.officer is not None
    if number is None:
        raise Refused("which", say.WHICH_WISH.say(哪样=doing))
    ticket = await turn.ledger.tickets.find(number)
    found = await turn.ledger.wishes.find(number) if ticket is not None else None
    if ticket is None or found is None or turn.officer.id in barred_from(turn.organisation, ticket):
        raise Refused("no wish", say.NOT_A_WISH.say(编号=number))
    if ticket.status not in WORKING:
        raise Refused("over", say.NOT_A_WISH.say(编号=number))
    return ticket, found


@router.on(from_officer, in_private, order("认领", "我认领", "认下", "我认", plainly=("认领",)))
@polite
async def take(turn: Turn, number: int | None, words: str) -> None:
    """「认领 7」: of two at once one gets it; the other is thanked and told."""
    assert turn.officer is not None
    ledger, officer = turn.ledger, turn.officer
    ticket, found = await _wish_meant(turn, number, "认领")
    if ticket.evidence.get("raised_by") == officer.id or not may_own(turn.organisation, officer.id, ticket):
        raise Refused("his own", say.OWN_WISH.say(编号=ticket.number))
    calendar = turn.policy.calendar.of(ticket.village)
    until = turn.policy.wishes.lease.end(turn.now, calendar, moves=False)
    if not await ledger.wishes.take(ticket.number, officer.id, turn.now, until):
        held = await ledger.wishes.held(ticket.number)
        mine = held is not None and held.officer == officer.id
        phrase = say.CLAIMED_ALREADY_YOURS if mine else say.CLAIMED_BY_OTHERS
        raise Refused("taken", phrase.say(编号=ticket.number))
    _give(turn.ledger, ticket, officer.id, "认领了心愿", actor=officer.id, now=turn.now)
    ledger.tickets.move(ticket, MoveName.ACCEPT, actor=officer.id, at=turn.now)
    ticket.accepted_at = turn.now
    await ledger.reminders.cancel(ticket.number, turn.now)
    text = say.CLAIMED_OK.say(编号=ticket.number, 原因=name_of(found), 日期=turn.policy.day(until))
    await turn.answer(text, ticket=ticket.number)
    reporter = await following_up.reporter_of(ledger, ticket)
    if reporter is not None and reporter.unreachable_at is None:
        told = say.WISH_TAKEN.say(称呼=wording.salutation(reporter.name), 人=officer.name, 电话=officer.phone)
        key = f"t{ticket.number}:claimed:{ticket.moves}"
        await tell_villager(ledger, turn.policy, reporter, told, ticket=ticket, why="notice", key=key, now=turn.now)


def _give(ledger: Ledger, ticket: Ticket, owner: str, because: str, *, actor: str, now: datetime) -> None:
    before, ticket.owner, ticket.owner_because = ticket.owner, owner, because
    ticket.help_asked_at = None
    detail = {"owner": owner, "from": before}
    ledger.tickets.move(ticket, MoveName.REASSIGN, actor=actor, at=now, reason=because, detail=detail)


async def _held_by(turn: Turn, ticket: Ticket) -> WishClaim:
    """The claim of this official, as claimant or as the one who comes along. Raises Refused."""
    assert turn.officer is not None
    held = await turn.ledger.wishes.held(ticket.number)
    if held is None or turn.officer.id not in (held.officer, held.partner):
        raise Refused("not his", say.NOT_YOUR_WISH.say(编号=ticket.number))
    return held


@router.on(from_officer, in_private, order("放手", "放回", "不认了", "认不了", plainly=("放手",)))
@polite
async def give_back(turn: Turn, number: int | None, words: str) -> None:
    """「放手 7」: back to the list, without reproach; of the one who comes along, only he."""
    assert turn.officer is not None
    ticket, _ = await _wish_meant(turn, number, "放手")
    held = await _held_by(turn, ticket)
    if held.officer != turn.officer.id:
        held.partner = None
        claimant = turn.organisation.officers.get(held.officer)
        name = claimant.name if claimant is not None else "他"
        await turn.answer(say.LEFT_THE_VISIT.say(编号=ticket.number, 人=name))
        if claimant is not None:
            text = say.PARTNER_LEFT.say(编号=ticket.number, 人=turn.officer.name)
            key = f"t{ticket.number}:left:{turn.inbox_id.hex}"
            await tell_officer(
                turn.ledger, turn.policy, claimant, text, ticket=ticket, why="notice", key=key, now=turn.now
            )
        return
    if await turn.ledger.wishes.end(held, turn.now, GIVEN_BACK):
        await _back_to_the_list(
            turn.ledger, turn.policy, turn.organisation, ticket, "放回心愿单", actor=turn.officer.id, now=turn.now
        )
    await turn.answer(say.GIVEN_BACK_OK.say(编号=ticket.number), ticket=ticket.number)


async def _back_to_the_list(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    because: str,
    *,
    actor: str,
    now: datetime,
) -> None:
    owner = filing.owner_by_rule(policy, organisation, ticket, now).owner
    _give(ledger, ticket, owner.id, because, actor=actor, now=now)
    await ledger.reminders.cancel(ticket.number, now)
    reporter = await following_up.reporter_of(ledger, ticket)
    if reporter is not None and reporter.unreachable_at is None:
        text = say.WISH_ON_LIST_AGAIN.say(称呼=wording.salutation(reporter.name), 人=owner.name, 电话=owner.phone)
        key = f"t{ticket.number}:listed:{ticket.moves}"
        await tell_villager(ledger, policy, reporter, text, ticket=ticket, why="notice", key=key, now=now)


# two at the door ------------------------------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("同去", "一起去", "一同去", plainly=("同去",)))
@polite
async def together(turn: Turn, number: int | None, words: str) -> None:
    """「同去 7 李桂花」: nobody goes to a home alone; only then the two learn where it is."""
    assert turn.officer is not None
    ticket, found = await _wish_meant(turn, number, "同去")
    held = await _held_by(turn, ticket)
    if held.officer != turn.officer.id:
        raise Refused("not his", say.NOT_YOUR_WISH.say(编号=ticket.number))
    named = people_named(turn.organisation, ticket.village, ticket.topic, words).officers if words else ()
    if len(named) != 1:
        raise Refused("with whom", say.WITH_WHOM.say(编号=ticket.number))
    (partner,) = named
    if partner.id == turn.officer.id or not may_own(turn.organisation, partner.id, ticket) or partner.chat is None:
        raise Refused("not with him", say.NOT_WITH_HIM.say(编号=ticket.number, 人=partner.name))
    held.partner = partner.id
    where = await where_to(turn, ticket)
    await turn.answer(where, ticket=ticket.number)
    invitation = say.VISIT_TOGETHER.say(
        编号=ticket.number, 原因=name_of(found), 人=turn.officer.name, 电话=turn.officer.phone
    )
    for place, text in enumerate((invitation, where)):
        key = f"t{ticket.number}:together:{held.sequence}:{partner.id}:{turn.inbox_id.hex}:{place}"
        await tell_officer(turn.ledger, turn.policy, partner, text, ticket=ticket, why="notice", key=key, now=turn.now)


# by itself ------------------------------------------------------------------------------------------------------------


async def take_back_expired(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Claims whose time has passed go back to the list, each once. Returns how many were looked at."""
    rows = await ledger.wishes.run_out(now)
    if not rows:
        return 0
    organisation = await ledger.organisation()
    tickets = await ledger.tickets.numbered({row.ticket for row in rows})
    for held in rows:
        ticket = tickets[held.ticket]
        if ticket.status is Status.RESOLVED:
            # it waits for the villager's word, and may be taken up again
            held.until_at = policy.wishes.lease.end(now, policy.calendar.of(ticket.village), moves=False)
            continue
        claimant, number = organisation.officers.get(held.officer), held.ticket
        if not await ledger.wishes.end(held, now, EXPIRED if ticket.status in WORKING else OVER):
            continue
        if ticket.status not in WORKING:
            continue
        await _back_to_the_list(ledger, policy, organisation, ticket, "到日子放回心愿单", actor="system", now=now)
        if claimant is not None:
            key = f"t{number}:lease-over:{ticket.moves}"
            text = say.LEASE_OVER.say(编号=number)
            await tell_officer(ledger, policy, claimant, text, ticket=ticket, why="notice", key=key, now=now)
    return len(rows)
